package engine

import (
	"time"

	"nightdesk/bot"
	"nightdesk/bot/answer"
)

// A seat of a group is kept for as long as its holder takes part: the visit in the
// session is always the next session. Each that is over leaves a record of its own
// in the clinic's ledger. Nothing said of it tells who else is in it, or that it is
// a group.

// mostSessions bounds the sessions that one turn moves a seat over, after an outage.
const mostSessions = 60

// sessionOver moves a seat to the next session once one is over.
func (t *turn) sessionOver(id bot.VisitID) {
	v := visitIn(t.s.Visits, id)
	cal := t.w.Clinic.Calendar
	if v == nil || v.Series == "" || cal == nil || v.Status == bot.VisitCancelled || v.Status == bot.VisitProposed {
		return
	}
	for range mostSessions {
		if v.End.After(t.now) {
			break
		}
		t.recordSession(*v, v.Status)
		if !t.nextSession(v, v.Start) {
			return
		}
		t.out.Note = "session_over"
	}
}

// recordSession puts one session of a member into the ledger, beside the seat.
func (t *turn) recordSession(v bot.Visit, status bot.VisitStatus) {
	v.ID = v.ID.Session(v.Start.In(t.w.Clinic.Zone).Format(time.DateOnly))
	v.Status, v.Version, v.Changed = status, 1, t.now
	t.out.Visits = append(t.out.Visits, v)
}

// nextSession moves a seat to the first session after a time. A group that does
// not meet again has no seats.
func (t *turn) nextSession(v *bot.Visit, after time.Time) bool {
	next, ok := t.w.Clinic.Calendar.NextSession(v.Series, after)
	if !ok {
		t.free(v)
		t.out.Note = "series_over"
		t.raise(bot.Raise{Level: bot.LevelNextWorkday, Reason: "a group does not meet again, and a member's seat ended with it"})
		return false
	}
	v.Opening, v.Status = next, bot.VisitBooked
	t.remind(*v)
	return true
}

// sessionFell moves a seat on whose next session does not take place, because of a
// closure or a new plan. It reports whether it did.
func (t *turn) sessionFell(v *bot.Visit) bool {
	cal := t.w.Clinic.Calendar
	if v.Series == "" || cal == nil {
		return false
	}
	if next, ok := cal.NextSession(v.Series, v.Start.Add(-1)); ok && next.Start.Equal(v.Start) {
		return false
	}
	after := t.now
	if v.Start.Before(after) {
		after = v.Start
	}
	t.nextSession(v, after)
	t.out.Note = "session_fell"
	return true
}

// stepGroup asks what "i can't make it" means of a seat that is kept: 1 not this
// time 2 not any more 3 keep it.
const stepGroup = "group"

// chooseSession asks that, if the visit is a seat of a group.
func (t *turn) chooseSession(v *bot.Visit) bool {
	if v == nil || v.Series == "" || v.Status != bot.VisitBooked {
		return false
	}
	t.goBuiltIn(stepGroup, v.ID)
	return true
}

var groupMenu = answer.NewMenu([]answer.Option{
	{Name: "skip", Digit: "1", Words: []string{"skip", "skip it", "skip this one", "not this time", "just this time", "faltar", "solo esta vez", "esta vez no"}},
	{Name: "leave", Digit: "2", Words: []string{"leave", "leave for good", "for good", "not any more", "dejarla", "dejar de ir", "ya no voy"}},
	{Name: "keep", Digit: "3", Words: []string{"keep", "keep it", "guardarla"}},
})

func (t *turn) answerSession() bool {
	v := t.theVisit()
	i, ok := groupMenu.One(t.text)
	switch {
	case v == nil || v.Series == "":
		t.phrase(bot.PhraseMyVisitNone)
		t.leaveBuiltIn()
	case !ok && t.saysNo():
		t.keepVisit()
	case !ok:
		return false
	case i == 0:
		t.recordSession(*v, bot.VisitCancelled)
		if t.nextSession(v, v.Start) {
			t.phrase(bot.PhraseSessionSkipped, "visit", t.when(v.Opening))
		} else {
			t.phrase(bot.PhraseSessionLeft)
		}
		t.out.Note = "session_skipped"
		t.leaveBuiltIn()
	case i == 1:
		t.free(v)
		t.out.Note = "series_left"
		t.phrase(bot.PhraseSessionLeft)
		t.leaveBuiltIn()
	default:
		t.keepVisit()
	}
	return true
}
