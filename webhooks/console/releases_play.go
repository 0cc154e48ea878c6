package console

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"nightdesk/bot"
	"nightdesk/flows"
)

// publishPath is the form that publishes a draft.
const publishPath = scriptsPath + "/publish"

// allPassed reports whether the talks of a draft were played and go as expected.
func (v *visit) allPassed(b bench) bool {
	return v.c.o.Trial != nil && v.c.o.Trial.Passed(b.files)
}

// playData is how far the talks are that are played before something goes live.
type playData struct {
	Done, Of int
	Going    bool
	// Failed are those that go another way, in a set that is put into the release Into,
	// and Why is why some could not be played.
	Failed []FailedTalk
	Into   int
	Why    string
	// Stop leads away from it, and StopSay is what that is called.
	Stop, StopSay string
}

// Passed reports whether nothing is left to be played.
func (p playData) Passed() bool { return !p.Going && p.Why == "" && len(p.Failed) == 0 }

// play plays the talks of sets that have not passed yet, one set after the other, where
// nobody waits for the answer; each look says how far it is.
func (v *visit) play(sets []Played) (p playData) {
	for _, s := range sets {
		n := len(s.Files.Talks) + len(v.c.o.Trial.Safety())
		p.Of += n
		if !p.Passed() {
			continue // not before those in front of it have passed
		}
		if v.c.o.Trial.Passed(s.Files) {
			p.Done += n
			continue
		}
		run := v.c.o.Trial.Run(v.account.ID, s.Files)
		p.Done += run.Done
		p.Going, p.Why, p.Failed = run.Finished.IsZero(), run.Why, FailedOf(run.Results)
		if !p.Passed() {
			p.Into = s.Into
		}
	}
	return p
}

// problem is what to say of talks that did not pass; "" = nothing.
func (p playData) problem() string {
	if p.Into > 0 && !p.Passed() {
		return fmt.Sprintf("It was not published: it is also put into release %d, which is planned or ends soon, and does not pass there. Take release %d back first, or change your draft. What is live has not changed.", p.Into, p.Into)
	}
	if len(p.Failed) == 0 {
		return p.Why
	}
	say, _ := publishProblem(bot.ErrRefused)
	return say
}

// plays begins to play the talks of a draft that somebody wants to publish, and leads to
// the page that shows how far that is; false: there is nothing to wait for. The note is
// kept in the draft and the rest of the form in the address, so that nothing is lost
// however long it takes.
func (v *visit) plays(b bench, o bot.PublishOrder, d publishData) (bool, error) {
	if v.c.o.Trial == nil || b.based.Number != b.live.Number {
		return false, nil
	}
	if _, problems := v.c.o.Scripts.Check(b.files); flows.Blocks(problems) {
		return false, nil // which is said at once
	}
	sets, err := v.c.o.Scripts.Plays(v.r.Context(), o)
	if err != nil {
		return true, fmt.Errorf("see which talks are played: %w", err)
	}
	p := v.play(sets)
	switch {
	case p.Passed():
		return false, nil
	case p.Into == 0 && len(p.Failed) > 0:
		return true, v.notPublished(b, d, Published{Failed: p.Failed}, bot.ErrRefused)
	}
	if d.Note != b.draft.Note {
		saved, err := v.changeDraft(func(b *bench) error { b.draft.Note = d.Note; return nil })
		if errors.Is(err, bot.ErrOvertaken) {
			return true, v.moved(err)
		} else if err != nil {
			return true, err
		}
		b = saved
	}
	q := url.Values{"order": {d.Order}, "version": {stampOf(b.draft)}, "mode": {v.form("mode")}, "when": {d.When}, "from": {d.From}, "until": {d.Until}}
	if d.Ends {
		q.Set("ends", "1")
	}
	return true, v.redirect(publishPath + "?" + q.Encode())
}

