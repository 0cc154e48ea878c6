package console

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"nightdesk/bot"
)

// happened is one line of a case's history.
type happened struct {
	At   time.Time
	What string
}

// history is what a case went through, in words, from the entries that each commit left
// with it. What is older than they are the case tells itself, as far as it does.
func (c *Console) history(k bot.Case, events []bot.CaseEvent) []happened {
	if len(events) == 0 {
		return c.toldByItself(k)
	}
	var all []happened
	if events[0].Version > 1 {
		all = slices.DeleteFunc(c.toldByItself(k), func(h happened) bool { return !h.At.Before(events[0].At) })
	}
	t := teller{c: c, names: map[string]string{}, alerts: map[string]int{}}
	for i, e := range events {
		t.learn(e)
		was := bot.CaseEvent{}
		if i > 0 {
			was = events[i-1]
		}
		if i > 0 && e.Version > was.Version+1 {
			all = append(all, happened{was.At, "Some of what happened then can't be read here. The audit log has it."})
		}
		if i == 0 && e.Version > 1 {
			was = e // how it came there is not known
			was.Version, was.Note = e.Version-1, ""
		}
		for _, what := range t.tell(was, e) {
			all = append(all, happened{e.At, what})
		}
	}
	return all
}

// teller finds words for entries, one after the other.
type teller struct {
	c      *Console
	names  map[string]string // of accounts that are nobody's on the rota
	alerts map[string]int    // how often each was alerted so far
}

func (t *teller) learn(e bot.CaseEvent) {
	if e.Owner != "" && e.Named != "" {
		t.names[e.Owner] = e.Named
	}
}

// who is a member of staff with what they are.
func (t *teller) who(id string) string {
	for _, s := range t.c.colleagues() {
		if s.ID == id {
			name := cmp.Or(s.Name, s.ID)
			if s.Role != "" {
				name += " (" + strings.ReplaceAll(s.Role, "_", " ") + ")"
			}
			return name
		}
	}
	return cmp.Or(t.names[id], id)
}

// byStaff is whoever acted, if it was a member of staff.
func (t *teller) byStaff(e bot.CaseEvent) string {
	switch e.Actor {
	case "", "person", "clock", "carrier", "desk":
		return ""
	}
	return t.who(e.Actor)
}

// tell says what is another between two entries. An entry that changed nothing that
// matters to staff has no line.
func (t *teller) tell(was, e bot.CaseEvent) []string {
	var all []string
	say := func(format string, args ...any) { all = append(all, fmt.Sprintf(format, args...)) }
	by := t.byStaff(e)
	opened := was.Version == 0 || was.Status == bot.CaseClosed && e.Status != bot.CaseClosed
	switch {
	case opened:
		say("%s%s, %s%s", map[bool]string{true: "Opened", false: "Opened again"}[was.Version == 0], before(" by ", by), levelWords(e.Level), before(": ", reasonsOf(e.Reasons)))
	default:
		if more := newReasons(was.Reasons, e.Reasons); more != "" {
			say("New: %s", more)
		}
		if e.Level < was.Level {
			say("Became more urgent: %s", levelWords(e.Level))
		}
	}
	if what := t.owners(was, e, by); what != "" {
		say("%s", what)
	}
	if !e.Snoozed.Equal(was.Snoozed) && e.Status == bot.CaseClaimed {
		if e.Snoozed.IsZero() {
			say("No longer put off")
		} else {
			say("Put off%s until %s", before(" by ", by), t.c.clock(e.Snoozed))
		}
	}
	if e.Status == bot.CaseClosed && was.Status != bot.CaseClosed {
		say("Closed%s: %s", before(" by ", by), strings.ToLower(endings[e.Outcome]))
	}
	if what := acted[e.Note]; what != "" && by != "" {
		say("%s %s", by, what)
	}
	for _, id := range e.Alerted {
		say("%s", t.alerted(was, e, id))
	}
	return all
}

// acted are the acts that leave a case as it stands.
var acted = map[string]string{
	"case_answered": "wrote to the person", "case_held": "let everything rest, reminders too", "case_released": "let the script answer again",
	"case_reviewed": "judged the alert", "case_already_yours": "said that they still have it", "alert_declined": "did not take it",
}

// owners says how a case came to whoever has it now.
func (t *teller) owners(was, e bot.CaseEvent, by string) string {
	switch {
	case e.Status == bot.CaseClaimed && (was.Status != bot.CaseClaimed || was.Owner != e.Owner):
		return "Taken by " + t.who(e.Owner)
	case e.Status == bot.CaseOpen && was.Status == bot.CaseClaimed && by != "":
		return "Passed on by " + by
	case e.Status == bot.CaseOpen && was.Status == bot.CaseClaimed:
		return "No word from " + t.who(was.Owner) + ", so it goes to others"
	}
	return ""
}

// alerted is an alert to one of staff, or the question to its owner.
func (t *teller) alerted(was, e bot.CaseEvent, id string) string {
	t.alerts[id]++
	name := t.who(id)
	if id == "" {
		name = "The clinic's channels"
	}
	switch n := t.alerts[id]; {
	case e.Note == "case_asked" && e.Owner == id:
		return name + " asked whether they still have it"
	case id != "" && e.Owner == id && was.Owner == id:
		return name + " told of it"
	case n > 1:
		return fmt.Sprintf("%s alerted again (%s)", name, plural(n, "time")+" so far")
	}
	return name + " alerted"
}

// levelWords say how soon somebody must act.
func levelWords(l bot.Level) string {
	return cmp.Or(map[bot.Level]string{bot.LevelNow: "for now", bot.LevelSameDay: "for today", bot.LevelNextWorkday: "for the next workday"}[l], "for staff")
}

// reasonsOf are reasons in words, newest first.
func reasonsOf(reasons []string) string {
	var all []string
	for _, r := range slices.Backward(reasons) {
		all = append(all, reasonOf(r))
	}
	return strings.Join(all, "; ")
}

// newReasons are those that were added.
func newReasons(was, now []string) string {
	return reasonsOf(slices.DeleteFunc(slices.Clone(now), func(r string) bool { return slices.Contains(was, r) }))
}

// before puts something before a text that is not empty.
func before(what, s string) string {
	if s == "" {
		return ""
	}
	return what + s
}

// toldByItself is what a case says itself of what it went through: of each kind of step
// the last.
func (c *Console) toldByItself(k bot.Case) []happened {
	all := []happened{{k.Opened, "Opened"}}
	add := func(at time.Time, what string) {
		if !at.IsZero() {
			all = append(all, happened{at, what})
		}
	}
	for _, t := range k.Told {
		if t.N > 1 {
			add(t.At, c.nameOf(t.Staff)+" alerted, "+plural(t.N, "time")+" by then")
		} else {
			add(t.At, c.nameOf(t.Staff)+" alerted")
		}
	}
	if !k.Answered.Equal(k.Claimed) {
		add(k.Answered, "Taken for the first time")
	}
	add(k.Rose, "Became more urgent")
	add(k.Passed, "Handed on")
	if k.Owner != "" {
		add(k.Claimed, "Taken by "+c.nameOf(k.Owner))
	}
	add(k.Closed, "Closed: "+strings.ToLower(endings[k.Outcome]))
	slices.SortStableFunc(all, func(a, b happened) int { return a.At.Compare(b.At) })
	return all
}
