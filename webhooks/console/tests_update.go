package console

import (
	"cmp"
	"errors"
	"maps"
	"net/url"
	"slices"
	"strings"

	"nightdesk/bot"
	"nightdesk/bot/account"
	"nightdesk/flows/transcript"
)

// changedTalk is what an update changed in one talk.
type changedTalk struct {
	Name string
	Say  []string
}

// testsUpdate writes what really came into talks of the draft: "this is what I meant". It
// is all that came, or only another wording of the texts that the form names.
func testsUpdate(v *visit) error {
	b, err := v.bench()
	if err != nil {
		return err
	}
	updated, run, err := v.c.o.Trial.Update(v.r.Context(), v.account.ID, b.files, v.r.PostForm["name"], v.meant(b))
	switch {
	case errors.Is(err, bot.ErrRefused):
		return v.cantPlay(b)
	case err != nil:
		return err
	case run.Finished.IsZero():
		return v.working(b, "Playing the tests", run.Done, run.Of)
	case v.live():
		return v.worked()
	}
	if len(updated) == 0 {
		v.warn("Nothing is to be updated: those tests go as they are written.")
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
	v.playTests(b)
	v.said = append(v.said, plural(len(changes), "test")+" in your draft now "+verb(len(changes))+" what really comes.")
	return v.showTests(b, changes)
}

// meant is which differences a form confirms; nil = all.
func (v *visit) meant(b bench) func(*transcript.Difference) bool {
	text := v.form("text")
	keys := slices.Clone(v.r.PostForm["key"])
	for i := range keys {
		keys[i] = strings.ReplaceAll(keys[i], "\r\n", "\n")
	}
	switch {
	case text != "":
		changed := rewordingsOf(b)
		return func(d *transcript.Difference) bool { return changed.of(d) == text }
	case len(keys) > 0:
		return func(d *transcript.Difference) bool { return slices.Contains(keys, d.Key()) }
	}
	return nil
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

// workingLine is an order that is worked on. The form as it was sent goes on once that is
// done: with scripts of the browser's by itself, else with a press.
type workingLine struct {
	What     string
	Done, Of int
	Action   string
	Fields   []hiddenField
}

type hiddenField struct{ Name, Value string }

// working shows how far an order is.
func (v *visit) working(b bench, what string, done, of int) error {
	w := workingLine{What: what, Done: done, Of: of, Action: v.r.URL.Path, Fields: fieldsOf(v.r.PostForm)}
	d := testsData{MayAct: v.may(account.EditScripts), Of: v.phoneFrame(b, phoneData{}).Of, Working: &w}
	if v.live() {
		return v.piece("scripts_tests", "te-working", d)
	}
	return v.render("scripts_tests", d)
}

// worked says to a page that waits that its form can be sent on. It does nothing.
func (v *visit) worked() error { return v.piece("scripts_tests", "te-working", testsData{}) }

func fieldsOf(form url.Values) (all []hiddenField) {
	for _, name := range slices.Sorted(maps.Keys(form)) {
		for _, value := range form[name] {
			all = append(all, hiddenField{name, value})
		}
	}
	return all
}
