package console

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"nightdesk/bot"
	"nightdesk/flows"
)

// questionData is the form that adds a question with choices.
type questionData struct {
	File, Title string
	After       []choiceGroup
	Chosen      placeSaid   // of After
	Places      []placeSaid // all that can be chosen
	Name        string
	Ask         []wordingField
	Answers     []answerFields
	// Discreet is what is asked on a shared phone instead.
	Discreet []wordingField
	Problem  string
	Wrong    string // the id of the field that Problem is of; "" = none
	Look     questionLook
}

// questionLook is the question as people will get it.
type questionLook struct {
	Langs []textMeter
	// Lacks is what is still to be filled in, and Mend what keeps it from going live.
	Lacks string
	Mend  []mendLine
	// Shared says that the question tells too much for a shared phone, and Neutral are its
	// words with neutral ones in the place of those that do, if they are known.
	Shared  bool
	Neutral []wordingField
}

// AsksShared reports whether the form shows what is asked on a shared phone.
func (d questionData) AsksShared() bool {
	return d.Look.Shared || slices.ContainsFunc(d.Discreet, func(f wordingField) bool { return f.Text != "" })
}

// mendLine is a problem of a new question, once for all its languages.
type mendLine struct{ Text, Mend string }

// choiceGroup are choices that belong together; Label "" = they need no heading.
type choiceGroup struct {
	Label string
	All   []choice
}

// answerFields are one answer of the form.
type answerFields struct {
	N     int
	More  bool // shown only when asked for
	Words []wordingField
	Then  []choiceGroup
}

// fewAnswers is how many the form shows at first.
const fewAnswers = 3

func questionPage(v *visit) error {
	file := v.r.PathValue("file")
	b, err := v.bench()
	if err != nil {
		return err
	}
	line, _ := strconv.Atoi(v.query("at"))
	d, err := v.questionData(file, flows.NewQuestion{After: likelyPlace(file, b.files.Flows[file], line)})
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
	script, _ := flows.Parse(b.files.Flows)
	steps := stepsOf(script, file, v.readsIn())
	places := flows.Places(file, src)
	d := questionData{File: file, Title: titleOf(file, src), Name: q.Name, After: afterChoices(steps, places, q.After), Places: placesSaid(script, file, places, v.readsIn())}
	if i := slices.IndexFunc(d.Places, func(p placeSaid) bool { return p.Step == q.After }); i >= 0 {
		d.Chosen = d.Places[i]
	}
	langs := languagesOf(v.c.o.Scripts.Known())
	fields := func(t bot.Text) (all []wordingField) {
		for _, lang := range langs {
			all = append(all, wordingField{string(lang), flows.LanguageName(lang), t[lang]})
		}
		return all
	}
	d.Ask, d.Discreet = fields(q.Ask), fields(q.Discreet)
	for i := range flows.MostChoices {
		var c flows.NewChoice
		if i < len(q.Choices) {
			c = q.Choices[i]
		}
		d.Answers = append(d.Answers, answerFields{N: i + 1, More: i >= fewAnswers, Words: fields(c.Words), Then: thenChoices(script, steps, c.Then)})
	}
	return d, nil
}

