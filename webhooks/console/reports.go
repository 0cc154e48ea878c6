package console

import (
	"context"
	"encoding/csv"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/account"
	"nightdesk/bot/report"
)

// Figures makes the clinic's reports.
type Figures interface {
	// Report is of a stretch of time: from <= t < to, midnights of the clinic. What
	// cannot be read is left out.
	Report(ctx context.Context, from, to time.Time) (report.Report, error)
}

func (c *Console) reportRoutes() []route {
	if c.o.Figures == nil {
		return nil
	}
	return []route{
		{method: http.MethodGet, path: "/console/reports", need: account.SeeReports, area: "reports", handle: c.reportPage},
		{method: http.MethodGet, path: "/console/reports/figures.csv", need: account.SeeReports, area: "reports", handle: c.reportCSV},
	}
}

// reportsReach is how far back reports go: as long as days are counted.
const reportsReach = 400

// span is the dates that a page is about, both included.
type span struct {
	From, To string // "2026-11-23"
	Days     int
	begin    time.Time // midnight that From begins
	end      time.Time // midnight that To ends
}

// First and Last are its days, for templates.
func (s span) First() time.Time { return s.begin }
func (s span) Last() time.Time  { return s.end.Add(-time.Second) }

// Query is the span as it stands in an address.
func (s span) Query() string { return url.Values{"from": {s.From}, "to": {s.To}}.Encode() }

// span reads from and to of the address or a form; without them it is the last so many
// days.
func (v *visit) span(days int, get func(string) string) (span, error) {
	today := midnight(v.now, v.c.o.Zone)
	first, last := today.AddDate(0, 0, 1-days), today
	var err error
	for name, at := range map[string]*time.Time{"from": &first, "to": &last} {
		if s := get(name); s != "" {
			if *at, err = time.ParseInLocation(time.DateOnly, s, v.c.o.Zone); err != nil {
				return span{}, bad("A date is written as 2026-11-23. Choose both dates again.")
			}
		}
	}
	if last.Before(first) {
		return span{}, bad("The last day is before the first. Choose both dates again.")
	}
	s := span{From: first.Format(time.DateOnly), To: last.Format(time.DateOnly), begin: first, end: last.AddDate(0, 0, 1)}
	for d := first; d.Before(s.end); d = d.AddDate(0, 0, 1) {
		if s.Days++; s.Days > reportsReach {
			return span{}, bad(fmt.Sprintf("That is more than %d days, and figures are kept for no longer. Choose a shorter time.", reportsReach))
		}
	}
	return s, nil
}

// reportData is the page.
type reportData struct {
	Span  span
	Spans []namedSpan
	R     report.Report
	Kinds map[string]string // visit kinds in words
	Empty bool
	In    template.HTML // the texts of each day, drawn
	// Releases are all that was published, which name the versions of steps.
	Releases bot.Releases
}

type namedSpan struct {
	Label string
	Days  int
	Query string
	Here  bool
}

func (v *visit) report() (reportData, error) {
	s, err := v.span(28, v.query)
	if err != nil {
		return reportData{}, err
	}
	r, err := v.c.o.Figures.Report(v.r.Context(), s.begin, s.end)
	if err != nil && !isUnreadable(err) {
		return reportData{}, err
	}
	d := v.c.reportData(s, r, v.now)
	if v.c.o.Scripts != nil {
		if d.Releases, err = v.c.o.Scripts.Releases(v.r.Context()); err != nil {
			return d, fmt.Errorf("read the releases: %w", err)
		}
	}
	return d, nil
}

