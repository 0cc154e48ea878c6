package store

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/redis/go-redis/v9"

	"nightdesk/bot"
)

// Findings are the counts of a read-only check of everything a clinic has.
// Those under "wrong" are 0 in a sound store.
type Findings struct {
	Sessions, Cases, OpenCases, Sends, Timers, Holds, Bookings, OptOuts int
	Threads, Ledgers, Consents, Redactions                              int
	Visits, Waiting                                                     int
	Accounts, SignIns                                                   int
	Releases, Drafts                                                    int

	// Wrong.
	Unreadable    int // sessions, cases, messages, turns, ledger entries, tombstones, accounts, sign-ins, releases, drafts and scripts that cannot be opened
	SendsNotDue   int // messages neither settled nor queued: they would never leave
	DueWithout    int // queue entries without a message
	TimersWithout int // timers of sessions and cases that are not there
	OpenWithout   int // open-case entries without a case
	ClosedOpen    int // cases listed as open and closed, or open and not listed
	CellsBroken   int // seat cells that cannot be read
	Unproven      int // consents that stand without a ledger
	Unredacted    int // redactions that are queued and not counted, or counted and not queued
	Unlisted      int // visits that their index lacks, entries of it that lack their visit, waitlists that are not in the list of them, accounts, sign-ins and drafts that theirs lack, sources of releases that are gone

	// WaitingOver are places on waitlists of people whose session is gone: PurgeExpired
	// takes them off.
	WaitingOver int
	// HoldsOver are seat cells whose hold has ended: free, and harmless.
	HoldsOver int
}

// Wrong is how many things are wrong.
func (f Findings) Wrong() int {
	return f.Unreadable + f.SendsNotDue + f.DueWithout + f.TimersWithout + f.OpenWithout + f.ClosedOpen + f.CellsBroken +
		f.Unproven + f.Unredacted + f.Unlisted
}

// fsck is one run of the check.
type fsck struct {
	s *Store
	c conn
	f Findings

	people   map[string]bool
	cases    map[string]bool // -> closed
	unsent   map[string]bool // messages not settled
	messages map[string]bool
}

// Fsck reads everything the clinic has and counts what does not fit together.
// It changes nothing; what changes while it runs may be counted as wrong.
func (s *Store) Fsck(ctx context.Context) (Findings, error) {
	var out Findings
	err := s.retry(ctx, "check the store", func(ctx context.Context, c conn) error {
		run := &fsck{s: s, c: c, people: map[string]bool{}, cases: map[string]bool{},
			unsent: map[string]bool{}, messages: map[string]bool{}}
		steps := []func(context.Context) error{run.sessions, run.caseRecords, run.openList, run.sends, run.queue, run.timers, run.seats, run.optOuts,
			run.lists, run.consents, run.redactions, run.tombstones,
			run.visits, run.waitlists, run.accounts, run.signIns, run.scripts}
		for _, step := range steps {
			if err := step(ctx); err != nil {
				return err
			}
		}
		out = run.f
		return nil
	})
	return out, err
}

// each calls fn with the rest of every key that begins with prefix.
func (r *fsck) each(ctx context.Context, prefix string, fn func(rest string) error) error {
	seen := map[string]bool{}
	var cursor uint64
	for {
		keys, next, err := r.c.Scan(ctx, cursor, prefix+"*", 500).Result()
		if err != nil {
			return err
		}
		for _, k := range keys {
			if seen[k] {
				continue // SCAN may name a key twice
			}
			seen[k] = true
			if err := fn(strings.TrimPrefix(k, prefix)); err != nil {
				return err
			}
		}
		if cursor = next; cursor == 0 {
			return nil
		}
	}
}

func (r *fsck) sessions(ctx context.Context) error {
	return r.each(ctx, r.s.names.session(""), func(person string) error {
		raw, err := r.c.Get(ctx, r.s.names.session(bot.PersonID(person))).Result()
		if err != nil && !errors.Is(err, redis.Nil) {
			return err
		}
		r.f.Sessions++
		r.people[person] = true
		version, box := sessionParts(raw)
		if r.s.openSession(bot.PersonID(person), version, box, &bot.Session{}) != nil {
			r.f.Unreadable++
		}
		return nil
	})
}

