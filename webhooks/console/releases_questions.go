package console

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"

	"nightdesk/bot"
	"nightdesk/bot/account"
	"nightdesk/flows"
)

// questionsData are the common questions and our answers.
type questionsData struct {
	MayEdit  bool
	Topics   []topicLine
	Mine     bool // they are as one's draft has them
	Problems int
	// Asked is a question that was tried, Answer what it would get.
	Asked  string
	Answer *understood
	Wrong  string
}

// topicLine is a topic in the list.
type topicLine struct {
	Name, Label, Of string
	Say             string
	Examples        string
	Errors, Notes   int
	Missing         []string // languages without an answer or examples
}

// understood is what a question gets.
type understood struct {
	Name, Label string // "" = none
	Sure        bool
	Says        []languageText
}

type languageText struct{ Code, Language, Text string }

func questionsPage(v *visit) error {
	d, _, err := v.questionsData()
	if err != nil {
		return err
	}
	return v.render("script_questions", d)
}

// topicLabel is a topic's name in words.
func topicLabel(name string) string { return sentence(strings.ReplaceAll(name, "_", " ")) }

func (v *visit) questionsData() (questionsData, *bot.Script, error) {
	b, err := v.bench()
	if err != nil {
		return questionsData{}, nil, err
	}
	script, problems := v.c.o.Scripts.Check(b.files)
	d := questionsData{MayEdit: v.may(account.EditScripts), Mine: !b.draft.IsEmpty()}
	langs := languagesOf(v.c.o.Scripts.Known())
	for i := range script.Topics {
		t := &script.Topics[i]
		line := topicLine{Name: t.Name, Label: topicLabel(t.Name), Say: t.Say.In(langs[0])}
		if t.Of != "" && t.Of != "none" {
			line.Of = topicLabel(t.Of)
		}
		var counts []string
		for _, lang := range langs {
			if n := len(t.Examples[lang]); n > 0 {
				counts = append(counts, fmt.Sprintf("%d in %s", n, flows.LanguageName(lang)))
			}
			if len(t.Examples[lang]) == 0 || t.Say[lang] == "" {
				line.Missing = append(line.Missing, flows.LanguageName(lang))
			}
		}
		line.Examples = strings.Join(counts, ", ")
		line.Errors, line.Notes = countBySeverity(topicProblems(script, t, problems))
		d.Problems += line.Errors
		d.Topics = append(d.Topics, line)
	}
	slices.SortFunc(d.Topics, func(a, b topicLine) int { return cmp.Compare(a.Label, b.Label) })
	return d, script, nil
}

// topicProblems are those that stand within a topic.
func topicProblems(script *bot.Script, t *bot.Topic, problems []flows.Problem) []flows.Problem {
	next := 1 << 30
	for _, o := range script.Topics {
		if o.Source.File == t.Source.File && o.Source.Line > t.Source.Line {
			next = min(next, o.Source.Line)
		}
	}
	var some []flows.Problem
	for _, p := range problems {
		if p.File == t.Source.File && p.Line >= t.Source.Line && p.Line < next {
			some = append(some, p)
		}
	}
	return some
}

// mostAsked is the longest question that is tried, in characters: as long as a text.
const mostAsked = 1600

// understandOrder shows which topic a question gets. What is asked is in no address, for
// somebody may try what a person wrote.
func understandOrder(v *visit) error {
	d, script, err := v.questionsData()
	if err != nil {
		return err
	}
	d.Asked = v.form("asked")
	if n := len([]rune(d.Asked)); n == 0 || n > mostAsked {
		d.Wrong = "Write a question as people would text it."
		return v.renderStatus(http.StatusUnprocessableEntity, "script_questions", d)
	}
	if v.c.o.Understand == nil {
		return errNotFound
	}
	name, sure := v.c.o.Understand(script, d.Asked)
	u := &understood{Name: name, Label: topicLabel(name), Sure: sure}
	for i := range script.Topics {
		if t := &script.Topics[i]; t.Name == name {
			for _, lang := range languagesOf(v.c.o.Scripts.Known()) {
				if t.Say[lang] != "" {
					u.Says = append(u.Says, languageText{string(lang), flows.LanguageName(lang), t.Say[lang]})
				}
			}
		}
	}
	d.Answer = u
	return v.render("script_questions", d)
}

