package flows

import (
	"iter"
	"strings"
)

// What is looked for in every text of a clinic is looked for by hand: an editor waits
// for it. Each is held to the pattern that says the same in a test.

// withoutNames is s with a blank for each {name}.
func withoutNames(s string) string {
	if strings.IndexByte(s, '{') < 0 {
		return s
	}
	return named.ReplaceAllString(s, " ")
}

// sentences are the parts of s between what ends sentences: `[.?!:;\n]+(\s|$)`.
func sentences(s string) iter.Seq[string] {
	return func(yield func(string) bool) {
		from := 0
		for i := 0; i < len(s); {
			end, next := sentenceEnd(s, i)
			if end && !yield(s[from:i]) {
				return
			}
			if end {
				from = next
			}
			i = next
		}
		yield(s[from:])
	}
}

// sentenceEnd reports whether a sentence ends at byte i, and where to look on.
func sentenceEnd(s string, i int) (is bool, next int) {
	line := -1 // the last line's end in a row of marks can be the blank after them
	to := i
	for to < len(s) && endsSentence(s[to]) {
		if s[to] == '\n' && to > i {
			line = to
		}
		to++
	}
	switch {
	case to == i:
		return false, i + 1
	case to == len(s):
		return true, to
	case isBlank(s[to]):
		return true, to + 1
	case line > 0:
		return true, line + 1
	}
	return false, to
}

func endsSentence(b byte) bool { return strings.IndexByte(".?!:;\n", b) >= 0 }

func isBlank(b byte) bool { return b == ' ' || b >= '\t' && b <= '\r' && b != '\v' }

func isDigit(b byte) bool { return b >= '0' && b <= '9' }

// withoutMenu is s with a sentence's end for each number of a menu:
// `(^|[ ,:])[0-9]( |$)`.
func withoutMenu(s string) string {
	if !strings.ContainsAny(s, "0123456789") {
		return s
	}
	var b strings.Builder
	number := func(i int) bool { return i < len(s) && isDigit(s[i]) && (i+1 == len(s) || s[i+1] == ' ') }
	for i := 0; i < len(s); {
		at := i
		if (s[i] == ' ' || s[i] == ',' || s[i] == ':') && number(i+1) {
			at = i + 1
		} else if i > 0 || !number(0) {
			b.WriteByte(s[i])
			i++
			continue
		}
		b.WriteString(". ")
		i = min(at+2, len(s))
	}
	return b.String()
}

// ordinary reports whether s has only letters, digits and marks of the plain alphabet
// that every phone and every language shares: then it needs no closer look.
func ordinary(s string) bool {
	for i := 0; i < len(s); i++ {
		if b := s[i]; (b < ' ' && b != '\n') || b > '~' || b == '`' {
			return false
		}
	}
	return true
}
