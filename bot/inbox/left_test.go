package inbox_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/handoff"
	"nightdesk/bot/inbox"
)

// A program that starts with a rota that somebody has left passes on what they had, at
// once and only once, tells the person so, and leaves accounts of the console alone.
func TestWhatSomebodyHadWhoLeftTheRotaGoesOn(t *testing.T) {
	d := open(t, morning)
	zoe := bot.Staff{ID: "zoe", Name: "Zoe Hart", Role: "nurse"}
	d.says(sam, "I want to talk to a real person please")
	d.does(anaS, bot.CaseTake, handoff.Took)
	d.does(anaS, bot.CaseSnooze, handoff.Snoozed, func(o *bot.CaseOrder) { o.Until = d.now.Add(4 * time.Hour) })
	left := d.only().Code
	d.says(kim, "I want to talk to a real person please")
	hers := d.caseOfPhone(kim)
	if done, err := d.Staff(t.Context(), bot.CaseOrder{ID: "zoe takes", By: zoe, Do: bot.CaseTake, Case: hers.ID}); err != nil || done.Result != string(handoff.Took) {
		t.Fatal(done, err)
	}
	rota := *d.Rota
	rota.Staff = slices.DeleteFunc(slices.Clone(rota.Staff), func(s bot.Staff) bool { return s.ID == "ana" })
	d.now = d.now.Add(20 * time.Minute)
	servers := []*inbox.Inbox{d.second(), d.second()}
	for _, x := range servers {
		x.Rota = &rota
		if err := x.Tend(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	d.Rota = &rota
	before := len(d.got[ana])
	d.settle()
	told := 0
	for _, s := range d.got[ben] {
		if strings.Contains(s, "Alert "+left) {
			told++
		}
	}
	if k := d.caseOfPhone(sam); k.Status != bot.CaseOpen || k.Owner != "" || told != 1 || len(d.got[ana]) != before {
		t.Errorf("%s by %q, ben was alerted %d times", k.Status, k.Owner, told)
	}
	if s := d.loaded(sam).Session; s.Owned.By != "" {
		t.Errorf("the thread is still %s's", s.Owned.By)
	}
	if got := d.got[sam]; len(got) == 0 || !strings.Contains(got[len(got)-1], "I told our team") {
		t.Errorf("the person was told %q", got)
	}
	if k := d.caseOfPhone(kim); k.Owner != "zoe" || k.Rostered {
		t.Errorf("an account of the console was passed over: %q %v", k.Owner, k.Rostered)
	}
}
