package transcript

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// A talk that shows a release published in mid-conversation begins in older scripts:
// the ones under test but for what its lines "given older scripts" say. From the line
// "given new scripts" on, those under test are live.

// What becomes of people in mid-conversation, as a talk says it.
const (
	FinishOnOld     = "finish on old"
	MoveWhenSafe    = "move when safe"
	RestartPolitely = "restart politely"
)

// Modes are all of them, the usual one first.
var Modes = []string{FinishOnOld, MoveWhenSafe, RestartPolitely}

// Older is one thing that was another in older scripts. Beside Step, one of the others
// is set.
type Older struct {
	// Step is the flow, or the piece, and the step as they are called in the scripts
	// under test: "intake/who".
	Step string
	// Asked and Said are what it asked or said in Lang, the code of a language.
	Lang, Asked, Said string
	Called            string // its name then
	Lacked            string // the answer that it had not
	Absent            bool   // there was no such step: what led to it led to what follows it
}

// Scripts is what a line "given" says about scripts.
type Scripts struct {
	Older *Older // nil: the new scripts go live
	Mode  string // one of Modes
}

const (
	olderScripts = "older scripts"
	newScripts   = "new scripts"
	olderHint    = "older scripts: intake/who asked en: WORDS; or said en: WORDS, was called NAME, had no answer NAME, was not there"
)

var (
	olderLine  = regexp.MustCompile(`^([a-z0-9_]+/[a-z0-9_]+) +(.+)$`)
	olderWords = regexp.MustCompile(`^(asked|said) +([a-z]{2}): *(.+)$`)
	olderName  = regexp.MustCompile(`^(was called|had no answer) +([a-z][a-z0-9_]*)$`)
)

// Scripts reads a line "given"; false if it says nothing of scripts.
func (l Line) Scripts() (x Scripts, is bool, err error) {
	if l.Word != "given" {
		return x, false, nil
	}
	what, rest, _ := strings.Cut(l.Text, ":")
	rest = strings.TrimSpace(rest)
	switch strings.Join(strings.Fields(what), " ") {
	case olderScripts:
		x.Older, err = readOlder(rest)
		return x, true, err
	case newScripts:
		x.Mode = strings.Join(strings.Fields(rest), " ")
		if !slices.Contains(Modes, x.Mode) {
			err = fmt.Errorf("it is not said what becomes of people in mid-conversation (hint: given  new scripts: %s)", strings.Join(Modes, ", or "))
		}
		return x, true, err
	}
	if strings.HasPrefix(l.Text, olderScripts) || strings.HasPrefix(l.Text, newScripts) {
		return x, true, fmt.Errorf("a colon is missing (hint: given  %s; given  %s: %s)", olderHint, newScripts, MoveWhenSafe)
	}
	return x, false, nil
}

// readOlder reads what was another.
func readOlder(text string) (*Older, error) {
	m := olderLine.FindStringSubmatch(text)
	if m == nil {
		return nil, fmt.Errorf("%q names no step with what was another in it (hint: given  %s)", text, olderHint)
	}
	o := &Older{Step: m[1]}
	if w := olderWords.FindStringSubmatch(m[2]); w != nil {
		o.Lang = w[2]
		if o.Asked = w[3]; w[1] == "said" {
			o.Asked, o.Said = "", w[3]
		}
		return o, nil
	}
	if w := olderName.FindStringSubmatch(m[2]); w != nil {
		if o.Called = w[2]; w[1] == "had no answer" {
			o.Called, o.Lacked = "", w[2]
		}
		return o, nil
	}
	if o.Absent = m[2] == "was not there"; !o.Absent {
		return nil, fmt.Errorf("%q does not say what was another in %s (hint: given  %s)", m[2], o.Step, olderHint)
	}
	return o, nil
}

// scriptLines finds what is wrong with the lines about scripts and with their order.
func (t Talk) scriptLines() error {
	var errs []error
	older, live, begun := false, false, false
	for _, l := range t.Lines {
		x, is, err := l.Scripts()
		switch {
		case !is:
			begun = begun || l.Caused() && !slices.Contains([]string{"at", "wait", "lang", "given"}, l.Word)
			continue
		case err != nil:
		case x.Older != nil && (begun || live):
			err = errors.New(`the older scripts are those that the talk begins in (hint: put the line above the first "them", and above "new scripts")`)
		case x.Older == nil && live:
			err = errors.New("the new scripts are live already (hint: one talk shows one release)")
		case x.Older == nil && !older:
			err = fmt.Errorf("nothing was another before (hint: put a line above the first \"them\": given  %s)", olderHint)
		}
		older, live = older || x.Older != nil, live || x.Older == nil
		if err != nil {
			errs = append(errs, fmt.Errorf("%s:%d: %w", t.Name, l.No, err))
		}
	}
	return errors.Join(errs...)
}

// ShowsRelease reports whether a talk begins in other scripts than those under test: what
// came of its lines is then not theirs alone.
func (t Talk) ShowsRelease() bool {
	return slices.ContainsFunc(t.Lines, func(l Line) bool {
		_, is, _ := l.Scripts()
		return is
	})
}

// Unpublished is the error of a talk that begins in older scripts and ends in them: it
// says nothing of those under test. A talk that is still being written may do so.
func (t Talk) Unpublished() error {
	no := 0
	for _, l := range t.Lines {
		x, is, _ := l.Scripts()
		switch {
		case is && x.Older == nil:
			return nil
		case is && no == 0:
			no = l.No
		}
	}
	if no == 0 {
		return nil
	}
	return fmt.Errorf("%s:%d: the new scripts never go live (hint: add the line at which they do: given  %s: %s)", t.Name, no, newScripts, MoveWhenSafe)
}
