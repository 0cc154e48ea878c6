package console

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/account"
	"nightdesk/flows"
)

func (c *Console) scriptsRoutes() []route {
	if c.o.Scripts == nil {
		return nil
	}
	const area = "scripts"
	see, edit := account.SeeScripts, account.EditScripts
	return []route{
		{method: http.MethodGet, path: scriptsPath, need: see, area: area, pace: paceScripts, handle: scriptsPage},
		{method: http.MethodGet, path: scriptsPath + "/help", need: see, area: area, handle: scriptsHelpPage},
		{method: http.MethodGet, path: scriptsPath + "/new", need: edit, area: area, pace: paceScripts, handle: newScriptPage},
		{method: http.MethodPost, path: scriptsPath + "/new", need: edit, area: area, pace: paceScripts, handle: newScriptOrder},
		{method: http.MethodPost, path: scriptsPath + "/notice", need: edit, area: area, pace: paceScripts, handle: noticeOrder},
		{method: http.MethodPost, path: scriptsPath + "/file", need: edit, area: area, pace: paceScripts, handle: scriptFileOrder},
		{method: http.MethodGet, path: scriptsPath + "/edit/{file}", need: see, area: area, pace: paceScripts, handle: editPage},
		{method: http.MethodPost, path: scriptsPath + "/edit/{file}", need: edit, area: area, pace: paceScripts, handle: editOrder},
		{method: http.MethodPost, path: scriptsPath + "/check", need: edit, area: area, pace: paceScripts, handle: checkScript},
		{method: http.MethodPost, path: scriptsPath + "/complete", need: edit, area: area, pace: paceScripts, handle: completeScript},
		{method: http.MethodPost, path: scriptsPath + "/save", need: edit, area: area, pace: paceScripts, handle: saveScript},
		{method: http.MethodPost, path: scriptsPath + "/measure", need: edit, area: area, pace: paceScripts, handle: measureWording},
		{method: http.MethodGet, path: scriptsPath + "/wording/{file}", need: edit, area: area, pace: paceScripts, handle: wordingPage},
		{method: http.MethodPost, path: scriptsPath + "/wording/{file}", need: edit, area: area, pace: paceScripts, handle: wordingOrder},
		{method: http.MethodGet, path: scriptsPath + "/question/{file}", need: edit, area: area, pace: paceScripts, handle: questionPage},
		{method: http.MethodPost, path: scriptsPath + "/question/{file}", need: edit, area: area, pace: paceScripts, handle: questionOrder},
	}
}

// scriptsData is the list of scripts.
type scriptsData struct {
	MayEdit   bool
	Live      releaseLine
	Scheduled []releaseLine
	Waiting   []proposalLine
	Draft     draftLine
	Groups    []scriptGroup
	Gone      []scriptRow
	Ways      []scriptWay
	// NewBuiltIn: the program comes with newer scripts than the clinic's began with.
	NewBuiltIn bool
	Changes    string // the page that shows and publishes a draft; "" = there is none
}

// releaseLine is a release in words.
type releaseLine struct {
	Number      int
	By          string
	From, Until time.Time
	Note        string
}

type proposalLine struct {
	By, Note, Why string
	At            time.Time
	Mine          bool
	Path          string // of the page where it is looked at; "" = there is none
}

// draftLine is where one's own draft stands.
type draftLine struct {
	Any              bool
	Changed          string // how many files, as "1 script and 183 test talks"
	Errors, Warnings int    // of all files
	At               time.Time
	// Behind says that another release was published since it was begun.
	Behind bool
	Others []string // colleagues who have a draft
	Sent   sentWords
	Kept   keptWork // what was undone last, where there is no draft
}

// scriptGroup is a part of the list. What is seldom looked for is folded, until there is
// something to see in it.
type scriptGroup struct {
	ID, Title, Say string
	Rows           []scriptRow
	Folded         bool
}

// Open reports whether something in the group waits to be seen.
func (g scriptGroup) Open() bool {
	return slices.ContainsFunc(g.Rows, func(r scriptRow) bool { return r.Mine || r.Errors+r.Warnings+len(r.Others) > 0 })
}

// scriptRow is one file.
type scriptRow struct {
	File, Kind       string
	Title, About     string
	Live, Mine, New  bool
	Errors, Warnings int
	Others           []string // colleagues whose drafts change it
	Fixed            bool     // it can't be removed
	Begins           string   // who begins with it, if that is everybody of a kind
}

// scriptWay leads to another page about scripts.
type scriptWay struct{ Path, Label string }

