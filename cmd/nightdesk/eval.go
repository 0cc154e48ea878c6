package main

import (
	"bufio"
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
)

// evalCmd shows what nightdesk understands of texts, one JSON object a line.
type evalCmd struct {
	Kind string `arg:"" help:"What to read in each text: ${enum}." enum:"crisis,faq,command,yesno,choice,date,time,datetime,range,phone,count,age,name,segments,screen"`
	In   string `help:"JSON lines with id, text and, where they matter, lang, ref, options (default: standard input)." placeholder:"FILE"`
	Out  string `help:"Where the answers go (default: standard output)." placeholder:"FILE"`
}

// Help is the long help of the command.
func (evalCmd) Help() string {
	return `Each line in is {"id","text","lang","ref","options"}: ref is now at the clinic
("2026-11-23T09:00"), options are the labels of a choice. Each line out is
{"id","got"} in the same order; got is null when nightdesk would ask again.`
}

type evalLine struct {
	ID      any      `json:"id"`
	Text    string   `json:"text"`
	Lang    string   `json:"lang"`
	Ref     string   `json:"ref"`
	Options []string `json:"options"`
}

// Run reads every line and answers each.
func (c *evalCmd) Run(std *streams) (err error) {
	in, out := std.in, std.out
	if c.In != "" {
		f, err := os.Open(c.In)
		if err != nil {
			return err
		}
		defer f.Close()
		in = f
	}
	if c.Out != "" {
		f, err := os.Create(c.Out)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, f.Close()) }()
		out = f
	}
	return evaluate(c.Kind, in, out)
}

func evaluate(kind string, in io.Reader, out io.Writer) error {
	read, err := evaluator(kind)
	if err != nil {
		return err
	}
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 1<<20)
	w := bufio.NewWriter(out)
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	for n := 1; lines.Scan(); n++ {
		if strings.TrimSpace(lines.Text()) == "" {
			continue
		}
		var l evalLine
		if err := json.Unmarshal(lines.Bytes(), &l); err != nil {
			return fmt.Errorf("line %d is not a JSON object with id and text: %w", n, err)
		}
		got, err := read(l)
		if err != nil {
			return fmt.Errorf("line %d: %w", n, err)
		}
		if err := enc.Encode(struct {
			ID  any `json:"id"`
			Got any `json:"got"`
		}{l.ID, got}); err != nil {
			return err
		}
	}
	return errors.Join(lines.Err(), w.Flush())
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
		return func(l evalLine) (any, error) { return f(l.Text), nil }, nil
	}
	dated := func(f func(string, time.Time) (string, bool)) (func(evalLine) (any, error), error) {
		return func(l evalLine) (any, error) {
			now, err := refTime(l.Ref)
			if err != nil {
				return nil, err
			}
			return or(f(l.Text, now)), nil
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
		return func(l evalLine) (any, error) { return choice(l), nil }, nil
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
	return nil, fmt.Errorf("there is no kind %q (mend: nightdesk eval --help lists them)", kind)
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
	switch safety.KeywordIn(s) {
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
	}
	cmd, _ := answer.CommandIn(s)
	if cmd == answer.CommandVisit || cmd == "" {
		return string(answer.CommandNone)
	}
	return string(cmd)
}

// choice reads a text as an answer to a question with these options.
func choice(l evalLine) any {
	options := make([]answer.Option, len(l.Options))
	for i, o := range l.Options {
		options[i] = answer.Option{Name: o, Digit: fmt.Sprint(i + 1), Words: []string{o}}
	}
	return or(answer.NewMenu(options).One(l.Text))
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
		switch t, sure := p.Topic(l.Text); {
		case sure && t.Of == "":
			return t.Name, nil
		case sure && t.Of != "none":
			return t.Of, nil
		}
		return "out_of_scope", nil
	}, nil
}
