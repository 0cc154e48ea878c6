package main

import (
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"nightdesk/flows"
	"nightdesk/flows/transcript"
	"nightdesk/webhooks/console"
)

// testCmd plays the transcripts of a folder through the real inbox and store.
type testCmd struct {
	Dir      string   `arg:"" optional:"" help:"A folder of *.flow and *.talk files (default: the built-in ones)." type:"path"`
	Update   bool     `help:"Write what really happened into the transcripts, and show it. Read it as wording before you keep it."`
	Answer   []string `help:"Put the answer to a new question into every talk that stops at it, and show it; the rest of each talk stays as it was. STEP is the question's step, as visits or intake/visits. es:STEP=TEXT is the answer of those who text in Spanish. Before --update, if both are given." placeholder:"[LANG:]STEP=TEXT" sep:"none"`
	Coverage bool     `help:"List the ways through the scripts that no talk takes."`
	Each     bool     `help:"Show the first difference of each talk, also where many differ in the same line."`
	Config   string   `help:"The clinic whose facts, hours and rota hold (default: the example clinic)." placeholder:"FILE"`
}

// Run plays every talk and prints the first difference of each.
func (c *testCmd) Run(std *streams) error {
	clinic, _, err := clinicFor(c.Config, std)
	if err != nil {
		return err
	}
	if (c.Update || len(c.Answer) > 0) && c.Dir == "" {
		return wrongUse("the built-in transcripts can't be written (mend: name their folder: nightdesk test --update flows/clinic)")
	}
	talks, err := talkFiles(c.Dir)
	if err != nil {
		return err
	}
	s, err := newStage(clinic, c.Dir)
	if err != nil {
		return err
	}
	defer s.Close()
	answers, err := answersOf(s.script.Script, c.Answer)
	if err != nil {
		return err
	}
	all := talksWithSafety(talks)
	other, bad, broken, ways := playToTest(std, s, all)
	for _, a := range answers {
		if other, err = c.answer(std, s, a, other); err != nil {
			return err
		}
	}
	c.show(std, other)
	notPlayed(std, scriptsFS(c.Dir))
	if c.Update {
		if other, err = c.update(std, other); err != nil {
			return err
		}
	}
	bad += len(other)
	if c.Coverage {
		files, err := scriptFiles(c.Dir)
		if err != nil {
			return err
		}
		coverage(std, files, ways)
	}
	if broken > 0 {
		fmt.Fprintf(std.out, "the safety set: %d passed, %d failed\n", len(all)-len(talks)-broken, broken)
	}
	fmt.Fprintf(std.out, "%d passed, %d failed\n", len(talks)-bad, bad)
	if bad+broken > 0 {
		return errProblems
	}
	return nil
}

// playToTest plays talks, and says of those that can't be read and of promises that are
// broken how many there are and what is wrong. It gives the clinic's own that go another
// way, and how many took each way through the flows.
func playToTest(std *streams, s *stage, talks map[string]string) (other []played, unread, broken int, ways map[string]int) {
	ways = map[string]int{}
	for _, name := range slices.SortedFunc(maps.Keys(talks), safetyFirst) {
		p := s.playTalk(name, talks[name])
		if isSafety(name) { // it tests promises, not the clinic's ways
			if r := p.result(); !r.OK {
				broken++
				fmt.Fprintf(std.out, "a promise that no scripts may break:\n%s", toldOf(r.FailedTalk))
			}
			continue
		}
		p.count(s.script.Script, ways)
		switch {
		case p.err != nil && len(p.asked) == 0:
			fmt.Fprintln(std.out, p.err)
			unread++
		case p.err != nil || len(p.diffs) > 0:
			other = append(other, p)
		}
	}
	return other, unread, broken, ways
}

// update writes what really came, and gives the talks that can't be played to their end.
func (c *testCmd) update(std *streams, other []played) (left []played, err error) {
	for _, p := range other {
		if p.err != nil {
			left = append(left, p)
		} else if err := os.WriteFile(filepath.Join(c.Dir, p.talk.Name), []byte(transcript.Write(p.really)), 0o644); err != nil {
			return left, err
		}
	}
	if n := len(other) - len(left); n > 0 {
		fmt.Fprintf(std.out, "%d rewritten: read what changed above as wording\n", n)
	}
	return left, nil
}

