package main

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nightdesk/bot"
	"nightdesk/flows/clinic"
	"nightdesk/flows/transcript"
	"nightdesk/webhooks/console"
)

const (
	visitsAfterConsent = `step visits
  ask en  Have you been to our clinic before? 1 first time 2 once or more
      es  ¿Ya vino antes a la clinica? 1 primera vez 2 ya estuve
  answer choice skip as skipped
    1 first  en: first time    es: primera vez
    2 once   en: once or more  es: ya estuve
  keep as visits
  then phone

`
	visitsBeforeAll = `step visits
  ask en  Hi, this is {clinic short name}. Emergency: call 911. Crisis: call or text 988. Were you here before? 1 first time 2 been here. STOP to end.
      es  Hola, es {clinic short name}. Emergencia: 911. Crisis: llame o escriba al 988. ¿Ya vino antes? 1 primera vez 2 ya vine. STOP: no mas textos.
  answer choice
    1 first  en: first time  es: primera vez
    2 once   en: been here   es: ya vine
  keep as visits
  then greet

`
)

// askAfterConsent and askBeforeAll put a question into the conversation that everybody new
// has, which most talks begin with.
func askAfterConsent(src string) string {
	src = strings.Replace(src, "  if no then flow call\n  then phone\n", "  if no then flow call\n  then visits\n", 1)
	return strings.Replace(src, "step phone\n", visitsAfterConsent+"step phone\n", 1)
}

func askBeforeAll(src string) string {
	src = strings.Replace(src, "if texting is not yes then greet\n", "if texting is not yes then visits\n", 1)
	return strings.Replace(src, "step greet\n", visitsBeforeAll+"step greet\n", 1)
}

