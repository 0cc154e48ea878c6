package store

import (
	"context"
	"encoding/binary"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/redis/go-redis/v9"
)

// shelf is where values of one kind are stored, each sealed.
type shelf struct {
	kind   kind
	prefix string // of its keys, after the clinic's; all of the key for a single value
	how    string // "hash" (field d), "list" or "string"
	before int    // of a string: how many bytes stand before the seal
}

// shelves are all places of sealed values but the audit log, whose details are
// sealed under the index key.
var shelves = []shelf{
	{kindSession, "s:", "string", versionLen},
	{kindReply, "in:", "string", macLen},
	{kindCase, "c:", "hash", 0},
	{kindSend, "o:", "hash", 0},
	{kindThread, "th:", "list", 0},
	{kindHistory, "ck:", "list", 0},
	{kindConsent, "cl:", "list", 0},
	{kindScript, "scr:", "string", 0},
	{kindGone, "gone:", "hash", 0},
	{kindVisit, "v:", "hash", 0},
	{kindRota, "rota", "hash", 0},
	{kindRelease, "rel", "hash", 0},
	{kindDraft, "dra:", "hash", 0},
	{kindCanary, "canary", "string", canaryMAC},
	{kindAccount, "acc:", "hash", 0},
	{kindSignIn, "ses:", "hash", 0},
	{kindAsked, "cha:", "string", 0},
	{kindNotice, "nts:", "list", 0},
}

// shelfOf finds the shelf of a key without the clinic's prefix, and the name that
// its values are sealed for.
func shelfOf(key string) (shelf, string, bool) {
	for _, sh := range shelves {
		if name, ok := strings.CutPrefix(key, sh.prefix); ok && (strings.HasSuffix(sh.prefix, ":") || name == "") {
			return sh, name, true
		}
	}
	return shelf{}, "", false
}

// KeyUse is how many stored values are sealed under one key.
type KeyUse struct {
	Key    KeyID
	Role   KeyRole
	Values int
}

// KeyUse counts the stored values by the key that they are sealed under: all keys
// of the keyset, oldest first, then those that it lacks.
func (s *Store) KeyUse(ctx context.Context) ([]KeyUse, error) {
	p, err := s.walkKeys(ctx, 0)
	if err != nil {
		return nil, err
	}
	ids := s.sealer.keys.IDs()
	var missing []KeyID
	for id := range p.use {
		if !slices.Contains(ids, id) {
			missing = append(missing, id)
		}
	}
	slices.Sort(missing)
	var all []KeyUse
	for _, id := range append(ids, missing...) {
		all = append(all, KeyUse{Key: id, Role: s.sealer.keys.Role(id), Values: p.use[id]})
	}
	return all, nil
}

// Reseal seals up to budget values anew that are sealed under an old key, while
// turns go on: a value that changes meanwhile is left to the next call, and one
// under a key on standby was sealed by a replica that is a step ahead. It returns how many it has done and how many are left; values whose
// key the keyset lacks are neither. Once none is left, and every replica seals
// under the same primary key, older keys can be retired.
func (s *Store) Reseal(ctx context.Context, budget int) (done, left int, err error) {
	p, err := s.walkKeys(ctx, budget)
	if err != nil {
		return p.done, 0, err
	}
	for id, n := range p.use {
		if s.sealer.keys.Role(id) == RoleOld {
			left += n
		}
	}
	return p.done, left, nil
}

// pass is one walk over all that is sealed.
type pass struct {
	use    map[KeyID]int // values still under each key
	done   int
	budget int
}

// walkKeys counts all values by their key, and seals as many anew as the budget is.
func (s *Store) walkKeys(ctx context.Context, budget int) (*pass, error) {
	p := &pass{use: map[KeyID]int{}, budget: budget}
	seen := map[string]bool{}
	var cursor uint64
	for {
		var keys []string
		err := s.retry(ctx, "look through the store", func(ctx context.Context, c conn) (err error) {
			keys, cursor, err = c.Scan(ctx, cursor, s.names.prefix+"*", 200).Result()
			return err
		})
		if err != nil {
			return p, err
		}
		keys = slices.DeleteFunc(keys, func(k string) bool { // SCAN may name a key twice
			_, _, sealed := shelfOf(strings.TrimPrefix(k, s.names.prefix))
			again := seen[k]
			seen[k] = true
			return again || !sealed
		})
		if err := s.walkSome(ctx, p, keys); err != nil {
			return p, err
		}
		if cursor == 0 {
			return p, nil
		}
	}
}

