package answer

import (
	"slices"

	"nightdesk/bot/text"
)

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
