package text

import (
	"maps"
	"slices"
	"strings"
)

// Book finds phrases in a text. It is filed by first word, so a text costs one
// map look-up a word however many phrases there are.
//
// A phrase is words between blanks. "a|b" is either, "{name}" any word of a
// class, a closing "?" may be missing, "*" is up to three words of any kind,
// "^" and "$" are the ends of the text, courtesies left aside. "#num" is any
// number in digits, "#time" one such as 9am.
type Book struct {
	ids     map[string]uint16
	first   [][]int32 // phrases by the id of a first word
	phrases []phrase
	polite  []uint64
	classes map[string]string
	sets    map[string][]uint64
}

type phrase struct {
	parts      []phrasePart
	tag        int
	start, end bool
}

type phrasePart struct {
	set []uint64 // nil is a gap
	opt bool
}

const (
	// phraseGap is how many words "*" may stand for.
	phraseGap = 3
	// bookMostWords are read of a text: nobody puts a command after a page of it.
	bookMostWords = 128
)

// NewBook makes a book of the phrases in lists, one a line, each list under its
// tag, a number below 64. Classes are lists of words by name; polite are the
// courtesies that "^" and "$" look past. A class that is not known is a mistake
// in our own tables and stops the program at its start.
func NewBook(classes map[string]string, polite string, lists map[int]string) *Book {
	b := &Book{ids: map[string]uint16{}, classes: classes, sets: map[string][]uint64{}, first: [][]int32{nil}}
	b.polite = b.set(strings.Join(strings.Fields(polite), "|"))
	for _, tag := range slices.Sorted(maps.Keys(lists)) {
		for line := range strings.Lines(lists[tag]) {
			if f := strings.Fields(line); len(f) > 0 {
				b.add(tag, f)
			}
		}
	}
	return b
}

func (b *Book) id(w string) uint16 {
	id, ok := b.ids[w]
	if !ok {
		id = uint16(len(b.first))
		b.ids[w] = id
		b.first = append(b.first, nil)
	}
	return id
}

// set returns the words that one part of a phrase allows.
func (b *Book) set(part string) []uint64 {
	if s, ok := b.sets[part]; ok {
		return s
	}
	var s []uint64
	put := func(w string) {
		id := int(b.id(w))
		for len(s) <= id/64 {
			s = append(s, 0)
		}
		s[id/64] |= 1 << (id % 64)
	}
	for w := range strings.SplitSeq(part, "|") {
		if name, ok := strings.CutPrefix(w, "{"); ok {
			list, ok := b.classes[strings.TrimSuffix(name, "}")]
			if !ok {
				panic("text: no class of words is called " + w)
			}
			for m := range strings.FieldsSeq(list) {
				put(m)
			}
			continue
		}
		put(w)
	}
	b.sets[part] = s
	return s
}

func (b *Book) add(tag int, fields []string) {
	p := phrase{tag: tag}
	for _, f := range fields {
		switch f {
		case "^":
			p.start = true
		case "$":
			p.end = true
		case "*":
			p.parts = append(p.parts, phrasePart{})
		default:
			f, opt := strings.CutSuffix(f, "?")
			p.parts = append(p.parts, phrasePart{b.set(f), opt})
		}
	}
	n := int32(len(b.phrases))
	b.phrases = append(b.phrases, p)
	for i := range p.parts { // the first part, and those after it if it may be missing
		for id := range b.first {
			if phraseHas(p.parts[i].set, uint16(id)) {
				if at := b.first[id]; len(at) == 0 || at[len(at)-1] != n {
					b.first[id] = append(at, n)
				}
			}
		}
		if !p.parts[i].opt {
			break
		}
	}
}

func phraseHas(set []uint64, id uint16) bool {
	return int(id/64) < len(set) && set[id/64]&(1<<(id%64)) != 0
}

