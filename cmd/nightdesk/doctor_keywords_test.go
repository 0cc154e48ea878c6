package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"nightdesk/bot"
	"nightdesk/bot/answer"
	"nightdesk/bot/safety"
	"nightdesk/bot/text"
	"nightdesk/config"
	"nightdesk/flows"
	"nightdesk/flows/clinic"
)

// What is pasted at Twilio takes the place of our answers, so it must hold what
// they hold, in one segment, and nothing that tells what kind of clinic it is.
func TestKeywordTexts(t *testing.T) {
	c, problems := config.Example()
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	all := keywordTexts(c.ShortName, spokenPhone(c.Phone), langsOf(c))
	if len(all) != 6 {
		t.Fatalf("%d texts", len(all))
	}
	needs := map[string][]string{
		"STOP": {"START", "907-555-0110"}, "START": {"STOP", "HELP", "3"}, "HELP": {"STOP", "907-555-0110", "3"},
	}
	rates := map[bot.Lang]string{bot.English: "Msg & data rates may apply", bot.Spanish: "uede haber cargos"}
	for _, x := range all {
		if encoding, n := text.Segments(x.Text); encoding != text.GSM7 || n != 1 || len([]rune(x.Text)) > 160 {
			t.Errorf("%s %s: %s, %d segments", x.Word, x.Lang, encoding, n)
		}
		want := append([]string{"ATS: ", "911", "988"}, needs[x.Word]...)
		if x.Word != "STOP" {
			want = append(want, rates[x.Lang])
		}
		for _, w := range want {
			if !strings.Contains(x.Text, w) {
				t.Errorf("%s %s does not say %q: %s", x.Word, x.Lang, w, x.Text)
			}
		}
	}
	if got := keywordTexts("ATS", "1", []bot.Lang{bot.English, "tl"}); len(got) != 3 {
		t.Errorf("in English alone: %v", got)
	}
}

// The words to add at Twilio end all texts here too, and answer nothing that our
// scripts ask; those to leave out mean something here.
func TestSpanishKeywords(t *testing.T) {
	files, err := flows.Files(clinic.FS)
	if err != nil {
		t.Fatal(err)
	}
	script, problems := flows.Parse(files)
	if flows.Blocks(problems) {
		t.Fatal(problems)
	}
	var answers []string
	for _, f := range script.Flows {
		for _, st := range f.Steps {
			for _, o := range st.Answer.Options {
				for _, lang := range []bot.Lang{bot.English, bot.Spanish} {
					answers = append(append(answers, o.Label[lang]), o.Also[lang]...)
				}
			}
		}
	}
	if len(answers) < 100 {
		t.Fatalf("only %d answers", len(answers))
	}
	for w := range strings.SplitSeq(spanishStops, ", ") {
		if safety.OptOutIn(w) != safety.OptOutClear {
			t.Errorf("%s does not end texts here", w)
		}
		if slices.ContainsFunc(answers, func(a string) bool { return strings.EqualFold(a, w) }) {
			t.Errorf("%s is an answer to a question", w)
		}
	}
	if cmd, _ := answer.CommandIn("volver"); cmd != answer.CommandBack {
		t.Errorf("volver is %s", fmt.Sprint(cmd))
	}
}
