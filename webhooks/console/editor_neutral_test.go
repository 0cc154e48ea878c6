package console

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Who is told that a word tells too much is shown how it could be said; of a word that no
// neutral one is known for, nothing is shown.
func TestANeutralQuestionIsSuggested(t *testing.T) {
	t.Parallel()
	asked := func(en, es string) []textMeter {
		return []textMeter{{Lang: "en", Text: en}, {Lang: "es", Text: es}}
	}
	got := neutralWords(asked("Who told you? 1 a friend 2 a doctor", "¿Quien le dijo? 1 un amigo 2 Un doctor"))
	want := []wordingField{{"en", "", "Who told you? 1 a friend 2 another office"}, {"es", "", "¿Quien le dijo? 1 un amigo 2 Otra oficina"}}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if got := neutralWords(asked("Which drug? 1 a doctor", "¿Qué le dijo? 1 un doctor")); got != nil {
		t.Errorf("it could be %v", got)
	}
}
