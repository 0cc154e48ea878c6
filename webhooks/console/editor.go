package console

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"nightdesk/bot"
	"nightdesk/bot/account"
	"nightdesk/flows"
)

// editData is the editor of one script.
type editData struct {
	File, Title, Kind string
	Text, Mark        string
	MayEdit           bool
	Changed, New      bool
	At                int // the line where the cursor begins; 0 = the first
	// Verbs, Small and Langs are what the page colours by, with spaces between.
	Verbs, Small, Langs string
	// Theirs is the text of another window that was saved in the meantime; "" = none.
	Theirs  string
	Problem string
	// Added is the step of a question that was just written into the draft; "" = none.
	Added string
	Sides sides
	// HasQuestions says that a question can be added with a form.
	HasQuestions bool
	// Phone talks to the draft; nil = there is none here.
	Phone   *phoneData
	Changes string // the page that shows and publishes a draft; "" = there is none
	Rows    int
}

// sides are the panels beside the text.
type sides struct {
	File      string
	MayEdit   bool
	Problems  []problemLine
	Open      int // problems that are not accepted
	Errors    int // those of them that keep the script from being published
	Accepted  int // and those that are
	Elsewhere []elsewhere
	Picture   *picture // nil if the file is no flow
	Texts     []textMeters
	Costly    int // texts that somebody should look at
}

// problemLine is a problem as a page says it.
type problemLine struct {
	flows.Problem
	Why    string
	Accept bool // a reason can be given for it
}

// rank sorts what must be mended before what should be looked at, and that before what
// somebody let stand.
func (p problemLine) rank() int {
	switch {
	case p.Accepted != "":
		return 2
	case p.Severity == flows.Error:
		return 0
	}
	return 1
}

// Key names it in a form.
func (p problemLine) Key() string { return strconv.Itoa(p.Line) + ":" + p.Rule }

// elsewhere are the problems of another file.
type elsewhere struct {
	File, Title      string
	Errors, Warnings int
}

func editPage(v *visit) error {
	file := v.r.PathValue("file")
	b, err := v.bench()
	if err != nil {
		return err
	}
	text, ok := b.files.Flows[file]
	if !ok {
		return errNotFound
	}
	d := v.editData(b, file, text)
	if n, err := strconv.Atoi(v.query("at")); err == nil && n > 0 {
		d.At = n
	}
	if step := v.query("added"); d.Changed && d.MayEdit && stepStands(file, text, step) {
		d.Added = step
	}
	return v.render("scripts_edit", d)
}

// stepStands reports whether a file has such a step.
func stepStands(file, src, step string) bool {
	script, _ := flows.Parse(map[string]string{file: src})
	return slices.ContainsFunc(flowsIn(script, file), func(f *bot.Flow) bool {
		return slices.ContainsFunc(f.Steps, func(s *bot.Step) bool { return s.Name == step && s.Source.File == file })
	})
}

// editData is the editor with a text, which need not be the one that is kept.
func (v *visit) editData(b bench, file, text string) editData {
	kept := b.files.Flows[file]
	_, changed := b.draft.Changed[file]
	known := v.c.o.Scripts.Known()
	d := editData{File: file, Title: titleOf(file, text), Kind: scriptKind(text), Text: text, Mark: markOf(kept), MayEdit: v.may(account.EditScripts),
		Changed: changed, New: b.isNew(file), Verbs: strings.Join(editorVerbs, " "), Small: strings.Join(editorSmall, " "),
		Langs: languageList(known), Sides: v.sides(b, file, text), Rows: min(40, strings.Count(text, "\n")+3)}
	d.HasQuestions = d.Kind == "flow"
	if v.c.has(phonePath) {
		d.Phone = new(v.phone(b))
	}
	if v.c.has(scriptsPath + "/changes") {
		d.Changes = scriptsPath + "/changes"
	}
	return d
}

// languageList are the codes of the clinic's languages, with spaces between.
func languageList(known flows.Known) string {
	var codes []string
	for _, l := range languagesOf(known) {
		codes = append(codes, string(l))
	}
	return strings.Join(codes, " ")
}

// languagesOf are those that the clinic serves in full.
func languagesOf(known flows.Known) []bot.Lang {
	if len(known.Languages) > 0 {
		return known.Languages
	}
	return []bot.Lang{bot.English, bot.Spanish}
}

// editorVerbs are the words that lines begin with, and editorSmall the others of the
// format: what the page colours by.
var editorVerbs, editorSmall = func() (verbs, small []string) {
	for _, r := range flows.Reference() {
		line := strings.Fields(strings.Map(func(c rune) rune {
			if c >= 'a' && c <= 'z' || c == ' ' {
				return c
			}
			return ' '
		}, r.Grammar))
		for i, w := range line {
			if i == 0 && w == r.Name && r.Part != flows.PartText {
				verbs = append(verbs, w)
			} else if strings.Contains(" "+r.Grammar+" ", " "+w+" ") || r.Part == flows.PartAnswer {
				small = append(small, w)
			}
		}
	}
	small = append(small, "flow", "end", "return", "at", "a", "time", "times", "first", "soonest", "level", "to", "hours", "hour", "day", "days", "minutes", "once", "twice")
	slices.Sort(verbs)
	slices.Sort(small)
	return slices.Compact(verbs), slices.Compact(small)
}()