// topicData is the form of one topic.
type topicData struct {
	New         bool
	Name, Label string
	Of          []choice
	Parts       []topicPart // languages
	Discreet    bool        // it has its own words for a shared phone
	Missing     bool
	Mark        string
	Problems    []problemWords
	Wrong       map[string]string
	Problem     string
	Theirs      *topicTheirs
	Edit        string
}

// topicPart is a topic in one language.
type topicPart struct {
	Code, Language         string
	Examples               string // one on a line
	Say, Discreet, Missing string
}

// topicTheirs is what another window made of the topic meanwhile.
type topicTheirs struct{ Parts []topicPart }

func topicPage(v *visit) error {
	b, err := v.bench()
	if err != nil {
		return err
	}
	script, problems := v.c.o.Scripts.Check(b.files)
	name := v.query("name")
	var t bot.Topic
	if name != "" {
		i := slices.IndexFunc(script.Topics, func(t bot.Topic) bool { return t.Name == name })
		if i < 0 {
			return errNotFound
		}
		t = script.Topics[i]
	}
	d := v.topicData(script, t)
	d.New = name == ""
	if !d.New {
		d.Problems = problemList(topicProblems(script, &t, problems), b.files)
		d.Edit = fmt.Sprintf("%s/edit/%s?at=%d", scriptsPath, t.Source.File, t.Source.Line)
	}
	return v.render("script_topic", d)
}

func (v *visit) topicData(script *bot.Script, t bot.Topic) topicData {
	d := topicData{Name: t.Name, Label: topicLabel(t.Name), Mark: topicMark(t), Discreet: t.Discreet != nil, Missing: t.Missing != nil, Wrong: map[string]string{}, Parts: v.topicParts(t)}
	d.Of = []choice{{"", "a question of its own", t.Of == ""}, {"none", "a question of its own, and rarely asked", t.Of == "none"}}
	for _, name := range slices.Sorted(func(yield func(string) bool) {
		for _, o := range script.Topics {
			if o.Name != t.Name && (o.Of == "" || o.Of == "none") && !yield(o.Name) {
				return
			}
		}
	}) {
		d.Of = append(d.Of, choice{name, "a part of “" + topicLabel(name) + "”", name == t.Of})
	}
	return d
}

func (v *visit) topicParts(t bot.Topic) []topicPart {
	langs := slices.Clone(languagesOf(v.c.o.Scripts.Known()))
	for _, text := range []bot.Text{t.Say, t.Discreet, t.Missing} {
		for _, lang := range slices.Sorted(maps.Keys(text)) {
			if !slices.Contains(langs, lang) {
				langs = append(langs, lang)
			}
		}
	}
	var parts []topicPart
	for _, lang := range langs {
		parts = append(parts, topicPart{Code: string(lang), Language: flows.LanguageName(lang), Examples: strings.Join(t.Examples[lang], "\n"), Say: t.Say[lang], Discreet: t.Discreet[lang], Missing: t.Missing[lang]})
	}
	return parts
}

// topicMark names what a topic says, so that a form can tell which one it changes.
func topicMark(t bot.Topic) string {
	if t.Name == "" {
		return "new"
	}
	t.Source = bot.Source{}
	return markOf(fmt.Sprintf("%v", t))
}

// topicOf reads the form.
func (v *visit) topicOf(d *topicData) bot.Topic {
	t := bot.Topic{Name: d.Name, Of: v.form("of"), Examples: map[bot.Lang][]string{}, Say: bot.Text{}, Discreet: bot.Text{}, Missing: bot.Text{}}
	for i := range d.Parts {
		p := &d.Parts[i]
		lang := bot.Lang(p.Code)
		p.Examples, p.Say, p.Discreet, p.Missing = v.form("asked-"+p.Code), v.form("say-"+p.Code), v.form("discreet-"+p.Code), v.form("missing-"+p.Code)
		t.Examples[lang] = strings.Split(p.Examples, "\n")
		t.Say[lang], t.Discreet[lang], t.Missing[lang] = p.Say, p.Discreet, p.Missing
		d.Discreet, d.Missing = d.Discreet || p.Discreet != "", d.Missing || p.Missing != ""
	}
	for i := range d.Of {
		d.Of[i].Chosen = d.Of[i].Value == t.Of
	}
	return t
}

