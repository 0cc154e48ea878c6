package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"nightdesk/bot"
	"nightdesk/config"
	"nightdesk/flows"
	"nightdesk/flows/transcript"
	"nightdesk/webhooks/console"
)

// Bounds of the phone: what one talk may cost, and how many are held at once, so that
// trying scripts never keeps people who text the clinic waiting.
const (
	trialLines = 300
	trialTime  = 5 * time.Second
	trialsOnce = 2
	trialWait  = 2 * time.Second
	// trialSpan is how far a talk's clock may go.
	trialSpan = 370 * 24 * time.Hour
	// keptScripts is how many sets of flows stay compiled.
	keptScripts = 8
)

// trials are the stages of the console: talks with drafts.
type trials struct {
	clinic config.Clinic
	now    func() time.Time
	slots  chan struct{}
	// longest is how long one talk may take, and wait how long it may wait for a place.
	longest, wait time.Duration
	passed        *passed // shared with who publishes

	mu      sync.Mutex
	holding map[string]*ending    // by account: the talk that is held for it
	scripts map[string]onlyScript // by version
	order   []string              // of scripts, the oldest first
	runs    map[string]*trialRun  // by account
	answers map[string]*answerJob // by account
	one     chan struct{}         // one run at a time
}

// ending ends something that nobody waits for any more.
type ending struct{ end context.CancelFunc }

// newTrials makes them. It starts nothing.
func newTrials(c config.Clinic, now func() time.Time, before *passed) *trials {
	return &trials{clinic: c, now: now, passed: before, slots: make(chan struct{}, trialsOnce), longest: trialTime, wait: trialWait, one: make(chan struct{}, 1),
		holding: map[string]*ending{}, scripts: map[string]onlyScript{}, runs: map[string]*trialRun{},
		answers: map[string]*answerJob{}}
}

// Close ends what is played.
func (x *trials) Close() {
	x.mu.Lock()
	defer x.mu.Unlock()
	for _, r := range x.runs {
		r.end()
	}
	for _, a := range x.answers {
		a.end()
	}
	for _, h := range x.holding {
		h.end()
	}
}

// Safety is the set that comes with the program.
func (x *trials) Safety() map[string]string { return transcript.Safety() }

// Hold holds a talk; what an account asks last counts.
func (x *trials) Hold(ctx context.Context, by string, files bot.ScriptFiles, t transcript.Talk) (console.Held, error) {
	if why := tooLong(t, x.clinic.Zone); why != "" {
		return console.Held{Stopped: why}, nil
	}
	ctx, cancel := context.WithTimeout(ctx, x.longest)
	defer cancel()
	mine := &ending{cancel}
	x.mu.Lock()
	if before := x.holding[by]; before != nil {
		before.end()
	}
	x.holding[by] = mine
	x.mu.Unlock()
	defer func() {
		x.mu.Lock()
		defer x.mu.Unlock()
		if x.holding[by] == mine {
			delete(x.holding, by)
		}
	}()
	wait := time.NewTimer(x.wait)
	defer wait.Stop()
	select {
	case x.slots <- struct{}{}:
		defer func() { <-x.slots }()
	case <-wait.C:
		return console.Held{}, console.ErrTrialBusy
	case <-ctx.Done():
		return console.Held{}, ctx.Err()
	}
	s, err := x.stage(ctx, files.Flows)
	if err != nil {
		return console.Held{}, err
	}
	defer s.Close()
	return s.hold(t)
}

// tooLong says why a talk is more than the phone holds.
func tooLong(t transcript.Talk, zone *time.Location) string {
	if len(t.Lines) > trialLines {
		return fmt.Sprintf("The talk is too long for the phone: %d lines are the most. Save it, and begin another.", trialLines)
	}
	var waits time.Duration
	for _, l := range t.Lines {
		switch {
		case l.Word == "wait":
			waits += l.Wait
		case l.Word == "at" && l.At.Sub(t.Start(time.UTC)) > trialSpan:
			waits = trialSpan + 1
		}
	}
	if waits > trialSpan {
		return "The talk goes on for more than a year, which the phone does not show."
	}
	return ""
}

