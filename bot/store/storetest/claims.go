package storetest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/schedule"
	"nightdesk/bot/store"
)

// claimSlots is how many slots a rush is for, and shareSize and shareLeft how many
// seats a shared one has and how many of them are free when it begins.
const (
	claimSlots = 50
	shareSize  = 8
	shareLeft  = 3
)

// rush is many people who want the last seats at the same moment.
type rush struct {
	st    *store.Store
	slots []bot.Opening

	// middle is called once, when a third of the seats are sold.
	middle func()

	mu     sync.Mutex
	won    [][]bot.VisitID // by slot: who was told that it is theirs
	lost   [][]bot.VisitID // who was told that it is somebody else's
	faults []string
	// again counts claims that their caller made again after an error, and known those
	// that were found to have been stored by an attempt before.
	again, known, sold atomic.Int64
}

// Claims lets n people claim the last seats of 50 slots at once: of visits alone, of
// classes and of groups. When a third of the seats are sold it calls middle, which
// may kill servers. It returns what is wrong with the answers and the ledger
// afterwards: a seat that was sold twice, one that nobody got, somebody who was told
// what is not so.
func Claims(t testing.TB, st *store.Store, n int, middle func()) []string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 4*time.Minute)
	defer cancel()
	r := &rush{st: st, middle: middle, won: make([][]bot.VisitID, claimSlots), lost: make([][]bot.VisitID, claimSlots)}
	for i := range claimSlots {
		r.slots = append(r.slots, claimSlot(i))
	}
	r.fill(ctx)
	began, begin := time.Now(), make(chan struct{})
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() {
			<-begin
			r.claim(ctx, i)
		})
	}
	close(begin)
	all.Wait()
	took := time.Since(began)
	r.check(ctx, n)
	t.Logf("%d claims on %d seats of %d slots in %v: %d made again after an error, %d found stored by an attempt before, %d commits that no replica had in time",
		n, r.left(), claimSlots, took.Round(time.Millisecond), r.again.Load(), r.known.Load(), st.Unreplicated())
	return r.faults
}

// claimSlot is the i-th slot: three of five are for one visit, one is of a class and
// one of a group.
func claimSlot(i int) bot.Opening {
	start := nine.Add(time.Duration(i) * time.Hour)
	o := bot.Opening{Kind: "intake", Resource: fmt.Sprint("r", i%7), Room: "lab", Start: start, End: start.Add(40 * time.Minute), After: 5 * time.Minute}
	switch i % 5 {
	case 3:
		o.Kind, o.Seats = "class", shareSize
	case 4:
		o.Kind, o.Seats, o.Series = "group", shareSize, fmt.Sprint("group", i)
	}
	return o
}

// seatsLeft is how many seats of a slot are free when the rush begins.
func seatsLeft(o bot.Opening) int {
	if o.Seats > 1 {
		return shareLeft
	}
	return 1
}

// left is how many seats are free when the rush begins.
func (r *rush) left() (n int) {
	for _, o := range r.slots {
		n += seatsLeft(o)
	}
	return n
}

func (r *rush) fault(format string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.faults = append(r.faults, fmt.Sprintf(format, args...))
}

// fill sells all but the last seats of what is shared.
func (r *rush) fill(ctx context.Context) {
	for i, o := range r.slots {
		c := bot.Commit{Input: bot.InputID(fmt.Sprint("fill", i)), Actor: "desk"}
		for k := range o.Seats - shareLeft {
			c.Seats = append(c.Seats, bot.SeatChange{Op: bot.SeatBook, Visit: bot.VisitID(fmt.Sprintf("f%d-%d", i, k)), Opening: o})
		}
		if out, err := r.st.Commit(ctx, c); err != nil || out.Result != bot.Applied {
			r.fault("slot %d cannot be prepared: %s %v", i, out.Result, err)
		}
	}
}

