package flows_test

import (
	"fmt"
	"strings"
	"testing"

	"nightdesk/flows"
	"nightdesk/flows/clinic"
)

// What nobody can read is refused before it is compared with everything else.
func TestAnAnswerHasSomeWordsAndNotThousands(t *testing.T) {
	files, err := flows.Files(clinic.FS)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for i := range 40_000 {
		fmt.Fprintf(&b, "w%d x, ", i)
	}
	files["intake.flow"] = strings.Replace(files["intake.flow"], "6 question  en: ", "6 question  en: "+b.String(), 1)
	script, problems := flows.Parse(files)
	said := 0
	for _, p := range problems {
		if strings.Contains(p.Text, "other words") {
			said++
		}
	}
	words := 0
	for _, s := range script.Flows["intake"].Steps {
		for _, o := range s.Answer.Options {
			words = max(words, len(o.Also["en"]))
		}
	}
	if said != 1 || words > 200 {
		t.Errorf("it is said %d times, and %d words are read", said, words)
	}
}

// Marks that turn the direction of a line, or join and part letters unseen, are named.
func TestCharactersThatCannotBeSeen(t *testing.T) {
	for _, c := range []rune{0xad, 0x200b, 0x200d, 0x200f, 0x202e, 0x2060, 0x2066, 0x2067, 0x2068, 0x2069, 0x206f, 0xfeff} {
		_, problems := flows.Parse(map[string]string{"a.flow": "flow a\nstep b\n  say en  Hi " + string(c) + "there.\n"})
		if !strings.Contains(fmt.Sprint(problems), "cannot be seen") {
			t.Errorf("%U is not named: %v", c, problems)
		}
	}
}