func (c *Console) reportData(s span, r report.Report, now time.Time) reportData {
	d := reportData{Span: s, R: r, Kinds: map[string]string{}, Empty: r.Cases == 0 && r.Texts.In == 0 && r.Texts.Out == 0 && len(r.Visits) == 0}
	today := midnight(now, c.o.Zone)
	for _, n := range []int{7, 28, 90, 365} {
		to := today.Format(time.DateOnly)
		from := today.AddDate(0, 0, 1-n).Format(time.DateOnly)
		d.Spans = append(d.Spans, namedSpan{Label: plural(n, "day"), Days: n, Query: span{From: from, To: to}.Query(), Here: s.From == from && s.To == to})
	}
	for _, x := range r.Visits {
		d.Kinds[x.Kind] = c.kind(x.Kind)
	}
	in := make([]int, len(r.Daily))
	for i, x := range r.Daily {
		in[i] = x.In
	}
	d.In = spark(in, "Texts in for each day")
	return d
}

func (c *Console) reportPage(v *visit) error {
	d, err := v.report()
	if err != nil {
		return err
	}
	return v.render("reports", d)
}

// spark draws a line of numbers as a picture that is as wide as its place. It holds
// numbers of ours and nothing else.
func spark(values []int, label string) template.HTML {
	if len(values) < 2 {
		return ""
	}
	top := 1
	for _, n := range values {
		top = max(top, n)
	}
	const w, h = 240.0, 40.0
	var line strings.Builder
	for i, n := range values {
		fmt.Fprintf(&line, "%.1f,%.1f ", float64(i)*w/float64(len(values)-1), h-1-float64(n)*(h-2)/float64(top))
	}
	points := strings.TrimSpace(line.String())
	return template.HTML(fmt.Sprintf(`<svg class="spark" viewBox="0 0 %g %g" preserveAspectRatio="none" role="img" aria-label="%s"><polygon points="0,%g %s %g,%g"/><polyline points="%s"/></svg>`, //nolint:gosec // numbers, and a label of ours
		w, h, template.HTMLEscapeString(label), h, points, w, h, points))
}

// bar draws a share; nothing if it is not known.
func bar(s report.Share) template.HTML {
	if !s.Known() {
		return ""
	}
	return template.HTML(fmt.Sprintf(`<svg class="share" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true" focusable="false"><rect class="all" width="100" height="8"/><rect class="part" width="%d" height="8"/></svg>`, s.Percent())) //nolint:gosec // a number
}

// Bar draws a share for the page.
func (reportData) Bar(s report.Share) template.HTML { return bar(s) }

// Took is a time as the page says it.
func (reportData) Took(t report.Time) string {
	if !t.Known {
		return report.TooFew
	}
	return took(t.Took)
}

// took says how long something took in its two largest units.
func took(d time.Duration) string {
	d = d.Round(time.Second)
	h, m, s := int(d.Hours()), int(d.Minutes())%60, int(d.Seconds())%60
	switch {
	case h >= 48:
		return fmt.Sprintf("%d days", h/24)
	case h > 0 && m == 0:
		return fmt.Sprintf("%d h", h)
	case h > 0:
		return fmt.Sprintf("%d h %d min", h, m)
	case m >= 10 || m > 0 && s == 0:
		return fmt.Sprintf("%d min", m)
	case m > 0:
		return fmt.Sprintf("%d min %d s", m, s)
	}
	return fmt.Sprintf("%d s", s)
}

// Limit is the time of a limit.
func (reportData) Limit(d time.Duration) string { return took(d) }

// Release is what people call a version of the scripts.
func (d reportData) Release(version string) string { return releaseName(d.Releases, version) }

// Danger is a crisis label in words.
func (reportData) Danger(label string) string {
	return strings.Join(labelsOf(bot.Case{Labels: []string{label}}), "")
}

// Delay is a bucket in words.
func (reportData) Delay(bucket string) string { return delayWords[bucket] }

// PartOf is a part of the day in words.
func (reportData) PartOf(p report.Part) string { return partWords[p] }

// Tongue is a language in words.
func (reportData) Tongue(lang string) string {
	if s := languages[bot.Lang(lang)]; s != "" {
		return s
	}
	return "Not known"
}

