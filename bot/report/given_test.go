package report_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"nightdesk/bot/report"
)

// Whoever knows what is shown, and how many answers there were if they were not few,
// finds no hidden number by taking one from another: each may be one of several.
func TestAHiddenAnswerIsNotFoundBySubtraction(t *testing.T) {
	for answers, most := range map[int]int{2: 24, 3: 15, 4: 9} {
		may := map[string][]map[int]bool{} // what each number may be, by what is shown
		hidden := 0
		each(answers, most, func(n []int, key string, _ []report.Given) {
			if may[key] == nil {
				for range n {
					may[key] = append(may[key], map[int]bool{})
				}
			}
			for i := range n {
				may[key][i][n[i]] = true
			}
		})
		each(answers, most-1, func(n []int, key string, given []report.Given) {
			for i, g := range given {
				switch {
				case !g.Hidden && n[i] > 0 && n[i] < report.Few:
					t.Fatalf("%v: %d is shown", n, n[i])
				case !g.Hidden:
					continue
				case g.About() != report.TooFew || g.Share().Known():
					t.Fatalf("%v: shown as %s, %s", n, g.About(), g.Share())
				case len(may[key][i]) < 2:
					t.Fatalf("%v: %q can be nothing but %d", n, key, n[i])
				}
				hidden++
			}
		})
		if hidden == 0 {
			t.Error("nothing is hidden")
		}
	}
}

// each goes through all numbers under most that so many answers may have been given,
// with what is shown of them.
func each(answers, most int, do func(n []int, key string, given []report.Given)) {
	names := []string{"a", "b", "c", "d"}[:answers]
	n := make([]int, answers)
	for {
		s, total := report.Step{Chose: map[string]int{}}, 0
		for i, name := range names {
			s.Chose[name], total = n[i], total+n[i]
		}
		given := s.Given(names)
		shown := []string{report.Count(total).String()}
		for _, g := range given {
			if g.Hidden {
				shown = append(shown, "?")
			} else {
				shown = append(shown, strconv.Itoa(int(g.N)))
			}
		}
		do(n, strings.Join(shown, " "), given)
		i := 0
		for ; i < answers; i++ {
			if n[i]++; n[i] < most {
				break
			}
			n[i] = 0
		}
		if i == answers {
			return
		}
	}
}

func TestAnswersGiven(t *testing.T) {
	steps := stepsOf(t, map[string]int{
		"answered:intake/hear@3f8a1c27": 70, "chose:radio:intake/hear@3f8a1c27": 41, "chose:web:intake/hear@3f8a1c27": 26, "chose:old:intake/hear@3f8a1c27": 3,
	})
	if len(steps) != 1 || steps[0].Answered != 70 {
		t.Fatalf("%v", steps)
	}
	tell := func(given []report.Given) (all string) {
		for _, g := range given {
			all += fmt.Sprintf("%s %s %s; ", g.Answer, g.About(), g.Share())
		}
		return all
	}
	if got, want := tell(steps[0].Given([]string{"web", "friend", "radio"})), "web too few too few; friend 0 0%; radio 40 59%; old too few too few; "; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if got, want := tell(report.Step{Chose: map[string]int{"radio": 3}}.Given([]string{"web", "radio"})), "web too few too few; radio too few too few; "; got != want {
		t.Errorf("of a few: %s, want %s", got, want)
	}
	if got, want := tell(report.Step{Chose: map[string]int{"radio": 8}}.Given([]string{"web", "radio"})), "web 0 0%; radio 10 100%; "; got != want {
		t.Errorf("of one answer: %s, want %s", got, want)
	}
}
