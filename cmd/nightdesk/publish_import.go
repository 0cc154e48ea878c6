package main

import (
	"context"
	"errors"
	"fmt"

	"nightdesk/bot"
	"nightdesk/bot/store"
	"nightdesk/flows/release"
	"nightdesk/webhooks/console"
)

// importNotes are the notes of what is taken over from outside.
var importNotes = map[string]string{
	bot.FromFolder:  "the folder of scripts on the server was changed",
	bot.FromBuiltIn: "a newer program came with these scripts",
}

// importOnce publishes files from outside on top of what is live now. What they
// change is what differs from the last import.
func (p *publisher) importOnce(ctx context.Context, from string, files bot.ScriptFiles) (out console.Published, err error) {
	r, _, err := p.store.Releases(ctx)
	if err != nil {
		return out, err
	}
	live := release.Live(r, p.now())
	base, known, err := p.lastImport(ctx, r, from)
	if err != nil {
		return out, err
	}
	o := order{imported: importOf(files), raw: files, PublishOrder: bot.PublishOrder{By: from, Note: importNotes[from], Files: files, Based: live.Number}}
	if known {
		theirs, err := filesOf(ctx, p.store, live)
		if err != nil {
			return out, err
		}
		merged, conflicts := release.Merge(base, files, theirs)
		if len(conflicts) > 0 {
			return out, fmt.Errorf("%w: the folder changes what release %d changed as well: %s (mend: nightdesk flows pull, then make the edit again)", bot.ErrOrder, live.Number, conflicts[0])
		}
		o.Files = merged
	}
	out, err = p.publish(ctx, o)
	if errors.Is(err, bot.ErrNothing) {
		return out, errors.Join(err, p.noteTaken(ctx, o))
	}
	return out, err
}

// lastImport is what was last taken from there, or, for a folder that began as a copy
// of the built-in scripts, the last of those.
func (p *publisher) lastImport(ctx context.Context, r bot.Releases, from string) (bot.ScriptFiles, bool, error) {
	for _, f := range []string{from, bot.FromBuiltIn} {
		if list := r.Taken[f]; len(list) > 0 {
			last := list[len(list)-1]
			files, err := filesOf(ctx, p.store, bot.Release{Version: last.Version, Talks: last.Talks})
			if errors.Is(err, bot.ErrUnreadable) {
				return files, false, nil // not kept any more: the import counts as a whole
			}
			return files, err == nil, err
		}
	}
	return bot.ScriptFiles{}, false, nil
}

// noteTaken remembers an import that changed nothing.
func (p *publisher) noteTaken(ctx context.Context, o order) error {
	return p.change(ctx, func(r bot.Releases) (bot.Releases, store.Act, error) {
		r, err := p.take(ctx, r, o)
		return r, store.Act{Actor: o.By, Note: actTaken, Detail: "version " + o.imported.Version + ": what is live already"}, err
	})
}
