package engine

import (
	"strings"

	"nightdesk/bot"
)

// step is the step whose question waits, or nil.
func (t *turn) step() *bot.Step {
	if t.s.At.Step == "" {
		return nil
	}
	return t.w.Program.Script.Step(t.s.At.Place)
}

// enter goes to a place and on from there until a question waits or the
// conversation rests.
func (t *turn) enter(p bot.Place) {
	for {
		st := t.w.Program.Script.Step(p)
		if t.steps++; st == nil || t.steps > maxSteps {
			t.lost(p)
			return
		}
		if t.entersGuarded(st) {
			t.s.At = bot.Position{Version: t.s.At.Version, Place: p, Asked: t.now}
			t.askWord(wordEnter, "")
			return
		}
		t.s.At = bot.Position{Version: t.s.At.Version, Place: p, Return: t.s.At.Return, Asked: t.now}
		t.spoke = p
		t.arriveAt(st)
		if st.Waits() && t.keepsOldWord(st) {
			next, goOn := t.resolve(t.next(st))
			if !goOn {
				return
			}
			p = next
			continue
		}
		if st.Waits() {
			t.count(bot.StepShown, p)
			t.ask(st)
			return
		}
		next, goOn := t.resolve(t.next(st))
		if !goOn {
			return
		}
		p = next
	}
}

// arriveAt does what a step does before it asks.
func (t *turn) arriveAt(st *bot.Step) {
	for _, x := range st.Say {
		t.parts = append(t.parts, t.line(x))
	}
	for _, set := range st.Set {
		t.set(set)
	}
	if st.Handoff != nil {
		t.handOff(*st.Handoff)
	}
}

// set carries out a setting of the script.
func (t *turn) set(set bot.Setting) {
	switch set.Name {
	case "discreet":
		t.s.Discreet = set.Value == "on"
	case "language":
		if set.Value == "other" {
			t.setLanguage("")
		} else {
			t.setLanguage(set.Value)
		}
	case "priority":
		t.prioritize(set.Value)
	default:
		t.keep(set.Name, set.Value)
	}
}

func (t *turn) keep(name, value string) {
	if t.s.Kept == nil {
		t.s.Kept = map[string]string{}
	}
	t.s.Kept[name] = t.masked(value)
}

// next is where a step leads, given the answer just taken and those kept.
func (t *turn) next(st *bot.Step) bot.Target {
	for i, b := range st.Branches {
		if holds(t.known(st, b.Name), b.Value) != b.Not {
			t.took(bot.WayIf, i)
			return b.Then
		}
	}
	t.took(bot.WayThen, 0)
	return st.Then
}

// took notes a way out of the step where they are.
func (t *turn) took(how string, n int) {
	t.out.Ways = append(t.out.Ways, bot.Way{Place: t.s.At.Place, How: how, N: n})
}