// topicOrder writes a topic into the draft.
func topicOrder(v *visit) error {
	name, isNew := v.form("name"), v.form("mark") == "new"
	if isNew {
		name = topicName(name)
	}
	var d topicData
	_, err := v.changeDraft(func(b *bench) (err error) {
		d, err = v.putTopic(b, name, isNew)
		return err
	})
	var wrong *topicError
	if errors.As(err, &wrong) {
		d.Problem = wrong.say
		if d.New {
			d.Mark, d.Name = "new", cmp.Or(v.form("name"), name)
		}
		return v.renderStatus(http.StatusUnprocessableEntity, "script_topic", d)
	}
	if err != nil {
		return err
	}
	v.flash("Saved in your draft. People get it once you publish.")
	return v.redirect(questionsPath + "/topic?" + url.Values{"name": {name}}.Encode())
}

// putTopic puts a topic as it was typed into a draft. What it gives is its form, which says
// what is wrong where the error is a topicError.
func (v *visit) putTopic(b *bench, name string, isNew bool) (topicData, error) {
	script, _ := v.c.o.Scripts.Check(b.files)
	i := slices.IndexFunc(script.Topics, func(t bot.Topic) bool { return t.Name == name })
	was, file := bot.Topic{}, questionsFile(b.files)
	if i >= 0 {
		was = script.Topics[i]
		file = was.Source.File
	}
	d := v.topicData(script, was)
	d.New, d.Name, d.Label = isNew, name, topicLabel(name)
	theirs := d.Parts
	d.Parts = slices.Clone(d.Parts)
	t := v.topicOf(&d)
	switch {
	case isNew && i >= 0:
		d.Wrong["name"] = "There is a question of that name already: choose another."
	case !isNew && i < 0:
		d.New = true
		return d, &topicError{"This question was removed in another window. What you typed is still here: save it again to add it anew."}
	case !isNew && d.Mark != v.form("mark"):
		d.Theirs = &topicTheirs{theirs}
		return d, &topicError{"This question was changed in another window. What it says now is below; save again to put yours in its place."}
	case file == "":
		return d, &topicError{"There is no file of questions yet: add one on the page of scripts first."}
	}
	if d.marksEmpty(); len(d.Wrong) > 0 {
		return d, &topicError{"Look at the fields that are marked."}
	}
	src, err := flows.SetTopic(file, b.files.Flows[file], t)
	if err != nil {
		return d, &topicError{sentence(err.Error()) + "."}
	}
	b.put(file, src)
	return d, nil
}

// marksEmpty marks the fields that nothing stands in: the name, and what is asked and
// answered in the clinic's first language.
func (d *topicData) marksEmpty() {
	if d.New && d.Name == "" {
		d.Wrong["name"] = "Give it a short name, as “parking”."
	}
	for _, p := range d.Parts[:min(1, len(d.Parts))] {
		if p.Say == "" {
			d.Wrong["say-"+p.Code] = "Write the answer."
		}
		if p.Examples == "" {
			d.Wrong["asked-"+p.Code] = "Write at least one way of asking it."
		}
	}
}

// topicError is why a topic was not saved.
type topicError struct{ say string }

// Error says so.
func (e *topicError) Error() string { return e.say }

// topicName makes a name for the script of what somebody calls a question.
func topicName(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			return r
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		case r == ' ' || r == '_' || r == '-':
			return '_'
		}
		return -1
	}, s)
	return strings.Trim(s[:min(len(s), 40)], "_0123456789")
}

// questionsFile is where a new topic goes; "" = there is none.
func questionsFile(files bot.ScriptFiles) string {
	for _, name := range slices.Sorted(maps.Keys(files.Flows)) {
		for l := range strings.SplitSeq(files.Flows[name], "\n") {
			if l = strings.TrimSpace(strings.TrimPrefix(l, "\ufeff")); l == "" || strings.HasPrefix(l, "#") {
				continue
			}
			if l == "questions" && path.Ext(name) == ".flow" {
				return name
			}
			break
		}
	}
	return ""
}

// removeTopicOrder takes a topic out of the draft.
func removeTopicOrder(v *visit) error {
	name := v.form("name")
	_, err := v.changeDraft(func(b *bench) error {
		script, _ := flows.Parse(b.files.Flows)
		i := slices.IndexFunc(script.Topics, func(t bot.Topic) bool { return t.Name == name })
		if i < 0 {
			return nil // another window removed it
		}
		file := script.Topics[i].Source.File
		src, err := flows.RemoveTopic(file, b.files.Flows[file], name)
		if err != nil {
			return bad(sentence(err.Error()) + ".")
		}
		b.put(file, src)
		return nil
	})
	if err != nil {
		return err
	}
	v.flash("“" + topicLabel(name) + "” is removed in your draft. It stays live until you publish.")
	return v.redirect(questionsPath)
}
