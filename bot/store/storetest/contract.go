package storetest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nightdesk/bot"
	"nightdesk/bot/schedule"
	"nightdesk/bot/store"
)

// Run is the contract: every kind of store passes all of it. open makes a store
// of a clinic that nothing else uses; its time may stand still or run.
func Run(t *testing.T, open func(testing.TB) *store.Store) {
	Smoke(t, open)
	for name, test := range map[string]func(*suite){
		"fifty at once":           fiftyAtOnce,
		"two texts at once":       twoTextsAtOnce,
		"five hundred for forty":  fiveHundredForForty,
		"hold ends":               holdEnds,
		"hold becomes a booking":  holdBecomesBooking,
		"seats of one turn":       seatsOfOneTurn,
		"over midnight":           overMidnight,
		"free what is not held":   freeNotHeld,
		"taken writes nothing":    takenWritesNothing,
		"holds of shared seats":   sharedHolds,
		"size of a share":         shareSizes,
		"rooms and margins":       roomsAndMargins,
		"shares (model)":          shareModel,
		"visit versions":          visitVersions,
		"no visit without a seat": aSeatTakenKeepsTheVisit,
		"case versions":           caseVersions,
		"consent ledger":          consentLedger,
		"consent taken back":      consentTakenBack,
		"consent before ledgers":  consentBefore,
		"consent of a claim":      consentOfClaim,
		"refused number's ledger": refusedLedger,
		"unprompted texts":        unaskedTexts,
		"redaction is off":        redactionOff,
		"purge":                   purge,
		"wrong number's sends":    wrongNumber,
		"timers":                  timers,
		"timer comes back":        timerComesBack,
		"unsure send":             unsureSend,
		"refused send":            refusedSend,
		"urgent first":            urgentFirst,
		"a clock that is wrong":   skewedClock,
		"one claim each":          oneClaimEach,
		"same send twice":         sameSendTwice,
		"receipts go forward":     receiptsGoForward,
		"receipt before result":   receiptBeforeResult,
		"receipt of unknown":      receiptOfUnknown,
		"refused number":          refusedNumber,
		"opted out":               optedOut,
		"applied":                 applied,
		"catch-up mark":           catchUpMark,
		"lease":                   lease,
		"who looks":               looks,
		"scripts":                 scripts,
		"spent":                   spent,
		"counts":                  counts,
		"closed cases":            closedCases,
		"history of a case":       caseHistory,
		"rota":                    rota,
		"releases":                releases,
		"drafts":                  drafts,
		"thread":                  thread,
		"odd ids":                 oddIDs,
		"no format":               noFormat,
		"fsck finds nothing":      fsckFindsNothing,
		"any order (model)":       model,
		"clinics are apart":       func(s *suite) { clinicsApart(s, open) },
		"context that has ended":  contextEnded,
		"nothing known of nobody": nobody,
	} {
		t.Run(name, func(t *testing.T) { test(newSuite(t, open)) })
	}
}

// Smoke is the short form of the contract, for set-ups that are slow to start.
func Smoke(t *testing.T, open func(testing.TB) *store.Store) {
	for name, test := range map[string]func(*suite){
		"round trip":       roundTrip,
		"same id twice":    sameIDTwice,
		"stale version":    staleVersion,
		"seat taken":       seatTaken,
		"send lifecycle":   sendLifecycle,
		"how sends stand":  sentState,
		"shared seats":     sharedSeats,
		"seats of a group": seatsOfAGroup,
		"moves":            moves,
		"visit ledger":     visitLedger,
		"waitlists":        waitlists,
		"stale sends":      staleSends,
		"held sends":       heldSends,
		"ready":            func(s *suite) { s.must(s.st.Ready(s.ctx)) },
	} {
		t.Run(name, func(t *testing.T) { test(newSuite(t, open)) })
	}
}

// suite is one test of the contract.
type suite struct {
	*testing.T
	ctx context.Context
	st  *store.Store
}

func newSuite(t *testing.T, open func(testing.TB) *store.Store) *suite {
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	t.Cleanup(cancel)
	return &suite{T: t, ctx: ctx, st: open(t)}
}

func (s *suite) must(err error) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
}

// commit stores c and wants this result.
func (s *suite) commit(c bot.Commit, want bot.CommitResult) bot.Outcome {
	s.Helper()
	out, err := s.st.Commit(s.ctx, c)
	s.must(err)
	if out.Result != want {
		s.Fatalf("commit %s: got %s, want %s", c.Input, out.Result, want)
	}
	return out
}

