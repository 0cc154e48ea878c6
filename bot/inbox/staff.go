package inbox

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/engine"
	"nightdesk/bot/handoff"
)

// staffText applies a text from a staff phone. Danger still comes first: a nurse
// may be the one who finds somebody.
func (x *Inbox) staffText(ctx context.Context, s bot.Staff, in bot.Input) (bot.Answer, error) {
	digest := digestOf(in)
	person := x.Store.Person(in.From)
	for range tries {
		l, err := x.Store.Load(ctx, in.ID, person)
		if err != nil && !isUnreadable(err) {
			return bot.Answer{}, fmt.Errorf("load: %w", err)
		}
		if l.Done {
			return repeated(l.Reply, l.Digest, digest)
		}
		c := bot.Commit{Input: in.ID, Digest: digest, At: x.Now(), Person: person, Actor: s.ID, Note: "staff_text"}
		if err := x.staffTurn(ctx, &c, s, in); err != nil {
			return bot.Answer{}, err
		}
		out, err := x.Store.Commit(ctx, c)
		if err != nil {
			return bot.Answer{}, fmt.Errorf("commit: %w", err)
		}
		switch out.Result {
		case bot.Applied:
			x.applied(c)
			return bot.Answer{Reply: c.Reply}, nil
		case bot.Duplicate:
			return bot.Answer{Reply: out.Reply, Repeated: true}, nil
		case bot.Mismatch:
			return bot.Answer{}, bot.ErrMismatch
		case bot.Conflict, bot.Taken:
		}
	}
	return bot.Answer{}, fmt.Errorf("%w: the case was decided anew too often", bot.ErrUnavailable)
}

// staffTurn decides what a staff text does and says.
func (x *Inbox) staffTurn(ctx context.Context, c *bot.Commit, s bot.Staff, in bot.Input) error {
	cmd, code := handoff.ReadStaffText(in.Body.Text())
	if cmd == handoff.StaffUnknown {
		if reply, raise := engine.Alone(x.Clinic, in); raise != nil {
			c.Reply = bot.Words(reply)
			return x.raise(ctx, c, view{person: c.Person, now: c.At}, []bot.Raise{*raise})
		}
	}
	open, err := x.Store.OpenCases(ctx)
	if err != nil && !isUnreadable(err) { // one that can't be read must not stop the others
		return fmt.Errorf("read open cases: %w", err)
	}
	slices.SortFunc(open, func(a, b bot.CaseWrite) int { return a.Case.Opened.Compare(b.Case.Opened) })
	switch cmd {
	case handoff.StaffTake, handoff.StaffDone, handoff.StaffPass:
	default:
		c.Reply = bot.Words(x.listCases(open, c.At))
		return nil
	}
	one, reply := choose(open, s.ID, cmd, code)
	if reply != "" {
		c.Reply = bot.Words(reply)
		return nil
	}
	return x.staffActs(ctx, c, s, cmd, one)
}

// choose finds which case is meant. Without a code it is the only one it can
// be; when it could be several, staff are asked, because a wrong guess could
// close somebody's crisis.
func choose(open []bot.CaseWrite, staff string, cmd handoff.StaffCommand, code string) (bot.CaseWrite, string) {
	var fit []bot.CaseWrite
	for _, o := range open {
		mine := o.Case.Owner == staff
		switch {
		case code != "" && o.Case.Code == code:
			return o, ""
		case code == "" && cmd == handoff.StaffTake && o.Case.Status == bot.CaseOpen && o.Case.ToldTo(staff),
			code == "" && cmd != handoff.StaffTake && mine:
			fit = append(fit, o)
		}
	}
	switch {
	case code != "":
		return bot.CaseWrite{}, code + " is not open. Reply LIST to see what is."
	case len(fit) == 1:
		return fit[0], ""
	case len(fit) == 0 && cmd == handoff.StaffTake:
		for _, o := range open {
			if o.Case.Status == bot.CaseClaimed && o.Case.ToldTo(staff) {
				return o, "" // somebody else was first, or it is theirs already: say so
			}
		}
		return bot.CaseWrite{}, "No alert is waiting for you. Reply LIST to see what is open."
	case len(fit) == 0:
		return bot.CaseWrite{}, "You have no open alert. Reply LIST to see what is open."
	}
	codes := make([]string, len(fit))
	for i, f := range fit {
		codes[i] = fmt.Sprintf("%s (level %d)", f.Case.Code, f.Case.Level)
	}
	reply := "Which one? Reply its code: "
	if cmd != handoff.StaffTake {
		reply = "Which one? Reply " + strings.ToUpper(string(cmd)) + " and its code: "
	}
	return bot.CaseWrite{}, reply + strings.Join(codes, ", ")
}

