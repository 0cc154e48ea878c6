package console

import (
	"cmp"
	"errors"
	"regexp"
	"slices"
	"strings"

	"nightdesk/bot/account"
	"nightdesk/flows/transcript"
)

// talkData is one talk as text.
type talkData struct {
	Name, Label, Text, Mark string
	MayAct, Safety, New     bool
	Wrong                   string
	Lines                   int
}

func talkPage(v *visit) error {
	b, err := v.bench()
	if err != nil {
		return err
	}
	name := v.query("name")
	src, ok := v.talkText(b, name)
	if !ok {
		return errNotFound
	}
	return v.render("scripts_talk", v.talkData(b, name, src))
}

func (v *visit) talkData(b bench, name, src string) talkData {
	_, own := b.files.Talks[name]
	return talkData{Name: name, Label: talkLabel(name), Text: src, Mark: markOf(b.files.Talks[name]), MayAct: own && v.may(account.EditScripts), Safety: !own,
		New: own && b.isNew(name), Lines: strings.Count(src, "\n") + 2}
}

// talkOrder keeps a talk as it was typed, or removes one.
func talkOrder(v *visit) error {
	name, words := v.form("name"), scriptText(v.r.PostForm.Get("text"))
	b, err := v.bench()
	if err != nil {
		return err
	}
	if _, ok := b.files.Talks[name]; !ok {
		return errNotFound
	}
	if v.form("do") == "remove" {
		if _, err := v.changeDraft(func(b *bench) error { b.drop(name); return nil }); err != nil {
			return err
		}
		v.flash("The test is taken out of your draft. It stays with what is live until you publish.")
		return v.redirect(testsPath)
	}
	d := v.talkData(b, name, words)
	if _, err := transcript.Read(name, words); err != nil {
		d.Mark, d.Wrong = v.form("mark"), plainTalkError(err)
		return v.renderStatus(422, "scripts_talk", d)
	}
	_, err = v.changeDraft(func(b *bench) error {
		if had := b.files.Talks[name]; had != words && markOf(had) != v.form("mark") {
			return &overtakenError{Theirs: had}
		}
		b.put(name, words)
		return nil
	})
	if over := (*overtakenError)(nil); errors.As(err, &over) {
		d.Mark, d.Wrong = markOf(over.Theirs), "The test was changed in another window in the meantime. Your words are below; save again to put them in its place."
		return v.renderStatus(409, "scripts_talk", d)
	} else if err != nil {
		return err
	}
	v.flash("The test is saved in your draft.")
	return v.redirect(testsPath)
}

var talkName = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{0,59}$`)

// fileOfTalk is the file name for what somebody calls a talk; "" if no name is left.
func fileOfTalk(called string) string {
	name := strings.Trim(strings.Join(strings.FieldsFunc(strings.ToLower(called), func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9')
	}), "_"), "_")
	if len(name) > 60 {
		name = strings.Trim(name[:60], "_")
	}
	if !talkName.MatchString(name) {
		return ""
	}
	return name + ".talk"
}

// phoneSave keeps what is on the phone as a test: what came is what must come.
func phoneSave(v *visit) error {
	b, err := v.bench()
	if err != nil {
		return err
	}
	d := v.phoneForm()
	t, err := transcript.Read("talk", d.Talk)
	if err != nil {
		d.WrongTalk, d.Problem = plainTalkError(err), "What happened can't be read. Mend it below, or begin again."
		return v.showPhone(b, d)
	}
	t = inputs(t)
	if _, own := b.files.Talks[d.File]; !own { // it is anew under the name that was given
		d.File = ""
	}
	file := cmp.Or(d.File, fileOfTalk(d.Name))
	_, taken := b.files.Talks[file]
	switch {
	case len(t.Lines) < 2:
		d.WrongName = "Nothing happened yet: text something first."
	case file == "":
		d.WrongName = "Give it a name of letters and digits, as: books after hours."
	case taken && d.File == "":
		d.WrongName = "A test has that name. Choose another one."
	case d.About == "":
		d.WrongName = "Say in a sentence what it shows, for whoever reads it later."
	}
	if d.WrongName != "" {
		return v.showPhone(b, v.held(b, t, d))
	}
	h, err := v.c.o.Trial.Hold(v.r.Context(), v.account.ID, b.files, t)
	if err != nil || h.Stopped != "" {
		d.WrongName = "The talk could not be held to its end, so it is not saved. Look at what is wrong, and save again."
		return v.showPhone(b, v.held(b, t, d))
	}
	kept := transcript.Update(t, h.Got)
	about := transcript.Line{Text: "# " + strings.Join(strings.Fields(d.About), " ")}
	kept.Lines = slices.Insert(kept.Lines, 0, about)
	if _, err := v.changeDraft(func(b *bench) error { b.put(file, transcript.Write(kept)); return nil }); err != nil {
		return err
	}
	v.flash("Saved as the test “" + talkLabel(file) + "” in your draft. It is played each time before scripts go live.")
	return v.redirect(testsPath)
}
