package flows

import (
	"slices"
	"strings"

	"nightdesk/bot"
)

// start: somebody new must get somewhere.
func (c *checker) start() {
	if c.script.Flows[c.script.Start] == nil {
		c.error(c.at("settings/start"), "nothing says which flow somebody new begins in", "write into settings.flow:  "+example("start"))
	}
}

// resolve is the place a target means; false = it leaves the script.
func (c *checker) resolve(flow string, t bot.Target) (bot.Place, bool) {
	if t.Flow != "" {
		if f := c.script.Flows[t.Flow]; f != nil {
			return f.Start(), true
		}
		return bot.Place{}, false
	}
	p := bot.Place{Flow: flow, Step: t.Step}
	return p, t.Step != "" && c.script.Step(p) != nil
}

// goesOn: a step that does not say what comes after it goes on with the step
// below. That reads well from top to bottom, but not where the one below is led
// to by name, or where some answers lead elsewhere: there a "then" was most
// likely taken out. Whatever "then" is removed from a script without warnings,
// it changes nothing or is found here.
func (c *checker) goesOn() {
	for _, f := range c.flows {
		ledTo := c.ledTo(f)
		for i, s := range f.Steps[:len(f.Steps)-1] {
			if _, written := c.script.Sources["step/"+f.Name+"/"+s.Name+"/then"]; written || s.Offer != nil {
				continue
			}
			left, all := unsaid(s)
			if len(left) == 0 && !all {
				continue
			}
			next := f.Steps[i+1].Name
			after := "after this step"
			switch {
			case len(s.Branches) > 0 && !all:
				after = `for the answer "` + strings.Join(left, `" or "`) + `"`
			case len(s.Branches) > 0:
				after = "where none of these fits"
			}
			line, named := ledTo[next]
			if !named && len(s.Branches) == 0 {
				continue
			}
			text := "nothing says what comes " + after + `, so it goes on with the step below, "` + next + `"`
			if named {
				text += ", to which line " + itoa(line) + " leads by name"
			}
			c.warn(s.Source, text, `was a line "then ..." lost? If "`+next+`" is right, add to the step:  then `+next)
		}
	}
}

// ledTo lists the steps of a flow that it leads to by name, with the line.
func (c *checker) ledTo(f *bot.Flow) map[string]int {
	lines := map[string]int{}
	for _, s := range f.Steps {
		for _, t := range targets(s) {
			src, written := c.script.Sources["step/"+f.Name+"/"+s.Name+"/"+t.part]
			if _, had := lines[t.to.Step]; written && t.to.Step != "" && !had {
				lines[t.to.Step] = src.Line
			}
		}
	}
	return lines
}

// unsaid lists the answers of a step for which no "if" leads on; all = they
// can't be listed, or there are too many to.
func unsaid(s *bot.Step) (left []string, all bool) {
	answers := s.Answer.Values()
	if s.Ask == nil || answers == nil {
		return nil, true
	}
	for _, b := range s.Branches {
		if b.Name == s.Keep && !b.Not {
			answers = slices.DeleteFunc(answers, func(v string) bool { return v == b.Value })
		}
	}
	return answers, len(answers) > 3
}
