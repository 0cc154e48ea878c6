package main

import (
	"context"
	"errors"
	"testing"
	"time"

	"nightdesk/bot"
)

// Who had all tests played and publishes the same files does not wait for them again;
// any other file is another set.
func TestWhatPassedIsNotPlayedAgain(t *testing.T) {
	t.Parallel()
	var before passed
	flowFiles, err := scriptFiles("")
	if err != nil {
		t.Fatal(err)
	}
	files := bot.ScriptFiles{Flows: flowFiles}
	x := newTrials(exampleClinic(t), time.Now, &before)
	x.run(t.Context(), &trialRun{key: keyOf(files), end: func() {}, done: make(chan struct{})}, files)

	ended, end := context.WithCancel(t.Context())
	end()
	play := playsOf(exampleClinic(t), &before)
	if failed, err := play(ended, files); err != nil || len(failed) > 0 {
		t.Errorf("what passed is played again: %v %v", failed, err)
	}
	other := files.Clone()
	other.Talks["more.talk"] = "# nothing\n"
	if _, err := play(ended, other); !errors.Is(err, context.Canceled) {
		t.Errorf("other talks are not played: %v", err)
	}
}

// What passed is known by all of it, and no part of it can stand for another.
func TestNoSetPassesForAnother(t *testing.T) {
	t.Parallel()
	var p passed
	p.add(bot.ScriptFiles{Flows: map[string]string{"a.flow": "x", "b.flow": "y"}, Talks: map[string]string{"a.talk": "z"}})
	for _, f := range []bot.ScriptFiles{
		{Flows: map[string]string{"a.flow": "x", "b.flow": "y"}},
		{Flows: map[string]string{"a.flow": "x"}, Talks: map[string]string{"b.flow": "y", "a.talk": "z"}},
		{Flows: map[string]string{"a.flow": "x\n6 b.flow 1 y"}, Talks: map[string]string{"a.talk": "z"}},
		{Flows: map[string]string{"a.flow": "y", "b.flow": "x"}, Talks: map[string]string{"a.talk": "z"}},
	} {
		if p.has(f) {
			t.Errorf("%v was never played", f)
		}
	}
	if len(p.sets[0]) < 32 {
		t.Errorf("a set is known by %d bytes: two of one name can be looked for", len(p.sets[0]))
	}
	for range 2 * passedKept {
		p.add(bot.ScriptFiles{})
	}
	if len(p.sets) != passedKept {
		t.Errorf("%d sets are remembered", len(p.sets))
	}
}
