package console

import (
	"cmp"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"nightdesk/bot"
	"nightdesk/flows"
	"nightdesk/flows/release"
)

// changedFile is what changed in one file.
type changedFile struct {
	File, Title string
	State       string // "new", "gone" or ""
	Changes     []changeWords
	Lines       []textLine
	// Drop is the version of the draft that a form takes these changes back from; "" =
	// there is none.
	Drop string
	Href string // of the editor; "" = not to be edited here
}

// changeWords is one change in words.
type changeWords struct {
	Sentence string
	Was, Now []release.Span
	// Second is why a second person must agree to it, behind "because it"; "" = nobody must.
	// Agreed says that somebody did.
	Second string
	Agreed bool
	// New names what was not there before; More says that it changes more than words.
	New  string
	More bool
	Line int
	Href string
}

// fileChanges are the files that a change touches.
type fileChanges []changedFile

// Scripts are those that people get texts from.
func (f fileChanges) Scripts() fileChanges { return f.of(false) }

// Talks are the test talks, which often change by the hundred after one text.
func (f fileChanges) Talks() fileChanges { return f.of(true) }

func (f fileChanges) of(talks bool) (some fileChanges) {
	for _, x := range f {
		if (path.Ext(x.File) == ".talk") == talks {
			some = append(some, x)
		}
	}
	return some
}

// Second counts the changes that a second person must agree to.
func (f fileChanges) Second() (n int) {
	for _, x := range f {
		for _, c := range x.Changes {
			if c.Second != "" {
				n++
			}
		}
	}
	return n
}

// All counts the changes of scripts.
func (f fileChanges) All() (n int) {
	for _, x := range f.Scripts() {
		n += len(x.Changes)
	}
	return n
}

// Count says how much it is, as "6 changes in 1 script, and 183 test talks".
func (f fileChanges) Count() string {
	scripts, talks, n := f.Scripts(), f.Talks(), f.All()
	var parts []string
	if len(scripts) > 0 {
		parts = append(parts, plural(n, "change")+" in "+plural(len(scripts), "script"))
	}
	if len(talks) > 0 {
		parts = append(parts, plural(len(talks), "test talk"))
	}
	return strings.Join(parts, ", and ")
}

// Away says what a change for a while takes away again when it ends; "" if that is
// other words only, as of a notice.
func (f fileChanges) Away() string {
	var fresh []string
	more := false
	for _, x := range f.Scripts() {
		for _, c := range x.Changes {
			more = more || c.More
			if c.New != "" && !slices.Contains(fresh, c.New) {
				fresh = append(fresh, c.New)
			}
		}
	}
	n := f.All()
	all := "all " + plural(n, "change") + " go"
	if n == 1 {
		all = "your change goes"
	}
	switch {
	case !more:
		return ""
	case len(fresh) == 0:
		return all + " away again, not only new words"
	case len(fresh) > mostShown:
		fresh = append(fresh[:mostShown:mostShown], fmt.Sprintf("%d more", len(fresh)-mostShown))
	}
	return all + " away again, among them " + strings.Join(fresh, ", ")
}

// changedNames counts what a draft changes, as "1 script and 183 test talks".
func changedNames(d bot.Draft) string {
	scripts, talks := 0, 0
	for _, name := range slices.Concat(slices.Collect(maps.Keys(d.Changed)), d.Gone) {
		if path.Ext(name) == ".talk" {
			talks++
		} else {
			scripts++
		}
	}
	var parts []string
	if scripts > 0 {
		parts = append(parts, plural(scripts, "script"))
	}
	if talks > 0 {
		parts = append(parts, plural(talks, "test talk"))
	}
	return strings.Join(parts, " and ")
}

// textLine is one line of a comparison as text.
type textLine struct {
	Kind     string // "stays", "goes", "comes", "left"
	Sign     string
	Old, New int
	Text     string
}

// changedFiles compares two sets of files, in words and as text. Links lead to the
// editor if edit.
func changedFiles(before, after bot.ScriptFiles, edit bool) fileChanges {
	changes := release.Diff(before, after)
	return filesOfChanges(before, after, changes, make([][]string, len(changes)), edit)
}

