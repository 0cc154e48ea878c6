package release

import (
	"cmp"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"nightdesk/bot"
	"nightdesk/flows"
)

// Planned is one release that an order comes to, with its sources.
type Planned struct {
	Release bot.Release
	Files   bot.ScriptFiles
	// Left is what could not be put into the release that it goes on with, which
	// therefore stays as it was: only of an older release that is published again.
	Left []Conflict
}

// Plan is what an order comes to: a release of what was ordered, and one more for
// each other that is scheduled, or live for a time, within the time ordered. Those
// hold what they held and the change as well, so that neither ends the other. What
// can't be put together is refused with an error wrapping bot.ErrOrder, apart from
// going back to an older release, which must always be possible: there the others
// stay as they are, and Planned.Left says so.
//
// files has the sources of every release that is alive, of what the order is based
// on, and of what it repeats. The error is bot.ErrOvertaken if what it is based on was
// replaced, bot.ErrNothing if it changes nothing.
func Plan(r bot.Releases, o bot.PublishOrder, files map[int]bot.ScriptFiles, now time.Time) ([]Planned, error) {
	o, err := orderly(r, o, now)
	if err != nil {
		return nil, err
	}
	live := Live(r, now)
	want := o.Files
	if o.Repeats != 0 {
		want, o.Based = files[o.Repeats], live.Number
	}
	main := bot.Release{Number: len(r.List) + 1, By: o.By, At: now, From: o.From, Until: o.Until, Note: o.Note, Mode: o.Mode,
		Repeats: o.Repeats, Based: o.Based, Change: o.ID}
	if live.Number == 0 {
		if !o.From.Equal(now) || !o.Until.IsZero() {
			return nil, orderError("the first scripts are live at once and for good: there is nothing to go on with before or after them")
		}
		return []Planned{{Release: named(main, want), Files: want}}, nil
	}
	if !IsAlive(r, o.Based, now) {
		return nil, bot.ErrOvertaken
	}
	if isSame(want, files[o.Based]) && (o.Repeats == 0 || o.From.Equal(now) && o.Until.Equal(live.Until)) {
		return nil, bot.ErrNothing
	}
	var out []Planned
	for _, x := range Alive(r, now) {
		if !meets(x, o) || o.Repeats != 0 && len(out) > 0 && !x.From.After(o.From) {
			continue // an older release that is published again stands for all that runs
		}
		p := Planned{Release: main, Files: want}
		p.Release.On = x.Number
		if p, err = p.onto(x, o, files); err != nil {
			return nil, err
		}
		p.Release.Number += len(out)
		if len(out) > 0 {
			p.Release.With, p.Release.Carries = main.Number, x.Number
			p.Release.Mode = x.Mode
			if runs(x, now) {
				p.Release.Mode = o.Mode
			}
		}
		p.Release = named(p.Release, p.Files)
		out = append(out, p)
	}
	return out, nil
}

// onto puts what was ordered in the place of x, for the time that both have.
func (p Planned) onto(x bot.Release, o bot.PublishOrder, files map[int]bot.ScriptFiles) (Planned, error) {
	if !x.Until.IsZero() || x.From.After(o.From) { // else it is what goes on underneath
		p.Release.From, p.Release.Until = later(x.From, o.From), earlier(x.Ends(), o.Until)
	}
	begun := !x.From.After(o.From)
	if x.Number == o.Based || o.Repeats != 0 && begun {
		return p, nil
	}
	merged, conflicts := Merge(files[o.Based], p.Files, files[x.Number])
	switch {
	case len(conflicts) == 0:
		p.Files = merged
	case o.Repeats != 0:
		p.Files, p.Left = files[x.Number], conflicts
	default:
		return p, cannotCarry(x, conflicts)
	}
	return p, nil
}

