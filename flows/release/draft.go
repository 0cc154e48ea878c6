package release

import (
	"maps"
	"slices"
	"strings"

	"nightdesk/bot"
)

// Apply is what a draft makes of the files it was begun on.
func Apply(base bot.ScriptFiles, d bot.Draft) bot.ScriptFiles {
	out := base.Clone()
	for name, src := range d.Changed {
		shelf(out, name)[name] = src
	}
	for _, name := range d.Gone {
		delete(shelf(out, name), name)
	}
	return out
}

// Of is d with what files differ in from base, the release of that number.
func Of(d bot.Draft, number int, base, files bot.ScriptFiles) bot.Draft {
	d.Based, d.Changed, d.Gone = number, map[string]string{}, nil
	for _, pair := range [][2]map[string]string{{base.Flows, files.Flows}, {base.Talks, files.Talks}} {
		for name, src := range pair[1] {
			if was, had := pair[0][name]; !had || was != src {
				d.Changed[name] = src
			}
		}
		for name := range pair[0] {
			if _, has := pair[1][name]; !has {
				d.Gone = append(d.Gone, name)
			}
		}
	}
	slices.Sort(d.Gone)
	return d
}

// Update brings a draft that was begun on oldBase up to date with newBase, the release
// of that number: what its owner changed, on top of what others published meanwhile.
// Where both changed the same, both wordings stand in the file until the owner has
// chosen (see Choices), and the conflicts name them. A draft in which something waits
// to be chosen already stays as it is.
func Update(d bot.Draft, oldBase bot.ScriptFiles, number int, newBase bot.ScriptFiles) (bot.Draft, []Conflict) {
	mine := Apply(oldBase, d)
	if open := Open(mine); len(open) > 0 {
		return d, open
	}
	merged, conflicts := mergeKeeping(oldBase, mine, newBase)
	return Of(d, number, newBase, merged), conflicts
}

// shelf is where a file belongs by its name.
func shelf(f bot.ScriptFiles, name string) map[string]string {
	if strings.HasSuffix(name, ".talk") {
		return f.Talks
	}
	return f.Flows
}

// Files sorts files by their names into flows and talks.
func Files(all map[string]string) bot.ScriptFiles {
	f := bot.ScriptFiles{}.Clone()
	for name, src := range all {
		shelf(f, name)[name] = src
	}
	return f
}

// All are the files of both kinds together.
func All(f bot.ScriptFiles) map[string]string {
	all := maps.Clone(f.Flows)
	if all == nil {
		all = map[string]string{}
	}
	maps.Copy(all, f.Talks)
	return all
}
