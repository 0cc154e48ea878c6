package engine_test

import (
	"strings"
	"testing"

	"nightdesk/bot"
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