// stage makes one for flows that can be read, though they may have errors that block:
// who mends a script wants to hear it.
func (x *trials) stage(ctx context.Context, files map[string]string) (*stage, error) {
	version := flows.Version(files)
	x.mu.Lock()
	script, ok := x.scripts[version]
	x.mu.Unlock()
	if !ok {
		compiled, problems := flows.Parse(files)
		if flows.Blocks(problems) {
			return nil, bot.ErrRefused
		}
		script = onlyScript{compiled}
		x.mu.Lock()
		if _, ok := x.scripts[version]; !ok {
			x.scripts[version], x.order = script, append(x.order, version)
			if len(x.order) > keptScripts {
				delete(x.scripts, x.order[0])
				x.order = x.order[1:]
			}
		}
		x.mu.Unlock()
	}
	return &stage{clinic: x.clinic, script: script, ctx: ctx, gentle: true}, nil
}

// hold plays a talk and notes after each line where "them" stand.
func (s *stage) hold(t transcript.Talk) (console.Held, error) {
	h := console.Held{At: map[int]time.Time{}, Stands: map[int]console.Stand{}, Version: s.script.Version}
	p := &noted{stage: s}
	for i, l := range t.Lines {
		if l.Caused() {
			p.lines = append(p.lines, i)
		}
	}
	p.note = func(i int) { h.At[i], h.Stands[i] = s.now, s.stands("them") }
	var err error
	h.Got, err = transcript.Play(t, p, s.clinic.Zone)
	if ended := s.ctx.Err(); errors.Is(ended, context.DeadlineExceeded) {
		h.Stopped = "The talk takes too long to hold. Take something out of it, or begin another."
		return h, nil
	} else if ended != nil {
		return h, ended
	}
	if err != nil {
		h.Stopped = err.Error()
		return h, nil
	}
	h.Next, _ = s.watched.next(s.now)
	return h, nil
}

// Stands is the question of the clinic's scripts that a person is to answer: one of a piece
// is the same wherever the piece is used.
func (s *stage) Stands(who string) (question, lang string) {
	st := s.stands(who)
	if st.Source == (bot.Source{}) {
		return "", ""
	}
	return flows.QuestionName(st.Place, st.Source), string(cmp.Or(st.Lang, bot.English))
}

// stands is where a person stands.
func (s *stage) stands(who string) console.Stand {
	loaded, err := s.watched.Store.Load(s.ctx, "", s.watched.Person(personPhone(who)))
	if err != nil {
		return console.Stand{}
	}
	x := loaded.Session
	st := console.Stand{Place: x.At.Place, Lang: x.Lang, Shared: x.Discreet, OptedOut: !x.OptedOut.IsZero(), Staff: x.Owned.By != "",
		Danger: x.Crisis != nil && x.Crisis.Held}
	if step := (onStage{s}).Get(x.At.Version).Step(x.At.Place); step != nil {
		st.Source = step.Source
	}
	return st
}

// noted is a stage that tells after each line that it is done.
type noted struct {
	*stage
	lines []int
	note  func(line int)
}

func (n *noted) done() {
	n.note(n.lines[0])
	n.lines = n.lines[1:]
}

func (n *noted) Start(at time.Time) error { defer n.done(); return n.stage.Start(at) }

func (n *noted) Given(name, value string) ([]transcript.Event, error) {
	defer n.done()
	return n.stage.Given(name, value)
}

func (n *noted) Text(from, body string) ([]transcript.Event, error) {
	defer n.done()
	return n.stage.Text(from, body)
}

func (n *noted) Again(who string) ([]transcript.Event, error) {
	defer n.done()
	return n.stage.Again(who)
}

func (n *noted) Office(who, order string) ([]transcript.Event, error) {
	defer n.done()
	return n.stage.Office(who, order)
}

func (n *noted) Console(staff, order string) ([]transcript.Event, error) {
	defer n.done()
	return n.stage.Console(staff, order)
}

func (n *noted) Advance(d time.Duration) ([]transcript.Event, error) {
	defer n.done()
	return n.stage.Advance(d)
}
