package engine_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/engine"
)

func TestDangerBehindANoToAQuestionOfTheScript(t *testing.T) {
	for _, before := range [][]string{{"hi"}, intake[:3], {"im so dope sick and shaking bad"}, {"my boyfriend is hitting me"}} {
		for body, want := range map[string]string{"no i want to kill myself": "988", "no he stopped breathing": "CALL 911 NOW"} {
			x := talk(t, bot.Session{}, append(append([]string{}, before...), body)...)
			if !strings.Contains(x.Reply, want) || len(x.Raise) == 0 || x.Raise[0].Level != bot.LevelNow {
				t.Errorf("%q, %q: %q, raised %v", before, body, x.Reply, x.Raise)
			}
		}
	}
}

func TestAYesToIsItSafeIsNoStart(t *testing.T) {
	for body, out := range map[string]bool{"yes": true, "YES": true, "1": true, "START": false} {
		x := talk(t, bot.Session{}, "hi", "stop texting me", "my boyfriend is hitting me", body)
		if x.Session.OptedOut.IsZero() == out || x.OptOut == bot.OptOutClear && out {
			t.Errorf("%q: opted out %v, %v", body, x.Session.OptedOut, x.OptOut)
		}
	}
}

func TestAWishToStopCountsWithDangerAndNoSession(t *testing.T) {
	for _, body := range []string{"stop texting me i want to die", "no more texts, he is hitting me", "wrong number but my friend is not breathing"} {
		x := engine.Unreadable(world(), time.Time{}, said(1, body), morning)
		if x.OptOut != bot.OptOutSet || len(x.Consents) == 0 || !strings.Contains(x.Reply, "911") || !slices.ContainsFunc(x.Raise, func(r bot.Raise) bool { return r.Level == bot.LevelNow }) {
			t.Errorf("%q: %v, %q, raised %v", body, x.OptOut, x.Reply, x.Raise)
		}
	}
}
