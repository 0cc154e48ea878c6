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
	Text  string       // which one it is then: flows.Wording
	Keys  []string     // of the differences
	Later []string     // talks that stop at a question before they come to it
}

// sharedPart is such a change in one language.
type sharedPart struct {
	Say, Was, Is string
	Talks        int
}

// rewording is a text that a draft changes, as the change shows in a talk.
type rewording struct {
	key     string // of the text: flows.Wording
	was, is *regexp.Regexp
	whole   *regexp.Regexp // the text as it was
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
	whole := regexp.MustCompile(filled(was))
	was, is = d.Change()
	if strings.TrimSpace(blanks.ReplaceAllString(was+is, "")) == "" { // it would be any change
		return r
	}
	return append(r, rewording{key, regexp.MustCompile("^" + filled(was) + "$"), regexp.MustCompile("^" + filled(is) + "$"), whole})
}

// blanks are the places of a text that are filled when it is sent.
var blanks = regexp.MustCompile(`\{[^{}]*\}`)

// filled is a pattern for a part of a text with its blanks filled somehow.
func filled(part string) string {
	parts := blanks.Split(part, -1)
	for i := range parts {
		parts[i] = regexp.QuoteMeta(parts[i])
	}
	return strings.Join(parts, ".*?")
}

// expectedIn reports whether a talk expects a text as it was.
func (r rewordings) expectedIn(t transcript.Talk, text string) bool {
	return slices.ContainsFunc(t.Lines, func(l transcript.Line) bool {
		return strings.HasPrefix(l.Word, "us") && slices.ContainsFunc(r, func(w rewording) bool { return w.key == text && w.whole.MatchString(l.Text) })
	})
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

// shared are the changes of wording that the draft makes, and others that more than one
// talk has: a text in all its languages once, and the keys of their differences.
func (r rewordings) shared(talks [][]*transcript.Difference) (lines []sharedLine, keys map[string]bool) {
	byText := map[string]int{}
	for _, g := range transcript.Rewordings(talks) {
		text := r.of(g.First)
		i, ok := byText[text]
		if text == "" || !ok {
			i = len(lines)
			byText[text] = i
			lines = append(lines, sharedLine{Known: text != "", Text: text})
		}
		l := &lines[i]
		l.Parts = append(l.Parts, sharedPart{Say: g.Say(), Was: g.First.Want.Text, Is: g.First.Got.Text, Talks: len(g.Talks)})
		l.Names, l.Keys = append(l.Names, g.Talks...), append(l.Keys, g.Key)
	}
	keys = map[string]bool{}
	lines = slices.DeleteFunc(lines, func(l sharedLine) bool {
		return !l.Known && len(l.Names) < 2 // a talk has each of them once
	})
	for i := range lines {
		slices.Sort(lines[i].Names)
		lines[i].Names = slices.Compact(lines[i].Names)
		for _, key := range lines[i].Keys {
			keys[key] = true
		}
	}
	return lines, keys
}
