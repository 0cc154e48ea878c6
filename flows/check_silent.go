package flows

import (
	"nightdesk/bot"
)

// waiting runs f over every step that waits, with where its silence is written: in
// the step, or in the settings, where it is the same for many and said once.
func (c *checker) waiting(f func(at bot.Source, rungs []bot.SilentRung)) {
	settings, inSettings := c.script.Sources["settings/silent"]
	said := false
	c.steps(func(flow *bot.Flow, s *bot.Step) {
		if !s.Waits() {
			return
		}
		at, own := c.script.Sources["step/"+flow.Name+"/"+s.Name+"/silent"]
		switch {
		case own:
		case said:
			return
		default:
			said = true
			if at = s.Source; inSettings {
				at = settings
			}
		}
		f(at, s.Silent)
	})
}

// silentEnd: questions that wait for ever when nobody answers.
func (c *checker) silentEnd() {
	c.waiting(func(at bot.Source, rungs []bot.SilentRung) {
		if len(rungs) > 0 && rungs[len(rungs)-1].Do == bot.SilentNudge {
			c.error(at, "after the nudge nothing happens any more, and the question waits for ever", "add at its end:  , after 24 hours pause")
		}
	})
}

// nudges: whoever falls silent is reminded once (domain rule 4.3.9).
func (c *checker) nudges() {
	c.waiting(func(at bot.Source, rungs []bot.SilentRung) {
		n := 0
		for _, r := range rungs {
			if r.Do == bot.SilentNudge {
				n++
			}
		}
		if n > 1 {
			c.error(at, "whoever does not answer would be nudged "+itoa(n)+" times; once is what is allowed", "keep the first nudge")
		}
	})
}
