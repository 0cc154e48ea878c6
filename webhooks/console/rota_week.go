package console

import (
	"strings"
	"time"

	"nightdesk/bot/handoff"
)

// rotaWeek is who is on call in the seven days from today, as a picture: a row for
// each person, and one for nobody.
type rotaWeek struct {
	Days []rotaDay
	Rows []rotaRow
	Gap  bool // there is time with nobody on call
}

type rotaDay struct {
	Heading string
	Today   bool
	// Length says so if the clocks change on it.
	Length string
}

type rotaRow struct {
	Name   string
	Role   string
	Nobody bool
	Cells  []rotaCell
}

// rotaCell is one person's day: what it says, and the bars of it. A shiftBar is drawn from
// X, Width wide, of 1000 for the whole day, whatever its hours.
type rotaCell struct {
	Text []string
	Bars []shiftBar
}

type shiftBar struct{ X, Width int }

// barWide is what a whole day is drawn as.
const barWide = 1000

// cellOf draws the part of some turns that lies in a day.
func (c *Console) cellOf(turns []handoff.Turn, from, to time.Time) rotaCell {
	var cell rotaCell
	for _, t := range turns {
		a, b := later(t.From, from), t.To
		if b.After(to) {
			b = to
		}
		if !a.Before(b) {
			continue
		}
		x := int(a.Sub(from) * barWide / to.Sub(from))
		cell.Bars = append(cell.Bars, shiftBar{X: x, Width: max(int(b.Sub(from)*barWide/to.Sub(from))-x, 8)})
		cell.Text = append(cell.Text, c.spanText(a, b, from, to))
	}
	return cell
}

// spanText says a time within a day.
func (c *Console) spanText(a, b, from, to time.Time) string {
	short := func(t time.Time) string { return strings.Replace(c.hour(t), ":00", "", 1) }
	switch {
	case a.Equal(from) && b.Equal(to):
		return "all day"
	case a.Equal(from):
		return "until " + short(b)
	case b.Equal(to):
		return "from " + short(a)
	}
	return short(a) + " – " + short(b)
}

func (v *visit) rotaWeek(r *handoff.Rota) rotaWeek {
	first := noon(v.now.In(v.c.o.Zone), 0)
	var w rotaWeek
	starts := make([]time.Time, 8)
	for i := range starts {
		l := noon(first, i)
		starts[i] = time.Date(l.Year(), l.Month(), l.Day(), 0, 0, 0, 0, v.c.o.Zone)
	}
	for i, at := range starts[:7] {
		w.Days = append(w.Days, rotaDay{Heading: noon(first, i).Format("Mon 2"), Today: i == 0, Length: dayLength(starts[i+1].Sub(at))})
	}
	row := func(name, role string, turns []handoff.Turn) rotaRow {
		one := rotaRow{Name: name, Role: role}
		for i, at := range starts[:7] {
			one.Cells = append(one.Cells, v.c.cellOf(turns, at, starts[i+1]))
		}
		return one
	}
	for _, s := range r.Staff {
		w.Rows = append(w.Rows, row(s.Name, s.Role, r.Times(s.ID, starts[0], starts[7])))
	}
	var nobody []handoff.Turn
	for _, g := range r.Gaps(starts[0], starts[7]) {
		if g.Everyones() {
			nobody = append(nobody, handoff.Turn{From: g.From, To: g.To})
		}
	}
	if w.Gap = len(nobody) > 0; w.Gap {
		one := row("Nobody", "", nobody)
		one.Nobody = true
		w.Rows = append(w.Rows, one)
	}
	return w
}
