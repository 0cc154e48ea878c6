package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"nightdesk/bot"
	"nightdesk/flows/transcript"
	"nightdesk/webhooks/console"
)

// runKept is how long the results of a run are kept.
const runKept = time.Hour

// trialRun is the playing of all talks for an account.
type trialRun struct {
	key  string
	end  context.CancelFunc
	done chan struct{}

	mu   sync.Mutex
	said console.TrialRun
}

func (r *trialRun) now() console.TrialRun {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.said
}

// Ran is how far the account's run with these files is.
func (x *trials) Ran(by string, files bot.ScriptFiles) (console.TrialRun, bool) {
	x.mu.Lock()
	r := x.runs[by]
	x.mu.Unlock()
	if r == nil || r.key != keyOf(files) {
		return console.TrialRun{}, false
	}
	return r.now(), true
}

// Wait gives a run that is nearly done the time to end.
func (x *trials) Wait(ctx context.Context, by string, files bot.ScriptFiles) {
	x.mu.Lock()
	r := x.runs[by]
	x.mu.Unlock()
	if r != nil && r.key == keyOf(files) {
		soon(ctx, r.done)
	}
}

// soonTime is how long an order waits for what is worked on before it says how far that is.
const soonTime = 400 * time.Millisecond

// soon waits for something to be done, for a moment.
func soon(ctx context.Context, done <-chan struct{}) {
	wait := time.NewTimer(soonTime)
	defer wait.Stop()
	select {
	case <-done:
	case <-wait.C:
	case <-ctx.Done():
	}
}

// Passed reports whether all talks of these files are known to go as expected.
func (x *trials) Passed(files bot.ScriptFiles) bool { return x.passed.has(files) }

// Run begins one unless these very files are played, or were.
func (x *trials) Run(by string, files bot.ScriptFiles) console.TrialRun {
	key := keyOf(files)
	x.mu.Lock()
	defer x.mu.Unlock()
	if before := x.runs[by]; before != nil {
		if before.key == key {
			return before.now()
		}
		before.end()
	}
	maps.DeleteFunc(x.runs, func(_ string, r *trialRun) bool {
		at := r.now().Finished
		return !at.IsZero() && x.now().Sub(at) > runKept
	})
	ctx, end := context.WithCancel(context.Background())
	r := &trialRun{key: key, end: end, done: make(chan struct{}), said: console.TrialRun{Of: len(talksWithSafety(files.Talks))}}
	x.runs[by] = r
	go x.run(ctx, r, files)
	return r.now()
}

// run plays all talks, one run at a time.
func (x *trials) run(ctx context.Context, r *trialRun, files bot.ScriptFiles) {
	defer close(r.done)
	defer r.end()
	select {
	case x.one <- struct{}{}:
		defer func() { <-x.one }()
	case <-ctx.Done():
		return
	}
	results, ways, err := x.passed.play(ctx, x.clinic, files, func(done, _ int) {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.said.Done = done
	})
	r.mu.Lock()
	defer r.mu.Unlock()
	r.said.Finished, r.said.Results, r.said.Ways = x.now(), results, ways
	switch {
	case errors.Is(err, bot.ErrRefused):
		r.said.Why = "The scripts have errors that block. Mend them first: then the tests can be played."
	case err != nil:
		r.said.Why = "The tests could not be played. Try again."
	}
}

// Update is what talks become that expect what really comes.
func (x *trials) Update(ctx context.Context, by string, files bot.ScriptFiles, names []string, only func(*transcript.Difference) bool) (map[string]string, console.TrialRun, error) {
	x.Run(by, files)
	x.Wait(ctx, by, files)
	run, _ := x.Ran(by, files)
	if run.Why != "" {
		return nil, run, bot.ErrRefused
	}
	if run.Finished.IsZero() {
		return nil, run, nil
	}
	r, err := x.passed.of(x.clinic, files.Flows)
	if err != nil {
		return nil, run, err
	}
	out := map[string]string{}
	names = slices.DeleteFunc(slices.Clone(names), func(name string) bool { return files.Talks[name] == "" || isSafety(name) })
	err = x.passed.each(ctx, r, len(names), func(s *stage, i int) func() {
		p := s.playTalk(names[i], files.Talks[names[i]])
		return func() {
			switch {
			case p.err != nil, len(p.diffs) == 0:
			case only == nil:
				out[p.name] = transcript.Write(p.really)
			default:
				if t, n := transcript.Reword(p.talk, p.diffs, only); n > 0 {
					out[p.name] = transcript.Write(t)
				}
			}
		}
	})
	return out, run, err
}

// answerJob is a question that is answered in talks for an account.
type answerJob struct {
	key  string
	end  context.CancelFunc
	done chan struct{}

	mu   sync.Mutex
	said console.Answers
	err  error
}

func (j *answerJob) now() (console.Answers, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.said, j.err
}

// Answer begins to put the answer to a question into talks, or says how far that is.
func (x *trials) Answer(ctx context.Context, by string, files bot.ScriptFiles, names []string, a transcript.Answer) (console.Answers, error) {
	key := keyOf(files) + fmt.Sprintf("%q %q %q", names, a.Question, a.Words)
	x.mu.Lock()
	j := x.answers[by]
	if j == nil || j.key != key {
		if j != nil {
			j.end()
		}
		known := slices.DeleteFunc(slices.Clone(names), func(name string) bool { return files.Talks[name] == "" || isSafety(name) })
		ended, end := context.WithCancel(context.Background())
		j = &answerJob{key: key, end: end, done: make(chan struct{}), said: console.Answers{Of: len(known), Talks: map[string]transcript.Answered{}}}
		x.answers[by] = j
		go x.answer(ended, j, files, known, a)
	}
	x.mu.Unlock()
	soon(ctx, j.done)
	out, err := j.now()
	if err == nil {
		err = ctx.Err()
	}
	if out.Finished || err != nil && ctx.Err() == nil { // it is told once
		x.mu.Lock()
		if x.answers[by] == j {
			delete(x.answers, by)
		}
		x.mu.Unlock()
	}
	return out, err
}

// answer puts the answer into all of the talks.
func (x *trials) answer(ctx context.Context, j *answerJob, files bot.ScriptFiles, names []string, a transcript.Answer) {
	defer close(j.done)
	defer j.end()
	done := map[string]transcript.Answered{}
	r, err := x.passed.of(x.clinic, files.Flows)
	if err == nil {
		err = x.passed.each(ctx, r, len(names), func(s *stage, i int) func() {
			t, err := transcript.Read(names[i], files.Talks[names[i]]) // Into says so too
			if err == nil {
				s.most = mostOf(t)
			}
			answered, err := a.Into(names[i], files.Talks[names[i]], s.player(t), x.clinic.Zone)
			return func() {
				if err == nil {
					done[names[i]] = answered
				}
				j.mu.Lock()
				defer j.mu.Unlock()
				j.said.Done++
			}
		})
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.err = err; err == nil {
		j.said.Talks, j.said.Finished = done, true
	}
}