// cannotCarry says which other release is in the way, and what to do.
func cannotCarry(x bot.Release, conflicts []Conflict) error {
	what := fmt.Sprintf("release %d (%s)", x.Number, clip(x.Note, 60))
	if !x.Until.IsZero() {
		what += ", which ends on " + x.Until.Format("Mon 2 Jan 2006")
	}
	return orderError("what you changed can't be put into %s as well: %s (mend: leave that part as it is, or publish for a time that does not meet it, or withdraw release %d)",
		what, conflicts[0].String(), x.Number)
}

// meets reports whether a release and an order have time in common.
func meets(x bot.Release, o bot.PublishOrder) bool {
	end := x.Ends()
	return (end.IsZero() || end.After(o.From)) && (o.Until.IsZero() || x.From.Before(o.Until))
}

// orderly is the order with its times set, or what is wrong with it.
func orderly(r bot.Releases, o bot.PublishOrder, now time.Time) (bot.PublishOrder, error) {
	if !o.From.After(now) {
		o.From = now
	}
	o.Mode = cmp.Or(o.Mode, bot.MoveFinish)
	switch {
	case !Says(o.Note):
		return o, orderError("a note is missing: say in a few words what changed and why, for whoever looks for it next year")
	case utf8.RuneCountInString(o.Note) > MostNote:
		return o, orderError("the note is too long: %d characters are the most (mend: shorten it)", MostNote)
	case !slices.Contains(bot.MoveModes, o.Mode):
		return o, orderError("there is no way %q for people in the middle of a conversation (mend: finish, safe or restart)", o.Mode)
	case !o.Until.IsZero() && !o.Until.After(o.From):
		return o, orderError("it would end before it begins (mend: set a later end, or none)")
	}
	for name := range All(o.Files) {
		if o.Repeats == 0 && !IsFileName(name) {
			return o, orderError("no script or test can be called %q (mend: call it by letters and digits, as intake.flow or books_a_visit.talk)", clip(name, 60))
		}
	}
	if o.Repeats != 0 {
		if _, ok := r.ByNumber(o.Repeats); !ok {
			return o, orderError("there is no release %d to publish again (mend: the history names them)", o.Repeats)
		}
	}
	return o, nil
}

// IsFileName reports whether a script or a talk may be called so: a name in one folder
// of any computer, which nobody can mistake for another one. Folders are written from
// what was published.
func IsFileName(name string) bool {
	ext := path.Ext(name)
	return len(name) <= mostName && (ext == ".flow" || ext == ".talk") && len(name) > len(ext) && name[0] != '.' &&
		!strings.ContainsFunc(name, func(c rune) bool {
			return strings.ContainsRune(`/\:*?"<>|`, c) || c != ' ' && !unicode.IsGraphic(c) || unicode.Is(unicode.Cf, c)
		})
}

// mostName bounds a file's name, in bytes.
const mostName = 100

// MostNote bounds a note, in characters: every page of the history reads all notes.
const MostNote = 500

// Says reports whether a note says anything.
func Says(note string) bool {
	letters := 0
	for _, c := range note {
		if c > ' ' && !strings.ContainsRune(".,-_!?*#/\\'\"", c) {
			letters++
		}
	}
	return letters >= 3
}

// named gives a release the names of its sources.
func named(x bot.Release, f bot.ScriptFiles) bot.Release {
	x.Version, x.Talks = flows.Version(f.Flows), TalksName(f.Talks)
	return x
}

// TalksName is what the talks of a release are stored as; "" = there are none.
func TalksName(talks map[string]string) string {
	if len(talks) == 0 {
		return ""
	}
	return "talks-" + flows.Version(talks)
}

// isSame reports whether two sets of files say the same.
func isSame(a, b bot.ScriptFiles) bool {
	return maps.Equal(a.Flows, b.Flows) && maps.Equal(a.Talks, b.Talks)
}

// orderError is an order that can't be carried out, and why.
func orderError(format string, args ...any) error {
	return fmt.Errorf("%w: "+format, append([]any{bot.ErrOrder}, args...)...)
}

// clip shortens what is quoted.
func clip(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most-3]) + "..."
	}
	return s
}
