package engine_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nightdesk/bot"
	"nightdesk/bot/engine"
)

// ledger writes a turn's entries short.
func ledger(x bot.Turn) string {
	var all []string
	for _, c := range x.Consents {
		sign := "-"
		if c.Given {
			sign = "+"
		}
		all = append(all, sign+c.Purpose+" "+c.How)
	}
	return strings.Join(all, "|")
}

// What is given by an answer is on record with where and in what words it was
// asked, each time it is asked; what was never given is not taken back.
func TestTheLedgerOfAnswers(t *testing.T) {
	s := after(t, "hi", "1")
	x := talk(t, s, "1")
	want := []bot.ConsentChange{{Purpose: bot.PurposeConversation, Given: true, At: x.Session.LastIn.UTC(), How: bot.HowAnswer,
		Wording: program.Script.Version, Step: "intake/consent", Lang: bot.English}}
	if d := cmp.Diff(want, x.Consents); d != "" {
		t.Error(d)
	}
	if y := talk(t, s, "2"); len(y.Consents) != 0 {
		t.Errorf("a no without a yes: %v", y.Consents)
	}
	done := after(t, booked...)
	next := at(t, done, 300, "hi", morning.Add(30*time.Hour))
	again := at(t, next.Session, 301, "1", morning.Add(30*time.Hour+time.Minute))
	if ledger(again) != "+conversation answer" || len(again.Session.Consents) != len(done.Consents) {
		t.Errorf("asked again: %s, %v", ledger(again), again.Session.Consents)
	}
	if no := at(t, next.Session, 301, "2", morning.Add(30*time.Hour+time.Minute)); ledger(no) != "-conversation answer" || no.Consents[0].Step != "home/hello" {
		t.Errorf("a no after a yes: %s", ledger(no))
	}
	if far := at(t, done, 300, "hi", morning.Add(70*24*time.Hour)); ledger(far) != "-conversation silence|-reminders silence" {
		t.Errorf("after 60 days: %s", ledger(far))
	}
}

// Reminders are not among what START brings back: no reminder goes out until they
// are asked for anew.
func TestStartBringsNoRemindersBack(t *testing.T) {
	s := talk(t, after(t, booked...), "STOP", "START").Session
	visit := s.Visits[0]
	if x := wakes(s, string(visit.ID)+":0", visit.Start.Add(-5*time.Hour)); x.Reply != "" {
		t.Errorf("reminded: %q", x.Reply)
	}
	yes := talk(t, s, "1")
	if ledger(yes) != "+reminders answer" {
		t.Errorf("ledger %s after %q", ledger(yes), yes.Reply)
	}
}

// After a silence in which the number may have a new owner, START brings nothing of
// the one before back.
func TestStartAfterMonthsBringsNothingBack(t *testing.T) {
	s := talk(t, after(t, booked...), "STOP").Session
	x := at(t, s, 200, "START", s.LastIn.Add(bot.Unverified+time.Hour))
	if ledger(x) != "+all keyword" || strings.Contains(x.Reply, "reminders") {
		t.Errorf("%s: %q", ledger(x), x.Reply)
	}
	if y := talk(t, x.Session, "hello"); !strings.Contains(y.Reply, "Still OK to text you here?") {
		t.Errorf("%q", y.Reply)
	}
}

// Staff record an opt-out that they were told by voice: at once, in their name,
// and only the person takes it back.
func TestAnOptOutToldToStaff(t *testing.T) {
	s := after(t, intake...)
	s = talk(t, s, "1").Session
	if s.Hold == nil {
		t.Fatal("no time is held")
	}
	x := engine.StaffOptOut(world(), s, "ana", morning.Add(time.Hour))
	if x.OptOut != bot.OptOutSet || x.Session.Hold != nil || len(x.Seats) != 1 || x.Reply != "" || len(x.Raise) != 1 || !x.Session.WakeAt.IsZero() {
		t.Errorf("%+v", x)
	}
	if ledger(x) != "-all staff|-conversation staff" || x.Consents[0].Actor != "ana" || x.Consents[1].Actor != "ana" {
		t.Errorf("ledger %+v", x.Consents)
	}
	if y := talk(t, x.Session, "START"); y.OptOut != bot.OptOutClear {
		t.Error("the person could not take it back")
	}
	if y := engine.StaffOptOut(world(), bot.Session{Phone: them}, "ana", morning); ledger(y) != "-all staff" || len(y.Raise) != 0 {
		t.Errorf("somebody new: %s, raised %v", ledger(y), y.Raise)
	}
}

