package answer_test

import (
	"strings"
	"testing"

	"nightdesk/bot/answer"
)

func TestCommands(t *testing.T) {
	wrong, missed, all := 0, 0, 0
	for _, r := range rows(t, "command") {
		all++
		want, wantLang, _ := strings.Cut(r.want, " ")
		cmd, lang := answer.CommandIn(r.text)
		switch {
		case string(cmd) == want && lang == wantLang:
		case cmd == answer.CommandNone:
			missed++
			t.Logf("missed %s: %q", r.want, r.text)
		default:
			wrong++
			t.Logf("WRONG %s: %q read as %s %s", r.want, r.text, cmd, lang)
		}
	}
	t.Logf("%d texts, %d missed, %d wrong", all, missed, wrong)
	if wrong > 0 || missed > 0 {
		t.Errorf("%d wrong, %d missed", wrong, missed)
	}
}

func TestLanguage(t *testing.T) {
	for _, c := range []struct {
		text, lang string
		sure       bool
	}{
		{"hola", "es", true}, {"hello", "en", true}, {"i need help", "en", true}, {"necesito ayuda", "es", true}, {"gracias", "es", true},
		{"cuánto cuesta", "es", true}, {"do you take medicare", "en", true}, {"aceptan medicare?", "es", false}, {"ok", "en", false}, {"1", "en", false},
		{"no", "en", false}, {"quiero una cita para mañana", "es", true}, {"im sick and i want to come in today", "en", true}, {"", "en", false},
		{"mi hijo esta enfermo", "es", true}, {"Jose Maria", "en", false},
	} {
		if lang, sure := answer.Language(c.text); sure != c.sure || sure && lang != c.lang {
			t.Errorf("Language(%q) = %s, %v; want %s, %v", c.text, lang, sure, c.lang, c.sure)
		}
	}
}

func FuzzCommandIn(f *testing.F) {
	f.Add("go back")
	f.Fuzz(func(t *testing.T, s string) {
		if cmd, lang := answer.CommandIn(s); (lang != "") != (cmd == answer.CommandLanguage) {
			t.Fatalf("CommandIn(%q) = %s, %q", s, cmd, lang)
		}
		answer.Language(s)
	})
}

func BenchmarkCommandIn(b *testing.B) {
	for b.Loop() {
		answer.CommandIn("do you have anything on friday afternoon or maybe next week")
	}
}

func BenchmarkLanguage(b *testing.B) {
	for b.Loop() {
		answer.Language("do you have anything on friday afternoon or maybe next week")
	}
}
