package release

import (
	"maps"
	"slices"

	"nightdesk/bot"
)

// Danger names what a change does to the wording for people in danger, a sentence
// each; nothing if it leaves that alone.
func Danger(before, after *bot.Script) []string {
	var all []string
	for _, name := range slices.Sorted(maps.Keys(after.Danger)) {
		if !maps.Equal(before.Danger[name], after.Danger[name]) {
			all = append(all, "the reply to "+name+" changes")
		}
	}
	for _, name := range slices.Sorted(maps.Keys(before.Danger)) {
		if _, has := after.Danger[name]; !has {
			all = append(all, "the clinic's own reply to "+name+" is taken out")
		}
	}
	return all
}
