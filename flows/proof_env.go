package flows

import (
	"cmp"
	"math/bits"
	"slices"
)

// env says for each name what may be kept of it: what the list says; nothing, for
// the names in unset; anything for all others. Names of the list are not in unset.
// What is in it is shared and never changed in place.
type env struct {
	unset nameSet
	list  []constraint // in the order of names
}

type constraint struct {
	name int
	set  valueSet
}

// nameSet is a set of names, one bit each; nil is the empty one.
type nameSet []uint64

func (n nameSet) has(id int) bool { return id/64 < len(n) && n[id/64]&(1<<(id%64)) != 0 }

// without is n less what other has.
func (n nameSet) without(other nameSet) nameSet {
	if len(n) == 0 {
		return nil
	}
	out := slices.Clone(n)
	for w := range other {
		out[w] &^= other[w]
	}
	return out
}

// and is what both have.
func (n nameSet) and(other nameSet) nameSet {
	if len(n) == 0 || len(other) == 0 {
		return nil
	}
	out := slices.Clone(n)
	for w := range out {
		out[w] &= other[w]
	}
	return out
}

func byName(c constraint, name int) int { return cmp.Compare(c.name, name) }

// get is what may be kept under a name.
func (p *proof) get(e env, name int) valueSet {
	if e.unset.has(name) {
		return unset
	}
	if i, ok := slices.BinarySearchFunc(e.list, name, byName); ok {
		return e.list[i].set
	}
	return p.vars[name].all
}

// with is e with another set for a name.
func (e env) with(name int, set valueSet) env {
	i, ok := slices.BinarySearchFunc(e.list, name, byName)
	if ok && e.list[i].set == set {
		return e
	}
	list := make([]constraint, 0, len(e.list)+1)
	list = append(append(list, e.list[:i]...), constraint{name, set})
	if ok {
		i++
	}
	e.list = append(list, e.list[i:]...)
	if e.unset.has(name) {
		e.unset = slices.Clone(e.unset)
		e.unset[name/64] &^= 1 << (name % 64)
	}
	return e
}

// join widens into by what e allows, and reports whether that is more.
func (p *proof) join(into *env, e env) bool {
	if p.within(*into, e) {
		return false
	}
	list := make([]constraint, 0, max(len(into.list), len(e.list)))
	both(into.list, e.list, func(name int) {
		if set := p.get(*into, name) | p.get(e, name); set != p.vars[name].all {
			list = append(list, constraint{name, set})
		}
	})
	into.unset, into.list = into.unset.and(e.unset), list
	return true
}

// both calls add for each name that one of two lists has.
func both(a, b []constraint, add func(name int)) {
	for len(a) > 0 || len(b) > 0 {
		switch {
		case len(b) == 0 || len(a) > 0 && a[0].name < b[0].name:
			add(a[0].name)
			a = a[1:]
		case len(a) == 0 || b[0].name < a[0].name:
			add(b[0].name)
			b = b[1:]
		default:
			add(a[0].name)
			a, b = a[1:], b[1:]
		}
	}
}

// within reports whether e allows nothing that into does not.
func (p *proof) within(into, e env) bool {
	for w, word := range into.unset {
		if len(e.unset) > 0 {
			word &^= e.unset[w]
		}
		for ; word != 0; word &= word - 1 {
			if p.get(e, w*64+bits.TrailingZeros64(word))&^unset != 0 {
				return false
			}
		}
	}
	for _, c := range into.list { // what it does not name is anything in it
		if p.get(e, c.name)&^c.set != 0 {
			return false
		}
	}
	return true
}