func (r *fsck) caseRecords(ctx context.Context) error {
	return r.each(ctx, r.s.names.caseOf(""), func(id string) error {
		fields, err := r.c.HMGet(ctx, r.s.names.caseOf(bot.CaseID(id)), "v", "d").Result()
		if err != nil {
			return err
		}
		r.f.Cases++
		w, bad := r.s.openCase(bot.CaseID(id), fields)
		if bad != nil {
			r.f.Unreadable++
			return nil
		}
		r.cases[id] = w.Case.Status == bot.CaseClosed
		return nil
	})
}

func (r *fsck) openList(ctx context.Context) error {
	ids, err := r.c.ZRange(ctx, r.s.names.open(), 0, -1).Result()
	if err != nil {
		return err
	}
	r.f.OpenCases = len(ids)
	for _, id := range ids {
		n, err := r.c.Exists(ctx, r.s.names.caseOf(bot.CaseID(id))).Result()
		if err != nil {
			return err
		}
		if n == 0 {
			r.f.OpenWithout++
		}
		if r.cases[id] {
			r.f.ClosedOpen++
		}
	}
	for id, closed := range r.cases {
		if !closed && !slices.Contains(ids, id) {
			r.f.ClosedOpen++
		}
	}
	return nil
}

func (r *fsck) sends(ctx context.Context) error {
	return r.each(ctx, r.s.names.send(""), func(id string) error {
		fields, err := r.c.HMGet(ctx, r.s.names.send(bot.SendID(id)), "st", "d").Result()
		if err != nil {
			return err
		}
		r.f.Sends++
		r.messages[id] = true
		state := bot.SendState(text(fields[0]))
		if state == bot.SendPending || state == bot.SendSending {
			r.unsent[id] = true
		}
		if _, bad := r.s.openSend(bot.SendID(id), text(fields[1])); bad != nil {
			r.f.Unreadable++
		}
		return nil
	})
}

func (r *fsck) queue(ctx context.Context) error {
	for _, class := range []bot.SendClass{bot.SendAlert, bot.SendCrisis, bot.SendReply} {
		ids, err := r.c.ZRange(ctx, r.s.names.due()+queue(class), 0, -1).Result()
		if err != nil {
			return err
		}
		for _, id := range ids {
			if !r.messages[id] {
				r.f.DueWithout++
			}
			delete(r.unsent, id)
		}
	}
	r.f.SendsNotDue = len(r.unsent)
	return nil
}

func (r *fsck) timers(ctx context.Context) error {
	keys, err := r.c.ZRange(ctx, r.s.names.wake(), 0, -1).Result()
	if err != nil {
		return err
	}
	r.f.Timers = len(keys)
	for _, key := range keys {
		kind, rest, _ := strings.Cut(key, ":")
		id, _, _ := strings.Cut(rest, ":")
		_, caseThere := r.cases[id]
		switch kind {
		case "s", "r":
			if !r.people[id] {
				r.f.TimersWithout++
			}
		case "c", "f", "n":
			if !caseThere {
				r.f.TimersWithout++
			}
		}
	}
	return nil
}

func (r *fsck) seats(ctx context.Context) error {
	now, err := r.c.Time(ctx).Result()
	if err != nil {
		return err
	}
	return r.each(ctx, r.s.names.day(""), func(day string) error {
		cells, err := r.c.HGetAll(ctx, r.s.names.day(day)).Result()
		if err != nil {
			return err
		}
		for field, value := range cells {
			_, ok := parseCell(day, field)
			cell := readCell(value, now)
			if !ok || cell.bad {
				r.f.CellsBroken++
				continue
			}
			r.f.Bookings += cell.booked
			r.f.Holds += cell.held
			r.f.HoldsOver += cell.over
		}
		return nil
	})
}

func (r *fsck) optOuts(ctx context.Context) error {
	n, err := r.c.HLen(ctx, r.s.names.optOut()).Result()
	r.f.OptOuts = int(n)
	return err
}
