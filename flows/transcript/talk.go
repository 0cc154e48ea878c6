package transcript

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Talk is one conversation with all that must come of it.
type Talk struct {
	Name  string // of the file
	Lines []Line
}

// Line is one line of a talk.
type Line struct {
	No   int    // in the file, from 1; 0 if it was never in one
	Word string // "them", "us", ...; "" for comments and blank lines
	Text string // what follows the word; a comment whole
	// At is the clinic's wall clock, in UTC for want of the clinic's zone ("at").
	At time.Time
	// Wait is how long time passes ("wait").
	Wait time.Duration
}

// Caused reports whether the line is something that happens to us; otherwise it
// comes of what happened before it.
func (l Line) Caused() bool { return isOne(l.Word, causes, "them") }

// goesOn reports whether the line below may go on with it: only texts are long.
func (l Line) goesOn() bool { return l.Word != "" && l.Word != "at" && l.Word != "wait" }

var (
	causes  = []string{"at", "wait", "them", "again", "staff", "lang", "given", "office", "console"}
	effects = []string{"us", "alert", "desk", "fails", "case", "holds", "books", "moves", "cancels", "release"}
)

// isOne reports whether word is one of words, or numbered with 2 to 9.
func isOne(word string, words []string, numbered string) bool {
	if n, ok := strings.CutPrefix(word, numbered); ok && len(n) == 1 && n >= "2" && n <= "9" {
		return true
	}
	return slices.Contains(words, word)
}

// Read reads a talk. The error names every line that cannot be read, as
// file:line: what (hint), one a line.
func Read(name, text string) (Talk, error) {
	t := Talk{Name: name}
	var errs []error
	begun, caused := false, false
	no := 0
	for raw := range strings.SplitSeq(strings.TrimSuffix(strings.TrimPrefix(text, "\ufeff"), "\n"), "\n") {
		no++
		raw = strings.TrimRight(raw, " \t\r")
		fail := func(format string, args ...any) {
			errs = append(errs, fmt.Errorf("%s:%d: "+format, append([]any{name, no}, args...)...))
		}
		if raw == "" || strings.HasPrefix(raw, "#") {
			t.Lines = append(t.Lines, Line{No: no, Text: raw})
			continue
		}
		if raw[0] == ' ' || raw[0] == '\t' {
			if n := len(t.Lines); n > 0 && t.Lines[n-1].goesOn() {
				t.Lines[n-1].Text = strings.TrimSpace(t.Lines[n-1].Text + " " + unescape(strings.TrimSpace(raw)))
			} else {
				fail("nothing to go on with (hint: a line begins with a word: %s)", strings.Join(causes, ", "))
			}
			continue
		}
		word, rest, _ := strings.Cut(raw, " ")
		l := Line{No: no, Word: word, Text: unescape(strings.TrimSpace(rest))}
		if err := l.read(); err != nil {
			fail("%w", err)
		}
		switch {
		case !begun && word != "at":
			fail("a talk begins with the time (hint: at  Mon 2 Mar 2026 21:40)")
		case l.Caused():
			caused = caused || word != "at"
		case !caused:
			fail("nothing has happened yet that this could come of (hint: put a line before it: them  hi)")
		}
		begun = true
		t.Lines = append(t.Lines, l)
	}
	if !begun {
		errs = append(errs, fmt.Errorf("%s:1: the talk is empty (hint: begin with: at  Mon 2 Mar 2026 21:40)", name))
	}
	errs = append(errs, t.scriptLines())
	if err := errors.Join(errs...); err != nil {
		return Talk{}, err
	}
	return t, nil
}

// read checks the word and reads times.
func (l *Line) read() (err error) {
	switch {
	case l.Word == "at":
		l.At, err = readAt(l.Text)
	case l.Word == "wait":
		l.Wait, err = readWait(l.Text)
	case l.Word == "again" && !isOne(l.Text, nil, "them") && l.Text != "them":
		err = fmt.Errorf("nobody is called %q (hint: again  them)", l.Text)
	case isOne(l.Word, causes, "them"), isOne(l.Word, effects, "us"):
		if l.Text == "" && !strings.HasPrefix(l.Word, "them") { // people do send empty texts
			err = fmt.Errorf("nothing follows %q (hint: every line says what, or: %s  none)", l.Word, l.Word)
		}
	default:
		err = fmt.Errorf("unknown word %q (hint: one of %s; %s)", l.Word, strings.Join(causes, ", "), strings.Join(effects, ", "))
	}
	return err
}

