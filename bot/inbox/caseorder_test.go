package inbox_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/handoff"
)

var (
	anaS = bot.Staff{ID: "ana", Name: "Ana", Role: "nurse", Phone: ana}
	benS = bot.Staff{ID: "ben", Name: "Ben", Role: "counselor", Phone: ben}
	// deskS is an account of the console that is none of the staff of the rota.
	deskS = bot.Staff{ID: "dee", Name: "Dee", Role: "front_desk"}
)

// told carries out an order about a case, or fails.
func (d *desk) told(o bot.CaseOrder) bot.CaseDone {
	d.t.Helper()
	if o.ID == "" {
		d.texts++
		o.ID = bot.InputID(fmt.Sprintf("order-%d", d.texts))
	}
	done, err := d.Staff(d.t.Context(), o)
	if err != nil {
		d.t.Fatalf("%s: %v", o.Do, err)
	}
	d.settle()
	return done
}

// does is told for the one open case, checked by its result.
func (d *desk) does(by bot.Staff, do bot.CaseDo, want handoff.Result, edit ...func(*bot.CaseOrder)) bot.CaseDone {
	d.t.Helper()
	o := bot.CaseOrder{By: by, Do: do, Case: d.only().ID}
	for _, e := range edit {
		e(&o)
	}
	done := d.told(o)
	if done.Result != string(want) {
		d.t.Errorf("%s %s: %s (%s), want %s", by.ID, do, done.Result, done.Say, want)
	}
	return done
}

func words(w string) func(*bot.CaseOrder) { return func(o *bot.CaseOrder) { o.Words = bot.Words(w) } }
func sure(o *bot.CaseOrder)               { o.Sure = true }

// talking opens a desk where sam has agreed to texts, on a phone of their own, and
// waits for a person.
func talking(t *testing.T, at time.Time) *desk {
	t.Helper()
	d := open(t, at)
	for _, said := range []string{"hi", "1", "1", "1", "0"} {
		d.says(sam, said)
	}
	d.heard(sam)
	return d
}

// While somebody has the thread no script speaks in it: what the person writes is
// kept, and they hear who has it, once in a while.
func TestTheScriptIsSilentWhileAPersonHasTheThread(t *testing.T) {
	d := talking(t, morning)
	at := d.loaded(sam).Session.At
	done := d.does(anaS, bot.CaseTake, handoff.Took)
	if done.Told.IsZero() || !strings.Contains(done.Say, "They were told") {
		t.Errorf("told %v: %s", done.Told, done.Say)
	}
	d.wants(d.heard(sam), "a nurse has your message now")
	d.wants(d.says(sam, "ok my son can drive me"), "a nurse has your messages and will answer")
	for _, said := range []string{"1", "2", "what are your hours", "back", "0", "espanol"} {
		if got := d.says(sam, said); got != "" {
			t.Errorf("%q got %q", said, got)
		}
	}
	if got := d.loaded(sam).Session.At; got.Place != at.Place {
		t.Errorf("the script went on to %+v", got)
	}
	d.passes(16 * time.Minute)
	d.wants(d.says(sam, "hello?"), "has your messages")
	if d.does(anaS, bot.CaseReply, handoff.Answered, words("Come at 9, please.")); d.heard(sam) != "Come at 9, please." {
		t.Error("the words did not arrive alone")
	}
	d.passes(3 * time.Minute)
	if got := d.says(sam, "ok"); got != "" {
		t.Errorf("beside the nurse sam got %q", got)
	}
	said, err := d.store.Thread(t.Context(), d.store.Person(sam))
	if err != nil {
		t.Fatal(err)
	}
	var by []string
	for _, s := range said {
		if s.By == "ana" || s.By == "them" && (s.Text == "ok" || s.Text == "back") {
			by = append(by, s.By+": "+s.Text.Text())
		}
	}
	if got := strings.Join(by, "|"); got != "them: back|ana: Come at 9, please.|them: ok" {
		t.Errorf("the thread holds %q", got)
	}
	done = d.does(anaS, bot.CaseClose, handoff.Closed, func(o *bot.CaseOrder) { o.Outcome = bot.EndedReached })
	if done.Case.Outcome != bot.EndedReached {
		t.Errorf("ended as %q", done.Case.Outcome)
	}
	d.wants(d.heard(sam), "our team is done with your request")
	if got := d.says(sam, "skip"); got == "" || d.loaded(sam).Session.Owned.By != "" {
		t.Errorf("the script does not go on: %q", got)
	}
}

