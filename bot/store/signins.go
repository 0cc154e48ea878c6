package store

import (
	"context"
	"crypto/sha256"
	"encoding/base32"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"

	"nightdesk/bot"
	"nightdesk/bot/account"
)

// signInID is what a session is stored under: a hash of its token, so that who reads
// the store cannot use it. Tokens are random and long.
func signInID(token string) string {
	sum := sha256.Sum256([]byte("nightdesk session\x00" + token))
	return base32.StdEncoding.EncodeToString(sum[:])[:32]
}

// OpenSignIn stores a new session under a token that only its owner gets, with the
// audit entry of the act. If a.Version is set, the account must still be at it: who was
// disabled or changed while they signed in is not let in, and the error is account.ErrChanged.
func (s *Store) OpenSignIn(ctx context.Context, token string, x account.SignIn, a account.Account, act account.Act) (account.SignIn, error) {
	x.Format, x.Version = account.SignInFormat, 0
	x.ID = signInID(token)
	if x.Seen = x.Opened; x.Sure.After(x.Seen) { // renewed by proving anew who it is
		x.Seen = x.Sure
	}
	need := ""
	if a.Version > 0 {
		need = strconv.FormatInt(a.Version, 10)
	}
	return s.saveSignIn(ctx, x, need, &act)
}

// SaveSignIn stores a session that was read before, with the audit entry of the act if
// there is one. account.ErrEnded says that it was ended, account.ErrChanged that it was
// changed.
func (s *Store) SaveSignIn(ctx context.Context, x account.SignIn, act *account.Act) (account.SignIn, error) {
	return s.saveSignIn(ctx, x, "", act)
}

func (s *Store) saveSignIn(ctx context.Context, x account.SignIn, need string, act *account.Act) (account.SignIn, error) {
	plain, err := json.Marshal(x)
	if err != nil {
		return x, fmt.Errorf("store a session: %w", err)
	}
	left := max(x.Ends().Sub(x.Opened), time.Second)
	args := []any{x.ID, x.Version, s.sealer.seal(nil, kindSignIn, x.ID, x.Version+1, plain), x.Seen.UnixMilli(), x.Ends().UnixMilli(), left.Milliseconds(), need}
	if act != nil {
		args = append(args, s.actFields(*act)...)
	}
	keys := []string{s.names.signIn(x.ID), s.names.signInsOf(x.Account), s.names.audit(), s.names.account(x.Account)}
	var stored any
	err = s.retry(ctx, "store a session", func(ctx context.Context, c conn) (err error) {
		stored, err = s.evalSafe(ctx, c, saveSignInScript, keys, args...)
		return err
	})
	switch {
	case err != nil:
		return x, err
	case stored == int64(2):
		return x, account.ErrEnded
	case stored != int64(1):
		return x, fmt.Errorf("a session of %s: %w", x.Account, account.ErrChanged)
	}
	x.Version++
	return x, nil
}

// SignIn reads the session of a token, and the account that it is of, as both are now;
// both are zero if there is none. Whether the session is still good is not decided
// here: see account.SignIn.Live.
func (s *Store) SignIn(ctx context.Context, token string) (x account.SignIn, a account.Account, err error) {
	if x, err = s.signIn(ctx, signInID(token)); err != nil || x.Account == "" {
		return account.SignIn{}, a, err
	}
	if a, err = s.Account(ctx, x.Account); err != nil || a.ID == "" {
		return account.SignIn{}, a, err
	}
	return x, a, nil
}

func (s *Store) signIn(ctx context.Context, id string) (account.SignIn, error) {
	var f []any
	err := s.retry(ctx, "read a session", func(ctx context.Context, c conn) (err error) {
		f, err = c.HMGet(ctx, s.names.signIn(id), "v", "d", "s").Result()
		return err
	})
	if err != nil {
		return account.SignIn{}, err
	}
	return s.openSignIn(id, f)
}

// openSignIn opens a session from its fields v, d and s; the zero SignIn if it is not
// there.
func (s *Store) openSignIn(id string, f []any) (x account.SignIn, err error) {
	if len(f) != 3 || f[0] == nil && f[1] == nil {
		return x, nil
	}
	version, box := versioned(f[:2])
	err = s.openJSON(kindSignIn, id, version, box, &x, func() error {
		return wantFormat(kindSignIn, x.Format, account.SignInFormat)
	})
	if err != nil {
		return account.SignIn{}, err
	}
	x.ID, x.Version, x.Seen = id, version, millis(f[2])
	return x, nil
}

// UsedSignIn notes when a session was used. It brings none back that was ended.
func (s *Store) UsedSignIn(ctx context.Context, id string, at time.Time) error {
	return s.retry(ctx, "note that a session was used", func(ctx context.Context, c conn) error {
		_, err := s.eval(ctx, c, usedSignInScript, []string{s.names.signIn(id)}, at.UnixMilli())
		return err
	})
}

