package store_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/redis/go-redis/v9"

	"nightdesk/bot"
	"nightdesk/bot/schedule"
	"nightdesk/bot/store"
	"nightdesk/bot/store/storetest"
)

// booked is a commit of a person who books v at start, in a class and a group, and
// waits for something else.
func booked(s *store.Store, in bot.InputID, p bot.Phone, start time.Time) bot.Commit {
	c := turn(s, in, p, 0)
	v := bot.VisitID("v" + in)
	of := bot.Opening{Kind: "class", Resource: "rosa", Start: start, End: start.Add(time.Hour), Seats: 4}
	in2 := of
	in2.Kind, in2.Series = "group", "men"
	c.Seats = []bot.SeatChange{{Op: bot.SeatBook, Visit: v, Opening: of}, {Op: bot.SeatBook, Visit: v + "g", Opening: in2}}
	c.Visits = []bot.Visit{{ID: v, Opening: of, Status: bot.VisitBooked, Version: 1}, {ID: v + "g", Opening: in2, Status: bot.VisitBooked, Version: 1}}
	c.Waits = []bot.WaitChange{{List: "intake", Since: when}}
	c.Session.Waiting = []bot.Waiting{{Kind: "intake", Since: when}}
	return c
}

// TestForgetVisits: who is forgotten is in no ledger of visits, on no list and in no
// seat, whether the session still tells of it or not; others stay.
func TestForgetVisits(t *testing.T) {
	srv := storetest.Redis(t)
	ctx, clinic, start := t.Context(), storetest.Clinic(), time.Now().Add(48*time.Hour)
	s := storetest.Open(t, store.Options{URL: srv.URL(), Clinic: clinic})
	stays := bot.Phone("+19075550188")
	for i, p := range []bot.Phone{patient, stays} {
		if out, err := s.Commit(ctx, booked(s, bot.InputID(fmt.Sprint("SM", i)), p, start)); err != nil || out.Result != bot.Applied {
			t.Fatal(out, err)
		}
	}
	raw, who := srv.Client(t), s.Person(patient)
	if err := raw.HSet(ctx, "{"+clinic+"}:v:broken", "v", 1, "d", "nonsense", "p", string(who)).Err(); err != nil {
		t.Fatal(err)
	}
	r, err := s.Record(ctx, who)
	if err != nil || len(r.Visits) != 2 || r.Visits[0].ID != "vSM0" || r.Visits[1].ID != "vSM0g" || !slices.Equal(r.Waiting, []string{"intake"}) || r.Unreadable != 1 {
		t.Fatalf("the record: %+v %v", r, err)
	}
	if err := s.Forget(ctx, who, 1, store.Tombstone{By: "rosa"}); err != nil {
		t.Fatal(err)
	}
	if r, err := s.Record(ctx, who); err != nil || len(r.Visits)+len(r.Waiting)+r.Unreadable != 0 {
		t.Errorf("the record after it: %+v %v", r, err)
	}
	left, err := s.Visits(ctx, start.Add(-time.Hour), start.Add(time.Hour))
	if err != nil || len(left) != 2 || left[0].Person != s.Person(stays) || left[1].Person != s.Person(stays) {
		t.Errorf("visits: %v %v", left, err)
	}
	if n := raw.ZCard(ctx, "{"+clinic+"}:vis").Val(); n != 2 {
		t.Errorf("the index lists %d visits", n)
	}
	busy, err := s.Busy(ctx, []string{"rosa"}, start, start.Add(time.Hour))
	if err != nil || busy.Taken(schedule.ShareOf(left[0].Opening)) != 1 || busy.Taken(schedule.ShareOf(left[1].Opening)) != 1 {
		t.Errorf("seats: %+v %v", busy, err)
	}
	lists, err := s.Waitlists(ctx)
	if d := cmp.Diff(map[string][]bot.PersonID{"intake": {s.Person(stays)}}, lists); d != "" || err != nil {
		t.Error(d, err)
	}
	if f, err := s.Fsck(ctx); err != nil || f.Wrong() != 0 {
		t.Errorf("fsck: %+v %v", f, err)
	}
}

