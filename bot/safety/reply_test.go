package safety_test

import (
	"strings"
	"testing"

	"nightdesk/bot"
	"nightdesk/bot/safety"
	"nightdesk/bot/text"
)

var (
	allLabels = []safety.Label{safety.OverdoseNow, safety.MedicalEmergency, safety.SuicideRisk, safety.DangerFromOthers, safety.Withdrawal}
	manners   = []safety.Manner{{Lang: bot.English}, {Lang: bot.English, Discreet: true}, {Lang: bot.Spanish}, {Lang: bot.Spanish, Discreet: true}}
	tagSets   = [][]string{nil, {safety.TagThirdParty}, {safety.TagThreat}, {safety.TagPregnancy}}
)

// telling lists words that say what the clinic is for.
var telling = []string{
	"methadone", "opioid", "addiction", "drug", "treatment", "recovery", "dose", "counselor", "clinic", "narcan", "naloxone", "withdrawal", "pills",
	"metadona", "opioide", "adiccion", "droga", "tratamiento", "dosis", "clinica", "naloxona", "abstinencia", "pastillas",
}

func TestReplies(t *testing.T) {
	for _, l := range allLabels {
		for _, next := range append(allLabels, safety.None) {
			for _, m := range manners {
				for _, tags := range tagSets {
					f := safety.Finding{Label: l, Strength: safety.Act, Next: next, Tags: tags}
					got := safety.Reply(f, m)
					sendable(t, string(l), got)
					if line := nextLines[next][m.Lang]; l.Before(next) && next != safety.None && !strings.Contains(got, line) {
						t.Errorf("%s %+v %v: no word of %s in %q", l, m, tags, next, got)
					}
					if m.Discreet && l != safety.OverdoseNow {
						neutral(t, string(l), got)
					}
				}
			}
		}
	}
}

// nextLines are in what is said of a second danger.
var nextLines = map[safety.Label]map[bot.Lang]string{
	safety.MedicalEmergency: {bot.English: "911 or ER", bot.Spanish: "Dolor de pecho"},
	safety.SuicideRisk:      {bot.English: "988", bot.Spanish: "988"},
	safety.DangerFromOthers: {bot.English: "800-799-7233", bot.Spanish: "800-799-7233"},
	safety.Withdrawal:       {bot.English: "feel better", bot.Spanish: "malestar"},
}

func TestSecondLabelGetsALine(t *testing.T) {
	f := safety.Screen("she took all her pills, goodbye, she wants to die and wont wake up")
	if f.Label != safety.OverdoseNow || f.Next != safety.SuicideRisk {
		t.Fatalf("got %+v", f)
	}
	for _, m := range manners {
		if got := safety.Reply(f, m); !strings.Contains(got, "988") {
			t.Errorf("%+v: no line for the second label in %q", m, got)
		}
	}
}

func TestQuestions(t *testing.T) {
	for _, l := range allLabels {
		for _, m := range manners {
			f := safety.Finding{Label: l, Strength: safety.Ask, Next: safety.None}
			q := safety.Question(f, m)
			sendable(t, "question "+string(l), q)
			yes := "1 yes 2 no"
			if m.Lang == bot.Spanish {
				yes = "1 si 2 no"
			}
			for _, want := range []string{"911", "988", "?", yes, "utomat"} {
				if !strings.Contains(q, want) {
					t.Errorf("%s %+v: no %q in %q", l, m, want, q)
				}
			}
			again := safety.QuestionAgain(f, m)
			sendable(t, "question again "+string(l), again)
			if !strings.HasSuffix(again, q) || m.Discreet && l != safety.OverdoseNow && strings.Contains(again, "Narcan") {
				t.Errorf("%s %+v: %q", l, m, again)
			}
			if m.Discreet && l != safety.OverdoseNow {
				neutral(t, string(l), q)
			}
		}
	}
	for _, m := range manners {
		none := safety.Finding{Label: safety.None, Next: safety.None}
		if safety.Reply(none, m)+safety.Question(none, m)+safety.QuestionAgain(none, m)+safety.Steady(safety.Hold{Label: safety.None}, m) != "" {
			t.Error("something is said to nothing")
		}
	}
}

func TestFixedLines(t *testing.T) {
	for name, s := range map[string]string{"fallback": safety.Fallback(), "other language": safety.OtherLanguageReply()} {
		sendable(t, name, s)
		for _, want := range []string{"call 911", "988", "llame al 911", "automated", "automatica"} {
			if !strings.Contains(s, want) {
				t.Errorf("%s: no %q", name, want)
			}
		}
		neutral(t, name, s)
	}
}

func sendable(t *testing.T, name, s string) {
	t.Helper()
	if enc, n := text.Segments(s); s == "" || enc != text.GSM7 || n > 2 {
		t.Errorf("%s: %s, %d segments: %q", name, enc, n, s)
	}
}

func neutral(t *testing.T, name, s string) {
	t.Helper()
	for _, w := range text.Words(s) {
		for _, bad := range telling {
			if w == bad {
				t.Errorf("%s says %q where others may read: %q", name, bad, s)
			}
		}
	}
}
