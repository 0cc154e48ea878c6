package main

import (
	"html"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/safety"
	"nightdesk/bot/store/storetest"
	"nightdesk/webhooks/twilio/twiliotest"
)

// Whatever else fails, a text of danger gets its whole reply on the line, and
// staff are called. There is a test here for each thing that may fail; others are
// in story_test.go (what is caught up after an outage; alerts that climb), in
// hostile_test.go (odd texts) and in the inbox's danger_test.go.

// danger is somebody in it, in one of the languages.
type danger struct {
	lang       bot.Lang
	from, text string
}

var dangers = []danger{
	{bot.English, "+19075550161", "my friend is not breathing he took too much"},
	{bot.Spanish, "+19075550162", "mi amigo no respira, tomo demasiado"},
}

// saves texts and wants the whole reply, in TwiML, from the webhook that is asked
// at last (with no retry and no fallback, from the first).
func (s *story) saves(d danger, opts ...twiliotest.TextOption) {
	s.t.Helper()
	saved(s.t, s.carrier, d, opts...)
}

func saved(t testing.TB, carrier *twiliotest.Server, d danger, opts ...twiliotest.TextOption) {
	t.Helper()
	in := carrier.Text(d.from, d.text, opts...)
	last := in.Answers[len(in.Answers)-1]
	if last.Status != http.StatusOK || !strings.Contains(last.Type, "xml") {
		t.Errorf("%s: status %d, %s", d.lang, last.Status, last.Type)
	}
	if want := safety.BuiltIn("overdose_now", d.lang); !strings.Contains(html.UnescapeString(last.Answer), want) {
		t.Errorf("%s: answered %q, want %q in it", d.lang, last.Answer, want)
	}
}

// called waits until whoever is on call has n texts that say level 1.
func (s *story) called(n int) {
	s.t.Helper()
	s.hearsTimes(s.onCall(), "evel 1", n)
}

// hearsTimes waits until n texts on a phone hold some words.
func (s *story) hearsTimes(number, words string, n int) {
	s.t.Helper()
	s.hearTimes([]string{number}, words, n)
}

// hearTimes waits until n texts on some phones together hold some words.
func (s *story) hearTimes(numbers []string, words string, n int) {
	s.t.Helper()
	events, end := s.carrier.Subscribe()
	defer end()
	deadline := time.NewTimer(patience)
	defer deadline.Stop()
	for {
		found := 0
		for _, number := range numbers {
			for _, m := range s.carrier.Phone(number).Inbox() {
				if strings.Contains(m.Body, words) {
					found++
				}
			}
		}
		if found >= n {
			return
		}
		select {
		case <-events:
		case <-deadline.C:
			s.t.Fatalf("%d phones got %q %d times, want %d", len(numbers), words, found, n)
		}
	}
}

// each is one test for each language.
func (s *story) each(f func(d danger)) {
	for _, d := range dangers {
		f(d)
	}
}

// savesBoth is saves in both languages at once, for where each waits for the store.
func (s *story) savesBoth() {
	s.t.Helper()
	var both sync.WaitGroup
	s.each(func(d danger) { both.Go(func() { s.saves(d) }) })
	both.Wait()
}

func TestDangerInAFirstText(t *testing.T) {
	s := newStory(t)
	s.each(func(d danger) { s.saves(d) })
	s.called(2)
}

func TestDangerWithRedisGone(t *testing.T) {
	t.Parallel()
	s := newStory(t)
	s.redis.Kill()
	s.savesBoth()
	s.called(1) // the one alarm: where nothing is stored, one phone is not rung for each text
	s.redis.Restart(t)
}