func (s *suite) load(in bot.InputID, p bot.PersonID) bot.Loaded {
	s.Helper()
	l, err := s.st.Load(s.ctx, in, p)
	s.must(err)
	return l
}

func (s *suite) equal(got, want any) {
	s.Helper()
	if d := cmp.Diff(want, got); d != "" {
		s.Fatalf("(-want +got):\n%s", d)
	}
}

// The people and times of the tests. Times that have to be past or to come are
// far from any clock's now.
const (
	anna bot.Phone = "+19075550111"
	ben  bot.Phone = "+19075550112"
)

var (
	past   = time.Date(2020, 1, 6, 18, 0, 0, 0, time.UTC)
	future = time.Date(2190, 1, 4, 18, 0, 0, 0, time.UTC)
	nine   = time.Date(2190, 1, 5, 18, 0, 0, 0, time.UTC) // 9:00 in Anchorage
)

// turn is a commit of a session that has seen n texts.
func (s *suite) turn(in bot.InputID, p bot.Phone, version int64, n int) bot.Commit {
	return bot.Commit{
		Input: in, Digest: "digest of " + string(in), Reply: bot.Words("reply to " + string(in)), At: past,
		Person: s.st.Person(p), Version: version, Actor: "person", Note: "answer",
		Session: &bot.Session{Format: bot.SessionFormat, Phone: p, Lang: bot.English, Turns: n},
	}
}

// seat is a change of one visit's time.
func seat(op bot.SeatOp, visit bot.VisitID, resource string, start time.Time, until time.Time) bot.SeatChange {
	return bot.SeatChange{Op: op, Visit: visit, Until: until,
		Opening: bot.Opening{Kind: "intake", Resource: resource, Start: start, End: start.Add(45 * time.Minute)}}
}

// seats is a commit of nothing but seat changes.
func seats(in bot.InputID, changes ...bot.SeatChange) bot.Commit {
	return bot.Commit{Input: in, Digest: "d", Actor: "person", Note: "seat", Seats: changes}
}

// noFormat: a record without a format is stored in this build's.
func noFormat(s *suite) {
	c := s.turn("SM1", anna, 0, 1)
	c.Session.Format = 0
	c.Cases = []bot.CaseWrite{{Case: bot.Case{ID: "k1", Status: bot.CaseOpen, Opened: past}}}
	s.commit(c, bot.Applied)
	k, _, err := s.st.Case(s.ctx, "k1")
	s.must(err)
	s.equal([]int{s.load("", c.Person).Session.Format, k.Format}, []int{bot.SessionFormat, bot.CaseFormat})
	s.equal([]int{c.Session.Format, c.Cases[0].Case.Format}, []int{0, 0})
}

func roundTrip(s *suite) {
	who := s.st.Person(anna)
	c := s.turn("SM1", anna, 0, 1)
	c.Session.Kept = map[string]string{"who": "me"}
	c.Session.Recent = []bot.Heard{{At: past, Text: "hi \x00 ñ <b>"}}
	s.commit(c, bot.Applied)
	l := s.load("SM1", who)
	s.equal(l.Session, *c.Session)
	s.equal(l.Version, int64(1))
	s.equal([]any{l.Done, l.Reply, l.Digest, l.OptedOut}, []any{true, c.Reply, c.Digest, false})
	l = s.load("SM2", who)
	s.equal([]any{l.Done, l.Reply, l.Version}, []any{false, bot.Words(""), int64(1)})
}

func nobody(s *suite) {
	s.equal(s.load("SM1", s.st.Person(ben)), bot.Loaded{})
	k, v, err := s.st.Case(s.ctx, "nothing")
	s.must(err)
	s.equal([]any{k, v}, []any{bot.Case{}, int64(0)})
	open, err := s.st.OpenCases(s.ctx)
	s.must(err)
	s.equal(len(open), 0)
}

func sameIDTwice(s *suite) {
	c := s.turn("SM1", anna, 0, 1)
	s.commit(c, bot.Applied)
	again := s.turn("SM1", anna, 1, 2)
	again.Reply = "another reply"
	s.equal(s.commit(again, bot.Duplicate).Reply, c.Reply)
	s.equal(s.load("", s.st.Person(anna)).Session.Turns, 1)

	again.Digest = "of another text"
	s.commit(again, bot.Mismatch)
	s.equal(s.load("", s.st.Person(anna)).Version, int64(1))
}

