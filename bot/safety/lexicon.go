package safety

import (
	"embed"
	"fmt"
	"io/fs"
	"math/bits"
	"slices"
	"strings"
	"sync"

	"nightdesk/bot/text"
)

//go:embed rules/*.rules
var ruleFiles embed.FS

// lexicon is the compiled form of the tables under rules/: which words there
// are, which sets each belongs to, and the patterns over those sets.
//
// A set is what one element of a pattern accepts. Every word carries the bits
// of the sets it belongs to, so that an element matches by testing one bit.
type lexicon struct {
	words       map[string][]uint64 // bits of each known word
	prefixes    map[string][]uint64 // "suicid*": bits of all that begin so
	expand      map[string][]string // one written word for several plain ones
	joins       map[string]bool     // words worth rejoining when written apart
	longestJoin int                 // letters
	deletes     map[string][]string // a key word less one letter -> key words
	notTypos    map[string]bool
	sounds      map[string]string // a Spanish key word by its sound
	sets        map[string]int    // element text -> its bit
	classes     map[string][]string
	width       int // words of 64 bits in a bit set

	idioms, past, tags, rules index

	filler, negation, negPass, notPass, but, benign, present, nowadays, again, person int
	none                                                                              []uint64
}

var tables = sync.OnceValue(func() *lexicon {
	l, err := compile(ruleFiles)
	if err != nil {
		// The tables are part of the program and compiled by its tests.
		panic(err)
	}
	return l
})

// source is one line of a table, kept until all classes are known.
type source struct {
	where, section, line string
}

// compile reads every table of dir and builds the lexicon. Errors name file
// and line.
func compile(dir fs.FS) (*lexicon, error) {
	names, err := fs.Glob(dir, "rules/*.rules")
	if err != nil {
		return nil, err
	}
	l := &lexicon{
		words: map[string][]uint64{}, prefixes: map[string][]uint64{}, expand: map[string][]string{},
		joins: map[string]bool{}, deletes: map[string][]string{}, notTypos: map[string]bool{}, sounds: map[string]string{},
		sets: map[string]int{}, classes: map[string][]string{},
	}
	var patterns []source
	for _, name := range names {
		data, err := fs.ReadFile(dir, name)
		if err != nil {
			return nil, err
		}
		section := ""
		for i, line := range strings.Split(string(data), "\n") {
			line, _, _ = strings.Cut(line, "# ")
			line = strings.TrimSpace(line)
			if s, ok := strings.CutPrefix(line, "== "); ok {
				section = strings.TrimSpace(s)
				continue
			}
			if line == "" || line == "#" {
				continue
			}
			src := source{fmt.Sprintf("%s:%d", name, i+1), section, line}
			if kept, err := l.readWords(src); err != nil {
				return nil, err
			} else if !kept {
				patterns = append(patterns, src)
			}
		}
	}
	for _, special := range []struct {
		bit  *int
		name string
	}{
		{&l.filler, "filler"}, {&l.negation, "neg"}, {&l.negPass, "negpass"}, {&l.notPass, "notpass"}, {&l.but, "but"}, {&l.benign, "benign"},
		{&l.present, "present"}, {&l.nowadays, "nowadays"}, {&l.again, "again"}, {&l.person, "person"},
	} {
		if *special.bit, err = l.set("@" + special.name); err != nil {
			return nil, err
		}
	}
	for _, src := range patterns {
		if err := l.readPattern(src); err != nil {
			return nil, fmt.Errorf("%s: %w", src.where, err)
		}
	}
	l.fill()
	return l, nil
}

