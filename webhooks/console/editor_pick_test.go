package console

import (
	"strings"
	"testing"
)

func TestWordingsAreChosenByStep(t *testing.T) {
	all := []wordingChoice{
		{"step/intake/greet/ask", "Step greet: asks", "Hi, this is {clinic short name}, an automated line.", "Hi, this is an automated line. Hola, linea automatica."},
		{"step/intake/greet/again", "Step greet: asks once more", "Reply 1 to go on.", "Reply 1 to go on. Responda 1."},
		{"step/intake/name/ask", "Step name: asks", "What should we call you?", "What should we call you? ¿Como le llamamos?"},
	}
	d := wordingData{Choose: all}
	steps := d.Steps()
	if len(steps) != 2 || steps[0].Name != "greet" || steps[0].Begins != "Hi, this is {clinic short name} …" || !steps[0].Open || len(steps[0].Texts) != 2 || steps[0].Texts[1].Where != "Asks once more" {
		t.Errorf("the greeting is not first, whole and open: %+v", steps)
	}
	if steps[1].Open || steps[1].Begins != "What should we call you?" || steps[1].Texts[0].Where != "" {
		t.Errorf("a step of one text is not one line: %+v", steps[1])
	}
	if got := steps[1].Finds; !strings.Contains(got, "llamamos") || !strings.Contains(got, "what should") || strings.Contains(got, "hola") {
		t.Errorf("the name is looked for in %q", got)
	}
}