// scriptWays are shown where their page is.
var scriptWays = []scriptWay{
	{scriptsPath + "/changes", "See changes and publish"},
	{scriptsPath + "/history", "History and undo"},
	{scriptsPath + "/tests", "Test talks"},
	{scriptsPath + "/translate", "Translations"},
	{scriptsPath + "/questions", "Common questions"},
	{scriptsPath + "/figures", "How it goes"},
	{scriptsPath + "/help", "Help"},
}

func scriptsPage(v *visit) error {
	d, err := v.scriptsData()
	if err != nil {
		return err
	}
	return v.render("scripts", d)
}

func (v *visit) scriptsData() (scriptsData, error) {
	b, err := v.bench()
	if err != nil {
		return scriptsData{}, err
	}
	all, err := v.c.o.Scripts.Releases(v.r.Context())
	if err != nil {
		return scriptsData{}, fmt.Errorf("read the releases: %w", err)
	}
	drafts, err := v.c.o.Scripts.Drafts(v.r.Context())
	if err != nil && !errors.Is(err, bot.ErrUnreadable) { // somebody else's that can't be opened keeps nobody from working
		return scriptsData{}, fmt.Errorf("read the drafts: %w", err)
	}
	gone, err := v.disabled()
	if err != nil {
		return scriptsData{}, err
	}
	script, problems := v.c.o.Scripts.Check(b.files)
	d := scriptsData{MayEdit: v.may(account.EditScripts), Live: v.releaseLine(b.live), NewBuiltIn: v.c.o.Scripts.NewerBuiltIn(all)}
	v.waysOn(&d)
	v.comes(&d, all)
	d.Draft = draftLine{Any: !b.draft.IsEmpty(), Changed: changedNames(b.draft), At: b.draft.At, Behind: b.based.Number != b.live.Number, Sent: v.sent(all, b)}
	d.Draft.Errors, d.Draft.Warnings = countBySeverity(problems)
	if !d.Draft.Any {
		d.Draft.Kept = v.kept(all, b.draft)
	}
	others := v.othersAt(&d, drafts, gone)
	d.Groups = scriptGroups(b, script, problems, others)
	for _, file := range b.draft.Gone {
		if old, ok := b.base.Flows[file]; ok {
			d.Gone = append(d.Gone, scriptRow{File: file, Title: titleOf(file, old)})
		}
	}
	return d, nil
}

// waysOn are the pages that there are.
func (v *visit) waysOn(d *scriptsData) {
	for _, w := range scriptWays {
		if v.c.has(w.Path) {
			d.Ways = append(d.Ways, w)
		}
	}
	if v.c.has(scriptsPath + "/changes") {
		d.Changes = scriptsPath + "/changes"
	}
}

// comes is what is scheduled, and what waits for a second person.
func (v *visit) comes(d *scriptsData, all bot.Releases) {
	for _, r := range all.List {
		if r.Withdrawn.IsZero() && r.From.After(v.now) {
			d.Scheduled = append(d.Scheduled, v.releaseLine(r))
		}
	}
	for _, p := range all.Proposals {
		if p.Declined != "" {
			continue
		}
		w := proposalLine{By: v.c.publisher(p.Release.By), Note: p.Release.Note, Why: p.Why, At: p.Release.At, Mine: p.Release.By == v.account.ID}
		if v.c.has(approvalPath + "/{id}") {
			w.Path = approvalPath + "/" + p.ID
		}
		d.Waiting = append(d.Waiting, w)
	}
}

// othersAt are who else changes each file in a draft of theirs; who was let go counts for
// nothing.
func (v *visit) othersAt(d *scriptsData, drafts []bot.Draft, gone map[string]bool) map[string][]string {
	others := map[string][]string{}
	for _, o := range drafts {
		if o.Owner == v.account.ID || o.IsEmpty() || gone[o.Owner] {
			continue
		}
		name := v.c.nameOf(o.Owner)
		d.Draft.Others = append(d.Draft.Others, name)
		for _, file := range slices.Concat(slices.Collect(maps.Keys(o.Changed)), o.Gone) {
			others[file] = append(others[file], name)
		}
	}
	return others
}

// releaseLine says by whom in words.
func (v *visit) releaseLine(r bot.Release) releaseLine {
	return releaseLine{Number: r.Number, By: v.c.publisher(r.By), From: r.From, Until: r.Until, Note: r.Note}
}

