package console

import (
	"errors"
	"net/http"
	"net/url"

	"nightdesk/bot"
	"nightdesk/flows"
)

// publishPath is the form that publishes a draft.
const publishPath = scriptsPath + "/publish"

// allPassed reports whether the talks of a draft were played and go as expected.
func (v *visit) allPassed(b bench) bool {
	return v.c.o.Trial != nil && v.c.o.Trial.Passed(b.files)
}

// plays begins to play the talks of a draft that somebody wants to publish, and leads to
// the page that shows how far that is; false: there is nothing to wait for. The note is
// kept in the draft and the rest of the form in the address, so that nothing is lost
// however long it takes.
func (v *visit) plays(b bench, d publishData) (bool, error) {
	if v.c.o.Trial == nil || v.allPassed(b) || b.based.Number != b.live.Number {
		return false, nil
	}
	if _, problems := v.c.o.Scripts.Check(b.files); flows.Blocks(problems) {
		return false, nil // which is said at once
	}
	run := v.c.o.Trial.Run(v.account.ID, b.files)
	if run.Why != "" {
		return false, nil
	}
	if failed := FailedOf(run.Results); len(failed) > 0 {
		return true, v.notPublished(b, d, Published{Failed: failed}, bot.ErrRefused)
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
// address alone publishes nothing. It names the draft by its version,
// so it does nothing for a draft that was changed since.
func playingPage(v *visit, b bench) error {
	if _, to, err := v.doneBefore(v.query("order")); err != nil {
		return err
	} else if to != "" {
		return v.redirect(to)
	}
	if v.query("version") != stampOf(b.draft) || !orderIDs.MatchString(v.query("order")) || v.c.o.Trial == nil {
		return v.moved(errDraftMoved)
	}
	var run TrialRun
	passed := v.allPassed(b)
	if !passed {
		run = v.c.o.Trial.Run(v.account.ID, b.files)
	}
	playing := &runLine{Done: run.Done, Of: run.Of, Going: !passed && run.Finished.IsZero()}
	if v.live() {
		return v.piece("script_publish", "rel-playing", publishData{Playing: playing})
	}
	d, err := v.publishData(b)
	if err != nil {
		return err
	}
	d.Order, d.Note, d.Modes = v.query("order"), b.draft.Note, modeChoices(bot.MoveMode(v.query("mode")))
	d.When, d.From, d.Until, d.Ends = v.query("when"), v.query("from"), v.query("until"), v.query("ends") != ""
	switch failed := FailedOf(run.Results); {
	case len(failed) > 0:
		d.Problem, _ = publishProblem(bot.ErrRefused)
		d.Failed = failedList(failed)
	case run.Why != "":
		d.Problem = run.Why
	case playing.Going:
		d.Playing = playing
	default:
		d.GoesOn = true
	}
	return v.renderStatus(http.StatusOK, "script_publish", d)
}
