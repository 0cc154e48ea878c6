package store

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"nightdesk/bot"
)

// ErrChanged is returned when a record changed while it was worked on.
var ErrChanged = errors.New("the record changed meanwhile: try again")

// Forget deletes what is stored of a person: session and answers, words, messages
// with their bodies, replies kept for repeated webhooks, timers and consents that
// stand, visits in the clinic's ledger and places on waitlists; and frees the seats of
// visits to come. version is that of the session that
// was looked at (0 = none): with another one it is ErrChanged and nothing is
// deleted. What stays is the opt-out, the proof of consents, cases (they hold no
// word and no number), the audit log, and the tombstone, as long as the audit log.
//
// Whether anything still needs the record is for the caller to know.
func (s *Store) Forget(ctx context.Context, person bot.PersonID, version int64, t Tombstone) error {
	l, err := s.Load(ctx, "", person)
	if err != nil && !errors.Is(err, bot.ErrUnreadable) {
		return err
	}
	if l.Version != version {
		return ErrChanged
	}
	detail, err := json.Marshal(t)
	if err != nil {
		return errors.New("a tombstone cannot be written as JSON")
	}
	act := Act{Actor: t.By, Note: "person_deleted", Person: person, Detail: string(detail),
		Touched: TouchedSession + TouchedThread + TouchedSend + TouchedConsent + TouchedVisit + TouchedWait}
	if err := s.Audit(ctx, act); err != nil {
		return err
	}
	visits, unreadable, err := s.visitsBy(ctx, person)
	if err != nil {
		return err
	}
	if err := s.freeSeats(ctx, person, l.Session, visits, t.By); err != nil {
		return err
	}
	for _, v := range visits {
		unreadable = append(unreadable, v.ID)
	}
	keys, args, err := s.forgetCall(ctx, person, version, detail, unreadable)
	if err != nil {
		return err
	}
	var done bool
	err = s.retry(ctx, "delete a record", func(ctx context.Context, c conn) error {
		v, err := s.evalSafe(ctx, c, forgetScript, keys, args...)
		done = v == int64(1)
		return err
	})
	s.recent.forget(person)
	if err == nil && !done {
		return ErrChanged
	}
	return err
}

// freeSeats gives up what the person's visits hold from now on, whether the session
// or the ledger tells of them, and their seats in groups.
func (s *Store) freeSeats(ctx context.Context, person bot.PersonID, session bot.Session, ledger []bot.Visit, by string) error {
	visits := slices.Concat(session.Visits, ledger)
	if session.Hold != nil {
		visits = append(visits, *session.Hold)
	}
	now := time.Now()
	c := bot.Commit{At: now, Person: person, Actor: by, Note: "seats_freed"}
	for _, v := range visits {
		if (v.End.After(now) || v.Series != "") && v.Status != bot.VisitCancelled {
			c.Seats = append(c.Seats, bot.SeatChange{Op: bot.SeatFree, Visit: v.ID, Opening: v.Opening})
		}
	}
	if len(c.Seats) == 0 {
		return nil
	}
	c.Input = bot.InputID("forget|" + string(person) + "|" + strconv.FormatInt(now.UnixNano(), 10))
	_, err := s.Commit(ctx, c)
	return err
}

// forgetCall lays out KEYS and ARGV of forget.lua.
func (s *Store) forgetCall(ctx context.Context, person bot.PersonID, version int64, detail []byte,
	visits []bot.VisitID) ([]string, []any, error) {
	n := s.names
	sends, err := s.sendsTo(ctx, person)
	if err != nil {
		return nil, nil, err
	}
	var timers []string
	err = s.retry(ctx, "read timers", func(ctx context.Context, c conn) (err error) {
		timers, err = c.ZRange(ctx, n.wake(), 0, -1).Result()
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	lists, err := s.Waitlists(ctx)
	if err != nil {
		return nil, nil, err
	}
	timers = slices.DeleteFunc(timers, func(key string) bool {
		_, rest, _ := strings.Cut(key, ":")
		who, _, _ := strings.Cut(rest, ":")
		return who != string(person) || strings.HasPrefix(key, bot.WakeCase) || strings.HasPrefix(key, bot.WakeFailed)
	})
	keys := []string{n.session(person), n.thread(person), n.unasked(person), n.gone(person), n.standing(), n.wake(), n.waking(), n.due(), n.dead(),
		n.visits(), n.waitlists()}
	args := []any{begins(version, ""), s.sealer.seal(nil, kindGone, string(person), 0, detail), seconds(s.keepAudit), len(bot.Purposes), len(timers), len(sends),
		len(visits), len(lists), string(person)}
	for _, p := range bot.Purposes {
		args = append(args, standingField(person, p))
	}
	for _, key := range timers {
		args = append(args, key)
	}
	for _, id := range visits {
		args = append(args, string(id))
		keys = append(keys, n.visit(id))
	}
	for list := range lists {
		args = append(args, list)
	}
	for _, m := range sends {
		args = append(args, string(m.id), m.queue)
		keys = append(keys, n.send(m.id))
		if m.carrier != "" {
			keys = append(keys, n.carrier(m.carrier))
		}
	}
	// Replies are kept for a week; which inputs were this person's, the audit knows.
	err = s.AuditBetween(ctx, time.Now().Add(-keepReply-24*time.Hour), time.Now().Add(24*time.Hour), func(e AuditEntry) error {
		if e.Person == person {
			keys = append(keys, n.input(bot.InputID(e.Input)))
		}
		return nil
	})
	return keys, args, err
}
