package release_test

import (
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
		{"the greeting without its numbers", "intake.flow", "call 911", "call us", "a number of help is taken out"},
		{"a reply to danger", "danger.flow", "danger\n", "danger\nsuicide_risk\n  en  Call 988 now.\n  es  Llame al 988.\n", `the reply to danger "suicide_risk"`},
		{"what HELP says", "phrases.flow", "\nhelp\n  en  ", "\nhelp\n  en  Hi. ", `the phrase "help"`},
		{"another phrase", "phrases.flow", "\nnudge\n  en  ", "\nnudge\n  en  Hi. ", ""},
		{"nobody is called any more", "intake.flow", "level 1", "level 2", "was:"},
	} {
		edited := map[string]string{}
		for name, src := range files {
			edited[name] = src
		}
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
