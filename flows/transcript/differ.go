package transcript

import (
	"slices"
	"strings"
)

// Differences lists where a talk went another way. Where only the wording is
// another, it goes on as if that had been expected; the first difference of
// another kind is the last in the list.
func Differences(t Talk, got Got) []*Difference {
	t.Lines = slices.Clone(t.Lines)
	var all []*Difference
	for range t.Lines {
		d := Compare(t, got)
		if d == nil {
			break
		}
		all = append(all, d)
		i := slices.IndexFunc(t.Lines, func(l Line) bool { return d.Want != nil && l.No == d.Want.No })
		if !d.Reworded() || i < 0 {
			break
		}
		t.Lines[i].Text = d.Got.Text
	}
	return all
}

// Reworded reports whether something was said, as expected, in other words.
func (d *Difference) Reworded() bool { return d.Want != nil && d.Got != nil && d.Want.Text != "none" }

// Reword is a talk that expects other wordings as they came: those of its differences for
// which only is true, and how many these are. All else stays, and still differs.
func Reword(t Talk, diffs []*Difference, only func(*Difference) bool) (Talk, int) {
	n := 0
	t.Lines = slices.Clone(t.Lines)
	for _, d := range diffs {
		i := slices.IndexFunc(t.Lines, func(l Line) bool { return d.Want != nil && l.No == d.Want.No })
		if i >= 0 && d.Reworded() && only(d) {
			t.Lines[i].Text = d.Got.Text
			n++
		}
	}
	return t, n
}

// Change is the part of the wording that differs, in whole words: the same edit
// of a script makes the same change in every talk, whatever names and times
// stand around it.
func (d *Difference) Change() (was, is string) { return change(d.Want.Text, d.Got.Text) }

func change(want, got string) (was, is string) {
	a, b := strings.Fields(want), strings.Fields(got)
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	return strings.Join(a, " "), strings.Join(b, " ")
}
