package safety_test

import (
	"os"
	"strings"
	"testing"

	"nightdesk/bot/safety"
)

// TestOptOutTables reads the rows of testdata/optout*.txt: "= heading", then one
// text a line. Those of optout_blind.txt were written before the rules were read; 26
// of the 179 were read otherwise then, and the labels of 6 were wrong. The share that must be read right is set from what was measured,
// so that it can only rise.
func TestOptOutTables(t *testing.T) {
	want := map[string]safety.OptOut{"clear": safety.OptOutClear, "none": safety.OptOutNone, "unclear": safety.OptOutUnclear, "wrong": safety.OptOutWrongNumber,
		"who": safety.OptOutNone, "back": safety.OptOutBack}
	for _, c := range []struct {
		file string
		miss int // texts that may be read otherwise
	}{{"optout.txt", 0}, {"optout_heldback.txt", 0}, {"optout_blind.txt", 0}} {
		t.Run(c.file, func(t *testing.T) {
			b, err := os.ReadFile("testdata/" + c.file)
			if err != nil {
				t.Fatal(err)
			}
			heading, n, missed := "", 0, 0
			for line := range strings.Lines(string(b)) {
				line = strings.TrimRight(line, "\n")
				if h, ok := strings.CutPrefix(line, "= "); ok {
					heading = h
					continue
				}
				n++
				got, key := safety.OptOutIn(line), safety.KeywordIn(line)
				switch {
				case key == safety.KeywordStop:
					got = safety.OptOutClear
				case key == safety.KeywordStart && heading == "back":
					got = safety.OptOutBack
				}
				if _, known := want[heading]; !known || got != want[heading] || heading == "who" && !safety.AsksWho(line) {
					missed++
					t.Logf("%s: %q read as %d", heading, line, got)
				}
			}
			if t.Logf("%d of %d read otherwise", missed, n); missed > c.miss {
				t.Errorf("%d of %d texts read otherwise, at most %d may be", missed, n, c.miss)
			}
		})
	}
}

func TestKeywords(t *testing.T) {
	for s, want := range map[string]safety.Keyword{
		"STOP": safety.KeywordStop, " stop ": safety.KeywordStop, "Quit": safety.KeywordStop, "cancel": safety.KeywordStop, "END": safety.KeywordStop,
		"StopAll": safety.KeywordStop, "revoke": safety.KeywordStop, "optout": safety.KeywordStop, "unsubscribe\n": safety.KeywordStop,
		"start": safety.KeywordStart, "YES": safety.KeywordStart, "unstop": safety.KeywordStart, "HELP": safety.KeywordHelp, "info": safety.KeywordHelp,
		"stop please": safety.KeywordNone, "cancel my appointment": safety.KeywordNone, "alto": safety.KeywordNone, "": safety.KeywordNone,
		"yes please": safety.KeywordNone, "stop.": safety.KeywordNone,
	} {
		if got := safety.KeywordIn(s); got != want {
			t.Errorf("KeywordIn(%q) = %d, want %d", s, got, want)
		}
	}
}

func BenchmarkOptOut(b *testing.B) {
	for b.Loop() {
		safety.OptOutIn("do you have anything on friday afternoon or maybe next week")
	}
}

// To ask who is there is a question of those who talk with us, and never one who
// says anything else besides.
func TestAsksWho(t *testing.T) {
	for _, s := range []string{"who is this visit with", "who is my counselor", "who is this for, me or my son", "who is calling me about this", "hi", "quien es mi consejero",
		"quien me puede llevar", "what number is this clinic", "is this who i talk to about a visit"} {
		if safety.AsksWho(s) {
			t.Errorf("%q is read as asking who we are", s)
		}
	}
	for _, s := range []string{"Who is this??", "who r u", "whos this", "quien eres", "who are you", "whose number is this"} {
		if !safety.AsksWho(s) {
			t.Errorf("%q is not read as asking who we are", s)
		}
	}
}

// TestOptOutInASentence: a whole wish that stands first counts, whatever follows it.
func TestOptOutInASentence(t *testing.T) {
	for s, want := range map[string]safety.OptOut{
		"stop. i will call instead": safety.OptOutClear, "Stop, i changed my mind": safety.OptOutClear, "Stop - who is this": safety.OptOutClear,
		"S T O P": safety.OptOutClear, "s.t.o.p": safety.OptOutClear, "\U0001F6D1": safety.OptOutClear, "\U0001F6D1\uFE0F ": safety.OptOutClear,
		"fuck you stop": safety.OptOutClear, "stop replying": safety.OptOutClear, "i don't want to hear from you": safety.OptOutClear, "shut off texts": safety.OptOutClear,
		"i dont want to hear from him": safety.OptOutNone, "where do i stop, 5th ave?": safety.OptOutNone, "bus stop - is it close": safety.OptOutNone,
		"\U0001F44D": safety.OptOutNone, "shut off my phone": safety.OptOutNone, "we stopped, is that ok": safety.OptOutNone, "": safety.OptOutNone,
	} {
		if got := safety.OptOutIn(s); got != want {
			t.Errorf("%q: %d, want %d", s, got, want)
		}
	}
}
