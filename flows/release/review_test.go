package release_test

import (
	"maps"
	"strings"
	"testing"

	"nightdesk/bot"
	"nightdesk/flows"
	"nightdesk/flows/clinic"
	"nightdesk/flows/release"
)

// A second person is asked for what people in danger depend on, and not for every
// wording that happens to name 911.
func TestWhatASecondPersonIsAskedFor(t *testing.T) {
	files, err := flows.Files(clinic.FS)
	if err != nil {
		t.Fatal(err)
	}
	read := func(f map[string]string) *bot.Script {
		s, problems := flows.Parse(f)
		if flows.Blocks(problems) {
			t.Fatal(problems)
		}
		return s
	}
	before := read(files)
	for _, x := range []struct{ name, file, from, to, asked string }{
		{"the greeting in other words", "intake.flow", "Hi, this is", "Hello, this is", ""},
		{"the greeting without its numbers", "intake.flow", "call 911", "call us", "may read is another"},
		{"a reply to danger", "danger.flow", "danger\n", "danger\nsuicide_risk\n  en  Call 988 now.\n  es  Llame al 988.\n", `the reply to danger "suicide_risk"`},
		{"what HELP says", "phrases.flow", "\nhelp\n  en  ", "\nhelp\n  en  Hi. ", `the phrase "help"`},
		{"never before the number", "intake.flow", "call 911. Crisis", "never call 911. Crisis", "step greet: asks, in English"},
		{"never, in the other language", "intake.flow", "Emergencia: llame", "Emergencia: nunca llame", "step greet: asks, in Spanish"},
		{"a sentence before it that takes it back", "intake.flow", "an automated line. Not", "an automated line. Do not do this. Not", "step greet"},
		{"another invitation beside it", "intake.flow", "Reply 1 to go on, 2 for a call, 9 Espanol. STOP", "Text 1 to go on, 2 for a call, 9 Espanol. STOP", ""},
		{"around a number that is no greeting", "family.flow", "Take care. You can", "Goodbye. You can", "step "},
		{"of the step that calls at once", "intake.flow", "You did the right thing.", "We heard you.", "step pregnant"},
		{"around a common question's number", "questions.flow", "Drugstores also have it without a prescription. Does", "Ask at a drugstore. Does", "answer"},
		{"on a shared phone only", "questions.flow", "discreet en  Ask our staff: text 0", "discreet en  Ask: text 0", "on a shared phone"},
		{"what is said while nobody is there", "phrases.flow", "Nobody is at the desk now; it opens", "We are closed; we open", "small sentence"},
		{"a new question that says what others say", "questions.flow", "questions\n", "questions\n\ntopic snow of none\n  asked en  are you open in the snow | open when it snows | snow day | is it open with all this snow\n  asked es  abren con nieve | abren si nieva | hay nieve abren | cierran por nieve\n  say en  We are. In danger? Call 911.\n      es  Si. ¿Hay peligro? Llame al 911.\n", ""},
		{"a new one that says another thing", "questions.flow", "questions\n", "questions\n\ntopic snow of none\n  asked en  are you open in the snow | open when it snows | snow day | is it open with all this snow\n  asked es  abren con nieve | abren si nieva | hay nieve abren | cierran por nieve\n  say en  We are. In danger? Never call 911.\n      es  Si. ¿Hay peligro? Llame al 911.\n", "is new"},
		{"another phrase", "phrases.flow", "\nnudge\n  en  ", "\nnudge\n  en  Hi. ", ""},
		{"nobody is called any more", "intake.flow", "level 1", "level 2", "was:"},
	} {
		edited := maps.Clone(files)
		edited[x.file] = strings.Replace(edited[x.file], x.from, x.to, 1)
		if edited[x.file] == files[x.file] {
			t.Errorf("%s: %q is not in %s", x.name, x.from, x.file)
			continue
		}
		got := strings.Join(release.Danger(before, read(edited)), "; ")
		if x.asked == "" && got != "" || !strings.Contains(got, x.asked) {
			t.Errorf("%s: asked for because %q, want %q", x.name, got, x.asked)
		}
	}
	if got := release.Danger(before, before); len(got) > 0 {
		t.Errorf("nothing changed: %q", got)
	}
}

// What people in danger depend on is not to be taken out by another name, another file,
// or another way to it.
func TestASecondPersonIsAskedHoweverItIsTakenOut(t *testing.T) {
	files, err := flows.Files(clinic.FS)
	if err != nil {
		t.Fatal(err)
	}
	before, problems := flows.Parse(files)
	if flows.Blocks(problems) {
		t.Fatal(problems)
	}
	for _, x := range []struct {
		name, file string
		swap       []string // old, new
		asked      string
	}{
		{"a step under another name, without its number", "minor.flow", []string{"Call or text 988", "Call us", "988", "su gente", "step ", "step new_"}, "is gone"},
		{"one number inside of another", "intake.flow", []string{"call 911. Crisis", "call 555-911-0100. Crisis"}, "may read is another"},
		{"an answer that leads past the call", "intake.flow", []string{"if pregnant then pregnant", "if pregnant then out"}, `the answer "pregnant" in English`},
		{"a branch before it", "intake.flow", []string{"if pregnant then pregnant\n", "if urgent is pregnant then name\n  if pregnant then pregnant\n"}, "the step urgent of intake"},
		{"a word of the answer", "intake.flow", []string{"en: pregnant, im pregnant, expecting", "en: pregnant, expecting"}, `the answer "im pregnant" in English`},
		{"the answers' places", "intake.flow", []string{"1 pregnant  ", "2 pregnant  ", "2 sick  ", "1 sick  "}, `the answer "1"`},
		{"one more word", "intake.flow", []string{"en: pregnant, im pregnant, expecting", "en: pregnant, im pregnant, expecting, with child"}, ""},
		{"an answer that leads past words of danger", "intake.flow", []string{"if sick then sick\n", ""}, `the answer "dope sick" in English`},
		{"the last words of somebody's family", "family.flow", []string{"  then bye\n", "  then end\n"}, "the step family of family: going on no longer leads to words for people in danger"},
		{"a branch that has nothing to do with it", "intake.flow", []string{"if shared then plain\n", ""}, ""},
	} {
		edited := maps.Clone(files)
		edited[x.file] = strings.NewReplacer(x.swap...).Replace(edited[x.file])
		if edited[x.file] == files[x.file] {
			t.Errorf("%s: nothing to swap in %s", x.name, x.file)
			continue
		}
		after, _ := flows.Parse(edited)
		got := strings.Join(release.Danger(before, after), "; ")
		if x.asked == "" && got != "" || !strings.Contains(got, x.asked) {
			t.Errorf("%s: asked for because %q, want %q", x.name, got, x.asked)
		}
	}
	var topic string
	for _, q := range before.Topics {
		if strings.Contains(q.Say[bot.English], "911") {
			topic = q.Name
		}
	}
	changed, err := flows.RemoveTopic("questions.flow", files["questions.flow"], topic)
	if err != nil {
		t.Fatal(err)
	}
	edited := maps.Clone(files)
	edited["questions.flow"] = changed
	after, _ := flows.Parse(edited)
	if got := strings.Join(release.Danger(before, after), "; "); !strings.Contains(got, topic) {
		t.Errorf("the question %s, which names 911, is gone: asked for because %q", topic, got)
	}
}
