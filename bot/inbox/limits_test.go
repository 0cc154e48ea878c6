package inbox_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/inbox"
	"nightdesk/bot/text"
)

const (
	bank   = bot.Phone("24273")         // a short code
	london = bot.Phone("+447700900123") // abroad
)

// homely is a desk that answers nobody abroad.
func homely(t *testing.T, at time.Time) *desk {
	d := open(t, at)
	d.Answered = func(p bot.Phone) bool { return p != bank && p != london }
	d.refuse = func(s bot.Send) error {
		if s.To == bank || s.To == london {
			t.Errorf("%q is sent abroad", s.Body.Text())
		}
		return nil
	}
	return d
}

func TestNobodyAbroadIsAnsweredAndStaffHearOfItOnceADay(t *testing.T) {
	d := homely(t, night)
	for range 5 {
		for _, from := range []bot.Phone{bank, london} {
			for _, body := range []string{"hi", "1", "I want a person", "what are your hours", "START", "change my visit"} {
				if got := d.says(from, body); got != "" {
					t.Fatalf("%q was answered %q", body, got)
				}
			}
		}
	}
	if n := len(d.cases()); n != 0 || len(d.got) != 0 {
		t.Errorf("at night: %d cases, %d phones got texts", n, len(d.got))
	}
	if s := d.loaded(london).Session; s.At.Step != "" || !s.WakeAt.IsZero() {
		t.Error("a script began with them")
	}
	d.now = time.Date(2026, 3, 5, 9, 0, 0, 0, zone)
	d.says(bank, "again")
	d.wants(d.heard(sue), "not answered")
	d.says(london, "and again")
	if got := d.heard(sue); got != "" {
		t.Errorf("a second text that day: %q", got)
	}
	d.now = d.now.Add(24 * time.Hour)
	d.says(bank, "and the day after")
	d.wants(d.heard(sue), "not answered")
}

func TestDangerAbroadIsAnsweredAndAlerted(t *testing.T) {
	d := homely(t, night)
	d.refuse = nil
	for _, from := range []bot.Phone{bank, london} {
		d.wants(d.says(from, "my friend is not breathing"), "911")
	}
	if n := len(d.cases()); n != 2 {
		t.Errorf("%d cases, want 2", n)
	}
	d.wants(d.heard(ana), "level 1")
	d.wants(d.says(london, "he is still not awake"), "911") // the hold goes on
}

// Danger is read over several texts of theirs, as of everybody's.
func TestDangerAbroadInTwoTexts(t *testing.T) {
	d := homely(t, morning)
	d.refuse = nil
	d.says(london, "i want to")
	d.wants(d.says(london, "kill myself"), "988")
}

func TestAStopFromAbroadIsKept(t *testing.T) {
	d := homely(t, morning)
	if got := d.says(london, "please stop texting me"); got != "" {
		t.Errorf("answered %q", got)
	}
	if !d.loaded(london).OptedOut {
		t.Error("the wish is not recorded")
	}
}

// The catch-up finds what no webhook brought, and answers no more than it.
func TestNobodyAbroadIsAnsweredLate(t *testing.T) {
	d := homely(t, morning)
	in := d.text(london, "hi")
	in.At = d.now.Add(-time.Hour)
	if n, err := d.found(in); n != 1 || err != nil {
		t.Errorf("%d found, %v", n, err)
	}
	if got := d.heard(london); got != "" {
		t.Errorf("they got %q", got)
	}
}

func TestAStaffPhoneAbroadIsAStaffPhone(t *testing.T) {
	d := homely(t, morning)
	d.Answered = func(p bot.Phone) bool { return p != ana }
	d.says(sam, "I want a person")
	d.wants(d.says(ana, "1"), "is yours")
}

// second is another server on the same store.
func (d *desk) second() *inbox.Inbox {
	d.t.Helper()
	st, err := d.embed.Open("c1")
	if err != nil {
		d.t.Fatal(err)
	}
	return &inbox.Inbox{Store: st, Scripts: d.Scripts, Clinic: d.Clinic, Calendar: d.Calendar, Rota: d.Rota, Now: d.Now,
		DangerWaits: d.DangerWaits, DaySegments: d.DaySegments, MinuteReplies: d.MinuteReplies}
}

