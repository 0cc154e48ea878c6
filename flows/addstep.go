package flows

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"nightdesk/bot"
)

// NewQuestion is a question with choices, for a flow that has none such yet.
type NewQuestion struct {
	// After is the step that it follows: what came next there comes after the question.
	After string
	// Name is what the step is called, and what the answer is kept as; "" = one made of
	// the question.
	Name string
	// Ask is the question: the choices are written behind it, unless it ends with them.
	Ask     bot.Text
	Choices []NewChoice // 2 to 9
	// Discreet is what is asked instead on a shared phone; the choices are written behind
	// it unless it ends with as many of its own. Empty = the same question.
	Discreet bot.Text
}

// NewChoice is one answer of a NewQuestion.
type NewChoice struct {
	// Words are the words of the answer with commas between them, the first of which
	// people are shown.
	Words bot.Text
	// Then is where it leads: a step, "flow NAME" or "end"; "" = on, with what comes
	// after the question.
	Then string
}

// Choices a question may have: people answer with one digit.
const (
	FewestChoices = 2
	MostChoices   = 9
)

// Place is a step that a question can be put after.
type Place struct {
	Step string
	// Said is what it says or asks in English; "" = nothing.
	Said string
	// Next is where it leads when nothing else does: a step, "flow NAME" or "end".
	Next string
}

// Places are the steps of a flow's file that a question can be put after, in their
// order: those that lead somewhere of themselves.
func Places(file, src string) []Place {
	f := onlyFlow(file, src)
	if f == nil {
		return nil
	}
	var all []Place
	for _, s := range f.Steps {
		if s.Then.IsZero() || s.Offer != nil {
			continue
		}
		pl := Place{Step: s.Name, Next: wayOf(s.Then)}
		for _, t := range append(slices.Clone(s.Say), s.Ask) {
			if t != nil {
				pl.Said = t.In(bot.English)
			}
		}
		all = append(all, pl)
	}
	return all
}

// onlyFlow is the flow of one file; nil if it holds none.
func onlyFlow(file, src string) *bot.Flow {
	s, _ := Parse(map[string]string{file: src})
	for _, f := range s.Flows {
		return f
	}
	return nil
}

func wayOf(t bot.Target) string {
	switch {
	case t.End:
		return "end"
	case t.Flow != "":
		return "flow " + t.Flow
	}
	return t.Step
}

// AddQuestion writes a question with choices into the source of a flow, and gives the
// line where it begins. Nothing else of the file changes but the "then" of the step
// before. The error says what is missing, to whoever filled in a form; src is then given
// back as it was.
func AddQuestion(file, src string, q NewQuestion) (changed string, line int, err error) {
	places := Places(file, src)
	i := slices.IndexFunc(places, func(p Place) bool { return p.Step == q.After })
	switch {
	case len(places) == 0:
		return src, 0, errors.New("there is no step that a question could follow")
	case i < 0:
		return src, 0, errors.New("choose the step that the question comes after")
	}
	next := places[i].Next
	f := onlyFlow(file, src)
	langs, err := q.languages()
	if err != nil {
		return src, 0, err
	}
	if q.Ask, err = q.alone(langs); err != nil {
		return src, 0, err
	}
	if q.Name = freeName(f, q.Name, q.Ask.In(bot.English)); len(q.Choices) < FewestChoices || len(q.Choices) > MostChoices {
		return src, 0, fmt.Errorf("a question has %d to %d answers", FewestChoices, MostChoices)
	}
	step, err := q.lines(langs, next)
	if err != nil {
		return src, 0, err
	}
	p := pen{lines: strings.Split(strings.TrimRight(strings.TrimPrefix(src, "\ufeff"), "\n"), "\n"), bom: strings.HasPrefix(src, "\ufeff")}
	at := slices.IndexFunc(f.Steps, func(s *bot.Step) bool { return s.Name == q.After })
	begin := f.Steps[at].Source.Line - 1
	end := p.leadTo(begin, q.Name)
	p.lines = slices.Insert(p.lines, end, append([]string{""}, step...)...)
	if after := end + 1 + len(step); after < len(p.lines) && strings.TrimSpace(p.lines[after]) != "" {
		p.lines = slices.Insert(p.lines, after, "")
	}
	return p.String() + "\n", end + 2, nil
}

// leadTo has the step that begins at a line (from 0) lead to another, and gives the
// line after its last.
func (p *pen) leadTo(begin int, step string) int {
	end := p.extent(begin)
	inner := -1
	for i := begin + 1; i < end; i++ {
		l := bare(p.lines[i])
		if l == "" {
			continue
		}
		if inner < 0 {
			inner = indentOf(l)
		}
		if indentOf(l) == inner && (strings.HasPrefix(strings.TrimSpace(l), "then ")) {
			p.lines[i] = strings.Repeat(" ", inner) + "then " + step + commentOf(p.lines[i])
			return end
		}
	}
	p.lines = slices.Insert(p.lines, end, strings.Repeat(" ", max(inner, 2))+"then "+step)
	return end + 1
}

// languages are those of the question, English first.
func (q *NewQuestion) languages() ([]bot.Lang, error) {
	var langs []bot.Lang
	for lang, words := range q.Ask {
		switch {
		case plainWords(words) == "":
			return nil, errors.New("write the question in " + languageName(lang))
		case languages[string(lang)] == "":
			return nil, fmt.Errorf("%q is not a language I know", lang)
		}
		langs = append(langs, lang)
	}
	slices.Sort(langs)
	if i := slices.Index(langs, bot.English); i > 0 {
		langs = slices.Insert(slices.Delete(langs, i, i+1), 0, bot.English)
	}
	if len(langs) == 0 {
		return nil, errors.New("write the question")
	}
	return langs, nil
}

