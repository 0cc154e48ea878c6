package answer

import (
	"slices"
	"strings"

	"nightdesk/bot/text"
)

// What a word or phrase says in an answer to a yes-no question.
const (
	ynOther    = iota // says neither
	ynYes             // yes, whatever follows
	ynFine            // yes if nothing else is said: ok, sure
	ynYesAlone        // yes only with courtesies around it
	ynNo
	ynNoAlone
	ynNoDetail // "i dont": no by itself, a detail after a yes
	ynUnsure   // ask again
	ynPolite   // says nothing: thanks, please, lol
	ynBut
	ynIf
	ynAsk // what, why
	ynWill
)

// YesNo reads s as yes or no. ok is false when it says neither, both, or is in
// doubt ("maybe", "yes but not today", "yes if its free"); then ask again.
// Digits are never yes or no: what they stand for is a [Menu]'s to say.
func YesNo(s string) (yes, ok bool) {
	var a ynAnswer
	a.read(s)
	return a.judge(strings.ContainsAny(s, "?¿"))
}

// ynAnswer is a text as a row of what its parts say.
type ynAnswer struct {
	kinds  [32]uint8
	n      int
	others int // parts of kind ynOther
	number bool
	emoji  int // +1 yes, -1 no, 2 unsure
	safe   bool
}

func (a *ynAnswer) read(s string) {
	a.emoji = ynEmoji(s)
	words := text.Words(s)
	if len(words) > 4*len(a.kinds) {
		words = words[:4*len(a.kinds)]
	}
	var buf [128]uint16
	ids := ynBook.read(words, buf[:0])
	for i := 0; i < len(ids) && a.n < len(a.kinds); {
		kind, end := ynOther, i+1
		for _, n := range ynBook.first[ids[i]] {
			if e := ynBook.at(n, ids, i, 0, len(ids)); e > end || e == end && (kind == ynOther || ynBook.phrases[n].tag == ynUnsure) {
				kind, end = ynBook.phrases[n].tag, e
			}
		}
		if kind == ynOther {
			a.others++
			a.number = a.number || words[i][0] >= '0' && words[i][0] <= '9'
		}
		// "why not?" is an answer in the form of a question.
		a.safe = a.safe || kind == ynFine && end-i > 1 && words[end-1] == "no" || kind == ynFine && words[end-1] == "not"
		a.kinds[a.n] = uint8(kind)
		a.n++
		i = end
	}
}

func (a *ynAnswer) judge(question bool) (yes, ok bool) {
	rest := a.kinds[:a.n]
	for len(rest) > 1 && (rest[0] == ynPolite || rest[0] == ynBut && rest[1] == ynNo) {
		rest = rest[1:]
	}
	if len(rest) == 0 || len(rest) == 1 && rest[0] == ynPolite {
		return a.emoji == 1, a.emoji == 1 || a.emoji == -1
	}
	if slices.Contains(rest, ynUnsure) {
		return false, false
	}
	yes, ok = a.words(rest, question)
	if a.emoji == 2 || a.emoji == 1 && !yes || a.emoji == -1 && yes {
		return false, false
	}
	return yes && ok, ok
}

// words judges a text whose first part is no courtesy.
func (a *ynAnswer) words(rest []uint8, question bool) (yes, ok bool) {
	bare := a.others == 0
	if question && bare && !a.safe && !slices.Contains(rest, ynAsk) {
		return false, false
	}
	switch rest[0] {
	case ynYes:
		return true, ynStays(rest[1:], true)
	case ynFine, ynYesAlone:
		if len(rest) > 1 && (rest[1] == ynNo || rest[1] == ynNoAlone) {
			return false, ynStays(rest[2:], false)
		}
		if len(rest) > 1 && rest[1] == ynYes {
			return true, ynStays(rest[2:], true)
		}
		short := a.others <= 2 && rest[0] == ynFine && !question || bare
		return true, short && ynStays(rest[1:], true)
	case ynNo:
		return false, ynStays(rest[1:], false)
	case ynNoAlone, ynNoDetail:
		return false, (bare || rest[0] == ynNoDetail && !question) && ynStays(rest[1:], false)
	case ynOther:
		return a.last(rest, question)
	}
	return false, false
}

// ynStays reports whether nothing after a first yes or no takes it back.
func ynStays(rest []uint8, yes bool) bool {
	but := false
	for i, k := range rest {
		switch k {
		case ynBut:
			but = true
		case ynIf:
			if yes {
				return false
			}
		case ynYes:
			if !yes {
				return false
			}
		case ynNo, ynNoAlone:
			if yes {
				return false
			}
		case ynNoDetail:
			if yes && (but || i == len(rest)-1) {
				return false
			}
		case ynAsk:
			if but {
				return false
			}
		case ynWill, ynFine:
			if but && !yes {
				return false
			}
		}
	}
	return true
}

// last reads "that would be great yes": a plain yes or no at the end of a few
// words that say neither.
func (a *ynAnswer) last(rest []uint8, question bool) (yes, ok bool) {
	for len(rest) > 0 && rest[len(rest)-1] == ynPolite {
		rest = rest[:len(rest)-1]
	}
	if question || a.number || len(rest) < 2 || len(rest) > 5 {
		return false, false
	}
	for _, k := range rest[:len(rest)-1] {
		if k != ynOther && k != ynFine && k != ynPolite {
			return false, false
		}
	}
	k := rest[len(rest)-1]
	return k == ynYes, k == ynYes || k == ynNo && len(rest) <= 3
}

func ynEmoji(s string) (sign int) {
	for _, r := range s {
		if r < 0x2000 {
			continue
		}
		k := 0
		switch r {
		case '👍', '👌', '✅', '✔', '☑', '🆗', '💯', '🙆':
			k = 1
		case '👎', '❌', '🚫', '🙅', '✖', '❎':
			k = -1
		case '🤷', '🤔', '❓':
			return 2
		}
		if k != 0 && sign != 0 && sign != k {
			return 2
		}
		if k != 0 {
			sign = k
		}
	}
	return sign
}