// judgedFiles is changedFiles of what is not live yet: it says to which changes a second
// person must agree, as publishing judges it, and why; and what stands at no change.
func judgedFiles(before, after bot.ScriptFiles, edit bool) (fileChanges, []release.Reason) {
	was, _ := flows.Parse(before.Flows)
	now, _ := flows.Parse(after.Flows)
	changes := release.Diff(before, after)
	why, rest := release.Because(changes, release.Reasons(was, now))
	return filesOfChanges(before, after, changes, why, edit), rest
}

// agreedFiles is judgedFiles of what a second person has agreed to.
func agreedFiles(before, after bot.ScriptFiles) (fileChanges, []release.Reason) {
	all, rest := judgedFiles(before, after, false)
	for _, f := range all {
		for i := range f.Changes {
			f.Changes[i].Agreed = true
		}
	}
	return all, rest
}

func filesOfChanges(before, after bot.ScriptFiles, changes []release.Change, why [][]string, edit bool) fileChanges {
	byFile := map[string]*changedFile{}
	at := func(file string) *changedFile {
		f := byFile[file]
		if f == nil {
			f = &changedFile{File: file, Title: fileTitle(file, cmp.Or(in(after, file)[file], in(before, file)[file]))}
			if _, is := in(after, file)[file]; is && edit && path.Ext(file) == ".flow" {
				f.Href = scriptsPath + "/edit/" + file
			}
			byFile[file] = f
		}
		return f
	}
	for i, c := range changes {
		f := at(c.File)
		w := changeWords{Sentence: c.Sentence, Was: c.Was, Now: c.Now, Second: strings.Join(why[i], ", and it "), Line: c.Line,
			New: c.New, More: c.Weight != release.WeightNone && c.Kind != release.KindWording}
		if f.Href != "" && !c.Gone && c.Line > 0 {
			w.Href = fmt.Sprintf("%s?at=%d", f.Href, c.Line)
		}
		f.Changes = append(f.Changes, w)
	}
	names := map[string]bool{}
	for _, half := range []map[string]string{before.Flows, before.Talks, after.Flows, after.Talks} {
		for name := range half {
			names[name] = true
		}
	}
	for name := range names {
		was, had := in(before, name)[name]
		now, has := in(after, name)[name]
		if was == now && had == has {
			continue
		}
		f := at(name)
		f.Lines = textLines(was, now)
		switch {
		case !had:
			f.State = "new"
		case !has:
			f.State = "gone"
		}
	}
	var all fileChanges
	for _, name := range slices.SortedFunc(maps.Keys(byFile), byKind) {
		all = append(all, *byFile[name])
	}
	return all
}

// byKind sorts flows before talks.
func byKind(a, b string) int {
	return cmp.Or(cmp.Compare(path.Ext(a), path.Ext(b)), cmp.Compare(a, b))
}

// fileTitle is what a file is about.
func fileTitle(file, src string) string {
	if path.Ext(file) == ".talk" {
		return "Test talk: " + strings.ReplaceAll(strings.TrimSuffix(file, ".talk"), "_", " ")
	}
	return titleOf(file, src)
}

var lineKinds = map[byte]string{' ': "stays", '-': "goes", '+': "comes", '@': "left"}

func textLines(was, now string) []textLine {
	var all []textLine
	for _, l := range release.TextDiff(was, now) {
		t := textLine{Kind: lineKinds[l.Op], Sign: string(l.Op), Old: l.Old, New: l.New, Text: l.Text}
		if l.Op == '@' {
			t.Sign, t.Text = "", l.Text+" lines as before"
		}
		all = append(all, t)
	}
	return all
}

// problemWords is a problem with the way to its line.
type problemWords struct {
	File, Title string
	Line        int
	Text, Mend  string
	Error       bool
	Href        string
}

// problemList are problems in words, those that block first.
func problemList(problems []flows.Problem, files bot.ScriptFiles) []problemWords {
	var all []problemWords
	for _, p := range flows.Open(problems) {
		w := problemWords{File: p.File, Title: fileTitle(p.File, files.Flows[p.File]), Line: p.Line, Text: p.Text, Mend: p.Mend, Error: p.Severity == flows.Error}
		if _, is := files.Flows[p.File]; is {
			w.Href = fmt.Sprintf("%s/edit/%s?at=%d", scriptsPath, p.File, p.Line)
		}
		all = append(all, w)
	}
	slices.SortStableFunc(all, func(a, b problemWords) int {
		switch {
		case a.Error == b.Error:
			return 0
		case a.Error:
			return -1
		}
		return 1
	})
	return all
}