func staleVersion(s *suite) {
	s.commit(s.turn("SM1", anna, 0, 1), bot.Applied)
	s.commit(s.turn("SM2", anna, 0, 9), bot.Conflict)
	s.commit(s.turn("SM2", anna, 2, 9), bot.Conflict)
	s.commit(s.turn("SM2", anna, 1, 2), bot.Applied)
	l := s.load("SM2", s.st.Person(anna))
	s.equal([]any{l.Version, l.Session.Turns, l.Done}, []any{int64(2), 2, true})
}

func fiftyAtOnce(s *suite) {
	results := make([]bot.Outcome, 50)
	var all sync.WaitGroup
	for i := range results {
		all.Go(func() {
			c := s.turn("SM1", anna, 0, 1)
			c.Sends = []bot.Send{{ID: "o1", Class: bot.SendAlert, To: ben, Body: "x", Due: past}}
			var err error
			if results[i], err = s.st.Commit(s.ctx, c); err != nil {
				s.Error(err)
			}
		})
	}
	all.Wait()
	counts := map[bot.CommitResult]int{}
	for _, r := range results {
		counts[r.Result]++
		if r.Reply != "reply to SM1" {
			s.Errorf("a reply differs: %s %s", r.Result, r.Reply)
		}
	}
	s.equal(counts, map[bot.CommitResult]int{bot.Applied: 1, bot.Duplicate: 49})
	s.equal(s.load("", s.st.Person(anna)).Version, int64(1))
	claims, err := s.st.ClaimSends(s.ctx, 10, time.Hour)
	s.must(err)
	s.equal(len(claims), 1)
}

func twoTextsAtOnce(s *suite) {
	who := s.st.Person(anna)
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			in := bot.InputID(fmt.Sprintf("SM%d", i))
			for {
				l, err := s.st.Load(s.ctx, in, who)
				if err != nil {
					s.Error(err)
					return
				}
				out, err := s.st.Commit(s.ctx, s.turn(in, anna, l.Version, l.Session.Turns+1))
				if err != nil {
					s.Error(err)
					return
				}
				if out.Result != bot.Conflict {
					return
				}
			}
		})
	}
	all.Wait()
	l := s.load("", who)
	s.equal([]any{l.Version, l.Session.Turns}, []any{int64(8), 8})
}

func caseVersions(s *suite) {
	k := bot.Case{Format: bot.CaseFormat, ID: "k1", Code: "A7K2", Person: s.st.Person(anna), Reasons: []string{"asked for a person"},
		Level: bot.LevelSameDay, Status: bot.CaseOpen, Opened: past}
	write := func(in bot.InputID, k bot.Case, version int64, want bot.CommitResult) {
		s.Helper()
		s.commit(bot.Commit{Input: in, Actor: "desk", Note: "case", Cases: []bot.CaseWrite{{Case: k, Version: version}}}, want)
	}
	write("w1", k, 0, bot.Applied)
	write("w2", k, 0, bot.Conflict)
	open, err := s.st.OpenCases(s.ctx)
	s.must(err)
	s.equal(open, []bot.CaseWrite{{Case: k, Version: 1}})

	older := k
	older.ID, older.Opened = "k0", past.Add(-time.Hour)
	write("w3", older, 0, bot.Applied)
	k.Status, k.Owner = bot.CaseClaimed, "rosa"
	write("w4", k, 1, bot.Applied)
	open, err = s.st.OpenCases(s.ctx)
	s.must(err)
	s.equal(open, []bot.CaseWrite{{Case: older, Version: 1}, {Case: k, Version: 2}})

	k.Status = bot.CaseClosed
	write("w5", k, 2, bot.Applied)
	open, err = s.st.OpenCases(s.ctx)
	s.must(err)
	s.equal(open, []bot.CaseWrite{{Case: older, Version: 1}})
	got, version, err := s.st.Case(s.ctx, "k1")
	s.must(err)
	s.equal([]any{got, version}, []any{k, int64(3)})
}

func applied(s *suite) {
	s.commit(s.turn("SM1", anna, 0, 1), bot.Applied)
	s.commit(s.turn("SM3", anna, 1, 2), bot.Applied)
	got, err := s.st.Applied(s.ctx, []bot.InputID{"SM1", "SM2", "SM3"})
	s.must(err)
	s.equal(got, []bool{true, false, true})
	got, err = s.st.Applied(s.ctx, nil)
	s.must(err)
	s.equal(len(got), 0)
}

