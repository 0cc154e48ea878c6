package console

import (
	"maps"
	"net/http"
	"slices"
	"strings"

	"nightdesk/bot/account"
	"nightdesk/flows/transcript"
)

// testsData are the talks that are the tests of a draft.
type testsData struct {
	MayAct bool
	Of     string
	Draft  bool // it is played with a draft, not with what is live
	Own    []talkRow
	Safety []talkRow
	Run    *runLine // nil: they were not played since the last change
	// Broken are the errors of the scripts, with which no talk can be played.
	Broken []problemWords
	// Onward is where a draft goes on whose talks all go as expected; "" = nowhere.
	Onward string
	decisions
	// Answered is what became of a question that was answered just now.
	Answered *answeredData
	// Working is what was ordered and still plays tests; nothing else is shown then.
	Working *workingLine
	// Taken and Ways are of how many ways out of steps the talks take; Untaken are
	// those that none takes.
	Taken, Ways int
	Share       int // in a hundred
	Untaken     []untakenLine
	// Changes is what an update wrote, in words.
	Changes []changedTalk
}

// talkRow is one talk in the list.
type talkRow struct {
	Name, Label, About string
	State, Mark        string // in words, and as a badge
	New                bool
}

// runLine is how far the playing is.
type runLine struct {
	Done, Of, OK, Bad int
	Going             bool
	Why               string
}

func testsPage(v *visit) error {
	b, err := v.bench()
	if err != nil {
		return err
	}
	return v.showTests(b, nil)
}

func (v *visit) showTests(b bench, changes []changedTalk) error {
	d := v.testsData(b)
	d.Changes = changes
	if v.live() {
		return v.piece("scripts_tests", "tests-run", d)
	}
	return v.render("scripts_tests", d)
}

// testsRun plays all talks. Asked again while they are played, it says how far it is.
func testsRun(v *visit) error {
	b, err := v.bench()
	if err != nil {
		return err
	}
	v.playTests(b)
	if v.live() {
		return v.showTests(b, nil)
	}
	return v.redirect(testsPath)
}

// playTests has all tests played, and waits a moment: most are remembered.
func (v *visit) playTests(b bench) {
	v.c.o.Trial.Run(v.account.ID, b.files)
	v.c.o.Trial.Wait(v.r.Context(), v.account.ID, b.files)
}

func (v *visit) testsData(b bench) testsData {
	d := testsData{Draft: !b.draft.IsEmpty(), MayAct: v.may(account.EditScripts), Of: v.phoneFrame(b, phoneData{}).Of}
	results := map[string]TalkResult{}
	run, ran := v.c.o.Trial.Ran(v.account.ID, b.files)
	if ran {
		d.Run = &runLine{Done: run.Done, Of: run.Of, Going: run.Finished.IsZero(), Why: run.Why}
		for _, r := range run.Results {
			results[r.Name] = r
			if r.OK {
				d.Run.OK++
			} else {
				d.Run.Bad++
			}
		}
	}
	d.decisions = v.decisions(run.Results, b)
	for _, name := range slices.Sorted(maps.Keys(b.files.Talks)) {
		d.Own = append(d.Own, v.talkRow(name, b.files.Talks[name], results, d.decisions, b.isNew(name)))
	}
	safety := v.c.o.Trial.Safety()
	for _, name := range slices.Sorted(maps.Keys(safety)) {
		d.Safety = append(d.Safety, v.talkRow(name, safety[name], results, d.decisions, false))
	}
	switch {
	case !ran || d.Run.Why != "":
		d.Broken = v.broken(b)
	case !d.Run.Going:
		v.coverage(b, run, &d)
		if d.Run.Bad == 0 && d.MayAct && !b.draft.IsEmpty() && v.c.has(changesPath) {
			d.Onward = changesPath
		}
	}
	return d
}

// broken are the errors of the scripts that keep their talks from being played.
func (v *visit) broken(b bench) []problemWords {
	_, problems := v.c.o.Scripts.Check(b.files)
	return slices.DeleteFunc(problemList(problems, b.files), func(p problemWords) bool { return !p.Error })
}

// cantPlay answers an order for talks that can't be played.
func (v *visit) cantPlay(b bench) error {
	d := v.testsData(b)
	d.Run, d.Broken = &runLine{Why: "The scripts have errors that block. Mend them first: then the tests can be played."}, v.broken(b)
	return v.renderStatus(http.StatusUnprocessableEntity, "scripts_tests", d)
}

func (v *visit) talkRow(name, src string, results map[string]TalkResult, d decisions, isNew bool) talkRow {
	row := talkRow{Name: name, Label: talkLabel(name), State: "not played", Mark: "plain", New: isNew}
	t, err := transcript.Read(name, src)
	if err != nil {
		row.State, row.Mark = "can't be read", "bad"
		return row
	}
	row.About = aboutOf(t)
	if r, ok := results[name]; ok {
		row.State, row.Mark = "as expected", "good"
		switch {
		case r.OK:
		case d.looksAt(name):
			row.State, row.Mark = "goes another way", "bad"
		default:
			row.State, row.Mark = "notices a change", "warn"
		}
	}
	return row
}

// talkLabel is a file's name in words.
func talkLabel(name string) string {
	name = strings.TrimSuffix(name[strings.LastIndex(name, "/")+1:], ".talk")
	return sentence(strings.ReplaceAll(name, "_", " "))
}

// aboutOf is what a talk says of itself: its first comment, up to an empty line.
func aboutOf(t transcript.Talk) string {
	var about []string
	for _, l := range t.Lines {
		words, comment := strings.CutPrefix(l.Text, "#")
		words = strings.TrimSpace(words)
		if comment = comment && l.Word == "" && words != ""; comment {
			about = append(about, words)
		} else if len(about) > 0 {
			break
		}
	}
	return strings.Join(about, " ")
}