// TestForgetByTheLedger: a seat is freed that only the ledger tells of, because the
// session has expired.
func TestForgetByTheLedger(t *testing.T) {
	s := storetest.Redis(t).Open(t)
	ctx, start := t.Context(), time.Now().Add(48*time.Hour)
	c := booked(s, "SM1", patient, start)
	c.Session = nil
	if _, err := s.Commit(ctx, c); err != nil {
		t.Fatal(err)
	}
	if err := s.Forget(ctx, c.Person, 0, store.Tombstone{By: "rosa"}); err != nil {
		t.Fatal(err)
	}
	if busy, err := s.Busy(ctx, []string{"rosa"}, start, start.Add(time.Hour)); err != nil || !busy.Equal(schedule.Busy{}) {
		t.Errorf("seats: %+v %v", busy, err)
	}
}

// TestVisitsExpire: a visit goes some time after its end, the index after it, a place
// on a waitlist with the session, and a seat in a group never by itself.
func TestVisitsExpire(t *testing.T) {
	srv, day := storetest.Redis(t), 24*time.Hour
	raw, ctx, clinic, now := srv.Client(t), t.Context(), storetest.Clinic(), time.Now()
	s := storetest.Open(t, store.Options{URL: srv.URL(), Clinic: clinic, Retention: 40 * day})
	key := func(k string) string { return "{" + clinic + "}:" + k }
	if _, err := s.Commit(ctx, booked(s, "SM1", patient, now.Add(9*day))); err != nil {
		t.Fatal(err)
	}
	if ttl, want := raw.TTL(ctx, key("v:vSM1")).Val(), 49*day+time.Hour; ttl > want || ttl < want-time.Hour {
		t.Errorf("a visit expires after %v, want %v", ttl, want)
	}
	for _, k := range []string{"cal:series", "vis", "wl", "wl:intake"} {
		if ttl := raw.TTL(ctx, key(k)).Val(); ttl != -1 {
			t.Errorf("%s expires after %v", k, ttl)
		}
	}
	if ttl := raw.TTL(ctx, key("s:"+string(s.Person(patient)))).Val(); ttl < 89*day {
		t.Errorf("who waits is forgotten after %v", ttl)
	}
	// What is written long after its end can still be read, for a day.
	late := bot.Commit{Input: "SM2", Person: s.Person(patient), Visits: []bot.Visit{{ID: "late", Status: bot.VisitMissed, Version: 1,
		Opening: bot.Opening{Resource: "rosa", Start: now.Add(-100 * day), End: now.Add(-100 * day)}}}}
	if _, err := s.Commit(ctx, late); err != nil {
		t.Fatal(err)
	}
	if b, err := s.Visit(ctx, "late"); b.ID == "" || err != nil {
		t.Errorf("it is gone at once (%v)", err)
	}
	if f, err := s.Fsck(ctx); err != nil || f.Wrong() != 0 {
		t.Errorf("fsck: %+v %v", f, err)
	}

	// 25 have expired: two commits of visits take them out of the index, and nothing else.
	for i := range 25 {
		raw.ZAdd(ctx, key("vis"), redis.Z{Score: float64(now.Add(-90 * day).UnixMilli()), Member: fmt.Sprint("old", i)})
	}
	for i, want := range []int64{3 + 25 + 1 - 19, 3 + 2} {
		late.Input, late.Visits[0].ID, late.Visits[0].Start = bot.InputID(fmt.Sprint("trim", i)), bot.VisitID(fmt.Sprint("trim", i)), now
		if _, err := s.Commit(ctx, late); err != nil {
			t.Fatal(err)
		}
		if n := raw.ZCard(ctx, key("vis")).Val(); n != want {
			t.Errorf("after commit %d the index lists %d, want %d", i+1, n, want)
		}
	}

	raw.Del(ctx, key("s:"+string(s.Person(patient))))
	if f, err := s.Fsck(ctx); err != nil || f.WaitingOver != 1 {
		t.Errorf("fsck: %+v %v", f, err)
	}
	for _, want := range []int{1, 0} {
		if n, err := s.PurgeExpired(ctx); n != want || err != nil {
			t.Errorf("%d were taken out, want %d (%v)", n, want, err)
		}
	}
	if n := raw.Exists(ctx, key("wl"), key("wl:intake")).Val(); n != 0 {
		t.Error("an empty list is left")
	}
}

