package console

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/account"
	"nightdesk/flows"
	"nightdesk/flows/transcript"
)

const (
	phonePath = scriptsPath + "/phone"
	testsPath = scriptsPath + "/tests"
)

// phoneRoutes are the phone that talks to a draft, and the talks that were kept of it.
func (c *Console) phoneRoutes() []route {
	if c.o.Scripts == nil || c.o.Trial == nil {
		return nil
	}
	const area = "scripts"
	see, edit := account.SeeScripts, account.EditScripts
	return []route{
		{method: http.MethodGet, path: phonePath, need: see, area: area, handle: phonePage},
		{method: http.MethodPost, path: phonePath, need: see, area: area, handle: phoneStep},
		{method: http.MethodPost, path: phonePath + "/save", need: edit, area: area, handle: phoneSave},
		{method: http.MethodGet, path: testsPath, need: see, area: area, pace: paceScripts, handle: testsPage},
		{method: http.MethodPost, path: testsPath + "/run", need: edit, area: area, handle: testsRun},
		{method: http.MethodPost, path: testsPath + "/update", need: edit, area: area, pace: paceTalks, handle: testsUpdate},
		{method: http.MethodPost, path: testsPath + "/answer", need: edit, area: area, pace: paceTalks, handle: testsAnswer},
		{method: http.MethodGet, path: testsPath + "/talk", need: see, area: area, pace: paceScripts, handle: talkPage},
		{method: http.MethodPost, path: testsPath + "/talk", need: edit, area: area, pace: paceScripts, handle: talkOrder},
	}
}

// phoneData is the phone. It is made anew from the talk each time: nothing of it is kept.
type phoneData struct {
	// Talk is what happened, as the lines of a talk; the form carries it.
	Talk  string
	Alone bool // it has a page of its own
	// Of says which scripts it talks to, and Errors how many errors keep them from
	// being published.
	Of     string
	Errors int
	MayAct bool // save talks
	// Problem is why there is nothing to see, and Stopped why the talk ends early.
	Problem, Stopped string

	Now, Next time.Time
	Date      string // of Now, for the field that moves the clock to a date
	Items     []phoneItem
	Alerts    []phoneAlert
	Stand     standLine
	Langs     []choice
	Toggles   []phoneToggle
	MayAgain  bool

	// File is the talk that is changed, if it is one of the draft's.
	File, Name, About    string
	WrongName, WrongTalk string
	// Announce is what came last, for whoever hears the page.
	Announce string
}

// phoneItem is one thing on the person's phone or about it.
type phoneItem struct {
	// Kind is "them", "us", "time", "note" or "fails".
	Kind string
	Who  string // of another person's text: "them2"
	Text string
	At   time.Time
	Line int // of the talk's lines, from 0, for "them"
	// Parts and Why are how many texts it takes, and what makes it more.
	Parts string
}

// phoneAlert is one thing on the phones of staff.
type phoneAlert struct {
	Kind string // "alert", "desk", "staff", "fails"
	Who  string
	Call bool
	Text string
	At   time.Time
}

// standLine says where the talk waits.
type standLine struct {
	Say              string
	Flow, Step, File string
	Line             int
	Path             string // of the editor there; "" = it can't be opened
	Marks            []string
}

// phoneToggle turns something about the world on or off.
type phoneToggle struct {
	Do, Label string
	On        bool
}

// worlds are what may be turned on, with the sentence that ends it (package transcript).
var worlds = []struct{ name, label, on, off string }{
	{"closed", "Closed today", "the desk is closed today", "the usual desk hours"},
	{"open", "Open all day", "the desk is open all day", "the usual desk hours"},
	{"nobody", "Nobody on call", "nobody on call", "the usual people on call"},
	{"notimes", "No free times", "no free times", "the usual free times"},
	{"shared", "Others read this phone", "their phone is shared", "their phone is theirs alone"},
	{"fail", "Twilio is failing", "texts fail", "texts arrive"},
	{"down", "The store is down", "the store is down", "the store is up"},
}

