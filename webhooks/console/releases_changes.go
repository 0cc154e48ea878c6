package console

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/account"
	"nightdesk/flows"
	"nightdesk/flows/release"
)

const (
	changesPath   = scriptsPath + "/changes"
	historyPath   = scriptsPath + "/history"
	approvalPath  = scriptsPath + "/review"
	translatePath = scriptsPath + "/translate"
	sheetPath     = scriptsPath + "/sheet"
	questionsPath = scriptsPath + "/questions"
)

func (c *Console) releaseRoutes() []route {
	if c.o.Scripts == nil {
		return nil
	}
	const area = "scripts"
	see, edit, approve := account.SeeScripts, account.EditScripts, account.ApproveScripts
	return []route{
		{method: http.MethodGet, path: changesPath, need: edit, area: area, pace: paceScripts, handle: changesPage},
		{method: http.MethodPost, path: changesPath + "/drop", need: edit, area: area, pace: paceScripts, handle: dropOrder},
		{method: http.MethodPost, path: changesPath + "/update", need: edit, area: area, pace: paceScripts, handle: updateOrder},
		{method: http.MethodGet, path: scriptsPath + "/publish", need: edit, area: area, pace: paceScripts, handle: publishPage},
		{method: http.MethodPost, path: scriptsPath + "/publish", need: edit, area: area, pace: paceTalks, handle: publishOrder},
		{method: http.MethodGet, path: historyPath, need: see, area: area, pace: paceScripts, handle: historyPage},
		{method: http.MethodGet, path: historyPath + "/{number}", need: see, area: area, pace: paceScripts, handle: releasePage},
		{method: http.MethodGet, path: historyPath + "/{number}/{file}", need: see, area: area, pace: paceScripts, handle: sourcePage},
		{method: http.MethodPost, path: historyPath + "/{number}/again", need: edit, area: area, pace: paceTalks, handle: againOrder},
		{method: http.MethodPost, path: historyPath + "/{number}/draft", need: edit, area: area, pace: paceScripts, handle: fromOrder},
		{method: http.MethodPost, path: historyPath + "/{number}/withdraw", need: edit, area: area, pace: paceScripts, handle: withdrawOrder},
		{method: http.MethodGet, path: approvalPath, need: see, area: area, pace: paceScripts, handle: approvalsPage},
		{method: http.MethodGet, path: approvalPath + "/{id}", need: see, area: area, pace: paceScripts, handle: proposalPage},
		{method: http.MethodPost, path: approvalPath + "/{id}/agree", need: approve, area: area, pace: paceTalks, handle: agreeOrder},
		{method: http.MethodPost, path: approvalPath + "/{id}/decline", need: approve, area: area, pace: paceScripts, handle: declineOrder},
		{method: http.MethodPost, path: approvalPath + "/{id}/back", need: edit, area: area, pace: paceScripts, handle: takeBackOrder},
		{method: http.MethodGet, path: translatePath, need: edit, area: area, pace: paceScripts, handle: translatePage},
		{method: http.MethodPost, path: translatePath, need: edit, area: area, pace: paceScripts, handle: translateOrder},
		{method: http.MethodGet, path: sheetPath, need: edit, area: area, pace: paceScripts, handle: sheetPage},
		{method: http.MethodGet, path: sheetPath + "/{lang}", need: edit, area: area, pace: paceScripts, handle: sheetFile},
		{method: http.MethodPost, path: sheetPath, need: edit, area: area, pace: paceScripts, handle: sheetOrder},
		{method: http.MethodGet, path: questionsPath, need: see, area: area, pace: paceScripts, handle: questionsPage},
		{method: http.MethodPost, path: questionsPath, need: see, area: area, pace: paceScripts, handle: understandOrder},
		{method: http.MethodGet, path: questionsPath + "/topic", need: edit, area: area, pace: paceScripts, handle: topicPage},
		{method: http.MethodPost, path: questionsPath + "/topic", need: edit, area: area, pace: paceScripts, handle: topicOrder},
		{method: http.MethodPost, path: questionsPath + "/remove", need: edit, area: area, pace: paceScripts, handle: removeTopicOrder},
	}
}

// releaseWords is a release as every page names it.
type releaseWords struct {
	Number          int
	By, Approved    string
	At, From, Until time.Time
	Note            string
	State, Badge    string
	Mode            string
	Repeats         int
	Live            bool
	// Again says that it can be published again, Withdraw that it can be taken back.
	Again, Withdraw bool
	Figures         string // the page of its figures; "" = there is none
}

// changesData is somebody's draft against what is live.
type changesData struct {
	Any     bool
	At      time.Time
	Version string // of the draft: see stampOf
	Live    int
	// Meanwhile are the releases published since the draft was begun.
	Meanwhile []releaseWords
	Conflicts []conflictWords
	Files     fileChanges
	Problems  []problemWords
	Blocked   int
	Warnings  int
	Accepted  []acceptedWords
	// Approval is why a second person must agree ("crisis", "clinic", "" = nobody must), and
	// Rest are the reasons that stand at no change.
	Approval string
	Rest     []release.Reason
	Problem  string
	Passed   bool // all test talks were played with it, and go as expected
	Sent     sentWords
	Kept     keptWork // what was undone last, where there is no draft
}

