package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/schedule"
	"nightdesk/bot/store"
)

type scheduleDayCmd struct {
	scheduleOf
	Date string `arg:"" optional:"" help:"Which day: 2026-03-02, today (if none is given), tomorrow."`
}

// Run prints one day.
func (c *scheduleDayCmd) Run(ctx context.Context, std *streams) error {
	return c.with(ctx, std, func(ctx context.Context, d *calendarDesk) error {
		from, err := d.date(c.Date)
		if err != nil {
			return err
		}
		v, err := d.view(ctx, std, from, d.midnight(from, 1))
		if err != nil {
			return err
		}
		dayText(std.out, v)
		return nil
	})
}

// dayText lists the visits of a view by time, each with its code.
func dayText(w io.Writer, v schedule.View) {
	day := v.From.In(v.Calendar.Zone)
	fmt.Fprintf(w, "%s, clinic time\n", day.Format("Monday Jan 2, 2006"))
	if c, closed := v.Calendar.Closed(day.Format(time.DateOnly)); closed {
		fmt.Fprintf(w, "closed: %s\n", cmp.Or(c.Why.In(bot.English), "a closure"))
	}
	entries := schedule.Entries(v)
	var rows [][]string
	codes := schedule.Codes(v.Visits)
	clock := func(t time.Time) string { return t.In(v.Calendar.Zone).Format("3:04 PM") }
	for _, e := range entries {
		where := strings.TrimSuffix(e.Resource+", "+e.Room, ", ")
		row := []string{clock(e.Start), clock(e.End), where, e.Kind}
		if !e.Shared() {
			rows = append(rows, append(row, codes[e.Of[0].ID], stateText(e.Of[0], v, clock)))
			continue
		}
		rows = append(rows, append(row, "", fmt.Sprintf("%d of %d seats taken", e.Taken, e.Seats)))
		for _, b := range e.Of {
			rows = append(rows, []string{"", "", "", "", codes[b.ID], stateText(b, v, clock)})
		}
	}
	if len(rows) == 0 {
		fmt.Fprintln(w, "\nnothing stands in the calendar")
		return
	}
	fmt.Fprintln(w)
	columns(w, append([][]string{{"from", "until", "with", "visit", "code", ""}}, rows...))
}

func stateText(b bot.Booking, v schedule.View, clock func(time.Time) string) string {
	s := schedule.Word(b.Status)
	if !b.HeldUntil.IsZero() && b.HeldUntil.After(v.Now) {
		s += " until " + clock(b.HeldUntil)
		if v.Calendar.Date(b.HeldUntil) != v.Calendar.Date(b.Start) {
			s += b.HeldUntil.In(v.Calendar.Zone).Format(" on Mon Jan 2")
		}
	}
	return s
}

// columns writes rows under each other, as narrow as they fit.
func columns(w io.Writer, rows [][]string) {
	var wide []int
	for _, r := range rows {
		for i, s := range r {
			if i == len(wide) {
				wide = append(wide, 0)
			}
			wide[i] = max(wide[i], len([]rune(s)))
		}
	}
	for _, r := range rows {
		var line strings.Builder
		for i, s := range r {
			line.WriteString("  " + s + strings.Repeat(" ", wide[i]-len([]rune(s))))
		}
		fmt.Fprintln(w, strings.TrimRight(line.String(), " "))
	}
}

type scheduleDueCmd struct{ scheduleOf }

// Help says what a code is.
func (scheduleDueCmd) Help() string {
	return `People are named by a code, which --person of the other commands takes. Whose clock
was stopped, by a visit or by staff, is not in the list.`
}

// Run lists whose clock runs, the first due first.
func (c *scheduleDueCmd) Run(ctx context.Context, std *streams) error {
	return c.with(ctx, std, func(ctx context.Context, d *calendarDesk) error {
		all, err := d.clocks(ctx, std)
		if err != nil {
			return err
		}
		if len(all) == 0 {
			fmt.Fprintln(std.out, "no clock runs: nobody in a priority group waits to be seen")
			return nil
		}
		rows := [][]string{{"due", "", "group", "person", ""}}
		for _, k := range all {
			left, visit := k.Care.Due.Sub(d.now), "no visit before then"
			late := "in " + roughly(left)
			if left < 0 {
				late = "OVERDUE " + roughly(-left)
			}
			if k.Next.ID != "" {
				visit = schedule.Word(k.Next.Status) + " " + d.when(k.Next.Start)
				if k.Next.Start.After(k.Care.Due) {
					visit += ": too late"
				}
			}
			rows = append(rows, []string{d.when(k.Care.Due), late, cmp.Or(k.Care.Group, "standard"), k.Person.Code(), visit})
		}
		columns(std.out, rows)
		return nil
	})
}