// phonePage is the phone on a page of its own: new, or with a talk that was kept.
func phonePage(v *visit) error {
	b, err := v.bench()
	if err != nil {
		return err
	}
	t := v.newTalk()
	d := phoneData{Alone: true}
	if name := v.query("talk"); name != "" {
		src, ok := v.talkText(b, name)
		if !ok {
			return errNotFound
		}
		if t, err = transcript.Read(name, src); err != nil {
			return bad("That talk can't be read. Open it as text and mend it first.")
		}
		d.About = aboutOf(t)
		if !strings.Contains(name, "/") {
			d.File, d.Name = name, strings.TrimSuffix(name, ".talk")
		}
	}
	d = v.held(b, inputs(t), d)
	return v.render("scripts_phone", d)
}

// newTalk begins now, at the clinic.
func (v *visit) newTalk() transcript.Talk {
	now := v.now.In(v.c.o.Zone)
	wall := time.Date(now.Year(), now.Month(), now.Day(), now.Hour(), now.Minute(), 0, 0, time.UTC)
	return transcript.Talk{Lines: []transcript.Line{transcript.At(wall)}}
}

// talkText is a talk of the draft or of the safety set.
func (v *visit) talkText(b bench, name string) (string, bool) {
	if src, ok := b.files.Talks[name]; ok {
		return src, true
	}
	src, ok := v.c.o.Trial.Safety()[name]
	return src, ok
}

// inputs are what happened in a talk, without what came of it.
func inputs(t transcript.Talk) transcript.Talk {
	return transcript.Talk{Name: t.Name, Lines: slices.DeleteFunc(slices.Clone(t.Lines), func(l transcript.Line) bool { return !l.Caused() })}
}

// phone is one that nothing was typed on, for a page that shows it beside a script.
func (v *visit) phone(b bench) phoneData {
	return v.phoneFrame(b, phoneData{Talk: transcript.Write(v.newTalk())})
}

// phoneStep does one thing on the phone and shows all of it.
func phoneStep(v *visit) error {
	b, err := v.bench()
	if err != nil {
		return err
	}
	// What is typed in the editor counts before it is stored.
	if file := v.form("file"); file != "" && v.may(account.EditScripts) {
		if _, ok := b.files.Flows[file]; ok {
			b.files = b.files.Clone()
			b.files.Flows[file] = scriptText(v.r.PostForm.Get("text"))
		}
	}
	d := v.phoneForm()
	t, err := transcript.Read("talk", d.Talk)
	if err != nil {
		d.WrongTalk = plainTalkError(err)
		d.Problem = "What happened can't be read. Mend it below, or begin again."
		return v.showPhone(b, d)
	}
	t = inputs(t)
	if err := v.doOnPhone(&t); err != nil {
		var b2 *badInput
		if !errors.As(err, &b2) {
			return err
		}
		d.Stopped = b2.Say
	}
	return v.showPhone(b, v.held(b, t, d))
}

// phoneForm is what the form carries along.
func (v *visit) phoneForm() phoneData {
	return phoneData{Talk: v.form("talk"), Alone: v.form("alone") == "1", File: v.form("of"), Name: v.form("name"), About: v.form("about")}
}

func (v *visit) showPhone(b bench, d phoneData) error {
	d = v.phoneFrame(b, d)
	if v.live() {
		return v.piece("scripts_phone", "phone-piece", d)
	}
	d.Alone = true
	return v.render("scripts_phone", d)
}

