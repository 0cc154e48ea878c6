package answer

import (
	"crypto/sha256"
	_ "embed"
	"encoding/binary"
	"math"
	"slices"
	"strings"
	"sync"

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
	topicFeatures = 96   // features of one text that are looked at
	topicMax      = 64   // topics that can be told apart
	topicRounds   = 12   // passes over the examples
	topicSure     = 0.35 // probability needed to be sure
	topicSureSaid = 0.55 // the same for a text that does not look like a question
	topicQuiet    = 0.25 // what belongs to no topic weighs as this share of the examples
	topicCover    = 0.2  // share of the content words that the topic must know
	topicUnknown  = 6    // rarity of a word that no example has
	topicMood     = 2    // rarity of asking and of saying
)

// NewTopics learns from examples. The same examples in the same order give the
// same answers every time on machines of one architecture (others may round the
// last bit of a score differently). Topics beyond 63 are left out.
//
// Learning takes some 100 ms for 5,000 examples, and most versions of a script
// differ in other things than their questions, so what was learnt last is kept.
func NewTopics(t []TopicExamples) *Topics {
	key := topicsKey(t)
	topicsLearnt.Lock()
	defer topicsLearnt.Unlock()
	for _, l := range topicsLearnt.last {
		if l.key == key {
			return l.topics
		}
	}
	m := learnTopics(t)
	topicsLearnt.last = append(topicsLearnt.last[max(0, len(topicsLearnt.last)-3):], learntTopics{key, m})
	return m
}

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

