package flows

import "strings"

// spin: a circle of steps in which nothing waits for the person.
func (c *checker) spin() {
	g := c.lay()
	w := &spinning{c: c, spots: g.spots, at: make([]int, len(g.spots)), circles: make([]bool, len(g.spots))}
	c.circles = w.circles
	for i := range g.spots {
		w.visit(i)
	}
}

// spinning is a walk in depth through steps that do not wait.
type spinning struct {
	c       *checker
	spots   []spot
	way     []onWay
	at      []int  // of steps on the way, from 1; over for those left
	circles []bool // steps that are in one
}

const over = -1

// onWay is a step on the way.
type onWay struct {
	step  int
	waits int // the last step up to it that waits as a rule, in way, or -1
	round int // all from here to it are in circles: no need to look again
}

func (w *spinning) visit(i int) {
	switch at := w.at[i]; {
	case at == over:
		return
	case at > 0:
		w.circle(at - 1)
		return
	}
	k := len(w.way)
	step := onWay{step: i, waits: -1, round: k + 1}
	if k > 0 {
		step.waits = w.way[k-1].waits
	}
	if w.spots[i].step.Waits() {
		step.waits = k
	}
	w.way = append(w.way, step)
	w.at[i] = k + 1
	for _, next := range w.spots[i].goesThrough() {
		if next != gone {
			w.visit(next)
		}
	}
	w.way = w.way[:k]
	w.at[i] = over
}

// circle reports that the last step leads back to one on the way, where that stands.
func (w *spinning) circle(from int) {
	last := len(w.way) - 1
	for k := last; k >= from; {
		s := &w.way[k]
		next := min(k, s.round) - 1
		s.round = min(from, s.round)
		w.circles[s.step] = true
		k = next
	}
	when := " without asking anything"
	if k := w.way[last].waits; k >= from {
		when = " where there is a code word already, without asking anything"
		if w.spots[w.way[k].step].step.Offer != nil {
			when = " when no time is open, without asking anything"
		}
	}
	const most = 20 // steps that anybody would follow
	var names []string
	for _, s := range w.way[from:min(from+most, last+1)] {
		names = append(names, w.spots[s.step].step.Name)
	}
	text := `the step "` + names[0] + `" leads to itself` + when
	if last > from {
		text = `from the step "` + names[0] + `" it goes on to "` + strings.Join(names[1:], `", "`) + `"`
		if n := last + 1 - from - len(names); n > 0 {
			text += " and " + itoa(n) + " more"
		}
		text += ` and back to "` + names[0] + `"` + when
	}
	first := w.way[from].step
	w.c.error(w.spots[first].step.Source, text, w.wayOut(&w.spots[w.way[last].step], first))
}

// wayOut says how to leave a circle after its last step.
func (w *spinning) wayOut(last *spot, first int) string {
	for _, t := range targets(last.step) {
		src, written := w.c.script.Sources["step/"+last.place.Flow+"/"+last.place.Step+"/"+t.part]
		if written && w.c.to(w.c.ground, last.place.Flow, t.to) == first {
			return `lead out of the circle: in ` + src.File + ` line ` + itoa(src.Line) + ` name a step outside of it after "then"; or ask something on the way`
		}
	}
	return "let one of these steps lead out of the circle, or ask something on the way"
}