// sides are the panels for a text of a file, as it stands among the others.
func (v *visit) sides(b bench, file, text string) sides {
	files := b.files.Clone()
	files.Flows[file] = text
	script, problems := v.c.o.Scripts.Check(files)
	if script == nil {
		script, _ = flows.Parse(files.Flows)
	}
	known := v.c.o.Scripts.Known()
	s := sides{File: file, MayEdit: v.may(account.EditScripts), Picture: draw(script, file)}
	for _, p := range problemsOf(problems, file) {
		l := problemLine{Problem: p}
		if p.Missing.After > 0 { // to begin the line says more than dots to write over
			l.Fix = ""
		}
		if rule, _, ok := flows.RuleOf(p.Rule); ok {
			l.Why = rule.Why
			l.Accept = p.Severity == flows.Warning && !rule.Passing && p.Accepted == "" && p.Line > 0
		}
		if p.Accepted == "" {
			s.Open++
			if p.Severity == flows.Error {
				s.Errors++
			}
		} else {
			s.Accepted++
		}
		s.Problems = append(s.Problems, l)
	}
	slices.SortStableFunc(s.Problems, func(a, b problemLine) int { return cmp.Compare(a.rank(), b.rank()) })
	s.Elsewhere = problemsElsewhere(files.Flows, problems, file)
	s.Texts = metersOf(script, files.Flows, file, known)
	unmeasured(s.Texts, s.Problems)
	for _, t := range s.Texts {
		if t.Look {
			s.Costly++
		}
	}
	return s
}

// problemsElsewhere are how many errors the other files have: often they are of the
// same change.
func problemsElsewhere(files map[string]string, problems []flows.Problem, but string) []elsewhere {
	by := map[string]*elsewhere{}
	for _, p := range problems {
		if p.File == but || p.Severity != flows.Error {
			continue
		}
		if by[p.File] == nil {
			by[p.File] = &elsewhere{File: p.File, Title: titleOf(p.File, files[p.File])}
		}
		by[p.File].Errors++
	}
	var all []elsewhere
	for _, file := range slices.Sorted(maps.Keys(by)) {
		if _, there := files[file]; there {
			all = append(all, *by[file])
		}
	}
	return all
}

// editOrder is the form of the editor for a browser that runs no script: it saves, and
// takes a mended line or a reason for a warning.
func editOrder(v *visit) error {
	file := v.r.PathValue("file")
	text := scriptText(v.r.PostForm.Get("text"))
	at := 0
	if key := v.form("fix"); key != "" {
		text, at = v.mended(file, text, key)
	} else if key := v.form("room"); key != "" {
		text, at = v.begun(file, text, key)
	} else if key := v.form("accept"); key != "" {
		var err error
		if text, at, err = accepted(text, key, v.form("reason:"+key)); err != nil {
			return err
		}
	}
	_, err := v.saveFile(file, text, v.form("mark"))
	if o := new(overtakenError); errors.As(err, &o) {
		return v.bothTexts(file, text, o.Theirs)
	}
	if err != nil {
		return err
	}
	v.flash("Saved in your draft.")
	to := scriptsPath + "/edit/" + url.PathEscape(file)
	if at > 0 {
		to += "?at=" + strconv.Itoa(at)
	}
	return v.redirect(to)
}

// bothTexts shows one's own text and the one of another window that was saved first.
func (v *visit) bothTexts(file, text, theirs string) error {
	b, err := v.bench()
	if err != nil {
		return err
	}
	d := v.editData(b, file, text)
	d.Theirs = theirs
	d.Problem = "This script was saved in another window in the meantime. Nothing is lost: your text is in the field and the other one is below. Press Check and save to keep yours."
	return v.renderStatus(http.StatusConflict, "scripts_edit", d)
}

// mended puts the mended line of the problem that key names in its place, if it is
// still there.
func (v *visit) mended(file, text, key string) (mended string, line int) {
	b, err := v.bench()
	if err != nil {
		return text, 0
	}
	for _, p := range v.sides(b, file, text).Problems {
		lines := strings.Split(text, "\n")
		if p.Key() == key && p.Fix != "" && p.Line <= len(lines) {
			lines[p.Line-1] = p.Fix
			return strings.Join(lines, "\n"), p.Line
		}
	}
	return text, 0
}

// begun begins the line that the problem which key names says is missing.
func (v *visit) begun(file, text, key string) (changed string, line int) {
	b, err := v.bench()
	if err != nil {
		return text, 0
	}
	for _, p := range v.sides(b, file, text).Problems {
		if p.Key() == key && p.Missing.After > 0 {
			lines := slices.Insert(strings.Split(text, "\n"), p.Missing.After, p.Missing.Opening)
			return strings.Join(lines, "\n"), p.Missing.After + 1
		}
	}
	return text, 0
}

// accepted writes above a line why a warning of it may stay.
func accepted(text, key, reason string) (string, int, error) {
	at, rule, ok := strings.Cut(key, ":")
	n, err := strconv.Atoi(at)
	lines := strings.Split(text, "\n")
	if _, _, known := flows.RuleOf(rule); !ok || err != nil || n < 1 || n > len(lines) || !known {
		return "", 0, errNotFound
	}
	if reason = strings.Join(strings.Fields(reason), " "); reason == "" || len(reason) > 300 {
		return "", 0, bad("Write in a few words why it may stay, so that your colleagues know. Go back: your text is still in the field.")
	}
	line := lines[n-1]
	indent := line[:len(line)-len(strings.TrimLeft(line, " "))]
	lines = slices.Insert(lines, n-1, fmt.Sprintf("%s# accept %s: %s", indent, rule, reason))
	return strings.Join(lines, "\n"), n + 1, nil
}
