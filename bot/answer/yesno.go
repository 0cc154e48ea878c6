package answer

import (
	"slices"
	"strings"
	"unicode"

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
	ynOne // the digits that all our yes-no questions show: 1 yes, 2 no
	ynTwo
)

// YesNo reads s as yes or no. ok is false when it says neither, both, or is in
// doubt ("maybe", "yes but not today", "yes if its free"); then ask again. All
// our yes-no questions show "1 yes 2 no", so these digits answer as well.
func YesNo(s string) (yes, ok bool) {
	var a ynAnswer
	a.read(s)
	if yes, ok = a.judge(s); ok {
		return yes, ok
	}
	return leadYesNo(s)
}

// leadYesNo reads "sure, morning is best": a plain yes or no before a mark, and
// nothing behind it that says otherwise, sets a condition or asks.
func leadYesNo(s string) (yes, ok bool) {
	end := strings.IndexAny(s, ",.;!\n")
	if end < 0 || strings.ContainsAny(s, "?¿") {
		return false, false
	}
	var head, rest ynAnswer
	head.read(s[:end])
	rest.read(s[end:])
	if head.others > 0 {
		return false, false
	}
	for _, k := range rest.kinds[:rest.n] {
		if k != ynOther && k != ynPolite {
			return false, false
		}
	}
	if yes, ok = head.judge(s[:end]); !ok || rest.emoji != 0 && (rest.emoji == 1) != yes {
		return false, false
	}
	return yes, true
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
	var buf [32]text.Part
	for _, p := range ynBook.Parts(words, ynUnsure, buf[:0]) {
		if p.Tag < 0 {
			p.Tag = ynOther
			a.others++
			a.number = a.number || words[p.From][0] >= '0' && words[p.From][0] <= '9'
		}
		// "why not?" is an answer in the form of a question.
		last := words[p.To-1]
		a.safe = a.safe || p.Tag == ynFine && (last == "not" || last == "no" && p.To-p.From > 1)
		a.kinds[a.n] = uint8(p.Tag)
		a.n++
	}
}

func (a *ynAnswer) judge(s string) (yes, ok bool) {
	question := strings.ContainsAny(s, "?¿")
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
	if rest[0] == ynOne || rest[0] == ynTwo {
		yes, ok = a.digit(rest, s)
	} else {
		yes, ok = a.words(rest, question)
	}
	if a.emoji == 2 || a.emoji == 1 && !yes || a.emoji == -1 && yes {
		return false, false
	}
	return yes && ok, ok
}

// digit judges "1", "2 no" and "1 please, my phone is dying": what follows must
// agree, and be apart from the digit. "2 weeks" is no answer.
func (a *ynAnswer) digit(rest []uint8, s string) (yes, ok bool) {
	yes = rest[0] == ynOne
	if rest = rest[1:]; len(rest) == 0 {
		return yes, !strings.ContainsAny(s, "?¿")
	}
	apart := rest[0] == ynPolite || pointed(s)
	for len(rest) > 0 && rest[0] == ynPolite {
		rest = rest[1:]
	}
	if slices.Contains(rest, ynOne) || slices.Contains(rest, ynTwo) {
		return false, false
	}
	if len(rest) > 0 && rest[0] != ynOther {
		says, sure := a.words(rest, false)
		return yes, sure && says == yes
	}
	return yes, apart || len(rest) == 0
}

// pointed reports whether a mark stands right after the first number or word:
// "2. my phone is dying".
func pointed(s string) bool {
	i := strings.IndexFunc(s, unicode.IsDigit)
	return i >= 0 && i+1 < len(s) && strings.IndexByte(".,;:!)-\n", s[i+1]) >= 0
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
		if len(rest) > 1 && rest[1] == ynNo {
			return false, ynStays(rest[2:], false)
		}
		if len(rest) > 1 && rest[1] == ynYes {
			return true, ynStays(rest[2:], true)
		}
		short := a.others <= 2 && rest[0] == ynFine && !question && !slices.Contains(rest, ynAsk) || bare
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

// counts reports whether one of our digits was said.
func (a *ynAnswer) counts() bool {
	return slices.Contains(a.kinds[:a.n], ynOne) || slices.Contains(a.kinds[:a.n], ynTwo)
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
