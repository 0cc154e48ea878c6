package console

import (
	"slices"
	"time"

	"nightdesk/bot/schedule"
)

// dayGrid is a day as a picture: a column for each resource, a row for each step of
// time. It is a table, so that a screen reader can walk it.
type dayGrid struct {
	Columns []string
	Rows    []gridRow
	Step    int // minutes
}

type gridRow struct {
	Label string // its time
	Hour  bool   // a full hour: the label is shown
	Now   bool   // it is now
	Cells []gridCell
}

// gridCell is a stretch of one column. Is is "shut", "open", "kept" or "visit".
type gridCell struct {
	Is      string
	Span    int // rows
	From    string
	To      string
	Entries []entryRow
	Room    bool   // it is the room that a visit takes beside somebody's time
	With    string // of an open time, as the address of booking names it
}

// gridSteps are how many minutes a row may be; the longest that fits is taken.
var gridSteps = []int{30, 15, 10, 5}

// gridOf draws a day; nil if nobody has hours and nothing stands.
func gridOf(view schedule.View, entries []schedule.Entry, d dayData, book bool) *dayGrid {
	names := gridColumns(view, entries, d.Day)
	if len(names) == 0 {
		return nil
	}
	g := &gridder{view: view, entries: entries, date: d.Day, book: book}
	g.bounds(names)
	n := int(g.to.Sub(g.from) / g.step)
	if n <= 0 || n > 25*12 {
		return nil
	}
	out := &dayGrid{Step: int(g.step.Minutes())}
	var columns [][]gridCell
	for _, name := range names {
		out.Columns = append(out.Columns, plainName(name))
		columns = append(columns, g.column(name, n))
	}
	for i := range n {
		at := g.from.Add(time.Duration(i) * g.step)
		row := gridRow{Label: g.label(at), Hour: at.In(view.Calendar.Zone).Minute() == 0,
			Now: !view.Now.Before(at) && view.Now.Before(at.Add(g.step))}
		for _, c := range columns {
			if c[i].Span > 0 {
				row.Cells = append(row.Cells, c[i])
			}
		}
		out.Rows = append(out.Rows, row)
	}
	return out
}

// gridColumns are the resources that have hours on a date, or visits.
func gridColumns(view schedule.View, entries []schedule.Entry, date string) []string {
	var names []string
	for name := range view.Calendar.Resources {
		if len(view.Calendar.Open(name, date)) > 0 {
			names = append(names, name)
		}
	}
	for _, e := range entries {
		if e.State == schedule.Cancelled {
			continue
		}
		for _, name := range []string{e.Resource, e.Room} {
			if name != "" && !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	slices.Sort(names)
	return names
}

// gridder works out the columns of one day.
type gridder struct {
	view     schedule.View
	entries  []schedule.Entry
	date     string
	book     bool
	from, to time.Time
	step     time.Duration
}

// bounds are what is drawn: full hours around all that is open or taken, and the
// longest step that everything begins and ends on.
func (g *gridder) bounds(names []string) {
	var edges []time.Time
	for _, name := range names {
		for _, w := range g.view.Calendar.Open(name, g.date) {
			edges = append(edges, w.From, w.To)
		}
	}
	for _, e := range g.entries {
		if w := e.Takes(); e.State != schedule.Cancelled {
			edges = append(edges, w.From, w.To, e.Start, e.End)
		}
	}
	g.from, g.to = slices.MinFunc(edges, time.Time.Compare), slices.MaxFunc(edges, time.Time.Compare)
	if g.from.Before(g.view.From) {
		g.from = g.view.From
	}
	if g.to.After(g.view.To) {
		g.to = g.view.To
	}
	minute := func(t time.Time) int { return t.In(g.view.Calendar.Zone).Minute() }
	g.from = g.from.Add(-time.Duration(minute(g.from)) * time.Minute).Truncate(time.Minute)
	if m := minute(g.to); m > 0 {
		g.to = g.to.Add(time.Duration(60-m) * time.Minute)
	}
	for _, step := range gridSteps {
		g.step = time.Duration(step) * time.Minute
		if !slices.ContainsFunc(edges, func(t time.Time) bool { return minute(t)%step != 0 }) {
			return
		}
	}
}

// label is a time of day; with its zone on a day whose clocks change, which has some
// times twice.
func (g *gridder) label(t time.Time) string {
	layout := "3:04 PM"
	if d := g.view.To.Sub(g.view.From); d != 24*time.Hour {
		layout += " MST"
	}
	return t.In(g.view.Calendar.Zone).Format(layout)
}

// rows are the first row of a stretch and the one after its last, within the day.
func (g *gridder) rows(w schedule.Window, n int) (from, to int) {
	from = int(w.From.Sub(g.from) / g.step)
	to = int((w.To.Sub(g.from) + g.step - 1) / g.step)
	return min(max(from, 0), n), min(max(to, 0), n)
}

// block is what a column has from one row until another.
type block struct {
	from, to int
	entries  []schedule.Entry
}

// column are the cells of one resource, one for each row; those that a cell above
// reaches over have no Span.
func (g *gridder) column(name string, n int) []gridCell {
	is := make([]string, n)
	fill := func(w schedule.Window, what string) {
		from, to := g.rows(w, n)
		for i := from; i < to; i++ {
			is[i] = what
		}
	}
	for i := range is {
		is[i] = "shut"
	}
	for _, w := range g.view.Calendar.Open(name, g.date) {
		fill(w, "open")
	}
	var blocks []block
	for _, e := range g.entries {
		if e.State == schedule.Cancelled || !e.Uses(name) {
			continue
		}
		fill(e.Takes(), "kept")
		b := block{entries: []schedule.Entry{e}}
		if b.from, b.to = g.rows(schedule.Window{From: e.Start, To: e.End}, n); b.from >= b.to {
			continue
		}
		if last := len(blocks) - 1; last >= 0 && b.from < blocks[last].to { // they overlap: one cell for both
			blocks[last].to = max(blocks[last].to, b.to)
			blocks[last].entries = append(blocks[last].entries, e)
			continue
		}
		blocks = append(blocks, b)
	}
	return g.cells(name, is, blocks)
}

func (g *gridder) cells(name string, is []string, blocks []block) []gridCell {
	cells := make([]gridCell, len(is))
	at := func(i int) time.Time { return g.from.Add(time.Duration(i) * g.step) }
	cell := func(what string, from, to int) *gridCell {
		cells[from] = gridCell{Is: what, Span: to - from, From: g.label(at(from)), To: g.label(at(to))}
		return &cells[from]
	}
	codes := schedule.Codes(g.view.Visits)
	next := 0
	for i := 0; i < len(is); {
		if next < len(blocks) && blocks[next].from == i {
			b := blocks[next]
			c := cell("visit", b.from, b.to)
			for _, e := range b.entries {
				c.Entries = append(c.Entries, entryRowOf(e, codes, nil))
				c.Room = c.Room || e.Resource != name
			}
			i, next = b.to, next+1
			continue
		}
		to := i + 1
		for to < len(is) && is[to] == is[i] && (next >= len(blocks) || to < blocks[next].from) {
			to++
		}
		c := cell(is[i], i, to)
		if g.book && c.Is == "open" && at(to).After(g.view.Now) {
			c.With = name
		}
		i = to
	}
	return cells
}
