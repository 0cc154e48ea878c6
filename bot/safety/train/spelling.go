package main

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
)

// misspell writes a text as thumbs in a hurry do: letters left out, swapped,
// doubled or wrong, vowels dropped, words run together, no apostrophes.
func misspell(s string, rng *rand.Rand) string {
	words := strings.Fields(s)
	for i, w := range words {
		if letters := []rune(w); len(letters) > 3 && rng.IntN(4) == 0 {
			words[i] = string(slip(letters, rng))
		}
	}
	if len(words) > 2 && rng.IntN(3) == 0 {
		at := rng.IntN(len(words) - 1)
		words = slices.Replace(words, at, at+2, words[at]+words[at+1])
	}
	out := strings.Join(words, " ")
	if rng.IntN(2) == 0 {
		out = strings.ReplaceAll(out, "'", "")
	}
	return out
}

// slip makes one slip in a word, never at its first letter.
func slip(w []rune, rng *rand.Rand) []rune {
	at := 1 + rng.IntN(len(w)-2)
	switch rng.IntN(5) {
	case 0:
		return slices.Delete(w, at, at+1)
	case 1:
		w[at], w[at+1] = w[at+1], w[at]
		return w
	case 2:
		return slices.Insert(w, at, w[at])
	case 3:
		w[at] = []rune("etaoinsrhl")[rng.IntN(10)]
		return w
	}
	out := w[:1]
	for _, c := range w[1:] {
		if !strings.ContainsRune("aeiou", c) || rng.IntN(2) == 0 {
			out = append(out, c)
		}
	}
	return out
}

// spread is the size that all but one in ten thousand weights stay within.
func spread(w []float64) float64 {
	sizes := make([]float64, len(w))
	for i, x := range w {
		sizes[i] = math.Abs(x)
	}
	slices.SortFunc(sizes, cmp.Compare[float64])
	return max(sizes[len(sizes)-1-len(sizes)/10000], 1e-9)
}
