package console

import (
	"testing"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/store"
	"nightdesk/bot/store/storetest"
)

// Who looks at a conversation on one replica is known on all, and no longer once they
// look away there; without the store each replica knows of its own.
func TestWhoLooksAtAConversationIsKnownOnEveryReplica(t *testing.T) {
	srv, clinic, keys := storetest.Redis(t), storetest.Clinic(), storetest.Keys(t)
	replica := func() (*Console, *store.Store) {
		st := storetest.Open(t, store.Options{URL: srv.URL(), Clinic: clinic, Keys: keys})
		c, err := New(Options{Zone: time.UTC, Now: time.Now, Looks: st})
		if err != nil {
			t.Fatal(err)
		}
		return c, st
	}
	one, _ := replica()
	two, st := replica()
	ana := watcher{"ana", "k1"}
	know := func(when string, want bool) {
		t.Helper()
		for i, c := range []*Console{one, two} {
			if got := c.Watching(t.Context(), ana.staff, ana.kase); got != want {
				t.Errorf("%s: replica %d believes %v", when, i+1, got)
			}
			if c.Watching(t.Context(), "ben", ana.kase) || c.Watching(t.Context(), ana.staff, "k2") {
				t.Errorf("%s: somebody else, or another conversation, counts on replica %d", when, i+1)
			}
		}
	}
	know("at first", false)
	one.look(t.Context(), ana)
	know("on the first replica", true)
	two.look(t.Context(), ana)
	one.lookAway(ana)
	know("on the second alone", true)
	two.look(t.Context(), ana) // a second page
	two.lookAway(ana)
	know("one page of two closed", true)
	two.lookAway(ana)
	know("nowhere", false)

	one.look(t.Context(), ana)
	if err := st.Close(); err != nil { // the second replica has lost the store
		t.Fatal(err)
	}
	if two.Watching(t.Context(), ana.staff, bot.CaseID("k1")) {
		t.Error("without the store a replica believes what it cannot know")
	}
	begun := time.Now()
	two.look(t.Context(), ana)
	if !two.Watching(t.Context(), ana.staff, ana.kase) {
		t.Error("without the store a replica does not know of its own")
	}
	if two.lookAway(ana); two.Watching(t.Context(), ana.staff, ana.kase) {
		t.Error("without the store who looked away still looks")
	}
	if took := time.Since(begun); took > 10*lookTime {
		t.Errorf("that took %v", took)
	}
}
