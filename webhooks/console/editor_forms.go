package console

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"nightdesk/bot"
	"nightdesk/flows"
)

// editAt is the address of the editor at a line.
func editAt(file string, line int) string {
	return scriptsPath + "/edit/" + url.PathEscape(file) + "?at=" + strconv.Itoa(line)
}

// wordingData is the form that changes one text, or the list to choose it from.
type wordingData struct {
	File, Title string
	Key, Where  string // "" = none is chosen yet
	Line        int
	Mark        string
	Crisis      bool
	Langs       []wordingField
	Problem     string
	Choose      []wordingChoice
	Measure     []textMeters // of the one that is chosen
}

type wordingField struct{ Code, Language, Text string }

type wordingChoice struct{ Key, Where, Text string }

func wordingPage(v *visit) error {
	d, err := v.wordingData(v.r.PathValue("file"), v.query("text"))
	if err != nil {
		return err
	}
	return v.render("scripts_wording", d)
}

func (v *visit) wordingData(file, key string) (wordingData, error) {
	b, err := v.bench()
	if err != nil {
		return wordingData{}, err
	}
	src, ok := b.files.Flows[file]
	if !ok {
		return wordingData{}, errNotFound
	}
	d := wordingData{File: file, Title: titleOf(file, src), Mark: markOf(src)}
	script, _ := flows.Parse(map[string]string{file: src})
	for _, w := range flows.Wordings(script) {
		if w.Answer {
			continue
		}
		d.Choose = append(d.Choose, wordingChoice{w.Key, whereWords(w.Where), w.Text.In(bot.English)})
		if w.Key != key {
			continue
		}
		d.Key, d.Where, d.Line, d.Crisis = w.Key, whereWords(w.Where), w.Line, w.Crisis
		for _, lang := range languagesOf(v.c.o.Scripts.Known()) {
			d.Langs = append(d.Langs, wordingField{string(lang), languages[lang], w.Text[lang]})
		}
	}
	if key != "" && d.Key == "" {
		return wordingData{}, errNotFound
	}
	d.Measure = v.measured(b, file, src, key)
	return d, nil
}

// whereWords says what a text is, as the beginning of a line.
func whereWords(where string) string { return sentence(where) }

// measured is the measure of one text.
func (v *visit) measured(b bench, file, src, key string) []textMeters {
	files := b.files.Clone().Flows
	files[file] = src
	script, _ := flows.Parse(files)
	for _, t := range metersOf(script, files, file, v.c.o.Scripts.Known()) {
		if t.Key == key {
			return []textMeters{t}
		}
	}
	return nil
}

// reworded writes the wordings of a form into a script.
func (v *visit) reworded(file, src, key string, words func(bot.Lang) string) (string, error) {
	var err error
	for _, lang := range languagesOf(v.c.o.Scripts.Known()) {
		if src, err = flows.SetWording(file, src, key, lang, words(lang)); err != nil {
			return src, fmt.Errorf("%s: %w", cmp.Or(languages[lang], string(lang)), err)
		}
	}
	return src, nil
}

func wordingOrder(v *visit) error {
	file, key := v.r.PathValue("file"), v.form("key")
	words := func(lang bot.Lang) string { return v.form("words-" + string(lang)) }
	var refused error
	_, err := v.changeDraft(func(b *bench) error {
		src, ok := b.files.Flows[file]
		if !ok {
			return errNotFound
		}
		var changed string
		if changed, refused = v.reworded(file, src, key, words); refused != nil {
			return refused
		}
		b.put(file, changed)
		return nil
	})
	if refused != nil {
		d, err := v.wordingData(file, key)
		if err != nil {
			return err
		}
		d.Problem = sentence(refused.Error()) + "."
		for i := range d.Langs {
			d.Langs[i].Text = words(bot.Lang(d.Langs[i].Code))
		}
		return v.renderStatus(http.StatusUnprocessableEntity, "scripts_wording", d)
	}
	if err != nil {
		return err
	}
	v.flash("The new wording is in your draft.")
	line, _ := strconv.Atoi(v.form("line"))
	return v.redirect(editAt(file, line))
}

