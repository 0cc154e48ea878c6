package answer

import (
	"math"
	"strings"

	"nightdesk/bot/text"
)

// TopicExamples is a common question and ways people ask it, in any language.
type TopicExamples struct {
	Name     string
	Examples []string
}

// Topics knows which common question a text asks. It is built once for a script
// and never changes: safe for use by many at once.
type Topics struct {
	names  []string // names[0] is "", what belongs to no topic
	ids    map[string]int32
	pairs  map[[2]int32]int32
	weight [][]float32 // by feature, then topic
	know   []uint64    // by feature: the topics whose examples have it, one bit each
	rarity []float32   // by feature, idf of its word
	near   map[byte][]string
	bias   []float32
}

const (
	topicFeatures = 96  // features of one text that are looked at
	topicMax      = 64  // topics that can be told apart
	topicRounds   = 12  // passes over the examples
	topicSure     = 0.5 // probability needed to be sure
	topicCover    = 0.5 // share of the content words that the topic must know
	topicUnknown  = 6   // rarity of a word that no example has
)

// NewTopics learns from examples. The same examples in the same order give the
// same answers on every machine. Topics beyond 63 are not told apart and are
// left out.
func NewTopics(t []TopicExamples) *Topics {
	if len(t) >= topicMax {
		t = t[:topicMax-1]
	}
	m := &Topics{names: []string{""}, ids: map[string]int32{}, pairs: map[[2]int32]int32{}, near: map[byte][]string{}}
	type example struct {
		topic int
		feats []int32
	}
	var all []example
	add := func(topic int, s string) {
		f := m.learn(s)
		for _, id := range f {
			m.know[id] |= 1 << topic
		}
		if len(f) > 0 {
			all = append(all, example{topic, f})
		}
	}
	for i, t := range t {
		m.names = append(m.names, t.Name)
		for _, s := range t.Examples {
			add(i+1, s)
		}
	}
	for _, s := range strings.Split(topicNone, "\n") {
		add(0, s)
	}
	m.weigh(len(all), func(i int) []int32 { return all[i].feats })
	k := len(m.names)
	m.bias = make([]float32, k)
	m.weight = make([][]float32, len(m.know))
	flat := make([]float32, len(m.know)*k)
	for i := range m.weight {
		m.weight[i] = flat[i*k : (i+1)*k : (i+1)*k]
	}
	p := make([]float32, k)
	order := topicOrder(len(all))
	for round := range topicRounds {
		step := float32(0.6) / (1 + 0.25*float32(round))
		for _, n := range order {
			e := all[n]
			scale := 1 / float32(math.Sqrt(float64(len(e.feats))))
			m.scores(e.feats, scale, p)
			topicSoftmax(p)
			for c := range p {
				g := p[c]
				if c == e.topic {
					g--
				}
				if g > -0.002 && g < 0.002 {
					continue
				}
				g *= step
				m.bias[c] -= g * 0.1
				for _, id := range e.feats {
					m.weight[id][c] -= g * scale
				}
			}
		}
	}
	return m
}

// topicOrder visits n examples in a fixed order that mixes the topics.
func topicOrder(n int) []int {
	order, step := make([]int, 0, n), 7919
	for n > 0 && n%step == 0 {
		step++
	}
	for topicGCD(n, step) > 1 {
		step++
	}
	for i, at := 0, 0; i < n; i, at = i+1, (at+step)%max(n, 1) {
		order = append(order, at)
	}
	return order
}

