package main

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/schedule"
)

type scheduleWeekCmd struct {
	scheduleOf
	From string `help:"The first of the seven days, as 2026-03-02 (default: Monday of this week)." placeholder:"DATE"`
}

// Help says how to read it.
func (scheduleWeekCmd) Help() string {
	return `Each row is a time of day at which something changes; a cell says what begins
then, "|" that it goes on, "." that the time is still open, "kept" that it is left free
around a visit. Empty: not in the hours.
Nothing here tells who comes.`
}

// Run prints seven days.
func (c *scheduleWeekCmd) Run(ctx context.Context, std *streams) error {
	return c.with(ctx, std, func(ctx context.Context, d *calendarDesk) error {
		from, err := d.date(c.From)
		if err != nil {
			return err
		}
		if c.From == "" {
			from = d.midnight(from, -(int(from.Weekday())+6)%7)
		}
		v, err := d.view(ctx, std, from, d.midnight(from, 7))
		if err != nil {
			return err
		}
		_, err = fmt.Fprint(std.out, weekText(v, std.width()))
		return err
	})
}

// span is a stretch of one resource's day, in minutes after local midnight.
type span struct {
	from, to int
	word     string // what the calendar shows of it
	open     bool
}

// timeColumn is the width of the times at the left.
const timeColumn = 10

// weekText draws the days of a view.
func weekText(v schedule.View, width int) string {
	dates := v.Dates()
	column := min(max((width-timeColumn)/len(dates), 9), 16)
	entries := schedule.Entries(v)
	var w strings.Builder
	first, last := dates[0], dates[len(dates)-1]
	fmt.Fprintf(&w, "%s to %s, clinic time\n\n", first.Format("Mon Jan 2"), last.Format("Mon Jan 2, 2006"))
	today := v.Calendar.Date(v.Now)
	names := make([]string, len(dates))
	for i, d := range dates {
		if names[i] = d.Format("Mon 2"); d.Format(time.DateOnly) == today {
			names[i] += " *"
		}
	}
	weekLine(&w, "", names, column)
	for _, r := range weekResources(v, entries) {
		days := make([][]span, len(dates))
		for i, d := range dates {
			days[i] = daySpans(v, entries, r, d, column)
		}
		fmt.Fprintf(&w, "\n%s\n", r)
		weekRows(&w, days, column)
	}
	return w.String() + weekNotes(v, entries, dates, today)
}

// weekLine writes one row of cells.
func weekLine(w *strings.Builder, label string, cells []string, column int) {
	var line strings.Builder
	fmt.Fprintf(&line, "%*s  ", timeColumn-2, label)
	for _, c := range cells {
		fmt.Fprintf(&line, "%-*s", column, c)
	}
	w.WriteString(strings.TrimRight(line.String(), " ") + "\n")
}

// weekResources are those with hours or visits in the view, by name.
func weekResources(v schedule.View, entries []schedule.Entry) []string {
	used := map[string]bool{}
	for name := range v.Calendar.Resources {
		used[name] = true
	}
	for _, e := range entries {
		for _, name := range []string{e.Resource, e.Room} {
			used[name] = used[name] || name != "" && e.State != schedule.Cancelled
		}
	}
	maps.DeleteFunc(used, func(_ string, yes bool) bool { return !yes })
	return slices.Sorted(maps.Keys(used))
}

// daySpans are what a resource has on a date: what is taken, and what of its hours
// is open.
func daySpans(v schedule.View, entries []schedule.Entry, resource string, noon time.Time, column int) []span {
	date := noon.Format(time.DateOnly)
	minutes := func(t time.Time) int { return minutesInto(v.Calendar, date, t) }
	var out []span
	for _, e := range entries {
		if e.State != schedule.Cancelled && e.Uses(resource) && v.Calendar.Date(e.Start) == date {
			out = append(out, span{from: minutes(e.Start), to: minutes(e.End), word: entryWord(e, column)})
			out = append(out, kept(minutes(e.Start)-int(e.Before.Minutes()), minutes(e.Start))...)
			out = append(out, kept(minutes(e.End), minutes(e.End)+int(e.After.Minutes()))...)
		}
	}
	if _, closed := v.Calendar.Closed(date); closed && len(out) == 0 {
		if len(v.Calendar.Resources[resource].Hours[noon.Weekday()]) > 0 {
			h := v.Calendar.Resources[resource].Hours[noon.Weekday()][0]
			out = append(out, span{from: int(h.From), to: int(h.From), word: "closed"})
		}
		return out
	}
	for _, w := range v.Left(entries, resource, date) {
		out = append(out, span{from: minutes(w.From), to: minutes(w.To), word: "open", open: true})
	}
	return out
}