// The owner is told of new words, not what they are, once in a while, and not while
// they look at them.
func TestAnOwnerIsToldOfNewWordsInBundles(t *testing.T) {
	d := talking(t, morning)
	d.does(anaS, bot.CaseTake, handoff.Took)
	d.heard(ana)
	for range 5 {
		d.says(sam, "my secret")
	}
	got := d.heard(ana)
	if strings.Count(got, "they wrote to you") != 1 || strings.Contains(got, "secret") {
		t.Errorf("ana got %q", got)
	}
	d.passes(6 * time.Minute)
	if got := d.heard(ana); strings.Count(got, "they wrote to you") != 1 {
		t.Errorf("of what came since ana got %q", got)
	}
	d.passes(6 * time.Minute)
	if got := d.heard(ana); got != "" {
		t.Errorf("nothing was new, and ana got %q", got)
	}
	d.Watching = func(_ context.Context, staff string, k bot.CaseID) bool { return staff == "ana" && k == d.only().ID }
	d.says(sam, "more")
	if got := d.heard(ana); strings.Contains(got, "they wrote") {
		t.Errorf("she is looking at it, and got %q", got)
	}
}

// Danger comes through whoever has the thread: its reply goes out, and they hear NEW.
func TestDangerWhileAPersonHasTheThread(t *testing.T) {
	d := talking(t, morning)
	d.does(anaS, bot.CaseTake, handoff.Took)
	d.heard(ana)
	d.wants(d.says(sam, "i want to kill myself"), "988")
	d.wants(d.heard(ana), "NEW, level 1")
	if s := d.loaded(sam).Session; s.Crisis == nil || !s.Crisis.Held || s.Owned.By != "ana" {
		t.Errorf("crisis %+v, owned by %q", s.Crisis, s.Owned.By)
	}
	d.does(anaS, bot.CaseClose, handoff.Rose)
	d.does(anaS, bot.CaseTake, handoff.AlreadyYours)
	d.does(anaS, bot.CaseReply, handoff.Answered, words("I am calling you now."))
	d.heard(sam)
	if got := d.says(sam, "ok"); got != "" {
		t.Errorf("beside the nurse sam got %q", got)
	}
	d.wants(d.says(sam, "i took all my pills"), "911") // another danger is answered at once
	d.does(anaS, bot.CaseTake, handoff.AlreadyYours)
	d.does(anaS, bot.CaseRelease, handoff.Released)
	if s := d.loaded(sam).Session; s.Crisis != nil || s.Owned.By != "" || s.Case == "" {
		t.Errorf("released: crisis %+v, owned by %q, case %q", s.Crisis, s.Owned.By, s.Case)
	}
	d.wants(d.heard(sam), "you can go on here by text")
	if k := d.only(); k.Owner != "ana" {
		t.Errorf("the case is %s by %q", k.Status, k.Owner)
	}
}

// A wish for no more texts counts, the owner hears of it, and no words go out.
func TestOptOutWhileAPersonHasTheThread(t *testing.T) {
	d := talking(t, morning)
	d.does(anaS, bot.CaseTake, handoff.Took)
	d.wants(d.says(sam, "HELP"), "automated line")
	d.wants(d.says(sam, "stop texting me"), "no more texts")
	d.heard(sam)
	done := d.does(anaS, bot.CaseReply, handoff.CantText, words("hi"))
	if got := d.heard(sam); got != "" || !strings.Contains(done.Say, "no more texts") {
		t.Errorf("sam got %q, ana was told %q", got, done.Say)
	}
	k := d.only()
	if !strings.Contains(strings.Join(k.Reasons, "|"), "wants no more texts") {
		t.Errorf("reasons %q", k.Reasons)
	}
	d.does(anaS, bot.CaseClose, handoff.Closed)
	if got := d.heard(sam); got != "" {
		t.Errorf("sam got %q", got)
	}
}