func topicGCD(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

func (m *Topics) scores(feats []int32, scale float32, p []float32) {
	copy(p, m.bias)
	for _, id := range feats {
		for c, w := range m.weight[id] {
			p[c] += w * scale
		}
	}
}

func topicSoftmax(p []float32) {
	top, sum := p[0], float32(0)
	for _, v := range p {
		top = max(top, v)
	}
	for i, v := range p {
		p[i] = float32(math.Exp(float64(v - top)))
		sum += p[i]
	}
	for i := range p {
		p[i] /= sum
	}
}

// weigh sets how rare each feature is.
func (m *Topics) weigh(n int, feats func(int) []int32) {
	count := make([]int, len(m.know))
	for i := range n {
		for _, id := range feats(i) {
			count[id]++
		}
	}
	m.rarity = make([]float32, len(m.know))
	for i, c := range count {
		m.rarity[i] = float32(math.Log(float64(n+1) / float64(c+1)))
	}
}

// id is the number of a feature, new or known.
func (m *Topics) id(s string) int32 {
	n, ok := m.ids[s]
	if !ok {
		n = int32(len(m.know))
		m.ids[s] = n
		m.know = append(m.know, 0)
	}
	return n
}

// learn turns an example into features, naming new ones.
func (m *Topics) learn(s string) []int32 {
	var feats []int32
	last := int32(-1)
	put := func(n int32) {
		for _, f := range feats {
			if f == n {
				return
			}
		}
		feats = append(feats, n)
	}
	for _, w := range text.Words(s) {
		stem := topicStem(w)
		if len(stem) >= 5 {
			if _, ok := m.ids[stem]; !ok {
				m.near[stem[0]] = append(m.near[stem[0]], stem)
			}
		}
		n := m.id(stem)
		put(n)
		for _, f := range topicFamilyOf[w] {
			put(m.id(f))
		}
		if last >= 0 {
			k := [2]int32{last, n}
			id, ok := m.pairs[k]
			if !ok {
				id = int32(len(m.know))
				m.pairs[k] = id
				m.know = append(m.know, 0)
			}
			put(id)
		}
		last = n
	}
	return feats
}

// Match names the topic that s asks about. Score is the probability that the
// examples give it, from 0 to 1. It is sure only when the topic is well ahead of
// all others and knows most of what the text speaks of; a text that asks nothing
// is never sure. Name is the likeliest topic even when not sure, "" if none is
// likely at all.
func (m *Topics) Match(s string) (name string, score float64, sure bool) {
	var buf [topicFeatures]int32
	var content [topicFeatures]int32
	var probs [topicMax]float32
	feats, words := buf[:0], content[:0]
	put := func(n int32) {
		if len(feats) < topicFeatures {
			for _, f := range feats {
				if f == n {
					return
				}
			}
			feats = append(feats, n)
		}
	}
	last := int32(-1)
	for _, w := range text.Words(s) {
		stem := topicStem(w)
		n, ok := m.ids[stem]
		family := topicFamilyOf[w]
		if !ok && len(family) == 0 {
			if near, found := m.nearest(stem); found {
				n, ok = m.ids[near], true
			}
		}
		c := int32(-1)
		if ok {
			put(n)
			c = n
			if last >= 0 {
				if id, ok := m.pairs[[2]int32{last, n}]; ok {
					put(id)
				}
			}
			last = n
		} else {
			last = -1
		}
		for _, f := range family {
			if id, ok := m.ids[f]; ok {
				put(id)
				c = id
			}
		}
		if !topicCommon[w] && len(words) < topicFeatures {
			words = append(words, c)
		}
	}
	if len(feats) == 0 || len(words) == 0 {
		return "", 0, false
	}
	p := probs[:len(m.names)]
	m.scores(feats, 1/float32(math.Sqrt(float64(len(feats)))), p)
	topicSoftmax(p)
	best := 0
	for c, v := range p {
		if v > p[best] {
			best = c
		}
	}
	if best == 0 {
		return "", 0, false
	}
	sure = p[best] >= topicSure && m.cover(words, best) >= topicCover
	return m.names[best], float64(p[best]), sure
}

// cover is the share of the content words, weighted by rarity, that the topic's
// examples have.
func (m *Topics) cover(words []int32, topic int) float32 {
	var known, all float32
	for _, id := range words {
		if id < 0 {
			all += topicUnknown
			continue
		}
		all += m.rarity[id]
		if m.know[id]&(1<<topic) != 0 {
			known += m.rarity[id]
		}
	}
	return known / all
}

// nearest finds the known word that a misspelt one must be.
func (m *Topics) nearest(stem string) (string, bool) {
	if len(stem) < 5 {
		return "", false
	}
	found := ""
	for _, w := range m.near[stem[0]] {
		if whenNear(stem, w) {
			if found != "" {
				return "", false
			}
			found = w
		}
	}
	return found, found != ""
}