// Staff are told of an opt-out when somebody has to reach the person another way,
// once, for the next working day; else the audit note is enough.
func TestStaffHearOfAnOptOutThatMatters(t *testing.T) {
	held := talk(t, after(t, intake...), "1").Session
	waits := after(t, intake[:6]...)
	waits.Case = "c1"
	for _, x := range []struct {
		name string
		s    bot.Session
		want string
	}{
		{"visit", after(t, booked...), "wants no more texts and has a visit: reach them another way"},
		{"hold", held, "wants no more texts: reach them another way"},
		{"open case", waits, "wants no more texts: reach them another way"},
		{"nothing", after(t, intake[:6]...), ""},
		{"new", bot.Session{}, ""},
	} {
		for _, body := range []string{"STOP", "please stop texting me"} {
			got := talk(t, x.s, body)
			switch {
			case x.want == "" && len(got.Raise) == 0:
			case len(got.Raise) != 1 || got.Raise[0].Reason != x.want || got.Raise[0].Level != bot.LevelNextWorkday:
				t.Errorf("%s, %q: raised %v", x.name, body, got.Raise)
			}
			if again := talk(t, got.Session, body); len(again.Raise) != 0 {
				t.Errorf("%s, %q again: raised %v", x.name, body, again.Raise)
			}
		}
	}
}

// No reminder goes out to a number that was silent for so long, and staff are told.
func TestAnUnverifiedNumberIsNotReminded(t *testing.T) {
	s := after(t, booked...)
	s.Visits[0].Start = s.LastIn.Add(bot.Unverified + 24*time.Hour)
	s.Visits[0].End = s.Visits[0].Start.Add(time.Hour)
	key := string(s.Visits[0].ID) + ":0"
	x := wakes(s, key, s.LastIn.Add(bot.Unverified))
	if x.Reply != "" || x.Note != "reminder_unverified" || len(x.Raise) != 1 {
		t.Errorf("%q, %s, raised %v", x.Reply, x.Note, x.Raise)
	}
	if x = wakes(s, key, s.LastIn.Add(bot.Unverified-time.Hour)); x.Reply == "" {
		t.Error("a day before, they were not reminded")
	}
}

// In danger and opted out: the reply is given all the same, and staff learn that it
// may not arrive if the carrier blocks it.
func TestDangerFromSomebodyWhoStoppedOurTexts(t *testing.T) {
	blocked := func(x bot.Turn) int {
		n := 0
		for _, r := range x.Raise {
			if r.Crisis == "reply_blocked" {
				n++
			}
		}
		return n
	}
	for _, x := range []struct {
		name    string
		carrier bool
		stop    string
		want    int
	}{
		{"keyword, the carrier blocks", true, "STOP", 1},
		{"own words, it does not", true, "stop texting me", 0},
		{"no carrier that acts on keywords", false, "STOP", 0},
	} {
		w := world()
		w.Clinic.CarrierAnswers = x.carrier
		s := engine.Advance(w, after(t, booked...), said(100, x.stop), morning.Add(time.Hour)).Session
		for _, body := range []string{"im going to kill myself", "my friend is not breathing and turning blue", "whats the point"} {
			got := engine.Advance(w, s, said(101, body), morning.Add(2*time.Hour))
			if !strings.Contains(got.Reply, "911") || got.Class != bot.SendCrisis || blocked(got) != x.want {
				t.Errorf("%s, %q: %q, raised %v", x.name, body, got.Reply, got.Raise)
			}
			if x.want > 0 && got.Raise[0].Level != got.Raise[1].Level {
				t.Errorf("%q: levels %v", body, got.Raise)
			}
		}
	}
	s := after(t, booked...)
	s.OptedOut = morning // as the inbox sees it when the carrier has refused a text
	if got := talk(t, s, "im going to kill myself"); blocked(got) != 1 {
		t.Errorf("refused by the carrier: raised %v", got.Raise)
	}
	both := talk(t, bot.Session{}, "i took all my pills, stop texting me")
	if !strings.Contains(both.Reply, "911") || both.OptOut != bot.OptOutSet || ledger(both) != "-all words" || len(both.Raise) != 2 {
		t.Errorf("both in one text: %q, %v, %s, raised %v", both.Reply, both.OptOut, ledger(both), both.Raise)
	}
	if x := engine.Unreadable(world(), morning, said(1, "im going to kill myself"), morning); blocked(x) != 1 {
		t.Errorf("unreadable: raised %v", x.Raise)
	}
}