// playingPage shows how far the playing is that plays began, and then the form as it was
// sent: with scripts of the browser's it goes on by itself, else with one press more. The
// address alone publishes nothing. It names the draft by its version, so it does nothing
// for a draft that was changed since.
func playingPage(v *visit, b bench) error {
	if _, to, err := v.doneBefore(v.query("order")); err != nil {
		return err
	} else if to != "" {
		return v.redirect(to)
	}
	if v.query("version") != stampOf(b.draft) || !orderIDs.MatchString(v.query("order")) || v.c.o.Trial == nil {
		return v.moved(errDraftMoved)
	}
	o, typed := v.publishForm(b, v.query)
	o.Note, typed.Note, typed.Order = b.draft.Note, b.draft.Note, v.query("order")
	sets, err := v.c.o.Scripts.Plays(v.r.Context(), o)
	if err != nil {
		return fmt.Errorf("see which talks are played: %w", err)
	}
	p := v.play(sets)
	p.Stop, p.StopSay = publishPath, "Don’t publish yet"
	switch d := (publishData{Count: changedNames(b.draft), Playing: &p}); {
	case v.live():
		return v.piece("script_publish", "rel-playing", d)
	case p.Going: // it is asked for often, and shows nothing else
		return v.render("script_publish", d)
	}
	d, err := v.publishData(b)
	if err != nil {
		return err
	}
	d.typed(typed)
	d.Wrong = map[string]string{} // it was right when it was sent, and is read once more
	switch {
	case p.Passed():
		d.GoesOn = true
	default:
		d.Problem, d.Failed, d.Into = p.problem(), v.failedList(p.Failed), p.Into
	}
	return v.render("script_publish", d)
}

// agreePlays begins to play the talks of a proposal that somebody agrees to, and leads to
// its page, which shows how far that is; false: there is nothing to wait for.
func (v *visit) agreePlays(id string) (bool, error) {
	if v.c.o.Trial == nil {
		return false, nil
	}
	sets, err := v.c.o.Scripts.PlaysAgreed(v.r.Context(), id)
	if err != nil {
		return true, fmt.Errorf("see which talks are played: %w", err)
	}
	if v.play(sets).Passed() {
		return false, nil
	}
	k := v.agreedCookie()
	k.Value, k.MaxAge = url.QueryEscape(id), int(agreedFor/time.Second)
	http.SetCookie(v.w, &k)
	return true, v.redirect(approvalPath + "/" + url.PathEscape(id) + "?agree=1")
}

// agreedFor is how long the playing may take until the form is sent on by itself.
const agreedFor = 10 * time.Minute

// agreedCookie tells that somebody agreed in this browser, to the proposal that it names.
// Without it the address that shows the playing, which an author could send to the second
// person, would agree in their name.
func (v *visit) agreedCookie() http.Cookie {
	k := v.flashCookie()
	k.Name = strings.Replace(k.Name, "said", "agreed", 1)
	return k
}

// agreed reports whether somebody did, and forgets it.
func (v *visit) agreed(id string) bool {
	k := v.agreedCookie()
	had, err := v.r.Cookie(k.Name)
	if err != nil {
		return false
	}
	k.MaxAge = -1
	http.SetCookie(v.w, &k)
	return had.Value == url.QueryEscape(id)
}

// agreeing has the page of a proposal show how far the playing is that agreePlays began.
// The address alone agrees to nothing: see agreedCookie.
func (v *visit) agreeing(d *proposalData) error {
	if !d.MayAgree || v.c.o.Trial == nil || v.query("agree") == "" {
		v.agreed("")
		return nil
	}
	sets, err := v.c.o.Scripts.PlaysAgreed(v.r.Context(), d.ID)
	if err != nil {
		return fmt.Errorf("see which talks are played: %w", err)
	}
	p := v.play(sets)
	p.Stop, p.StopSay = approvalPath+"/"+d.ID, "Don’t agree yet"
	switch {
	case p.Going:
		d.Playing = &p
	case v.live(): // the page itself comes next
	case p.Passed():
		d.Played, d.GoesOn = true, v.agreed(d.ID)
	default:
		d.Problem, d.Failed = p.problem(), v.failedList(p.Failed)
	}
	return nil
}
