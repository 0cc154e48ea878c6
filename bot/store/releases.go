package store

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/redis/go-redis/v9"

	"nightdesk/bot"
)

// ReleasesVersion is the version of the stored releases, 0 if there are none. It is
// cheap: whoever must know what is live asks for it every second.
func (s *Store) ReleasesVersion(ctx context.Context) (version int64, err error) {
	err = s.retry(ctx, "look for releases", func(ctx context.Context, c conn) (err error) {
		version, err = c.HGet(ctx, s.names.releases(), "v").Int64()
		if errors.Is(err, redis.Nil) {
			return nil
		}
		return err
	})
	return version, err
}

// Releases reads all releases of the scripts, and their version: 0 if there are none.
// What can't be opened is an error wrapping bot.ErrUnreadable.
func (s *Store) Releases(ctx context.Context) (r bot.Releases, version int64, err error) {
	var fields []any
	err = s.retry(ctx, "read the releases", func(ctx context.Context, c conn) (err error) {
		fields, err = c.HMGet(ctx, s.names.releases(), "v", "d").Result()
		return err
	})
	if err != nil {
		return r, 0, err
	}
	version, box := versioned(fields)
	if version == 0 {
		return r, 0, nil
	}
	err = s.openJSON(kindRelease, "", version, box, &r, func() error {
		return wantFormat(kindRelease, r.Format, bot.ReleasesFormat)
	})
	if err != nil {
		return bot.Releases{}, version, fmt.Errorf("read the releases: %w", err)
	}
	return r, version, nil
}

// SetReleases stores the releases in the place of the version that was read, in one
// step with the audit entry of the act. The sources that they name must have been saved
// before, and are kept for ever from now on; if some are not there the error says so.
// If the releases were changed since, nothing is stored and the error is
// bot.ErrOvertaken.
func (s *Store) SetReleases(ctx context.Context, r bot.Releases, version int64, act Act) error {
	r.Format = bot.ReleasesFormat
	plain, err := json.Marshal(r)
	if err != nil {
		return fmt.Errorf("store the releases: %w", err)
	}
	keys := []string{s.names.releases(), s.names.audit()}
	named := map[string]bool{"": true}
	need := func(x bot.Release) {
		for _, v := range []string{x.Version, x.Talks} {
			if !named[v] {
				named[v] = true
				keys = append(keys, s.names.script(v))
			}
		}
	}
	for _, x := range r.List {
		need(x)
	}
	for _, p := range r.Proposals {
		need(p.Release)
	}
	for _, list := range r.Taken {
		if n := len(list); n > 0 {
			need(bot.Release{Version: list[n-1].Version, Talks: list[n-1].Talks})
		}
	}
	box := s.sealer.seal(nil, kindRelease, "", version+1, plain)
	args := append([]any{version, box, rand.Text()}, s.entry(act)...)
	var done any
	err = s.retry(ctx, "store the releases", func(ctx context.Context, c conn) (err error) {
		done, err = s.evalSafe(ctx, c, setReleasesScript, keys, args...)
		return err
	})
	switch {
	case err != nil:
		return err
	case done == int64(-1):
		return fmt.Errorf("store the releases: sources of some are not there: %w", bot.ErrUnreadable)
	case done != int64(1):
		return bot.ErrOvertaken
	}
	return nil
}

// SaveScript keeps the sources of a version, so that any replica can go on with the
// conversations pinned to it. Those that no release names are kept for 6 years from the
// last time they were saved, as long as the consents that were asked in their words.
func (s *Store) SaveScript(ctx context.Context, version string, files map[string]string) error {
	plain, err := json.Marshal(files)
	if err != nil {
		return fmt.Errorf("save script %s: %w", version, err)
	}
	box := s.sealer.seal(nil, kindScript, version, 0, plain)
	return s.retry(ctx, "save script "+version, func(ctx context.Context, c conn) error {
		_, err := s.evalSafe(ctx, c, saveScriptScript, []string{s.names.script(version)}, box, max(defaultConsent, s.keepConsent).Milliseconds())
		return err
	})
}

// Script reads the sources of a version; nil if it was never saved.
func (s *Store) Script(ctx context.Context, version string) (map[string]string, error) {
	var box []byte
	err := s.retry(ctx, "read script "+version, func(ctx context.Context, c conn) (err error) {
		box, err = c.Get(ctx, s.names.script(version)).Bytes()
		if errors.Is(err, redis.Nil) {
			return nil
		}
		return err
	})
	if err != nil || box == nil {
		return nil, err
	}
	var files map[string]string
	if err := s.openJSON(kindScript, version, 0, box, &files, nil); err != nil {
		return nil, fmt.Errorf("read script %s: %w", version, err)
	}
	return files, nil
}