// staffActs takes, passes on or closes a case, and tells the person the truth.
func (x *Inbox) staffActs(ctx context.Context, c *bot.Commit, s bot.Staff, cmd handoff.StaffCommand, o bot.CaseWrite) error {
	var ch handoff.Change
	switch cmd {
	case handoff.StaffTake:
		ch = handoff.Take(x.Rota, o.Case, s.ID, c.At)
	case handoff.StaffPass:
		ch = handoff.Pass(x.Rota, o.Case, s.ID, c.At)
	default:
		ch = handoff.Close(x.Rota, o.Case, s.ID, "done", c.At)
	}
	c.Reply = bot.Words(x.staffReply(ch))
	c.Note = "case_" + string(ch.Result)
	c.Person = ch.Case.Person
	x.change(c, ch, o.Version, c.At)
	switch ch.Result {
	case handoff.Took:
		told, err := x.tellTook(ctx, c, s, ch.Case)
		if err == nil && !told {
			c.Reply = bot.Words(fmt.Sprintf("%s is yours. They were NOT texted: they can't be, or it is not safe. DONE %[1]s when finished, PASS %[1]s to hand it on.", ch.Case.Code))
		}
		return err
	case handoff.Closed:
		return x.release(ctx, c, ch.Case)
	}
	return nil
}

// staffReply says what happened, also when somebody else was first.
func (x *Inbox) staffReply(ch handoff.Change) string {
	code := ch.Case.Code
	switch ch.Result {
	case handoff.Took:
		return fmt.Sprintf("%s is yours. They were told that a person is on it. DONE %[1]s when finished, PASS %[1]s to hand it on.", code)
	case handoff.AlreadyYours:
		return fmt.Sprintf("%s is yours. DONE %[1]s when finished, PASS %[1]s to hand it on.", code)
	case handoff.AlreadyTaken:
		return fmt.Sprintf("%s: %s has it.", code, x.nameOf(ch.Case.Owner))
	case handoff.Passed:
		return fmt.Sprintf("%s goes to the next person.", code)
	case handoff.Closed:
		return fmt.Sprintf("%s is closed.", code)
	case handoff.NotYours:
		if ch.Case.Owner == "" {
			return fmt.Sprintf("Nobody has %s yet. Reply %[1]s to take it.", code)
		}
		return fmt.Sprintf("%s: %s has it, so only they can do that.", code, x.nameOf(ch.Case.Owner))
	}
	return code + " is closed already."
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
	for _, o := range open[:min(most, len(open))] {
		who := "nobody yet"
		if o.Case.Owner != "" {
			who = x.nameOf(o.Case.Owner)
		}
		fmt.Fprintf(&b, "\n%s level %d, %d min, %s", o.Case.Code, o.Case.Level, int(now.Sub(o.Case.Opened).Minutes()), who)
	}
	if len(open) > most {
		fmt.Fprintf(&b, "\nand %d more", len(open)-most)
	}
	b.WriteString("\nReply a code to take it, DONE or PASS and a code.")
	return b.String()
}

// tellTook tells the person that somebody has their case, if they may be told.
func (x *Inbox) tellTook(ctx context.Context, c *bot.Commit, s bot.Staff, k bot.Case) (told bool, err error) {
	l, err := x.personOf(ctx, k)
	if err != nil || l == nil {
		return false, err
	}
	text, class := engine.Took(x.world(l.Session, c.At), l.Session, s.Role, c.At)
	if text == "" {
		return false, nil
	}
	c.Said = append(c.Said, bot.Said{At: c.At, By: "us", Text: bot.Words(text)})
	c.Sends = append(c.Sends, bot.Send{ID: bot.SendID(idOf("took", string(c.Input))), Class: class,
		To: l.Session.Phone, Body: bot.Words(text), Person: k.Person, Due: c.At})
	return true, nil
}

// release lets go of the person's hold and goes back to the waiting question.
func (x *Inbox) release(ctx context.Context, c *bot.Commit, k bot.Case) error {
	l, err := x.personOf(ctx, k)
	if err != nil || l == nil || l.Session.Case != k.ID {
		return err
	}
	v := view{person: k.Person, loaded: *l, now: c.At, world: x.world(l.Session, c.At)}
	turn, err := x.resolve(ctx, &v, func() bot.Turn { return engine.Release(v.world, l.Session, c.At) })
	if err != nil {
		return err
	}
	c.Session, c.Version = &turn.Session, l.Version
	c.Wakes = append(c.Wakes, bot.Wake{Key: wakeSession + string(k.Person), At: turn.Session.WakeAt})
	if turn.Reply != "" {
		c.Said = append(c.Said, bot.Said{At: c.At, By: "us", Text: bot.Words(turn.Reply)})
		c.Sends = append(c.Sends, x.toPerson(c.Input, v, turn))
	}
	return nil
}

// personOf reads whom a case is about; nil if their session is gone or can't be
// read, which must not stop staff from working on the case.
func (x *Inbox) personOf(ctx context.Context, k bot.Case) (*bot.Loaded, error) {
	l, err := x.Store.Load(ctx, "", k.Person)
	switch {
	case isUnreadable(err), err == nil && l.Version == 0:
		return nil, nil
	case err != nil:
		return nil, fmt.Errorf("load: %w", err)
	}
	return &l, nil
}
