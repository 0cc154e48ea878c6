package console

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"nightdesk/bot"
	"nightdesk/flows"
	"nightdesk/flows/release"
)

// Outlook is what publishing would do, as far as that is known before.
type Outlook struct {
	// People are in the middle of a conversation; Moving of them can go on in the new
	// version. People -1 = not known, or so few that they could be told apart.
	People, Moving int
	Stays          []Stay
}

// Stay is a step whose people can't go on in a new version, and why.
type Stay struct {
	Flow, Step string
	Why        string
	People     int // -1 = not known, or so few that they could be told apart
}

// outlook asks for it; without anybody to ask it is what can be counted.
func (v *visit) outlook(ctx context.Context, b bench) (Outlook, error) {
	if v.c.o.Outlook == nil {
		return Outlook{People: -1}, nil
	}
	o, err := v.c.o.Outlook(ctx, bot.PublishOrder{By: v.account.ID, Files: b.files, Based: b.based.Number})
	if err != nil {
		return o, fmt.Errorf("see what publishing does: %w", err)
	}
	return o, nil
}

// publishData is the form that publishes a draft, and what came of it if it was refused.
type publishData struct {
	Version     string // of the draft: see stampOf
	Order       string
	Live        int
	Count       string // of what changed: see fileChanges.Count
	Away        string // what goes away again when it ends; "" = wording only
	Behind      bool
	Blocked     []problemWords
	Warnings    []problemWords
	Outlook     Outlook
	WhyApproval string
	Note        string
	Modes       []modeChoice
	When        string // "now" or "later"
	From, Until string
	Ends        bool
	Wrong       map[string]string
	Problem     string
	Failed      failedTalks
	Into        int // they fail in what is put into this release; 0 = in the draft itself
	Talks       int // that are played first
	// Carried are the releases that are planned or end soon, which it is put into as well.
	Carried []int
	Zone    string
	Second  secondWords
	Sent    sentWords
	// Playing is how far the talks are that are played before it is published; nil = they
	// are not. Passed says that they need not be played, and GoesOn that the form was sent
	// before they were, so that what is left is to send it on.
	Playing        *playData
	Passed, GoesOn bool
}

// fieldProblem is what is wrong with a field of the form.
type fieldProblem struct{ Field, Say string }

// Summary is all that is wrong with the form, in its order.
func (d publishData) Summary() (all []fieldProblem) {
	for _, f := range []string{"note", "mode", "from", "until"} {
		if say := d.Wrong[f]; say != "" {
			all = append(all, fieldProblem{f, say})
		}
	}
	return all
}

func publishPage(v *visit) error {
	b, err := v.bench()
	if err != nil {
		return err
	}
	if b.draft.IsEmpty() {
		if order := v.query("order"); order != "" { // the page of one that was carried out meanwhile
			if _, to, err := v.doneBefore(order); err != nil {
				return err
			} else if to != "" {
				return v.redirect(to)
			}
		}
		v.flash("There is nothing to publish: you have changed nothing.")
		return v.redirect(changesPath)
	}
	if v.query("order") != "" {
		return playingPage(v, b)
	}
	d, err := v.publishData(b)
	if err != nil {
		return err
	}
	d.Note, d.When, d.Modes = b.draft.Note, "now", modeChoices("")
	if d.Order, err = v.c.orderID(); err != nil {
		return err
	}
	return v.render("script_publish", d)
}

// publishData is what the form says of a draft.
func (v *visit) publishData(b bench) (publishData, error) {
	d := publishData{Version: stampOf(b.draft), Live: b.live.Number, Behind: b.based.Number != b.live.Number, Zone: v.now.In(v.c.o.Zone).Format("MST"), Wrong: map[string]string{}}
	changed := changedFiles(b.base, b.files, false)
	d.Count, d.Away = changed.Count(), changed.Away()
	_, problems := v.c.o.Scripts.Check(b.files)
	d.list(problems, b.files)
	var err error
	if d.Outlook, err = v.outlook(v.r.Context(), b); err != nil {
		return d, err
	}
	if err := v.foresees(b, &d); err != nil {
		return d, err
	}
	if d.Second, err = v.second(v.account.ID); err != nil {
		return d, err
	}
	all, err := v.c.o.Scripts.Releases(v.r.Context())
	if err != nil {
		return d, fmt.Errorf("read the releases: %w", err)
	}
	d.Sent = v.sent(all, b)
	return d, nil
}

// foresees says what is played, and whether a second person must agree.
func (v *visit) foresees(b bench, d *publishData) error {
	o := bot.PublishOrder{By: v.account.ID, Files: b.files, Based: b.based.Number}
	why, err := v.c.o.Scripts.Approval(v.r.Context(), o)
	if err != nil {
		return fmt.Errorf("see who must agree: %w", err)
	}
	sets, err := v.c.o.Scripts.Plays(v.r.Context(), o)
	if err != nil {
		return fmt.Errorf("see which talks are played: %w", err)
	}
	d.WhyApproval, d.Passed = whyApproval[why], v.c.o.Trial != nil && len(sets) > 0
	for _, s := range sets {
		if v.c.o.Trial != nil {
			d.Talks += len(s.Files.Talks) + len(v.c.o.Trial.Safety())
			d.Passed = d.Passed && v.c.o.Trial.Passed(s.Files)
		}
		if s.Into > 0 {
			d.Carried = append(d.Carried, s.Into)
		}
	}
	return nil
}