// SignIns reads the sessions of an account, newest first. Those that cannot be read are
// left out.
func (s *Store) SignIns(ctx context.Context, id string) ([]account.SignIn, error) {
	var ids []string
	var reads []*redis.SliceCmd
	err := s.retry(ctx, "read sessions", func(ctx context.Context, c conn) (err error) {
		if ids, err = c.ZRange(ctx, s.names.signInsOf(id), 0, -1).Result(); err != nil || len(ids) == 0 {
			return err
		}
		reads = make([]*redis.SliceCmd, len(ids))
		_, err = c.Pipelined(ctx, func(p redis.Pipeliner) error {
			for i, one := range ids {
				reads[i] = p.HMGet(ctx, s.names.signIn(one), "v", "d", "s")
			}
			return nil
		})
		return err
	})
	var all []account.SignIn
	for i, one := range ids {
		if err != nil {
			break
		}
		if x, bad := s.openSignIn(one, reads[i].Val()); bad == nil && x.Account == id {
			all = append(all, x)
		}
	}
	slices.SortFunc(all, func(a, b account.SignIn) int { return b.Opened.Compare(a.Opened) })
	return all, err
}

// EndSignIns ends some sessions of an account, or all of them if none is named, at
// once: their next request is that of a stranger. It returns how many there were; the
// act is audited if there were any.
func (s *Store) EndSignIns(ctx context.Context, id string, act account.Act, sessions ...string) (n int, err error) {
	args := []any{len(sessions)}
	for _, x := range sessions {
		args = append(args, x)
	}
	args = append(args, s.actFields(act)...)
	keys := []string{s.names.signInsOf(id), s.names.audit(), s.names.signIn("")}
	err = s.retry(ctx, "end sessions", func(ctx context.Context, c conn) error {
		v, err := s.evalSafe(ctx, c, endSignInsScript, keys, args...)
		ended, _ := v.(int64)
		n += int(ended)
		return err
	})
	return n, err
}

// askedFor is how long a sign-in may take once it was begun.
const askedFor = 10 * time.Minute

// Ask keeps what a sign-in that is under way must answer, for 10 minutes.
func (s *Store) Ask(ctx context.Context, name string, what []byte) error {
	name = s.askedName(name)
	return s.retry(ctx, "begin a sign-in", func(ctx context.Context, c conn) error {
		return c.Set(ctx, s.names.challenge(name), s.sealer.seal(nil, kindAsked, name, 0, what), askedFor).Err()
	})
}

// Asked takes it away and returns it; nil if there is none: it can be answered once.
func (s *Store) Asked(ctx context.Context, name string) ([]byte, error) {
	name = s.askedName(name)
	var box []byte
	err := s.once(ctx, func(ctx context.Context, c conn) (err error) {
		box, err = c.GetDel(ctx, s.names.challenge(name)).Bytes()
		if errors.Is(err, redis.Nil) {
			return nil
		}
		return err
	})
	if err != nil {
		return nil, unavailable("answer a sign-in", err)
	}
	if box == nil {
		return nil, nil
	}
	return s.sealer.open(kindAsked, name, 0, box)
}

// askedName hides the name, which a browser holds.
func (s *Store) askedName(name string) string {
	return base64.RawURLEncoding.EncodeToString(s.mac("asked", name)[:18])
}

// Spend takes one from each budget, or from none if one has nothing left: then it
// returns how long until all have. Time is the server's.
func (s *Store) Spend(ctx context.Context, limits ...account.Limit) (wait time.Duration, err error) {
	return s.limits(ctx, "take", limits)
}

// GiveBack gives one back to each budget, for an attempt that was good.
func (s *Store) GiveBack(ctx context.Context, limits ...account.Limit) error {
	_, err := s.limits(ctx, "give", limits)
	return err
}

func (s *Store) limits(ctx context.Context, what string, limits []account.Limit) (wait time.Duration, err error) {
	keys, args := make([]string, len(limits)), []any{what}
	for i, l := range limits {
		keys[i] = s.names.limit(base64.RawURLEncoding.EncodeToString(s.mac("limit", l.Name)[:18]))
		args = append(args, l.Burst, l.Every.Milliseconds())
	}
	var v any
	err = s.once(ctx, func(ctx context.Context, c conn) error {
		v, err = s.eval(ctx, c, spendScript, keys, args...)
		return err
	})
	if err != nil {
		return 0, unavailable("count sign-ins", err)
	}
	ms, ok := v.(int64)
	if !ok {
		return 0, fmt.Errorf("count sign-ins: %w", bot.ErrUnreadable)
	}
	return time.Duration(ms) * time.Millisecond, nil
}