// Who may be heard by somebody dangerous is written to only when they write, and
// never once they said that it is not safe.
func TestWordsToAPhoneThatMayNotBeSafe(t *testing.T) {
	d := open(t, morning)
	d.says(sam, "my husband hits me and he is here")
	d.does(anaS, bot.CaseTake, handoff.Took)
	done := d.does(anaS, bot.CaseReply, handoff.Unsure, words("Are you OK?"))
	d.wants(done.Say, "somebody else may read this")
	d.does(anaS, bot.CaseReply, handoff.Answered, words("Are you OK?"), sure)
	d.wants(d.heard(sam), "Are you OK?")
	d.says(sam, "no its not safe to text")
	d.does(anaS, bot.CaseReply, handoff.CantText, words("Are you OK?"), sure)
	if got := d.heard(sam); got != "" {
		t.Errorf("sam got %q", got)
	}
}

// What tells what kind of clinic this is needs a second word where others may read it.
func TestWordsThatTellTooMuch(t *testing.T) {
	d := open(t, morning)
	d.says(sam, "0")
	done := d.does(anaS, bot.CaseReply, handoff.Unsure, words("Your methadone dose is ready, the doctor says"))
	d.wants(done.Say, "methadone, dose, doctor")
	if k := d.only(); k.Owner != "" || d.heard(sam) != "" {
		t.Errorf("nothing was sent, but it is %s by %q", k.Status, k.Owner)
	}
	d.does(anaS, bot.CaseReply, handoff.Unsure, words("Your SSN 078-05-1120 please"))
	d.does(anaS, bot.CaseReply, handoff.TooLong, words(strings.Repeat("0123456789", 60)), sure)
	d.does(anaS, bot.CaseReply, handoff.Answered, words("We are ready."))
	if k := d.only(); k.Owner != "ana" {
		t.Errorf("an answer takes the case: %s by %q", k.Status, k.Owner)
	}
	d.wants(d.heard(sam), "We are ready.")
	done = d.does(benS, bot.CaseReply, handoff.AlreadyTaken, words("Me too"))
	d.wants(done.Say, "Ana has it")
	if got := d.heard(sam); got != "" {
		t.Errorf("sam got %q", got)
	}
}

// Words of staff keep quiet hours but in answer, and say when they leave.
func TestWhenWordsOfStaffLeave(t *testing.T) {
	d := talking(t, night)
	d.does(anaS, bot.CaseTake, handoff.Took)
	d.passes(2 * time.Minute)
	d.heard(sam)
	if done := d.does(anaS, bot.CaseReply, handoff.Answered, words("I am here.")); !done.Told.Equal(d.now) || d.heard(sam) != "I am here." {
		t.Errorf("in answer: told %v at %v", done.Told, d.now)
	}
	d.passes(20 * time.Minute)
	done := d.does(anaS, bot.CaseReply, handoff.Answered, words("Good morning."))
	d.wants(done.Say, "8:00 AM")
	if got := d.heard(sam); got != "" {
		t.Errorf("woken by %q", got)
	}
	d.wants(d.says(sam, "are you there"), "has your messages") // nobody answers before the morning
	d.heard(sam)
	for d.now.Before(time.Date(2026, 3, 5, 8, 1, 0, 0, zone)) {
		d.passes(30 * time.Minute)
		if d.now.In(zone).Hour() < 8 {
			d.does(anaS, bot.CaseTake, handoff.AlreadyYours)
		}
	}
	d.wants(d.heard(sam), "Good morning.")
	d.does(anaS, bot.CaseTake, handoff.AlreadyYours)
	d.now = d.now.Add(49 * time.Hour)
	d.settle()
	d.heard(sam)
	kase := d.only()
	done = d.told(bot.CaseOrder{By: anaS, Do: bot.CaseTake, Case: kase.ID})
	done = d.told(bot.CaseOrder{By: anaS, Do: bot.CaseReply, Case: kase.ID, Words: "Still there?"})
	if done.Result != string(handoff.Answered) && done.Result != string(handoff.CantText) {
		t.Errorf("%s: %s", done.Result, done.Say)
	}
}