// show prints the same rewording once, however many talks have it, and of the
// other talks the first difference that is not such a one. When the talks are
// rewritten, it says all that is, in words.
func (c *testCmd) show(std *streams, other []played) {
	var stops []transcript.Stop
	if !c.Each && !c.Update {
		stops, other = stopsOf(other)
	}
	for _, x := range stops {
		fmt.Fprintf(std.out, "%d talks do not know a question, as %s: %s asks %q\n", len(x.Talks), x.Talks[0], x.Question, x.Text)
		if c.Dir != "" {
			fmt.Fprintf(std.out, "  if it is new, say what people answer: nightdesk test --answer %s=TEXT %s   (in Spanish besides: --answer es:%s=TEXT)\n", x.Question, near(c.Dir), x.Question)
		}
	}
	shared := rewordingsOf(other)
	if c.Each {
		shared = nil
	}
	isShared := func(d *transcript.Difference) bool {
		return slices.ContainsFunc(shared, func(r transcript.Rewording) bool { return r.Key == d.Key() })
	}
	wholly := true
	for _, p := range other {
		if p.err != nil {
			fmt.Fprintln(std.out, p.err)
			wholly = false
			continue
		}
		i := slices.IndexFunc(p.diffs, func(d *transcript.Difference) bool { return !isShared(d) })
		switch {
		case i < 0:
			continue
		case c.Update:
			fmt.Fprintf(std.out, "%s: rewritten\n  %s\n", p.name, strings.Join(transcript.InWords(p.talk, p.really), "\n  "))
		default:
			fmt.Fprint(std.out, p.diffs[i].String())
		}
		wholly = false
	}
	for _, r := range shared {
		how := "differ in this line"
		if r.Only {
			how = "differ only in this line"
		}
		fmt.Fprintf(std.out, "%d talks %s, as %s:%d: it %s\n  was     %s\n  is      %s\n", len(r.Talks), how, r.First.Name, r.First.Line, r.Say(), r.First.Want.Text, r.First.Got.Text)
	}
	if len(shared) > 0 && !c.Update && c.Dir != "" {
		what := "nothing else differs; if you meant it"
		if !wholly {
			what = "if you meant that, and the differences above it"
		}
		fmt.Fprintf(std.out, "%s: nightdesk test --update %s   (--each shows every talk)\n", what, near(c.Dir))
	}
}

// stopsOf are the questions that several talks do not know, and the other talks.
func stopsOf(other []played) (stops []transcript.Stop, rest []played) {
	var failed []transcript.Failed
	for _, p := range other {
		failed = append(failed, transcript.Failed{Talk: p.talk, Asked: p.asked, Diffs: p.diffs})
	}
	// Which questions are new can't be seen from a folder.
	stops = transcript.Stops(failed, func(string) bool { return false })
	stops = slices.DeleteFunc(stops, func(s transcript.Stop) bool { return len(s.Talks) < 2 })
	for _, p := range other {
		if !slices.ContainsFunc(stops, func(s transcript.Stop) bool { return slices.Contains(s.Talks, p.name) }) {
			rest = append(rest, p)
		}
	}
	return stops, rest
}

// rewordingsOf are those that several talks have.
func rewordingsOf(other []played) []transcript.Rewording {
	var diffs [][]*transcript.Difference
	for _, p := range other {
		if p.err == nil {
			diffs = append(diffs, p.diffs)
		}
	}
	return slices.DeleteFunc(transcript.Rewordings(diffs), func(r transcript.Rewording) bool { return len(r.Talks) < 2 })
}

// coverage lists the ways that no talk takes, and says of how many they take how many.
func coverage(std *streams, files map[string]string, ways map[string]int) {
	script, _ := flows.Parse(files)
	all, taken := 0, map[flows.BranchKey]bool{}
	for _, b := range flows.Branches(script) {
		if !b.Minor {
			all++
		}
		taken[b.Key] = ways[string(b.Key)] > 0
	}
	missed := len(flows.NoTranscript(script, taken))
	printProblems(std.out, flows.Open(flows.Untested(files, taken))) // but those that are let be, with a reason
	if all > 0 {
		fmt.Fprintf(std.out, "the talks take %d of %d ways through the scripts (%d%%)\n", all-missed, all, 100*(all-missed)/all)
	}
}

// near is a path as somebody here would type it.
func near(path string) string {
	if where, err := os.Getwd(); err == nil {
		if rel, err := filepath.Rel(where, path); err == nil && !strings.HasPrefix(rel, "..") {
			return rel
		}
	}
	return path
}

// notPlayed names files that read like talks and are not called so.
func notPlayed(std *streams, fsys fs.FS) {
	entries, err := fs.ReadDir(fsys, ".")
	if err != nil {
		return // said when the scripts were read
	}
	for _, e := range entries {
		ext := filepath.Ext(e.Name())
		if e.IsDir() || ext == ".talk" || ext == ".flow" || strings.HasPrefix(e.Name(), ".") {
			continue
		}
		raw, err := fs.ReadFile(fsys, e.Name())
		if err != nil {
			continue
		}
		if _, err := transcript.Read(e.Name(), string(raw)); err == nil {
			better := strings.TrimSuffix(strings.TrimSuffix(e.Name(), ext), ".talk") + ".talk"
			fmt.Fprintf(std.out, "%s: not played, for its name does not end in .talk (mend: name it %s)\n", e.Name(), better)
		}
	}
}

// toldOf says how a talk failed, on lines of its own.
func toldOf(f console.FailedTalk) string {
	if f.First == nil {
		return f.Why + "\n"
	}
	return f.First.String()
}
