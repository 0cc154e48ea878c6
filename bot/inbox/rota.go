package inbox

import (
	"context"
	"sync"
	"time"

	"nightdesk/bot/handoff"
)

// What staff change of the rota while the program runs is taken up beside the
// turns: an alert needs no look at the store for it, and while the store is down
// what was seen last goes on.

// edited is the rota with the edits that were last seen.
type edited struct {
	mu      sync.Mutex
	now     *handoff.Rota // nil = the file's
	version int64
}

func (e *edited) rota(base *handoff.Rota) *handoff.Rota {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.now == nil {
		return base
	}
	return e.now
}

// SetEdits puts what staff have changed of the rota in the place of what the file
// says, from the next alert on. A version that is not newer than the last changes
// nothing; changed says whether it did. Edits that the file's staff no longer fit
// stand as far as they do: nobody is alerted who is not there.
func (x *Inbox) SetEdits(e handoff.Edits, version int64) (changed bool) {
	r := handoff.Apply(*x.Rota, e)
	x.edited.mu.Lock()
	defer x.edited.mu.Unlock()
	if version <= x.edited.version {
		return false
	}
	x.edited.now, x.edited.version = &r, version
	return true
}

// CurrentRota is the rota that stands now, with the phones that take no texts. It is
// the caller's own.
func (x *Inbox) CurrentRota() *handoff.Rota { return x.rota() }

// RotaKeeper keeps what staff have changed of the rota.
type RotaKeeper interface {
	// Rota reads it and its version, 0 if nothing was ever changed.
	Rota(context.Context) (handoff.Edits, int64, error)
}

// rotaPoll is how often a change of the rota is looked for.
const rotaPoll = 2 * time.Second

// RunRota takes changes of the rota up within seconds, until ctx ends.
func (x *Inbox) RunRota(ctx context.Context, keeper RotaKeeper) {
	tick := time.NewTicker(rotaPoll)
	defer tick.Stop()
	for {
		x.SeeRota(ctx, keeper)
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// SeeRota takes up a change of the rota, if there is one. What can't be read leaves
// the last one standing.
func (x *Inbox) SeeRota(ctx context.Context, keeper RotaKeeper) {
	e, version, err := keeper.Rota(ctx)
	switch {
	case err != nil:
		if ctx.Err() == nil && x.Log != nil {
			x.Log.Debug("the rota that was seen last goes on", "err", err)
		}
	case version > 0 && x.SetEdits(e, version) && x.Log != nil:
		x.Log.Info("the rota was changed", "version", version, "problems", len(e.Validate(x.Rota)))
	}
}
