package flows

import (
	"regexp"
	"strings"
	"time"

	"nightdesk/bot"
)

// What a sentence names: an order to staff, a team, where to go, a length of time.

// order reads: handoff "why" level 2 [to TEAM] (without the first word). The team may
// stand before the level as well.
func (s *sentence) order() bot.HandoffOrder {
	o := bot.HandoffOrder{Reason: s.quote("why a person is needed")}
	o.Team = s.team()
	if s.more() && !s.toks[0].quoted {
		if level := levelWords[strings.ToLower(s.toks[0].text)]; level != "" {
			s.failWith("unexpected", `I expected "level" here, and 1 (at once), 2 (the same day) or 3 (the next workday)`, s.rewritten(s.at(), s.toks[0].end, "level "+level))
		}
	}
	s.must("level")
	o.Level = bot.Level(s.number("a level: 1 at once, 2 the same day, 3 the next workday", 1, 3))
	if o.Team == "" {
		o.Team = s.team()
	}
	return o
}

// levelWords are what people write in place of a level, and its number.
var levelWords = map[string]string{"urgent": "1", "urgently": "1", "emergency": "1", "now": "1", "immediately": "1", "asap": "1", "high": "1",
	"today": "2", "soon": "2", "medium": "2", "normal": "3", "low": "3", "later": "3", "tomorrow": "3", "routine": "3"}

// teamWords are what people write in place of a team, and the team.
var teamWords = map[string]string{"nurse": "nursing", "nurses": "nursing", "medical": "nursing", "doctor": "nursing",
	"desk": "intake", "reception": "intake", "staff": "intake", "counselor": "intake", "counseling": "intake", "emergency": "crisis"}

// team reads whom a handoff is for, if that is said.
func (s *sentence) team() bot.Team {
	if s.bad || !s.take("to") {
		return ""
	}
	if s.more() && !s.toks[0].quoted {
		t := s.toks[0]
		if team := teamWords[strings.ToLower(t.text)]; team != "" {
			s.failWith("unknown-word", `I don't know the team "`+t.text+`"`, s.rewritten(t.at, t.end, team))
			return ""
		}
	}
	return bot.Team(s.oneOf("the team", string(bot.TeamNursing), string(bot.TeamIntake), string(bot.TeamCrisis)))
}

// target reads where to go next (without "then") and remembers where it stood.
func (s *sentence) target(key string) bot.Target {
	at := s.at()
	if len(s.toks) == 0 {
		s.failWith("unfinished", "this sentence stops too early: I expected a step, or: flow NAME, end", s.rewritten(at, at, " STEP"))
	}
	if len(s.toks) > 1 && contains(onTheWay, s.toks[0].text) {
		s.onlyTheName()
	}
	w, _ := s.word("a step, or: flow NAME, end")
	if bare := strings.TrimRight(w, ".;:!"); bare != w && isName(bare) && !s.bad {
		s.failWith("bad-name", `"`+w+`" cannot be the name of a step`, s.rewritten(at, at+len(w), bare))
	}
	var t bot.Target
	switch w {
	case "flow":
		at = s.at()
		t.Flow = s.name("the name of a flow")
	case "end":
		t.End = true
	default:
		t.Step = w
		s.named = &token{text: w, at: at, end: at + len(w)}
	}
	if s.bad {
		return bot.Target{End: true}
	}
	s.p.mark(key, s.l, at)
	return t
}

// onTheWay are words that people put between "then" and the name of a step.
var onTheWay = []string{"go", "goto", "to", "on", "the", "step", "jump", "back", "continue", "with", "next", "vaya", "ir", "al", "paso"}

// onlyTheName reports words that stand around the name of a step.
func (s *sentence) onlyTheName() {
	from := 0
	for from < len(s.toks)-1 && contains(onTheWay, s.toks[from].text) {
		from++
	}
	to := len(s.toks) - 1
	for to > from && contains(onTheWay, s.toks[to].text) {
		to--
	}
	at, end := s.toks[from].at, s.toks[to].end
	if contains(onTheWay, s.toks[to].text) { // where to?
		s.failAt(s.toks[0].at, "unfinished", "this sentence stops too early: I expected a step, or: flow NAME, end", s.rewritten(s.toks[0].at, s.toks[len(s.toks)-1].end, "STEP"))
		s.fixed = ""
		return
	}
	s.failAt(s.toks[from].at, "unexpected", `after "then" stands only the step's name`, s.rewritten(s.toks[0].at, s.toks[len(s.toks)-1].end, s.l.raw[at:end]))
}

var units = map[string]time.Duration{
	"minute": time.Minute, "minutes": time.Minute, "hour": time.Hour, "hours": time.Hour,
	"day": 24 * time.Hour, "days": 24 * time.Hour, "week": 7 * 24 * time.Hour, "weeks": 7 * 24 * time.Hour,
}

// duration reads: 2 hours.
func (s *sentence) duration() time.Duration {
	if s.more() {
		if m := joined.FindStringSubmatch(s.toks[0].text); m != nil { // 2hrs
			s.failWith("bad-number", `"`+m[0]+`" is not a length of time`, s.rewritten(s.at(), s.toks[0].end, m[1]+" "+unitFor(m[2])))
		}
	}
	n := s.number("a number, as in: 2 hours", 1, 999)
	if s.more() && units[s.toks[0].text] == 0 {
		got := s.toks[0]
		put, end := unitFor(got.text), got.end
		if contains([]string{"nudge", "pause", "handoff", ","}, got.text) {
			put, end = "hours ", got.at
		}
		s.failWith("unknown-word", `I don't know the unit "`+clip(got.text, 30)+`" (minutes, hours, days, weeks)`, s.rewritten(got.at, end, put))
	}
	u := s.oneOf("the unit", "minutes", "hours", "days", "weeks", "minute", "hour", "day", "week")
	return time.Duration(n) * units[u]
}

// joined is a number and its unit in one word.
var joined = regexp.MustCompile(`^([0-9]+)-?([a-z]+)\.?$`)

// unitFor is the unit that a shorter word means: its first letter tells.
func unitFor(w string) string {
	for _, u := range []string{"minutes", "hours", "days", "weeks"} {
		if w != "" && w[0] == u[0] {
			return u
		}
	}
	return "hours"
}