func (d *publishData) list(problems []flows.Problem, files bot.ScriptFiles) {
	d.Blocked, d.Warnings = nil, nil
	for _, p := range problemList(problems, files) {
		if p.Error {
			d.Blocked = append(d.Blocked, p)
		} else {
			d.Warnings = append(d.Warnings, p)
		}
	}
}

// publishOrder publishes the draft that the form was about. The same form twice
// publishes once.
func publishOrder(v *visit) error {
	id, err := v.order()
	if err != nil {
		return err
	}
	if done, to, err := v.doneBefore(string(id)); err != nil {
		return err
	} else if to != "" {
		return cmp.Or(v.dropLeftOver(done), v.redirect(to))
	}
	b, err := v.bench()
	if err != nil {
		return err
	}
	if err := v.sameDraft(b); err != nil {
		return cmp.Or(v.keepNote(), v.moved(err))
	}
	o, d := v.publishForm(b, v.form)
	d.Order = string(id)
	if len(d.Wrong) > 0 {
		return v.refused(b, d, Published{}, http.StatusUnprocessableEntity)
	}
	if v.form("watch") != "" { // whoever sends it themselves sees how far the talks are
		if waits, err := v.plays(b, o, d); waits || err != nil {
			return err
		}
	}
	o.ID = string(id)
	done, err := v.c.o.Scripts.Publish(v.r.Context(), o)
	if err == nil {
		if done.Release.Number > 0 {
			if err := v.dropPublished(b.draft.Version); err != nil {
				return err
			}
		}
		return v.published(done)
	}
	return v.notPublished(b, d, done, err)
}

// notPublished says why; what was typed stays.
func (v *visit) notPublished(b bench, d publishData, done Published, err error) error {
	if errors.Is(err, bot.ErrOvertaken) {
		if err := v.keepNote(); err != nil {
			return err
		}
		v.warn("Nothing was published, for somebody else published meanwhile. Bring your draft up to date, then publish it.")
		return v.redirect(changesPath)
	}
	problem, status := publishProblem(err)
	if problem == "" {
		return err
	}
	if d.Problem = problem; errors.Is(err, bot.ErrRefused) && d.Order != "" {
		if d.Order, err = v.c.orderID(); err != nil { // what is sent next is another order
			return err
		}
	}
	return v.refused(b, d, done, status)
}

// dropPublished forgets a draft of which nothing is left to publish. One that was changed
// in another window meanwhile stays.
func (v *visit) dropPublished(version int64) error {
	if err := v.c.o.Scripts.DropDraft(v.r.Context(), v.account.ID, version); err != nil && !errors.Is(err, bot.ErrOvertaken) {
		return fmt.Errorf("put the published draft away: %w", err)
	}
	return nil
}

// dropLeftOver forgets the draft if it is what a release holds already: that of somebody
// whose server was cut off between the two. One that they have begun since stays.
func (v *visit) dropLeftOver(r bot.Release) error {
	b, err := v.bench()
	if err != nil || b.draft.IsEmpty() || b.draft.Based != r.Based || flows.Version(b.files.Flows) != r.Version || release.TalksName(b.files.Talks) != r.Talks {
		return err
	}
	return v.dropPublished(b.draft.Version)
}

// doneBefore is what this very order was carried out as, if it was (the second click, or
// a server that was cut off after it), with its page; "" = it was not. The release is
// the zero one if it waits for a second person.
func (v *visit) doneBefore(id string) (done bot.Release, path string, err error) {
	all, err := v.c.o.Scripts.Releases(v.r.Context())
	if err != nil {
		return done, "", fmt.Errorf("read the releases: %w", err)
	}
	for _, r := range all.List {
		if r.Change == id && r.By == v.account.ID && r.With == 0 {
			return r, fmt.Sprintf("%s/%d", historyPath, r.Number), nil
		}
	}
	for _, p := range all.Proposals {
		if p.Release.Change == id && p.Release.By == v.account.ID {
			return done, approvalPath + "/" + p.ID, nil
		}
	}
	return done, "", nil
}

// published leads to what was made of an order.
func (v *visit) published(done Published) error {
	if done.Proposal.ID != "" {
		v.flash("All test talks passed. It waits for a second person, and is not live until they agree.")
		return v.redirect(approvalPath + "/" + done.Proposal.ID)
	}
	r := done.Release
	v.flash(v.c.publishedSays(done))
	return v.redirect(fmt.Sprintf("%s/%d", historyPath, r.Number))
}

