package flows

import (
	"strings"

	"nightdesk/bot"
)

// goesThrough lists where a talk goes on from a step without waiting for the person:
// anywhere from one that asks nothing, from an offer when no time is open, and from
// a question for a code word when there is one.
func (c *checker) goesThrough(p bot.Place) []bot.Place {
	s := c.script.Step(p)
	switch {
	case s.Offer != nil:
		if next, ok := c.resolve(p.Flow, s.Offer.None); ok {
			return []bot.Place{next}
		}
		return nil
	case s.Answer.Kind == bot.AnswerCodeWord:
		var all []bot.Place
		for _, t := range targets(s) {
			if next, ok := c.resolve(p.Flow, t.to); ok && t.part != "unclear" {
				all = append(all, next)
			}
		}
		return all
	case s.Waits():
		return nil
	}
	return c.after(p)
}

// spin: a circle of steps in which nothing waits for the person.
func (c *checker) spin() {
	w := &spinning{c: c, at: map[bot.Place]int{}, circles: map[bot.Place]bool{}}
	c.circles = w.circles
	c.steps(func(f *bot.Flow, s *bot.Step) { w.visit(bot.Place{Flow: f.Name, Step: s.Name}) })
}

// spinning is a walk in depth through steps that do not wait.
type spinning struct {
	c       *checker
	way     []onWay
	at      map[bot.Place]int // of steps on the way, from 1; over for those left
	circles map[bot.Place]bool
}

const over = -1

// onWay is a step on the way.
type onWay struct {
	place bot.Place
	waits int // the last step up to it that waits as a rule, in way, or -1
	round int // all from here to it are in circles: no need to look again
}

func (w *spinning) visit(p bot.Place) {
	switch at := w.at[p]; {
	case at == over:
		return
	case at > 0:
		w.circle(at - 1)
		return
	}
	k := len(w.way)
	step := onWay{place: p, waits: -1, round: k + 1}
	if k > 0 {
		step.waits = w.way[k-1].waits
	}
	if w.c.script.Step(p).Waits() {
		step.waits = k
	}
	w.way = append(w.way, step)
	w.at[p] = k + 1
	for _, next := range w.c.goesThrough(p) {
		w.visit(next)
	}
	w.way = w.way[:k]
	w.at[p] = over
}

// circle reports that the last step leads back to one on the way, where that stands.
func (w *spinning) circle(from int) {
	last := len(w.way) - 1
	for k := last; k >= from; {
		s := &w.way[k]
		next := min(k, s.round) - 1
		s.round = min(from, s.round)
		w.circles[s.place] = true
		k = next
	}
	when := " without asking anything"
	if k := w.way[last].waits; k >= from {
		when = " where there is a code word already, without asking anything"
		if w.c.script.Step(w.way[k].place).Offer != nil {
			when = " when no time is open, without asking anything"
		}
	}
	const most = 20 // steps that anybody would follow
	var names []string
	for _, s := range w.way[from:min(from+most, last+1)] {
		names = append(names, s.place.Step)
	}
	text := `the step "` + names[0] + `" leads to itself` + when
	if last > from {
		text = `from the step "` + names[0] + `" it goes on to "` + strings.Join(names[1:], `", "`) + `"`
		if n := last + 1 - from - len(names); n > 0 {
			text += " and " + itoa(n) + " more"
		}
		text += ` and back to "` + names[0] + `"` + when
	}
	first := w.way[from].place
	w.c.error(w.c.script.Step(first).Source, text, w.c.wayOut(w.way[last].place, first))
}

// wayOut says how to leave a circle after its last step.
func (c *checker) wayOut(last, first bot.Place) string {
	for _, t := range targets(c.script.Step(last)) {
		src, written := c.script.Sources["step/"+last.Flow+"/"+last.Step+"/"+t.part]
		if next, ok := c.resolve(last.Flow, t.to); ok && written && next == first {
			return `lead out of the circle: in ` + src.File + ` line ` + itoa(src.Line) + ` name a step outside of it after "then"; or ask something on the way`
		}
	}
	return "let one of these steps lead out of the circle, or ask something on the way"
}