// lines are the step as it is written.
func (q *NewQuestion) lines(langs []bot.Lang, next string) ([]string, error) {
	ask := bot.Text{}
	for _, lang := range langs {
		ask[lang] = plainWords(q.Ask[lang])
	}
	if q.yesNo(langs) {
		return q.yesNoLines(langs, ask, next)
	}
	shown := bot.Text{}
	var names, options, branches []string
	for i, c := range q.Choices {
		name, said := "", ""
		for _, lang := range langs {
			words := wordList(c.Words[lang])
			if len(words) == 0 {
				return nil, fmt.Errorf("write answer %d in %s", i+1, languageName(lang))
			}
			shown[lang] += " " + itoa(i+1) + " " + words[0]
			said += "  " + string(lang) + ": " + strings.ToLower(strings.Join(words, ", "))
			if name == "" {
				name = nameOfWords(words[0], "answer"+itoa(i+1))
			}
		}
		for contains(names, name) || contains(reserved, name) {
			name += "_" + itoa(i+1)
		}
		names = append(names, name)
		options = append(options, said)
		if c.Then != "" && c.Then != next {
			branches = append(branches, "  if "+name+" then "+c.Then)
		}
	}
	out, err := q.head(langs, ask, shown)
	if err != nil {
		return nil, err
	}
	out = append(out, "  answer choice skip as skipped")
	widest := 0
	for _, n := range names {
		widest = max(widest, len(n))
	}
	for i, n := range names {
		out = append(out, "    "+itoa(i+1)+" "+n+strings.Repeat(" ", widest-len(n))+options[i])
	}
	out = append(out, "  keep as "+q.Name)
	return append(append(out, branches...), "  then "+next), nil
}

// head is the step as far as it asks: the question, and the neutral one, with the choices
// that are shown.
func (q *NewQuestion) head(langs []bot.Lang, ask, shown bot.Text) ([]string, error) {
	out := []string{"step " + q.Name}
	write := func(verb string, words func(bot.Lang) string) {
		for i, lang := range langs {
			if i > 0 {
				verb = strings.Repeat(" ", len(verb))
			}
			out = append(out, verb+string(lang)+"  "+words(lang))
		}
	}
	write("  ask ", func(lang bot.Lang) string { return ask[lang] + shown[lang] })
	neutral := bot.Text{}
	for _, lang := range langs {
		if words := plainWords(q.Discreet[lang]); words != "" {
			neutral[lang] = words
			if _, own := numbered(words, len(q.Choices)); own == nil {
				neutral[lang] += shown[lang]
			}
		}
	}
	if len(neutral) == 0 {
		return out, nil
	}
	for _, lang := range langs {
		if neutral[lang] == "" {
			return nil, errors.New("write what is asked on a shared phone in " + languageName(lang))
		}
	}
	write("  discreet ", func(lang bot.Lang) string { return neutral[lang] })
	return out, nil
}

// wordList is a list with commas, without what is empty or there twice.
func wordList(s string) []string {
	var all []string
	for w := range strings.SplitSeq(plainWords(s), ",") {
		if w = strings.TrimSpace(w); w != "" && !contains(all, w) {
			all = append(all, w)
		}
	}
	return all
}

// small are words that a name does without.
var small = []string{"a", "an", "the", "do", "does", "you", "your", "is", "are", "of", "to", "for", "in", "we", "will", "what", "how", "when", "where", "which", "who", "would", "like", "can", "i", "it", "have", "need", "want"}

// nameOfWords makes a name of the first words of a text that say something.
func nameOfWords(s, otherwise string) string {
	var words []string
	for w := range strings.FieldsSeq(strings.ToLower(s)) {
		if w = strings.Map(func(r rune) rune {
			if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
				return r
			}
			return -1
		}, w); w != "" && !contains(small, w) && len(words) < 2 {
			words = append(words, w)
		}
	}
	if name := strings.Join(words, "_"); name != "" {
		return name
	}
	return otherwise
}

// freeName is the name that is asked for, or one made of words, that no step or kept
// answer of the flow has.
func freeName(f *bot.Flow, name, words string) string {
	taken := slices.Clone(reserved)
	for _, s := range f.Steps {
		taken = append(taken, s.Name, s.Keep)
	}
	if name = strings.ToLower(strings.Join(strings.Fields(name), "_")); name == "" {
		name = nameOfWords(words, "question")
	}
	name = asName(name)
	for base, n := name, 2; contains(taken, name); n++ {
		name = base + itoa(n)
	}
	return name
}

// AddNotice writes a text that is said before everything else of a flow, as for a
// holiday, and gives the line where it begins.
func AddNotice(file, src string, words bot.Text) (changed string, line int, err error) {
	f := onlyFlow(file, src)
	if f == nil {
		return src, 0, errors.New("there is no conversation in " + file)
	}
	q := NewQuestion{Ask: words}
	langs, err := q.languages()
	if err != nil {
		return src, 0, err
	}
	out := []string{"step " + freeName(f, "notice", "")}
	for i, lang := range langs {
		verb := "  say "
		if i > 0 {
			verb = "      "
		}
		out = append(out, verb+string(lang)+"  "+plainWords(words[lang]))
	}
	out = append(out, "  then "+f.Steps[0].Name, "")
	lines := strings.Split(src, "\n")
	at := f.Steps[0].Source.Line - 1
	for at > 0 && strings.HasPrefix(strings.TrimSpace(lines[at-1]), "#") { // what is remarked of the first step stays with it
		at--
	}
	return strings.Join(slices.Insert(lines, at, out...), "\n"), at + 1, nil
}