// publishedSays is what was made of an order, in words. Whether it is live is asked of the
// release: the order was sent before the talks were played, which takes its time.
func (c *Console) publishedSays(done Published) string {
	r := done.Release
	say := fmt.Sprintf("Release %d is live. All test talks passed.", r.Number)
	if r.Repeats != 0 {
		say = fmt.Sprintf("Release %d is live: its texts are those of release %d again.", r.Number, r.Repeats)
	}
	if r.From.After(r.At) {
		say = fmt.Sprintf("Release %d is scheduled: it goes live %s. All test talks passed.", r.Number, c.clock(r.From))
	}
	if m := movesSay(done.Moves); m != "" {
		say += " " + m
	}
	return say
}

// movesSay is what becomes of whom, in a sentence.
func movesSay(moves map[string]int64) string {
	var all []string
	for _, m := range []struct{ key, say string }{{"move", "go on in the new version"}, {"stay", "finish on the old version"}, {"restart", "begin again with their next text"}} {
		if n := moves[m.key]; n > 0 {
			all = append(all, fmt.Sprintf("%d %s", n, m.say))
		}
	}
	if len(all) == 0 {
		return ""
	}
	return "Of those who are talking with us: " + strings.Join(all, ", ") + "."
}

// refused shows the form again with everything that was typed, and keeps the note.
func (v *visit) refused(b bench, typed publishData, done Published, status int) error {
	d, err := v.publishData(b)
	if err != nil {
		return err
	}
	d.typed(typed)
	d.Wrong, d.Problem = typed.Wrong, typed.Problem
	if len(done.Problems) > 0 {
		d.list(done.Problems, b.files)
	}
	d.Failed = v.failedList(done.Failed)
	if d.Note != b.draft.Note {
		saved, err := v.changeDraft(func(b *bench) error { b.draft.Note = d.Note; return nil })
		if err == nil {
			d.Version = stampOf(saved.draft)
		} else if !errors.Is(err, bot.ErrOvertaken) {
			return err
		}
	}
	return v.renderStatus(status, "script_publish", d)
}

// typed puts what was typed into the form again.
func (d *publishData) typed(t publishData) {
	d.Order, d.Note, d.Modes, d.When, d.From, d.Until, d.Ends = t.Order, t.Note, t.Modes, t.When, t.From, t.Until, t.Ends
}

// keepNote keeps a note that was typed, for the next try, where the page is left without
// publishing.
func (v *visit) keepNote() error {
	note := v.form("note")
	if note == "" {
		return nil
	}
	_, err := v.changeDraft(func(b *bench) error {
		if b.draft.IsEmpty() {
			return errDraftMoved // there is nothing left that it could be about
		}
		b.draft.Note = note
		return nil
	})
	if errors.Is(err, bot.ErrOvertaken) || errors.Is(err, errDraftMoved) {
		return nil
	}
	return err
}

// publishForm reads the form by its fields; what is wrong is said at each.
func (v *visit) publishForm(b bench, field func(string) string) (bot.PublishOrder, publishData) {
	o := bot.PublishOrder{By: v.account.ID, Note: field("note"), Mode: bot.MoveMode(field("mode")), Files: b.files, Based: b.based.Number}
	d := publishData{Note: o.Note, Modes: modeChoices(o.Mode), When: field("when"), From: field("from"), Until: field("until"), Ends: field("ends") != "", Wrong: map[string]string{}}
	if !release.Says(o.Note) {
		d.Wrong["note"] = "Say in a few words what changed and why: colleagues read it in a year."
	}
	if utf8.RuneCountInString(o.Note) > release.MostNote {
		d.Wrong["note"] = fmt.Sprintf("A note has at most %d characters: shorten it.", release.MostNote)
	}
	if !slices.Contains(bot.MoveModes, o.Mode) {
		d.Wrong["mode"] = "Choose what becomes of people who are talking with us."
	}
	if d.When == "later" {
		if o.From = v.moment(d.Wrong, "from", d.From); !o.From.IsZero() && !o.From.After(v.now) {
			d.Wrong["from"] = "That time is over: choose one that is still to come, or “now”."
		}
	}
	if d.Ends {
		o.Until = v.moment(d.Wrong, "until", d.Until)
		switch {
		case o.Until.IsZero():
		case !o.Until.After(v.now):
			d.Wrong["until"] = "That time is over: let it end later."
		case !o.From.IsZero() && !o.Until.After(o.From):
			d.Wrong["until"] = "It ends before it begins: let the end be later."
		}
	}
	return o, d
}

// moment reads a date and time of the clinic's zone.
func (v *visit) moment(wrong map[string]string, field, written string) time.Time {
	t, err := time.ParseInLocation(momentForm, written, v.c.o.Zone)
	if err != nil || t.Year() < 2000 || t.Year() > 2200 {
		wrong[field] = map[string]string{"from": "Say when it goes live", "until": "Say when it ends"}[field] + ": a date and a time, as 2026-12-24 17:00."
		return time.Time{}
	}
	return t.UTC()
}
