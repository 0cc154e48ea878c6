package report_test

import (
	"testing"

	"nightdesk/bot/report"
)

func stepsOf(t *testing.T, day map[string]int) []report.Step {
	t.Helper()
	from := at(3, 2, 0, 0)
	return report.Make(report.Input{From: from, To: from.AddDate(0, 0, 1), Now: from.AddDate(0, 0, 1), Zone: zone, Days: map[string]map[string]int{"2026-03-02": day}}).Steps
}

func TestAStepHasItsTimeAndSegments(t *testing.T) {
	steps := stepsOf(t, map[string]int{
		"shown:intake/who@3f8a1c27": 40, "answered:intake/who@3f8a1c27": 20, "sent:intake/who@3f8a1c27": 60,
		"took:1m:intake/who@3f8a1c27": 9, "took:5m:intake/who@3f8a1c27": 3, "took:later:intake/who@3f8a1c27": 8,
		"took:2y:intake/who@3f8a1c27": 9, // of a program to come
		"moved:safe":                  7,
	})
	if len(steps) != 1 {
		t.Fatalf("%d steps: %v", len(steps), steps)
	}
	s := steps[0]
	if got := s.Median().String(); got != "within 5m" {
		t.Errorf("half answered %s", got)
	}
	if n, ok := s.PerPerson(); n != 15 || !ok {
		t.Errorf("%d tenths of a segment, %v", n, ok)
	}
	late := stepsOf(t, map[string]int{"took:later:intake/who@3f8a1c27": 8})[0]
	if got := late.Median().String(); got != "over 24h" {
		t.Errorf("late answers: %s", got)
	}
}

// What an earlier version counted has neither, and is read all the same.
func TestOldCountsOfStepsAreRead(t *testing.T) {
	s := stepsOf(t, map[string]int{"shown:intake/who@3f8a1c27": 40, "answered:intake/who@3f8a1c27": 20})[0]
	if s.Shown != 40 || s.Answered != 20 || s.Median().String() != report.TooFew {
		t.Errorf("%+v, %s", s, s.Median())
	}
	if n, _ := s.PerPerson(); n != 0 {
		t.Errorf("%d segments", n)
	}
}

// A few people cannot be found by taking one figure from another: neither within a
// row, nor from one step to the next that they did not reach.
func TestAFewPeopleAreNotFoundBySubtraction(t *testing.T) {
	for lost := 1; lost < report.Few; lost++ {
		for shown := report.Few; shown < 300; shown++ {
			s := report.Step{Shown: report.Count(shown), Answered: report.Count(shown - lost), Silent: report.Count(lost)}
			if s.AnsweredOf().Known() || s.SilentOf().Known() {
				t.Fatalf("%d of %d silent: %s answered, %s silent", lost, shown, s.AnsweredOf(), s.SilentOf())
			}
			// The same two numbers, told in steps of five, are those of anything from no
			// one lost to more than a few.
			told := func(a, b int) bool {
				return report.Count(a).About() == s.Shown.About() && report.Count(b).About() == s.Answered.About()
			}
			least, most := shown, 0
			for a := max(report.Few, shown-4); a <= shown+4; a++ {
				for b := max(0, a-12); b <= a; b++ {
					if told(a, b) {
						least, most = min(least, a-b), max(most, a-b)
					}
				}
			}
			if most-least < 3 || shown > 12 && most < lost+1 && least > 0 {
				t.Fatalf("%d of %d lost: told as %s and %s, it was %d to %d", lost, shown, s.Shown.About(), s.Answered.About(), least, most)
			}
		}
	}
	for n, want := range map[int]string{0: "0", 1: "<5", 4: "<5", 5: "5", 7: "5", 8: "10", 12: "10", 13: "15", 100: "100"} {
		if got := report.Count(n).About(); got != want {
			t.Errorf("%d people: %s, want %s", n, got, want)
		}
	}
}

func TestComparedShares(t *testing.T) {
	for _, tc := range []struct {
		name string
		a, b report.Share
		want report.Judgement
	}{
		{"few people", report.Share{Part: 10, Of: 25}, report.Share{Part: 50, Of: 200}, report.JudgeTooFew},
		{"few lost", report.Share{Part: 3, Of: 100}, report.Share{Part: 50, Of: 200}, report.JudgeTooFew},
		{"much less", report.Share{Part: 60, Of: 200}, report.Share{Part: 20, Of: 200}, report.JudgeLess},
		{"much more", report.Share{Part: 20, Of: 200}, report.Share{Part: 60, Of: 200}, report.JudgeMore},
		{"a little less", report.Share{Part: 30, Of: 200}, report.Share{Part: 22, Of: 200}, report.JudgeSame},
		{"the same", report.Share{Part: 30, Of: 200}, report.Share{Part: 30, Of: 200}, report.JudgeSame},
		{"a little less of very many", report.Share{Part: 3000, Of: 20000}, report.Share{Part: 2600, Of: 20000}, report.JudgeLess},
	} {
		if got := report.Compare(tc.a, tc.b); got != tc.want {
			t.Errorf("%s: %s, want %s", tc.name, got, tc.want)
		}
	}
}

// Newcombe's own example (Statistics in Medicine 17, 1998, table II): 56 of 70 against
// 48 of 80 is 0.20, from 0.0524 to 0.3339 at 95 in 100; at 99 it still is not chance alone,
// and with half the people it may be.
func TestComparedLikeInTheLiterature(t *testing.T) {
	if got := report.Compare(report.Share{Part: 48, Of: 80}, report.Share{Part: 56, Of: 70}); got != report.JudgeMore {
		t.Errorf("56 of 70 against 48 of 80: %s", got)
	}
	if got := report.Compare(report.Share{Part: 24, Of: 40}, report.Share{Part: 28, Of: 35}); got != report.JudgeSame {
		t.Errorf("28 of 35 against 24 of 40: %s", got)
	}
}

func TestTheWorstStep(t *testing.T) {
	steps := []report.Step{
		{Step: "few", Shown: 20, Silent: 10}, {Step: "some", Shown: 100, Silent: 10}, {Step: "most", Shown: 100, Silent: 15, Left: 10}, {Step: "none", Shown: 100},
	}
	if got := report.Worst(steps); got != 2 {
		t.Errorf("the worst is %d", got)
	}
	if got := report.Worst(steps[3:]); got != -1 {
		t.Errorf("the worst of good ones is %d", got)
	}
}
