package answer

import (
	"crypto/sha256"
	"encoding/binary"
	"math"
	"slices"
	"strings"
	"sync"
)

// topicsLearnt are the last few sets that were learnt.
var topicsLearnt struct {
	sync.Mutex
	last []learntTopics
}

type learntTopics struct {
	key    [sha256.Size]byte
	topics *Topics
}

// topicsKey is a digest of all that is learnt from.
func topicsKey(t []TopicExamples) (key [sha256.Size]byte) {
	h := sha256.New()
	put := func(s string) {
		h.Write(binary.AppendUvarint(nil, uint64(len(s))))
		h.Write([]byte(s))
	}
	for _, x := range t {
		put(x.Name)
		h.Write(binary.AppendUvarint(nil, uint64(len(x.Examples))))
		for _, e := range x.Examples {
			put(e)
		}
	}
	h.Sum(key[:0])
	return key
}

func learnTopics(t []TopicExamples) *Topics {
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
		var x topicText
		m.read(s, &x, true)
		if x.n == 0 {
			return
		}
		all = append(all, example{topic, slices.Clone(x.feat[:x.n])})
		for _, id := range x.feat[:x.n] {
			m.know[id] |= 1 << topic
		}
	}
	for i, t := range t {
		m.names = append(m.names, t.Name)
		for _, s := range t.Examples {
			add(i+1, s)
		}
	}
	asked := len(all)
	for s := range strings.Lines(topicNone) {
		add(0, s)
	}
	quiet := topicQuiet * float32(asked) / float32(len(all)-asked)
	m.weigh(len(all), func(i int) []int32 { return all[i].feats })
	for i := range all { // what is never heard takes only time
		all[i].feats = slices.DeleteFunc(all[i].feats, func(id int32) bool { return m.rarity[id] == 0 })
	}
	k := len(m.names)
	m.bias = make([]float32, k)
	m.weight = make([][]float32, len(m.know))
	flat := make([]float32, len(m.know)*k)
	for i := range m.weight {
		m.weight[i] = flat[i*k : (i+1)*k : (i+1)*k]
	}
	p, off := make([]float32, k), make([]int, 0, k) // off: the topics that are judged wrongly
	order := topicOrder(len(all))
	for round := range topicRounds {
		step := float32(1.5) / (1 + 0.25*float32(round))
		for _, n := range order {
			e := all[n]
			scale := m.scores(e.feats, p)
			topicSoftmax(p)
			p[e.topic]--
			amount := step
			if e.topic == 0 {
				amount *= quiet
			}
			off = off[:0]
			for c, g := range p {
				if g < -0.002 || g > 0.002 {
					p[c] *= amount
					m.bias[c] -= p[c] * 0.1
					off = append(off, c)
				}
			}
			if len(off) == 0 {
				continue
			}
			for _, id := range e.feats {
				row, v := m.weight[id], scale*m.rarity[id]
				for _, c := range off {
					row[c] -= p[c] * v
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
	for _, id := range m.pairs { // two words that stand together only once say nothing
		if count[id] < 2 {
			count[id] = n
		}
	}
	for i, c := range count {
		m.rarity[i] = float32(math.Log(float64(n+1) / float64(c+1)))
	}
	for _, mood := range [2]string{"@asks", "@says"} {
		if id, ok := m.ids[mood]; ok {
			m.rarity[id] = topicMood
		}
	}
}

// add numbers a new word or family.
func (m *Topics) add(s string) int32 {
	n := int32(len(m.know))
	m.ids[s] = n
	m.know = append(m.know, 0)
	if len(s) >= 5 && s[0] != '@' {
		m.near[s[0]] = append(m.near[s[0]], s)
	}
	return n
}
