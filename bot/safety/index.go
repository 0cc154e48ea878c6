package safety

import (
	"iter"
	"math/bits"
)

// index is patterns, filed by the rarest set that each cannot match without. A
// text is held against the patterns of the sets that it has words of and no
// others: one in twenty or so.
type index struct {
	all   []*pattern
	byBit map[int][]*pattern
	keys  []uint64   // the bits that byBit has
	any   []*pattern // those that need nothing in particular
}

func (x *index) add(p *pattern) { x.all = append(x.all, p) }

func (x *index) build(commonness []int) {
	x.byBit, x.keys = map[int][]*pattern{}, make([]uint64, (len(commonness)+63)/64)
	for _, p := range x.all {
		rarest := -1
		for _, q := range p.all {
			for _, bit := range q.need {
				if rarest < 0 || commonness[bit] < commonness[rarest] {
					rarest = bit
				}
			}
		}
		if rarest < 0 {
			x.any = append(x.any, p)
			continue
		}
		x.byBit[rarest] = append(x.byBit[rarest], p)
		x.keys[rarest/64] |= 1 << (rarest % 64)
	}
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
				for _, p := range x.byBit[i*64+bits.TrailingZeros64(b)] {
					if !yield(p) {
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
