package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"nightdesk/bot/answer"
	"nightdesk/bot/engine"
	"nightdesk/bot/safety"
	"nightdesk/bot/text"
	"nightdesk/flows"
)

// evalCmd shows what nightdesk understands of texts, one JSON object a line.
type evalCmd struct {
	Kind kind   `arg:"" help:"What to read in each text: ${kinds}."`
	In   string `help:"JSON lines with id, text and, where they matter, lang, ref, options (default: standard input)." placeholder:"FILE"`
	Out  string `help:"Where the answers go (default: standard output)." placeholder:"FILE"`
	Why  bool   `help:"With crisis: say what raised each text. Its words stand in the answer then."`
}

// Help is the long help of the command.
func (evalCmd) Help() string {
	return `Each line in is {"id","text","lang","ref","options"}: ref is now at the clinic
("2026-11-23T09:00"), options are the labels of a choice. Each line out is
{"id","got"} in the same order; got is null when nightdesk would ask again:

  crisis    overdose_now, medical_emergency, suicide_risk, danger_from_others,
            withdrawal or none
  faq       a topic of the built-in questions, or out_of_scope
  command   stop, start, help, human, restart, back, cancel, reschedule,
            language or none
  yesno     yes or no
  choice    the place in options, from 0
  date      2026-11-23; a part of a day is 2026-11-23TMO, TAF, TEV or TNI
  time      T15:00, or a part of a day
  datetime  2026-11-23T15:00
  range     A/B, both included, .. where it is open: T15:00/..
  phone     +19075550141
  count     a whole number; age is one too
  name      the name to use
  segments  {"encoding","segments"} of the text as it is sent
  screen    a list of every crisis and command that the text raises`
}

// kind is what eval reads in texts.
type kind string

// evalKinds are those that evaluator knows.
var evalKinds = []string{"crisis", "faq", "command", "yesno", "choice", "date", "time", "datetime", "range", "phone",
	"count", "age", "name", "segments", "screen"}

// Validate refuses an unknown kind before anything is read.
func (k kind) Validate() error {
	if slices.Contains(evalKinds, string(k)) {
		return nil
	}
	if near := flows.Nearest(string(k), evalKinds); near != "" {
		return fmt.Errorf("there is no kind %q, did you mean %q?", string(k), near)
	}
	return fmt.Errorf("there is no kind %q, only %s", string(k), strings.Join(evalKinds, ", "))
}

type evalLine struct {
	ID      json.RawMessage `json:"id"`
	Text    *string         `json:"text"`
	Lang    string          `json:"lang"`
	Ref     string          `json:"ref"`
	Options []string        `json:"options"`
}

// Run reads every line and answers each.
func (c *evalCmd) Run(std *streams) (err error) {
	in, out := std.in, std.out
	if c.In != "" {
		f, err := os.Open(c.In)
		if err != nil {
			return wrongUse("--in: %w (mend: name a file of JSON lines)", err)
		}
		defer f.Close()
		in = f
	}
	if c.Out != "" {
		f, err := os.Create(c.Out)
		if err != nil {
			return wrongUse("--out: %w (mend: name a file in a folder that is there)", err)
		}
		defer func() { err = errors.Join(err, f.Close()) }()
		out = f
	}
	if c.Why && c.Kind != "crisis" {
		return wrongUse("--why goes with crisis (mend: leave it away)")
	}
	return evaluate(string(c.Kind), c.Why, in, out)
}

// reasons is why the screen raised a text.
type reasons struct {
	Strength string   `json:"strength"` // act: the reply at once; ask: a question first
	Signals  []string `json:"signals"`  // rules that matched, or "model"
	Tags     []string `json:"tags,omitempty"`
	Words    []string `json:"words"` // that weighed most, the heaviest first
}

// why is nil for a text that raises nothing.
func why(s string) *reasons {
	f := safety.Screen(s)
	if !f.Raised() {
		return nil
	}
	out := &reasons{Strength: "ask", Signals: f.Signals, Tags: f.Tags, Words: []string{}}
	if f.Strength == safety.Act {
		out.Strength = "act"
	}
	for _, w := range safety.Explain(s) {
		out.Words = append(out.Words, w.Text)
	}
	return out
}

