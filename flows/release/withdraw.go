package release

import (
	"fmt"
	"slices"
	"time"

	"nightdesk/bot"
)

// Withdrawn is what taking a release back comes to.
type Withdrawn struct {
	// Releases have the ends of those that are withdrawn; Gone are their numbers.
	Releases bot.Releases
	Gone     []int
	// New are releases that hold what others changed, without what is taken back.
	New []Planned
}

// Withdraw takes back what a scheduled or running release changed, for the time it was
// published for. Where nothing else was put on top of it, it only ends, and what ran
// before it goes on; what was published since, or is scheduled, loses that change and
// keeps its own. Of a release that goes on with another's time, that other is taken
// back.
//
// files has the sources of every release that is alive, and of those that Needs names.
// The error wraps bot.ErrOrder; what is withdrawn already is no error and changes
// nothing.
func Withdraw(r bot.Releases, number int, by string, files map[int]bot.ScriptFiles, now time.Time) (Withdrawn, error) {
	x, ok := root(r, number)
	out := Withdrawn{Releases: r}
	switch {
	case !ok:
		return out, orderError("there is no release %d (mend: the history names them)", number)
	case !x.Withdrawn.IsZero():
		return out, nil
	case !slices.ContainsFunc(Alive(r, now), func(y bot.Release) bool { return from(r, y, x.Number) }):
		return out, orderError("release %d is over, or another took its place (mend: to go back, publish the one before it again)", number)
	case x.On == 0:
		return out, orderError("without release %d there would be no scripts at all (mend: publish others first)", number)
	}
	time := bot.PublishOrder{From: later(x.From, now), Until: x.Ends()}
	var all, less []Planned
	first := -1
	for _, y := range Alive(r, now) {
		if !meets(y, time) {
			continue
		}
		merged, conflicts := Merge(files[x.Number], files[x.On], files[y.Number])
		if len(conflicts) > 0 {
			return out, orderError("release %d changed again what release %d had changed: %s (mend: change it by hand and publish that)", y.Number, x.Number, conflicts[0])
		}
		p := Planned{Release: y, Files: merged}
		p.Release = named(p.Release, merged)
		if p.Release.Version != y.Version || p.Release.Talks != y.Talks {
			less = append(less, p)
			if first < 0 {
				first = len(all)
			}
		}
		all = append(all, p)
	}
	if ended, ok := onlyEnd(r, x, less, now); ok {
		return ended, nil
	}
	out = markGone(r, []int{x.Number}, now)
	for i, p := range all[max(first, 0):] {
		y := p.Release
		p.Release.Number, p.Release.On, p.Release.Carries = len(r.List)+1+i, y.Number, y.Number
		p.Release.From, p.Release.Until, p.Release.At = later(later(y.From, now), time.From), earlier(y.Ends(), time.Until), now
		p.Release.By, p.Release.Approved, p.Release.Change, p.Release.Mode = by, "", "", bot.MoveFinish
		p.Release.Note, p.Release.Repeats = fmt.Sprintf("without release %d: %s", x.Number, x.Note), 0
		if p.Release.With = 0; i > 0 {
			p.Release.With = len(r.List) + 1
		}
		out.New = append(out.New, p)
	}
	return out, nil
}

// Needs are the numbers of releases whose sources Withdraw wants beside those alive.
func Needs(r bot.Releases, number int) []int {
	x, _ := root(r, number)
	return []int{x.Number, x.On}
}

// onlyEnd ends the releases that would say less, if what is under them is just what
// they would say then.
func onlyEnd(r bot.Releases, x bot.Release, less []Planned, now time.Time) (Withdrawn, bool) {
	numbers := []int{x.Number}
	want := map[int]bot.Release{}
	for _, p := range less {
		numbers, want[p.Release.Number] = append(numbers, p.Release.Number), p.Release
	}
	out := markGone(r, numbers, now)
	for _, m := range moments(r, now) {
		was, is := Live(r, m), Live(out.Releases, m)
		w, changed := want[was.Number]
		if !changed {
			w = was
		}
		if is.Number == 0 || is.Version != w.Version || is.Talks != w.Talks {
			return out, false
		}
	}
	return out, true
}

// markGone ends releases that are not over.
func markGone(r bot.Releases, numbers []int, now time.Time) Withdrawn {
	out := Withdrawn{Releases: r}
	out.Releases.List = slices.Clone(r.List)
	for i, y := range r.List {
		if end := y.Ends(); slices.Contains(numbers, y.Number) && (end.IsZero() || end.After(now)) {
			out.Releases.List[i].Withdrawn = now
			out.Gone = append(out.Gone, y.Number)
		}
	}
	return out
}

// root is the release whose time another goes on with.
func root(r bot.Releases, number int) (bot.Release, bool) {
	x, ok := r.ByNumber(number)
	for ok && x.Carries != 0 {
		x, ok = r.ByNumber(x.Carries)
	}
	return x, ok
}

// from reports whether y is, goes on with or was published together with a release.
func from(r bot.Releases, y bot.Release, number int) bool {
	if y.Number == number || y.With == number {
		return true
	}
	for y.Carries != 0 {
		if y.Carries == number {
			return true
		}
		y, _ = r.ByNumber(y.Carries)
	}
	return false
}
