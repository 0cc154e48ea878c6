package engine

import (
	"slices"
	"strings"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/schedule"
)

// groupKind is the visit kind of groups: who takes part is for staff to decide,
// whatever the calendar says (domain rule 2.7).
const groupKind = "group_session"

// requestLasts is how long a seat is kept for a request where the calendar says
// nothing of it.
const requestLasts = 72 * time.Hour

// byRequest reports whether people may ask for a visit of a kind and staff decide.
func (t *turn) byRequest(kind string) bool {
	cal := t.w.Clinic.Calendar
	return kind == groupKind || cal != nil && cal.Kinds[kind].Book == schedule.BookByRequest
}

// heldPhrase asks what to do with a time that is held.
func (t *turn) heldPhrase(kind string) string {
	if t.byRequest(kind) {
		return bot.PhraseHeldAsk
	}
	return bot.PhraseHeld
}

// request asks staff for the time held. Its seat is kept while they decide, and
// the visit that it would replace stays until then.
func (t *turn) request(v bot.Visit) {
	t.countAnswer(t.s.At.Place)
	last := requestLasts
	if cal := t.w.Clinic.Calendar; cal != nil && cal.RequestFor > 0 {
		last = cal.RequestFor
	}
	until := t.now.Add(last)
	if v.Start.Before(until) {
		until = v.Start
	}
	for i := range t.s.Visits {
		if old := &t.s.Visits[i]; old.Kind == v.Kind && old.Status == bot.VisitProposed {
			t.free(old)
		}
	}
	if old := t.visit(t.s.Moving); old != nil && old.ID != v.ID {
		v.Instead = old.ID
	}
	v.Status, v.HeldUntil = bot.VisitProposed, until
	t.seat(bot.SeatHold, v)
	t.s.Hold, t.s.Offer = nil, nil
	t.s.Visits = append(t.pastVisits(), v)
	t.s.Word.Given = t.now
	reason := "asks for a " + strings.ReplaceAll(v.Kind, "_", " ") + toDecide
	if v.Instead != "" {
		reason = "asks to move a " + strings.ReplaceAll(v.Kind, "_", " ") + toDecide
	}
	t.raise(bot.Raise{Level: bot.LevelNextWorkday, Reason: reason})
	t.phrase(bot.PhraseRequested, "visit", t.when(v.Opening), "by", t.at(until))
	t.out.Note = "requested"
	if t.builtIn() {
		t.leaveBuiltIn()
		return
	}
	t.afterOffer()
}

// toDecide ends the reason of a case for a request.
const toDecide = ": approve or decline"

// OnlyRequests reports whether a case is about nothing but requests for visits.
func OnlyRequests(k bot.Case) bool {
	return len(k.Reasons) > 0 && len(k.Labels) == 0 && !slices.ContainsFunc(k.Reasons, func(r string) bool { return !strings.HasSuffix(r, toDecide) })
}

// requested is the visit of a kind that staff still decide on, or nil.
func (t *turn) requested(kind string) *bot.Visit {
	for i := range t.s.Visits {
		if v := &t.s.Visits[i]; v.Kind == kind && v.Status == bot.VisitProposed && t.stands(v) && v.Start.After(t.now) {
			return v
		}
	}
	return nil
}
