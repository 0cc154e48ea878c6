package store

import (
	"context"
	"errors"

	"github.com/redis/go-redis/v9"
)

// accounts counts those that cannot be opened, those that the list of them lacks, and
// entries of that list without their account. Notices are looked at with them.
func (r *fsck) accounts(ctx context.Context) error {
	listed, err := r.c.ZRange(ctx, r.s.names.accounts(), 0, -1).Result()
	if err != nil {
		return err
	}
	left := map[string]bool{}
	for _, id := range listed {
		left[id] = true
	}
	err = r.each(ctx, r.s.names.account(""), func(id string) error {
		f, err := r.c.HMGet(ctx, r.s.names.account(id), "v", "d").Result()
		if err != nil {
			return err
		}
		r.f.Accounts++
		if _, bad := r.s.openAccount(id, f); bad != nil {
			r.f.Unreadable++
		}
		if !left[id] {
			r.f.Unlisted++
		}
		delete(left, id)
		return nil
	})
	r.f.Unlisted += len(left)
	if err != nil {
		return err
	}
	return r.each(ctx, r.s.names.notices(""), func(id string) error {
		list, n, err := r.s.Notices(ctx, id)
		r.f.Unreadable += n - len(list)
		return err
	})
}

// signIns counts signed-in sessions that cannot be opened, and those that their
// account's list lacks: "sign out everywhere" would not end them.
func (r *fsck) signIns(ctx context.Context) error {
	return r.each(ctx, r.s.names.signIn(""), func(id string) error {
		f, err := r.c.HMGet(ctx, r.s.names.signIn(id), "v", "d", "s").Result()
		if err != nil {
			return err
		}
		r.f.SignIns++
		x, bad := r.s.openSignIn(id, f)
		if bad != nil {
			r.f.Unreadable++
			return nil
		}
		if err := r.c.ZScore(ctx, r.s.names.signInsOf(x.Account), id).Err(); errors.Is(err, redis.Nil) {
			r.f.Unlisted++
		} else if err != nil {
			return err
		}
		return nil
	})
}