// TestVisitsUnreadable: what was altered or put elsewhere is reported beside the rest.
func TestVisitsUnreadable(t *testing.T) {
	srv := storetest.Redis(t)
	raw, ctx, clinic := srv.Client(t), t.Context(), storetest.Clinic()
	s := storetest.Open(t, store.Options{URL: srv.URL(), Clinic: clinic})
	start := time.Now().Add(time.Hour)
	if _, err := s.Commit(ctx, booked(s, "SM1", patient, start)); err != nil {
		t.Fatal(err)
	}
	key := func(id string) string { return "{" + clinic + "}:v:" + id }
	for name, damage := range map[string]func() error{
		"another's": func() error {
			return raw.HSet(ctx, key("vSM1g"), "d", raw.HGet(ctx, key("vSM1"), "d").Val()).Err()
		},
		"another version": func() error { return raw.HSet(ctx, key("vSM1g"), "v", 2).Err() },
		"another person":  func() error { return raw.HSet(ctx, key("vSM1g"), "p", "ghost").Err() },
		"no version":      func() error { return raw.HDel(ctx, key("vSM1g"), "v").Err() },
	} {
		was := raw.HGetAll(ctx, key("vSM1g")).Val()
		if err := damage(); err != nil {
			t.Fatal(err)
		}
		got, err := s.Visits(ctx, start, start.Add(time.Minute))
		if !errors.Is(err, bot.ErrUnreadable) || len(got) != 1 || got[0].ID != "vSM1" {
			t.Errorf("%s: %d visits (%v)", name, len(got), err)
		}
		if _, err := s.Visit(ctx, "vSM1g"); !errors.Is(err, bot.ErrUnreadable) {
			t.Errorf("%s, by its id: %v", name, err)
		}
		if f, err := s.Fsck(ctx); err != nil || f.Unreadable != 1 {
			t.Errorf("%s: fsck %+v %v", name, f, err)
		}
		raw.HSet(ctx, key("vSM1g"), was)
	}
}

