package flows

import (
	"regexp"
	"strings"
)

// fixDigit is line l of a question with the number of an answer as it should be shown;
// "" = it cannot be told.
func fixDigit(p *Problem, l string, at int) string {
	code := withoutComment(l)
	note := l[len(code):]
	if at > len(code) {
		return ""
	}
	mended := ""
	write, is := strings.CutPrefix(p.Mend, "write:  ")
	into, one := strings.CutPrefix(p.Mend, "write it into the question:  ")
	all, every := strings.CutPrefix(p.Mend, "write them into the question:  ")
	switch {
	case p.Rule == "bare-digit" && is && p.Wrong != "":
		mended = withWords(code, at, p.Wrong, strings.TrimPrefix(write, p.Wrong))
	case p.Rule == "spare-digit" && is && p.Wrong != "":
		digit, _, _ := strings.Cut(write, " ")
		mended = code[:at] + digit + code[at+len(p.Wrong):]
	case p.Rule == "spare-digit" && p.Wrong != "" && strings.Trim(code[at+len(p.Wrong):], " .,;:)") == "":
		mended = strings.TrimRight(code[:at], " ,;(")
	case p.Rule == "hidden-digit" && is:
		mended = uncrossed(code, at)
	case one:
		mended = withAnswer(code, at, into)
	case every && !strings.HasSuffix(all, "..."):
		mended = strings.TrimRight(code, " ") + " " + all
	}
	if mended == "" || mended == code {
		return ""
	}
	return mended + note
}

// withWords puts words behind a digit at a byte of l, and behind the mark that numbers
// of this line have.
func withWords(l string, at int, digit, words string) string {
	end := at + len(digit)
	if end < len(l) && (l[end] == ')' || l[end] == ':' || l[end] == '.' && strings.TrimSpace(l[end+1:]) != "") {
		end++
	}
	return strings.TrimRight(l[:end]+words+l[end:], " ")
}

// shownCrossed are "1 no" and "2 yes" behind each other.
var shownCrossed = regexp.MustCompile(`(?i)\b1([ .):=-]*)(no\b[^0-9.?!]*?)([ ,;]+)2([ .):=-]*)((?:yes|si|sí)\b(?:[^0-9.?!]*[^0-9.?! ,;])?)`)

// uncrossed is l with yes for 1 and no for 2.
func uncrossed(l string, at int) string {
	if loc := shownCrossed.FindStringIndex(l[at:]); loc == nil {
		return ""
	}
	return l[:at] + shownCrossed.ReplaceAllString(l[at:], "1${1}${5}${3}2${4}${2}")
}

// withAnswer is l with an answer, as "2 my son", among those that it shows from byte at:
// its number before its words where they stand there, or else both.
func withAnswer(l string, at int, answer string) string {
	digit, words, _ := strings.Cut(answer, " ")
	n := 0
	for _, r := range digit {
		n = 10*n + int(r-'0')
	}
	from, to := digitAt(l, at, itoa(n-1)), digitAt(l, at, itoa(n+1))
	switch {
	case from < 0 && to < 0 || from >= 0 && to >= 0 && to < from || words == "":
		return ""
	case from < 0:
		from = max(at, strings.LastIndexAny(l[:to], "?:.")+1)
	}
	end := to
	if to < 0 {
		end = len(l)
		if i := strings.IndexAny(l[from+1:], ".?!"); i >= 0 {
			end = from + 1 + i
		}
	}
	if numbered := replacedOnce(l[:end], from, words, digit+" "+words); numbered != "" {
		return numbered + l[end:]
	}
	if to < 0 {
		return strings.TrimRight(l[:end], " ,;") + " " + answer + l[end:]
	}
	mark := " "
	if strings.HasSuffix(strings.TrimRight(l[:to], " "), ",") {
		mark = ", "
	}
	return l[:to] + answer + mark + l[to:]
}

// digitAt is where a number stands by itself in l from byte at; -1 = nowhere.
func digitAt(l string, at int, digit string) int {
	for i := at; ; {
		j := strings.Index(l[i:], digit)
		if j < 0 {
			return -1
		}
		i += j
		if end := i + len(digit); (i == 0 || !alnum(l[i-1])) && (end == len(l) || !alnum(l[end])) {
			return i
		}
		i += len(digit)
	}
}
