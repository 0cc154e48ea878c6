package inbox

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/handoff"
)

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
		return bot.CaseWrite{}, notOpen(is.code)
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

func notOpen(code string) string { return code + " is not open. Reply LIST to see what is." }