// measureWording measures a text of the form while it is typed.
func measureWording(v *visit) error {
	o, err := v.readOrder()
	if err != nil {
		return err
	}
	b, err := v.bench()
	if err != nil {
		return err
	}
	src, ok := b.files.Flows[o.File]
	if !ok {
		return errNotFound
	}
	for lang, words := range o.Words {
		if changed, err := flows.SetWording(o.File, src, o.Key, bot.Lang(lang), words); err == nil {
			src = changed
		}
	}
	html, err := v.pieceText("scripts_wording", "wording-measures", v.measured(b, o.File, src, o.Key))
	if err != nil {
		return err
	}
	return v.sendJSON(http.StatusOK, map[string]string{"html": html})
}

// questionData is the form that adds a question with choices.
type questionData struct {
	File, Title string
	After       []choice
	Name        string
	Ask         []wordingField
	Answers     []answerFields
	Problem     string
}

// answerFields are one answer of the form.
type answerFields struct {
	N     int
	More  bool // shown only when asked for
	Words []wordingField
	Then  []choice
}

// fewAnswers is how many the form shows at first.
const fewAnswers = 3

func questionPage(v *visit) error {
	d, err := v.questionData(v.r.PathValue("file"), flows.NewQuestion{After: v.query("after")})
	if err != nil {
		return err
	}
	return v.render("scripts_question", d)
}

func (v *visit) questionData(file string, q flows.NewQuestion) (questionData, error) {
	b, err := v.bench()
	if err != nil {
		return questionData{}, err
	}
	src, ok := b.files.Flows[file]
	if !ok {
		return questionData{}, errNotFound
	}
	d := questionData{File: file, Title: titleOf(file, src), Name: q.Name, After: []choice{{"", "choose", q.After == ""}}}
	ways := []choice{{"", "go on with what comes next", true}}
	for _, p := range flows.Places(file, src) {
		label := p.Step
		if p.Said != "" {
			label += ": " + shorten(p.Said, 48)
		}
		d.After = append(d.After, choice{p.Step, label, p.Step == q.After})
	}
	script, _ := flows.Parse(b.files.Flows)
	for _, f := range flowsIn(script, file) {
		for _, s := range f.Steps {
			ways = append(ways, choice{s.Name, "step " + s.Name, false})
		}
	}
	for _, name := range sortedFlows(script) {
		ways = append(ways, choice{"flow " + name, "go over to: " + script.Flows[name].Title, false})
	}
	ways = append(ways, choice{"end", "end here", false})
	langs := languagesOf(v.c.o.Scripts.Known())
	fields := func(t bot.Text) (all []wordingField) {
		for _, lang := range langs {
			all = append(all, wordingField{string(lang), languages[lang], t[lang]})
		}
		return all
	}
	d.Ask = fields(q.Ask)
	for i := range flows.MostChoices {
		a := answerFields{N: i + 1, More: i >= fewAnswers, Then: append([]choice(nil), ways...)}
		var c flows.NewChoice
		if i < len(q.Choices) {
			c = q.Choices[i]
		}
		a.Words = fields(c.Words)
		for j := range a.Then {
			a.Then[j].Chosen = a.Then[j].Value == c.Then
		}
		d.Answers = append(d.Answers, a)
	}
	return d, nil
}

// questionForm reads the form; answers that were left empty at its end are none.
func (v *visit) questionForm() flows.NewQuestion {
	langs := languagesOf(v.c.o.Scripts.Known())
	q := flows.NewQuestion{After: v.form("after"), Name: v.form("name"), Ask: bot.Text{}}
	for _, lang := range langs {
		q.Ask[lang] = v.form("ask-" + string(lang))
	}
	last := 0
	for i := range flows.MostChoices {
		c := flows.NewChoice{Words: bot.Text{}, Then: v.form("then-" + strconv.Itoa(i+1))}
		for _, lang := range langs {
			if c.Words[lang] = v.form("words-" + strconv.Itoa(i+1) + "-" + string(lang)); c.Words[lang] != "" {
				last = i + 1
			}
		}
		q.Choices = append(q.Choices, c)
	}
	q.Choices = q.Choices[:last]
	return q
}