// publisher is who published a release, in words.
func (c *Console) publisher(by string) string {
	switch {
	case by == bot.FromBuiltIn:
		return "the program (as delivered)"
	case by == bot.FromFolder:
		return "the scripts’ folder on the server"
	case strings.HasPrefix(by, bot.FromCommand):
		if who := strings.Trim(strings.TrimPrefix(by, bot.FromCommand), ": "); who != "" {
			return c.nameOf(who) + " (on the server)"
		}
		return "a command on the server"
	}
	return c.nameOf(by)
}

// fileKinds are what a file may be, by its first word, in the order of the list.
var fileKinds = []struct{ word, group string }{
	{"flow", "talks"}, {"piece", "pieces"}, {"questions", "everywhere"}, {"phrases", "everywhere"}, {"danger", "everywhere"}, {"settings", "everywhere"},
}

// everywhere is what the files that hold for all conversations are called, and are for.
var everywhere = map[string][2]string{
	"questions": {"Common questions", "What people ask at any time"},
	"phrases":   {"Small sentences", "Not understood, still there, welcome back"},
	"danger":    {"Words for danger", "What is said to somebody in danger"},
	"settings":  {"General rules", "What is first, and what follows silence"},
}

var firstWord = regexp.MustCompile(`(?m)^[ \x{feff}]*([a-z]+)`)

// scriptKind is the first word of a script, "" if it has none that is known.
func scriptKind(src string) string {
	if m := firstWord.FindStringSubmatch(src); m != nil && placeOf(m[1]) >= 0 {
		return m[1]
	}
	return ""
}

var titleLine = regexp.MustCompile(`(?m)^ *title +(\S.*?) *$`)

// titleOf is what a script is called on every page.
func titleOf(file, src string) string {
	kind := scriptKind(src)
	if e, ok := everywhere[kind]; ok {
		return e[0]
	}
	if m := titleLine.FindStringSubmatch(src); m != nil {
		return m[1]
	}
	return strings.TrimSuffix(file, ".flow")
}

// scriptGroups are the files of a draft, sorted as somebody looks for them.
func scriptGroups(b bench, script *bot.Script, problems []flows.Problem, others map[string][]string) []scriptGroup {
	groups := []scriptGroup{
		{ID: "talks", Title: "Conversations"},
		{ID: "pieces", Title: "Shared pieces", Say: "A change counts in all that use them.", Folded: true},
		{ID: "everywhere", Title: "In every conversation", Folded: true},
	}
	for _, file := range slices.Sorted(maps.Keys(b.files.Flows)) {
		src := b.files.Flows[file]
		r := scriptRow{File: file, Kind: scriptKind(src), Title: titleOf(file, src), New: b.isNew(file), Others: others[file]}
		_, r.Mine = b.draft.Changed[file]
		r.Live = !r.Mine
		r.Errors, r.Warnings = countBySeverity(problemsOf(problems, file))
		if e, ok := everywhere[r.Kind]; ok {
			r.About, r.Fixed = e[1], true
		} else {
			r.Begins = beginsWith(script, file)
		}
		in := 0
		for _, k := range fileKinds {
			if k.word == r.Kind {
				in = slices.IndexFunc(groups, func(g scriptGroup) bool { return g.ID == k.group })
			}
		}
		groups[in].Rows = append(groups[in].Rows, r)
	}
	// What most people begin with is looked for most.
	first := func(r scriptRow) int {
		switch r.Begins {
		case beginsNew:
			return 0
		case beginsAgain:
			return 1
		}
		return 2
	}
	slices.SortStableFunc(groups[0].Rows, func(a, b scriptRow) int { return cmp.Compare(first(a), first(b)) })
	slices.SortStableFunc(groups[2].Rows, func(a, b scriptRow) int { return cmp.Compare(placeOf(a.Kind), placeOf(b.Kind)) })
	return slices.DeleteFunc(groups, func(g scriptGroup) bool { return len(g.Rows) == 0 })
}

// Who begins with a conversation.
const (
	beginsNew   = "the first text of everybody new"
	beginsAgain = "the first text when somebody comes back"
)

// beginsWith says who begins with a file, "" = nobody in particular.
func beginsWith(script *bot.Script, file string) string {
	switch {
	case script == nil:
	case fileOf(script, script.Start) == file:
		return beginsNew
	case fileOf(script, script.Home) == file:
		return beginsAgain
	}
	return ""
}

func placeOf(kind string) int {
	return slices.IndexFunc(fileKinds, func(k struct{ word, group string }) bool { return k.word == kind })
}
