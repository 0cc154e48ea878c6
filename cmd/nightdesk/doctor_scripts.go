package main

import (
	"context"
	"slices"

	"nightdesk/bot"
	"nightdesk/bot/store"
)

// builtIn tells of newer scripts that came with the program, which a clinic with its own
// has to look at by itself.
func (f *findings) builtIn(ctx context.Context, st *store.Store) {
	r, _, err := st.Releases(ctx)
	if err != nil {
		f.say(false, "scripts", "the releases can't be read: "+err.Error())
		return
	}
	if newBuiltIn(r) {
		f.note("scripts", "this program comes with newer built-in scripts than the clinic's own began with (mend: nightdesk flows diff --builtin shows what is new)")
	}
}

// newBuiltIn reports whether the program comes with other scripts than were taken over,
// and nobody but the clinic can bring them in: one that never published its own gets
// them by itself.
func newBuiltIn(r bot.Releases) bool {
	files, err := builtInFiles()
	taken := r.Taken[bot.FromBuiltIn]
	own := slices.ContainsFunc(r.List, func(x bot.Release) bool { return x.By != bot.FromBuiltIn })
	return err == nil && own && len(taken) > 0 && !slices.Contains(taken, importOf(files))
}