// claim is one person: they claim one seat, with its visit, until they have an
// answer.
func (r *rush) claim(ctx context.Context, i int) {
	slot, v := i%claimSlots, bot.VisitID(fmt.Sprint("c", i))
	o := r.slots[slot]
	c := bot.Commit{Input: bot.InputID(fmt.Sprint("claim", i)), Digest: "d", Reply: "You're booked.", Actor: "person", Note: "booked",
		Person: bot.PersonID(fmt.Sprint("P", i)),
		Seats:  []bot.SeatChange{{Op: bot.SeatBook, Visit: v, Opening: o}},
		Visits: []bot.Visit{{ID: v, Opening: o, Status: bot.VisitBooked, Version: 1}}}
	for try := 0; ; try++ {
		out, err := r.st.Commit(ctx, c)
		if errors.Is(err, bot.ErrUnavailable) && ctx.Err() == nil {
			if try == 0 {
				r.again.Add(1)
			}
			continue
		}
		if out.Result == bot.Duplicate {
			r.known.Add(1)
		}
		mine := err == nil && (out.Result == bot.Applied || out.Result == bot.Duplicate)
		if mine && r.sold.Add(1) == int64(r.left()/3) {
			r.middle()
		}
		r.mu.Lock()
		defer r.mu.Unlock()
		switch {
		case mine:
			r.won[slot] = append(r.won[slot], v)
		case err == nil && out.Result == bot.Taken:
			r.lost[slot] = append(r.lost[slot], v)
		default:
			r.faults = append(r.faults, fmt.Sprintf("claim %d has no answer: %s %v", i, out.Result, err))
		}
		return
	}
}

// check holds what people were told against the ledger.
func (r *rush) check(ctx context.Context, n int) {
	told := 0
	for i := range r.slots {
		told += len(r.won[i]) + len(r.lost[i])
		if got, want := len(r.won[i]), seatsLeft(r.slots[i]); got > want {
			r.fault("slot %d: %d seats were left, and %d were sold", i, want, got)
		} else if got < want {
			r.fault("slot %d: %d of %d seats were sold", i, got, want)
		}
	}
	if told != n {
		r.fault("%d of %d claims have an answer", told, n)
	}
	r.checkVisits(ctx)
	// Those who were told that they have no seat give up nothing; those who were told
	// that they have one, and nobody else, have the rest.
	r.full(ctx, "afterwards", func(o bot.Opening) int { return max(o.Seats, 1) })
	r.free(ctx, "lost", r.lost)
	r.full(ctx, "after those without a seat gave up theirs", func(o bot.Opening) int { return max(o.Seats, 1) })
	r.free(ctx, "won", r.won)
	r.full(ctx, "after those with a seat gave it up", func(o bot.Opening) int { return max(o.Seats, 1) - seatsLeft(o) })
}

// checkVisits wants the visit of everybody who has a seat in the ledger, and no other.
func (r *rush) checkVisits(ctx context.Context) {
	visits, err := r.st.Visits(ctx, nine, nine.Add(claimSlots*time.Hour))
	if err != nil {
		r.fault("the visits cannot be read: %v", err)
	}
	stored := map[bot.VisitID]bool{}
	for _, v := range visits {
		stored[v.ID] = true
	}
	for i := range r.slots {
		for _, v := range r.won[i] {
			if !stored[v] {
				r.fault("slot %d: %s was told that it is theirs, and the ledger has no such visit", i, v)
			}
			delete(stored, v)
		}
	}
	for v := range stored {
		r.fault("%s was not told that it is theirs, and the ledger has the visit", v)
	}
}

// full wants so many seats of each slot taken.
func (r *rush) full(ctx context.Context, when string, want func(bot.Opening) int) {
	resources := []string{"lab"}
	for i := range 7 {
		resources = append(resources, fmt.Sprint("r", i))
	}
	busy, err := r.st.Busy(ctx, resources, nine, nine.Add(claimSlots*time.Hour))
	if err != nil {
		r.fault("the seats cannot be read: %v", err)
	}
	for i, o := range r.slots {
		got := busy.Taken(schedule.ShareOf(o))
		if o.Seats == 0 {
			for _, c := range schedule.OpeningCells(o) {
				if busy.Has(c) != (want(o) == 1) {
					r.fault("slot %d %s: one of its cells is taken: %t", i, when, busy.Has(c))
				}
			}
			continue
		}
		if got != want(o) {
			r.fault("slot %d %s: %d of %d seats are taken, want %d", i, when, got, o.Seats, want(o))
		}
	}
}

// free gives up what the visits of each slot hold.
func (r *rush) free(ctx context.Context, what string, visits [][]bot.VisitID) {
	var all sync.WaitGroup
	for i, o := range r.slots {
		c := bot.Commit{Input: bot.InputID(fmt.Sprint("free ", what, i)), Actor: "desk"}
		for _, v := range visits[i] {
			c.Seats = append(c.Seats, bot.SeatChange{Op: bot.SeatFree, Visit: v, Opening: o})
		}
		all.Go(func() {
			if out, err := r.st.Commit(ctx, c); err != nil || out.Result != bot.Applied && out.Result != bot.Duplicate {
				r.fault("slot %d cannot be freed: %s %v", i, out.Result, err)
			}
		})
	}
	all.Wait()
}
