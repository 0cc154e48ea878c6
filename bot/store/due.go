package store

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strconv"
	"time"

	"nightdesk/bot"
)

// ClaimWakes claims up to n due timers, oldest first. Each comes back when the
// lease is over, with the same At, unless a commit has set or cleared its key:
// whoever handles a timer must do one of both. Those of the kinds that are named, as
// bot.WakeCase is one, come back after soon.
func (s *Store) ClaimWakes(ctx context.Context, n int, lease, soon time.Duration, kinds ...string) ([]bot.Wake, error) {
	keys := []string{s.names.wake(), s.names.waking()}
	args := []any{soon.Milliseconds()}
	for _, k := range kinds {
		args = append(args, k)
	}
	rows, err := s.claim(ctx, "claim timers", claimWakesScript, keys, n, lease, args...)
	if err != nil {
		return nil, err
	}
	wakes := make([]bot.Wake, 0, len(rows)/2)
	for i := 0; i+1 < len(rows); i += 2 {
		key, _ := rows[i].(string)
		wakes = append(wakes, bot.Wake{Key: key, At: millis(rows[i+1])})
	}
	return wakes, nil
}

// ClaimSends claims up to n due messages, each for one attempt: alerts first,
// then crisis texts, then the rest, the longest due first in each.
// The attempt must end within the lease: then it is claimed again, with Before
// = SendSending, and the carrier is asked before it is sent again. A message
// that cannot be read is left to its lease and reported by an error wrapping
// bot.ErrUnreadable; the others come with it.
//
// Consented is true for a message without a Purpose, which needs no consent. For
// people whose consents stand in their session only, because they were given
// before there was a ledger, the session is looked at.
//
// Stale is set if the ledger has the message's visit in another version, or not at
// all. Held and Owned come from the person's session as it is stored at that moment, of
// unprompted texts and those that tell of a visit: nothing else is held back for it.
func (s *Store) ClaimSends(ctx context.Context, n int, lease time.Duration) ([]bot.ClaimedSend, error) {
	keys := []string{s.names.due(), s.names.optOut(), s.names.send(""), s.names.standing(), s.names.ledger(""), s.names.unasked(""),
		s.names.visit(""), s.names.session("")}
	rows, err := s.claim(ctx, "claim messages", claimSendsScript, keys, n, lease, unaskedSpan.Milliseconds())
	if err != nil {
		return nil, err
	}
	claims := make([]bot.ClaimedSend, 0, len(rows))
	var bad []error
	for _, row := range rows {
		f, _ := row.([]any)
		if len(f) != 10 {
			continue
		}
		id, attempt, out := text(f[0]), text(f[1]), f[4] == int64(1)
		tries, _ := strconv.Atoi(attempt)
		m, err := s.openSend(bot.SendID(id), text(f[5]))
		if err != nil {
			bad = append(bad, err)
			continue
		}
		consented, err := s.consented(ctx, m, f[6])
		if err != nil {
			bad = append(bad, fmt.Errorf("message %s: %w", id, err))
			continue
		}
		resting := s.resting(m, text(f[9]))
		claims = append(claims, bot.ClaimedSend{
			Send: m, Attempt: tries, Before: bot.SendState(text(f[2])), Since: millis(f[3]), OptedOut: out,
			Consented: consented, Unasked: moments(f[7]), Stale: f[8] == int64(1),
			Held: resting.danger, Owned: resting.staff,
		})
	}
	return claims, errors.Join(bad...)
}

// resting is why a text must not go: danger that is held, or staff who have the
// thread by now.
type resting struct{ danger, staff bool }

// resting reads from a stored session whether a text still may go. One that cannot be
// read may be of somebody in danger.
func (s *Store) resting(m bot.Send, raw string) resting {
	version, box := sessionParts(raw)
	session := bot.Session{}
	if s.openSession(m.Person, version, box, &session) != nil {
		return resting{danger: true}
	}
	own := session.Owned
	// What was composed since they have it is theirs, or of what they did.
	before := own.By != "" && m.Class == bot.SendUnprompted && m.Due.Before(own.Since)
	return resting{
		danger: session.Crisis != nil && session.Crisis.Held,
		staff:  before && m.Visit == "" || own.Held && m.Purpose == bot.PurposeReminders,
	}
}