func (s *Store) walkSome(ctx context.Context, p *pass, keys []string) error {
	if len(keys) == 0 {
		return nil
	}
	how := make([]any, len(keys))
	for i, k := range keys {
		sh, _, _ := shelfOf(strings.TrimPrefix(k, s.names.prefix))
		if how[i] = sh.how; sh.how == "string" {
			how[i] = sh.before
		}
	}
	var rows []any
	err := s.retry(ctx, "look through the store", func(ctx context.Context, c conn) error {
		v, err := s.eval(ctx, c, headersScript, keys, how...)
		rows, _ = v.([]any)
		return err
	})
	if err != nil {
		return err
	}
	var old []sealedAt
	for i := range rows {
		headers := text(rows[i])
		for at := 0; at+sealHeader <= len(headers); at += sealHeader {
			id := keyOf([]byte(headers[at:]))
			p.use[id]++
			if p.done+len(old) < p.budget && s.sealer.keys.Role(id) == RoleOld {
				old = append(old, sealedAt{key: keys[i], at: at / sealHeader, id: id})
			}
		}
	}
	for some := range slices.Chunk(old, resealAtOnce) {
		if err := s.resealSome(ctx, p, some); err != nil {
			return err
		}
	}
	return nil
}

// sealedAt is one sealed value: a key, or a place of the list there.
type sealedAt struct {
	key string
	at  int
	id  KeyID // that it is sealed under
}

// resealAtOnce bounds how long the server is held up by values sealed anew.
const resealAtOnce = 50

// resealSome seals values anew. One that changed meanwhile, is gone or does not
// open is left as it is: fsck says what is unreadable.
func (s *Store) resealSome(ctx context.Context, p *pass, some []sealedAt) error {
	stored, err := s.readSealed(ctx, some)
	if err != nil {
		return err
	}
	var keys []string
	var args []any
	var ids []KeyID
	for i, v := range some {
		sh, name, _ := shelfOf(strings.TrimPrefix(v.key, s.names.prefix))
		old, version := stored[i][0], stored[i][1]
		// A list may have moved on under us: what is there now counts.
		if len(old) < sh.before+sealHeader || s.sealer.keys.Role(keyOf([]byte(old[sh.before:]))) != RoleOld {
			continue
		}
		if sh.kind == kindSession {
			version = old[:versionLen]
		}
		n, _ := strconv.ParseInt(version, 10, 64)
		plain, err := s.sealer.open(sh.kind, name, n, []byte(old[sh.before:]))
		if err != nil {
			continue
		}
		keys, ids = append(keys, v.key), append(ids, v.id)
		args = append(args, sh.how, old, s.sealer.seal([]byte(old[:sh.before]), sh.kind, name, n, plain), v.at)
	}
	if len(keys) == 0 {
		return nil
	}
	var done []any
	err = s.retry(ctx, "seal anew", func(ctx context.Context, c conn) error {
		v, err := s.evalSafe(ctx, c, resealScript, keys, args...)
		done, _ = v.([]any)
		return err
	})
	for i := range done {
		if done[i] == int64(1) {
			p.done++
			p.use[ids[i]]--
			p.use[s.sealer.primary]++
		}
	}
	return err
}

// readSealed reads values as they are stored, each with its version if that stands
// beside it.
func (s *Store) readSealed(ctx context.Context, some []sealedAt) ([][2]string, error) {
	reads := make([]redis.Cmder, len(some))
	err := s.retry(ctx, "seal anew", func(ctx context.Context, c conn) error {
		_, err := c.Pipelined(ctx, func(p redis.Pipeliner) error {
			for i, v := range some {
				switch sh, _, _ := shelfOf(strings.TrimPrefix(v.key, s.names.prefix)); sh.how {
				case "hash":
					reads[i] = p.HMGet(ctx, v.key, "d", "v")
				case "list":
					reads[i] = p.LIndex(ctx, v.key, int64(v.at))
				default:
					reads[i] = p.Get(ctx, v.key)
				}
			}
			return nil
		})
		if errors.Is(err, redis.Nil) {
			return nil
		}
		return err
	})
	out := make([][2]string, len(some))
	for i := range reads {
		switch r := reads[i].(type) {
		case *redis.SliceCmd:
			if f := r.Val(); len(f) == 2 {
				out[i] = [2]string{text(f[0]), text(f[1])}
			}
		case *redis.StringCmd:
			out[i][0] = r.Val()
		}
	}
	return out, err
}

// keyOf is the key that a sealed value is under; 0 if it is too short to say.
func keyOf(box []byte) KeyID {
	if len(box) < sealHeader {
		return 0
	}
	return KeyID(binary.BigEndian.Uint32(box[1:]))
}