const clock = "Mon 2 Jan 2006 15:04"

// At is the line that sets the clinic's wall clock.
func At(wall time.Time) Line { return Line{Word: "at", Text: wall.Format(clock), At: wall} }

// Wait is the line that lets time pass, from how people write a length of time.
func Wait(how string) (Line, error) {
	l := Line{Word: "wait", Text: how}
	return l, l.read()
}

// Clock reads a time as it stands in a talk: the clinic's wall clock, in UTC for
// want of its zone.
func Clock(s string) (time.Time, error) { return readAt(s) }

// readAt reads a clinic's wall clock and sees that the weekday is right, for
// people who write talks think in weekdays.
func readAt(s string) (time.Time, error) {
	at, err := time.Parse(clock, strings.Join(strings.Fields(s), " "))
	if err != nil {
		return at, fmt.Errorf("cannot read the time %q (hint: as in Mon 2 Mar 2026 21:40)", s)
	}
	if day, _, _ := strings.Cut(strings.TrimSpace(s), " "); !strings.EqualFold(day, at.Format("Mon")) {
		return at, fmt.Errorf("that day is not a %s (hint: write %s)", day, at.Format(clock))
	}
	return at, nil
}

var waitPart = regexp.MustCompile(`^([0-9]{1,5}) ?(m|min|minutes?|h|hours?|d|days?|weeks?)\b ?`)

// readWait reads 10h20m, 2 hours, 3 days 1 hour.
func readWait(s string) (time.Duration, error) {
	units := map[byte]time.Duration{'m': time.Minute, 'h': time.Hour, 'd': 24 * time.Hour, 'w': 7 * 24 * time.Hour}
	var d time.Duration
	for rest := spaced.ReplaceAllString(s, "$1 $2"); rest != ""; {
		m := waitPart.FindStringSubmatch(rest)
		if m == nil {
			return 0, fmt.Errorf("cannot read how long %q is (hint: as in 10h20m, 2 hours, 3 days)", s)
		}
		n, err := strconv.Atoi(m[1])
		if err != nil {
			return 0, fmt.Errorf("%q is too long a time (hint: as in 10h20m, 2 hours, 3 days)", s)
		}
		d += time.Duration(n) * units[m[2][0]]
		rest = rest[len(m[0]):]
	}
	if d <= 0 {
		return 0, fmt.Errorf("no time passes (hint: as in 10h20m, 2 hours, 3 days)")
	}
	return d, nil
}

// spaced sets "10h20m" apart as "10h 20m".
var spaced = regexp.MustCompile(`([a-z])([0-9])`)

// Start is when the talk begins, in the clinic's zone.
func (t Talk) Start(zone *time.Location) time.Time {
	for _, l := range t.Lines {
		if l.Word == "at" {
			return in(l.At, zone)
		}
	}
	return time.Time{}
}

// in is the instant at which the clinic's clock shows the wall time.
func in(wall time.Time, zone *time.Location) time.Time {
	return time.Date(wall.Year(), wall.Month(), wall.Day(), wall.Hour(), wall.Minute(), 0, 0, zone)
}

var (
	escapes   = strings.NewReplacer(`\`, `\\`, "\n", `\n`, "\t", `\t`)
	unescapes = strings.NewReplacer(`\\`, `\`, `\n`, "\n", `\t`, "\t")
)

func unescape(s string) string { return unescapes.Replace(s) }

// Write is the talk as text, its words in one column.
func Write(t Talk) string {
	var b strings.Builder
	for _, l := range t.Lines {
		switch {
		case l.Word == "":
			b.WriteString(l.Text)
		case l.Text == "":
			b.WriteString(l.Word)
		default:
			fmt.Fprintf(&b, "%-7s %s", l.Word, escapes.Replace(l.Text))
		}
		b.WriteByte('\n')
	}
	return b.String()
}
