package console

import (
	"context"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/account"
	"nightdesk/bot/report"
	"nightdesk/flows"
)

const stepFiguresPath = "/console/scripts/figures"

func (c *Console) stepFigureRoutes() []route {
	if c.o.Scripts == nil || c.o.Figures == nil {
		return nil
	}
	return []route{{method: http.MethodGet, path: stepFiguresPath, need: account.SeeScripts, area: "scripts", handle: stepFiguresPage}}
}

// stepFiguresData is how the steps of one conversation do, in one version or two.
type stepFiguresData struct {
	Span     span
	Flow     string
	Flows    []namedFlow
	Versions []namedVersion
	A, B     string // as counted; B is what A is compared with, "" = nothing
	AName    string
	BName    string
	Same     []string // what older releases those two are the texts of as well
	Unused   string   // the release that was asked for and not used in the time
	File     string   // of the flow
	Rows     []stepRow
	Any      bool // something was counted in the time
}

// namedFlow is a flow by its title.
type namedFlow struct{ Name, Title string }

// stepRow is one step; B is nil where there is no other version of it.
type stepRow struct {
	Step  string
	Line  int // in the live script; 0 = it is not in it
	A, B  *report.Step
	Worst bool
	Said  string // whether more or fewer are lost than in the other version
	Good  bool   // fewer
	Bad   bool   // more
	Given []givenRow
	// NotGiven says why it is not told which answers were given; "" = it is, or the step
	// has none to choose from.
	NotGiven string
}

// stepFiguresPage shows them.
func stepFiguresPage(v *visit) error {
	s, err := v.span(28, v.query)
	if err != nil {
		return err
	}
	r, err := v.c.o.Figures.Report(v.r.Context(), s.begin, s.end)
	if err != nil && !isUnreadable(err) {
		return err
	}
	releases, err := v.c.o.Scripts.Releases(v.r.Context())
	if err != nil {
		return err
	}
	live, err := v.c.o.Scripts.Live(v.r.Context())
	if err != nil {
		return err
	}
	script, err := v.c.scriptOf(v.r.Context(), live)
	if err != nil {
		return err
	}
	d := v.c.stepFigures(s, r.Steps, script, releases, v.query("flow"), v.query("version"), v.query("with"))
	of := map[string]*bot.Script{}
	for _, version := range []string{d.A, d.B} {
		if x, ok := releaseOf(releases, version); ok {
			if of[version], err = v.c.scriptOf(v.r.Context(), x); err != nil {
				return err
			}
		}
	}
	d.rows(r.Steps, script, of)
	return v.render("scripts_figures", d)
}

// scriptOf is the script of a release, as far as it can be read.
func (c *Console) scriptOf(ctx context.Context, r bot.Release) (*bot.Script, error) {
	files, err := c.o.Scripts.Files(ctx, r)
	if err != nil {
		return nil, fmt.Errorf("read the scripts of release %d: %w", r.Number, err)
	}
	script, _ := flows.Parse(files.Flows)
	return script, nil
}

// stepFigures puts the page together, but for its rows. What the address asks for and is
// not there is the usual: the flow where somebody new begins, and the newest version.
func (c *Console) stepFigures(s span, steps []report.Step, script *bot.Script, releases bot.Releases, flow, version, with string) stepFiguresData {
	d := stepFiguresData{Span: s, Any: len(steps) > 0}
	for _, f := range script.Flows {
		d.Flows = append(d.Flows, namedFlow{f.Name, f.Title})
	}
	for _, x := range steps { // a flow that is gone has its figures still
		if !slices.ContainsFunc(d.Flows, func(f namedFlow) bool { return f.Name == x.Flow }) {
			d.Flows = append(d.Flows, namedFlow{x.Flow, x.Flow})
		}
	}
	slices.SortFunc(d.Flows, func(a, b namedFlow) int { return strings.Compare(a.Title, b.Title) })
	d.Flow = script.Start
	if slices.ContainsFunc(d.Flows, func(f namedFlow) bool { return f.Name == flow }) {
		d.Flow = flow
	}
	d.Versions = c.namedVersions(report.Versions(steps, d.Flow), releases)
	asked := func(version string) namedVersion { // as counted, or whole, as a release has it
		for _, n := range d.Versions {
			if version != "" && strings.HasPrefix(version, n.Version) {
				return n
			}
		}
		return namedVersion{}
	}
	a, b := asked(version), asked(with)
	if a.Version == "" {
		if x, ok := releaseOf(releases, version); ok {
			d.Unused = releaseName(x)
		}
		if len(d.Versions) > 0 {
			a = d.Versions[0]
		}
	}
	if b.Version == a.Version {
		b = namedVersion{}
	}
	d.A, d.AName, d.B, d.BName = a.Version, a.Name, b.Version, b.Name
	for _, n := range []namedVersion{a, b} {
		if n.Same != "" {
			d.Same = append(d.Same, n.Name+" has the same texts as "+n.Same+": what people did in them is counted as one.")
		}
	}
	return d
}

