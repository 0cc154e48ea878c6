package flows_test

import (
	"testing"

	"nightdesk/flows"
)

func TestDangerIsReadHoweverItsNamesAreWritten(t *testing.T) {
	for _, src := range []string{
		"danger\nsuicide_risk_discreet\n  en  988 911\n  es  988 911 ya\n",
		"danger\nsuicide_risk discreet\n  en  988 911\n  es  988 911 ya\n",
		"danger\nSuicide_Risk Discreet:\n  en  988 911\n  es  988 911 ya\n",
		"danger  # ours\nsuicide_risk discreet  en  988 911\n  es  988 911 ya\n",
	} {
		set := good()
		set["danger.flow"] = src
		script, problems := flows.ParseAndCheck(set, known)
		if got := script.Danger["suicide_risk_discreet"]; len(problems) > 0 || got["en"] != "988 911" || got["es"] != "988 911 ya" {
			t.Errorf("%q: %v\n%s", src, script.Danger, lines(problems))
		}
	}
}

func TestDangerTwice(t *testing.T) {
	set := good()
	set["danger.flow"] = "danger\noverdose_now\n  en  988 911\n  es  988 911\noverdose_now\n  en  988 911\n  es  988 911\n"
	_, problems := flows.ParseAndCheck(set, known)
	if want := `danger.flow:5:1: error: the reply "overdose_now" is here twice (mend: delete one of the two)` + "\n"; lines(problems) != want {
		t.Errorf("got %s want %s", lines(problems), want)
	}
}

// A clinic without rules for it can't reword what answers danger.
func TestDangerThatNobodyCanJudge(t *testing.T) {
	set := good()
	set["danger.flow"] = "danger\noverdose_now\n  en  988 911\n  es  988 911\n"
	bare := known
	bare.Danger = flows.DangerRules{}
	if _, problems := flows.ParseAndCheck(set, bare); !flows.Blocks(problems) {
		t.Error("words that nobody can judge are taken")
	}
}
