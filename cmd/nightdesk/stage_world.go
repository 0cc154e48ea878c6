package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/schedule"
	"nightdesk/flows/transcript"
)

// givens change the world of a stage, by the sentence of a "given" line. They are
// explained in package transcript.
var givens = []struct {
	say string
	do  func(*stage)
}{
	{"nobody on call", func(s *stage) {
		rota := *s.inbox.Rota
		rota.Shifts, rota.Overrides = nil, nil
		s.inbox.Rota = &rota
	}},
	{"the usual people on call", func(s *stage) { s.inbox.Rota = rotaOf(s.clinic, s.inbox.Calendar) }},
	{"the desk is closed today", func(s *stage) {
		today := s.inbox.Calendar.Date(s.now)
		s.setDesk(append(s.closuresBut(today), schedule.Closure{From: today, To: today}), s.inbox.Calendar.Desk)
	}},
	{"the desk is open all day", func(s *stage) {
		now := s.now.In(s.clinic.Zone)
		week := s.usual.Desk
		week[now.Weekday()] = []schedule.Span{{From: 0, To: 24 * 60}}
		s.setDesk(s.closuresBut(now.Format(time.DateOnly)), week)
	}},
	{"the usual desk hours", func(s *stage) { s.setDesk(s.usual.Closures, s.usual.Desk) }},
	{"no free times", (*stage).noTimes},
	{"the usual free times", func(s *stage) {
		s.inbox.Calendar.Kinds, s.inbox.Calendar.Series = maps.Clone(s.usual.Kinds), s.usual.Series
	}},
	{"one first visit a week", func(s *stage) { s.fewer("one first visit a week") }},
	{"first visits are asked for", func(s *stage) { s.fewer("first visits are asked for") }},
	{"the store is down", func(s *stage) { s.down = true }},
	{"the store is up", func(s *stage) { s.down = false }},
	{"their phone is shared", func(s *stage) { s.shares(true) }},
	{"their phone is theirs alone", func(s *stage) { s.shares(false) }},
	{"texts fail", func(s *stage) { s.failing = true }},
	{"texts arrive", func(s *stage) { s.failing = false }},
}

// Given changes the world, or the scripts.
func (s *stage) Given(name, value string) ([]transcript.Event, error) {
	return s.turn(func() error { return s.given(name, value) })
}

func (s *stage) given(name, value string) error {
	if x, is, err := (transcript.Line{Word: name, Text: value}).Scripts(); err != nil {
		return err
	} else if is {
		return s.givenScripts(x)
	}
	if name == "lang" {
		langs := s.inbox.Clinic.Langs
		i := slices.Index(langs, bot.Lang(value))
		if i < 0 {
			return fmt.Errorf("the clinic does not serve %q", value)
		}
		s.inbox.Clinic.Langs = append([]bot.Lang{langs[i]}, slices.Delete(slices.Clone(langs), i, i+1)...)
		return nil
	}
	var said []string
	for _, g := range givens {
		if g.say == value {
			g.do(s)
			return s.failed
		}
		said = append(said, strconv.Quote(g.say))
	}
	return fmt.Errorf("the world can't be changed so (hint: %s; older scripts: ...; new scripts: ...)", strings.Join(said, ", "))
}

// setDesk changes when staff are there.
func (s *stage) setDesk(closures []schedule.Closure, desk schedule.Week) {
	s.inbox.Calendar.Closures, s.inbox.Calendar.Desk = closures, desk
}

// closuresBut are the clinic's closures without one of a single day.
func (s *stage) closuresBut(day string) []schedule.Closure {
	return slices.DeleteFunc(slices.Clone(s.usual.Closures), func(x schedule.Closure) bool { return x.From <= day && day <= x.To })
}

// shares has "them" use a phone that others read, as staff can note of somebody who
// said so to them.
func (s *stage) shares(shared bool) {
	p := s.watched.Person(personPhone("them"))
	loaded, err := s.watched.Store.Load(s.ctx, "", p)
	if err == nil {
		was := loaded.Session
		was.Format, was.Phone, was.Line, was.Discreet = bot.SessionFormat, personPhone("them"), bot.Phone(s.clinic.Texting.Line), shared
		s.texts++
		_, err = s.watched.Store.Commit(s.ctx, bot.Commit{Input: bot.InputID(fmt.Sprintf("world%d", s.texts)), At: s.now, Person: p,
			Session: &was, Version: loaded.Version, Note: "phone_shared", Actor: "staff"})
	}
	s.failed = errors.Join(s.failed, err)
}

// noTimes leaves nothing of any kind to book.
func (s *stage) noTimes() {
	kinds := maps.Clone(s.usual.Kinds)
	for name, k := range kinds {
		k.Hours = &schedule.Week{}
		kinds[name] = k
	}
	s.inbox.Calendar.Kinds, s.inbox.Calendar.Series = kinds, nil
}

// Again is the carrier delivering somebody's last text once more, as it does when it
// saw no answer of ours: the same id, the same words.
func (s *stage) Again(who string) ([]transcript.Event, error) {
	return s.turn(func() error {
		in, ok := s.last[personPhone(who)]
		if !ok {
			return errors.New("they have not texted yet (hint: put a line before it: them  hi)")
		}
		return s.receive(in)
	})
}

// phones is the carrier of a stage: every text arrives, unless the talk says that texts
// fail. Then it answers with an error of its own, and the outbox tries again.
type phones struct{ s *stage }

// Send delivers, or notes once that it did not.
func (p phones) Send(_ context.Context, m bot.Send) (string, error) {
	p.s.saying.Lock()
	defer p.s.saying.Unlock()
	kind, text := p.s.heardAs(m)
	switch {
	case p.s.failing && !p.s.unsent[m.ID]:
		p.s.unsent[m.ID] = true
		if kind != "alert" && kind != "desk" {
			text = kind + ": " + text
		}
		p.s.note("fails", text)
		fallthrough
	case p.s.failing:
		return "", &bot.SendError{NotSent: true, Retryable: true, Public: "the carrier has trouble"}
	case kind != "":
		p.s.note(kind, text)
	}
	return "SM" + string(m.ID), nil
}

// Find finds nothing: nothing is ever sent without a word.
func (phones) Find(context.Context, bot.Send, time.Time) (string, bool, error) {
	return "", false, nil
}