// questionForm reads the form; answers that were left empty at its end are none.
func (v *visit) questionForm() flows.NewQuestion {
	langs := languagesOf(v.c.o.Scripts.Known())
	q := flows.NewQuestion{After: v.form("after"), Name: v.form("name"), Ask: bot.Text{}, Discreet: bot.Text{}}
	for _, lang := range langs {
		q.Ask[lang], q.Discreet[lang] = v.form("ask-"+string(lang)), v.form("discreet-"+string(lang))
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
	if step := v.form("out"); step != "" {
		return v.takeQuestionOut(file, step)
	}
	if v.form("look") != "" {
		return v.lookAtQuestion(file, q)
	}
	var line int
	var refused error
	b, err := v.changeDraft(func(b *bench) error {
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
		return v.notAsked(file, q, refused)
	}
	if err != nil {
		return err
	}
	to := editAt(file, line) + "&added=" + url.QueryEscape(stepAt(file, b.files.Flows[file], line))
	if n, _ := countBySeverity(v.problemsIn(b, file)); n > 0 {
		return v.redirect(to + "#problems")
	}
	return v.redirect(to + "#phone")
}

// stepAt is the step that begins at a line; "" = none.
func stepAt(file, src string, line int) string {
	script, _ := flows.Parse(map[string]string{file: src})
	for _, f := range flowsIn(script, file) {
		for _, s := range f.Steps {
			if s.Source.File == file && s.Source.Line == line {
				return s.Name
			}
		}
	}
	return ""
}

// takeQuestionOut takes a question that was added out of the draft again.
func (v *visit) takeQuestionOut(file, step string) error {
	var line int
	var refused error
	_, err := v.changeDraft(func(b *bench) error {
		src, ok := b.files.Flows[file]
		if !ok {
			return errNotFound
		}
		var changed string
		if changed, line, refused = flows.TakeOut(file, src, step); refused != nil {
			return refused
		}
		b.put(file, changed)
		return nil
	})
	if refused != nil {
		return bad(sentence(refused.Error()) + ".")
	}
	if err != nil {
		return err
	}
	v.flash("The question is out of your draft again.")
	return v.redirect(editAt(file, line))
}

// notAsked shows the form again and says what it lacks, and where.
func (v *visit) notAsked(file string, q flows.NewQuestion, why error) error {
	d, err := v.questionData(file, q)
	if err != nil {
		return err
	}
	d.Problem, d.Wrong = sentence(why.Error())+".", v.lackingField(file, q)
	return v.renderStatus(http.StatusUnprocessableEntity, "scripts_question", d)
}

// lackingField is the id of the first field of the form that must be filled in.
func (v *visit) lackingField(file string, q flows.NewQuestion) string {
	b, err := v.bench()
	if err != nil || !slices.ContainsFunc(flows.Places(file, b.files.Flows[file]), func(p flows.Place) bool { return p.Step == q.After }) {
		return "after"
	}
	langs := languagesOf(v.c.o.Scripts.Known())
	empty := func(words string) bool { return strings.Trim(words, ", \t\r\n") == "" }
	for _, lang := range langs {
		if empty(q.Ask[lang]) {
			return "ask-" + string(lang)
		}
	}
	for i := range max(len(q.Choices), flows.FewestChoices) {
		for _, lang := range langs {
			if i >= len(q.Choices) || empty(q.Choices[i].Words[lang]) {
				return "a-" + strconv.Itoa(i+1) + "-" + string(lang)
			}
		}
	}
	for _, lang := range langs {
		others := slices.ContainsFunc(langs, func(l bot.Lang) bool { return !empty(q.Discreet[l]) })
		if others && empty(q.Discreet[lang]) {
			return "discreet-" + string(lang)
		}
	}
	return ""
}

// lookAtQuestion shows what people would get, and keeps nothing: on the page, or as the
// piece of it that follows what is typed.
func (v *visit) lookAtQuestion(file string, q flows.NewQuestion) error {
	look, err := v.looked(file, q)
	if err != nil {
		return err
	}
	if v.live() {
		return v.piece("scripts_question", "question-look-piece", look)
	}
	d, err := v.questionData(file, q)
	if err != nil {
		return err
	}
	d.Look = look
	if look.Lacks != "" {
		d.Problem, d.Wrong = look.Lacks, v.lackingField(file, q)
		return v.renderStatus(http.StatusUnprocessableEntity, "scripts_question", d)
	}
	return v.render("scripts_question", d)
}

// looked is the question as people would get it, measured and checked.
func (v *visit) looked(file string, q flows.NewQuestion) (questionLook, error) {
	b, err := v.bench()
	if err != nil {
		return questionLook{}, err
	}
	src, ok := b.files.Flows[file]
	if !ok {
		return questionLook{}, errNotFound
	}
	changed, line, err := flows.AddQuestion(file, src, q)
	if err != nil {
		return questionLook{Lacks: sentence(err.Error()) + "."}, nil
	}
	b.put(file, changed)
	var l questionLook
	end := line + strings.Count(changed, "\n") - strings.Count(src, "\n")
	script, problems := v.c.o.Scripts.Check(b.files)
	if script == nil {
		script, _ = flows.Parse(b.files.Flows)
	}
	for _, t := range metersOf(script, b.files.Flows, file, v.c.o.Scripts.Known()) {
		if t.Line >= line && t.Line <= end {
			l.Langs = append(l.Langs, t.Langs...)
		}
	}
	for _, p := range problemsOf(problems, file) {
		if p.Severity != flows.Error || p.Line < line || p.Line > end {
			continue
		}
		one := mendLine{p.Text, p.Mend}
		if p.Missing.Shared {
			l.Shared = true
			one.Mend = "say it with another word, or fill in “On a shared phone, ask instead”"
		}
		if !slices.Contains(l.Mend, one) {
			l.Mend = append(l.Mend, one)
		}
	}
	if l.Shared {
		l.Neutral = neutralWords(l.Langs)
	}
	return l, nil
}
