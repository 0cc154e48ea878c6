package main

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/account"
	"nightdesk/flows/release"
)

// Who works on scripts in these tests, and who may agree.
const (
	writer = "ben/" + string(account.ScriptAdmin)
	second = "dana/" + string(account.MedicalDirector)
)

// sends sends an order of the editor's page.
func (s *story) sends(as, path string, order map[string]any) (int, string) {
	s.t.Helper()
	b, err := json.Marshal(order)
	if err != nil {
		s.t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(s.t.Context(), http.MethodPost, s.public+path, strings.NewReader(string(b)))
	if err != nil {
		s.t.Fatal(err)
	}
	r.Header.Set("As", as)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Origin", s.public)
	w, err := http.DefaultClient.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer w.Body.Close()
	var out strings.Builder
	if err := w.Write(&out); err != nil {
		s.t.Fatal(err)
	}
	return w.StatusCode, out.String()
}

// A talk on the phone is kept under the name of a test, and never in the place of a
// script or beside the folder, whatever the form says.
func TestAKeptTalkTakesNoOtherFilesPlace(t *testing.T) {
	t.Parallel()
	s := staffed(t)
	for _, of := range []string{"", "says_hello.talk", "intake.flow", "../../../tmp/out.flow", "../out.talk", "safety/x.talk", "noend", "<b>.talk"} {
		out := s.goes(writer, "POST", "/console/scripts/phone/save", url.Values{
			"of": {of}, "name": {"says hello"}, "about": {"They say hello."}, "talk": {"at Wed 4 Mar 2026 10:00\nthem hi\n"}})
		if of == "says_hello.talk" && out.Status != http.StatusSeeOther {
			t.Fatalf("%q: %d", of, out.Status)
		}
		d, err := s.store.Draft(t.Context(), "ben")
		if err != nil {
			t.Fatal(err)
		}
		if got := slices.Collect(maps.Keys(d.Changed)); !slices.Equal(got, []string{"says_hello.talk"}) {
			t.Errorf("%q: the draft has %q", of, got)
		}
	}
}

// evilWords is markup wherever somebody forgets that it is none.
const evilWords = `"><script>alert(1)</script><img src=x onerror=alert(2)>'</textarea></svg><svg onload=alert(3)>`

// What is written into scripts, notes and answers is text on every page about scripts,
// and in what the editor's page is sent.
func TestHostileScriptsAreInertInTheConsole(t *testing.T) {
	t.Parallel()
	s := staffed(t)
	x, f := s.liveFiles()
	f = f.Clone()
	f.Flows["<svg onload=alert(3)>.flow"] = "flow evil\ntitle " + evilWords + "\n"
	f.Flows["evil.flow"] = "flow evil\ntitle  " + evilWords + "\n\n# accept shouting: " + evilWords + "\nstep a\n  ask en  " + evilWords + "? 1 yes 2 no\n      es  " + evilWords +
		"? 1 si 2 no\n  answer choice\n    1 yes  en: " + evilWords + "  es: si\n    2 no  en: no  es: no\n  handoff \"" + evilWords + "\" level 2\n  then end\n"
	f.Flows["questions.flow"] += "\nquestion evil\n  asked en: " + evilWords + "\n  say en  " + evilWords + "\n      es  " + evilWords + "\n"
	f.Talks["evil.talk"] = "# " + evilWords + "\nat Wed 4 Mar 2026 10:00\nthem " + evilWords + "\nus " + evilWords + "\n"
	d := release.Of(bot.Draft{Owner: "ben", Note: evilWords, At: s.Now()}, x.Number, bot.ScriptFiles{Flows: map[string]string{}}, f)
	if _, err := s.store.SaveDraft(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	o := s.reworded("ben", "en: pregnant, im pregnant, expecting", "en: pregnant, expecting")
	o.Note = evilWords
	proposed := s.publishes(o)
	if proposed.Proposal.ID == "" {
		t.Fatal("nobody is asked for")
	}
	o = s.reworded("ben", "Hi, this is", "Hello, this is")
	o.Note = evilWords
	s.publishes(o)
	if out := s.goes(second, "POST", "/console/scripts/review/"+proposed.Proposal.ID+"/decline", url.Values{"answer": {evilWords}}); out.Status != http.StatusSeeOther {
		t.Fatalf("declining: %d", out.Status)
	}
	pages := []string{"", "/changes", "/edit/evil.flow", "/edit/" + url.PathEscape("<svg onload=alert(3)>.flow"), "/figures", "/help", "/history", "/history/2", "/history/1/intake.flow", "/new",
		"/phone", "/phone?talk=evil.talk", "/publish", "/question/evil.flow", "/questions", "/questions/topic?topic=evil", "/review", "/review/" + proposed.Proposal.ID,
		"/sheet", "/sheet/es", "/tests", "/tests/talk?name=evil.talk", "/translate", "/translate?lang=es", "/wording/evil.flow"}
	for _, p := range pages {
		out := s.goes(writer, "GET", "/console/scripts"+p, nil)
		if out.Status >= 500 {
			t.Errorf("%s: %d", p, out.Status)
		}
		if kind := out.Head.Get("Content-Type"); !strings.HasPrefix(kind, "text/html") {
			if !strings.HasPrefix(kind, "text/csv") || out.Head.Get("Content-Disposition") == "" {
				t.Errorf("%s is sent as %s", p, kind)
			}
			continue
		}
		for _, bad := range []string{"<script>alert", "<img src=x", "<svg onload", "</textarea></svg>"} {
			if strings.Contains(out.Body, bad) {
				t.Errorf("%s holds %s as markup", p, bad)
			}
		}
	}
	for _, path := range []string{"check", "complete", "save", "measure"} {
		if status, body := s.sends(writer, "/console/scripts/"+path, map[string]any{"file": "evil.flow", "text": f.Flows["evil.flow"], "line": 7, "col": 5}); strings.Contains(body, "<script>alert") || strings.Contains(body, "<img src") || status >= 500 {
			t.Errorf("%s gives back markup, or fails: %d", path, status)
		}
	}
	for _, p := range []string{"/edit/..%2f..%2fetc%2fpasswd", "/edit/%2e%2e", "/history/1/..%2fclinic.yaml", "/history/-1", "/history/99999999999999999999", "/history/1e3/intake.flow", "/sheet/..%2fes",
		"/wording/..%2fx", "/question/%00", "/review/..%2f..", "/edit/intake.flow%00.txt"} {
		if out := s.goes(writer, "GET", "/console/scripts"+p, nil); out.Status != http.StatusNotFound && out.Status != http.StatusSeeOther && out.Status != http.StatusBadRequest && out.Status != http.StatusTemporaryRedirect && out.Status != http.StatusMovedPermanently {
			t.Errorf("%s: %d", p, out.Status)
		}
	}
}

// Whoever hammers the editor's checker and the phone keeps nobody who texts waiting.
func TestTryingScriptsKeepsNobodyWaiting(t *testing.T) {
	s := staffed(t)
	_, f := s.liveFiles()
	long := f.Flows["intake.flow"] + strings.Repeat("\nstep a\n  say en  Hello {x} 911.\n", 12000)
	turn := func(n int) time.Duration {
		began := time.Now()
		if s.says(numberOf(n), "hi") == "" {
			t.Error("no answer")
		}
		return time.Since(began)
	}
	var calm, busy []time.Duration
	for n := range 20 {
		calm = append(calm, turn(n))
	}
	done := make(chan struct{})
	var wg sync.WaitGroup
	var mu sync.Mutex
	checks, slowest := 0, time.Duration(0)
	for i := range 16 {
		wg.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
				}
				began := time.Now()
				if i%2 == 0 {
					s.sends(writer, "/console/scripts/check", map[string]any{"file": "intake.flow", "text": long})
				} else {
					s.goes(writer, "POST", "/console/scripts/phone", url.Values{"do": {"say"}, "say": {"hi"}, "file": {"intake.flow"}, "text": {f.Flows["intake.flow"] + "\n# " + numberOf(i)}, "talk": {"at Wed 4 Mar 2026 10:00\n" + strings.Repeat("them hi\n", 200)}})
				}
				mu.Lock()
				checks, slowest = checks+1, max(slowest, time.Since(began))
				mu.Unlock()
			}
		})
	}
	for n := range 20 {
		busy = append(busy, turn(100+n))
	}
	close(done)
	wg.Wait()
	slices.Sort(calm)
	slices.Sort(busy)
	t.Logf("a turn takes %v, longest %v; while %d orders were sent, %v, longest %v (an order: longest %v)", quantile(calm, .5), calm[19], checks, quantile(busy, .5), busy[19], slowest)
	// On a machine that has much else to do both take longer; but a turn that had to wait
	// for the orders before it would take as long as they do.
	if p := quantile(busy, .9); p > max(2*time.Second, slowest/2) {
		t.Errorf("nine of ten turns take up to %v while scripts are tried", p)
	}
}

func numberOf(n int) string {
	return "+1907555" + string([]byte{'7', byte('0' + n/100%10), byte('0' + n/10%10), byte('0' + n%10)})
}