// rows are the steps in the order in which the talk comes to them in the version shown,
// with those of the other one where it has them; then those that neither has any more.
// Of a version whose script is not known, the live one says the order.
func (d *stepFiguresData) rows(steps []report.Step, live *bot.Script, of map[string]*bot.Script) {
	flowOf := func(version string) *bot.Flow {
		if s := of[version]; s != nil && s.Flows[d.Flow] != nil {
			return s.Flows[d.Flow]
		}
		return live.Flows[d.Flow]
	}
	a, b := flowOf(d.A), flowOf(d.B)
	names := stepOrder(a)
	if d.B != "" {
		names = mergedOrder(names, stepOrder(b))
	}
	rows := make([]stepRow, 0, len(names))
	for _, name := range names {
		rows = append(rows, stepRow{Step: name})
	}
	for i := range steps {
		x := &steps[i]
		if x.Flow != d.Flow || x.Version != d.A && x.Version != d.B {
			continue
		}
		at := slices.IndexFunc(rows, func(r stepRow) bool { return r.Step == x.Step })
		if at < 0 {
			rows = append(rows, stepRow{Step: x.Step})
			at = len(rows) - 1
		}
		if x.Version == d.A {
			rows[at].A = x
		} else {
			rows[at].B = x
		}
	}
	rows = slices.DeleteFunc(rows, func(r stepRow) bool { return r.A == nil && r.B == nil })
	now := make([]report.Step, len(rows))
	for i := range rows {
		r := &rows[i]
		if f := live.Flows[d.Flow]; f != nil {
			r.place(d, f)
		}
		if r.A == nil {
			r.A = &report.Step{}
		}
		if r.B != nil {
			r.judge()
		}
		r.give(a, b)
		now[i] = *r.A
	}
	if worst := report.Worst(now); worst >= 0 {
		rows[worst].Worst = true
	}
	d.Rows = rows
}

// place finds where the live script has the step.
func (r *stepRow) place(d *stepFiguresData, f *bot.Flow) {
	if st := f.Step(r.Step); st != nil {
		d.File, r.Line = st.Source.File, st.Source.Line
	}
}

// judge says whether the step loses more or fewer people than in the other version.
func (r *stepRow) judge() {
	switch report.Compare(r.B.Lost(), r.A.Lost()) {
	case report.JudgeLess:
		r.Said, r.Good = "Fewer lost: more than chance", true
	case report.JudgeMore:
		r.Said, r.Bad = "More lost: more than chance", true
	case report.JudgeSame:
		r.Said = "No clear difference"
	case report.JudgeTooFew:
		r.Said = "Too few to say"
	}
}

// Bar draws a share.
func (stepFiguresData) Bar(s report.Share) template.HTML { return bar(s) }

// Texts is how many segments went out for each person shown the question.
func (stepFiguresData) Texts(s *report.Step) string {
	n, ok := s.PerPerson()
	switch {
	case !ok:
		return report.TooFew
	case n == 0:
		return "not counted"
	}
	return strconv.Itoa(n/10) + "." + strconv.Itoa(n%10)
}

// Soon is the time that half answered within, in words.
func (stepFiguresData) Soon(s *report.Step) string {
	m := s.Median()
	switch {
	case !m.Known:
		return report.TooFew
	case m.Later:
		return "over a day"
	case m.Within >= 24*time.Hour:
		return "within a day"
	case m.Within >= time.Hour:
		return "within " + plural(int(m.Within/time.Hour), "hour")
	}
	return "within " + plural(int(m.Within/time.Minute), "minute")
}

// Edit is the address of a step in the editor.
func (d stepFiguresData) Edit(r stepRow) string {
	return "/console/scripts/edit/" + url.PathEscape(d.File) + "?at=" + strconv.Itoa(r.Line)
}
