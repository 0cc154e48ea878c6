package console

import (
	"slices"
	"strconv"
	"strings"

	"nightdesk/bot"
)

// namedVersion is a version that was counted, as people know it: by the last release
// that was published with its texts.
type namedVersion struct {
	Version string // as counted
	Name    string // "Release 4"
	Label   string // with its date, for lists to choose from
	Same    string // "release 2 and release 1", older ones with the same texts; "" = none
}

// releaseOf is the newest release of a version, of which only the beginning may be
// given.
func releaseOf(releases bot.Releases, version string) (bot.Release, bool) {
	for _, x := range slices.Backward(releases.List) {
		if version != "" && strings.HasPrefix(x.Version, version) {
			return x, true
		}
	}
	return bot.Release{}, false
}

// releaseName is what people call it, as the history does.
func releaseName(r bot.Release) string { return "Release " + strconv.Itoa(r.Number) }

// namedVersions are the versions that were counted, the newest first, by the release
// that each was published as last. One that was never published here comes at the end.
func (c *Console) namedVersions(counted []string, releases bot.Releases) []namedVersion {
	var all, unknown []namedVersion
	number := map[string]int{}
	for _, version := range counted {
		if version == "" {
			continue
		}
		x, ok := releaseOf(releases, version)
		if !ok {
			unknown = append(unknown, namedVersion{Version: version, Name: "Not a release (" + version + ")", Label: "Not a release (" + version + ")"})
			continue
		}
		n := namedVersion{Version: version, Name: releaseName(x), Label: releaseName(x) + ", " + c.date(x.From)}
		var same []string
		for _, o := range slices.Backward(releases.List) {
			if o.Number < x.Number && strings.HasPrefix(o.Version, version) {
				same = append(same, "release "+strconv.Itoa(o.Number))
			}
		}
		if n.Same = joined(same); n.Same != "" {
			n.Label += " (same texts as " + n.Same + ")"
		}
		number[version] = x.Number
		all = append(all, n)
	}
	slices.SortStableFunc(all, func(a, b namedVersion) int { return number[b.Version] - number[a.Version] })
	return append(all, unknown...)
}

// joined is "a, b and c".
func joined(all []string) string {
	if len(all) < 2 {
		return strings.Join(all, "")
	}
	return strings.Join(all[:len(all)-1], ", ") + " and " + all[len(all)-1]
}

// stepOrder is the steps of a flow in the order in which a talk comes to them: each
// before all that it leads to, where it does not lead back, and otherwise as they
// stand. Those that nothing leads to come last.
func stepOrder(f *bot.Flow) []string {
	if f == nil {
		return nil
	}
	place := map[string]int{}
	for i, st := range f.Steps {
		place[st.Name] = i
	}
	var back []string // each step after all that it leads to
	seen := map[string]bool{}
	var walk func(*bot.Step)
	walk = func(st *bot.Step) {
		seen[st.Name] = true
		next := waysOut(st)
		slices.SortStableFunc(next, func(a, b bot.Target) int { return place[b.Step] - place[a.Step] })
		for _, t := range next {
			if to := f.Step(t.Step); to != nil && !seen[t.Step] {
				walk(to)
			}
		}
		back = append(back, st.Name)
	}
	order := make([]string, 0, len(f.Steps))
	for _, st := range f.Steps {
		if seen[st.Name] {
			continue
		}
		back = nil
		walk(st)
		slices.Reverse(back)
		order = append(order, back...)
	}
	return order
}

// mergedOrder is one order with what another one has besides, each after what it
// follows there.
func mergedOrder(order, other []string) []string {
	order = slices.Clone(order)
	at := 0
	for _, name := range other {
		if i := slices.Index(order, name); i >= 0 {
			at = i + 1
			continue
		}
		order = slices.Insert(order, at, name)
		at++
	}
	return order
}