func questionOrder(v *visit) error {
	file, q := v.r.PathValue("file"), v.questionForm()
	var line int
	var refused error
	_, err := v.changeDraft(func(b *bench) error {
		src, ok := b.files.Flows[file]
		if !ok {
			return errNotFound
		}
		var changed string
		if changed, line, refused = flows.AddQuestion(file, src, q); refused != nil {
			return refused
		}
		b.put(file, changed)
		return nil
	})
	if refused != nil {
		d, err := v.questionData(file, q)
		if err != nil {
			return err
		}
		d.Problem = sentence(refused.Error()) + "."
		return v.renderStatus(http.StatusUnprocessableEntity, "scripts_question", d)
	}
	if err != nil {
		return err
	}
	v.flash("Your question is in the script, where the cursor is. It is in your draft: try it, then publish.")
	return v.redirect(editAt(file, line))
}

// newScriptData is the page that adds something.
type newScriptData struct {
	Title, Name string
	Template    []choice
	Visits      []choice
	Notice      []wordingField
	Where       []choice
	Problem     string // of the conversation
	Refused     string // of the notice
}

func newScriptPage(v *visit) error {
	d, err := v.newScriptData()
	if err != nil {
		return err
	}
	return v.render("scripts_new", d)
}

func (v *visit) newScriptData() (newScriptData, error) {
	b, err := v.bench()
	if err != nil {
		return newScriptData{}, err
	}
	d := newScriptData{Title: v.form("title"), Name: v.form("name"), Template: templateChoices(v.form("template"))}
	known := v.c.o.Scripts.Known()
	for _, k := range known.VisitKinds {
		d.Visits = append(d.Visits, choice{k, cmp.Or(v.c.kind(k), k), v.form("visit") == k})
	}
	for _, lang := range languagesOf(known) {
		d.Notice = append(d.Notice, wordingField{string(lang), languages[lang], v.form("words-" + string(lang))})
	}
	script, _ := flows.Parse(b.files.Flows)
	first := true
	for _, w := range []struct{ flow, say string }{{script.Home, "People who texted us before"}, {script.Start, "People who text for the first time"}} {
		if file := fileOf(script, w.flow); file != "" {
			d.Where = append(d.Where, choice{file, w.say, first})
			first = false
		}
	}
	return d, nil
}

// fileOf is the file of a flow.
func fileOf(script *bot.Script, flow string) string {
	if f := script.Flows[flow]; f != nil && len(f.Steps) > 0 {
		return f.Steps[0].Source.File
	}
	return ""
}

// newScriptOrder adds a conversation.
func newScriptOrder(v *visit) error {
	title := strings.Join(strings.Fields(v.form("title")), " ")
	name := fileName(cmp.Or(v.form("name"), title))
	var refused error
	_, err := v.changeDraft(func(b *bench) error {
		switch _, there := b.files.Flows[name]; {
		case title == "" || len(title) > 80:
			refused = errors.New("write in a few words what the conversation is about")
		case !scriptName.MatchString(name):
			refused = errors.New("a name begins with a letter and has small letters, digits, _ and -")
		case there:
			refused = errors.New("there is a script of that name already: choose another")
		default:
			b.put(name, newScript(strings.TrimSuffix(name, ".flow"), title, v.form("template"), v.form("visit")))
		}
		return refused
	})
	if refused != nil {
		d, err := v.newScriptData()
		if err != nil {
			return err
		}
		d.Problem = sentence(refused.Error()) + "."
		return v.renderStatus(http.StatusUnprocessableEntity, "scripts_new", d)
	}
	if err != nil {
		return err
	}
	v.flash("Here is your new conversation, as a beginning. Nobody comes to it until another script leads here, with: then flow " + strings.TrimSuffix(name, ".flow"))
	return v.redirect(editAt(name, 4))
}

// fileName makes the name of a file of words.
func fileName(words string) string {
	words = strings.TrimSuffix(strings.ToLower(words), ".flow")
	var b strings.Builder
	for _, w := range strings.FieldsFunc(words, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '-')
	}) {
		if b.Len() > 0 {
			b.WriteByte('_')
		}
		b.WriteString(w)
		if b.Len() > 24 {
			break
		}
	}
	return b.String() + ".flow"
}

