package store

import (
	"context"
	"strings"

	"nightdesk/bot"
)

// lists looks at what is kept in lists: threads and consent ledgers.
func (r *fsck) lists(ctx context.Context) error {
	n := r.s.names
	for prefix, opens := range map[string]func(bot.PersonID, string) error{
		n.thread(""): func(p bot.PersonID, box string) error { _, err := r.s.openSaid(p, []byte(box)); return err },
		n.ledger(""): func(p bot.PersonID, box string) error { _, err := r.s.openConsents(p, box); return err },
	} {
		err := r.each(ctx, prefix, func(person string) error {
			boxes, err := r.c.LRange(ctx, prefix+person, 0, -1).Result()
			if err != nil {
				return err
			}
			if prefix == n.thread("") {
				r.f.Threads++
			} else {
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
