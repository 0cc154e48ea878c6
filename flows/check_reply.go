package flows

import (
	"strings"

	"nightdesk/bot"
)

// farTooLong is where counting a reply ends, in bytes; every limit is below it.
const farTooLong = 8000

// longReply: steps that go out together and are too long together. A text is
// reported where it begins.
func (c *checker) longReply() {
	g := c.lay()
	heads := make([]bool, len(g.spots))
	for i := range g.spots {
		s := &g.spots[i]
		heads[i] = heads[i] || s.step == s.flow.Steps[0]
		if s.step.Waits() {
			for _, next := range s.out {
				heads[next] = true
			}
		}
	}
	for _, lang := range c.known.Languages {
		r := &replies{spots: g.spots, own: make([]string, len(g.spots)), long: make([]int, len(g.spots)), next: make([]int, len(g.spots))}
		for i := range g.spots {
			r.own[i], r.long[i] = c.stepText(g.spots[i].step, lang), unknown
		}
		for i := range g.spots {
			s := g.spots[i].step
			n := r.rest(i)
			several := n > len(r.own[i]) && r.own[i] != "" || len(s.Say) > 0 && s.Ask != nil || len(s.Say) > 1
			if !several || !heads[i] {
				continue
			}
			if whole := r.whole(i); c.mayBeLong(whole) {
				c.long(s.Source, "what is sent from here to the next question, in "+languageName(lang)+",", whole)
			}
		}
	}
}

// stepText is everything a step says by itself.
func (c *checker) stepText(s *bot.Step, lang bot.Lang) string {
	if len(s.Say) == 0 {
		return c.filled(s.Ask.In(lang), lang)
	}
	var b strings.Builder
	for _, t := range append(s.Say[:len(s.Say):len(s.Say)], s.Ask) {
		if b.Len() > farTooLong {
			break
		}
		b.WriteString(c.filled(t.In(lang), lang) + " ")
	}
	return strings.TrimSpace(b.String())
}

// replies are the texts that go out together, in one language.
type replies struct {
	spots []spot
	own   []string // what each step says
	long  []int    // and how long it is with the longest that comes after it, in bytes
	next  []int    // the step that this begins with
}

const unknown = -1

// rest is how long the longest text is from a step until the script waits or ends.
func (r *replies) rest(i int) int {
	if r.long[i] != unknown {
		return r.long[i]
	}
	r.long[i], r.next[i] = 0, gone // in a circle it is not counted twice
	longest := 0
	if s := &r.spots[i]; !s.step.Waits() {
		for _, next := range s.out {
			if n := r.rest(next); n > longest {
				longest, r.next[i] = n, next
			}
		}
	}
	n := len(r.own[i]) + longest
	if r.own[i] != "" && longest > 0 {
		n++
	}
	r.long[i] = min(n, farTooLong)
	return r.long[i]
}

// whole is that text.
func (r *replies) whole(i int) string {
	var b strings.Builder
	for ; i != gone && b.Len() < farTooLong; i = r.next[i] {
		if own := r.own[i]; own != "" {
			if b.Len() > 0 {
				b.WriteByte(' ')
			}
			b.WriteString(own)
		}
	}
	s := b.String()
	return strings.ToValidUTF8(s[:min(len(s), farTooLong)], "")
}