// templateChoices are what a new conversation can begin as.
func templateChoices(chosen string) []choice {
	all := []choice{{"tell", "Says something and tells the team", false}, {"ask", "Asks a question with choices", false}, {"visit", "Offers times for a visit", false}}
	for i := range all {
		all[i].Chosen = all[i].Value == cmp.Or(chosen, "tell")
	}
	return all
}

// newScript is a conversation to begin with, which the checker accepts but for that
// nobody comes to it yet.
func newScript(name, title, template, visit string) string {
	head := "flow " + name + "\ntitle  " + title + "\n\n"
	switch template {
	case "ask":
		return head + `step begin
  ask en  How can we help? 1 a call back 2 a text is enough
      es  ¿Como le ayudamos? 1 que me llamen 2 un mensaje basta
  answer choice skip as skipped
    1 call  en: a call back, please call   es: que me llamen, una llamada
    2 text  en: a text is enough, by text  es: un mensaje basta, por mensaje
  keep as how
  if call then call
  then thanks

step call
  handoff "asks for a call" level 3
  then thanks

step thanks
  say en  Thank you. We got it.
      es  Gracias. Ya lo tenemos.
  then end
`
	case "visit":
		return head + `step times
  offer ` + cmp.Or(visit, "intake_assessment") + `, soonest first, 3 at a time
  none   then nothing
  booked then booked

step booked
  say en  To see or change that, text: my visit.
      es  Para verlo o cambiarlo, escriba: mi cita.
  then end

step nothing
  handoff "no time is open" level 3
  then end
`
	}
	return head + `step begin
  say en  Thank you for asking. Our team will help you with this.
      es  Gracias por preguntar. El equipo le ayuda con esto.
  handoff "asks for help with something new" level 3
  then end
`
}

// noticeOrder writes a text for some days, as for a holiday, before the first words of a
// conversation.
func noticeOrder(v *visit) error {
	words := bot.Text{}
	for _, lang := range languagesOf(v.c.o.Scripts.Known()) {
		words[lang] = v.form("words-" + string(lang))
	}
	where := v.r.PostForm["where"]
	var refused error
	var file string
	var line int
	_, err := v.changeDraft(func(b *bench) error {
		if len(where) == 0 {
			refused = errors.New("choose who is to read it")
			return refused
		}
		for _, f := range where {
			src, ok := b.files.Flows[f]
			if !ok {
				return errNotFound
			}
			var changed string
			if changed, line, refused = flows.AddNotice(f, src, words); refused != nil {
				return refused
			}
			b.put(f, changed)
			file = f
		}
		return nil
	})
	if refused != nil {
		d, err := v.newScriptData()
		if err != nil {
			return err
		}
		d.Refused = sentence(refused.Error()) + "."
		return v.renderStatus(http.StatusUnprocessableEntity, "scripts_new", d)
	}
	if err != nil {
		return err
	}
	v.flash("Your notice is in the script. When you publish, choose until when: it ends by itself.")
	return v.redirect(editAt(file, line))
}

// scriptFileOrder renames, removes or brings back a file of the draft.
func scriptFileOrder(v *visit) error {
	file := v.form("file")
	var said string
	_, err := v.changeDraft(func(b *bench) error {
		src, there := b.files.Flows[file]
		old, was := b.base.Flows[file]
		switch v.form("do") {
		case "restore":
			if !was {
				return errNotFound
			}
			b.put(file, old)
			said = "“" + titleOf(file, old) + "” is as it is live."
		case "remove":
			if !there {
				return errNotFound
			}
			b.drop(file)
			said = "“" + titleOf(file, src) + "” is removed in your draft. Until you publish it goes on as it is."
		case "rename":
			to := fileName(v.form("name"))
			_, taken := b.files.Flows[to]
			switch {
			case !there:
				return errNotFound
			case !scriptName.MatchString(to):
				return bad("A name begins with a letter and has small letters, digits, _ and -, as early_visit.flow.")
			case to == file:
				return nil
			case taken:
				return bad("There is a script named " + to + " already: choose another name.")
			}
			b.drop(file)
			b.put(to, src)
			said = "The file is called " + to + " now."
		default:
			return errNotFound
		}
		return nil
	})
	if err != nil {
		return err
	}
	if said != "" {
		v.flash(said)
	}
	return v.redirect(scriptsPath)
}
