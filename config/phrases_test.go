package config_test

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"nightdesk/config"
)

// withPhrases is the example with some phrases.
func withPhrases(t *testing.T, lines string) (config.Clinic, []config.Problem) {
	t.Helper()
	src, err := os.ReadFile(example)
	if err != nil {
		t.Fatal(err)
	}
	return config.Parse("clinic.yaml", []byte(string(src)+"\nphrases:\n"+lines))
}

// Phrases are what staff begin with: each in every language, once.
func TestPhrases(t *testing.T) {
	c, ps := withPhrases(t, "  - name: Good morning\n    text: {en: \"Good morning! How can I help?\", es: \"¿Buenos dias! ¿Como le ayudo, señora?\"}\n  - name: OK?\n    text: \"OK?\"\n")
	if len(ps) > 0 {
		t.Fatal(ps)
	}
	want := []config.Phrase{
		{Name: "Good morning", Text: config.Text{"en": "Good morning! How can I help?", "es": "¿Buenos dias! ¿Como le ayudo, señora?"}},
		{Name: "OK?", Text: config.Text{"en": "OK?", "es": "OK?"}},
	}
	if d := cmp.Diff(want, c.Phrases); d != "" {
		t.Error(d)
	}
}

// What would cost twice, reveal the clinic, or fit on no button is said with its mend.
func TestPhrasesThatAreRefused(t *testing.T) {
	for lines, want := range map[string]string{
		"  - name: A\n    text: \"It’s ready\"\n":                       "'’' makes each text hold less than half as much",
		"  - name: A\n    text: {en: Hi, es: \"Si, llámeme\"}\n":        "'á' makes each text hold",
		"  - name: A\n    text: \"" + strings.Repeat("a", 161) + "\"\n": "161 characters, and one text holds 160",
		"  - name: A\n    text: \"Come for your dose\"\n":               `may not hold "dose"`,
		"  - name: A\n    text: {en: Hi}\n":                             `text is not written in "es"`,
		"  - name: " + strings.Repeat("n", 31) + "\n    text: Hi\n":     "31 characters, and a button holds 30",
		"  - name: A\n    text: Hi\n  - name: A\n    text: Ho\n":        `phrase "A" is defined twice`,
		"  - name: A\n": `text`,
		strings.Repeat("  - name: A\n    text: Hi\n", 13): "13 phrases, and the page shows 12",
	} {
		_, ps := withPhrases(t, lines)
		var all []string
		for _, p := range ps {
			all = append(all, p.String())
		}
		if got := strings.Join(all, "\n"); !strings.Contains(got, want) || !strings.Contains(got, "mend: ") {
			t.Errorf("%q: says %q, want %q", lines, got, want)
		}
	}
}