// kept is time that is left free around a visit, if there is some.
func kept(from, to int) []span {
	if from, to = max(from, 0), min(to, int(schedule.Midnight)); from < to {
		return []span{{from: from, to: to, word: "kept"}}
	}
	return nil
}

// entryWord is what an entry is called in a column.
func entryWord(e schedule.Entry, column int) string {
	long, short := "%d of %d", "%d/%d"
	if e.Series != "" {
		long, short = "group "+long, "group "+short
	}
	if !e.Shared() {
		return string(e.State)
	}
	if s := fmt.Sprintf(long, e.Taken, e.Seats); len(s) < column {
		return s
	}
	if s := fmt.Sprintf(short, e.Taken, e.Seats); len(s) < column {
		return s
	}
	return fmt.Sprintf("grp %d/%d", e.Taken, e.Seats)
}

// weekRows writes the rows of one resource: a row for each time at which something
// begins or ends.
func weekRows(w *strings.Builder, days [][]span, column int) {
	var rows []int
	for _, d := range days {
		for _, s := range d {
			rows = append(rows, s.from, s.to)
		}
	}
	slices.Sort(rows)
	rows = slices.Compact(rows)
	for _, at := range rows {
		cells := make([]string, len(days))
		for i, d := range days {
			cells[i] = cellAt(d, at)
		}
		weekLine(w, minutesText(at), cells, column)
	}
	if len(rows) == 0 {
		weekLine(w, "", []string{"no hours"}, column)
	}
}

// cellAt is what a day shows in a row.
func cellAt(d []span, at int) string {
	on := slices.IndexFunc(d, func(s span) bool { return s.from == at })
	if on >= 0 {
		return d[on].word
	}
	on = slices.IndexFunc(d, func(s span) bool { return s.from < at && at < s.to })
	switch {
	case on < 0:
		return ""
	case d[on].open:
		return "."
	}
	return "|"
}

func minutesText(m int) string {
	if m == int(schedule.Midnight) {
		return "midnight"
	}
	return time.Date(2000, 1, 1, 0, m, 0, 0, time.UTC).Format("3:04 PM")
}

// weekNotes is what stands below: closures, and how much there is of each state.
func weekNotes(v schedule.View, entries []schedule.Entry, dates []time.Time, today string) string {
	var w strings.Builder
	w.WriteString("\n")
	for _, d := range dates {
		if c, closed := v.Calendar.Closed(d.Format(time.DateOnly)); closed {
			fmt.Fprintf(&w, "closed %s: %s\n", d.Format("Mon Jan 2"), cmp.Or(c.Why.In(bot.English), "a closure"))
		}
	}
	n := map[schedule.State]int{}
	seats, free := 0, 0
	for _, e := range entries {
		if e.Shared() {
			seats, free = seats+e.Taken, free+e.Seats-e.Taken
		} else {
			n[e.State]++
		}
	}
	fmt.Fprintf(&w, "%d booked, %d requested, %d held", n[schedule.Booked], n[schedule.Requested], n[schedule.Held])
	if seats+free > 0 {
		fmt.Fprintf(&w, "\ngroups and shared times: %d seats taken, %d free", seats, free)
	}
	w.WriteString("\n")
	if slices.ContainsFunc(dates, func(d time.Time) bool { return d.Format(time.DateOnly) == today }) {
		w.WriteString("* today: nightdesk schedule day shows the codes of its visits\n")
	}
	return w.String()
}
