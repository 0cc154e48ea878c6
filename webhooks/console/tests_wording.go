package console

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"nightdesk/bot"
	"nightdesk/flows"
	"nightdesk/flows/transcript"
)

// sharedLine is one change of wording that several talks have.
type sharedLine struct {
	Parts []sharedPart // the same text in its languages
	Names []string     // all talks that have one of them
	Known bool         // the draft changes that text so
}

// sharedPart is such a change in one language.
type sharedPart struct {
	Say, Was, Is string
	Talks        int
	Only         bool // nothing else differs in those talks
}

// rewording is a text that a draft changes, as the change shows in a talk.
type rewording struct {
	key     string // of the text: flows.Wording
	was, is *regexp.Regexp
}

// rewordings are the texts that a draft changes.
type rewordings []rewording

// rewordingsOf compares a draft with what it is a change of.
func rewordingsOf(b bench) rewordings {
	before, _ := flows.Parse(b.base.Flows)
	after, _ := flows.Parse(b.files.Flows)
	had := map[string]bot.Text{}
	for _, w := range flows.Wordings(before) {
		if !w.Answer {
			had[w.Key] = w.Text
		}
	}
	var all rewordings
	for _, w := range flows.Wordings(after) {
		for _, lang := range slices.Sorted(maps.Keys(w.Text)) {
			if was, is := had[w.Key][lang], w.Text[lang]; was != "" && was != is {
				all = all.with(w.Key, was, is)
			}
		}
	}
	return all
}

func (r rewordings) with(key, was, is string) rewordings {
	d := transcript.Difference{Want: &transcript.Line{Text: was}, Got: &transcript.Event{Text: is}}
	was, is = d.Change()
	if strings.TrimSpace(blanks.ReplaceAllString(was+is, "")) == "" { // it would be any change
		return r
	}
	return append(r, rewording{key, filled(was), filled(is)})
}

// blanks are the places of a text that are filled when it is sent.
var blanks = regexp.MustCompile(`\{[^{}]*\}`)

// filled matches a part of a text with its blanks filled somehow.
func filled(part string) *regexp.Regexp {
	parts := blanks.Split(part, -1)
	for i := range parts {
		parts[i] = regexp.QuoteMeta(parts[i])
	}
	return regexp.MustCompile("^" + strings.Join(parts, ".*?") + "$")
}

// of names the text whose change makes a difference; "" = the difference has another
// reason, or it can't be told.
func (r rewordings) of(d *transcript.Difference) string {
	if !d.Reworded() || !strings.HasPrefix(d.Want.Word, "us") {
		return ""
	}
	was, is := d.Change()
	for _, w := range r {
		if w.was.MatchString(was) && w.is.MatchString(is) {
			return w.key
		}
	}
	return ""
}

// explain reports whether all that differs is wording that the draft changes.
func (r rewordings) explain(diffs []*transcript.Difference) bool {
	return len(diffs) > 0 && !slices.ContainsFunc(diffs, func(d *transcript.Difference) bool { return r.of(d) == "" })
}

// shared are the changes of wording that more than one talk has, a text in all its
// languages once, and the keys of their differences.
func (r rewordings) shared(talks [][]*transcript.Difference) (lines []sharedLine, keys map[string]bool) {
	byText, found := map[string]int{}, [][]string{}
	for _, g := range transcript.Rewordings(talks) {
		text := r.of(g.First)
		i, ok := byText[text]
		if text == "" || !ok {
			i = len(lines)
			byText[text] = i
			lines, found = append(lines, sharedLine{Known: text != ""}), append(found, nil)
		}
		l := &lines[i]
		l.Parts = append(l.Parts, sharedPart{Say: g.Say(), Was: g.First.Want.Text, Is: g.First.Got.Text, Talks: len(g.Talks), Only: g.Only})
		l.Names = append(l.Names, g.Talks...)
		found[i] = append(found[i], g.Key)
	}
	var many []sharedLine
	keys = map[string]bool{}
	for i, l := range lines {
		slices.Sort(l.Names)
		if l.Names = slices.Compact(l.Names); len(l.Names) < 2 {
			continue
		}
		many = append(many, l)
		for _, key := range found[i] {
			keys[key] = true
		}
	}
	return many, keys
}
