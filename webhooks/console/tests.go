package console

import (
	"cmp"
	"errors"
	"maps"
	"net/http"
	"slices"
	"strings"

	"nightdesk/bot"
	"nightdesk/bot/account"
	"nightdesk/flows"
	"nightdesk/flows/transcript"
)

// testsData are the talks that are the tests of a draft.
type testsData struct {
	MayAct bool
	Of     string
	Own    []talkRow
	Safety []talkRow
	Run    *runLine // nil: they were not played since the last change
	// Broken are the errors of the scripts, with which no talk can be played.
	Broken []problemWords
	// Onward is where a draft goes on whose talks all go as expected; "" = nowhere.
	Onward string
	// Stops are new questions that talks do not know, and Answered what became of one.
	Stops    []stopLine
	Answered *answeredData
	// Shared are rewordings that many talks have, and Differ the other talks that go
	// another way.
	Shared []sharedLine
	Differ []differLine
	// Wording says that nothing but texts that the draft changes differs.
	Wording bool
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

// differLine is a talk that goes another way, as a conversation.
type differLine struct {
	Name, About string
	Safety      bool
	Asked       string // a new question of the draft that a promise breaks at
	Why         string
	Before      []phoneItem
	Want, Got   phoneItem
	Nothing     bool // nothing came
	NotAwaited  bool // nothing was to come
	More        int  // further differences
}

// untakenLine is a way out of a step that no talk takes.
type untakenLine struct {
	Flow, Step, Say, Path string
}

// changedTalk is what an update changed in one talk.
type changedTalk struct {
	Name string
	Say  []string
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
	v.c.o.Trial.Run(v.account.ID, b.files)
	if v.live() {
		return v.showTests(b, nil)
	}
	return v.redirect(testsPath)
}

func (v *visit) testsData(b bench) testsData {
	d := testsData{MayAct: v.may(account.EditScripts), Of: v.phoneFrame(b, phoneData{}).Of}
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
	for _, name := range slices.Sorted(maps.Keys(b.files.Talks)) {
		d.Own = append(d.Own, v.talkRow(name, b.files.Talks[name], results, b.isNew(name)))
	}
	safety := v.c.o.Trial.Safety()
	for _, name := range slices.Sorted(maps.Keys(safety)) {
		d.Safety = append(d.Safety, v.talkRow(name, safety[name], results, false))
	}
	var rest []TalkResult
	d.Stops, rest = v.stops(run.Results, b)
	d.Shared, d.Differ = v.differences(rest, b)
	d.Wording = len(d.Stops)+len(d.Differ) == 0 && len(d.Shared) > 0 && !slices.ContainsFunc(d.Shared, func(l sharedLine) bool { return !l.Known })
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

func (v *visit) talkRow(name, src string, results map[string]TalkResult, isNew bool) talkRow {
	row := talkRow{Name: name, Label: talkLabel(name), State: "not played", Mark: "plain", New: isNew}
	t, err := transcript.Read(name, src)
	if err != nil {
		row.State, row.Mark = "can't be read", "bad"
		return row
	}
	row.About = aboutOf(t)
	if r, ok := results[name]; ok {
		row.State, row.Mark = "as expected", "good"
		if !r.OK {
			row.State, row.Mark = "goes another way", "bad"
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

// differences are the talks that go another way: a rewording that several have is said
// once.
func (v *visit) differences(results []TalkResult, b bench) (shared []sharedLine, differ []differLine) {
	var hidden map[string]bool
	diffs := diffsOf(results)
	if len(diffs) > 0 {
		shared, hidden = rewordingsOf(b).shared(diffs)
	}
	_, isNew := newQuestions(b)
	for _, r := range results {
		if r.OK {
			continue
		}
		l := differLine{Name: r.Name, Safety: r.Safety, Asked: askedInSafety(r, isNew), Why: r.Why}
		if t, ok := v.talkText(b, r.Name); ok {
			if read, err := transcript.Read(r.Name, t); err == nil {
				l.About = aboutOf(read)
			}
		}
		if r.Why == "" {
			i := slices.IndexFunc(r.Diffs, func(d *transcript.Difference) bool { return !hidden[d.Key()] })
			if i < 0 {
				continue
			}
			v.differ(&l, r.Diffs[i])
			l.More = len(r.Diffs) - 1
		}
		differ = append(differ, l)
	}
	return shared, differ
}

func diffsOf(results []TalkResult) [][]*transcript.Difference {
	var all [][]*transcript.Difference
	for _, r := range results {
		if len(r.Diffs) > 0 && !r.Safety {
			all = append(all, r.Diffs)
		}
	}
	return all
}

// differ shows a difference as the end of a conversation.
func (v *visit) differ(l *differLine, d *transcript.Difference) {
	for _, line := range d.Talk {
		l.Before = append(l.Before, v.expectedItem(line.Word, line.Text))
	}
	l.Nothing, l.NotAwaited = d.Got == nil, d.Want == nil || d.Want.Text == "none"
	if d.Want != nil {
		l.Want = v.expectedItem(d.Want.Word, d.Want.Text)
	}
	if d.Got != nil {
		l.Got = v.lineItem(d.Got.Kind, d.Got.Text)
	}
}

// expectedItem is a line as a talk expects it.
func (v *visit) expectedItem(word, words string) phoneItem {
	if open := expectedOf(word, words); open != "" {
		return phoneItem{Kind: "note", Text: open}
	}
	return v.lineItem(word, words)
}

// lineItem is a line of a talk as a conversation shows it.
func (v *visit) lineItem(word, words string) phoneItem {
	switch {
	case strings.HasPrefix(word, "them"):
		return phoneItem{Kind: "them", Who: other(word, "them"), Text: words}
	case strings.HasPrefix(word, "us"):
		return phoneItem{Kind: "us", Who: other(word, "us"), Text: words}
	case word == "case":
		return phoneItem{Kind: "note", Text: v.caseWords(words)}
	case word == "alert", word == "desk", word == "fails":
		return phoneItem{Kind: "note", Text: staffWords[word] + words}
	case word == "staff":
		return phoneItem{Kind: "note", Text: "Staff text: " + words}
	case word == "wait":
		return phoneItem{Kind: "note", Text: words + " pass"}
	}
	return phoneItem{Kind: "note", Text: talkStates[word] + words}
}

var staffWords = map[string]string{"alert": "Alert to ", "desk": "Text to ", "fails": "Does not go out: "}

var talkStates = map[string]string{"at": "It is ", "given": "From here on: ", "lang": "They speak ", "holds": "Held: ", "books": "Booked: ", "moves": "Moved to: ",
	"cancels": "Given up: ", "release": "The new scripts are live: ", "again": "The same text again: ", "office": "Staff: ", "console": "Staff: "}

// mostUntaken bounds the list of ways that no talk takes.
const mostUntaken = 40

// coverage says which ways through the flows no talk takes.
func (v *visit) coverage(b bench, run TrialRun, d *testsData) {
	script, _ := v.c.o.Scripts.Check(b.files)
	if script == nil {
		return
	}
	branches, taken := flows.Branches(script), map[flows.BranchKey]bool{}
	for _, br := range branches {
		taken[br.Key] = run.Ways[string(br.Key)] > 0
	}
	let := map[bot.Source]bool{} // be, with a reason
	for _, p := range flows.Untested(b.files.Flows, taken) {
		let[bot.Source{File: p.File, Line: p.Line, Col: p.Col}] = p.Accepted != ""
	}
	for _, br := range branches {
		if br.Minor {
			continue
		}
		d.Ways++
		if taken[br.Key] {
			d.Taken++
			continue
		}
		if let[br.Source] {
			continue
		}
		l := untakenLine{Flow: br.Source.File, Step: br.Key.Place().Step, Say: br.Text}
		if v.c.has(scriptsPath + "/edit/{file}") {
			l.Path = editAt(br.Source.File, br.Source.Line)
		}
		d.Untaken = append(d.Untaken, l)
	}
	if d.Ways > 0 {
		d.Share = 100 * d.Taken / d.Ways
	}
	if len(d.Untaken) > mostUntaken {
		d.Untaken = d.Untaken[:mostUntaken]
	}
}

// testsUpdate writes what really came into talks of the draft: "this is what I meant".
func testsUpdate(v *visit) error {
	names := v.r.PostForm["name"]
	b, err := v.bench()
	if err != nil {
		return err
	}
	updated, err := v.c.o.Trial.Update(v.r.Context(), v.account.ID, b.files, names)
	if errors.Is(err, bot.ErrRefused) {
		return v.cantPlay(b)
	} else if err != nil {
		return err
	}
	if len(updated) == 0 {
		v.warn("Nothing is to be updated: those talks go as they are written.")
		return v.redirect(testsPath)
	}
	var changes []changedTalk
	b, err = v.changeDraft(func(now *bench) error {
		changes = nil
		for _, name := range slices.Sorted(maps.Keys(updated)) {
			was, ok := now.files.Talks[name]
			if !ok || was != b.files.Talks[name] { // changed in another window meanwhile
				continue
			}
			changes = append(changes, changedTalk{Name: name, Say: changesInWords(name, was, updated[name])})
			now.put(name, updated[name])
		}
		return nil
	})
	if err != nil {
		return err
	}
	v.c.o.Trial.Run(v.account.ID, b.files)
	v.said = append(v.said, plural(len(changes), "test")+" in your draft now "+verb(len(changes))+" what really comes. All tests are played once more now.")
	return v.showTests(b, changes)
}

func verb(n int) string {
	if n == 1 {
		return "expects"
	}
	return "expect"
}

func changesInWords(name, was, is string) []string {
	before, err1 := transcript.Read(name, was)
	after, err2 := transcript.Read(name, is)
	if err := cmp.Or(err1, err2); err != nil {
		return []string{"It was written anew."}
	}
	return transcript.InWords(before, after)
}
