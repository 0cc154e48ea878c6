package console

import (
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
	AName    string // without its date, which stands above
	BName    string
	File     string // of the flow
	Rows     []stepRow
	Any      bool // something was counted in the time
}

// namedFlow is a flow by its title.
type namedFlow struct{ Name, Title string }

// namedVersion is a version as people know it.
type namedVersion struct{ Version, Label string }

// stepRow is one step; B is nil where there is no other version of it.
type stepRow struct {
	Step  string
	Line  int // in the live script; 0 = it is not in it
	A, B  *report.Step
	Worst bool
	Said  string // whether more or fewer are lost than in the other version
	Good  bool   // fewer
	Bad   bool   // more
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
	files, err := v.c.o.Scripts.Files(v.r.Context(), live)
	if err != nil {
		return err
	}
	script, _ := flows.Parse(files.Flows)
	return v.render("scripts_figures", v.c.stepFigures(s, r.Steps, script, releases, v.query("flow"), v.query("version"), v.query("with")))
}

// stepFigures puts the page together. What the address asks for and is not there is
// the usual: the flow where somebody new begins, and the newest version.
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
	name := func(version string) string {
		for _, n := range d.Versions {
			if n.Version == version && version != "" {
				return n.Label
			}
		}
		return ""
	}
	if d.A = version; name(d.A) == "" && len(d.Versions) > 0 {
		d.A = d.Versions[0].Version
	}
	if d.B = with; d.B == d.A || name(d.B) == "" {
		d.B = ""
	}
	d.AName, _, _ = strings.Cut(name(d.A), ",")
	d.BName, _, _ = strings.Cut(name(d.B), ",")
	d.rows(steps, script)
	return d
}

// rows are the steps in the order of the live script, and then those that are not in it.
func (d *stepFiguresData) rows(steps []report.Step, script *bot.Script) {
	var order []stepRow
	if f := script.Flows[d.Flow]; f != nil {
		for _, st := range f.Steps {
			d.File = st.Source.File
			order = append(order, stepRow{Step: st.Name, Line: st.Source.Line})
		}
	}
	for i := range steps {
		x := &steps[i]
		if x.Flow != d.Flow || x.Version != d.A && x.Version != d.B {
			continue
		}
		at := slices.IndexFunc(order, func(r stepRow) bool { return r.Step == x.Step })
		if at < 0 {
			order = append(order, stepRow{Step: x.Step})
			at = len(order) - 1
		}
		if x.Version == d.A {
			order[at].A = x
		} else {
			order[at].B = x
		}
	}
	var now []report.Step
	for _, r := range order {
		if r.A == nil && r.B == nil {
			continue
		}
		if r.A == nil {
			r.A = &report.Step{}
		}
		if r.B != nil {
			r.judge()
		}
		d.Rows, now = append(d.Rows, r), append(now, *r.A)
	}
	if worst := report.Worst(now); worst >= 0 {
		d.Rows[worst].Worst = true
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

// namedVersions are the versions that were counted, the newest first, by the release
// that each was published as.
func (c *Console) namedVersions(counted []string, releases bot.Releases) []namedVersion {
	var all []namedVersion
	for _, x := range slices.Backward(releases.List) {
		for _, version := range counted {
			known := slices.ContainsFunc(all, func(n namedVersion) bool { return n.Version == version })
			if version != "" && !known && strings.HasPrefix(x.Version, version) {
				all = append(all, namedVersion{version, "Number " + strconv.Itoa(x.Number) + ", " + c.date(x.From)})
			}
		}
	}
	for _, version := range counted {
		if version != "" && !slices.ContainsFunc(all, func(n namedVersion) bool { return n.Version == version }) {
			all = append(all, namedVersion{version, "An older version (" + version + ")"})
		}
	}
	return all
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