// failedTalks are all talks that go another way, each as the end of a conversation.
type failedTalks []differLine

// mostShown is how many talks are shown that go another way: one change of wording
// changes a hundred of them alike.
const mostShown = 3

// Shown are those that show something of their own, the first few.
func (f failedTalks) Shown() []differLine {
	var some []differLine
	seen := map[[2]phoneItem]bool{}
	for _, l := range f {
		key := [2]phoneItem{l.Want, l.Got}
		if l.Why == "" && seen[key] {
			continue
		}
		if seen[key] = true; len(some) < mostShown {
			some = append(some, l)
		}
	}
	return some
}

// More is how many are not shown.
func (f failedTalks) More() int { return len(f) - len(f.Shown()) }

// failedList are talks that go another way, those first that keep people safe.
func (v *visit) failedList(failed []FailedTalk) failedTalks {
	var all failedTalks
	for _, f := range failed {
		l := differLine{Name: talkLabel(f.Name), Safety: f.Safety, Why: f.Why}
		if f.First != nil {
			v.differ(&l, f.First)
		}
		all = append(all, l)
	}
	slices.SortStableFunc(all, func(a, b differLine) int {
		switch {
		case a.Safety == b.Safety:
			return 0
		case a.Safety:
			return -1
		}
		return 1
	})
	return all
}

// openWords are what a line is called that leaves open what it says.
var openWords = map[string]string{"us": "A text", "alert": "An alert", "desk": "A text to staff", "fails": "A text that does not go out", "case": "A case for staff",
	"books": "A booked visit", "cancels": "A cancelled visit", "release": "What becomes of somebody in mid-conversation"}

// expectedOf is a line of a talk in words if it leaves open what it says (package
// transcript: "any", "none", "... 911 ...", "not ... soon ..."); "" if it does not.
func expectedOf(word, say string) string {
	dotted := slices.Contains(strings.Fields(say), "...")
	if say == "any" {
		return "Anything may come here"
	}
	if !dotted && say != "none" {
		return ""
	}
	base := strings.TrimRight(word, "0123456789")
	what := cmp.Or(openWords[base], base)
	says, never := strings.CutPrefix(say, "not ")
	var parts []string
	for part := range strings.SplitSeq(says, "...") {
		if part = strings.TrimSpace(part); part != "" {
			parts = append(parts, "“"+part+"”")
		}
	}
	switch {
	case !dotted:
		return what + " is not expected here"
	case never:
		return what + " must not say " + strings.Join(parts, ", then ")
	case len(parts) == 0:
		return what + " comes, whatever it says"
	}
	return what + " that says " + strings.Join(parts, ", then ")
}

// modeWords are what becomes of people in mid-conversation.
var modeWords = map[bot.MoveMode]modeWord{
	bot.MoveFinish: {Label: "They finish on the old version", Say: "The usual way.", Does: "finish on the old version"},
	bot.MoveSafe: {Label: "They move to the new version where that is safe", Say: "If their question is still the same. The others finish on the old one.",
		Does: "move where it is safe"},
	bot.MoveRestart: {Label: "They begin again", Say: "They lose what they answered so far, but no booked visit. For mistakes that must not go on.",
		Does: "begin again"},
}

// modeWord says one; Does is what they do, as true of a release of today as of an old one.
type modeWord struct{ Label, Say, Does string }

// modeChoices are the choices of a form.
func modeChoices(chosen bot.MoveMode) []modeChoice {
	var all []modeChoice
	for _, m := range bot.MoveModes {
		all = append(all, modeChoice{Value: string(m), modeWord: modeWords[m], Chosen: m == cmp.Or(chosen, bot.MoveFinish)})
	}
	return all
}

type modeChoice struct {
	Value string
	modeWord
	Chosen bool
}

// whyApproval is why a second person is asked for.
var whyApproval = map[string]string{
	"crisis": "It changes words for people in danger.",
	"clinic": "Your clinic has a second person look at every change.",
}
