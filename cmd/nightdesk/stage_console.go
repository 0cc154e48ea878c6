package main

import (
	"cmp"
	"errors"
	"fmt"
	"strings"

	"nightdesk/bot"
	"nightdesk/flows/transcript"
)

// Console is what a member of staff orders about a case in the console.
func (s *stage) Console(staff, order string) ([]transcript.Event, error) {
	return s.turn(func() error { return s.console(staff, order) })
}

func (s *stage) console(staff, order string) error {
	by, ok := s.staff(cmp.Or(staff, s.alerted))
	if !ok {
		return fmt.Errorf("nobody was alerted, or is called %q (hint: console  ana: take)", staff)
	}
	open, err := s.watched.OpenCases(s.ctx)
	if err != nil {
		return err
	}
	word, rest, _ := strings.Cut(order, " ")
	o := bot.CaseOrder{By: by}
	for _, k := range open {
		if k.Case.Code == word {
			o.Case = k.Case.ID
			word, rest, _ = strings.Cut(strings.TrimSpace(rest), " ")
			break
		}
	}
	if o.Case == "" && len(open) == 1 {
		o.Case = open[0].Case.ID
	}
	if err := s.caseOrder(&o, word, strings.TrimSpace(rest)); err != nil {
		return err
	}
	s.texts++
	o.ID = bot.InputID(fmt.Sprintf("console%d", s.texts))
	done, err := s.inbox.Staff(s.ctx, o)
	if mistake := bot.OrderError(""); errors.As(err, &mistake) {
		return errors.New(string(mistake) + " (hint: with several open cases, write the code first: console  ana: P4JH take)")
	} else if err != nil {
		return err
	}
	s.note("desk", by.ID+": "+done.Say)
	return s.settle()
}

// caseOrder reads an order: a word, and what it needs.
func (s *stage) caseOrder(o *bot.CaseOrder, word, rest string) error {
	switch word {
	case "reply!":
		o.Do, o.Words, o.Sure = bot.CaseReply, bot.Words(rest), true
	case "reply":
		o.Do, o.Words = bot.CaseReply, bot.Words(rest)
	case "pass":
		o.Do, o.To = bot.CasePass, rest
	case "close":
		o.Do, o.Outcome = bot.CaseClose, bot.Ending(strings.ReplaceAll(rest, " ", "_"))
	case "snooze":
		l, err := transcript.Wait(rest)
		if err != nil {
			return err
		}
		o.Do, o.Until = bot.CaseSnooze, s.now.Add(l.Wait)
	default:
		o.Do = bot.CaseDo(word)
	}
	return nil
}
