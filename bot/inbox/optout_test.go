package inbox_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"nightdesk/bot"
)

// Whoever stopped our texts and is in danger gets the reply on the line all the
// same. The carrier lets it through or not, so staff are told to call.
func TestDangerFromSomebodyWhoStoppedOurTexts(t *testing.T) {
	d := open(t, morning)
	d.Clinic.CarrierAnswers = true
	d.says(sam, "hi")
	if got := d.says(sam, "STOP"); got != "" {
		t.Fatalf("a second answer beside the carrier's: %q", got)
	}
	d.wants(d.says(sam, "i want to die"), "988")
	k := d.only()
	if k.Level != bot.LevelNow || !slices.Contains(k.Labels, "suicide_risk") || !slices.Contains(k.Labels, "reply_blocked") {
		t.Errorf("level %d, labels %v", k.Level, k.Labels)
	}
	if !slices.ContainsFunc(k.Reasons, func(r string) bool { return strings.Contains(r, "may not get the replies: call") }) {
		t.Errorf("reasons %v", k.Reasons)
	}
	d.wants(d.heard(ana), "Alert "+k.Code)
	// The carrier says so, too: nobody is alerted twice over one text.
	if err := d.Receipt(t.Context(), bot.Receipt{Carrier: "SMreply", To: sam, Rank: 4, State: bot.SendUndelivered, Code: 21610, OptedOut: true}); err != nil {
		t.Fatal(err)
	}
	d.settle()
	if again := d.only(); again.ID != k.ID || !slices.Contains(again.Labels, "reply_blocked") {
		t.Errorf("case %s, labels %v", again.Code, again.Labels)
	}
	d.wants(d.says(sam, "i have a gun"), "out of reach")
}

// Danger and a wish for no more texts in one text: the reply, the alert, and the
// opt-out.
func TestDangerAndAStopInOneText(t *testing.T) {
	d := open(t, night)
	d.wants(d.says(sam, "i took all my pills leave me alone stop texting me"), overdose)
	if k := d.only(); k.Level != bot.LevelNow || !d.loadedOut(sam) {
		t.Errorf("level %d, opted out %v", k.Level, d.loadedOut(sam))
	}
	d.wants(d.heard(ana), "Alert "+d.codeOf(sam))
	d.passes(30 * time.Minute)
	if got := d.heard(sam); got != "" {
		t.Errorf("they were texted %q", got)
	}
}

// refusing makes the carrier refuse a phone as one that stopped our texts.
func (d *desk) refusing(phone bot.Phone) {
	d.refuse = func(s bot.Send) error {
		if s.To == phone {
			return &bot.SendError{Code: 21610, NotSent: true, OptedOut: true}
		}
		return nil
	}
}

// The carrier refuses a number, at once or later: that is an opt-out. Staff who
// have somebody's case must know that no text reaches them; START ends it.
func TestANumberThatTheCarrierRefuses(t *testing.T) {
	for _, later := range []bool{false, true} {
		d := open(t, morning)
		d.Clinic.CarrierAnswers = true
		d.says(sam, "hi")
		d.says(sam, "0")
		if !later {
			d.refusing(sam)
		}
		d.wants(d.says(ana, "1"), "is yours")
		if later {
			if err := d.Receipt(t.Context(), bot.Receipt{Carrier: "SMlate", To: sam, Rank: 4, State: bot.SendFailed, Code: 21610, OptedOut: true}); err != nil {
				t.Fatal(err)
			}
			d.settle()
		}
		if !d.loadedOut(sam) {
			t.Fatalf("later %v: the opt-out is not recorded", later)
		}
		if k := d.only(); !slices.Contains(k.Reasons, "wants no more texts: reach them another way") {
			t.Errorf("later %v: reasons %v", later, k.Reasons)
		}
		d.refuse = nil
		d.heard(sam)
		if d.says(sam, "START"); d.loadedOut(sam) {
			t.Errorf("later %v: START did not end it", later)
		}
	}
}

// Where nobody waits for them the list is enough.
func TestARefusedNumberThatNobodyWaitsFor(t *testing.T) {
	d := open(t, morning)
	d.says(sam, "hi")
	for range 2 {
		if err := d.Receipt(t.Context(), bot.Receipt{Carrier: "SMlate", To: sam, Rank: 4, State: bot.SendFailed, Code: 21610, OptedOut: true}); err != nil {
			t.Fatal(err)
		}
		d.settle()
	}
	if len(d.cases()) != 0 || !d.loadedOut(sam) || d.loaded(sam).Session.OptedOut.IsZero() {
		t.Errorf("%d cases, out %v", len(d.cases()), d.loadedOut(sam))
	}
}

// Staff record what they were told by voice: no nudge comes any more, and only the
// person takes it back.
func TestAnOptOutToldToStaff(t *testing.T) {
	d := open(t, morning)
	for _, body := range []string{"hi", "1", "1"} {
		d.says(sam, body)
	}
	for i, want := range []bool{true, false} {
		if done, err := d.OptOut(t.Context(), sam, "ana"); err != nil || done != want {
			t.Errorf("time %d: %v, %v", i+1, done, err)
		}
	}
	d.passes(4 * time.Hour)
	if got := d.heard(sam); got != "" {
		t.Errorf("they were texted %q", got)
	}
	d.wants(d.says(sam, "hello"), "You asked")
	d.Clinic.CarrierAnswers = true // it knows nothing of this opt-out, and does not answer its end
	d.wants(d.says(sam, "START"), "texts are on again")
	if d.loadedOut(sam) {
		t.Error("START did not end it")
	}
}

// A number that never wrote, and one whose session can't be read, are opted out as
// well; whoever has a case is seen to.
func TestAnOptOutToldToStaffOfAnybody(t *testing.T) {
	d := open(t, morning)
	if done, err := d.OptOut(t.Context(), kim, "ana"); err != nil || !done || !d.loadedOut(kim) {
		t.Errorf("never wrote: %v, %v", done, err)
	}
	d.says(sam, "0")
	if done, err := d.OptOut(t.Context(), sam, "ana"); err != nil || !done {
		t.Errorf("with a case: %v, %v", done, err)
	}
	if k := d.only(); !slices.Contains(k.Reasons, "wants no more texts: reach them another way") {
		t.Errorf("reasons %v", k.Reasons)
	}
	d = open(t, morning)
	d.says(sam, "hi")
	d.breaks("*:s:*")
	if done, err := d.OptOut(t.Context(), sam, "ana"); err != nil || !done || !d.loadedOut(sam) {
		t.Errorf("unreadable: %v, %v", done, err)
	}
}

// A wrong number is never texted again: no timer is left that could.
func TestAWrongNumberIsLeftAlone(t *testing.T) {
	d := open(t, morning)
	for _, body := range []string{"hi", "1", "1"} {
		d.says(sam, body)
	}
	d.wants(d.says(sam, "you have the wrong number"), "Sorry, wrong number. We will not text again.")
	d.passes(30 * time.Hour)
	if got := d.heard(sam); got != "" {
		t.Errorf("they were texted %q", got)
	}
	if s := d.loaded(sam).Session; len(s.Kept)+len(s.Recent)+len(s.Consents) != 0 {
		t.Errorf("left: %v %v", s.Kept, s.Consents)
	}
}
