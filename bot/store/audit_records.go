package store

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"nightdesk/bot"
)

// noteRecords remembers what an entry says of the records it wrote.
func noteRecords(last map[string]recorded, id string, f map[string]string) {
	ms, _, _ := strings.Cut(id, "-")
	at, _ := strconv.ParseInt(ms, 10, 64)
	if f["h"] != "" {
		version, err := strconv.ParseInt(f["v"], 10, 64)
		if err == nil {
			last["s"+f["p"]] = recorded{key: f["p"], version: version + 1, mac: f["h"], at: at}
		}
	}
	for _, k := range caseRecords(f["k"]) {
		k.at = at
		last["k"+k.key] = k
	}
}

// checkRecords holds every session and case that the log knows, and that is still
// there, against its last entry. One that is newer was stored meanwhile. Sessions end
// by themselves; a case never does before its retention is over, so one that is gone
// was taken away, and with it somebody who may wait for us.
func (s *Store) checkRecords(ctx context.Context, last map[string]recorded, now time.Time, r *AuditReport) error {
	keys := make([]string, 0, len(last))
	for k := range last {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	for _, k := range keys {
		want := last[k]
		read, what := s.sessionRecord, "session"
		if strings.HasPrefix(k, "k") {
			read, what = s.caseRecord, "case"
		}
		got, err := read(ctx, want.key)
		if err != nil {
			return err
		}
		bad := ""
		switch {
		case got.version == 0 && what == "case" && want.at > now.Add(-s.keepCrisis).UnixMilli():
			bad = "taken away"
		case got.version == 0 || got.version > want.version:
		case got.version < want.version:
			bad = "rolled back"
		case got.mac != want.mac:
			bad = "altered"
		}
		if bad != "" {
			r.Bad = append(r.Bad, RecordFault{Kind: what, Key: want.key, Audited: want.version, Found: got.version, What: bad})
		} else if got.version > 0 {
			r.Records++
		}
	}
	return nil
}

// sessionRecord is a session as it is stored; version 0 = it is not, and no MAC if
// it cannot be opened.
func (s *Store) sessionRecord(ctx context.Context, person string) (recorded, error) {
	var raw string
	err := s.retry(ctx, "read a session", func(ctx context.Context, c conn) (err error) {
		if raw, err = c.Get(ctx, s.names.session(bot.PersonID(person))).Result(); errors.Is(err, redis.Nil) {
			return nil
		}
		return err
	})
	version, box := sessionParts(raw)
	if err != nil || version == 0 {
		return recorded{}, err
	}
	got := recorded{key: person, version: version}
	if plain, bad := s.sealer.open(kindSession, person, version, box); bad == nil {
		got.mac = s.record(kindSession, person, version, plain)
	}
	return got, nil
}

func (s *Store) caseRecord(ctx context.Context, id string) (recorded, error) {
	var fields []any
	err := s.retry(ctx, "read a case", func(ctx context.Context, c conn) (err error) {
		fields, err = c.HMGet(ctx, s.names.caseOf(bot.CaseID(id)), "v", "d").Result()
		return err
	})
	version, box := versioned(fields)
	if err != nil || version == 0 {
		return recorded{}, err
	}
	got := recorded{key: id, version: version}
	if plain, bad := s.sealer.open(kindCase, id, version, box); bad == nil {
		got.mac = s.record(kindCase, id, version, plain)
	}
	return got, nil
}
