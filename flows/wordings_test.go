package flows_test

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"nightdesk/bot"
	"nightdesk/flows"
)

const small = `flow intake
title  Someone new asks for care

# Who it is for.
step who
  say en  Hello.               # kept short
      es  Hola.
  ask en  Who is this for?
          1 me 2 someone else
      # the second line is for old phones
      es  ¿Para quien es? 1 para mi
          2 otra persona   # as people say it
  answer choice
    1 me     en: me, myself       es: yo, para mi   # both
    2 other  en: someone else
  then end
`

func TestSetWording(t *testing.T) {
	for _, c := range []struct{ name, key, lang, text, was, is string }{
		{"one line", "step/intake/who/say0", "es", "Buenas.", "      es  Hola.\n", "      es  Buenas.\n"},
		{"with a comment", "step/intake/who/say0", "en", "Hi  there.", "Hello.               # kept", "Hi there.               # kept"},
		{"of two lines, comments stay", "step/intake/who/ask", "en", "For whom? 1 me 2 someone else",
			"  ask en  Who is this for?\n          1 me 2 someone else\n", "  ask en  For whom? 1 me 2 someone else\n"},
		{"the last of two lines", "step/intake/who/ask", "es", "¿Quien? 1 para mi 2 otra persona",
			"      es  ¿Para quien es? 1 para mi\n          2 otra persona   # as people say it\n", "      es  ¿Quien? 1 para mi 2 otra persona   # as people say it\n"},
		{"a new language", "step/intake/who/say0", "tl", "Kumusta.", "      es  Hola.\n", "      es  Hola.\n      tl  Kumusta.\n"},
		{"words of an answer keep their column", "step/intake/who/option/me", "en", "me", "en: me, myself       es:", "en: me               es:"},
		{"words of an answer that grow", "step/intake/who/option/me", "en", "me, myself, only for me", "en: me, myself       es:", "en: me, myself, only for me  es:"},
		{"words at the end", "step/intake/who/option/me", "es", "yo", "es: yo, para mi   # both", "es: yo   # both"},
		{"words in a new language", "step/intake/who/option/other", "es", "otra persona", "en: someone else\n", "en: someone else  es: otra persona\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, ending := range []string{"\n", "\r\n"} {
				src, want := strings.ReplaceAll(small, "\n", ending), strings.ReplaceAll(strings.Replace(small, c.was, c.is, 1), "\n", ending)
				got, err := flows.SetWording("intake.flow", src, c.key, bot.Lang(c.lang), c.text)
				if err != nil {
					t.Fatal(err)
				}
				if d := cmp.Diff(want, got); d != "" {
					t.Errorf("-want +got:\n%s", d)
				}
			}
		})
	}
}

func TestSetWordingRefuses(t *testing.T) {
	for _, c := range []struct{ name, key, lang, text, want string }{
		{"nothing", "step/intake/who/say0", "es", "  ", "nothing in it"},
		{"no such text", "step/intake/gone/say0", "es", "Hola", "no such text"},
		{"no such language", "step/intake/who/say0", "qq", "Hola", "not a language"},
		{"a comment", "step/intake/who/say0", "es", "# Hola", "must not begin with #"},
		{"half a brace", "step/intake/who/say0", "es", "Hola {clinic", "without }"},
		{"a mark among an answer's words", "step/intake/who/option/me", "en", "me es: yo", "can't be written"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := flows.SetWording("intake.flow", small, c.key, bot.Lang(c.lang), c.text)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error is %v, want one with %q", err, c.want)
			}
			if got != small {
				t.Error("the source changed all the same")
			}
		})
	}
}

// Every text of the clinic's scripts can be written anew in every language, and nothing
// but that changes.
func TestSetWordingOfEveryText(t *testing.T) {
	files, err := flows.Files(os.DirFS("clinic"))
	if err != nil {
		t.Fatal(err)
	}
	script, _ := flows.Parse(files)
	n := 0
	for i, w := range flows.Wordings(script) {
		if w.Where == "" || w.File == "" || w.Line == 0 {
			t.Errorf("%s has no place: %+v", w.Key, w)
		}
		for lang, was := range w.Text {
			if i%7 != 0 && lang == bot.English { // each parses its file thrice
				continue
			}
			n++
			src := files[w.File]
			changed, err := flows.SetWording(w.File, src, w.Key, lang, was+" x")
			if err != nil {
				t.Errorf("%s in %s: %v", w.Key, lang, err)
				continue
			}
			if back, err := flows.SetWording(w.File, changed, w.Key, lang, was); err != nil || !w.Answer && back != src && strings.Count(src, "\n") == strings.Count(back, "\n") {
				t.Errorf("%s in %s: written back it is not as it was (%v)", w.Key, lang, err)
			}
		}
		if testing.Short() && n > 60 {
			break
		}
	}
	if n == 0 {
		t.Fatal("nothing was written")
	}
}
