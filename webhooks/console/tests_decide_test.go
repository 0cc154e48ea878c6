package console

import (
	"strings"
	"testing"
)

// Each number of the page is of one division: every test that goes another way notices one
// of the things at least, and the sum is all of them.
func TestTheNumbersOfTestsAddUp(t *testing.T) {
	differ := func(name string) differLine { return differLine{Name: name} }
	d := decisions{
		Promises: []differLine{differ("safety/a.talk")},
		Stops:    []stopLine{{Step: "visits", New: true, Names: []string{"a", "b", "c"}}},
		Shared: []sharedLine{{Known: true, Parts: []sharedPart{{Say: "says x"}}, Names: []string{"b", "d"}, Later: []string{"c"}},
			{Known: true, Parts: []sharedPart{{Say: "says y"}}, Names: []string{"d"}}},
		Differ: []differLine{differ("e"), differ("d")},
	}
	d.count()
	want := []thing{{"promises", "A promise that no script may break does not hold", 1, 1, true}, {"stop-0", "The new question visits is asked", 3, 1, false},
		{"shared-0", "A text says x", 3, 0, false}, {"shared-1", "A text says y", 1, 0, false}, {"differ", "Tests go another way for a reason of their own", 2, 1, false}}
	all := d.Several
	for i, x := range d.Things {
		if all += x.Alone; x != want[i] {
			t.Errorf("%d is %+v, want %+v", i, x, want[i])
		}
	}
	if all != 6 || d.Several != 3 {
		t.Errorf("%d tests, %d of them notice several", all, d.Several)
	}
	if got := d.Sum(); !strings.Contains(got, "of 6 tests, 1 notice only number 1 and 1 notice only number 2 and 1 notice only number 5 and 3 notice more than one") {
		t.Errorf("it says %q", got)
	}
	if d.Meant() || !(decisions{Stops: d.Stops, Shared: d.Shared}).Meant() || !d.looksAt("d") || d.looksAt("b") {
		t.Error("what was meant and what is to be looked at are mixed up")
	}
}
