package transcript

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// answering is a talk that is played while answers are put into it.
type answering struct {
	Answered
	x      Answer
	y      playing
	p      Standing
	at     map[string]string // where each person stands
	src    source
	lines  []Line // the talk as it becomes
	raw    []string
	got    Got
	always bool // also where a line that may be many texts could be the question
	most   int
	// put are the indices of the answers, and stuck of those that are not understood.
	put     []int
	stuck   []int
	perhaps bool // some line may have been the question
	// astray is the number of the first answer, from 1, after which the talk goes another
	// way; 0 = none.
	astray int
}

// answered plays a talk and answers the question at most so many times.
func (x Answer) answered(t Talk, text string, p Standing, zone *time.Location, always bool, most int) (*answering, error) {
	w := &answering{x: x, y: playing{name: t.Name, p: p, zone: zone}, p: p, at: map[string]string{}, src: sourceOf(t, text),
		got: Got{}, always: always, most: most}
	p.Codes(t.codes())
	for i := 0; i < len(t.Lines); {
		end := i + 1
		if !t.Lines[i].Caused() { // what stands before the first line
			w.keep(t.Lines[i])
			i = end
			continue
		}
		for end < len(t.Lines) && !t.Lines[end].Caused() {
			end++
		}
		if err := w.happens(t.Lines[i], t.Lines[i+1:end]); err != nil {
			w.keep(t.Lines[end:]...)
			w.Stopped = err.Error()
			break
		}
		i = end
	}
	w.Text = w.src.join(w.raw)
	after, err := Read(t.Name, w.Text)
	if err == nil && len(after.Lines) != len(w.lines) {
		err = fmt.Errorf("%d lines became %d", len(w.lines), len(after.Lines))
	}
	if err != nil {
		return nil, fmt.Errorf("%s: the answer can't be written into the talk: %w", t.Name, err)
	}
	w.Left = Differences(after, w.got)
	w.judge(after)
	return w, nil
}

// judge finds the first answer after which the talk goes another way.
func (w *answering) judge(after Talk) {
	for i, n := range w.put {
		stuck := slices.Contains(w.stuck, n)
		if !stuck && after.goesOn(n, w.got[n]) {
			continue
		}
		w.astray = i + 1
		if w.Why = OtherWay; stuck {
			w.Why = NotUnderstood
		}
		return
	}
}

// goesOn reports whether what must come of a line comes, perhaps in other words.
func (t Talk) goesOn(i int, events []Event) bool {
	p := t.pair(i, events)
	for j, e := range p.other {
		if e == nil || !sameQuestion(t.Lines[j].Text, e.Text) {
			return false
		}
	}
	return len(p.more) == 0
}

// happens plays a line, answers the question if it comes of it, and keeps the lines that
// say what must come where it comes now.
func (w *answering) happens(cause Line, rest []Line) error {
	events, asks, err := w.plays(cause)
	for err == nil {
		due := w.due(asks, rest)
		if len(due) == 0 {
			break
		}
		loose := w.looks(due, rest)
		rest, asks = w.came(rest, events, due), nil
		for i, a := range due {
			w.keep(Line{Word: a.us(), Text: loose[i]})
		}
		for i, a := range due {
			var more []Ask
			n := len(w.lines)
			if events, more, err = w.plays(Line{Word: a.Who, Text: w.x.words(a.Lang)}); err != nil {
				break
			}
			w.put, w.Times = append(w.put, n), w.Times+1
			if at, _ := w.p.Stands(a.Who); at == w.x.Question {
				w.stuck = append(w.stuck, n)
			}
			rest, asks = splitText(rest, a, events), append(asks, more...)
			if i < len(due)-1 {
				rest = w.came(rest, events, nil)
			}
		}
	}
	w.keep(rest...)
	return err
}

