package store

import (
	"cmp"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"

	"github.com/redis/go-redis/v9"

	"nightdesk/bot"
	"nightdesk/bot/store/internal/guard"
)

// Load reads, in one round trip, all that deciding an input needs: the session
// with its version, whether the input was applied before and with what reply,
// and whether the person has opted out.
//
// If the session or the reply cannot be opened or read, the error wraps
// bot.ErrUnreadable and the rest of what was read comes with it.
func (s *Store) Load(ctx context.Context, in bot.InputID, person bot.PersonID) (bot.Loaded, error) {
	var records *redis.SliceCmd
	var optOut *redis.BoolCmd
	err := s.retry(ctx, "load session", func(ctx context.Context, c conn) error {
		records = redis.NewSliceCmd(ctx, "MGET", s.names.session(person), s.names.input(in))
		optOut = redis.NewBoolCmd(ctx, "HEXISTS", s.names.optOut(), string(person))
		if err := s.ask(ctx, c, records, optOut); err != nil {
			return err
		}
		return cmp.Or(records.Err(), optOut.Err())
	})
	if err != nil {
		return bot.Loaded{}, err
	}
	found := records.Val()
	if len(found) != 2 {
		return bot.Loaded{}, errors.New("load session: the server answered something else")
	}
	l := bot.Loaded{OptedOut: optOut.Val()}
	version, box := sessionParts(text(found[0]))
	l.Version = version
	err = s.openSession(person, version, box, &l.Session)
	if raw := text(found[1]); raw != "" {
		l.Done = guard.Dedup
		var bad error
		l.Digest, l.Reply, bad = s.openReply(in, raw)
		err = errors.Join(err, bad)
	}
	if err != nil {
		return l, fmt.Errorf("load session: %w", err)
	}
	return l, nil
}

// versionLen is how many digits of version stand before a sealed session. In
// one value both are read, written and expire in one step each.
const versionLen = 20

// sessionParts takes a stored session apart; version 0 = there is none. What
// does not begin with a version is there, and will not open.
func sessionParts(raw string) (int64, []byte) {
	if raw == "" {
		return 0, nil
	}
	if len(raw) < versionLen {
		return -1, nil
	}
	n, err := strconv.ParseInt(raw[:versionLen], 10, 64)
	if err != nil || n == 0 {
		return -1, nil
	}
	return n, []byte(raw[versionLen:])
}

// versioned takes the fields v and d of a case apart; version 0 = no record.
func versioned(fields []any) (int64, []byte) {
	if len(fields) != 2 {
		return 0, nil
	}
	v, _ := fields[0].(string)
	d, _ := fields[1].(string)
	n, _ := strconv.ParseInt(v, 10, 64)
	return n, []byte(d)
}

func (s *Store) openSession(person bot.PersonID, version int64, box []byte, into *bot.Session) error {
	if version == 0 {
		return nil
	}
	plain, err := s.sealer.open(kindSession, string(person), version, box)
	if err != nil {
		return err
	}
	if err := read(kindSession, plain, into, decodeSession); err != nil {
		return err
	}
	return wantFormat(kindSession, into.Format, bot.SessionFormat)
}

// openSaid opens one turn of a thread.
func (s *Store) openSaid(person bot.PersonID, box []byte) (said []bot.Said, err error) {
	plain, err := s.sealer.open(kindThread, string(person), 0, box)
	if err != nil {
		return nil, err
	}
	err = read(kindThread, plain, &said, decodeSaid)
	return said, err
}

// read parses a value in whichever form it was stored.
func read[T any](k kind, plain []byte, into *T, decode func([]byte, *T) error) error {
	var err error
	if compact(plain) {
		err = decode(plain, into)
	} else {
		err = json.Unmarshal(plain, into)
	}
	if err != nil {
		// The parser's own error may quote what it read.
		return fmt.Errorf("%s: not in the expected form: %w", k, bot.ErrUnreadable)
	}
	return nil
}

// openJSON opens and parses a sealed value; whatever is wrong with it is
// bot.ErrUnreadable. check may refuse the format it was written in.
func (s *Store) openJSON(k kind, key string, version int64, box []byte, into any, check func() error) error {
	plain, err := s.sealer.open(k, key, version, box)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(plain, into); err != nil {
		// The parser's own error may quote what it read.
		return fmt.Errorf("%s: not in the expected form: %w", k, bot.ErrUnreadable)
	}
	if check == nil {
		return nil
	}
	return check()
}

// wantFormat accepts the format this build writes and the one before it.
func wantFormat(k kind, got, current int) error {
	if got == current || (got == current-1 && got > 0) {
		return nil
	}
	return fmt.Errorf("%s: format %d, this build reads %d: %w", k, got, current, bot.ErrUnreadable)
}

// macLen is how much of the digest's MAC stands before the sealed reply.
const macLen = 16

// sealReply makes the record of an applied input: a MAC of its digest, which
// the commit script compares, then the sealed digest and reply. The digest
// itself stays sealed: a plain hash of a short text and a number can be guessed.
func (s *Store) sealReply(in bot.InputID, digest string, reply bot.Words) []byte {
	plain := binary.AppendUvarint(nil, uint64(len(digest)))
	plain = append(append(plain, digest...), reply...)
	mac := s.mac("digest", digest)[:macLen:macLen]
	return s.sealer.seal(mac, kindReply, string(in), 0, plain)
}

// openReply opens the record of an applied input.
func (s *Store) openReply(in bot.InputID, raw string) (digest string, reply bot.Words, err error) {
	if len(raw) < macLen {
		return "", "", fmt.Errorf("reply: cut short: %w", bot.ErrUnreadable)
	}
	plain, err := s.sealer.open(kindReply, string(in), 0, []byte(raw[macLen:]))
	if err != nil {
		return "", "", err
	}
	n, size := binary.Uvarint(plain)
	if size <= 0 || n > uint64(len(plain)-size) {
		return "", "", fmt.Errorf("reply: not in the expected form: %w", bot.ErrUnreadable)
	}
	rest := plain[size:]
	return string(rest[:n]), bot.Words(rest[n:]), nil
}