// A Redis that hangs is worse than one that is gone: nothing fails, and nothing
// comes back. When it goes on, the texts are turns, once.
func TestDangerWithRedisHanging(t *testing.T) {
	t.Parallel()
	s := newStory(t)
	s.carrierBehind(time.Minute)
	info, err := s.redis.Client(t).InfoMap(t.Context(), "server").Result()
	if err != nil {
		t.Fatal(err)
	}
	pid, err := strconv.Atoi(info["Server"]["process_id"])
	if err != nil {
		t.Fatal(err)
	}
	if err := syscall.Kill(pid, syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = syscall.Kill(pid, syscall.SIGCONT) })
	s.savesBoth()
	s.called(1)
	if err := syscall.Kill(pid, syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
	if _, err := s.program.inbox.CatchUp(t.Context(), oneCatchUp{s.store}, s.program.client); err != nil {
		t.Fatal(err)
	}
	s.each(func(d danger) {
		if got := s.session(d.from); got.Turns != 1 || got.Crisis == nil || !got.Crisis.Held {
			t.Errorf("%s: %d turns, crisis %v", d.lang, got.Turns, got.Crisis)
		}
	})
}

func TestDangerWithTwiliosAPIGone(t *testing.T) {
	t.Parallel()
	s := newStory(t)
	s.carrier.NextCreates(twiliotest.Refused, twiliotest.HungUp, twiliotest.Refused)
	s.each(func(d danger) { s.saves(d) })
	s.called(2) // when it is there again
}

func TestDangerWithoutScripts(t *testing.T) {
	t.Parallel()
	s, f := newEditing(t)
	s.start(os.DirFS(f.dir), lookEvery)
	s.each(func(d danger) { s.says(d.from, "hi") })
	f.edit("then consent", "then consnet")
	s.logs(1, "the edited scripts are not live")
	s.saves(dangers[0])
	if err := os.RemoveAll(f.dir); err != nil {
		t.Fatal(err)
	}
	s.logs(1, "the edited scripts can't be read")
	s.saves(dangers[1])
	s.called(2)

	s.stop()
	s.start(os.DirFS(f.dir), lookEvery)
	s.logs(1, "the scripts that were live last go on")
	s.saves(danger{bot.English, "+19075550163", dangers[0].text})
	s.saves(danger{bot.Spanish, "+19075550164", dangers[1].text})
}

