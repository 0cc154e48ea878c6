package inbox

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/engine"
	"nightdesk/bot/handoff"
)

// staffTexts applies a text from a staff phone. One that names several cases is as
// many orders, each applied once by itself; the text counts as done when all are.
func (x *Inbox) staffTexts(ctx context.Context, s bot.Staff, in bot.Input) (bot.Answer, error) {
	said := handoff.ReadStaffText(in.Body.Text(), x.staffNames())
	if len(said.Codes) < 2 {
		return x.staffText(ctx, s, in, said, true)
	}
	var replies []string
	var all bot.Answer
	codes := said.Codes
	for i, code := range codes {
		one, last := in, i == len(codes)-1
		if !last {
			one.ID = bot.InputID(idOf("order", string(in.ID), code))
		}
		said.Codes = []string{code}
		answer, err := x.staffText(ctx, s, one, said, last)
		if err != nil {
			return bot.Answer{}, err
		}
		all.Repeated = answer.Repeated
		if answer.Reply != "" {
			replies = append(replies, answer.Reply.Text())
		}
	}
	all.Reply = bot.Words(strings.Join(replies, "\n"))
	return all, nil
}

// staffNames tells who of the staff is meant by a word in capitals: their id, or a
// part of their name that is nobody else's.
func (x *Inbox) staffNames() map[string]string {
	names := map[string]string{}
	for _, s := range x.Rota.Staff {
		for part := range strings.FieldsSeq(strings.ToUpper(s.Name)) {
			if _, twice := names[part]; twice {
				names[part] = ""
				continue
			}
			names[part] = s.ID
		}
	}
	for _, s := range x.Rota.Staff {
		names[strings.ToUpper(s.ID)] = s.ID
	}
	for part, id := range names {
		if id == "" {
			delete(names, part)
		}
	}
	return names
}

// staffText applies a text from a staff phone that is about one case at most. Danger
// still comes first: a nurse may be the one who finds somebody. last is set if
// nothing of the text follows.
func (x *Inbox) staffText(ctx context.Context, s bot.Staff, in bot.Input, said handoff.StaffText, last bool) (bot.Answer, error) {
	digest, person := digestOf(in), x.Store.Person(in.From)
	return x.settle(ctx, func(*bot.Opening) (bot.Commit, *bot.Answer, error) {
		l, err := x.Store.Load(ctx, in.ID, person)
		if err != nil && !isUnreadable(err) {
			return bot.Commit{}, nil, fmt.Errorf("load: %w", err)
		}
		if l.Done {
			answer, err := repeated(l, digest)
			return bot.Commit{}, &answer, err
		}
		c := bot.Commit{Input: in.ID, Digest: digest, At: x.Now(), Person: person, Actor: s.ID, Note: "staff_text"}
		if last {
			x.redact(&c, in)
		}
		send := bot.Send{Class: bot.SendReply, To: s.Phone, Staff: s.ID}
		if err := x.staffTurn(ctx, &c, &send, s, in, said, l.OptedOut); err != nil {
			return bot.Commit{}, nil, err
		}
		x.answer(&c, in, send)
		return c, nil, nil
	})
}

// staffTurn decides what a staff text does, and what is sent back. out is set if
// the phone takes no texts of ours.
func (x *Inbox) staffTurn(ctx context.Context, c *bot.Commit, answer *bot.Send, s bot.Staff, in bot.Input, said handoff.StaffText, out bool) error {
	open, err := x.openCases(ctx)
	if err != nil {
		return err
	}
	ordinary := said.Cmd == handoff.StaffUnknown || said.Cmd == handoff.StaffSay && !x.Relay
	var wish bot.OptOut
	var how string
	var silent bool
	if said.Cmd != handoff.StaffSay {
		wish, how, silent = engine.StaffWish(x.Clinic, in, out)
	}
	if wish != bot.OptOutNone {
		c.Consents = []bot.ConsentChange{{Purpose: bot.PurposeAll, Given: wish == bot.OptOutClear, At: c.At.UTC(), How: how}}
	}
	if ordinary {
		reply, raise := engine.Alone(in)
		if labels := caseOf(open, c.Person).Case.Labels; raise == nil && len(labels) > 0 && wish == bot.OptOutNone {
			reply, raise = engine.AloneAgain(labels[0], in)
		}
		if raise != nil {
			if wish != bot.OptOutNone {
				if err := x.staffStops(ctx, c, answer, s, wish, silent); err != nil {
					return err
				}
			}
			answer.Class, answer.Body = bot.SendCrisis, bot.Words(reply)
			return x.raise(ctx, c, view{person: c.Person, now: c.At}, []bot.Raise{*raise})
		}
	}
	if wish != bot.OptOutNone {
		return x.staffStops(ctx, c, answer, s, wish, silent)
	}
	heard := c.At
	if in.CaughtUp && !in.At.IsZero() { // it can't have been about a later one
		heard = in.At
		open = slices.DeleteFunc(open, func(o bot.CaseWrite) bool { return o.Case.Opened.After(heard) })
	}
	reply, err := x.staffOrders(ctx, c, s, said, open, heard)
	answer.Body = bot.Words(reply)
	return err
}

// noWords is what staff hear who write words for somebody where that is not done.
const noWords = "Not sent: words to a person don't go out from here. Answer in the console, or call."

