package transcript

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
)

// Event is one thing that came of something.
type Event struct {
	Kind string // "us", "us2", "alert", "desk", "case", "holds", "books", "moves", "cancels", "release"
	// Text is what was sent ("name: text" for staff phones), or what became of
	// the case or visit.
	Text string
	At   time.Time
}

// Player holds the conversation for real, on a clock that only it moves. Each
// method returns what came of it, in order; an error ends the talk.
type Player interface {
	// Codes are what cases are called, in the order in which they open; further ones are
	// called as the player likes. It comes before Start.
	Codes(codes []string)
	// Start forgets everything and sets the clock.
	Start(at time.Time) error
	// Given changes the world: "lang" with a code, or "given" with a sentence.
	Given(name, value string) ([]Event, error)
	// Text is a text from a person ("them", "them2", ...) or, with an empty
	// body allowed, from staff: "staff" is whoever was alerted last, "staff ana"
	// one of them.
	Text(from, body string) ([]Event, error)
	// Again is the last text of a person arriving a second time, as the same message.
	Again(who string) ([]Event, error)
	// Office is what staff do to the visits of a person ("them", "them2", ...).
	Office(who, order string) ([]Event, error)
	// Console is what a member of staff ("" = whoever has or was told of the case)
	// orders about the only open case, or about the one whose code comes first.
	Console(staff, order string) ([]Event, error)
	// Advance lets time pass, and all that falls due in it happen.
	Advance(d time.Duration) ([]Event, error)
}

// Got is what came of each line that something happened in: by its index in
// Talk.Lines.
type Got map[int][]Event

var staffName = regexp.MustCompile(`^([a-z0-9_-]+): +`)

// Play holds the talk with p, in the clinic's zone.
func Play(t Talk, p Player, zone *time.Location) (Got, error) {
	y := playing{name: t.Name, p: p, zone: zone}
	p.Codes(t.codes())
	got := Got{}
	for i, l := range t.Lines {
		events, err := y.line(l)
		if err != nil {
			return got, err
		}
		if len(events) > 0 {
			got[i] = events
		}
	}
	return got, nil
}

// playing is a talk that is held.
type playing struct {
	name string
	p    Player
	zone *time.Location
	now  time.Time // zero = it has not begun
}

// line has one line happen; nothing comes of those that say what must come.
func (y *playing) line(l Line) (events []Event, err error) {
	if !l.Caused() {
		return nil, nil
	}
	switch {
	case l.Word == "at" && y.now.IsZero():
		y.now = in(l.At, y.zone)
		err = y.p.Start(y.now)
	case l.Word == "at":
		if d := in(l.At, y.zone).Sub(y.now); d > 0 {
			events, err = y.advance(d)
		} else {
			err = fmt.Errorf("it is later than that already (hint: write %s or later)", y.now.Format(clock))
		}
	case l.Word == "wait":
		events, err = y.advance(l.Wait)
	case l.Word == "lang", l.Word == "given":
		events, err = y.p.Given(l.Word, l.Text)
	case l.Word == "staff":
		from, body := "staff", l.Text
		if m := staffName.FindStringSubmatch(body); m != nil {
			from, body = "staff "+m[1], body[len(m[0]):]
		}
		events, err = y.p.Text(from, body)
	case l.Word == "again":
		events, err = y.p.Again(l.Text)
	case l.Word == "office":
		who, order := addressed("them", l.Text)
		events, err = y.p.Office(who, order)
	case l.Word == "console":
		who, order := addressed("", l.Text)
		events, err = y.p.Console(who, order)
	default:
		events, err = y.p.Text(l.Word, l.Text)
	}
	if err != nil {
		return events, fmt.Errorf("%s:%d: %s: %w", y.name, l.No, l.Word, err)
	}
	return events, nil
}

func (y *playing) advance(d time.Duration) ([]Event, error) {
	y.now = y.now.Add(d)
	return y.p.Advance(d)
}

// addressed is whom an order is about, or from, and the order: the name before it, or
// the usual one.
func addressed(usual, order string) (who, rest string) {
	if m := staffName.FindStringSubmatch(order); m != nil {
		return m[1], order[len(m[0]):]
	}
	return usual, order
}

