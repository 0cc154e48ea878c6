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
		// spelt by ear, cut short
		{"kiero una sita", "es", true}, {"ola", "es", true}, {"q onda", "es", true}, {"nomas mio", "es", true}, {"pa mi", "es", true}, {"simon tengo 25", "es", true},
		{"primera ves", "es", true}, {"no tengo aseguransa", "es", true}, {"q es metadona", "es", true}, {"nesesito rait", "es", true}, {"me kiero morir", "es", true},
		{"kiero morirme", "es", true}, {"no kiero bivir mas", "es", true}, {"me kiero matar", "es", true}, {"me va matar mi marido", "es", true}, {"me quieren matar", "es", true},
		{"me duele el pecho", "es", true}, {"estoy sangrando mucho", "es", true}, {"sobredosis", "es", true}, {"ay me esta dando un ataque al corason", "es", true},
		{"mi esposo me esta pegando tiene una pistola", "es", true}, {"ya se fue", "es", false}, {"k tal ando malo", "es", true}, {"aki toy", "es", true}, {"pa cuando ay cita", "es", true},
		{"sip", "es", false}, {"simon", "es", false}, {"medicaid i think", "en", true}, {"is it confidential", "en", true}, {"do you accept walk ins", "en", true},
		// English that looks Spanish here and there
		{"my son has no pan", "en", false}, {"me", "en", false}, {"none", "en", false}, {"Jonny", "en", false}, {"see ya", "en", false}, {"k", "en", false}, {"on sale once", "en", false},
		{"come", "en", false}, {"he is my son", "en", true}, {"los anchorage", "en", false}, {"maria de los angeles", "en", false}, {"im in el paso", "en", true}, {"do you speak spanish", "en", true},
		{"hes turning blu", "en", true}, {"he wont wak up", "en", true}, {"i dont have narcan", "en", true}, {"evenings only", "en", false}, {"dec 15 at 10", "en", false},
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