// claim runs a claiming script once: what a lost answer had claimed comes back
// by its lease, and claiming again at once would claim others.
func (s *Store) claim(ctx context.Context, what string, sc *script, keys []string, n int, lease time.Duration, more ...any) ([]any, error) {
	var rows []any
	args := append([]any{n, lease.Milliseconds()}, more...)
	err := s.once(ctx, func(ctx context.Context, c conn) error {
		v, err := s.evalSafe(ctx, c, sc, keys, args...)
		rows, _ = v.([]any)
		return err
	})
	if err != nil {
		return nil, unavailable(what, err)
	}
	return rows, nil
}

func (s *Store) openSend(id bot.SendID, box string) (bot.Send, error) {
	m := bot.Send{}
	if err := s.openJSON(kindSend, string(id), 0, []byte(box), &m, nil); err != nil {
		return bot.Send{ID: id}, fmt.Errorf("message %s: %w", id, err)
	}
	m.ID = id
	return m, nil
}

// FinishSend records what became of one attempt, with the opt-out and the timer
// that go with it, in one step. From an attempt that no longer owns the message
// it changes nothing and is no error.
func (s *Store) FinishSend(ctx context.Context, id bot.SendID, attempt int, r bot.SendResult) error {
	n := s.names
	carrier := n.send(id)
	if r.Carrier != "" {
		carrier = n.carrier(r.Carrier)
	}
	keys := []string{n.send(id), n.due(), n.dead(), n.optOut(), n.wake(), n.waking(), carrier,
		n.ledger(""), n.standing(), n.unasked("")}
	var alert bot.Wake
	if r.Alert != nil {
		alert = *r.Alert
	}
	again := int64(0)
	if !r.RetryAt.IsZero() {
		again = r.RetryAt.UnixMilli()
	}
	refusal, err := s.refusedArgs(ctx, r.OptOut, id, "", "")
	if err != nil {
		return err
	}
	args := append([]any{string(id), attempt, string(r.State), r.Carrier, r.Code, again, flag(r.OptOut),
		alert.Key, alert.At.UnixMilli(), seconds(keepSettled), seconds(keepCarrier)}, refusal...)
	return s.retry(ctx, "record a sent message", func(ctx context.Context, c conn) error {
		_, err := s.evalSafe(ctx, c, finishSendScript, keys, args...)
		return err
	})
}

// Receipt moves a message forward on the carrier's word, never back: changed
// tells whether it did, and send is the message, if it is known. It is found by
// its own id or by the carrier's. A number that the carrier refuses is recorded
// as opted out even if no message is found.
func (s *Store) Receipt(ctx context.Context, r bot.Receipt) (changed bool, send bot.Send, err error) {
	n := s.names
	index := n.carrier(r.Carrier)
	key := index
	if r.Send != "" {
		key = n.send(r.Send)
	}
	var person bot.PersonID
	if r.OptedOut && r.To != "" {
		person = s.Person(r.To)
	}
	refusal, err := s.refusedArgs(ctx, r.OptedOut, r.Send, r.Carrier, person)
	if err != nil {
		return false, bot.Send{}, err
	}
	wait := any("")
	if s.redact && !r.Call {
		wait = redactAfter.Milliseconds()
	}
	keys := []string{key, index, n.due(), n.dead(), n.optOut(), n.send(""), n.ledger(""), n.standing(), n.unasked(""),
		n.redact(), n.redactTries()}
	args := append([]any{string(r.Send), r.Carrier, r.Rank, string(r.State), r.Code, flag(r.OptedOut), string(person),
		rand.Text(), seconds(keepSettled), seconds(keepCarrier), wait}, refusal...)
	var row []any
	err = s.retry(ctx, "record a receipt", func(ctx context.Context, c conn) error {
		v, err := s.evalSafe(ctx, c, receiptScript, keys, args...)
		row, _ = v.([]any)
		return err
	})
	if err != nil || len(row) != 4 || text(row[2]) == "" {
		return false, bot.Send{}, err
	}
	send, err = s.openSend(bot.SendID(text(row[1])), text(row[2]))
	return row[0] == int64(1), send, err
}

// text is a script's value as a string.
func text(v any) string {
	s, _ := v.(string)
	return s
}

// millis is a script's time in milliseconds as a time.
func millis(v any) time.Time {
	n, _ := strconv.ParseInt(text(v), 10, 64)
	return time.UnixMilli(n).UTC()
}
