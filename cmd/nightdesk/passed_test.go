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
	x.run(t.Context(), &trialRun{key: keyOf(files), end: func() {}}, files)

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