// read turns words into ids, 0 for a word of no phrase.
func (b *Book) read(words []string, ids []uint16) []uint16 {
	for _, w := range words[:min(len(words), bookMostWords)] {
		id := b.ids[w]
		switch {
		case id != 0:
		case w[0] >= '0' && w[0] <= '9':
			id = b.ids[numberClass(w)]
		default:
			id = b.stretched(w)
		}
		ids = append(ids, id)
	}
	return ids
}

// stretched finds the word behind one with letters doubled: "yeaa", "stopp".
func (b *Book) stretched(w string) uint16 {
	for i := len(w) - 1; i > 0; i-- {
		if w[i] == w[i-1] {
			w = w[:i] + w[i+1:]
			if id := b.ids[w]; id != 0 {
				return id
			}
		}
	}
	return 0
}

// numberClass is the class of a word that begins with a digit.
func numberClass(w string) string {
	switch digits := strings.TrimRight(w, "apm"); {
	case strings.Trim(digits, "0123456789") != "":
		return ""
	case digits == w:
		return "#num"
	}
	return "#time"
}

// ends returns where the text begins and ends between its courtesies. A text
// of nothing else is left whole.
func (b *Book) ends(ids []uint16) (from, to int) {
	from, to = 0, len(ids)
	for from < to && phraseHas(b.polite, ids[from]) {
		from++
	}
	if from == to {
		return 0, len(ids)
	}
	for to > from && phraseHas(b.polite, ids[to-1]) {
		to--
	}
	return from, to
}

// at returns the end of phrase n if it stands at word i, or -1.
func (b *Book) at(n int32, ids []uint16, i, from, to int) int {
	p := &b.phrases[n]
	if p.start && i > from {
		return -1
	}
	return phraseMatch(p, p.parts, ids, i, to)
}

func phraseMatch(p *phrase, parts []phrasePart, ids []uint16, i, to int) int {
	if len(parts) == 0 {
		if p.end && i < to {
			return -1
		}
		return i
	}
	if parts[0].set == nil {
		for n := 0; n <= phraseGap && i+n <= len(ids); n++ {
			if end := phraseMatch(p, parts[1:], ids, i+n, to); end >= 0 {
				return end
			}
		}
		return -1
	}
	if i < len(ids) && phraseHas(parts[0].set, ids[i]) {
		if end := phraseMatch(p, parts[1:], ids, i+1, to); end >= 0 {
			return end
		}
	}
	if parts[0].opt {
		return phraseMatch(p, parts[1:], ids, i, to)
	}
	return -1
}

// Tags returns the tags of all phrases in s, as bits.
func (b *Book) Tags(s string) (tags uint64) {
	var buf [bookMostWords]uint16
	ids := b.read(Words(s), buf[:0])
	from, to := b.ends(ids)
	for i, id := range ids {
		for _, n := range b.first[id] {
			if tag := b.phrases[n].tag; tags&(1<<tag) == 0 && b.at(n, ids, i, from, to) >= 0 {
				tags |= 1 << tag
			}
		}
	}
	return tags
}

// Part is a phrase found in a row of words, or one word of none.
type Part struct {
	Tag  int // -1 if there is none
	From int
	To   int // the word after it
}

// Parts cuts words into the longest phrases from left to right, appended to
// parts until it is full. Of phrases equally long, those of tag prefer win, then
// those of the lowest tag.
func (b *Book) Parts(words []string, prefer int, parts []Part) []Part {
	var buf [bookMostWords]uint16
	ids := b.read(words, buf[:0])
	for i := 0; i < len(ids) && len(parts) < cap(parts); i = parts[len(parts)-1].To {
		p := Part{-1, i, i + 1}
		for _, n := range b.first[ids[i]] {
			tag := b.phrases[n].tag
			if e := b.at(n, ids, i, 0, len(ids)); e > p.To || e == p.To && (p.Tag < 0 || tag == prefer) {
				p.Tag, p.To = tag, e
			}
		}
		parts = append(parts, p)
	}
	return parts
}
