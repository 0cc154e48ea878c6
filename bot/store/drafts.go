package store

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"encoding/json"
	"fmt"

	"github.com/redis/go-redis/v9"

	"nightdesk/bot"
)

// Draft reads what an account has changed of the scripts; the zero Draft but for its
// owner if that is nothing. What can't be opened is an error wrapping
// bot.ErrUnreadable.
func (s *Store) Draft(ctx context.Context, owner string) (bot.Draft, error) {
	var f []any
	err := s.retry(ctx, "read a draft", func(ctx context.Context, c conn) (err error) {
		f, err = c.HMGet(ctx, s.names.draft(owner), "v", "d").Result()
		return err
	})
	if err != nil {
		return bot.Draft{Owner: owner}, err
	}
	return s.openDraft(owner, f)
}

// openDraft opens a draft from its fields v and d.
func (s *Store) openDraft(owner string, f []any) (d bot.Draft, err error) {
	version, box := versioned(f)
	if version == 0 && len(box) == 0 {
		return bot.Draft{Owner: owner}, nil
	}
	err = s.openJSON(kindDraft, owner, version, box, &d, func() error {
		if d.Owner != owner {
			return fmt.Errorf("draft: of another owner: %w", bot.ErrUnreadable)
		}
		return wantFormat(kindDraft, d.Format, bot.DraftFormat)
	})
	if err != nil {
		return bot.Draft{Owner: owner, Version: version}, fmt.Errorf("read a draft: %w", err)
	}
	d.Version = version
	return d, nil
}

// Drafts reads everybody's, the one changed last first. If some can't be opened, the
// error wraps bot.ErrUnreadable and the others come with it.
func (s *Store) Drafts(ctx context.Context) ([]bot.Draft, error) {
	var owners []string
	var reads []*redis.SliceCmd
	err := s.retry(ctx, "read drafts", func(ctx context.Context, c conn) (err error) {
		owners, err = c.ZRevRange(ctx, s.names.drafts(), 0, -1).Result()
		if err != nil || len(owners) == 0 {
			return err
		}
		reads = make([]*redis.SliceCmd, len(owners))
		_, err = c.Pipelined(ctx, func(p redis.Pipeliner) error {
			for i, o := range owners {
				reads[i] = p.HMGet(ctx, s.names.draft(o), "v", "d")
			}
			return nil
		})
		return err
	})
	if err != nil {
		return nil, err
	}
	all, bad := make([]bot.Draft, 0, len(owners)), 0
	for i, o := range owners {
		d, err := s.openDraft(o, reads[i].Val())
		if err != nil {
			bad++
		} else if d.Version > 0 { // else it was dropped between the two looks
			all = append(all, d)
		}
	}
	if bad > 0 {
		return all, fmt.Errorf("read drafts: %d of them: %w", bad, bot.ErrUnreadable)
	}
	return all, nil
}

// SaveDraft stores a draft in the place of its Version and returns it with the next
// one. If it was changed since, nothing is stored and the error is bot.ErrOvertaken. A new
// draft begins at a number of its own, so that who read one that was dropped since
// never takes another for it.
func (s *Store) SaveDraft(ctx context.Context, d bot.Draft) (bot.Draft, error) {
	d.Format = bot.DraftFormat
	read := d.Version
	if d.Version++; read == 0 {
		d.Version = firstVersion()
	}
	plain, err := json.Marshal(d)
	if err != nil {
		return d, fmt.Errorf("store a draft: %w", err)
	}
	box, id := s.sealer.seal(nil, kindDraft, d.Owner, d.Version, plain), rand.Text()
	var done any
	err = s.retry(ctx, "store a draft", func(ctx context.Context, c conn) (err error) {
		done, err = s.evalSafe(ctx, c, saveDraftScript, []string{s.names.draft(d.Owner), s.names.drafts()}, read, box, id, d.Owner, d.Version)
		return err
	})
	if err == nil && done != int64(1) {
		err = bot.ErrOvertaken
	}
	if err != nil {
		d.Version = read
	}
	return d, err
}

// firstVersion is where a new draft's versions begin, which no other's come near: at one of
// 2^40 numbers, 2^10 apart.
func firstVersion() int64 {
	var b [8]byte
	_, _ = rand.Read(b[:]) // it never fails: see crypto/rand
	return int64(binary.BigEndian.Uint64(b[:])>>24)<<10 + 1
}

// DropDraft forgets a draft that was read at a version. If it was changed since, it
// stays and the error is bot.ErrOvertaken.
func (s *Store) DropDraft(ctx context.Context, owner string, version int64) error {
	var done any
	err := s.retry(ctx, "drop a draft", func(ctx context.Context, c conn) (err error) {
		done, err = s.evalSafe(ctx, c, dropDraftScript, []string{s.names.draft(owner), s.names.drafts()}, version, owner)
		return err
	})
	if err == nil && done != int64(1) {
		err = bot.ErrOvertaken
	}
	return err
}