// known is what a branch looks at: the answer just given, the session, or an
// answer kept before.
func (t *turn) known(st *bot.Step, name string) string {
	switch {
	case name == "" || name == st.Keep && st.Waits():
		return t.last
	case name == "discreet" && t.s.Discreet:
		return "on"
	case name == "discreet":
		return "off"
	case name == "language":
		return string(t.s.Lang)
	case name == "recent":
		return yesNo(t.goesOn())
	case name == "booked":
		return yesNo(t.hasBooked()) // the visits, not what a script once noted
	}
	return t.s.Kept[name]
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

// holds reports whether an answer is, or among several contains, a value.
func holds(answer, value string) bool {
	for {
		one, rest, more := strings.Cut(answer, ",")
		if one == value {
			return true
		}
		if !more {
			return false
		}
		answer = rest
	}
}

// resolve turns a target into a place. goOn is false when the turn is over
// there: the conversation rests, or a question was asked again.
func (t *turn) resolve(to bot.Target) (p bot.Place, goOn bool) {
	switch {
	case to.Flow != "":
		f := t.w.Program.Script.Flows[to.Flow]
		if f == nil {
			t.lost(bot.Place{Flow: to.Flow})
			return bot.Place{}, false
		}
		return f.Start(), true
	case to.Step != "":
		return bot.Place{Flow: t.s.At.Flow, Step: to.Step}, true
	}
	t.count(bot.StepFinished, t.s.At.Place)
	if join(t.before)+join(t.parts) == "" { // whoever answers hears something
		t.phrase(bot.PhraseClosing)
	}
	t.rest()
	return bot.Place{}, false
}

// rest ends the conversation for now. Whoever texts again begins at home.
func (t *turn) rest() {
	t.s.At = bot.Position{Version: t.s.At.Version}
	t.s.Back, t.s.Offer = nil, nil
	t.out.Note = "finished"
}

// lost is for a script that leads nowhere: the checker refuses those, and if one
// gets through, a person takes over rather than silence.
func (t *turn) lost(p bot.Place) {
	t.handOff(bot.HandoffOrder{Reason: "script leads nowhere at " + p.Flow + "/" + p.Step, Level: bot.LevelSameDay})
	t.s.At = bot.Position{}
}

// ask puts a step's question, or its openings.
func (t *turn) ask(st *bot.Step) {
	if st.Offer != nil {
		if v := t.requested(st.Offer.Kind); v != nil { // they have asked for one already
			t.goBuiltIn(stepVisit, v.ID)
			return
		}
		t.offer(st.Offer.Kind, st.Offer.Count, bot.Wish{})
		return
	}
	t.parts = append(t.parts, t.question(st))
}

// question words a step's question for this person.
func (t *turn) question(st *bot.Step) string {
	if t.s.Discreet && st.DiscreetAsk != nil {
		return t.line(st.DiscreetAsk)
	}
	return t.line(st.Ask)
}

// askAgain repeats whatever question waits, as it stands.
func (t *turn) askAgain() {
	fresh := t.fresh()
	t.s.At.Asked = t.now
	if t.builtIn() {
		t.askBuiltIn()
		return
	}
	st := t.step()
	switch {
	case st == nil:
	case st.Offer != nil:
		t.askTime(st.Offer.Kind, st.Offer.Count)
	case fresh && st.AskAgain != nil:
		t.parts = append(t.parts, t.line(st.AskAgain))
	case st.Ask != nil:
		t.parts = append(t.parts, t.question(st))
	}
}

// fresh reports whether the waiting question was asked a short while ago, in the
// language of this reply: then its short form will do.
func (t *turn) fresh() bool {
	return !t.retold && t.gap < away && !t.s.At.Asked.IsZero() && t.now.Sub(t.s.At.Asked) < away
}

// advanceFrom goes on from a step whose question is answered.
func (t *turn) advanceFrom(st *bot.Step) {
	next, goOn := t.resolve(t.next(st))
	if goOn {
		t.enter(next)
	}
}

// handOff asks for staff and tells the person the truth about the wait.
func (t *turn) handOff(o bot.HandoffOrder) {
	t.raise(bot.Raise{Level: o.Level, Reason: o.Reason, Team: o.Team})
	t.count(bot.StepHandoff, t.s.At.Place)
	t.staffLine(o.Level)
	t.out.Note = "handoff"
}

// staffLine says when a person will be there: never sooner than is true.
func (t *turn) staffLine(level bot.Level) {
	switch {
	case t.w.Claimed:
		t.phrase(bot.PhraseStaffHas)
	case t.w.Staff.DeskOpen, t.w.Staff.OnCall && level <= bot.LevelSameDay && t.w.Staff.DeskNext.IsZero():
		t.phrase(bot.PhraseStaffNow)
	case t.w.Staff.OnCall && level <= bot.LevelSameDay:
		t.phrase(bot.PhraseStaffOnCall)
	case t.w.Staff.DeskNext.IsZero():
		t.phrase(bot.PhraseStaffUnknown)
	default:
		t.phrase(bot.PhraseStaffLater)
	}
}