// evaluate answers line by line. Lines above one that can't be read are answered.
func evaluate(kind string, explain bool, in io.Reader, out io.Writer) (err error) {
	read, err := evaluator(kind)
	if err != nil {
		return err
	}
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 1<<20)
	w := bufio.NewWriter(out)
	defer func() { err = errors.Join(err, w.Flush()) }()
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	n := 1
	for ; lines.Scan(); n++ {
		line := bytes.TrimSpace(bytes.TrimPrefix(lines.Bytes(), []byte("\ufeff")))
		if len(line) == 0 {
			continue
		}
		l, err := readLine(line)
		if err != nil {
			return fmt.Errorf("line %d: %w", n, err)
		}
		got, err := read(l)
		if err != nil {
			return fmt.Errorf("line %d: %w", n, err)
		}
		answer := struct {
			ID  json.RawMessage `json:"id"`
			Got any             `json:"got"`
			Why *reasons        `json:"why,omitempty"`
		}{ID: l.ID, Got: got}
		if explain {
			answer.Why = why(*l.Text)
		}
		if err := enc.Encode(answer); err != nil {
			return err
		}
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("line %d: %w (mend: no line may be longer than 1 MiB)", n, err)
	}
	return nil
}

// readLine reads one line in. Its errors repeat nothing of a text.
func readLine(line []byte) (evalLine, error) {
	var l evalLine
	var field *json.UnmarshalTypeError
	const mend = `(mend: write {"id": 1, "text": "..."} on one line)`
	switch err := json.Unmarshal(line, &l); {
	case errors.As(err, &field) && field.Field != "":
		return l, fmt.Errorf("%s can't be a JSON %s %s", field.Field, field.Value, mend)
	case errors.As(err, &field):
		return l, fmt.Errorf("this is a JSON %s and not an object %s", field.Value, mend)
	case err != nil:
		return l, fmt.Errorf("this is not JSON: %w %s", err, mend)
	case l.ID == nil || l.Text == nil:
		return l, errors.New("id or text is missing " + mend)
	}
	return l, nil
}

// or is v, or null if the text was not understood.
func or[T any](v T, ok bool) any {
	if !ok {
		return nil
	}
	return v
}

// evaluator gives the reading of one kind.
func evaluator(kind string) (func(evalLine) (any, error), error) {
	plain := func(f func(string) any) (func(evalLine) (any, error), error) {
		return func(l evalLine) (any, error) { return f(*l.Text), nil }, nil
	}
	dated := func(f func(string, time.Time) (string, bool)) (func(evalLine) (any, error), error) {
		return func(l evalLine) (any, error) {
			now, err := refTime(l.Ref)
			if err != nil {
				return nil, err
			}
			return or(f(*l.Text, now)), nil
		}, nil
	}
	switch kind {
	case "crisis":
		return plain(func(s string) any { return string(safety.Screen(s).Label) })
	case "faq":
		return faqEvaluator()
	case "command":
		return plain(func(s string) any { return command(s) })
	case "yesno":
		return plain(func(s string) any {
			yes, ok := answer.YesNo(s)
			return or(map[bool]string{true: "yes", false: "no"}[yes], ok)
		})
	case "choice":
		return choice, nil
	case "date":
		return dated(answer.ParseDate)
	case "time":
		return dated(answer.ParseTime)
	case "datetime":
		return dated(answer.ParseDateTime)
	case "range":
		return dated(answer.ParseRange)
	case "phone":
		return plain(func(s string) any { return or(answer.Phone(s)) })
	case "count":
		return plain(func(s string) any { return or(answer.Count(s)) })
	case "age":
		return plain(func(s string) any { return or(answer.Age(s)) })
	case "name":
		return plain(func(s string) any { return or(answer.Name(s)) })
	case "segments":
		return plain(func(s string) any {
			enc, n := text.Segments(s)
			return struct {
				Encoding text.Encoding `json:"encoding"`
				Segments int           `json:"segments"`
			}{enc, n}
		})
	case "screen":
		return plain(func(s string) any { return screen(s) })
	}
	return nil, fmt.Errorf("kind %q has no evaluator", kind)
}

