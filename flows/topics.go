package flows

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"nightdesk/bot"
)

// SetTopic writes a common question into the source of the questions file: in the place
// of the topic of its name, or below all others if there is none. Lines that need no
// change, comments among them, stay as they are. The error says what keeps it from being
// written; the source is then as it was.
func SetTopic(file, src string, t bot.Topic) (string, error) {
	if !isName(t.Name) {
		return src, errors.New("a name is one word of small letters, digits and _")
	}
	if t.Of != "" && t.Of != "none" && !isName(t.Of) {
		return src, errors.New("the topic that it is a part of is called by its name")
	}
	t = tidyTopic(t)
	if len(t.Say) == 0 {
		return src, errors.New("it has no answer: write one")
	}
	for _, examples := range t.Examples {
		for _, e := range examples {
			if strings.ContainsAny(e, "|") {
				return src, errors.New("an example can't hold the sign |: write one example on a line")
			}
		}
	}
	p := pen{lines: strings.Split(strings.TrimPrefix(src, "\ufeff"), "\n"), bom: strings.HasPrefix(src, "\ufeff")}
	before, problems := Parse(map[string]string{file: src})
	if i := slices.IndexFunc(before.Topics, func(o bot.Topic) bool { return o.Name == t.Name }); i < 0 {
		p.addTopic(t)
	} else if err := p.changeTopic(before, before.Topics[i], t); err != nil {
		return src, err
	}
	changed := p.String()
	after, now := Parse(map[string]string{file: changed})
	if !sameTopics(before, after, t.Name, &t) || countForm(now) > countForm(problems) {
		return src, errors.New("this can't be written into the script as it stands: no text may begin with # or with a language's letters, nor hold { without }")
	}
	return changed, nil
}

// RemoveTopic takes a topic out of the source, with the comments within it.
func RemoveTopic(file, src, name string) (string, error) {
	before, _ := Parse(map[string]string{file: src})
	i := slices.IndexFunc(before.Topics, func(o bot.Topic) bool { return o.Name == name })
	if i < 0 {
		return src, fmt.Errorf("there is no topic %q any more", name)
	}
	for _, t := range before.Topics {
		if t.Of == name {
			return src, fmt.Errorf("%q is a part of it: let that stand for itself first", t.Name)
		}
	}
	p := pen{lines: strings.Split(strings.TrimPrefix(src, "\ufeff"), "\n"), bom: strings.HasPrefix(src, "\ufeff")}
	at := before.Topics[i].Source.Line - 1
	end := p.extent(at)
	for end < len(p.lines) && strings.TrimSpace(p.lines[end]) == "" && at > 0 && strings.TrimSpace(p.lines[at-1]) == "" {
		end++ // of two empty lines one stays
	}
	p.lines = slices.Delete(p.lines, at, end)
	changed := p.String()
	after, _ := Parse(map[string]string{file: changed})
	if !sameTopics(before, after, name, nil) {
		return src, errors.New("it can't be taken out without touching the others: mend the file's mistakes first")
	}
	return changed, nil
}

// countForm counts the errors of form, apart from a topic that is a part of one in
// another file.
func countForm(problems []Problem) (n int) {
	for _, p := range problems {
		if p.Severity == Error && p.Rule != "unknown-name" {
			n++
		}
	}
	return n
}

func tidyTopic(t bot.Topic) bot.Topic {
	tidy := func(t bot.Text) bot.Text {
		out := bot.Text{}
		for lang, s := range t {
			if s = plainWords(s); s != "" {
				out[lang] = s
			}
		}
		if len(out) == 0 {
			return nil
		}
		return out
	}
	t.Say, t.Discreet, t.Missing = tidy(t.Say), tidy(t.Discreet), tidy(t.Missing)
	examples := map[bot.Lang][]string{}
	for lang, list := range t.Examples {
		for _, e := range list {
			if e = plainWords(e); e != "" && !slices.Contains(examples[lang], e) {
				examples[lang] = append(examples[lang], e)
			}
		}
	}
	t.Examples = examples
	return t
}

// sameTopics reports whether two scripts have the same topics but for one, which after
// has as it should be; nil = it is gone.
func sameTopics(before, after *bot.Script, name string, want *bot.Topic) bool {
	had := map[string]bot.Topic{}
	for _, t := range before.Topics {
		had[t.Name] = t
	}
	delete(had, name)
	if want != nil {
		had[name] = *want
	}
	if len(after.Topics) != len(had) {
		return false
	}
	for _, t := range after.Topics {
		if !sameTopic(tidyTopic(t), tidyTopic(had[t.Name])) {
			return false
		}
	}
	return true
}

func sameTopic(a, b bot.Topic) bool {
	return a.Name == b.Name && a.Of == b.Of && maps.Equal(a.Say, b.Say) && maps.Equal(a.Discreet, b.Discreet) && maps.Equal(a.Missing, b.Missing) &&
		maps.EqualFunc(a.Examples, b.Examples, func(x, y []string) bool { return slices.Equal(x, y) })
}

// askedWidth is how long a line of examples becomes, in characters.
const askedWidth = 110

// askedLines are examples as they stand in a file.
func askedLines(indent string, examples map[bot.Lang][]string) []string {
	var lines []string
	for _, lang := range slices.Sorted(maps.Keys(examples)) {
		line := ""
		for _, e := range examples[lang] {
			switch {
			case line == "":
				line = indent + "asked " + string(lang) + "  " + e
			case len([]rune(line))+3+len([]rune(e)) > askedWidth:
				lines = append(lines, line)
				line = indent + "asked " + string(lang) + "  " + e
			default:
				line += " | " + e
			}
		}
		if line != "" {
			lines = append(lines, line)
		}
	}
	return lines
}