// doOnPhone adds what was pressed to the talk.
func (v *visit) doOnPhone(t *transcript.Talk) error {
	do, of, _ := strings.Cut(v.form("do"), ":")
	add := func(word, text string) { t.Lines = append(t.Lines, transcript.Line{Word: word, Text: text}) }
	switch do {
	case "", "play":
	case "say":
		if say := v.form("say"); say != "" {
			add("them", clip(say))
		}
	case "staff":
		say := v.form("staff")
		if of != "" {
			say = of
		}
		if say != "" {
			add("staff", clip(say))
		}
	case "again":
		add("again", "them")
	case "wait":
		l, err := transcript.Wait(of)
		if err != nil {
			return bad("That is no length of time.")
		}
		t.Lines = append(t.Lines, l)
	case "morning", "date", "next":
		return v.moveClock(t, do)
	case "world":
		flipWorld(t, of)
	case "lang":
		setTalkLang(t, v.form("lang"))
	case "edit":
		n, err := strconv.Atoi(of)
		if err != nil || n < 0 || n >= len(t.Lines) || !strings.HasPrefix(t.Lines[n].Word, "them") {
			return bad("That text is not in the talk any more.")
		}
		t.Lines[n].Text = clip(v.form("words"))
	case "undo":
		if len(t.Lines) > 1 {
			t.Lines = t.Lines[:len(t.Lines)-1]
		}
	case "new":
		*t = v.newTalk()
	default:
		return bad("The phone does not know that.")
	}
	return nil
}

// mostSaid is how long a text on the phone may be, in characters, as carriers take it.
const mostSaid = 1600

func clip(s string) string {
	if r := []rune(s); len(r) > mostSaid {
		return string(r[:mostSaid])
	}
	return s
}

// moveClock lets the talk's clock go on to the next morning, a date, or what falls due.
func (v *visit) moveClock(t *transcript.Talk, to string) error {
	now, err := time.Parse(time.RFC3339, v.form("now"))
	if err != nil {
		return bad("The clock could not be read. Begin again.")
	}
	now = now.In(v.c.o.Zone)
	at := time.Date(now.Year(), now.Month(), now.Day(), 8, 0, 0, 0, v.c.o.Zone)
	switch to {
	case "morning":
		if !at.After(now) {
			at = at.AddDate(0, 0, 1)
		}
	case "date":
		day, err := time.ParseInLocation(time.DateOnly, v.form("date"), v.c.o.Zone)
		if err != nil {
			return bad("Choose a date to go to.")
		}
		at = time.Date(day.Year(), day.Month(), day.Day(), 8, 0, 0, 0, v.c.o.Zone)
	case "next":
		if at, err = time.Parse(time.RFC3339, v.form("next")); err != nil {
			return bad("Nothing falls due.")
		}
		at = at.In(v.c.o.Zone).Add(time.Minute - 1).Truncate(time.Minute) // talks know minutes
	}
	if !at.After(now) {
		return bad("It is later than that already: the clock only goes forward. Begin again for an earlier time.")
	}
	t.Lines = append(t.Lines, transcript.At(time.Date(at.Year(), at.Month(), at.Day(), at.Hour(), at.Minute(), 0, 0, time.UTC)))
	return nil
}

// flipWorld turns something of the world on, or off if it is.
func flipWorld(t *transcript.Talk, name string) {
	for _, w := range worlds {
		if w.name != name {
			continue
		}
		say := w.on
		if isOn(t, w.on) {
			say = w.off
		}
		t.Lines = append(t.Lines, transcript.Line{Word: "given", Text: say})
	}
}

// isOn reports whether a sentence about the world holds at the end of a talk.
func isOn(t *transcript.Talk, on string) bool {
	ends := map[string]bool{on: false}
	for _, w := range worlds {
		if w.on == on {
			ends[w.off] = true
		}
	}
	holds := false
	for _, l := range t.Lines {
		if l.Word != "given" {
			continue
		}
		switch {
		case l.Text == on:
			holds = true
		case ends[l.Text], strings.HasPrefix(on, "the desk is") && strings.HasPrefix(l.Text, "the desk is"):
			holds = false
		}
	}
	return holds
}

// setTalkLang has the talk be with somebody of a language, from its beginning; "" as
// the scripts find it out.
func setTalkLang(t *transcript.Talk, lang string) {
	t.Lines = slices.DeleteFunc(t.Lines, func(l transcript.Line) bool { return l.Word == "lang" })
	if lang != "" {
		t.Lines = slices.Insert(t.Lines, 1, transcript.Line{Word: "lang", Text: lang})
	}
}