// An order is carried out once for its id; another under the same id is refused.
func TestAnOrderAboutACaseHappensOnce(t *testing.T) {
	d := talking(t, morning)
	k := d.only()
	o := bot.CaseOrder{ID: "once", By: anaS, Do: bot.CaseReply, Case: k.ID, Words: "Hello"}
	first := d.told(o)
	second := d.told(o)
	if first.Repeated || !second.Repeated || second.Result != first.Result || second.Say != first.Say {
		t.Errorf("first %+v, then %+v", first, second)
	}
	if got := d.heard(sam); strings.Count(got, "Hello") != 1 {
		t.Errorf("sam got %q", got)
	}
	o.Words = "Other"
	var mistake bot.OrderError
	if _, err := d.Staff(t.Context(), o); !errors.As(err, &mistake) {
		t.Errorf("another order under that id: %v", err)
	}
	for name, bad := range map[string]bot.CaseOrder{
		"no id":       {By: anaS, Do: bot.CaseTake, Case: k.ID},
		"nobody":      {ID: "x1", Do: bot.CaseTake, Case: k.ID},
		"no case":     {ID: "x2", By: anaS, Do: bot.CaseTake},
		"not there":   {ID: "x3", By: anaS, Do: bot.CaseTake, Case: "nope"},
		"no words":    {ID: "x4", By: anaS, Do: bot.CaseReply, Case: k.ID, Words: "  "},
		"no such end": {ID: "x5", By: anaS, Do: bot.CaseClose, Case: k.ID, Outcome: "lost"},
		"no order":    {ID: "x6", By: anaS, Do: "eat", Case: k.ID},
	} {
		if _, err := d.Staff(t.Context(), bad); !errors.As(err, &mistake) || mistake == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Who looked at the case before it changed decides anew.
func TestAnOrderAboutACaseThatHasChanged(t *testing.T) {
	d := talking(t, morning)
	open, err := d.store.OpenCases(t.Context())
	if err != nil || len(open) != 1 {
		t.Fatal(open, err)
	}
	version := func(o *bot.CaseOrder) { o.Version = open[0].Version }
	d.passes(20 * time.Minute) // only who is told next has changed
	d.does(anaS, bot.CaseTake, handoff.Took, version)
	d.does(anaS, bot.CaseClose, handoff.Changed, version)
	if k := d.only(); k.Status != bot.CaseClaimed {
		t.Errorf("it is %s", k.Status)
	}
}

// An account of the console that is not of the rota takes, writes, passes on and
// closes like everybody else; and no alert goes to a phone that it has not.
func TestAnAccountThatIsNotOfTheRota(t *testing.T) {
	d := talking(t, morning)
	d.does(deskS, bot.CaseTake, handoff.Took)
	d.wants(d.heard(sam), "our front desk has your message")
	d.wants(d.says(ana, "who "+d.only().Code), "Dee")
	d.says(sam, "hello")
	d.does(deskS, bot.CaseReply, handoff.Answered, words("Hi"))
	d.heard(ana)
	d.heard(ben)
	done := d.does(deskS, bot.CasePass, handoff.PassedTo, func(o *bot.CaseOrder) { o.To = "ben" })
	d.wants(done.Say, "goes to Ben")
	d.wants(d.heard(ben), "Alert")
	d.does(benS, bot.CaseTake, handoff.Took)
	d.does(deskS, bot.CaseClose, handoff.NotYours)
	d.does(benS, bot.CasePass, handoff.Passed)
	d.does(deskS, bot.CaseClose, handoff.Closed)
	for phone := range d.got {
		if phone == "" {
			t.Error("a text went to no number")
		}
	}
}

// Passed on, or silent: the thread is nobody's, the script answers, and the person
// hears the truth.
func TestAThreadIsNobodysAfterItsOwnerLetGo(t *testing.T) {
	d := talking(t, morning)
	d.does(anaS, bot.CaseTake, handoff.Took)
	d.does(anaS, bot.CasePass, handoff.Passed)
	if got := d.says(sam, "1"); got == "" || strings.Contains(got, "has your messages") {
		t.Errorf("passed on, and sam got %q", got)
	}
	d.does(benS, bot.CaseTake, handoff.Took)
	d.heard(sam)
	d.passes(8*time.Hour + time.Minute)
	d.wants(d.heard(sam), "I told our team")
	if s := d.loaded(sam).Session; s.Owned.By != "" {
		t.Errorf("ben was passed over and still has it: %+v", s.Owned)
	}
	if got := d.says(sam, "hi"); got == "" {
		t.Error("sam got nothing")
	}
}

// What a hold rests: reminders as well, until it is released.
func TestHoldAndSnooze(t *testing.T) {
	d := talking(t, morning)
	d.does(anaS, bot.CaseRelease, handoff.NotYours)
	d.does(anaS, bot.CaseHold, handoff.Held)
	if s := d.loaded(sam).Session; !s.Owned.Held || d.only().Owner != "ana" {
		t.Errorf("held: %+v", s.Owned)
	}
	d.does(anaS, bot.CaseRelease, handoff.Released)
	d.does(anaS, bot.CaseRelease, handoff.NotHolder)
	if got := d.says(sam, "1"); got == "" {
		t.Error("released, and sam got nothing")
	}
	done := d.does(anaS, bot.CaseSnooze, handoff.Snoozed, func(o *bot.CaseOrder) { o.Until = d.now.Add(2 * time.Hour) })
	d.wants(done.Say, "rests until 12:00 PM")
	d.does(anaS, bot.CaseSnooze, handoff.NotLater, func(o *bot.CaseOrder) { o.Until = d.now })
	d.does(benS, bot.CaseSnooze, handoff.NotYours, func(o *bot.CaseOrder) { o.Until = d.now.Add(time.Hour) })
}

// A later look says whether a crisis alert was one, also of a case that is closed.
func TestReview(t *testing.T) {
	d := open(t, morning)
	d.says(sam, "i want to die")
	k := d.only()
	d.does(anaS, bot.CaseClose, handoff.Closed)
	done := d.told(bot.CaseOrder{By: benS, Do: bot.CaseReview, Case: k.ID, Danger: true})
	if done.Result != string(handoff.Reviewed) || !done.Case.Review.Danger || done.Case.Review.By != "ben" || done.Case.Status != bot.CaseClosed {
		t.Errorf("%+v", done)
	}
	if got, _, err := d.store.Case(t.Context(), k.ID); err != nil || got.Review.By != "ben" {
		t.Errorf("stored %+v (%v)", got.Review, err)
	}
	if len(d.cases()) != 0 {
		t.Error("it is open again")
	}
	d.says(kim, "0")
	if done := d.told(bot.CaseOrder{By: benS, Do: bot.CaseReview, Case: d.only().ID}); done.Result != string(handoff.NotOne) {
		t.Errorf("%+v", done)
	}
}

// A case of the clinic's own, about no person, goes through all orders.
func TestOrdersAboutACaseWithoutAPerson(t *testing.T) {
	d := open(t, morning)
	ch := handoff.Open(d.Rota, "sys", "A7K3", "", []bot.Raise{{Level: bot.LevelSameDay, Reason: "a way to staff is broken"}}, d.now)
	if out, err := d.store.Commit(t.Context(), bot.Commit{Input: "sys", At: d.now, Cases: []bot.CaseWrite{{Case: ch.Case}}}); err != nil || out.Result != bot.Applied {
		t.Fatal(out, err)
	}
	done := d.does(anaS, bot.CaseTake, handoff.Took)
	d.wants(done.Say, "about no person")
	d.does(anaS, bot.CaseReply, handoff.Nobody, words("hi"))
	d.does(anaS, bot.CaseHold, handoff.Nobody)
	d.does(anaS, bot.CaseRelease, handoff.Nobody)
	d.does(anaS, bot.CaseSnooze, handoff.Snoozed, func(o *bot.CaseOrder) { o.Until = d.now.Add(time.Hour) })
	d.does(anaS, bot.CasePass, handoff.Passed)
	d.wants(d.says(ben, "A7K3"), "is yours. It is about no person")
	d.wants(d.says(ben, "done A7K3 false alarm"), "A7K3 is closed: false alarm.")
}

// Two take it at the same moment: one has it, and the other is told so.
func TestTwoTakeItAtOnce(t *testing.T) {
	d := talking(t, morning)
	k := d.only()
	results := make([]string, 8)
	var wg sync.WaitGroup
	for i := range results {
		wg.Go(func() {
			by := []bot.Staff{anaS, benS}[i%2]
			done, err := d.Staff(t.Context(), bot.CaseOrder{ID: bot.InputID(fmt.Sprint("race", i)), By: by, Do: bot.CaseTake, Case: k.ID})
			if err != nil {
				t.Error(err)
			}
			results[i] = done.Result
		})
	}
	wg.Wait()
	d.settle()
	n := map[string]int{}
	for _, r := range results {
		n[r]++
	}
	if n[string(handoff.Took)] != 1 || n[string(handoff.AlreadyYours)] != 3 || n[string(handoff.AlreadyTaken)] != 4 {
		t.Errorf("%v", n)
	}
	if got := d.heard(sam); strings.Count(got, "has your message now") != 1 {
		t.Errorf("sam got %q", got)
	}
	if s := d.loaded(sam).Session; s.Owned.By != d.only().Owner {
		t.Errorf("the thread is %q's, the case %q's", s.Owned.By, d.only().Owner)
	}
}

// Words that were written before new danger came leave, but answer nothing of it: the
// case is not closed by one word after them, and others hear of it no later.
func TestWordsThatAreOlderThanTheDanger(t *testing.T) {
	d := talking(t, morning)
	d.does(anaS, bot.CaseTake, handoff.Took)
	open, err := d.store.OpenCases(t.Context())
	if err != nil || len(open) != 1 {
		t.Fatal(open, err)
	}
	d.passes(time.Minute)
	d.says(sam, "i want to kill myself")
	rose := d.only()
	if rose.Rose.IsZero() || rose.Level != bot.LevelNow {
		t.Fatalf("it has not risen: %+v", rose)
	}
	d.does(anaS, bot.CaseReply, handoff.Answered, words("Come at 9, please."), sure, func(o *bot.CaseOrder) { o.Version = open[0].Version })
	if k := d.only(); !k.Rose.Equal(rose.Rose) || !k.Wake.Equal(rose.Wake) || k.Rung != rose.Rung {
		t.Errorf("it counts as answered: rose %v, looked at %v, was to be %v", k.Rose, k.Wake, rose.Wake)
	}
	d.passes(rose.Wake.Sub(d.now) + time.Second)
	if k := d.only(); k.Owner != "" {
		t.Errorf("%s still has it", k.Owner)
	}
	d.does(anaS, bot.CaseTake, handoff.Took)
	now, err := d.store.OpenCases(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	d.does(anaS, bot.CaseReply, handoff.Answered, words("I call you now."), sure, func(o *bot.CaseOrder) { o.Version = now[0].Version })
	if k := d.only(); !k.Rose.IsZero() || k.Wake.Sub(d.now) < 20*time.Minute {
		t.Errorf("what was written after it does not count: %+v", k)
	}
}
