package console

import (
	"fmt"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/account"
	"nightdesk/flows/release"
)

// wayBack is the one step that leads to what was live before.
type wayBack struct {
	// To is the release that is live again then, Live the one that is now; To 0 = there is
	// no way back.
	To, Live int
	Note     string // of To
	// Redo says that Live undid To, so that this step puts the undone thing live again.
	Redo bool
}

// Why is the note of the order, for whoever reads the history.
func (w wayBack) Why() string {
	if w.Redo {
		return fmt.Sprintf("Release %d again", w.To)
	}
	return fmt.Sprintf("Back to release %d", w.To)
}

// wayBackOf is the way back from what is live.
func wayBackOf(all bot.Releases, now time.Time) wayBack {
	live := release.Live(all, now)
	w := wayBack{To: undoTo(all, now), Live: live.Number}
	if to, ok := all.ByNumber(w.To); ok {
		w.Note = to.Note
		undone := undoneBy(all, live)
		w.Redo = undone > 0 && written(all, to).Number == undone
	}
	return w
}

// written is the release that another one repeats, as far back as it goes: the one that
// somebody wrote.
func written(all bot.Releases, r bot.Release) bot.Release {
	for r.Repeats > 0 && r.Repeats < r.Number {
		r, _ = all.ByNumber(r.Repeats)
	}
	return r
}

// undoneBy is the release that another one undid; 0 = none.
func undoneBy(all bot.Releases, r bot.Release) int {
	was, ok := all.ByNumber(r.Based)
	if !ok || r.Repeats == 0 {
		return 0
	}
	if was = written(all, was); was.Number > written(all, r).Number {
		return was.Number
	}
	return 0
}

// keptWork is what was undone last, which can be worked on from.
type keptWork struct {
	Number int // of its release; 0 = nothing was
	Note   string
	Free   bool // there is no draft in the way
}

// kept is what the live release undid, for whoever edits.
func (v *visit) kept(all bot.Releases, draft bot.Draft) keptWork {
	undone, ok := all.ByNumber(undoneBy(all, release.Live(all, v.now)))
	if !ok || !v.may(account.EditScripts) || !v.c.has(historyPath) {
		return keptWork{}
	}
	return keptWork{Number: undone.Number, Note: undone.Note, Free: draft.IsEmpty()}
}