func catchUpMark(s *suite) {
	at, now, err := s.st.CatchUpFrom(s.ctx)
	s.must(err)
	s.equal(at, time.Time{})
	set := func(t time.Time) time.Time {
		s.must(s.st.SetCatchUp(s.ctx, t))
		at, _, err := s.st.CatchUpFrom(s.ctx)
		s.must(err)
		return at
	}
	earlier := now.Add(-time.Hour).Truncate(time.Millisecond)
	s.equal(set(earlier), earlier)
	s.equal(set(earlier.Add(-time.Hour)), earlier)
	cut := set(now.Add(24 * time.Hour)) // nobody has read a log to come
	if cut.Before(now.Truncate(time.Millisecond)) || cut.Sub(now) > time.Minute {
		s.Errorf("the mark is %v from now", cut.Sub(now))
	}
}

func lease(s *suite) {
	for range 2 {
		ours, err := s.st.Lease(s.ctx, "catch-up", time.Hour)
		s.must(err)
		s.equal(ours, true)
	}
}

func looks(s *suite) {
	sees := func(staff string, k bot.CaseID, want bool) {
		s.Helper()
		there, err := s.st.Looks(s.ctx, staff, k)
		s.must(err)
		s.equal(there, want)
	}
	sees("ana", "k1", false)
	for range 2 {
		s.must(s.st.Look(s.ctx, "ana", "k1"))
	}
	sees("ana", "k1", true)
	sees("ana", "k2", false)
	sees("ben", "k1", false)
	s.must(s.st.LookAway(s.ctx, "ben", "k1"))
	sees("ana", "k1", true)
	s.must(s.st.LookAway(s.ctx, "ana", "k1"))
	sees("ana", "k1", false)
}

func scripts(s *suite) {
	files := map[string]string{"intake.flow": "flow intake\n", "faq.flow": "topic cost\n"}
	s.must(s.st.SaveScript(s.ctx, "v1", files))
	got, err := s.st.Script(s.ctx, "v1")
	s.must(err)
	s.equal(got, files)
	got, err = s.st.Script(s.ctx, "v2")
	s.must(err)
	s.equal(got == nil, true)
}

func thread(s *suite) {
	who := s.st.Person(anna)
	for i := range 205 {
		c := bot.Commit{Input: bot.InputID(fmt.Sprintf("SM%d", i)), Person: who, Actor: "person", Note: "answer",
			Said: []bot.Said{{At: past, By: "them", Text: bot.Words(fmt.Sprint("text ", i))}, {At: past, By: "us", Text: "ok"}}}
		s.commit(c, bot.Applied)
	}
	said, err := s.st.Thread(s.ctx, who)
	s.must(err)
	s.equal(len(said), 400)
	s.equal(said[0], bot.Said{At: past, By: "them", Text: "text 5"})
	s.equal(said[399], bot.Said{At: past, By: "us", Text: "ok"})
	none, err := s.st.Thread(s.ctx, s.st.Person(ben))
	s.must(err)
	s.equal(len(none), 0)
}

// oddIDs: ids come from outside; whatever they hold, they stay in their place.
func oddIDs(s *suite) {
	for _, id := range []string{"a b", "x\r\nFLUSHALL\r\n", "\x00\xff", "{c2}:s:", "*", string(make([]byte, 5000))} {
		c := s.turn(bot.InputID(id), bot.Phone(id), 0, 1)
		c.Seats = []bot.SeatChange{seat(bot.SeatBook, bot.VisitID("v|"+id), "room|:"+id, nine, time.Time{})}
		c.Sends = []bot.Send{{ID: bot.SendID(id), Class: bot.SendReply, To: bot.Phone(id), Body: "x", Due: past}}
		c.Wakes = []bot.Wake{{Key: "s:" + id, At: past}}
		s.commit(c, bot.Applied)
		s.commit(c, bot.Duplicate)
		other := seats(bot.InputID(id+"2"), seat(bot.SeatBook, "v", "room|:"+id, nine, time.Time{}))
		s.commit(other, bot.Taken)
		oddVisit(s, id)
		s.equal(s.load(bot.InputID(id), s.st.Person(bot.Phone(id))).Done, true)
	}
}

