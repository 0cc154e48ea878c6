package safety

import (
	"iter"
	"math/bits"
)

// index is patterns, filed by the rarest set that each cannot match without, and
// with the rarest other one that its beginning needs. A text is held against the
// patterns whose two sets it has words of and no others: one in fifty or so.
type index struct {
	all   []*pattern
	byBit [][]filed
	keys  []uint64   // the bits that byBit has
	any   []*pattern // those that need nothing in particular
}

// filed is a pattern with a bit that it needs besides the one it is filed by, or
// that one again.
type filed struct {
	*pattern
	also int
}

func (x *index) add(p *pattern) { x.all = append(x.all, p) }

func (x *index) build(commonness []int) {
	x.byBit, x.keys = make([][]filed, len(commonness)), make([]uint64, (len(commonness)+63)/64)
	for _, p := range x.all {
		key := -1
		for _, q := range p.all {
			key = rarest(q.need, commonness, key, -1)
		}
		if key < 0 {
			x.any = append(x.any, p)
			continue
		}
		also := rarest(p.all[0].need, commonness, -1, key)
		if also < 0 {
			also = key
		}
		x.byBit[key] = append(x.byBit[key], filed{p, also})
		x.keys[key/64] |= 1 << (key % 64)
	}
}

// rarest is the rarest of bits and best, of which -1 is none, but for one.
func rarest(bits, commonness []int, best, but int) int {
	for _, bit := range bits {
		if bit != but && (best < 0 || commonness[bit] < commonness[best]) {
			best = bit
		}
	}
	return best
}

// candidates are the patterns that a text with words of the sets in union may
// match, in no order that means anything.
func (x *index) candidates(union []uint64) iter.Seq[*pattern] {
	return func(yield func(*pattern) bool) {
		for _, p := range x.any {
			if !yield(p) {
				return
			}
		}
		for i, b := range union {
			for b &= x.keys[i]; b != 0; b &= b - 1 {
				for _, f := range x.byBit[i*64+bits.TrailingZeros64(b)] {
					if union[f.also/64]&(1<<(f.also%64)) != 0 && !yield(f.pattern) {
						return
					}
				}
			}
		}
	}
}

// ones are the numbers of the bits that are set.
func ones(set []uint64) iter.Seq[int] {
	return func(yield func(int) bool) {
		for i, b := range set {
			for ; b != 0; b &= b - 1 {
				if !yield(i*64 + bits.TrailingZeros64(b)) {
					return
				}
			}
		}
	}
}