// scores sums up what each feature says for each topic, rare ones louder, and
// returns the factor that makes long and short texts alike.
func (m *Topics) scores(feats []int32, p []float32) float32 {
	norm := float32(0)
	for _, id := range feats {
		norm += m.rarity[id] * m.rarity[id]
	}
	scale := 1 / float32(math.Sqrt(float64(norm)))
	copy(p, m.bias)
	for _, id := range feats {
		v := scale * m.rarity[id]
		for c, w := range m.weight[id] {
			p[c] += w * v
		}
	}
	return scale
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

// Match names the topic that s asks about. Score is the probability that the
// examples give it, from 0 to 1. It is sure only when the topic is well ahead of
// all others and knows enough of what the text speaks of; a text that asks
// nothing is never sure. Name is the likeliest topic even when not sure, "" if
// none is likely at all.
//
// A text that is not sure is read once more with its Spanish well spelt.
func (m *Topics) Match(s string) (name string, score float64, sure bool) {
	if name, score, sure = m.match(s); sure {
		return name, score, sure
	}
	if plain, changed := plainly(s); changed {
		if name, score, sure := m.match(plain); sure {
			return name, score, sure
		}
	}
	return name, score, sure
}

func (m *Topics) match(s string) (name string, score float64, sure bool) {
	v := m.judge(s)
	if i := strings.IndexAny(s, ".?!"); i > 0 && i+1 < len(s) { // an answer and a question in one text
		for part := range strings.FieldsFuncSeq(s, topicEnds) {
			if !strings.Contains(strings.TrimSpace(part), " ") {
				continue
			}
			if w := m.judge(part); w.sure() && (w.p > v.p || !v.sure()) {
				v = w
			}
		}
	}
	if v.topic == 0 {
		return "", 0, false
	}
	return m.names[v.topic], float64(v.p), v.sure()
}

func topicEnds(r rune) bool { return r == '.' || r == '?' || r == '!' }

func (v topicVerdict) sure() bool {
	return v.topic > 0 && v.cover >= topicCover && (v.p >= topicSureSaid || v.asks && v.p >= topicSure)
}

// topicVerdict is the likeliest topic, its probability, and how much of the text
// it knows.
type topicVerdict struct {
	topic    int
	p, cover float32
	asks     bool // it looks like a question
}

func (m *Topics) judge(s string) topicVerdict {
	var t topicText
	m.read(afterGreeting(s), &t, false)
	if topicNothing[t.key] {
		return topicVerdict{}
	}
	if t.n == 0 || t.words == 0 && !t.asks {
		return topicVerdict{}
	}
	var probs [topicMax]float32
	p := probs[:len(m.names)]
	m.scores(t.feat[:t.n], p)
	topicSoftmax(p)
	best := 0
	for c, v := range p {
		if v > p[best] {
			best = c
		}
	}
	if best == 0 {
		return topicVerdict{}
	}
	return topicVerdict{best, p[best], m.cover(t.word[:t.words], best), t.asks}
}

// topicGreetings may stand before a question and are no part of it.
var topicGreetings = set(`hi hello hey hiya hola buenas buenos dias tardes noches good morning afternoon evening thanks thank you thx ty gracias
	ok okay sorry perdon disculpe um uh so well pues oye`)

// afterGreeting is a text without the courtesies it begins with, if at least three
// words are left: "thanks, what are your hours".
func afterGreeting(s string) string {
	rest := s
	for {
		word, after, ok := strings.Cut(strings.TrimLeft(rest, " ,.!;\n"), " ")
		if !ok || !topicGreetings[strings.Trim(text.Fold(word), ",.!;")] {
			break
		}
		rest = after
	}
	if strings.Count(strings.TrimSpace(rest), " ") < 2 {
		return s
	}
	return rest
}

// topicText is a text as features and as content words. It lives on the stack.
type topicText struct {
	feat  [topicFeatures]int32
	n     int
	word  [topicFeatures]int32 // -1: no example has it
	words int
	key   uint64 // hash of the words
	asks  bool
}

func (t *topicText) put(id int32) {
	if t.n == len(t.feat) {
		return
	}
	if slices.Contains(t.feat[:t.n], id) {
		return
	}
	t.feat[t.n] = id
	t.n++
}

// read turns s into features; learn gives numbers to those not met before.
func (m *Topics) read(s string, t *topicText, learn bool) {
	last, lastContent, lastKin := int32(-2), int32(-1), int32(-1)
	words := text.Words(s)
	t.key = topicKey(words)
	mood := "@says"
	if t.asks = LooksLikeQuestion(s); t.asks {
		mood = "@asks"
	}
	id, ok := m.ids[mood]
	if !ok && learn {
		id, ok = m.add(mood), true
	}
	if ok {
		t.put(id)
	}
	for _, w := range words {
		stem := topicStem(w)
		id, ok := m.ids[stem]
		kin := topicFamilyOf[w]
		switch {
		case ok:
		case learn:
			id, ok = m.add(stem), true
		case len(kin) == 0:
			if stem, ok = m.nearest(stem); ok {
				id, kin = m.ids[stem], topicFamilyOfStem[stem]
			}
		}
		content := int32(-1)
		if ok {
			t.put(id)
			m.pair(last, id, t, learn)
			last, content = id, id
		} else {
			last = -1
		}
		for _, f := range kin {
			k, ok := m.ids[f]
			if !ok && learn {
				k, ok = m.add(f), true
			}
			if ok {
				t.put(k)
				content = k
				if lastKin >= 0 && lastKin != k {
					m.pair(min(lastKin, k), -1-max(lastKin, k), t, learn)
				}
			}
		}
		if len(kin) > 0 && content >= 0 {
			lastKin = content
		}
		if topicCommon[w] {
			continue
		}
		if lastContent >= 0 && content >= 0 {
			m.pair(-3-lastContent, content, t, learn)
		}
		lastContent = content
		if t.words < len(t.word) {
			t.word[t.words] = content
			t.words++
		}
	}
}

// pair puts the feature of two words together.
func (m *Topics) pair(a, b int32, t *topicText, learn bool) {
	k := [2]int32{a, b}
	id, ok := m.pairs[k]
	if !ok {
		if !learn {
			return
		}
		id = int32(len(m.know))
		m.pairs[k] = id
		m.know = append(m.know, 0)
	}
	t.put(id)
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
	if all == 0 { // "what do i need to do to get in" has small words only
		return 1
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

// topicNone are texts that ask none of a clinic's common questions: small talk,
// answers, wrong numbers, offers, other care, and what only staff can settle for
// a present patient. They keep such texts from being taken for a topic that
// happens to share a word.
//
//go:embed topic_none.txt
var topicNone string

// topicNothing holds the texts of topicNone as they stand: "medicare" answers
// "how will you pay", whatever else is asked about Medicare.
var topicNothing = func() map[uint64]bool {
	m := map[uint64]bool{}
	for line := range strings.Lines(topicNone) {
		m[topicKey(text.Words(line))] = true
	}
	return m
}()

// topicKey hashes words (FNV-1a).
func topicKey(words []string) uint64 {
	h := uint64(14695981039346656037)
	for _, w := range words {
		for i := 0; i < len(w); i++ {
			h = (h ^ uint64(w[i])) * 1099511628211
		}
		h = (h ^ ' ') * 1099511628211
	}
	return h
}