// held holds the talk and fills in what came of it.
func (v *visit) held(b bench, t transcript.Talk, d phoneData) phoneData {
	d.Talk = transcript.Write(t)
	h, err := v.c.o.Trial.Hold(v.r.Context(), v.account.ID, b.files, t)
	switch {
	case errors.Is(err, ErrTrialBusy):
		d.Problem = "The phone is busy: others are trying their scripts just now. Press Play in a moment."
	case errors.Is(err, bot.ErrRefused):
		d.Problem = v.unreadable(b)
	case errors.Is(err, context.Canceled) && v.r.Context().Err() == nil:
		d.Problem = "You used the phone in another window just now, and it holds one talk at a time for each person. Press Play to go on with this one."
	case err != nil:
		d.Problem = "The talk could not be held. Press Play to try again."
	default:
		if d.Stopped == "" {
			d.Stopped = plainTalkError(errors.New(h.Stopped))
		}
		v.shownHeld(t, h, &d)
	}
	return v.phoneFrame(b, d)
}

// unreadable says what keeps the flows from being read at all.
func (v *visit) unreadable(b bench) string {
	_, problems := v.c.o.Scripts.Check(b.files)
	for _, p := range problems {
		if p.Severity == flows.Error {
			return fmt.Sprintf("The phone waits until the script can be read. %s, line %d: %s", p.File, p.Line, p.Text)
		}
	}
	return "The phone waits until the script can be read."
}

// changedIn says how much of a draft is changed: "1 script and 2 tests changed".
func changedIn(d bot.Draft) string {
	tests := 0
	for _, name := range slices.Concat(slices.Collect(maps.Keys(d.Changed)), d.Gone) {
		if strings.HasSuffix(name, ".talk") {
			tests++
		}
	}
	scripts := len(d.Changed) + len(d.Gone) - tests
	switch {
	case tests == 0:
		return plural(scripts, "script") + " changed"
	case scripts == 0:
		return plural(tests, "test") + " changed"
	}
	return plural(scripts, "script") + " and " + plural(tests, "test") + " changed"
}

// phoneFrame fills in what does not depend on what came.
func (v *visit) phoneFrame(b bench, d phoneData) phoneData {
	d.MayAct, d.Toggles = v.may(account.EditScripts), nil
	d.Of = "the scripts that are live"
	if !b.draft.IsEmpty() {
		d.Of = "your draft (" + changedIn(b.draft) + ")"
	}
	t, err := transcript.Read("talk", d.Talk)
	if err != nil {
		t = v.newTalk()
	}
	if d.Now.IsZero() {
		d.Now = t.Start(v.c.o.Zone)
	}
	d.Date = d.Now.In(v.c.o.Zone).AddDate(0, 0, 1).Format(time.DateOnly)
	for _, w := range worlds {
		d.Toggles = append(d.Toggles, phoneToggle{Do: "world:" + w.name, Label: w.label, On: isOn(&t, w.on)})
	}
	chosen := ""
	for _, l := range t.Lines {
		if l.Word == "lang" {
			chosen = l.Text
		}
		d.MayAgain = d.MayAgain || l.Word == "them"
	}
	d.Langs = []choice{{"", "as they write", chosen == ""}}
	for _, lang := range v.c.o.Scripts.Known().Languages {
		d.Langs = append(d.Langs, choice{string(lang), flows.LanguageName(lang), chosen == string(lang)})
	}
	return d
}

var talkErrorPlace = regexp.MustCompile(`^[^\s:]*:(\d+): `)

// plainTalkError is what is wrong with a talk, without the file's name.
func plainTalkError(err error) string {
	var all []string
	for line := range strings.SplitSeq(err.Error(), "\n") {
		all = append(all, talkErrorPlace.ReplaceAllString(line, "line $1: "))
	}
	return strings.Join(all, "\n")
}
