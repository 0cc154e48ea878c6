package release

import (
	"slices"
	"time"

	"nightdesk/bot"
)

// Onward is a version that a conversation pinned to an older one may go on in.
type Onward struct {
	Version string
	Mode    bot.MoveMode // MoveSafe or MoveRestart
}

// Onwards are where a conversation pinned to a version may go on at a time, best first.
// Each release since then that still runs has its say: the newest that moves whom it
// is safe for, and, for whom it is not, one that has everybody begin anew. That one
// overrules what was said before it, and they begin on what is live. Where no release
// since says either, all finish.
func Onwards(r bot.Releases, pinned string, at time.Time) []Onward {
	began := 0
	for _, x := range r.List {
		if x.Version == pinned && !x.From.After(at) {
			began = max(began, x.Number)
		}
	}
	live := Live(r, at)
	if began == 0 || live.Number == 0 || live.Version == pinned {
		return nil
	}
	var safe, anew *bot.Release
	for _, x := range slices.Backward(r.List) {
		if x.Number <= began || !runs(x, at) || anew != nil {
			continue
		}
		switch x.Mode {
		case bot.MoveSafe:
			if safe == nil {
				safe = &x
			}
		case bot.MoveRestart:
			anew = &x
		case bot.MoveFinish:
		}
	}
	var ways []Onward
	if safe != nil && safe.Version != pinned {
		ways = append(ways, Onward{safe.Version, bot.MoveSafe})
	}
	if anew != nil {
		ways = append(ways, Onward{live.Version, bot.MoveRestart})
	}
	return ways
}
