package main

import (
	"context"
	"maps"
	"slices"
	"time"

	"nightdesk/bot/store"
)

// How records are kept up: how many values are sealed anew at once, how long until
// the next when there are more, and when there are none.
const (
	resealMost  = 2000
	upkeepSoon  = 5 * time.Second
	upkeepEvery = time.Hour
)

// upkeep seals what is under old keys anew, and drops what has outlived its
// retention and does not expire by itself. One replica does it at a time.
func (p *program) upkeep(ctx context.Context) {
	var warned time.Time
	for told, moved := false, false; ctx.Err() == nil; {
		if now := time.Now(); now.Sub(warned) >= 24*time.Hour { // said even if the store hears nobody
			p.warnOfEnds(now)
			warned = now
		}
		wait := upkeepEvery
		more, err := p.upkeepOnce(ctx, &told, &moved)
		switch {
		case err != nil && ctx.Err() == nil:
			p.s.log.Error("records are not kept up", "err", err)
			wait = time.Minute
		case more:
			wait = upkeepSoon
		}
		select {
		case <-ctx.Done():
		case <-time.After(wait):
		}
	}
}

// warnOfEnds says which certificates end soon: not everybody asks doctor, and on the day
// after nobody is believed any more.
func (p *program) warnOfEnds(now time.Time) {
	ends := p.s.process.Ends()
	for _, name := range slices.Sorted(maps.Keys(ends)) {
		if ends[name].Sub(now) < endsSoon {
			p.s.log.Error("a certificate ends soon or has ended", "setting", name, "ends", ends[name].Format(time.DateOnly), "hint", certsMend)
		}
	}
}

// upkeepOnce says whether more is left to do, or somebody else is at it. told is
// whether this process has said which values it cannot open, and moved whether it
// has made ledgers of the consents of before.
func (p *program) upkeepOnce(ctx context.Context, told, moved *bool) (more bool, err error) {
	st := p.s.store
	if !*told {
		use, err := st.KeyUse(ctx)
		if err != nil {
			return true, err
		}
		if _, err := st.SecretSince(ctx, secretsOf(p.s.process, p.s.clinic, p.s.environ), true); err != nil {
			return true, err
		}
		*told = true
		for _, u := range use {
			if u.Role == store.RoleMissing && u.Values > 0 {
				p.s.log.Error("stored values can't be opened: NIGHTDESK_KEYSET lacks their key", "key", u.Key.String(), "values", u.Values)
			}
		}
	}
	ours, err := st.Lease(ctx, "upkeep", 2*upkeepSoon)
	if err != nil || !ours {
		return true, err
	}
	done, left, err := st.Reseal(ctx, resealMost)
	if done > 0 {
		p.s.log.Info("sealed anew under the primary key", "done", done, "left", left)
	}
	if err != nil || left > 0 {
		return true, err
	}
	if !*moved {
		n, err := st.MoveConsents(ctx)
		if err != nil {
			return true, err
		}
		if n > 0 {
			p.s.log.Info("consents of before there was a ledger have one", "people", n)
		}
		*moved = true
	}
	if err := st.NameClosed(ctx); err != nil {
		return true, err
	}
	_, err = st.PurgeExpired(ctx)
	return false, err
}