// oddVisit: the same of a visit with an odd id, its class, group and list.
func oddVisit(s *suite, id string) {
	s.Helper()
	c := s.turn(bot.InputID(id+"3"), bot.Phone(id), 1, 2)
	v := bot.VisitID("w" + id)
	of, in := class(bot.SeatBook, v, nine, 2, time.Time{}), groupSeat(bot.SeatBook, v, id, 2, time.Time{})
	of.Resource, of.Kind = "class "+id, id
	c.Seats = []bot.SeatChange{of, in}
	c.Visits = []bot.Visit{{ID: v, Opening: of.Opening, Status: bot.VisitBooked, Version: 1}}
	c.Waits = []bot.WaitChange{{List: "list " + id, Since: past}}
	s.commit(c, bot.Applied)
	got, err := s.st.Visit(s.ctx, v)
	s.must(err)
	s.equal(got, bot.Booking{Visit: c.Visits[0], Person: c.Person})
	people, err := s.st.Waitlist(s.ctx, "list "+id)
	s.must(err)
	s.equal(people, []bot.PersonID{c.Person})
	busy, err := s.st.Busy(s.ctx, []string{of.Resource}, nine, nine.Add(time.Hour))
	s.must(err)
	s.equal([]int{busy.Taken(schedule.ShareOf(of.Opening)), busy.Taken(schedule.ShareOf(in.Opening))}, []int{1, 1})
	c = seats(bot.InputID(id+"4"), of, in)
	c.Seats[0].Op, c.Seats[1].Op = bot.SeatFree, bot.SeatFree
	s.commit(c, bot.Applied)
	busy, err = s.st.Busy(s.ctx, []string{of.Resource}, nine, nine.Add(time.Hour))
	s.must(err)
	s.equal(busy, schedule.Busy{})
}

func fsckFindsNothing(s *suite) {
	who := s.st.Person(anna)
	c := s.turn("SM1", anna, 0, 1)
	c.Seats = []bot.SeatChange{seat(bot.SeatBook, "v1", "rosa", nine, time.Time{}), seat(bot.SeatHold, "v2", "rosa", nine.Add(time.Hour), future)}
	c.Sends = []bot.Send{{ID: "o1", Class: bot.SendAlert, To: ben, Body: "x", Due: past}, {ID: "o2", Class: bot.SendReply, To: anna, Body: "x", Due: past}}
	c.Wakes = []bot.Wake{{Key: "s:" + string(who), At: past}, {Key: "c:k1", At: past}}
	c.Cases = []bot.CaseWrite{{Case: bot.Case{Format: bot.CaseFormat, ID: "k1", Status: bot.CaseOpen, Opened: past}}}
	c.OptOut = bot.OptOutSet
	c.Said = []bot.Said{{At: past, By: "them", Text: "hi"}}
	c.Consents = []bot.ConsentChange{agreed(bot.PurposeReminders, true, 1)}
	of := class(bot.SeatBook, "v3", nine.Add(3*time.Hour), 2, time.Time{})
	c.Seats = append(c.Seats, of, groupSeat(bot.SeatHold, "v3", "men", 2, past))
	c.Visits = []bot.Visit{visitOf("v3", nine, 1)}
	c.Waits = []bot.WaitChange{{List: "intake", Since: past}}
	s.commit(c, bot.Applied)
	got, err := s.st.Fsck(s.ctx)
	s.must(err)
	s.equal(got, store.Findings{Sessions: 1, Cases: 1, OpenCases: 1, Sends: 2, Timers: 2, Holds: 9, Bookings: 18, HoldsOver: 1, OptOuts: 1, Threads: 1, Ledgers: 1, Consents: 1, Visits: 1, Waiting: 1})
	s.equal(got.Wrong(), 0)
}

func clinicsApart(s *suite, open func(testing.TB) *store.Store) {
	other := open(s)
	s.commit(s.turn("SM1", anna, 0, 1), bot.Applied)
	if s.st.Person(anna) == other.Person(anna) {
		s.Error("two clinics know a number by the same id")
	}
	l, err := other.Load(s.ctx, "SM1", s.st.Person(anna))
	s.must(err)
	s.equal(l, bot.Loaded{})
}

func contextEnded(s *suite) {
	ctx, cancel := context.WithCancel(s.ctx)
	cancel()
	if _, err := s.st.Commit(ctx, s.turn("SM1", anna, 0, 1)); !errors.Is(err, bot.ErrUnavailable) {
		s.Errorf("commit: %v", err)
	}
	if _, err := s.st.Load(ctx, "SM1", s.st.Person(anna)); !errors.Is(err, bot.ErrUnavailable) {
		s.Errorf("load: %v", err)
	}
	if _, err := s.st.ClaimSends(ctx, 1, time.Second); !errors.Is(err, bot.ErrUnavailable) {
		s.Errorf("claim: %v", err)
	}
}