var (
	delayWords = map[string]string{"same_day": "within a day", "1_2_days": "1 to 2 days", "3_7_days": "3 to 7 days", "8_14_days": "8 to 14 days", "15_days": "15 days and more"}
	partWords  = map[report.Part]string{report.AnyTime: "any time", report.ByDay: "by day", report.ByNight: "by night"}
)

// reportCSV gives the figures of the page, with the same left out: of persons there is
// nothing in it.
func (c *Console) reportCSV(v *visit) error {
	d, err := v.report()
	if err != nil {
		return err
	}
	v.w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	v.w.Header().Set("Content-Disposition", `attachment; filename="figures-`+d.Span.From+`-`+d.Span.To+`.csv"`)
	return csv.NewWriter(v.w).WriteAll(figuresOf(d.Span, d.R))
}

// figuresOf are the figures as lines: table, row, figure, value.
func figuresOf(s span, r report.Report) [][]string {
	all := [][]string{{"table", "row", "figure", "value"}}
	add := func(table, row, figure string, value any) {
		all = append(all, []string{table, row, figure, fmt.Sprint(value)})
	}
	seconds := func(t report.Time) string {
		if !t.Known {
			return report.TooFew
		}
		return strconv.Itoa(int(t.Took.Seconds()))
	}
	add("span", "", "from", s.From)
	add("span", "", "to", s.To)
	add("texts", "", "in", r.Texts.In)
	for _, l := range r.Texts.Langs {
		add("texts", l.Lang, "in", l.In)
	}
	add("texts", "", "out", r.Texts.Out)
	add("texts", "", "words of staff", r.Texts.Relayed)
	add("texts", "", "reminders and nudges", r.Texts.Unasked)
	add("texts", "", "segments", r.Texts.Segments)
	add("texts", "", "alerts to staff", r.Texts.Alerts)
	add("texts", "", "opted out", r.Texts.OptedOut)
	add("texts", "", "opted in again", r.Texts.OptedIn)
	add("answer", "", "observations", r.Answer.N)
	for _, b := range r.Answer.Buckets {
		add("answer", b.Name, "texts", b.N)
	}
	add("cases", "", "opened", r.Cases)
	for i, name := range []string{"alert", "claim"} {
		for _, x := range [][]report.Spread{r.Alert, r.Claim}[i] {
			row := fmt.Sprintf("level %d %s", x.Level, partWords[x.Part])
			add(name, row, "observations", x.N)
			add(name, row, "not yet", x.Open)
			add(name, row, "p50 seconds", seconds(x.P50))
			add(name, row, "p90 seconds", seconds(x.P90))
			add(name, row, "p99 seconds", seconds(x.P99))
		}
	}
	for _, x := range r.Within {
		row := fmt.Sprintf("level %d", x.Level)
		add("claimed in time", row, "limit seconds", int(x.Limit.Seconds()))
		add("claimed in time", row, "observations", x.Share.Of)
		add("claimed in time", row, "share", x.Share)
	}
	for _, x := range r.Crisis {
		add("crisis alerts", x.Label, "alerts", x.N)
		add("crisis alerts", x.Label, "judged", x.False.Of)
		add("crisis alerts", x.Label, "false", x.False)
	}
	add("crisis alerts", "", "judged of closed", r.Judged.Done)
	add("crisis alerts", "", "false of judged", r.Judged.False)
	for _, x := range r.Steps {
		row := x.Place() + "@" + x.Version
		for _, f := range []struct {
			name string
			n    report.Count
		}{{"shown", x.Shown}, {"answered", x.Answered}, {"unclear", x.Unclear}, {"silent", x.Silent}, {"left", x.Left}, {"handed to a person", x.Handoff}, {"finished", x.Finished}} {
			add("steps", row, f.name, f.n)
		}
		add("steps", row, "lost", x.Lost())
	}
	for _, x := range r.Visits {
		row := x.Kind + " " + delayWords[x.Bucket]
		add("visits", row, "booked", x.Booked)
		add("visits", row, "marked", x.Kept.Of)
		add("visits", row, "kept", x.Kept)
	}
	return all
}
