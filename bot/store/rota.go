package store

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"slices"
	"sync"

	"nightdesk/bot/handoff"
)

// seenRota is the rota as it was last read, with its sealed form: it is looked for
// every few seconds and seldom changes.
type seenRota struct {
	mu    sync.Mutex
	edits handoff.Edits
	box   string
}

func (r *seenRota) get() (handoff.Edits, string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return copied(r.edits), r.box
}

func (r *seenRota) set(e handoff.Edits, box string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.edits, r.box = copied(e), box
}

// Rota reads what staff have changed of the rota, and its version: 0 if they never
// have. What can't be opened is an error wrapping bot.ErrUnreadable.
func (s *Store) Rota(ctx context.Context) (handoff.Edits, int64, error) {
	var fields []any
	err := s.retry(ctx, "read the rota", func(ctx context.Context, c conn) (err error) {
		fields, err = c.HMGet(ctx, s.names.rota(), "v", "d").Result()
		return err
	})
	if err != nil {
		return handoff.Edits{}, 0, err
	}
	version, box := versioned(fields)
	if version == 0 {
		return handoff.Edits{}, 0, nil
	}
	e, seen := s.rotaSeen.get()
	if string(box) == seen {
		return e, version, nil
	}
	e = handoff.Edits{}
	err = s.openJSON(kindRota, "", version, box, &e, func() error {
		return wantFormat(kindRota, e.Format, handoff.EditsFormat)
	})
	if err != nil {
		return handoff.Edits{}, version, fmt.Errorf("read the rota: %w", err)
	}
	s.rotaSeen.set(e, string(box))
	return e, version, nil
}

// copied keeps what is remembered apart from what a caller may change.
func copied(e handoff.Edits) handoff.Edits {
	e.Shifts, e.Overrides = slices.Clone(e.Shifts), slices.Clone(e.Overrides)
	return e
}

// SetRota stores what staff have changed of the rota in the place of the version
// that they saw, with its entry of the audit log, which holds all of it. If it was
// changed since, nothing is stored and the error is handoff.ErrEdited.
func (s *Store) SetRota(ctx context.Context, e handoff.Edits, version int64, actor string) error {
	e.Format = handoff.EditsFormat
	plain, err := json.Marshal(e)
	if err != nil {
		return fmt.Errorf("store the rota: %w", err)
	}
	id := "rota|" + rand.Text()
	box := s.sealer.seal(nil, kindRota, "", version+1, plain)
	var done any
	err = s.retry(ctx, "store the rota", func(ctx context.Context, c conn) (err error) {
		done, err = s.evalSafe(ctx, c, setRotaScript, []string{s.names.rota(), s.names.audit()},
			version, box, id, actor, s.auditor.sealDetail(id, string(plain)))
		return err
	})
	if err == nil && done != int64(1) {
		err = handoff.ErrEdited
	}
	return err
}
