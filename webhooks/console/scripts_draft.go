package console

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"

	"nightdesk/bot"
	"nightdesk/flows"
)

// scriptsPath is where everything about scripts is.
const scriptsPath = Path + "/scripts"

// mostScript is how long a form about scripts may be, in bytes: the longest script that
// anybody would read, percent-encoded, and room for the rest.
const mostScript = 512 << 10

// scriptName is what a script file may be called.
var scriptName = regexp.MustCompile(`^[a-z][a-z0-9_-]{0,39}\.flow$`)

// bench is what somebody works on: the files of the release that their draft is a
// change of, and what the draft makes of them.
type bench struct {
	live  bot.Release
	based bot.Release // that the draft is a change of
	draft bot.Draft
	base  bot.ScriptFiles
	files bot.ScriptFiles
}

// bench reads it for whoever is signed in.
func (v *visit) bench() (bench, error) {
	s, ctx := v.c.o.Scripts, v.r.Context()
	live, err := s.Live(ctx)
	if err != nil {
		return bench{}, fmt.Errorf("read the live scripts: %w", err)
	}
	b := bench{live: live, based: live}
	if b.draft, err = s.Draft(ctx, v.account.ID); err != nil {
		return bench{}, fmt.Errorf("read a draft: %w", err)
	}
	switch {
	case b.draft.IsEmpty(): // nothing holds it to an older release
		b.draft.Based = live.Number
	case b.draft.Based != live.Number:
		if b.based, err = v.release(b.draft.Based); err != nil {
			return bench{}, err
		}
	}
	if b.base, err = s.Files(ctx, b.based); err != nil {
		return bench{}, fmt.Errorf("read published scripts: %w", err)
	}
	b.files = withDraft(b.base, b.draft)
	return b, nil
}

// release finds one that was published.
func (v *visit) release(number int) (bot.Release, error) {
	all, err := v.c.o.Scripts.Releases(v.r.Context())
	if err != nil {
		return bot.Release{}, fmt.Errorf("read the releases: %w", err)
	}
	for _, r := range all.List {
		if r.Number == number {
			return r, nil
		}
	}
	return bot.Release{}, fmt.Errorf("release %d of a draft: %w", number, errNotFound)
}

// withDraft is what a draft makes of files.
func withDraft(files bot.ScriptFiles, d bot.Draft) bot.ScriptFiles {
	files = files.Clone()
	for name, text := range d.Changed {
		in(files, name)[name] = text
	}
	for _, name := range d.Gone {
		delete(in(files, name), name)
	}
	return files
}

// in is the half of files that a name belongs to.
func in(files bot.ScriptFiles, name string) map[string]string {
	if path.Ext(name) == ".talk" {
		return files.Talks
	}
	return files.Flows
}

// put has the draft hold a text of a file; what is as it was published is no change.
func (b *bench) put(name, text string) {
	d := &b.draft
	d.Gone = slices.DeleteFunc(slices.Clone(d.Gone), func(n string) bool { return n == name })
	changed := maps.Clone(d.Changed)
	if changed == nil {
		changed = map[string]string{}
	}
	if old, was := in(b.base, name)[name]; was && old == text {
		delete(changed, name)
	} else {
		changed[name] = text
	}
	d.Changed = changed
	b.files = withDraft(b.base, *d)
}

// drop has the draft remove a file.
func (b *bench) drop(name string) {
	d := &b.draft
	changed := map[string]string{}
	for n, t := range d.Changed {
		if n != name {
			changed[n] = t
		}
	}
	d.Changed = changed
	if _, was := in(b.base, name)[name]; was && !slices.Contains(d.Gone, name) {
		d.Gone = append(slices.Clone(d.Gone), name)
		slices.Sort(d.Gone)
	}
	b.files = withDraft(b.base, *d)
}

// isNew reports whether a file is in the draft and not in what it is a change of.
func (b *bench) isNew(name string) bool {
	_, was := in(b.base, name)[name]
	return !was
}

// markOf names a text, so that a window can say which one it was typing over.
func markOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:12])
}

// overtakenError is a text that another window has saved over the one that was typed over.
type overtakenError struct{ Theirs string }

// Error says so.
func (*overtakenError) Error() string { return bot.ErrOvertaken.Error() }

// saveTries is how often a save is tried anew when the draft's other files were saved
// in the meantime.
const saveTries = 5

// mostDraft bounds a draft, in bytes: many times all the scripts that a clinic has.
const mostDraft = 8 << 20

// size is what a draft weighs, in bytes.
func size(d bot.Draft) (n int) {
	for name, text := range d.Changed {
		n += len(name) + len(text)
	}
	return n
}

// changeDraft has the draft changed by do, on the newest of it, and stored. What do refuses
// is not stored.
func (v *visit) changeDraft(do func(*bench) error) (bench, error) {
	for try := 1; ; try++ {
		b, err := v.bench()
		if err != nil {
			return b, err
		}
		had := size(b.draft)
		if err := do(&b); err != nil {
			return b, err
		}
		if now := size(b.draft); now > mostDraft && now > had { // what makes it smaller is always taken
			return b, bad("Your draft is too large to keep this as well. What it held is still there: publish what is ready, or take files out of it.")
		}
		b.draft.Owner, b.draft.Format, b.draft.At = v.account.ID, bot.DraftFormat, v.now
		saved, err := v.c.o.Scripts.SaveDraft(v.r.Context(), b.draft)
		switch {
		case err == nil:
			b.draft = saved
			return b, nil
		case !errors.Is(err, bot.ErrOvertaken) || try == saveTries:
			return b, fmt.Errorf("save a draft: %w", err)
		}
	}
}

// saveFile stores a text of a file in the draft, in the place of the one that mark names;
// an *overtakenError gives the text of another window that was there instead. It looks at this file
// alone: who edits another one in a second window loses nothing by it.
func (v *visit) saveFile(file, text, mark string) (bench, error) {
	return v.changeDraft(func(b *bench) error {
		had, ok := b.files.Flows[file]
		switch {
		case !ok:
			return errNotFound
		case had != text && markOf(had) != mark:
			return &overtakenError{Theirs: had}
		}
		b.put(file, text)
		return nil
	})
}

// scriptText is a script as it was typed: with plain line ends, a last one, and without
// what no script may hold.
func scriptText(s string) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, ""), "\r\n", "\n")
	s = strings.TrimRight(strings.ReplaceAll(s, "\x00", ""), "\n \t")
	if s == "" {
		return ""
	}
	return s + "\n"
}

// problemsOf are those of one file.
func problemsOf(all []flows.Problem, file string) []flows.Problem {
	var some []flows.Problem
	for _, p := range all {
		if p.File == file {
			some = append(some, p)
		}
	}
	return some
}

// countBySeverity counts what blocks and what somebody should look at: not what somebody
// did look at, and let stand with a reason.
func countBySeverity(all []flows.Problem) (errors, warnings int) {
	for _, p := range flows.Open(all) {
		if p.Severity == flows.Error {
			errors++
		} else {
			warnings++
		}
	}
	return errors, warnings
}
