package flows

import (
	"slices"
	"strings"
)

// maxNear is the longest word worth guessing at; it bounds the work per guess.
const maxNear = 40

// Nearest returns the known word that was probably meant, or "": at most a
// third of its letters, and never more than three, are different.
func Nearest(word string, known []string) string {
	word = strings.ToLower(word)
	if len(word) > maxNear {
		return ""
	}
	best, at := "", 4
	for _, k := range slices.Sorted(slices.Values(known)) {
		if len(k) > maxNear {
			continue
		}
		d := distance(word, k)
		if d < at && d <= max(1, (len(k)+1)/3) && d < len(k) {
			best, at = k, d
		}
	}
	return best
}

// distance counts the letters to add, drop, change or swap with their
// neighbour to make a into b.
func distance(a, b string) int {
	before, last := make([]int, len(b)+1), make([]int, len(b)+1)
	row := make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}

// meaning is the name that was probably meant: the Nearest, or else the only one that
// is a longer or shorter form of it, as "ask_payment" is of "payment".
func meaning(word string, known []string) string {
	if g := Nearest(word, known); g != "" || len(word) > maxNear {
		return g
	}
	is := func(r rune) bool { return r == '_' || r == '-' || r == ' ' }
	parts := strings.FieldsFunc(strings.ToLower(word), is)
	found := ""
	for _, k := range known {
		if len(k) > maxNear || k == found {
			continue
		}
		others := strings.FieldsFunc(k, is)
		if !holdsParts(others, parts) && !holdsParts(parts, others) {
			continue
		}
		if found != "" {
			return "" // which one?
		}
		found = k
	}
	return found
}

// holdsParts reports whether some is all in whole, and is something to go by.
func holdsParts(whole, some []string) bool {
	const least = 3 // letters
	long := false
	for _, s := range some {
		if !slices.ContainsFunc(whole, func(w string) bool { return w == s || w == s+"s" || w+"s" == s }) {
			return false
		}
		long = long || len(s) >= least
	}
	return long
}
