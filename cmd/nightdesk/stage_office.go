package main

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/schedule"
	"nightdesk/flows/transcript"
)

// firstKind is the visit that talks book.
const firstKind = "intake_assessment"

// fewer makes first visits scarce, or something that staff decide on.
func (s *stage) fewer(how string) {
	k := s.inbox.Calendar.Kinds[firstKind]
	if how == "first visits are asked for" {
		k.Book = schedule.BookByRequest
	} else {
		k.Resources, k.Step = k.Resources[:1], k.Duration
		k.Hours = &schedule.Week{time.Friday: {{From: 9 * 60, To: schedule.Minutes(9*60 + k.Duration/time.Minute)}}}
	}
	s.inbox.Calendar.Kinds[firstKind] = k
}

// Office is what staff do to somebody's visits. What cannot be done is said to them.
func (s *stage) Office(who, order string) ([]transcript.Event, error) {
	return s.turn(func() error { return s.office(who, order) })
}

func (s *stage) office(who, order string) error {
	op, err := s.orderOf(personPhone(who), order)
	if err != nil {
		return err
	}
	s.texts++
	op.ID, op.By, op.Phone = bot.InputID(fmt.Sprintf("order%d", s.texts)), s.inbox.Rota.Supervisor, personPhone(who)
	_, err = s.inbox.Desk(s.ctx, "", op)
	if refused := bot.DeskError(""); errors.As(err, &refused) {
		s.note("desk", op.By+": "+string(refused))
	} else if err != nil {
		return err
	}
	return s.settle()
}

// orderOf reads an order: a word, and what it needs.
func (s *stage) orderOf(phone bot.Phone, order string) (bot.DeskOp, error) {
	word, rest, _ := strings.Cut(order, " ")
	op, rest := bot.DeskOp{Do: bot.DeskDo(word)}, strings.TrimSpace(rest)
	var err error
	switch op.Do {
	case bot.DeskBook, bot.DeskMove:
		if op.Do == bot.DeskBook {
			op.Opening.Kind, rest, _ = strings.Cut(rest, " ")
		}
		var wall time.Time
		if wall, err = transcript.Clock(rest); err == nil {
			op.Opening.Start = time.Date(wall.Year(), wall.Month(), wall.Day(), wall.Hour(), wall.Minute(), 0, 0, s.clinic.Zone)
		}
	case bot.DeskPriority:
		op.Group = rest
	case bot.DeskWaitlistAdd, bot.DeskWaitlistOff:
		op.List = rest
	}
	switch op.Do {
	case bot.DeskBook, bot.DeskPriority, bot.DeskWaitlistAdd, bot.DeskWaitlistOff, bot.DeskSeen:
	default:
		var loaded bot.Loaded
		if loaded, err = s.watched.Load(s.ctx, "", s.watched.Person(phone)); err == nil {
			op.Visit = meant(loaded.Session.Visits, op.Do, s.now)
		}
	}
	return op, err
}

// meant is the visit that an order is about: a request for its answer, the last that
// began for whether they came, else the next.
func meant(visits []bot.Visit, do bot.DeskDo, now time.Time) bot.VisitID {
	var found bot.Visit
	for _, v := range visits {
		fits := false
		switch do {
		case bot.DeskApprove, bot.DeskDecline:
			fits = v.Status == bot.VisitProposed
		case bot.DeskArrived, bot.DeskFulfilled, bot.DeskMissed:
			fits = v.Status != bot.VisitCancelled && !v.Start.After(now)
		default:
			fits = v.Status.Stands() && v.Start.After(now)
		}
		if fits || found.ID == "" {
			found = v
		}
	}
	return found.ID
}