// A start with no scripts and no store: the built-in scripts stand in, and those
// that were live last take over when the store is there, which keeps them.
func TestDangerAfterAStartWithNeitherScriptsNorStore(t *testing.T) {
	t.Parallel()
	f := newFolder(t)
	f.edit(oldWho, newWho)
	redis := storetest.Start(t)
	d := newDesk(t, redis)
	d.config = filepath.Join(t.TempDir(), "clinic.yaml")
	example, err := os.ReadFile(filepath.Join("..", "..", "config", "clinic.example.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	own := strings.Replace(string(example), "#  dir: scripts", "  dir: "+f.dir, 1)
	if own == string(example) {
		t.Fatal("the example names no folder of scripts")
	}
	if err := os.WriteFile(d.config, []byte(own), 0o644); err != nil {
		t.Fatal(err)
	}
	again := func() {
		d.serve(t)
		d.waits(t, "/livez", http.StatusOK)
	}
	again()
	d.waits(t, "/readyz", http.StatusOK)
	for log := d.log.String(); strings.Contains(log, "the store does not answer") && !strings.Contains(log, "the store answers"); log = d.log.String() {
		<-d.log.more() // the store was slow: the scripts are saved a little later
	}
	d.stop()
	d.exits(t, exitGood)

	redis.Kill()
	f.edit("then consent", "then consnet")
	again()
	var both sync.WaitGroup
	for _, x := range dangers {
		both.Go(func() { saved(t, d.carrier, x) })
	}
	both.Wait()
	redis.Restart(t)
	d.waits(t, "/readyz", http.StatusOK)
	for deadline := time.Now().Add(20 * time.Second); !strings.Contains(d.log.String(), "the scripts that were live last go on"); {
		if time.Now().After(deadline) {
			t.Fatalf("the scripts that were live last do not come back:\n%s", d.log)
		}
		<-d.log.more()
	}
	d.stop()
	d.exits(t, exitGood)
	again() // and they are still those that were live last
	d.waits(t, "/readyz", http.StatusOK)
	for _, body := range []string{"hi", "1", "1"} {
		d.carrier.Text(sam, body)
	}
	if in := d.carrier.Text(sam, "1"); len(in.Replies) != 1 || !strings.Contains(in.Replies[0].Body, newWho) {
		t.Errorf("after all: %+v", in.Replies)
	}
	d.stop()
	d.exits(t, exitGood)
}

// Nothing goes through to whoever has opted out; staff hear of that with the alert.
func TestDangerOfSomebodyWhoHasOptedOut(t *testing.T) {
	s := newStory(t)
	s.each(func(d danger) {
		s.says(d.from, "hi")
		s.says(d.from, "STOP")
		if !s.carrier.OptedOut(d.from) {
			t.Fatal("the carrier has not opted them out: the test proves nothing")
		}
		s.saves(d)
	})
	s.called(2)
	open, err := s.store.OpenCases(t.Context())
	if err != nil || len(open) != 2 {
		t.Fatalf("%d cases (%v)", len(open), err)
	}
	for _, c := range open {
		if labels := strings.Join(c.Case.Labels, " "); !strings.Contains(labels, "overdose_now") || !strings.Contains(labels, "reply_blocked") {
			t.Errorf("staff see %q", labels)
		}
	}
}

// Somebody of staff has the talk, and the scripts rest: the screen does not.
func TestDangerOfSomebodyWhoseCaseStaffOwn(t *testing.T) {
	s := newStory(t)
	s.each(func(d danger) {
		s.says(d.from, "hi")
		s.says(d.from, "0")
	})
	s.hearsTimes(s.onCall(), "Alert", 2)
	for _, m := range s.carrier.Phone(s.onCall()).Inbox() {
		if _, code, ok := strings.Cut(m.Body, "Reply "); ok {
			s.says(s.onCall(), code[:4])
		}
	}
	open, err := s.store.OpenCases(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range open {
		if c.Case.Status != bot.CaseClaimed {
			t.Fatalf("a case is %s: the test proves nothing", c.Case.Status)
		}
	}
	s.each(func(d danger) { s.saves(d) })
	s.hearsTimes(s.onCall(), "NEW, level 1", 2)
}

// With a time held and read back, danger takes over: what they text is no pick,
// and the offer comes back when staff let go.
func TestDangerWithASeatHeld(t *testing.T) {
	s := newStory(t)
	en := dangers[0]
	for _, body := range []string{"hi", "1", "1", "1", "1", "1", "1", "4", "sam", "1", "none", "1", "1", "1"} {
		s.says(en.from, body)
	}
	held := s.session(en.from).Hold
	if held == nil {
		t.Fatal("no time is held: the test proves nothing")
	}
	s.saves(en)
	if got := s.says(en.from, "1"); !strings.Contains(got, "911") || strings.Contains(got, "Booked") {
		t.Errorf("in the hold, 1 is answered %q", got)
	}
	if got := s.session(en.from); got.Hold == nil || got.Hold.ID != held.ID || len(got.Visits) != 0 {
		t.Errorf("the time is not held as it was: %v, %d visits", got.Hold, len(got.Visits))
	}
	s.called(1)
	s.says(s.onCall(), "1")
	if done := s.says(s.onCall(), "done"); !strings.Contains(done, "closed") {
		t.Errorf("staff were told %q", done)
	}
	s.hearsOf(en.from, "1 book it")
	if got := s.says(en.from, "1"); !strings.Contains(got, "Booked") {
		t.Errorf("after the release, 1 is answered %q", got)
	}
}

// A session sealed under a key that is gone. (Another store's keyset is refused at
// the start, loudly: see keyset_test.go.)
func TestDangerWithASessionThatCannotBeRead(t *testing.T) {
	t.Parallel()
	s := newStory(t)
	s.each(func(d danger) { s.says(d.from, "hi") })
	s.stop()
	c := s.redis.Client(t)
	keys, err := c.Keys(t.Context(), "*:s:*").Result()
	if err != nil || len(keys) != len(dangers) {
		t.Fatalf("%d sessions (%v)", len(keys), err)
	}
	for _, k := range keys {
		was, err := c.Get(t.Context(), k).Result()
		if err != nil || len(was) < 3 {
			t.Fatal(len(was), err)
		}
		if err := c.Set(t.Context(), k, was[:len(was)-3]+"xyz", time.Hour).Err(); err != nil {
			t.Fatal(err)
		}
	}
	s.start(os.DirFS(newFolder(t).dir), 0)
	s.each(func(d danger) { s.saves(d) })
	s.called(2)
}

func TestDangerOverTheBudget(t *testing.T) {
	s := newStory(t)
	s.each(func(d danger) {
		for i := range s.program.inbox.Clinic.Limits.RepliesPerHour + 2 {
			s.says(d.from, "number "+strconv.Itoa(i)+" of many")
		}
		if !strings.Contains(s.log.String(), "over_budget") {
			t.Fatal("the budget is not spent: the test proves nothing")
		}
		s.saves(d)
	})
	s.called(2)
}

func TestDangerBesideAPicture(t *testing.T) {
	s := newStory(t)
	s.each(func(d danger) { s.saves(d, twiliotest.Media(1)) })
	s.called(2)
}

func TestDangerAtTheEndOfALongText(t *testing.T) {
	s := newStory(t)
	s.each(func(d danger) {
		filler := strings.Repeat("we drove to the lake and back and then home ", 40)
		if d.lang == bot.Spanish {
			filler = strings.Repeat("fuimos al lago y luego de regreso a la casa ", 40)
		}
		d.text = filler[:1600-len(d.text)-2] + ". " + d.text
		if len(d.text) != 1600 {
			t.Fatal(len(d.text))
		}
		s.saves(d)
	})
	s.called(2)
}

// The address of last resort needs nothing at all.
func TestDangerAtTheFallbackAddressAlone(t *testing.T) {
	s := newStory(t)
	s.redis.Kill()
	s.each(func(d danger) {
		got := s.fallback("SM"+strings.Repeat("a", 30)+d.from[10:], d.from, d.text)
		if want := safety.BuiltIn("overdose_now", d.lang); !strings.Contains(html.UnescapeString(got), want) {
			t.Errorf("%s: answered %q", d.lang, got)
		}
	})
	s.called(1)
	s.redis.Restart(t)
}

// Everything at once: no Redis, no API, no scripts.
func TestDangerWithNothingLeft(t *testing.T) {
	t.Parallel()
	s, f := newEditing(t)
	s.start(os.DirFS(f.dir), lookEvery)
	if err := os.RemoveAll(f.dir); err != nil {
		t.Fatal(err)
	}
	s.redis.Kill()
	s.carrier.NextCreates(twiliotest.HungUp, twiliotest.HungUp)
	s.savesBoth()
	// Once the API is there again an alarm has two phones, and one of them is that of
	// whoever is on call.
	var staff []string
	for _, m := range s.clinic.Staff {
		staff = append(staff, m.Phone)
	}
	s.hearTimes(staff, "evel 1", 2)
	s.forward(6 * time.Second) // where both connections were theirs, the next try is in 5 s
	s.called(1)
	s.redis.Restart(t)
}

// A clinic's own words reach everybody at once, also whoever is in the middle of
// an older version; those that lack something reach nobody.
func TestAClinicsOwnDangerWords(t *testing.T) {
	t.Parallel()
	s, f := newEditing(t)
	s.start(os.DirFS(f.dir), lookEvery)
	s.says(sam, "hi")
	own := strings.Replace(safety.BuiltIn("suicide_risk", bot.English), "I'm glad you told me.", "I'm glad you told us here in Anchorage.", 1)
	f.write("danger.flow", "danger\nsuicide_risk\n  en  "+own+"\n")
	s.logs(1, "a second person must agree")
	s.hearsNow(dan, "i want to kill myself", safety.BuiltIn("suicide_risk", bot.English))
	s.agree("omar")
	s.hearsNow(sam, "i want to kill myself", own)
	s.hearsNow(ann, "i want to kill myself", own)
	s.hearsNow(bob, "quiero matarme", safety.BuiltIn("suicide_risk", bot.Spanish))

	f.write("danger.flow", "danger\nsuicide_risk\n  en  Call 988.\n")
	s.logs(1, "the edited scripts are not live")
	s.logs(1, "danger.flow:3:3: error: ")
	s.hearsNow(cat, "i want to kill myself", own)
	s.program.scripts.Current().Danger["suicide_risk"][bot.English] = "Call 988." // whoever let it through
	s.hearsNow("+19075550164", "i want to kill myself", safety.BuiltIn("suicide_risk", bot.English))
}
