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
		if err != nil {
			return got, asks, err
		}
		if len(events) > 0 {
			got[i] = events
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
		if !isOne(e.Kind, nil, "us") && e.Kind != "us" {
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
// there in nearly the same words is reworded, and not among them.
func (t Talk) Unexpected(asks []Ask) []Ask {
	var all []Ask
	for _, a := range asks {
		if expects, _ := expectedIn(t.expectedLines(a.Line), a); !expects {
			all = append(all, a)
		}
	}
	return all
}

// Holds reports whether the talk has a question in some place: it is answered there, and
// only comes elsewhere now.
func (t Talk) Holds(a Ask) bool {
	for _, l := range t.Lines {
		if strings.HasPrefix(l.Word, "us") && l.Text != textNone && alike(tail(l.Text), tail(a.Text)) {
			return true
		}
	}
	return false
}

func (t Talk) expectedLines(i int) []Line {
	var lines []Line
	for _, j := range t.expected(i) {
		lines = append(lines, t.Lines[j])
	}
	return lines
}

// expectedIn reports whether some line is the question, and whether a line that may be many
// texts could be it.
func expectedIn(lines []Line, a Ask) (expects, perhaps bool) {
	for _, l := range lines {
		switch {
		case l.Word != a.us() || l.Text == textNone || strings.HasPrefix(l.Text, textNot):
		case l.Text == textAny || l.Loose() && matches(l.Text, a.Text):
			perhaps = true
		case matches(l.Text, a.Text), sameQuestion(l.Text, a.Text):
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

// Stop is a question that several talks do not know: each goes another way from where it
// is asked.
type Stop struct {
	Ask            // in the first of them
	Langs []string // in which it is asked, in order
	Talks []string // by name
}

// StopsAt is the question at which a talk goes another way because it is asked: one that
// is new, wherever it is asked first, or another at the first difference, unless the talk
// has it in another place. asked are the unexpected ones; nil = there is none.
func (t Talk) StopsAt(asked []Ask, diffs []*Difference, isNew func(question string) bool) *Ask {
	for _, a := range asked {
		if isNew(a.Question) {
			return &a
		}
	}
	if len(asked) > 0 && len(diffs) > 0 && diffs[0].Got != nil && diffs[0].Got.Text == asked[0].Text && !t.Holds(asked[0]) {
		return &asked[0]
	}
	return nil
}

// AddStop puts a talk to those that stop at the same question; asked are all that it does
// not expect.
func AddStop(stops []Stop, talk string, at Ask, asked []Ask) []Stop {
	i := slices.IndexFunc(stops, func(s Stop) bool { return s.Question == at.Question })
	if i < 0 {
		i = len(stops)
		stops = append(stops, Stop{Ask: at})
	}
	s := &stops[i]
	s.Talks = append(s.Talks, talk)
	for _, a := range asked {
		if a.Question == at.Question && !slices.Contains(s.Langs, a.Lang) {
			s.Langs = append(s.Langs, a.Lang)
			slices.Sort(s.Langs)
		}
	}
	return stops
}