// clocks reads whose clock runs, the first due first.
func (d *calendarDesk) clocks(ctx context.Context, std *streams) ([]schedule.Clock, error) {
	all, bad, err := clocksOf(ctx, d.store, d.now)
	if bad > 0 {
		fmt.Fprintf(std.err, "note: %d people's records can't be read and are left out (mend: nightdesk keyset status)\n", bad)
	}
	return all, err
}

// clocksOf reads whose clock runs, the first due first, and how many people's records
// can't be read.
func clocksOf(ctx context.Context, st *store.Store, now time.Time) (all []schedule.Clock, bad int, err error) {
	people, err := st.People(ctx)
	if err != nil {
		return nil, 0, err
	}
	sessions, err := st.Sessions(ctx, people)
	if errors.Is(err, bot.ErrUnreadable) {
		bad, err = len(people)-len(sessions), nil
	}
	for p, s := range sessions {
		if k, runs := schedule.ClockOf(p, s, now); runs {
			all = append(all, k)
		}
	}
	slices.SortFunc(all, func(a, b schedule.Clock) int {
		return cmp.Or(a.Care.Due.Compare(b.Care.Due), cmp.Compare(a.Person, b.Person))
	})
	return all, bad, err
}

// roughly says a length of time in its two largest units.
func roughly(d time.Duration) string {
	d = d.Round(time.Minute)
	days, hours, minutes := int(d.Hours())/24, int(d.Hours())%24, int(d.Minutes())%60
	switch {
	case days > 0:
		return fmt.Sprintf("%d d %d h", days, hours)
	case hours > 0:
		return fmt.Sprintf("%d h %d min", hours, minutes)
	}
	return fmt.Sprintf("%d min", minutes)
}

type scheduleWaitlistCmd struct {
	Show scheduleWaitlistShowCmd `cmd:"" default:"withargs" help:"Who waits, in the order in which seats are offered."`
	Add  scheduleWaitlistAddCmd  `cmd:"" help:"Put somebody on a list."`
	Off  scheduleWaitlistOffCmd  `cmd:"" help:"Take somebody off a list."`
}

type scheduleWaitlistShowCmd struct{ scheduleOf }

// Run lists who waits, by list.
func (c *scheduleWaitlistShowCmd) Run(ctx context.Context, std *streams) error {
	return c.with(ctx, std, func(ctx context.Context, d *calendarDesk) error {
		lists, err := d.store.Waitlists(ctx)
		if err != nil {
			return err
		}
		if len(lists) == 0 {
			fmt.Fprintln(std.out, "nobody is on a waitlist")
			return nil
		}
		for _, name := range slices.Sorted(maps.Keys(lists)) {
			fmt.Fprintln(std.out, name)
			rows := [][]string{{"", "person", "group", "since", "wish", "offers without an answer"}}
			for i, p := range lists[name] {
				row := []string{fmt.Sprint(i + 1), p.Code(), "", "", "", ""}
				l, err := d.store.Load(ctx, "", p)
				if errors.Is(err, bot.ErrUnavailable) {
					return err
				}
				for _, x := range l.Session.Waiting {
					if x.Key() == name {
						row = []string{row[0], row[1], cmp.Or(l.Session.Care.Group, "standard"), d.when(x.Since), wishText(x.Wish), fmt.Sprint(x.Offers)}
					}
				}
				rows = append(rows, row)
			}
			columns(std.out, rows)
		}
		return nil
	})
}

// wishText says when somebody can come.
func wishText(w bot.Wish) string {
	var parts []string
	for _, d := range w.Days {
		parts = append(parts, d.String()[:3])
	}
	if w.From != "" || w.To != "" {
		parts = append(parts, w.From+".."+w.To)
	}
	if w.AfterMin > 0 {
		parts = append(parts, "from "+minutesText(w.AfterMin))
	}
	if w.BeforeMin > 0 {
		parts = append(parts, "before "+minutesText(w.BeforeMin))
	}
	return cmp.Or(strings.Join(parts, " "), "any time")
}