// plays keeps a line and has it happen.
func (w *answering) plays(l Line) ([]Event, []Ask, error) {
	n := len(w.lines)
	w.keep(l)
	events, err := w.y.line(l)
	if err != nil {
		return nil, nil, err
	}
	if len(events) > 0 {
		w.got[n] = events
	}
	return events, newlyAsked(w.p, w.at, n, events), nil
}

func (w *answering) keep(lines ...Line) {
	for _, l := range lines {
		w.lines, w.raw = append(w.lines, l), append(w.raw, w.src.line(l))
	}
}

// words are the answer in a language.
func (x Answer) words(lang string) string {
	if words := x.Words[lang]; words != "" {
		return words
	}
	return x.Words[""]
}

// due are the askings that are answered: none that the talk expects.
func (w *answering) due(asks []Ask, rest []Line) []Ask {
	var due []Ask
	for _, a := range asks {
		if a.Question != w.x.Question {
			continue
		}
		expects, perhaps := expectedIn(rest, a)
		w.perhaps = w.perhaps || perhaps && !expects
		switch {
		case expects, perhaps && !w.always:
		case w.x.words(a.Lang) == "":
			w.Why, w.Lang = NoWords, a.Lang
		case w.Times+len(due) >= w.most:
			if w.most == mostAnswers {
				w.Why = TooOften
			}
		default:
			due = append(due, a)
		}
	}
	return due
}

// looks are the lines for the questions: as loose as those of the talk in their place.
func (w *answering) looks(due []Ask, rest []Line) []string {
	var all []string
	for _, a := range due {
		says := a.Text
		for _, l := range rest {
			if l.Word != a.us() || l.Text == textNone || strings.HasPrefix(l.Text, textNot) {
				continue
			}
			switch {
			case l.Text == dots:
				says = dots
			case l.Text == textAny, holdsDots(l.Text):
				says = dots + " " + tail(a.Text) + " " + dots
			}
			break
		}
		all = append(all, says)
	}
	return all
}

// came keeps the lines that say what came already, with the comments above them, and
// gives those that are left.
func (w *answering) came(rest []Line, events []Event, asked []Ask) (left []Line) {
	events = slices.Clone(events)
	for _, a := range asked {
		for k, e := range slices.Backward(events) {
			if e.Kind == a.us() && e.Text == a.Text {
				events = slices.Delete(events, k, k+1)
				break
			}
		}
	}
	var above []Line
	for _, l := range rest {
		if l.Word == "" {
			above = append(above, l)
			continue
		}
		k := slices.IndexFunc(events, func(e Event) bool { return e.Kind == l.Word && (l.Text == textAny || matches(l.Text, e.Text)) })
		switch never := strings.HasPrefix(l.Text, textNot) && holdsDots(l.Text); {
		case never, l.Text == textAny && k >= 0: // it holds for both moments
			w.keep(append(above, l)...)
			left = append(left, l)
		case k >= 0:
			w.keep(append(above, l)...)
			events = slices.Delete(events, k, k+1)
		default:
			left = append(left, append(above, l)...)
		}
		above = nil
	}
	return append(left, above...)
}

// splitText has a text that comes in two now, the first with the question at its end,
// expect the second: the first stands above it.
func splitText(rest []Line, a Ask, events []Event) []Line {
	i := slices.IndexFunc(rest, func(l Line) bool { return l.Word == a.us() })
	k := slices.IndexFunc(events, func(e Event) bool { return e.Kind == a.us() })
	if i < 0 || k < 0 || matches(rest[i].Text, events[k].Text) {
		return rest
	}
	want, said := strings.Split(rest[i].Text, "\n"), strings.Split(a.Text, "\n")
	for n := 1; n < len(want) && n < len(said); n++ {
		second := strings.Join(want[n:], "\n")
		if matches(strings.Join(want[:n], "\n"), strings.Join(said[:n], "\n")) && matches(second, events[k].Text) {
			rest = slices.Clone(rest)
			rest[i] = Line{Word: rest[i].Word, Text: second}
			return rest
		}
	}
	return rest
}
