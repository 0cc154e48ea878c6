package safety

import (
	"cmp"
	"slices"
	"strings"
	"sync"

	"nightdesk/bot/safety/model"
)

// How the model's word is weighed against the rules', as probabilities that a
// text speaks of any danger. They were set on corpus/apart/plain and ordinary, not
// on unseen and daily: lower ones hear more, and ask more people in vain.
const (
	askAt = 0.35 // no rule, and the model is this sure: a question
	// shortAt is asked of a text of fewer than fewWords words: most of what people
	// answer to a question is that short, and little is there to go by.
	shortAt  = 0.75
	fewWords = 7
	// sureAt is asked of a text with hardly a word, or in which rules found danger
	// that is denied, long past or feared for a day to come, or a death.
	sureAt = 0.98
	actAt  = 0.95 // so sure that the reply goes out at once
	doubt  = 0.05 // a rule that it finds so unlikely asks

	// named is how likely the model's own label must be to go before a rule's that
	// it finds unlikely (below unnamed), or beside it.
	named, unnamed = 0.6, 0.2
)

// SignalModel is the signal of a finding that no rule made.
const SignalModel = "model"

// readers are workspaces of the model, used again and again.
var readers = sync.Pool{New: func() any { return model.NewReader() }}

// scores reads a folded text.
func scores(folded string) model.Scores {
	r, _ := readers.Get().(*model.Reader)
	defer readers.Put(r)
	return model.Trained().Score(r, folded)
}

// weigh adds the model's word to what the rules found in the same text. It raises
// what no rule knows; what a rule raised it can make a question, and takes back
// only where it is as good as certain.
func (f *Finding) weigh(text string, earlier []string, lowered bool) {
	if foreignScript(text) {
		return // its letters mean nothing to the model
	}
	folded := model.Fold(text)
	s := scores(folded)
	joined, pieces := join(text, earlier)
	if f.Raised() {
		any := s[model.Any]
		if pieces {
			any = max(any, scores(joined)[model.Any])
		}
		if model.Chance(any) < doubt {
			f.Strength = Ask // it never silences a rule
		}
		f.name(s)
		return
	}
	least := askAt
	switch words := strings.Count(folded, " ") + 1; {
	case lowered || words < 3:
		least = sureAt
	case words < fewWords:
		least = shortAt
	}
	f.raise(s, least)
	if !f.Raised() && pieces {
		if both := scores(joined); model.Chance(both[model.Any]) >= joinedAt && completes(earlier) {
			f.raise(both, joinedAt)
		}
	}
}

// raise raises the likeliest label if any is at least so likely.
func (f *Finding) raise(s model.Scores, least float64) {
	any := model.Chance(s[model.Any])
	if any < least {
		return
	}
	f.Label, f.Next, f.Strength = labels[likeliest(s)], None, Ask
	if any >= actAt {
		f.Strength = Act
	}
	f.Signals = append(f.Signals, SignalModel)
}

func likeliest(s model.Scores) int {
	best := 0
	for k := range labels {
		if s[k] > s[best] {
			best = k
		}
	}
	return best
}

// joinedAt is how sure the model must be of a text in pieces, of which none says
// enough alone, and pieceWords how many words all of it may have: who sends a
// sentence in pieces sends short ones.
const (
	joinedAt   = 0.85
	pieceWords = 24
)

// join puts a text after the ones before it, folded; false if there is nothing to
// join or they are too long to be pieces of one sentence.
func join(text string, earlier []string) (string, bool) {
	if len(earlier) == 0 {
		return "", false
	}
	all := strings.Join(append(slices.Clone(earlier[max(0, len(earlier)-lookBack):]), text), " ")
	if len(all) > 8*pieceWords || len(strings.Fields(all)) > pieceWords {
		return "", false
	}
	return model.Fold(all), true
}

// completes reports whether none of the earlier texts says anything of danger by
// itself: what did was answered then.
func completes(earlier []string) bool {
	for _, e := range earlier[max(0, len(earlier)-lookBack):] {
		if Rules(e).Raised() || model.Chance(scores(model.Fold(e))[model.Any]) >= 0.5 {
			return false
		}
	}
	return true
}

// name gives a raised finding the label that the model is sure of, or adds it.
func (f *Finding) name(s model.Scores) {
	best := likeliest(s)
	l := labels[best]
	if f.Plea() || l == f.Label || model.Chance(s[best]) < named {
		return
	}
	switch {
	case f.Label != OverdoseNow && model.Chance(s[f.Label.rank()]) < unnamed:
		f.Label, f.Next = l, f.Label
	case f.Next == None:
		f.Next = l
	}
}

// OnlyModel reports whether no rule is part of f.
func (f Finding) OnlyModel() bool { return len(f.Signals) == 1 && f.Signals[0] == SignalModel }

// Word is one word of a text and what it adds, in log odds, to the label that the
// text raised.
type Word struct {
	Text string // folded
	Adds float64
}

// explained is how many words Explain gives, and leastAdds what each must add.
const (
	explained = 6
	leastAdds = 0.2
)

// Explain says which words of a text speak most for what it raised, the strongest
// first, for staff who may read the text. It is empty if nothing was raised.
func Explain(s string) []Word {
	f := Screen(s)
	if !f.Raised() {
		return nil
	}
	r, _ := readers.Get().(*model.Reader)
	defer readers.Put(r)
	folded := model.Fold(s)
	adds := map[string]float64{}
	for _, p := range model.Trained().Explain(r, folded, f.Label.rank()) {
		adds[folded[p.From:p.To]] += p.Adds
	}
	var out []Word
	for w, a := range adds {
		if a >= leastAdds {
			out = append(out, Word{w, a})
		}
	}
	slices.SortFunc(out, func(a, b Word) int {
		return cmp.Or(cmp.Compare(b.Adds, a.Adds), cmp.Compare(a.Text, b.Text))
	})
	return out[:min(explained, len(out))]
}
