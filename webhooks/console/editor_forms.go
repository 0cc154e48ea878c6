package console

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
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
	// BuiltIn are replies to danger that the clinic has no words of its own for.
	BuiltIn []wordingChoice
	// Other is what another window made of it, or what was typed for a text that is gone;
	// OtherIs says which.
	Other   []wordingField
	OtherIs string
}

type wordingField struct{ Code, Language, Text string }

// wordingChoice is a text to choose; all is what it says in every language.
type wordingChoice struct{ Key, Where, Text, all string }

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
	d := wordingData{File: file, Title: titleOf(file, src)}
	script, _ := flows.Parse(map[string]string{file: src})
	for _, w := range flows.Wordings(script) {
		if w.Answer {
			continue
		}
		d.Choose = append(d.Choose, wordingChoice{w.Key, sentence(w.Where), w.Text.In(v.readsIn()), strings.Join(slices.Sorted(maps.Values(w.Text)), " ")})
		if w.Key != key {
			continue
		}
		d.Key, d.Where, d.Line, d.Crisis, d.Mark = w.Key, sentence(w.Where), w.Line, w.Crisis, v.wordingMark(w)
		for _, lang := range languagesOf(v.c.o.Scripts.Known()) {
			d.Langs = append(d.Langs, wordingField{string(lang), flows.LanguageName(lang), w.Text[lang]})
		}
	}
	if key != "" && d.Key == "" {
		return wordingData{}, errNotFound
	}
	if scriptKind(src) == "danger" {
		d.BuiltIn = v.builtInReplies(script)
	}
	d.Measure = v.measured(b, file, src, key)
	return d, nil
}

// builtInReplies are those to danger for which the clinic has no words of its own.
func (v *visit) builtInReplies(script *bot.Script) (all []wordingChoice) {
	rules := v.c.o.Scripts.Known().Danger
	for _, name := range rules.Names {
		if _, own := script.Danger[name]; own {
			continue
		}
		if words := rules.Mended(name, "", bot.English); words != "" {
			all = append(all, wordingChoice{name, "Reply to danger: " + strings.ReplaceAll(name, "_", " "), words, ""})
		}
	}
	return all
}

// rewordReply writes a built-in reply to danger into the draft, for the clinic to change.
func (v *visit) rewordReply(file, name string) error {
	_, err := v.changeDraft(func(b *bench) error {
		src, ok := b.files.Flows[file]
		if !ok || scriptKind(src) != "danger" {
			return errNotFound
		}
		script, _ := flows.Parse(map[string]string{file: src})
		if _, own := script.Danger[name]; own { // another window was first
			return nil
		}
		rules := v.c.o.Scripts.Known().Danger
		if !slices.Contains(rules.Names, name) {
			return errNotFound
		}
		var block strings.Builder
		block.WriteString("\n" + name + "\n")
		for _, lang := range languagesOf(v.c.o.Scripts.Known()) {
			if words := rules.Mended(name, "", lang); words != "" {
				block.WriteString("  " + string(lang) + "  " + words + "\n")
			}
		}
		b.put(file, strings.TrimRight(src, "\n")+"\n"+block.String())
		return nil
	})
	if err != nil {
		return err
	}
	v.flash("The words that people get now are in your draft: change them here.")
	return v.redirect(scriptsPath + "/wording/" + url.PathEscape(file) + "?text=danger/" + url.QueryEscape(name))
}

// wordingMark names what a text says in all languages, so that a form can tell which words
// it was made over. Keys count the texts of a step, so they may come to mean another one.
func (v *visit) wordingMark(w flows.Wording) string {
	var all strings.Builder
	for _, lang := range languagesOf(v.c.o.Scripts.Known()) {
		all.WriteString(w.Text[lang] + "\x00")
	}
	return markOf(all.String())
}

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
			return src, fmt.Errorf("%s: %w", flows.LanguageName(lang), err)
		}
	}
	return src, nil
}

func wordingOrder(v *visit) error {
	file, key := v.r.PathValue("file"), v.form("key")
	if name := v.form("reply"); name != "" {
		return v.rewordReply(file, name)
	}
	words := func(lang bot.Lang) string { return v.form("words-" + string(lang)) }
	var refused error
	_, err := v.changeDraft(func(b *bench) error {
		src, ok := b.files.Flows[file]
		if !ok {
			return errNotFound
		}
		if refused = v.sameWording(file, src, key); refused != nil {
			return refused
		}
		var changed string
		if changed, refused = v.reworded(file, src, key, words); refused != nil {
			return refused
		}
		b.put(file, changed)
		return nil
	})
	if refused != nil {
		return v.notReworded(file, key, words, refused)
	}
	if err != nil {
		return err
	}
	v.flash("The new wording is in your draft.")
	line, _ := strconv.Atoi(v.form("line"))
	return v.redirect(editAt(file, line))
}

// sameWording refuses what was typed over other words than those that are there now.
func (v *visit) sameWording(file, src, key string) error {
	script, _ := flows.Parse(map[string]string{file: src})
	for _, w := range flows.Wordings(script) {
		if w.Key == key && !w.Answer && v.wordingMark(w) == v.form("mark") {
			return nil
		}
	}
	return errTextMoved
}

// notReworded shows the form again, with what was typed; or the list, if the text is gone.
func (v *visit) notReworded(file, key string, words func(bot.Lang) string, why error) error {
	d, err := v.wordingData(file, key)
	if errors.Is(err, errNotFound) {
		if d, err = v.wordingData(file, ""); err != nil {
			return err
		}
		d.Problem, d.OtherIs = "This text was taken out of the script in another window. What you typed is below, to copy from.", "What you typed"
		for _, lang := range languagesOf(v.c.o.Scripts.Known()) {
			d.Other = append(d.Other, wordingField{string(lang), flows.LanguageName(lang), words(lang)})
		}
		return v.renderStatus(http.StatusUnprocessableEntity, "scripts_wording", d)
	}
	if err != nil {
		return err
	}
	d.Problem = sentence(why.Error()) + "."
	if errors.Is(why, errTextMoved) {
		d.Problem = "This text was changed in another window in the meantime. What it says now is below your words; put yours in its place, or leave it."
		d.Other, d.OtherIs = slices.Clone(d.Langs), "What it says now"
	}
	for i := range d.Langs {
		d.Langs[i].Text = words(bot.Lang(d.Langs[i].Code))
	}
	return v.renderStatus(http.StatusUnprocessableEntity, "scripts_wording", d)
}

// measureWording measures a text of the form while it is typed.
func measureWording(v *visit) error {
	o, b, err := v.typed()
	if err != nil {
		return err
	}
	src := b.files.Flows[o.File]
	for lang, words := range o.Words {
		if changed, err := flows.SetWording(o.File, src, o.Key, bot.Lang(lang), words); err == nil {
			src = changed
		}
	}
	measures := v.measured(b, o.File, src, o.Key)
	for _, t := range measures {
		for i, one := range t.Langs {
			if words, typed := o.Words[one.Lang]; typed && strings.TrimSpace(words) == "" {
				t.Langs[i] = unwritten(one)
			}
		}
	}
	html, err := v.pieceText("scripts_wording", "wording-measures", measures)
	if err != nil {
		return err
	}
	return v.sendJSON(http.StatusOK, map[string]string{"html": html})
}

// problemsIn are those of one file of a draft.
func (v *visit) problemsIn(b bench, file string) []flows.Problem {
	_, problems := v.c.o.Scripts.Check(b.files)
	return problemsOf(problems, file)
}
