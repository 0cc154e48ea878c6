package answer

import (
	_ "embed"
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