// wordingLines are a sentence of a wording as it stands in a file.
func wordingLines(indent, verb string, t bot.Text) []string {
	var lines []string
	before := indent + verb + " "
	for _, lang := range slices.Sorted(maps.Keys(t)) {
		lines = append(lines, before+string(lang)+"  "+t[lang])
		before = indent + strings.Repeat(" ", len(verb)+1)
	}
	return lines
}

// headLine is the first line of a topic.
func headLine(t bot.Topic) string {
	if t.Of == "" {
		return "topic " + t.Name
	}
	return "topic " + t.Name + " of " + t.Of
}

// addTopic writes a topic at the end.
func (p *pen) addTopic(t bot.Topic) {
	end := len(p.lines)
	for end > 0 && strings.TrimSpace(p.lines[end-1]) == "" {
		end--
	}
	lines := []string{"", headLine(t)}
	lines = append(lines, askedLines("  ", t.Examples)...)
	for _, part := range topicParts(&t) {
		lines = append(lines, wordingLines("  ", part.verb, *part.text)...)
	}
	p.lines = append(p.lines[:end], p.endings(append(lines, ""))...)
	if ending := "\r"; strings.HasSuffix(p.lines[len(p.lines)-1], ending) {
		p.lines[len(p.lines)-1] = ""
	}
}

// endings gives lines the ends that the file has.
func (p *pen) endings(lines []string) []string {
	if !strings.HasSuffix(p.lines[0], "\r") {
		return lines
	}
	for i := range lines {
		lines[i] += "\r"
	}
	return lines
}

// topicPart is one wording of a topic.
type topicPart struct {
	verb string
	text *bot.Text
}

func topicParts(t *bot.Topic) []topicPart {
	return []topicPart{{"say", &t.Say}, {"discreet", &t.Discreet}, {"missing", &t.Missing}}
}

// changeTopic makes of a topic what it should be, part by part, from the last line up so
// that the places of the script that was read stay true.
func (p *pen) changeTopic(s *bot.Script, was, is bot.Topic) error {
	at := was.Source.Line - 1
	if at < 0 || at >= len(p.lines) {
		return errors.New("its place in the file can't be found: mend the file's mistakes first")
	}
	indent := strings.Repeat(" ", indentOf(p.lines[at])+2)
	for i := at + 1; i < p.extent(at); i++ {
		if b := bare(p.lines[i]); b != "" {
			indent = b[:indentOf(b)]
			break
		}
	}
	old := topicParts(&was)
	for i, part := range slices.Backward(topicParts(&is)) { // say stands before discreet before missing
		if err := p.changePart(s, was, at, indent, part, *old[i].text); err != nil {
			return err
		}
		s, _ = Parse(map[string]string{"questions": p.String()})
	}
	if !maps.EqualFunc(tidyTopic(was).Examples, is.Examples, func(x, y []string) bool { return slices.Equal(x, y) }) {
		p.changeAsked(at, indent, is.Examples)
	}
	if was.Of != is.Of {
		l := p.lines[at]
		ending := ""
		if strings.HasSuffix(l, "\r") {
			ending = "\r"
		}
		p.lines[at] = strings.Repeat(" ", indentOf(l)) + headLine(is) + commentOf(l) + ending
	}
	return nil
}

// changePart changes one wording of a topic.
func (p *pen) changePart(s *bot.Script, topic bot.Topic, at int, indent string, part topicPart, was bot.Text) error {
	is := *part.text
	key := "topic/" + topic.Name + "/" + part.verb
	gone := false
	for lang := range was {
		gone = gone || is[lang] == ""
	}
	switch {
	case maps.Equal(was, is):
		return nil
	case was == nil:
		p.lines = slices.Insert(p.lines, p.extent(at), p.endings(wordingLines(indent, part.verb, is))...)
		return nil
	case gone: // or a language of it
		from := s.Sources[key].Line - 1
		if from < 0 {
			return errors.New("its place in the file can't be found: mend the file's mistakes first")
		}
		p.lines = slices.Replace(p.lines, from, p.extent(from), p.endings(wordingLines(indent, part.verb, is))...)
		return nil
	}
	for _, lang := range slices.Sorted(maps.Keys(is)) {
		if was[lang] == is[lang] {
			continue
		}
		if err := p.write(s, key, lang, is[lang], false); err != nil {
			return err
		}
		s, _ = Parse(map[string]string{"questions": p.String()})
	}
	return nil
}

// changeAsked puts other examples in the place of a topic's, and keeps comments that
// stand between them.
func (p *pen) changeAsked(at int, indent string, examples map[bot.Lang][]string) {
	lines := p.endings(askedLines(indent, examples))
	first := -1
	for i := at + 1; i < p.extent(at); i++ {
		b := bare(p.lines[i])
		if w, _, _ := strings.Cut(strings.TrimSpace(b), " "); w != "asked" {
			continue
		}
		if first < 0 {
			first = i
		}
		var notes []string
		end := p.extent(i)
		for _, l := range p.lines[i:end] {
			if c := strings.TrimSpace(commentOf(l)); c != "" {
				notes = append(notes, p.endings([]string{indent + c})...)
			}
		}
		p.lines = slices.Replace(p.lines, i, end, notes...)
		i += len(notes) - 1
	}
	if first < 0 {
		first = at + 1
	}
	p.lines = slices.Insert(p.lines, first, lines...)
}
