package store

import (
	"cmp"
	"context"
	"strings"

	"nightdesk/bot"
)

// lists looks at what is kept in lists: threads, consent ledgers, histories of cases.
func (r *fsck) lists(ctx context.Context) error {
	n := r.s.names
	for prefix, opens := range map[string]func(bot.PersonID, string) error{
		n.thread(""):  func(p bot.PersonID, box string) error { _, err := r.s.openSaid(p, []byte(box)); return err },
		n.history(""): func(p bot.PersonID, box string) error { _, err := r.s.openEvent(bot.CaseID(p), box); return err },
		n.ledger(""):  func(p bot.PersonID, box string) error { _, err := r.s.openConsents(p, box); return err },
	} {
		err := r.each(ctx, prefix, func(person string) error {
			boxes, err := r.c.LRange(ctx, prefix+person, 0, -1).Result()
			if err != nil {
				return err
			}
			switch prefix {
			case n.thread(""):
				r.f.Threads++
			case n.ledger(""):
				r.f.Ledgers++
			}
			for _, box := range boxes {
				if opens(bot.PersonID(person), box) != nil {
					r.f.Unreadable++
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (r *fsck) consents(ctx context.Context) error {
	fields, err := r.c.HKeys(ctx, r.s.names.standing()).Result()
	if err != nil {
		return err
	}
	r.f.Consents = len(fields)
	for _, f := range fields {
		person, _, _ := strings.Cut(f, ":")
		there, err := r.c.Exists(ctx, r.s.names.ledger(bot.PersonID(person))).Result()
		if err != nil {
			return err
		}
		if there == 0 {
			r.f.Unproven++
		}
	}
	return nil
}

func (r *fsck) redactions(ctx context.Context) error {
	queued, err := r.c.ZRange(ctx, r.s.names.redact(), 0, -1).Result()
	if err != nil {
		return err
	}
	tries, err := r.c.HKeys(ctx, r.s.names.redactTries()).Result()
	if err != nil {
		return err
	}
	r.f.Redactions = len(queued)
	in := map[string]bool{}
	for _, c := range queued {
		in[c] = true
	}
	for _, c := range tries {
		if !in[c] {
			r.f.Unredacted++
		}
		delete(in, c)
	}
	r.f.Unredacted += len(in)
	return nil
}

func (r *fsck) tombstones(ctx context.Context) error {
	return r.each(ctx, r.s.names.gone(""), func(person string) error {
		box, err := r.c.HGet(ctx, r.s.names.gone(bot.PersonID(person)), "d").Result()
		if err != nil {
			return err
		}
		if r.s.openJSON(kindGone, person, 0, []byte(box), &Tombstone{}, nil) != nil {
			r.f.Unreadable++
		}
		return nil
	})
}

// visits holds each against the index. An entry of one that has expired is taken out
// in time, and is not wrong.
func (r *fsck) visits(ctx context.Context) error {
	listed, err := r.c.ZRangeWithScores(ctx, r.s.names.visits(), 0, -1).Result()
	if err != nil {
		return err
	}
	start := map[string]float64{}
	for _, z := range listed {
		id, _ := z.Member.(string)
		start[id] = z.Score
	}
	err = r.each(ctx, r.s.names.visit(""), func(id string) error {
		f, err := r.c.HMGet(ctx, r.s.names.visit(bot.VisitID(id)), "v", "d", "p").Result()
		if err != nil || f[0] == nil && f[1] == nil {
			return err
		}
		r.f.Visits++
		b, bad := r.s.openVisit(bot.VisitID(id), f)
		at, there := start[id]
		switch {
		case bad != nil:
			r.f.Unreadable++
		case !there || int64(at) != b.Start.UnixMilli():
			r.f.Unlisted++
		}
		delete(start, id)
		return nil
	})
	now, timeErr := r.c.Time(ctx).Result()
	if err != nil || timeErr != nil {
		return cmp.Or(err, timeErr)
	}
	for _, at := range start {
		if at > float64(now.Add(-r.s.retention).UnixMilli()) {
			r.f.Unlisted++
		}
	}
	return nil
}

func (r *fsck) waitlists(ctx context.Context) error {
	names, err := r.c.SMembers(ctx, r.s.names.waitlists()).Result()
	if err != nil {
		return err
	}
	known := map[string]bool{}
	for _, name := range names {
		known[name] = true
	}
	err = r.each(ctx, r.s.names.waitlist(""), func(list string) error {
		people, err := r.c.ZRange(ctx, r.s.names.waitlist(list), 0, -1).Result()
		for _, p := range people {
			if r.f.Waiting++; !r.people[p] {
				r.f.WaitingOver++
			}
		}
		if !known[list] && len(people) > 0 {
			r.f.Unlisted++
		}
		delete(known, list)
		return err
	})
	r.f.Unlisted += len(known)
	return err
}
