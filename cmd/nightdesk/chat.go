package main

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"nightdesk/flows/transcript"
)

// chatCmd is a talk with the scripts in the terminal.
type chatCmd struct {
	Dir    string `arg:"" optional:"" help:"A folder of scripts (default: the built-in ones)." type:"path"`
	Lang   string `help:"The language the person is known to speak." placeholder:"CODE"`
	Save   string `help:"Write the talk as a transcript." placeholder:"FILE"`
	Config string `help:"The clinic whose facts, hours and rota hold (default: the example clinic)." placeholder:"FILE"`
}

// Help is the long help of the command.
func (chatCmd) Help() string {
	return `Type as the person texting. A line that begins with a slash is for the stage:
/wait 2h lets time pass, /staff 1 texts from the staff phone that was alerted
last, /given nobody on call changes the world, /end ends.`
}

// Run talks until the input ends.
func (c *chatCmd) Run(std *streams) error {
	clinic, _, err := clinicFor(c.Config, std)
	if err != nil {
		return err
	}
	s, err := newStage(clinic, c.Dir)
	if err != nil {
		return err
	}
	defer s.Close()
	now := time.Now().In(clinic.Zone).Truncate(time.Minute)
	if err := s.Start(now); err != nil {
		return err
	}
	wall := time.Date(now.Year(), now.Month(), now.Day(), now.Hour(), now.Minute(), 0, 0, time.UTC)
	talk := transcript.Talk{Name: c.Save, Lines: []transcript.Line{transcript.At(wall)}}
	if c.Lang != "" {
		if _, err := s.Given("lang", c.Lang); err != nil {
			return wrongUse("--lang: %w (mend: one of %s)", err, strings.Join(clinic.Languages, ", "))
		}
		talk.Lines = append(talk.Lines, transcript.Line{Word: "lang", Text: c.Lang})
	}
	fmt.Fprintf(std.err, "%s at the clinic. Text as somebody would; /end ends, --help says more.\n", now.Format("Mon Jan 2, 3:04 PM"))
	lines := bufio.NewScanner(std.in)
	for lines.Scan() {
		line, events, err := c.act(s, lines.Text())
		if errors.Is(err, errEnd) {
			break
		}
		if err != nil {
			fmt.Fprintln(std.err, err)
			continue
		}
		talk.Lines = append(talk.Lines, line)
		for _, e := range events {
			fmt.Fprintf(std.out, "%-7s %s\n", e.Kind, strings.ReplaceAll(e.Text, "\n", "\n        "))
			talk.Lines = append(talk.Lines, transcript.Line{Word: e.Kind, Text: e.Text})
		}
	}
	if c.Save == "" {
		return lines.Err()
	}
	return errors.Join(lines.Err(), os.WriteFile(c.Save, []byte(transcript.Write(talk)), 0o644))
}

// errEnd ends a chat.
var errEnd = errors.New("the end")

// act does one typed line and returns it as a line of a transcript.
func (c *chatCmd) act(s *stage, typed string) (transcript.Line, []transcript.Event, error) {
	command, rest, _ := strings.Cut(strings.TrimSpace(typed), " ")
	switch command {
	case "/end":
		return transcript.Line{}, nil, errEnd
	case "/wait":
		wait, err := transcript.Wait(rest)
		if err != nil {
			return transcript.Line{}, nil, err
		}
		events, err := s.Advance(wait.Wait)
		return wait, events, err
	case "/staff":
		events, err := s.Text("staff", rest)
		return transcript.Line{Word: "staff", Text: rest}, events, err
	case "/given":
		events, err := s.Given("given", rest)
		return transcript.Line{Word: "given", Text: rest}, events, err
	}
	if strings.HasPrefix(command, "/") {
		return transcript.Line{}, nil, errors.New("there are /wait, /staff, /given and /end")
	}
	events, err := s.Text("them", typed)
	return transcript.Line{Word: "them", Text: typed}, events, err
}
