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
	cmd, codes := handoff.ReadStaffText(in.Body.Text())
	if len(codes) < 2 {
		return x.staffText(ctx, s, in, true)
	}
	var replies []string
	var all bot.Answer
	for i, code := range codes {
		one := in
		one.Body = bot.Words(string(cmd) + " " + code)
		if i < len(codes)-1 {
			one.ID = bot.InputID(idOf("order", string(in.ID), code))
		}
		answer, err := x.staffText(ctx, s, one, one.ID == in.ID)
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

// staffText applies a text from a staff phone that is about one case at most. Danger still comes first: a nurse
// may be the one who finds somebody. last is set if nothing of the text follows.
func (x *Inbox) staffText(ctx context.Context, s bot.Staff, in bot.Input, last bool) (bot.Answer, error) {
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
		if err := x.staffTurn(ctx, &c, &send, s, in, l.OptedOut); err != nil {
			return bot.Commit{}, nil, err
		}
		x.answer(&c, in, send)
		return c, nil, nil
	})
}

// staffTurn decides what a staff text does, and what is sent back. out is set if
// the phone takes no texts of ours.
func (x *Inbox) staffTurn(ctx context.Context, c *bot.Commit, answer *bot.Send, s bot.Staff, in bot.Input, out bool) error {
	cmd, code := oneOrder(in.Body.Text())
	open, err := x.openCases(ctx)
	if err != nil {
		return err
	}
	wish, how, silent := engine.StaffWish(x.Clinic, in, out)
	if wish != bot.OptOutNone {
		c.Consents = []bot.ConsentChange{{Purpose: bot.PurposeAll, Given: wish == bot.OptOutClear, At: c.At.UTC(), How: how}}
	}
	if cmd == handoff.StaffUnknown {
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
	if in.CaughtUp && !in.At.IsZero() { // it can't have been about a later one
		open = slices.DeleteFunc(open, func(o bot.CaseWrite) bool { return o.Case.Opened.After(in.At) })
	}
	var reply string
	switch cmd {
	case handoff.StaffTake, handoff.StaffDone, handoff.StaffPass:
		var one bot.CaseWrite
		heard := c.At
		if in.CaughtUp && !in.At.IsZero() {
			heard = in.At
		}
		if one, reply = choose(open, order{s.ID, c.Person, cmd, code, heard}); reply == "" {
			o := bot.CaseOrder{ID: in.ID, By: s, Do: doing[cmd]}
			reply, err = x.staffActs(ctx, c, o, code != "", one)
		}
	default:
		reply = x.listCases(open, c.At)
	}
	answer.Body = bot.Words(reply)
	return err
}

// doing are the orders that commands give.
var doing = map[handoff.StaffCommand]bot.CaseDo{handoff.StaffTake: bot.CaseTake, handoff.StaffPass: bot.CasePass, handoff.StaffDone: bot.CaseClose}

// oneOrder reads a text that names one case at most.
func oneOrder(said string) (cmd handoff.StaffCommand, code string) {
	cmd, codes := handoff.ReadStaffText(said)
	if len(codes) > 0 {
		code = codes[0]
	}
	return cmd, code
}

// alertedLately is how long after an alert a bare "1" is the answer to it.
const alertedLately = 15 * time.Minute

// mostAsked is how many codes a question which case is meant names.
const mostAsked = 5

// order is what a member of staff wrote: a command, the code they named or "",
// and when. self is whoever has their phone.
type order struct {
	staff string
	self  bot.PersonID
	cmd   handoff.StaffCommand
	code  string
	at    time.Time
}

// choose finds which case is meant. Without a code it is the only one it can be;
// when it could be several, staff are asked, because a wrong guess could close
// somebody's crisis.
func choose(open []bot.CaseWrite, is order) (bot.CaseWrite, string) {
	if is.code != "" {
		for _, o := range open {
			if o.Case.Code == is.code {
				return o, ""
			}
		}
		return bot.CaseWrite{}, is.code + " is not open. Reply LIST to see what is."
	}
	take := is.cmd == handoff.StaffTake
	fit := filter(open, func(k bot.Case) bool {
		if take {
			return k.Status == bot.CaseOpen && k.ToldTo(is.staff)
		}
		return k.Owner == is.staff
	})
	switch {
	case len(fit) == 0 && take:
		return untold(open, is)
	case len(fit) == 0:
		return bot.CaseWrite{}, "You have no open alert. Reply LIST to see what is open."
	case len(fit) == 1:
		return fit[0], ""
	}
	if one := answered(fit, is); take && len(one) == 1 {
		return one[0], ""
	}
	return bot.CaseWrite{}, which(fit, is.cmd)
}

// filter gives those whose case is so.
func filter(cases []bot.CaseWrite, is func(bot.Case) bool) []bot.CaseWrite {
	return slices.DeleteFunc(slices.Clone(cases), func(o bot.CaseWrite) bool { return !is(o.Case) })
}

// untold is what "1" means from somebody for whom no alert waits: the one they
// were told of and that somebody has by now, or the only one that nobody has.
// What is about their own phone is never meant.
func untold(open []bot.CaseWrite, is order) (bot.CaseWrite, string) {
	for _, o := range open {
		if o.Case.Status == bot.CaseClaimed && o.Case.ToldTo(is.staff) {
			return o, "" // somebody else was first, or it is theirs already: say so
		}
	}
	free := filter(open, func(k bot.Case) bool { return k.Status == bot.CaseOpen && k.Person != is.self })
	if len(free) == 1 {
		return free[0], ""
	}
	return bot.CaseWrite{}, "No alert is waiting for you. Reply LIST to see what is open."
}

// answered are the alerts that a bare "1" may answer: of the most urgent level
// that waits for staff, those that came to that phone lately.
func answered(fit []bot.CaseWrite, is order) []bot.CaseWrite {
	top := fit[0].Case.Level
	for _, o := range fit {
		top = min(top, o.Case.Level)
	}
	return filter(fit, func(k bot.Case) bool {
		return k.Level == top && is.at.Sub(k.ToldAt(is.staff)) < alertedLately
	})
}

// which asks which case is meant, the most urgent first.
func which(fit []bot.CaseWrite, cmd handoff.StaffCommand) string {
	fit = urgentFirst(fit)
	var codes []string
	for _, f := range fit[:min(mostAsked, len(fit))] {
		codes = append(codes, fmt.Sprintf("%s (level %d)", f.Case.Code, f.Case.Level))
	}
	ask := "Which one? Reply its code: "
	if cmd != handoff.StaffTake {
		ask = "Which one? Reply " + strings.ToUpper(string(cmd)) + " and its code: "
	}
	ask += strings.Join(codes, ", ")
	if len(fit) > mostAsked {
		ask += ". LIST for all."
	}
	return ask
}

// urgentFirst orders cases by level, then the longest open first.
func urgentFirst(cases []bot.CaseWrite) []bot.CaseWrite {
	return slices.SortedStableFunc(slices.Values(cases), func(a, b bot.CaseWrite) int { return cmp.Compare(a.Case.Level, b.Case.Level) })
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
	case handoff.NotYours:
		if d.kase.Owner == "" {
			return fmt.Sprintf(" Reply %s to take it.", code)
		}
	default:
	}
	return ""
}

func (x *Inbox) nameOf(id string) string {
	for _, s := range x.Rota.Staff {
		if s.ID == id {
			return s.Name
		}
	}
	return "somebody else"
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
			who = x.nameOf(o.Case.Owner)
		}
		fmt.Fprintf(&b, "\n%s level %d, %s, %s", o.Case.Code, o.Case.Level, handoff.Waited(now.Sub(o.Case.Opened)), who)
	}
	if len(open) > most {
		fmt.Fprintf(&b, "\nand %d more", len(open)-most)
	}
	b.WriteString("\nReply a code to take it, DONE or PASS and a code.")
	return b.String()
}
