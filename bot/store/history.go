package store

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"nightdesk/bot"
)

// sealEvent is the entry of a case's history for one commit.
func (s *Store) sealEvent(c bot.Commit, w bot.CaseWrite) []byte {
	k := w.Case
	e := bot.CaseEvent{Version: w.Version + 1, At: cmp.Or(c.At, time.Now()).UTC(), Actor: c.Actor, Note: c.Note, Status: k.Status, Level: k.Level, Reasons: k.Reasons,
		Owner: k.Owner, Named: k.Named, Snoozed: k.Snoozed, Outcome: k.Outcome}
	for _, m := range c.Sends {
		if m.Class == bot.SendAlert && m.Case == k.ID && !slices.Contains(e.Alerted, m.Staff) {
			e.Alerted = append(e.Alerted, m.Staff)
		}
	}
	plain, _ := json.Marshal(e) // words and times: it cannot fail
	return s.sealer.seal(nil, kindHistory, string(k.ID), 0, plain)
}

// History reads what happened to a case, oldest first: an entry for each commit that
// wrote it, the last 1000 of them. It was written in the very commits, so it lacks none
// and has none too many; cases of an earlier build begin later. What cannot be read is
// left out and named by the error, which wraps bot.ErrUnreadable; the rest comes with it.
func (s *Store) History(ctx context.Context, id bot.CaseID) ([]bot.CaseEvent, error) {
	var boxes []string
	err := s.retry(ctx, "read a case's history", func(ctx context.Context, c conn) (err error) {
		boxes, err = c.LRange(ctx, s.names.history(id), 0, -1).Result()
		return err
	})
	if err != nil {
		return nil, err
	}
	var all []bot.CaseEvent
	bad := 0
	for _, box := range boxes {
		e, err := s.openEvent(id, box)
		if err != nil {
			bad++
			continue
		}
		all = append(all, e)
	}
	if bad > 0 {
		return all, fmt.Errorf("read the history of case %s: %d entries: %w", id, bad, bot.ErrUnreadable)
	}
	return all, nil
}

func (s *Store) openEvent(id bot.CaseID, box string) (e bot.CaseEvent, err error) {
	err = s.openJSON(kindHistory, string(id), 0, []byte(box), &e, nil)
	return e, err
}
