package transcript

import (
	"slices"
	"strings"
	"time"
)

// Standing is a player that knows where people stand.
type Standing interface {
	Player
	// Stands is the question that a person ("them", "them2", ...) is to answer, by a name
	// that says which one it is ("intake/visits"), and the code of the language that we
	// speak with them; "" = none waits.
	Stands(who string) (question, lang string)
}

// Ask is one asking of a question, in a talk that was played.
type Ask struct {
	Line     int // the index of what happened before it
	Who      string
	Question string // as Standing names it
	Lang     string
	Text     string // all that the text with the question says
	// Reworded says that the talk seems to expect it, in other words; see Unexpected.
	Reworded bool
}

// PlayAsked is Play, which also says what was asked of whom. A question that is said once
// more, because it was not answered, is not asked again.
func PlayAsked(t Talk, p Standing, zone *time.Location) (Got, []Ask, error) {
	y := playing{name: t.Name, p: p, zone: zone}
	p.Codes(t.codes())
	got, at := Got{}, map[string]string{}
	var asks []Ask
	for i, l := range t.Lines {
		events, err := y.line(l)
		if len(events) > 0 {
			got[i] = events
		}
		if err != nil {
			return got, asks, err
		}
		if len(events) > 0 {
			asks = append(asks, newlyAsked(p, at, i, events)...)
		}
	}
	return got, asks, nil
}

// newlyAsked are the questions of one moment that people did not stand at before; at is
// where each of them stands.
func newlyAsked(p Standing, at map[string]string, line int, events []Event) []Ask {
	var asks []Ask
	var whos []string
	last := map[string]string{}
	for _, e := range events {
		if !isOne(e.Kind, []string{"us"}, "us") {
			continue
		}
		who := "them" + e.Kind[len("us"):]
		if _, had := last[who]; !had {
			whos = append(whos, who)
		}
		last[who] = e.Text
	}
	for _, who := range whos {
		question, lang := p.Stands(who)
		if question != "" && question != at[who] {
			asks = append(asks, Ask{Line: line, Who: who, Question: question, Lang: lang, Text: last[who]})
		}
		at[who] = question
	}
	return asks
}

// us is the word of the texts to a person.
func (a Ask) us() string { return "us" + a.Who[len("them"):] }

// Unexpected are the askings for which the talk has another text, or none. One that is
// there in nearly the same words is marked as reworded, unless the words that the talk has
// there come later: then it is another text, which begins like the question.
func (t Talk) Unexpected(got Got, asks []Ask) []Ask {
	var all []Ask
	for _, a := range asks {
		var lines []Line
		for _, j := range t.expected(a.Line) {
			lines = append(lines, t.Lines[j])
		}
		if expects, _ := expectedIn(lines, a); expects {
			continue
		}
		if i := slices.IndexFunc(lines, func(l Line) bool { return l.Word == a.us() && sameQuestion(l.Text, a.Text) }); i >= 0 {
			a.Reworded = !t.comesAfter(got, a.Line, lines[i])
		}
		all = append(all, a)
	}
	return all
}

// comesAfter reports whether what a line says comes after a moment.
func (t Talk) comesAfter(got Got, moment int, l Line) bool {
	for i := moment + 1; i < len(t.Lines); i++ {
		if slices.ContainsFunc(got[i], func(e Event) bool { return e.Kind == l.Word && matches(l.Text, e.Text) }) {
			return true
		}
	}
	return false
}

// holds reports whether the talk has a question in some place: it is answered there, and
// only comes elsewhere now.
func (t Talk) holds(a Ask) bool {
	for _, l := range t.Lines {
		if strings.HasPrefix(l.Word, "us") && tail(l.Text) == tail(a.Text) {
			return true
		}
	}
	return false
}

// expectedIn reports whether some line is the question, and whether a line that may be many
// texts could be it.
func expectedIn(lines []Line, a Ask) (expects, perhaps bool) {
	for _, l := range lines {
		switch {
		case l.Word != a.us() || l.Text == textNone || strings.HasPrefix(l.Text, textNot):
		case l.Text == textAny || l.Loose() && matches(l.Text, a.Text), sameQuestion(l.Text, a.Text) && l.Text != a.Text:
			perhaps = true
		case matches(l.Text, a.Text):
			expects = true
		}
	}
	return expects, perhaps
}

// sameQuestion reports whether two texts are about the same, apart from what is said
// before it in both.
func sameQuestion(want, got string) bool {
	a, b := strings.Split(want, "\n"), strings.Split(got, "\n")
	for len(a) > 1 && len(b) > 1 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	return alike(strings.Join(a, " "), strings.Join(b, " "))
}

// tail is the last line of a text: the question stands there.
func tail(text string) string { return text[strings.LastIndex(text, "\n")+1:] }

// mostAlike of ten words are the same in two wordings of one text, numbers aside.
const mostAlike = 6

// alike reports whether one text is most likely the other in other words.
func alike(a, b string) bool {
	words := func(s string) []string {
		return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return r < 'a' && r != '\'' || r > 'z' && r < 128 })
	}
	x, y := words(a), words(b)
	count, common := map[string]int{}, 0
	for _, w := range x {
		count[w]++
	}
	for _, w := range y {
		if count[w] > 0 {
			count[w]--
			common++
		}
	}
	return common > 0 && 2*common*10 >= mostAlike*(len(x)+len(y))
}

// Failed is a talk that goes another way.
type Failed struct {
	Talk  Talk
	Asked []Ask         // what it does not expect to be asked
	Diffs []*Difference // none if it can't be played to its end
}

// Stop is a question that talks do not know: each goes another way from where it is asked.
type Stop struct {
	Ask            // in the first of them
	Langs []string // in which it is asked, in order
	Talks []string // by name
}

// Stops are the questions at which talks go another way because they are asked, in the
// order of the talks; no talk is at two. It is a question that is new, wherever the talk is
// asked it first, or another one that makes the first difference, unless the talk has it in
// another place.
func Stops(failed []Failed, isNew func(question string) bool) []Stop {
	var stops []Stop
	at := func(question string) int {
		return slices.IndexFunc(stops, func(s Stop) bool { return s.Question == question })
	}
	for _, sure := range []bool{true, false} {
		for _, f := range failed {
			if slices.ContainsFunc(stops, func(s Stop) bool { return slices.Contains(s.Talks, f.Talk.Name) }) {
				continue
			}
			a := f.stop(isNew, func(a Ask) bool { return sure && !a.Reworded || !sure && at(a.Question) >= 0 })
			if a == nil {
				continue
			}
			i := at(a.Question)
			if i < 0 {
				i = len(stops)
				stops = append(stops, Stop{Ask: *a})
			}
			stops[i].add(f)
		}
	}
	return stops
}

func (s *Stop) add(f Failed) {
	s.Talks = append(s.Talks, f.Talk.Name)
	slices.Sort(s.Talks)
	for _, a := range f.Asked {
		if a.Question == s.Question && !slices.Contains(s.Langs, a.Lang) {
			s.Langs = append(s.Langs, a.Lang)
			slices.Sort(s.Langs)
		}
	}
}

// stop is the asking at which the talk goes another way; nil = none that may be.
func (f Failed) stop(isNew func(string) bool, may func(Ask) bool) *Ask {
	for _, a := range f.Asked {
		if isNew(a.Question) && may(a) {
			return &a
		}
	}
	if len(f.Diffs) == 0 || f.Diffs[0].Got == nil {
		return nil
	}
	for _, a := range f.Asked {
		if a.Text == f.Diffs[0].Got.Text && may(a) && !f.Talk.holds(a) {
			return &a
		}
	}
	return nil
}
