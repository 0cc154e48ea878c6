package release_test

import (
	"maps"
	"strings"
	"testing"

	"nightdesk/flows"
	"nightdesk/flows/clinic"
	"nightdesk/flows/release"
)

// Words of danger are not to be taken back by what stands around them, before them or
// between them, whoever writes it.
func TestWordsOfDangerAreNotTakenBackBesideThem(t *testing.T) {
	files, err := flows.Files(clinic.FS)
	if err != nil {
		t.Fatal(err)
	}
	before, problems := flows.Parse(files)
	if flows.Blocks(problems) {
		t.Fatal(problems)
	}
	const snow = "questions\n\ntopic snow of none\n  asked en  are you open in the snow | open when it snows | snow day | is it open with all this snow\n  asked es  abren con nieve | abren si nieva | hay nieve abren | cierran por nieve\n  say es  Si.\n      en  "
	for _, x := range []struct {
		name, file string
		swap       []string // old, new
		asked      bool
	}{
		{"between two sentences", "intake.flow", []string{"call 911. Crisis:", "call 911. Bored? Crisis:"}, true},
		{"a question that they answer now", "intake.flow", []string{"an automated line. Not for", "an automated line. Lonely? Not for"}, true},
		{"a half sentence that goes over into them", "intake.flow", []string{"an automated line. Not for", "an automated line. Fridays:\\nNot for"}, true},
		{"a word that is on no short list", "intake.flow", []string{"an automated line. Not", "an automated line. Disregard what follows. Not"}, true},
		{"after them", "intake.flow", []string{"text 988. Reply", "text 988. These numbers are outdated. Reply"}, true},
		{"after them, in Spanish", "intake.flow", []string{"al 988. Responda", "al 988. Olvide eso. Responda"}, true},
		{"a text in front of the greeting", "intake.flow", []string{"step greet\n", "step greet\n  say en  The next text is a test.\n      es  Lo que sigue es una prueba.\n"}, true},
		{"a step in front of the greeting", "intake.flow", []string{"then greet\n", "then joke\n", "step greet\n", "step joke\n  say en  The next text is a joke.\n      es  Lo que sigue es una broma.\n  then greet\n\nstep greet\n"}, true},
		{"a step in front of one that calls at once", "intake.flow", []string{"if pregnant then pregnant", "if pregnant then joke", "step pregnant\n", "step joke\n  say en  The next text is a joke.\n      es  Lo que sigue es una broma.\n  then pregnant\n\nstep pregnant\n"}, true},
		{"another start", "intake.flow", []string{"if texting is not yes then greet", "if texting is not yes then consent"}, true},
		{"a new text that puts known ones together", "questions.flow", []string{"questions\n", snow + "In danger? Text us. Call 911.\n"}, true},
		{"a new text around one", "questions.flow", []string{"questions\n", snow + "Bored? Call 911.\n"}, true},
		{"letters that look alike", "questions.flow", []string{"questions\n", snow + "Never dial ９１１.\n"}, true},
		{"the question behind them", "intake.flow", []string{"What should we call you?", "Forget that. What should we call you?"}, true},
		{"another question behind them", "intake.flow", []string{"What should we call you?", "What is your first name?"}, false},
		{"another greeting", "intake.flow", []string{"Hi, this is", "Hello and welcome! This is"}, false},
		{"a new text as others", "questions.flow", []string{"questions\n", snow + "We are. In danger? Call 911.\n"}, false},
	} {
		edited := maps.Clone(files)
		edited[x.file] = strings.NewReplacer(x.swap...).Replace(edited[x.file])
		if edited[x.file] == files[x.file] {
			t.Errorf("%s: nothing to swap in %s", x.name, x.file)
			continue
		}
		after, problems := flows.Parse(edited)
		if flows.Blocks(problems) {
			t.Errorf("%s: %v", x.name, problems)
		}
		if got := release.Danger(before, after); len(got) > 0 != x.asked {
			t.Errorf("%s: asked for because %q, want %v", x.name, got, x.asked)
		}
	}
}
