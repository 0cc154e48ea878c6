package engine_test

import (
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nightdesk/bot"
	"nightdesk/bot/engine"
	"nightdesk/bot/safety"
)

// waitingAt is a talk that has come to a question of the clinic's scripts.
func waitingAt(lang bot.Lang, flow, step string) bot.Session {
	at := bot.Position{Place: bot.Place{Flow: flow, Step: step}, Version: program.Script.Version}
	return bot.Session{Phone: them, Line: line, Lang: lang, LangSure: lang != "", LastIn: morning.Add(-time.Minute), At: at, Kept: map[string]string{}}
}

// Each way in which the clinic's scripts say that an answer may be written gives that
// answer, and leads where its number leads: in English, in Spanish, and for somebody
// whose language is not known yet.
func TestEveryWordOfAnAnswerGivesIt(t *testing.T) {
	tried := 0
	for _, flow := range slices.Sorted(maps.Keys(program.Script.Flows)) {
		for _, step := range program.Script.Flows[flow].Steps {
			for _, o := range step.Answer.Options {
				for _, lang := range []bot.Lang{bot.English, bot.Spanish, ""} {
					byDigit := answered(t, waitingAt(lang, flow, step.Name), o.Digit, step, o)
					for _, words := range wordsOf(o) {
						// Danger comes before any question, and a language named in it changes to it.
						if safety.Screen(words).Raised() || slices.Contains(languageNames, words) {
							continue
						}
						tried++
						if d := cmp.Diff(byDigit, answered(t, waitingAt(lang, flow, step.Name), words, step, o)); d != "" {
							t.Errorf("%s/%s in %q: %q leads elsewhere than %s (-digit +words):\n%s", flow, step.Name, lang, words, o.Digit, d)
						}
					}
				}
			}
		}
	}
	if tried < 300 {
		t.Errorf("only %d were tried", tried)
	}
}

// languageNames are words of the choice between languages: each gives its language
// wherever it is written, which that choice need not know.
var languageNames = []string{"espanol", "Espanol", "spanish", "en espanol", "english", "English", "ingles", "in english"}

// wordsOf are all words of an answer, in every language.
func wordsOf(o bot.Option) (all []string) {
	for lang, label := range o.Label {
		all = append(append(all, label), o.Also[lang]...)
	}
	return all
}

// answered is the ways that an answer takes.
func answered(t *testing.T, s bot.Session, body string, step *bot.Step, o bot.Option) []bot.Way {
	t.Helper()
	turn := engine.Advance(world(), s, said(1, body), morning)
	if got := turn.Session.Kept[step.Keep]; step.Keep != "" && got != o.Name {
		t.Errorf("%s/%s in %q: %q is kept as %q, not %q; reply %q", s.At.Flow, step.Name, s.Lang, body, got, o.Name, turn.Reply)
	}
	if turn.Reply == "" {
		t.Errorf("%s/%s in %q: %q is not answered", s.At.Flow, step.Name, s.Lang, body)
	}
	if len(turn.Ways) == 0 || turn.Ways[0].Place != s.At.Place {
		t.Errorf("%s/%s in %q: %q took no way out of the question: %q", s.At.Flow, step.Name, s.Lang, body, turn.Reply)
	}
	return turn.Ways
}

// An answer that leads to an end without a word is answered with the closing phrase.
func TestAnAnswerThatEndsInSilenceIsClosed(t *testing.T) {
	phrases := map[string]bot.Text{}
	for _, p := range bot.Phrases() {
		phrases[p] = bot.Text{bot.English: "phrase " + p, bot.Spanish: "frase " + p}
	}
	ask := &bot.Step{Name: "ask", Ask: bot.Text{bot.English: "Go on? 1 yes 2 no", bot.Spanish: "Seguir? 1 si 2 no"}, Answer: bot.AnswerSpec{Kind: bot.AnswerYesNo},
		Branches: []bot.Branch{{Value: "yes", Then: bot.Target{Step: "mark"}}}, Then: bot.Target{End: true}}
	mark := &bot.Step{Name: "mark", Set: []bot.Setting{{Name: "seen", Value: "yes"}}, Then: bot.Target{End: true}}
	w := world()
	w.Program = engine.Compile(&bot.Script{Version: "v", Start: "f", Phrases: phrases,
		Flows: map[string]*bot.Flow{"f": bot.NewFlow("f", "", []*bot.Step{ask, mark})}})
	for lang, want := range map[bot.Lang]string{bot.English: "phrase closing", bot.Spanish: "frase closing"} {
		for _, body := range []string{"1", "2"} {
			s := waitingAt(lang, "f", "ask")
			s.At.Version = "v"
			turn := engine.Advance(w, s, said(1, body), morning)
			if turn.Reply != want || turn.Session.At.Step != "" {
				t.Errorf("%q in %s: %q at %q, want %q at the end", body, lang, turn.Reply, turn.Session.At.Step, want)
			}
		}
	}
}
