package safety_test

import (
	"strings"
	"testing"

	"nightdesk/bot/safety"
)

// FuzzOptOut: the same text is read the same way twice and however it is cased,
// and a bare keyword is never anything but an opt-out.
func FuzzOptOut(f *testing.F) {
	for _, s := range []string{"stop", "STOP.", "please stop texting me", "i want to stop using", "help me quit", "cancel my 9am",
		"ya no me mande mensajes", "wrong number", "quitenme de la lista", "\xffstop\x00", strings.Repeat("stop ", 300)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := safety.OptOutIn(s)
		if again := safety.OptOutIn(s); again != got {
			t.Fatalf("%v, then %v", got, again)
		}
		if key := safety.KeywordIn(s); key == safety.KeywordStop && got != safety.OptOutClear && safety.KeywordIn(strings.ToUpper(s)) != key {
			t.Fatalf("a keyword by one case only")
		}
		if plain := "stop " + s; strings.TrimSpace(s) == "" && safety.OptOutIn(plain) != safety.OptOutClear {
			t.Fatalf("%q is no opt-out", plain)
		}
	})
}