// refTime reads "now at the clinic"; the wall clock if none is given.
func refTime(ref string) (time.Time, error) {
	zone, err := time.LoadLocation("America/Anchorage")
	if err != nil {
		return time.Time{}, err
	}
	if ref == "" {
		return time.Now().In(zone), nil
	}
	for _, form := range []string{"2006-01-02T15:04", "2006-01-02T15:04:05", "2006-01-02 15:04", "2006-01-02"} {
		if t, err := time.ParseInLocation(form, ref, zone); err == nil {
			return t, nil
		}
	}
	t, err := time.Parse(time.RFC3339, ref)
	if err != nil {
		return time.Time{}, errors.New(`ref is not a time (mend: write it as "2026-11-23T09:00")`)
	}
	return t, nil
}

// command reads a global word as the engine would in the middle of a question:
// what the carrier acts on first, then a wish to stop, then the rest.
func command(s string) string {
	switch safety.KeywordIn(strings.TrimRight(s, ".! ")) {
	case safety.KeywordStop:
		return "stop"
	case safety.KeywordStart:
		if yes, ok := answer.YesNo(s); !ok || !yes { // a plain yes answers the question
			return "start"
		}
	case safety.KeywordHelp:
		return "help"
	}
	switch safety.OptOutIn(s) {
	case safety.OptOutClear, safety.OptOutWrongNumber:
		return "stop"
	case safety.OptOutBack:
		return "start"
	}
	cmd, _ := answer.CommandIn(s)
	if cmd == answer.CommandVisit || cmd == "" {
		return string(answer.CommandNone)
	}
	return string(cmd)
}

// choice reads a text as an answer to a question with these options. Times of
// day are picked as the openings that we offer are.
func choice(l evalLine) (any, error) {
	now, err := refTime(l.Ref)
	if err != nil {
		return nil, err
	}
	if shown, ok := openings(l.Options, now); ok {
		i, ok := answer.Pick(*l.Text, shown, now)
		if !ok {
			i, ok = answer.Position(*l.Text, len(shown))
		}
		return or(i, ok), nil
	}
	options := make([]answer.Option, len(l.Options))
	for i, o := range l.Options {
		options[i] = answer.Option{Name: o, Digit: fmt.Sprint(i + 1), Words: []string{o}}
	}
	return or(answer.NewMenu(options).One(*l.Text)), nil
}

// openings reads labels that all name a time.
func openings(labels []string, now time.Time) (shown []time.Time, ok bool) {
	for _, label := range labels {
		s, ok := answer.ParseDateTime(label, now)
		if !ok {
			return nil, false
		}
		at, err := time.ParseInLocation("2006-01-02T15:04", s, now.Location())
		if err != nil {
			return nil, false
		}
		shown = append(shown, at)
	}
	return shown, len(shown) > 0
}

// screen lists everything raised by a text that nobody asked for.
func screen(s string) []string {
	raised := []string{}
	if f := safety.Screen(s); f.Raised() {
		raised = append(raised, string(f.Label))
	}
	if cmd := command(s); cmd != string(answer.CommandNone) && !slices.Contains(raised, cmd) {
		raised = append(raised, cmd)
	}
	return raised
}

// faqEvaluator matches against the built-in clinic's questions.
func faqEvaluator() (func(evalLine) (any, error), error) {
	script, problems, err := builtInScript()
	if err != nil {
		return nil, err
	}
	if script == nil {
		return nil, fmt.Errorf("the built-in scripts have %d problems (mend: nightdesk check lists them)", len(problems))
	}
	p := engine.Compile(script)
	return func(l evalLine) (any, error) {
		if safety.Screen(*l.Text).Raised() { // the crisis answer comes first, and alone
			return "out_of_scope", nil
		}
		switch t, sure := p.Topic(*l.Text); {
		case sure && t.Name == "seen_here": // a question of confidentiality with an answer of its own
			return "confidentiality", nil
		case sure && t.Of == "":
			return t.Name, nil
		case sure && t.Of != "none":
			return t.Of, nil
		}
		return "out_of_scope", nil
	}, nil
}
