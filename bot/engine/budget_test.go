package engine_test

import (
	"fmt"
	"testing"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/engine"
)

// However a machine varies its texts, a day has its number of replies, and danger
// is answered after all of them.
func TestNoWordingGetsRoundTheBudget(t *testing.T) {
	words := []string{"stone", "river", "lamp", "cloud", "apple", "chair", "paper", "glass", "table"}
	s, now, replies := bot.Session{}, morning, 0
	const few = 10
	for n := range 1000 {
		text := fmt.Sprintf("%s %s %s", words[n%9], words[n/9%9], words[n/81%9])
		turn := engine.Advance(world(), s, said(n, text), now)
		if s = turn.Session; turn.Reply != "" {
			replies++
		}
		now = now.Add(20 * time.Second)
	}
	if replies > 120+few || replies < 40 {
		t.Errorf("%d replies to 1000 texts in 6 hours", replies)
	}
	if turn := engine.Advance(world(), s, said(1000, "my friend is not breathing"), now); turn.Class != bot.SendCrisis || turn.Reply == "" {
		t.Errorf("danger got %q", turn.Reply)
	}
}

// A machine that sends our own lines back comes into a hold, because they speak of
// danger, and never repeats itself, because they take turns. Somebody who is in
// danger and writes much is answered all the same, and so is a new danger.
func TestAnEchoInAHoldIsNotAnsweredForEver(t *testing.T) {
	s := engine.Advance(world(), bot.Session{}, said(0, "my chest hurts so much i cant breathe"), morning).Session
	if s.Crisis == nil || !s.Crisis.Held {
		t.Fatal("no hold")
	}
	now, echo, replies := morning, "where are you", 0
	for n := range 1000 {
		now = now.Add(2 * time.Second) // 33 minutes
		turn := engine.Advance(world(), s, said(n+1, echo), now)
		if s = turn.Session; turn.Reply != "" {
			replies++
			echo = "RE: " + turn.Reply
			continue
		}
		echo = fmt.Sprintf("still here %d", n)
	}
	if replies > 60+7 || replies < 40 {
		t.Errorf("%d lines to an echo of 33 minutes", replies)
	}
	if turn := engine.Advance(world(), s, said(2000, "and i want to kill myself"), now); turn.Reply == "" {
		t.Error("a new danger is not answered")
	}
	if turn := engine.Advance(world(), s, said(2001, "hello"), now.Add(5*time.Minute)); turn.Reply == "" {
		t.Error("after five minutes there is no line")
	}
}