// readWords takes a line of a section that lists words, and reports whether it
// was one.
func (l *lexicon) readWords(src source) (bool, error) {
	switch src.section {
	case "classes":
		name, members, ok := strings.Cut(src.line, ":")
		if !ok {
			return false, fmt.Errorf("%s: a class is \"name: words\"", src.where)
		}
		l.classes[name] = append(l.classes[name], strings.Fields(members)...)
	case "expand":
		written, plain, ok := strings.Cut(src.line, "=")
		if !ok {
			return false, fmt.Errorf("%s: an expansion is \"written = plain words\"", src.where)
		}
		for w := range strings.FieldsSeq(written) {
			l.expand[w] = strings.Fields(plain)
		}
	case "joins":
		for w := range strings.FieldsSeq(src.line) {
			l.joins[w] = true
			l.longestJoin = max(l.longestJoin, len(w))
		}
	case "typos":
		for w := range strings.FieldsSeq(src.line) {
			for i := range w {
				short := w[:i] + w[i+1:]
				l.deletes[short] = append(l.deletes[short], w)
			}
		}
	case "not typos":
		for w := range strings.FieldsSeq(src.line) {
			l.notTypos[w] = true
		}
	case "sounds":
		for w := range strings.FieldsSeq(src.line) {
			if sound := text.SpanishSound(w); l.sounds[sound] == "" {
				l.sounds[sound] = w
			}
		}
	default:
		return false, nil
	}
	return true, nil
}

// set returns the bit of one element ("die/@breathe"), making it if new.
func (l *lexicon) set(element string) (int, error) {
	if bit, ok := l.sets[element]; ok {
		return bit, nil
	}
	for part := range strings.SplitSeq(element, "/") {
		if part == "" || part == "$" || strings.HasSuffix(part, "?") {
			return 0, fmt.Errorf("%q: \"/$\" and \"?\" end an element", element)
		}
		if name, ok := strings.CutPrefix(part, "@"); ok && l.classes[name] == nil {
			return 0, fmt.Errorf("no class %q", name)
		}
	}
	bit := len(l.sets)
	l.sets[element] = bit
	return bit, nil
}

// fill gives every word the bits of the sets that accept it, and files the
// patterns by the rarest set that each needs.
func (l *lexicon) fill() {
	l.width = (len(l.sets) + 63) / 64
	l.none = make([]uint64, l.width)
	for element, bit := range l.sets {
		for _, w := range l.members(element, 0) {
			into := l.words
			if p, ok := strings.CutSuffix(w, "*"); ok {
				into, w = l.prefixes, p
			}
			if into[w] == nil {
				into[w] = make([]uint64, l.width)
			}
			into[w][bit/64] |= 1 << (bit % 64)
		}
	}
	for _, plain := range l.expand { // what words expand to must be known, and so not a typo
		for _, w := range plain {
			if l.words[w] == nil {
				l.words[w] = make([]uint64, l.width)
			}
		}
	}
	for w, set := range l.words {
		for i := minPrefix; i <= len(w); i++ {
			for j, b := range l.prefixes[w[:i]] {
				set[j] |= b
			}
		}
	}
	common := l.commonness()
	for _, x := range []*index{&l.idioms, &l.past, &l.tags, &l.rules} {
		x.build(common)
	}
}

// commonness guesses how often a text has a word of each set: words that many
// sets hold ("me", "he") are the ones that people use most.
func (l *lexicon) commonness() []int {
	of := make([]int, len(l.sets))
	for _, words := range []map[string][]uint64{l.words, l.prefixes} {
		for _, set := range words {
			n := 0
			for _, b := range set {
				n += bits.OnesCount64(b)
			}
			for bit := range ones(set) {
				of[bit] += n
			}
		}
	}
	return of
}

// members lists the words an element accepts, classes within classes included.
func (l *lexicon) members(element string, depth int) []string {
	var out []string
	for part := range strings.SplitSeq(element, "/") {
		name, isClass := strings.CutPrefix(part, "@")
		if !isClass {
			out = append(out, part)
			continue
		}
		if depth > 5 {
			panic("safety: class " + name + " holds itself")
		}
		for _, m := range l.classes[name] {
			out = append(out, l.members(m, depth+1)...)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
