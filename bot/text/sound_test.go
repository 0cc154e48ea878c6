package text_test

import (
	"testing"

	"nightdesk/bot/text"
)

func TestSpanishSound(t *testing.T) {
	for heard, plain := range map[string]string{
		"kiero": "quiero", "qiero": "quiero", "ola": "hola", "nesesito": "necesito", "bivir": "vivir", "pastiyas": "pastillas",
		"enbarasada": "embarazada", "jente": "gente", "yamen": "llamen", "cavesa": "cabeza", "anbulansia": "ambulancia",
	} {
		if got, want := text.SpanishSound(heard), text.SpanishSound(plain); got != want {
			t.Errorf("%q sounds as %q, %q as %q", heard, got, plain, want)
		}
	}
	for a, b := range map[string]string{"pero": "peso", "chica": "quita", "llama": "lama"} {
		if text.SpanishSound(a) == text.SpanishSound(b) {
			t.Errorf("%q and %q sound alike", a, b)
		}
	}
}
