package model

import (
	"math"
	"unicode"
	"unicode/utf8"

	"nightdesk/bot/text"
)

const (
	// Buckets is how many weights each output has. Features share them by hash:
	// half as many cost nothing measurable, twice as many gain nothing.
	Buckets = 1 << 17

	// maxWords and maxLetters bound the work on one text and on one word.
	maxWords   = 400
	maxLetters = 24
)

// Reader cuts texts into features. It keeps its memory from one text to the
// next; a Reader serves one goroutine at a time.
type Reader struct {
	folded   string
	words    []word
	features []feature
	seen     []uint32 // by bucket: the text that last had it
	now      uint32
	letters  [maxLetters + 2]byte
}

// word is a word, number, mark or emoji: a span of the folded text and its hash.
type word struct {
	from, to int
	hash     uint32
}

// feature is one bucket, and the words that stand for it: n of them from first on.
type feature struct {
	bucket   uint32
	first, n uint16
}

// NewReader makes a Reader.
func NewReader() *Reader { return &Reader{seen: make([]uint32, Buckets)} }

// Buckets returns the buckets of the features of a text that [text.Fold] has
// folded, each once. The slice is good until the next text.
func (r *Reader) Buckets(folded string) []uint32 {
	r.read(folded)
	out := make([]uint32, len(r.features))
	for i, f := range r.features {
		out[i] = f.bucket
	}
	return out
}

// Norm is what each of n features counts: a long text has more to say, but no
// single word of it weighs less than a third of what it would alone.
func Norm(n int) float64 { return 0.4 * math.Pow(float64(max(n, 1)), -0.3) }

// Kinds of features, so that the hash of one kind is not that of another.
const (
	kindWord    = 0x9e3779b1
	kindPair    = 0x85ebca6b
	kindSkip    = 0xc2b2ae35
	kindLetters = 0x165667b1
	kindFirst   = 0x2545f491
	kindLast    = 0x27d4eb2f
	kindLength  = 0x51ed270b
)

func (r *Reader) read(folded string) {
	r.folded, r.words, r.features = folded, r.words[:0], r.features[:0]
	if r.now++; r.now == 0 { // once in 2^32 texts
		clear(r.seen)
		r.now = 1
	}
	r.cut()
	for i, w := range r.words {
		r.add(w.hash*kindWord, i, 1)
		r.inside(i)
		if i+1 < len(r.words) {
			r.add(mix(w.hash*kindPair, r.words[i+1].hash), i, 2)
		}
		if i+2 < len(r.words) {
			r.add(mix(w.hash*kindSkip, r.words[i+2].hash), i, 3)
		}
	}
	if n := len(r.words); n > 0 { // short texts are known by how they begin and end
		r.add(mix(kindFirst, r.words[0].hash), 0, 1)
		r.add(mix(kindLast, r.words[n-1].hash), n-1, 1)
		r.add(mix(kindLength, uint32(min(n, 4))), 0, 0)
	}
}

func (r *Reader) add(hash uint32, first, n int) {
	hash ^= hash >> 15
	hash *= 0x2c1b3c6d
	hash ^= hash >> 12
	bucket := hash % Buckets
	if r.seen[bucket] == r.now {
		return
	}
	r.seen[bucket] = r.now
	r.features = append(r.features, feature{bucket, uint16(first), uint16(n)})
}

// inside adds the runs of 3 to 5 letters of a word, its edges marked: they know a
// word in a spelling never seen.
func (r *Reader) inside(i int) {
	w := r.words[i]
	if w.to-w.from < 3 {
		return
	}
	s := append(r.letters[:0], ' ')
	for k := w.from; k < w.to && len(s) <= maxLetters; k++ {
		if c := r.folded[k]; c != '\'' {
			s = append(s, c)
		}
	}
	s = append(s, ' ')
	for at := range s {
		h := uint32(kindLetters)
		for n := 1; n <= 5 && at+n <= len(s); n++ {
			if h = step(h, s[at+n-1]); n >= 3 {
				r.add(h+uint32(n), i, 1)
			}
		}
	}
}

// cut splits the folded text into words, numbers, the marks ? and !, and emoji.
func (r *Reader) cut() {
	for i := 0; i < len(r.folded) && len(r.words) < maxWords; {
		c, n := utf8.DecodeRuneInString(r.folded[i:])
		switch {
		case isLetter(c):
			w := r.word(i)
			r.words = append(r.words, w)
			i = w.to
			continue
		case c == '?' || c == '!' || unicode.IsSymbol(c) && c > 0x2000:
			r.words = append(r.words, word{i, i + n, uint32(c) * 2654435761})
		}
		i += n
	}
}

// word reads the word that begins at from. One number is like another of its
// length, but for those that people call.
func (r *Reader) word(from int) word {
	w := word{from: from, to: from, hash: 2166136261}
	digits := true
	for w.to < len(r.folded) {
		c, n := utf8.DecodeRuneInString(r.folded[w.to:])
		if c != '\'' && !isLetter(c) {
			break
		}
		if c != '\'' {
			digits = digits && c >= '0' && c <= '9'
			for k := range n {
				w.hash = step(w.hash, r.folded[w.to+k])
			}
		}
		w.to += n
	}
	if s := r.folded[from:w.to]; digits && s != "911" && s != "988" {
		w.hash = uint32(1 + min(len(s), 4))
	}
	return w
}

func isLetter(c rune) bool {
	if c < utf8.RuneSelf {
		return c >= 'a' && c <= 'z' || c >= '0' && c <= '9'
	}
	return unicode.IsLetter(c) || unicode.IsDigit(c)
}

// step is FNV-1a.
func step(h uint32, c byte) uint32 { return (h ^ uint32(c)) * 16777619 }

func mix(a, b uint32) uint32 {
	a ^= b + 0x9e3779b9 + a<<6 + a>>2
	return a * 0x846ca68b
}

// Fold is how texts are folded before they are read.
func Fold(s string) string { return text.Fold(s) }
