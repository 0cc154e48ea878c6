package inbox_test

import (
	"strings"
	"sync"
	"testing"

	"nightdesk/bot"
)

// day is what the clinic's day has counted, without the version of the script.
func (d *desk) day() map[string]int {
	d.t.Helper()
	date := d.now.In(zone).Format("2006-01-02")
	all, err := d.store.Counts(d.t.Context(), date, date)
	if err != nil {
		d.t.Fatal(err)
	}
	out := map[string]int{}
	for word, n := range all[date] {
		word, _, _ = strings.Cut(word, "@")
		out[word] += n
	}
	return out
}

func (d *desk) counts(want map[string]int) {
	d.t.Helper()
	got := d.day()
	for word, n := range want {
		if got[word] != n {
			d.t.Errorf("%s: %d, want %d (of %v)", word, got[word], n, got)
		}
	}
}

// A text that comes twice, or at the same moment as another, counts once.
func TestFiguresCountEachTextOnce(t *testing.T) {
	d := open(t, morning)
	d.says(sam, "hi")
	in := bot.Input{ID: "SMtwice", From: sam, To: "+19075550100", Kind: bot.TextIn, Body: "1"}
	for range 3 {
		if _, err := d.Receive(t.Context(), in); err != nil {
			t.Fatal(err)
		}
	}
	d.counts(map[string]int{"in:en": 2, "out": 2, "answer:2s": 2})
	var all sync.WaitGroup
	for _, body := range []string{"hello", "are you there", "ok", "thanks", "hm"} {
		all.Go(func() {
			in := bot.Input{ID: bot.InputID("SM" + body), From: sam, To: "+19075550100", Kind: bot.TextIn, Body: bot.Words(body)}
			if _, err := d.Receive(t.Context(), in); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	d.counts(map[string]int{"in:en": 7, "answer:2s": 7})
}

// What happens at the steps of a script, to cases and to consents is counted by
// words of ours: no count holds what somebody wrote or who they are.
func TestFiguresOfSteps(t *testing.T) {
	d := open(t, morning)
	d.says(sam, "hi")
	s := d.loaded(sam).Session
	at := s.At.Flow + "/" + s.At.Step
	d.counts(map[string]int{"shown:" + at: 1})
	d.says(sam, "zebulon quimby xylophone")
	d.counts(map[string]int{"unclear:" + at: 1})
	d.says(sam, "i want to die")
	d.says(sam, "i want to die")
	d.counts(map[string]int{"crisis:suicide_risk": 1, "case:1": 1, "alert:text": 1})
	d.says("+19075550177", "hi")
	d.says("+19075550177", "STOP")
	d.counts(map[string]int{"opted_out": 1, "left:" + at: 1})
	for word := range d.day() {
		if strings.Contains(word, "zebulon") || strings.Contains(word, "555") || strings.Contains(word, string(d.store.Person(sam))) {
			t.Errorf("counted as %q", word)
		}
	}
}

// Which answer a question got is counted once, by its name in the script, and of what
// somebody says of their health nothing is.
func TestFiguresOfAnswers(t *testing.T) {
	d := open(t, morning)
	d.says(sam, "hi")
	in := bot.Input{ID: "SMtwice", From: sam, To: "+19075550100", Kind: bot.TextIn, Body: "go on"}
	for range 2 {
		if _, err := d.Receive(t.Context(), in); err != nil {
			t.Fatal(err)
		}
	}
	d.counts(map[string]int{"chose:go:intake/greet": 1})
	answers := map[string]string{"urgent": "1 2", "name": "zebulon"}
	asked := map[string]bool{}
	for range 20 {
		step := d.loaded(sam).Session.At.Step
		if asked[step] || step == "" {
			break
		}
		asked[step] = true
		answer := answers[step]
		if answer == "" {
			answer = "1"
		}
		d.says(sam, answer)
	}
	if !asked["urgent"] || !asked["adult"] || !asked["pay"] {
		t.Fatalf("the talk came to %v", asked)
	}
	d.counts(map[string]int{"chose:yes:intake/consent": 1, "chose:mine:intake/phone": 1, "chose:me:intake/who": 1, "chose:medicare:intake/pay": 1, "answered:intake/urgent": 1})
	for word := range d.day() {
		if rest, ok := strings.CutPrefix(word, "chose:"); ok {
			for _, private := range []string{"/urgent", "/reason", "/needs", "/adult", "/name", "zebulon", "pregnant", "sick"} {
				if strings.Contains(rest, private) {
					t.Errorf("counted as %q", word)
				}
			}
		}
	}
}