// TestCellsOfBefore: what an earlier build stored of a seat reads as it did, and what
// cannot be read is nobody's to claim.
func TestCellsOfBefore(t *testing.T) {
	srv := storetest.Redis(t)
	raw, ctx, clinic := srv.Client(t), t.Context(), storetest.Clinic()
	s := storetest.Open(t, store.Options{URL: srv.URL(), Clinic: clinic})
	start := time.Date(2190, 1, 5, 18, 0, 0, 0, time.UTC)
	o := func(minutes int) bot.Opening {
		at := start.Add(time.Duration(minutes) * time.Minute)
		return bot.Opening{Kind: "k", Resource: "rosa", Start: at, End: at.Add(5 * time.Minute)}
	}
	future := fmt.Sprint(time.Date(2190, 1, 1, 0, 0, 0, 0, time.UTC).UnixMilli())
	values := []string{"v1|0", "v|1|0", "v1|1", "v1|" + future, "nonsense", "x/y|2\n", "x/y|2\n0|v1\n", "x/y|two\n0|v1\n", "%zz/y|2\n0|v1\n", "x/y|2\nnonsense\n", "|2\n"}
	for i, v := range values {
		raw.HSet(ctx, "{"+clinic+"}:cal:2190-01-05", fmt.Sprint("rosa:", 216+i), v)
	}
	busy, err := s.Busy(ctx, []string{"rosa"}, start, start.Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	var taken []bool
	for i := range values {
		taken = append(taken, !busy.Free("rosa", o(5*i).Start, o(5*i).End))
	}
	if d := cmp.Diff([]bool{true, true, false, true, true, false, true, true, true, true, true}, taken); d != "" {
		t.Error("busy:", d)
	}
	var results []bot.CommitResult
	for i := range values {
		out, err := s.Commit(ctx, bot.Commit{Input: bot.InputID(fmt.Sprint("c", i)), Seats: []bot.SeatChange{{Op: bot.SeatBook, Visit: "other", Opening: o(5 * i)}}})
		if err != nil {
			t.Fatal(err)
		}
		results = append(results, out.Result)
	}
	yes, no := bot.Applied, bot.Taken
	if d := cmp.Diff([]bot.CommitResult{no, no, yes, no, no, yes, no, no, no, no, no}, results); d != "" {
		t.Error("claims:", d)
	}
	// Its own visit books on.
	own := bot.Commit{Input: "own", Seats: []bot.SeatChange{{Op: bot.SeatBook, Visit: "v1", Opening: o(0)}, {Op: bot.SeatBook, Visit: "v1", Opening: o(15)},
		{Op: bot.SeatFree, Visit: "v|1", Opening: o(5)}}}
	if out, err := s.Commit(ctx, own); err != nil || out.Result != bot.Applied {
		t.Errorf("its own: %v %v", out, err)
	}
	if n := raw.HExists(ctx, "{"+clinic+"}:cal:2190-01-05", "rosa:217").Val(); n {
		t.Error("its own is not given up")
	}
	// An earlier build takes a shared cell for one that is taken: it has no "|" before
	// digits at its end.
	class := o(60)
	class.Seats = 3
	if out, err := s.Commit(ctx, bot.Commit{Input: "class", Seats: []bot.SeatChange{{Op: bot.SeatBook, Visit: "v1", Opening: class}}}); err != nil || out.Result != bot.Applied {
		t.Fatal(out, err)
	}
	if v := raw.HGet(ctx, "{"+clinic+"}:cal:2190-01-05", "rosa:228").Val(); v != "rosa/k@"+fmt.Sprint(class.Start.Unix())+"|3\n0|v1\n" {
		t.Errorf("a shared cell is %q", v)
	}
}

// TestVisitsAreAudited: the entry of a turn says that it touched visits and waits.
func TestVisitsAreAudited(t *testing.T) {
	s := storetest.Redis(t).Open(t)
	c := booked(s, "SM1", patient, time.Now())
	c.Session, c.Cases, c.Sends, c.Said = nil, nil, nil, nil
	if _, err := s.Commit(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	var got []string
	err := s.AuditBetween(t.Context(), time.Unix(0, 0), time.Now().Add(time.Hour), func(e store.AuditEntry) error {
		got = append(got, e.Touched)
		return nil
	})
	if want := store.TouchedVisit + store.TouchedWait; err != nil || !slices.Equal(got, []string{want}) {
		t.Errorf("touched %q, want %q (%v)", got, want, err)
	}
}

// TestHeldIfNobodyKnows: an unprompted text to somebody whose session cannot be read
// is claimed as if they were in danger.
func TestHeldIfNobodyKnows(t *testing.T) {
	srv, clinic := storetest.Redis(t), storetest.Clinic()
	s := storetest.Open(t, store.Options{URL: srv.URL(), Clinic: clinic})
	c := turn(s, "SM1", patient, 0)
	c.Sends[0].Class, c.Sends[0].Purpose = bot.SendUnprompted, bot.PurposeReminders
	c.Consents = []bot.ConsentChange{{Purpose: bot.PurposeReminders, Given: true, At: when}}
	if _, err := s.Commit(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	if err := srv.Client(t).SetRange(t.Context(), "{"+clinic+"}:s:"+string(c.Person), 40, "x").Err(); err != nil {
		t.Fatal(err)
	}
	got, err := s.ClaimSends(t.Context(), 1, time.Hour)
	if err != nil || len(got) != 1 || !got[0].Held || !got[0].Consented {
		t.Errorf("%+v %v", got, err)
	}
}