func TestADayThatIsSpentIsSpentOnEveryServer(t *testing.T) {
	d := open(t, morning)
	d.DaySegments = 6
	events := map[string]int{}
	d.Count = func(e string) { events[e]++ }
	other := d.second()
	share := func() {
		for _, x := range []*inbox.Inbox{d.Inbox, other, d.Inbox} {
			if err := x.ShareBudget(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
	}
	sent := 0
	for n := 0; sent < d.DaySegments; n++ {
		if n == 10 {
			t.Fatalf("%d segments after ten texts", sent)
		}
		_, s := text.Segments(d.says(bot.Phone(fmt.Sprintf("+190755502%02d", n)), "hi"))
		sent += s
	}
	if got := d.SpentToday(); got != sent {
		t.Errorf("%d segments are counted of %d", got, sent)
	}
	if a, err := other.Receive(t.Context(), d.text(kim, "hi")); err != nil || a.Reply == "" {
		t.Errorf("the other server, before it has heard: %q %v", a.Reply.Text(), err)
	}
	share()
	for n, x := range []*inbox.Inbox{d.Inbox, other} {
		for _, from := range []bot.Phone{sam, kim} {
			if a, err := x.Receive(t.Context(), d.text(from, "what are your hours")); err != nil || a.Reply != "" {
				t.Errorf("server %d answers %q (%v)", n, a.Reply.Text(), err)
			}
		}
	}
	d.settle()
	if k := d.only(); k.Level != bot.LevelSameDay || !strings.Contains(k.Reasons[0], "spent") {
		t.Errorf("the case is %+v", k)
	}
	d.wants(d.heard(sue), "as it may in a day")
	d.wants(d.heard(ana), "level 2")
	if events["day_spent"] != 2 {
		t.Errorf("counted %v", events)
	}

	before := d.SpentToday()
	d.wants(d.says(sam, "my friend is not breathing"), "911")
	d.wants(d.heard(ana), "level 1")
	d.wants(d.says(sam, "hes blue"), "911")
	d.says(ana, "list")
	if got := d.SpentToday(); got != before {
		t.Errorf("danger and staff took %d segments of the day", got-before)
	}
	d.says(kim, "I want a person")
	if n := len(d.cases()); n != 3 {
		t.Errorf("%d cases, want one more for danger and one for who asked for a person", n)
	}

	d.now = d.now.Add(15 * time.Hour) // past midnight at the clinic
	if got := d.says("+19075550299", "hi"); got == "" {
		t.Error("the next day begins spent")
	}
}

// A server that begins in the middle of the day hears of it, and one whose store
// is down counts by itself.
func TestADayIsCountedOverARestartAndWithoutAStore(t *testing.T) {
	d := open(t, morning)
	d.DaySegments = 2
	d.says(sam, "hi")
	if err := d.ShareBudget(t.Context()); err != nil {
		t.Fatal(err)
	}
	again := d.second()
	if err := again.ShareBudget(t.Context()); err != nil {
		t.Fatal(err)
	}
	if again.SpentToday() != d.SpentToday() || again.SpentToday() == 0 {
		t.Errorf("%d and %d", again.SpentToday(), d.SpentToday())
	}
	d.says(kim, "hi")
	if got := d.says("+19075550299", "hi"); got != "" {
		t.Errorf("over the limit by this server's own count: %q", got)
	}
}

func TestAMinuteHasSoManyAnswers(t *testing.T) {
	d := open(t, morning)
	d.MinuteReplies = 5
	var got []string
	for n := range 8 {
		got = append(got, d.says(sam, fmt.Sprint("hello there ", strings.Repeat("x", n))))
	}
	tooMany := func(s string) bool { return strings.Contains(s, "rest now") }
	if i := slices.IndexFunc(got, tooMany); i != 5 {
		t.Errorf("the first that was too many is %d of %q", i, got)
	}
	if got := d.says(kim, "hi"); tooMany(got) || got == "" {
		t.Errorf("another person got %q", got)
	}
	d.wants(d.says(sam, "my friend is not breathing"), "911")
	d.now = d.now.Add(time.Minute)
	if got := d.says(kim, "1"); tooMany(got) {
		t.Error("a minute later it is still too many")
	}
}

// Copies of one text are one text.
func TestCopiesDoNotFillAMinute(t *testing.T) {
	d := open(t, morning)
	d.MinuteReplies = 3
	in := d.text(sam, "hi")
	var first string
	for n := range 20 {
		a, err := d.Receive(t.Context(), in)
		if err != nil {
			t.Fatal(err)
		}
		if n == 0 {
			first = a.Reply.Text()
		}
		if a.Reply.Text() != first {
			t.Fatalf("copy %d: %q", n, a.Reply.Text())
		}
	}
	if got := d.says(sam, "1"); strings.Contains(got, "rest now") {
		t.Error("they count as twenty")
	}
}
