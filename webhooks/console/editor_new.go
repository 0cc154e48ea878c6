package console

import (
	"cmp"
	"errors"
	"net/http"
	"nightdesk/bot"
	"nightdesk/flows"
	"strings"
)

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
		d.Notice = append(d.Notice, wordingField{string(lang), flows.LanguageName(lang), v.form("words-" + string(lang))})
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
