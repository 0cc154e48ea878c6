package main

import (
	"context"
	"maps"
	"testing"

	"github.com/google/go-cmp/cmp"

	"nightdesk/bot"
	"nightdesk/flows/release"
)

// Before something is published, the conversations in the store are looked at: who
// waits at a question, whether they can go on in the new scripts, and nothing of who
// they are.
func TestForesee(t *testing.T) {
	s := newStory(t)
	for _, from := range []string{"+19075550161", "+19075550162", "+19075550163"} {
		s.says(from, "hi")
	}
	s.says("+19075550162", "1")
	s.says("+19075550162", "1") // at the question about the phone
	at := s.session("+19075550162").At.Place
	begin := s.session("+19075550161").At.Place

	moves := consoleScripts{store: s.store}
	other := s.reworded("rosa", oldWho, "Whom would the visit be for?").Files
	got, err := moves.Moves(t.Context(), other, bot.MoveSafe)
	if err != nil {
		t.Fatal(err)
	}
	want := release.Fates{Total: map[release.Fate]int{release.FateMove: 3}, Steps: []release.FateAt{{Place: begin, Fate: release.FateMove, N: 2}, {Place: at, Fate: release.FateMove, N: 1}}}
	if begin.Step > at.Step {
		want.Steps[0], want.Steps[1] = want.Steps[1], want.Steps[0]
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
	if d := cmp.Diff(map[string]int64{}, movesTold(got)); d != "" {
		t.Errorf("three people are few enough to be told apart (-want +got):\n%s", d)
	}
	if got, err = moves.Moves(t.Context(), other, bot.MoveRestart); err != nil || got.Total[release.FateRestart] != 3 {
		t.Errorf("with a restart: %+v, %v", got, err)
	}

	_, live := s.liveFiles() // who is on the version already is not counted
	if got, err = moves.Moves(t.Context(), live, bot.MoveSafe); err != nil || len(got.Total) != 0 {
		t.Errorf("of what is live: %+v, %v", got, err)
	}
	broken := other.Clone()
	broken.Flows = maps.Clone(broken.Flows)
	broken.Flows["intake.flow"] = "flow intake\nstep a\n  nonsense\n"
	if _, err = moves.Moves(t.Context(), broken, bot.MoveSafe); err == nil {
		t.Error("files that can't be read have a fate")
	}
	over, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err = moves.Moves(over, other, bot.MoveSafe); err == nil {
		t.Error("what could not be counted is told as if it were")
	}
}