// conflictWords is a place that two people changed.
type conflictWords struct {
	Index               int
	Title, Where        string
	Was                 string
	Mine, Theirs        []release.Span
	MineNone, TheirNone bool
	ChoseMine           bool
	ChoseTheirs         bool
}

type acceptedWords struct {
	Title, Text, Reason string
	Href                string
	Line                int
}

func changesPage(v *visit) error {
	b, err := v.bench()
	if err != nil {
		return err
	}
	d, err := v.changesData(b)
	if err != nil {
		return err
	}
	return v.render("script_changes", d)
}

// changesData reads what the page shows of a draft.
func (v *visit) changesData(b bench) (changesData, error) {
	d := changesData{Any: !b.draft.IsEmpty(), At: b.draft.At, Version: stampOf(b.draft), Live: b.live.Number}
	all, err := v.c.o.Scripts.Releases(v.r.Context())
	if err != nil {
		return d, fmt.Errorf("read the releases: %w", err)
	}
	if !d.Any {
		d.Kept = v.kept(all, b.draft)
		return d, nil
	}
	d.Sent = v.sent(all, b)
	if b.based.Number != b.live.Number {
		for _, r := range all.List {
			if r.Number > b.based.Number && r.Number <= b.live.Number {
				d.Meanwhile = append(d.Meanwhile, v.c.releaseWords(all, r, v.now))
			}
		}
		if len(d.Meanwhile) == 0 { // one that was only for a time has ended
			d.Meanwhile = append(d.Meanwhile, v.c.releaseWords(all, b.live, v.now))
		}
	}
	d.Files, d.Rest = judgedFiles(b.base, b.files, true)
	for i := range d.Files {
		d.Files[i].Drop = d.Version
	}
	if d.Approval, err = v.c.o.Scripts.Approval(v.r.Context(), bot.PublishOrder{By: v.account.ID, Files: b.files, Based: b.based.Number}); err != nil {
		return d, fmt.Errorf("see who must agree: %w", err)
	}
	d.Passed = v.allPassed(b)
	_, problems := v.c.o.Scripts.Check(b.files)
	_, before := v.c.o.Scripts.Check(b.base)
	d.problems(problems, before, b.files)
	return d, nil
}

// problems sorts what the checker says. What somebody let stand before is no change.
func (d *changesData) problems(problems, before []flows.Problem, files bot.ScriptFiles) {
	for _, p := range problems {
		had := slices.ContainsFunc(before, func(x flows.Problem) bool {
			return x.File == p.File && x.Rule == p.Rule && x.Text == p.Text && x.Accepted == p.Accepted
		})
		if p.Accepted != "" && !had {
			d.Accepted = append(d.Accepted, acceptedWords{Title: fileTitle(p.File, files.Flows[p.File]), Text: p.Text, Reason: p.Accepted, Line: p.Line,
				Href: fmt.Sprintf("%s/edit/%s?at=%d", scriptsPath, p.File, p.Line)})
		}
	}
	for _, p := range problemList(problems, files) {
		d.Problems = append(d.Problems, p)
		if p.Error {
			d.Blocked++
		} else {
			d.Warnings++
		}
	}
}

// stampOf names a draft as a page shows it: no other draft, of before or after, has its
// version.
func stampOf(d bot.Draft) string { return strconv.FormatInt(d.Version, 10) }

// sameDraft refuses what was ordered of a draft that another window has changed since.
func (v *visit) sameDraft(b bench) error {
	if v.form("version") != stampOf(b.draft) {
		return errDraftMoved
	}
	return nil
}

// errDraftMoved: the page that the order came from showed an older draft.
var errDraftMoved = errors.New("the draft was changed in another window")

// moved leads back to the changes when that is so.
func (v *visit) moved(err error) error {
	if errors.Is(err, errDraftMoved) || errors.Is(err, bot.ErrOvertaken) {
		v.warn("Your draft was changed in another window meanwhile. This is how it stands now: look at it, then try again.")
		return v.redirect(changesPath)
	}
	return err
}

// dropOrder takes back the changes of one file, or all.
func dropOrder(v *visit) error {
	file := v.form("file")
	if file == "" {
		b, err := v.bench()
		if err == nil {
			err = v.sameDraft(b)
		}
		if err == nil {
			err = v.c.o.Scripts.DropDraft(v.r.Context(), v.account.ID, b.draft.Version)
		}
		if err != nil {
			return v.moved(err)
		}
		v.flash("Your draft is dropped. What is live has not changed.")
		return v.redirect(changesPath)
	}
	_, err := v.changeDraft(func(b *bench) error {
		if err := v.sameDraft(*b); err != nil {
			return err
		}
		b.undo(file)
		return nil
	})
	if err != nil {
		return v.moved(err)
	}
	v.flash("Your changes of “" + file + "” are dropped. It is as it was.")
	return v.redirect(changesPath)
}

// undo has the draft leave a file as it was published.
func (b *bench) undo(file string) {
	changed := maps.Clone(b.draft.Changed)
	delete(changed, file)
	b.draft.Changed = changed
	b.draft.Gone = slices.DeleteFunc(slices.Clone(b.draft.Gone), func(n string) bool { return n == file })
	b.files = withDraft(b.base, b.draft)
}
