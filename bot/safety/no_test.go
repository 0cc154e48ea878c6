package safety_test

import (
	"testing"

	"nightdesk/bot/safety"
)

// TestANoThatAnswersTakesNothingBack: our scripts ask for yes or no all the time,
// and a no to one of their questions hid every danger that followed in the same
// breath.
func TestANoThatAnswersTakesNothingBack(t *testing.T) {
	for text, want := range map[string]safety.Label{
		"hi no he stopped breathing":              safety.OverdoseNow,
		"hola no mi hermano no respira":           safety.OverdoseNow,
		"ok no im not suicidal":                   safety.None,
		"no i want to kill myself":                safety.SuicideRisk,
		"no, i want to kill myself":               safety.SuicideRisk,
		"nope im going to shoot myself":           safety.SuicideRisk,
		"nah no i'm going to kill myself":         safety.SuicideRisk,
		"no he stopped breathing":                 safety.OverdoseNow,
		"no my brother is turning blue":           safety.OverdoseNow,
		"no i took all my pills":                  safety.OverdoseNow,
		"no he has a gun":                         safety.DangerFromOthers,
		"no i dont want to die":                   safety.None,
		"no im not suicidal":                      safety.None,
		"no im not thinking about hurting myself": safety.None,
		"no he never hit me":                      safety.None,
		"no he is fine":                           safety.None,
		"no suicidal thoughts":                    safety.None,
		"no chest pain":                           safety.None,
		"no he pensado en morir":                  safety.None,
		"no he visto sangre":                      safety.None,
		"no i cant do monday":                     safety.None,
	} {
		if f := safety.Screen(text); f.Label != want {
			t.Errorf("%q: %s, want %s", text, f.Label, want)
		}
	}
}