// staffOrders does what a text orders, and says what came of it.
func (x *Inbox) staffOrders(ctx context.Context, c *bot.Commit, s bot.Staff, said handoff.StaffText, open []bot.CaseWrite, heard time.Time) (string, error) {
	is := order{staff: s.ID, self: c.Person, cmd: said.Cmd, at: heard}
	if len(said.Codes) > 0 {
		is.code = said.Codes[0]
	}
	o := bot.CaseOrder{ID: c.Input, By: s, To: said.To, Outcome: said.Outcome, Heard: heard}
	switch said.Cmd {
	case handoff.StaffTake:
		if o.Do = bot.CaseTake; said.Words != "" && x.Relay && has(open, is) {
			o.Do, o.Words = bot.CaseReply, said.Words
		}
	case handoff.StaffPass:
		o.Do = bot.CasePass
	case handoff.StaffDone:
		o.Do = bot.CaseClose
	case handoff.StaffSnooze:
		o.Do, o.Until = bot.CaseSnooze, heard.Add(cmp.Or(said.For, snoozeUsual))
	case handoff.StaffSay:
		if !x.Relay {
			return noWords, nil
		}
		o.Do, o.Words = bot.CaseReply, said.Words
	case handoff.StaffWho:
		if is.code != "" {
			return x.whoHas(open, is.code, c.At), nil
		}
		return x.listCases(open, c.At), nil
	case handoff.StaffHelp:
		return staffHelp, nil
	default:
		if said.Near {
			return "I did not get that, and changed nothing. Reply ? for the words.\n" + x.listCases(open, c.At), nil
		}
		return x.listCases(open, c.At), nil
	}
	one, ask := choose(open, is)
	if ask != "" {
		return ask, nil
	}
	return x.staffActs(ctx, c, o, is.code != "", one)
}

// snoozeUsual is for how long a case is put off where no time is said.
const snoozeUsual = 30 * time.Minute

// staffHelp lists what staff can write.
const staffHelp = "1 or CODE takes it. DONE CODE closes it (add: reached, booked, referred, no answer or false alarm). PASS CODE hands it on (add a name). " +
	"SNOOZE CODE 30 waits 30 min. WHO CODE. LIST."

// has reports whether the writer has the case that they name.
func has(open []bot.CaseWrite, is order) bool {
	return slices.ContainsFunc(open, func(o bot.CaseWrite) bool { return o.Case.Code == is.code && o.Case.Owner == is.staff })
}

// whoHas says who has a case, or who was told of it.
func (x *Inbox) whoHas(open []bot.CaseWrite, code string, now time.Time) string {
	for _, o := range open {
		if o.Case.Code != code {
			continue
		}
		is := fmt.Sprintf("level %d, waiting %s", o.Case.Level, handoff.Waited(now.Sub(o.Case.Opened)))
		if o.Case.Owner != "" {
			return fmt.Sprintf("%s: %s has it, %s.", code, x.ownerOf(o.Case), is)
		}
		var told []string
		for _, t := range o.Case.Told {
			if t.Staff != "" {
				told = append(told, x.nameOf(t.Staff))
			}
		}
		who := "Nobody was told yet."
		if len(told) > 0 {
			who = "Told so far: " + strings.Join(told, ", ") + "."
		}
		return fmt.Sprintf("%s: nobody has it yet, %s. %s Reply %[1]s to take it.", code, is, who)
	}
	return notOpen(code)
}

// staffActs carries out what a text orders about a case, and says what came of it and
// what else can be written.
func (x *Inbox) staffActs(ctx context.Context, c *bot.Commit, o bot.CaseOrder, named bool, one bot.CaseWrite) (string, error) {
	o.Case = one.Case.ID
	d, err := x.carryOut(ctx, c, o, one, named)
	if err != nil {
		return "", err
	}
	c.Person = d.kase.Person
	return x.sayOf(d, c.At) + hint(d), nil
}

// hint is what else can be written.
func hint(d did) string {
	code := d.kase.Code
	switch d.result {
	case handoff.Took, handoff.AlreadyYours:
		return fmt.Sprintf(" DONE %[1]s when finished, PASS %[1]s to hand it on.", code)
	case handoff.Rose:
		return fmt.Sprintf(" DONE %[1]s closes it. %[1]s keeps it.", code)
	case handoff.Answered:
		if !d.kase.Rose.IsZero() {
			return fmt.Sprintf(" NEW, level %d, since you wrote: %s keeps it, PASS %[2]s hands it on.", d.kase.Level, code)
		}
	case handoff.NotYours:
		if d.kase.Owner == "" {
			return fmt.Sprintf(" Reply %s to take it.", code)
		}
	default:
	}
	return ""
}

// ownerOf is the name of whoever has a case.
func (x *Inbox) ownerOf(k bot.Case) string {
	if name := x.nameOf(k.Owner); name != somebody || k.Named == "" {
		return name
	}
	return k.Named
}

// somebody is whoever is not of the staff any more.
const somebody = "somebody else"

func (x *Inbox) nameOf(id string) string {
	for _, s := range x.Rota.Staff {
		if s.ID == id {
			return s.Name
		}
	}
	return somebody
}

// listCases is the answer to "list", "who" and whatever is no command.
func (x *Inbox) listCases(open []bot.CaseWrite, now time.Time) string {
	const most = 8
	if len(open) == 0 {
		return "No alert is open. You get one here when somebody needs a person."
	}
	var b strings.Builder
	b.WriteString("Open:")
	for _, o := range urgentFirst(open)[:min(most, len(open))] {
		who := "nobody yet"
		if o.Case.Owner != "" {
			who = x.ownerOf(o.Case)
		}
		fmt.Fprintf(&b, "\n%s level %d, %s, %s", o.Case.Code, o.Case.Level, handoff.Waited(now.Sub(o.Case.Opened)), who)
	}
	if len(open) > most {
		fmt.Fprintf(&b, "\nand %d more", len(open)-most)
	}
	b.WriteString("\nReply a code to take it, DONE or PASS and a code.")
	return b.String()
}
