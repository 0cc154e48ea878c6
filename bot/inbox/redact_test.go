package inbox_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/store"
)

// noting is the real store, and notes what was committed.
type noting struct {
	*store.Store
	commits []bot.Commit
}

func (n *noting) Commit(ctx context.Context, c bot.Commit) (bot.Outcome, error) {
	out, err := n.Store.Commit(ctx, c)
	if out.Result == bot.Applied {
		n.commits = append(n.commits, c)
	}
	return out, err
}

// Each text's own id goes into the commit that applies it, once, and no other does.
func TestATextIsBlankedAtTheCarrierOnceItIsApplied(t *testing.T) {
	d := open(t, morning)
	n := &noting{Store: d.store}
	d.Store, d.Redact = n, true
	in := d.text(sam, "hi")
	for range 2 {
		if _, err := d.Receive(t.Context(), in); err != nil {
			t.Fatal(err)
		}
	}
	d.says(sam, "i want a person")
	d.now = d.now.Add(time.Hour)
	if _, err := d.WorkWakes(t.Context()); err != nil {
		t.Fatal(err)
	}
	d.says(ana, "list")
	d.says(ana, "done ABCD EFGH")
	var ids, want []string
	for _, c := range n.commits {
		ids = append(ids, c.Redact...)
		if len(c.Redact) > 0 && c.Redact[0] != string(c.Input) {
			t.Errorf("the commit of %s has %v blanked", c.Input, c.Redact)
		}
		if s := string(c.Input); strings.HasPrefix(s, "SM") {
			want = append(want, s)
		}
	}
	if !slices.Equal(ids, want) || len(ids) < 4 {
		t.Errorf("blanked %v, want %v", ids, want)
	}
	d.Redact = false
	before := len(n.commits)
	d.says(sam, "hello")
	if c := n.commits[before]; len(c.Redact) > 0 {
		t.Errorf("with redaction off %v is blanked", c.Redact)
	}
}

// What was blanked in the carrier's log is neither a new text nor another one, and a
// picture without words still is one.
func TestACatchUpLeavesBlankedTextsAlone(t *testing.T) {
	d := open(t, morning)
	d.now = d.now.Add(time.Minute)
	catchUp := func(texts ...bot.Input) int {
		d.now = d.now.Add(time.Minute)
		n, err := d.CatchUp(t.Context(), d.store, since{texts})
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	catchUp()
	known, unknown, picture := d.text(sam, "my ssn is 123-45-6789"), d.text(kim, ""), d.text(ana, "")
	picture.From, picture.Media = kim, 1
	if _, err := d.Receive(t.Context(), known); err != nil {
		t.Fatal(err)
	}
	known.Body = ""
	for _, in := range []*bot.Input{&known, &unknown, &picture} {
		in.At = d.now
	}
	d.now = d.now.Add(5 * time.Minute)
	if n := catchUp(known, unknown); n != 0 {
		t.Errorf("%d blanked texts were taken for new ones", n)
	}
	if l, err := d.store.Load(t.Context(), "", d.store.Person(kim)); err != nil || l.Version != 0 {
		t.Errorf("a blanked text made a session (%v)", err)
	}
	if l, err := d.store.Load(t.Context(), "", d.store.Person(sam)); err != nil || l.Session.Turns != 1 {
		t.Errorf("%d turns (%v), want 1", l.Session.Turns, err)
	}
	if n := catchUp(picture); n != 1 {
		t.Errorf("%d pictures were caught up, want 1", n)
	}
}

// A message is blanked at the carrier only once its end is recorded. Then it is never
// looked for there again, where it could not be found by its words.
func TestABlankedMessageIsNotSentAgain(t *testing.T) {
	for _, ended := range []bool{true, false} {
		d := open(t, morning)
		var lost []bot.Send
		d.refuse = func(s bot.Send) error {
			lost = append(lost, s)
			return &bot.SendError{Retryable: true} // it left, and the answer was lost
		}
		d.says(sam, "i want a person")
		if len(lost) != 1 {
			t.Fatalf("%d sends", len(lost))
		}
		d.refuse = nil
		if ended {
			if err := d.Receipt(t.Context(), bot.Receipt{Send: lost[0].ID, Carrier: "SMa", To: lost[0].To, Rank: 4, State: bot.SendDelivered}); err != nil {
				t.Fatal(err)
			}
		}
		d.passes(2 * time.Minute)
		if again := len(d.got[lost[0].To]); (again > 0) == ended {
			t.Errorf("its end recorded: %t, and it was sent again %d times", ended, again)
		}
	}
}