// answersAll answers the question in talks, two at a time as the machines have two
// processors, and gives those in which it is answered and those that do not pass.
func answersAll(t *testing.T, ask func(string) string, names []string) (answered int, left []string) {
	t.Helper()
	files := clinicFiles(t, names...)
	files.Flows["intake.flow"] = ask(files.Flows["intake.flow"])
	s, err := newStageOf(exampleClinic(t), files.Flows)
	if err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	var wg sync.WaitGroup
	todo := make(chan string, len(names))
	for _, name := range names {
		todo <- name
	}
	close(todo)
	for range 2 {
		own := &stage{clinic: s.clinic, script: s.script, ctx: t.Context()}
		wg.Go(func() {
			defer own.Close()
			for name := range todo {
				a, err := transcript.Answer{Question: "intake/visits", Words: map[string]string{"": "1"}}.Into(name, files.Talks[name], own, own.clinic.Zone)
				mu.Lock()
				if a.Times > 0 {
					answered++
				}
				if err != nil || !a.Passes() {
					left = append(left, name)
				}
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	return answered, left
}

// A question that most of the clinic's own talks come by is answered in them with one word,
// and every one goes on as before. One talk of six is played; with TALKS=all each is.
func TestANewQuestionInTheClinicsOwnTalks(t *testing.T) {
	t.Parallel()
	talks, err := readTalks(clinic.FS)
	if err != nil {
		t.Fatal(err)
	}
	names := slices.Sorted(maps.Keys(talks))
	if os.Getenv("TALKS") != "all" {
		every := names
		names = nil
		for i := 0; i < len(every); i += 6 {
			names = append(names, every[i])
		}
	}
	answered, left := answersAll(t, askAfterConsent, names)
	if 2*answered < len(names) || len(left) > 0 {
		t.Errorf("answered in %d of %d talks; not as before: %v", answered, len(names), left)
	}
}

// The same before everything else, where the greeting now comes apart from what is said
// before it, in talks with several people, both languages and staff.
func TestANewFirstQuestionInTalks(t *testing.T) {
	t.Parallel()
	names := []string{"greeting.talk", "call_off.talk", "code_word_es.talk", "crisis_withdrawal_es.talk", "hours_now_es.talk", "questions.talk", "owned_offer.talk", "minor_call.talk"}
	answered, left := answersAll(t, askBeforeAll, names)
	if answered != len(names) || len(left) > 0 {
		t.Errorf("answered in %d of %d talks; not as before: %v", answered, len(names), left)
	}
}

// A case keeps its name in a talk whatever comes before it.
func TestCasesOfTalksAreNamedByTheirOrder(t *testing.T) {
	s, err := newStageOf(exampleClinic(t), clinicFiles(t).Flows)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	alerts := func(text string) (all []string) {
		p := s.playTalk("a.talk", "at Wed 4 Mar 2026 10:00\n"+text)
		if p.err != nil {
			t.Fatal(p.err)
		}
		for _, l := range p.really.Lines {
			if l.Word == "alert" {
				all = append(all, l.Text)
			}
		}
		return all
	}
	short, long := alerts("them hi\nthem 0\n"), alerts("them hi\nthem2 hi\nthem2 1\nthem 0\n")
	if len(short) != 1 || !slices.Equal(short, long) {
		t.Errorf("the alert is %q, and after more texts %q", short, long)
	}
	named := alerts("them hi\nthem 0\nalert ben: Alert K3KR, level 2\nthem2 hi\nthem2 0\nstaff done K3KR\n")
	if len(named) != 2 || !strings.Contains(named[0], "Alert K3KR, level 2, waiting 0 min") || strings.Contains(named[1], "K3KR") {
		t.Errorf("a talk calls its first case K3KR, and the alerts are %q", named)
	}
}

// played waits for the run of an account.
func (x *trials) played(by string) {
	for finished := false; !finished; {
		x.one <- struct{}{}
		<-x.one
		x.mu.Lock()
		finished = !x.runs[by].now().Finished.IsZero()
		x.mu.Unlock()
	}
}

// Through the console: tests that stop at a new question are one group; one of them is
// shown with the answer, and one click answers all. Wrong answers change nothing.
func TestANewQuestionIsAnsweredInTheConsole(t *testing.T) {
	t.Parallel()
	s := withTalks(t, "intake_new.talk", "intake_spanish.talk", "greet_unclear.talk")
	s.rewritesAs(t, "ana", "intake.flow", askAfterConsent)
	const at = "/console/scripts/tests"
	s.goes(byAna, http.MethodPost, at+"/run", nil)
	s.program.trials.played("ana")
	page := s.goes(byAna, http.MethodGet, at, nil)
	s.mustSee(t, "the tests", page, http.StatusOK, "The new question visits is asked in 2 tests", "1 thing to decide", "Nothing is broken, and nothing of it is live", "1 first time", "they pass on it", "Have you been to our clinic before?")
	form := page.fields(t, at+"/answer")
	form["name"] = []string{"intake_new.talk", "intake_spanish.talk", "safety/overdose.talk"}
	filled := func(more url.Values) url.Values { f := maps.Clone(form); maps.Copy(f, more); return f }
	talks := func() map[string]string {
		d, err := s.store.Draft(t.Context(), "ana")
		if err != nil {
			t.Fatal(err)
		}
		maps.DeleteFunc(d.Changed, func(name, _ string) bool { return !strings.HasSuffix(name, ".talk") })
		return d.Changed
	}
	for _, x := range []struct {
		what   string
		form   url.Values
		status int
		say    string
	}{
		{"no answer", nil, 422, "Choose an answer first"},
		{"no such answer", url.Values{"choice": {"7"}}, 422, "Choose an answer first"},
		{"another question", url.Values{"choice": {"1"}, "question": {"intake/nowhere"}}, 422, "not in your draft any more"},
		{"no tests", url.Values{"choice": {"1"}, "name": {"safety/overdose.talk"}}, 422, "not in your draft any more"},
		{"an example", url.Values{"choice": {"1"}, "do": {"preview"}}, 200, "The rest of it goes as before"},
		{"nothing to answer", url.Values{"choice": {"1"}, "name": {"greet_unclear.talk"}}, 422, "Nothing was changed"},
	} {
		s.mustSee(t, x.what, s.done(t, at+"/answer", filled(x.form)), x.status, x.say)
		if got := talks(); len(got) > 0 {
			t.Fatalf("%s changed %v", x.what, slices.Collect(maps.Keys(got)))
		}
	}
	s.mustSee(t, "the answer", s.done(t, at+"/answer", filled(url.Values{"choice": {"skip"}})), http.StatusOK,
		"The question is answered in 2 tests", "2 tests now have the question and its answer, and the rest of each goes on as before")
	got := talks()
	s.mustSee(t, "the same form again", s.done(t, at+"/answer", filled(url.Values{"choice": {"skip"}})), 422, "these tests go as expected already")
	if d := cmp.Diff(got, talks()); d != "" {
		t.Errorf("a double click changes tests: %s", d)
	}
	if len(got) != 2 || !strings.Contains(got["intake_spanish.talk"], "us      ¿Ya vino antes a la clinica? 1 primera vez 2 ya estuve\nthem    saltar\nus      ¿Este teléfono es solo suyo?") ||
		!strings.Contains(got["intake_new.talk"], "2 once or more\nthem    skip\nus      Is this phone only yours?") {
		t.Errorf("the draft has %v", got)
	}
}

// done sends an order of ana's as a page does that waits: until nothing more is played.
func (s *story) done(t *testing.T, at string, form url.Values) seen {
	t.Helper()
	for until := time.Now().Add(time.Minute); ; {
		got := s.goes(byAna, http.MethodPost, at, form)
		if !strings.Contains(got.Body, "data-working") {
			return got
		}
		if time.Now().After(until) {
			t.Fatalf("%s never ends", at)
		}
	}
}

// Answering goes on while nobody asks, says how far it is, and ends when the account orders
// something else or the program stops.
func TestAnswersAreWorkedOn(t *testing.T) {
	files := clinicFiles(t, "greeting.talk", "hours.talk")
	x := newTrials(exampleClinic(t), time.Now, &passed{})
	defer x.Close()
	names := slices.Sorted(maps.Keys(files.Talks))
	ask := func(question string) (console.Answers, error) {
		return x.Answer(t.Context(), "ana", files, names, transcript.Answer{Question: question, Words: map[string]string{"": "1"}})
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if got, err := x.Answer(gone, "ana", files, names, transcript.Answer{Question: "intake/greet"}); !errors.Is(err, context.Canceled) || got.Of != 2 {
		t.Errorf("for somebody who is gone it says %+v, %v", got, err)
	}
	first := x.answers["ana"]
	for finished := false; !finished; {
		got, err := ask("intake/who")
		if err != nil {
			t.Fatal(err)
		}
		if finished = got.Finished; finished && (len(got.Talks) != 2 || got.Done != 2 || got.Of != 2) {
			t.Errorf("it ends with %+v", got)
		}
	}
	select {
	case <-first.done:
	default:
		t.Error("what was ordered before goes on")
	}
	files.Flows["intake.flow"] = "flow intake\nstep a\n  then nowhere\n"
	if _, err := ask("intake/greet"); !errors.Is(err, bot.ErrRefused) {
		t.Errorf("flows with errors: %v", err)
	}
}