var caseCode = regexp.MustCompile(`\b[A-Z][0-9][A-Z0-9]{2}\b`)

// codes are those that a talk calls cases by, in the order in which it does. A case keeps
// the name that the talk has for it whatever is put in before, and whatever else would
// have made the name.
func (t Talk) codes() []string {
	var all []string
	for _, l := range t.Lines {
		switch l.Word {
		case "alert", "desk", "fails", "staff", "console":
			for _, code := range caseCode.FindAllString(l.Text, -1) {
				if !slices.Contains(all, code) {
					all = append(all, code)
				}
			}
		}
	}
	return all
}

// Difference is the first place where a talk went another way.
type Difference struct {
	Name string
	Line int    // of what should have come, or of what happened if nothing should
	Talk []Line // what was said up to there, the last few lines
	Want *Line  // nil: nothing more was to come
	Got  *Event // nil: nothing of that kind came
}

// String shows the difference as the end of a conversation.
func (d *Difference) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s:%d: the talk went another way\n", d.Name, d.Line)
	for _, l := range d.Talk {
		fmt.Fprintf(&b, "        %-7s %s\n", l.Word, escapes.Replace(l.Text))
	}
	if d.Want != nil {
		fmt.Fprintf(&b, "  want  %-7s %s\n", d.Want.Word, escapes.Replace(d.Want.Text))
	} else {
		b.WriteString("  want  nothing more\n")
	}
	if d.Got != nil {
		fmt.Fprintf(&b, "  got   %-7s %s\n", d.Got.Kind, escapes.Replace(d.Got.Text))
	} else {
		b.WriteString("  got   nothing\n")
	}
	return b.String()
}

// expected are the lines that should come of line i.
func (t Talk) expected(i int) []int {
	var list []int
	for j := i + 1; j < len(t.Lines) && !t.Lines[j].Caused(); j++ {
		if t.Lines[j].Word != "" {
			list = append(list, j)
		}
	}
	return list
}

// Compare finds the first difference between a talk and what came of it; nil if
// there is none. Lines of one word are compared in their order.
func Compare(t Talk, got Got) *Difference {
	for i, l := range t.Lines {
		if !l.Caused() {
			continue
		}
		p := t.pair(i, got[i])
		if p.wrong >= 0 {
			want := t.Lines[p.wrong]
			return t.differ(p.wrong, &want, p.instead)
		}
		if len(p.more) > 0 {
			last := i
			if e := t.expected(i); len(e) > 0 {
				last = e[len(e)-1]
			}
			return t.differ(last+1, nil, &p.more[0])
		}
	}
	return nil
}

// context is how many lines of talk a difference shows.
const context = 4

func (t Talk) differ(at int, want *Line, got *Event) *Difference {
	d := &Difference{Name: t.Name, Want: want, Got: got}
	for _, l := range t.Lines[:at] {
		if l.Word != "" {
			d.Talk, d.Line = append(d.Talk, l), l.No
		}
	}
	d.Talk = d.Talk[max(0, len(d.Talk)-context):]
	if want != nil {
		d.Line = want.No
	}
	return d
}

// Update is the talk with what really came in place of what should have;
// comments and lines that still hold stay as they are.
func Update(t Talk, got Got) Talk {
	out := Talk{Name: t.Name}
	var p pairing
	flush := func() {
		for _, e := range p.more {
			out.Lines = append(out.Lines, Line{Word: e.Kind, Text: e.Text})
		}
		p.more = nil
	}
	for i, l := range t.Lines {
		switch {
		case l.Caused():
			flush()
			out.Lines = append(out.Lines, l)
			p = t.pair(i, got[i])
		case l.Word == "":
			// New lines go before a blank line or comment that leads to what comes next.
			if len(t.expected(i)) == 0 {
				flush()
			}
			out.Lines = append(out.Lines, l)
		default:
			if e, other := p.other[i]; other && e == nil {
				continue // nothing came, or what must not: the line goes
			} else if other {
				l.Text = e.Text
			}
			out.Lines = append(out.Lines, l)
		}
	}
	flush()
	return out
}
