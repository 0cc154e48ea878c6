package mask

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"time"
)

var (
	mailTop = regexp.MustCompile(`\.[a-z]{2,12}$`)
	// mailWords are how an address is said in words, behind "at".
	mailWords = regexp.MustCompile(`^(?:gmail|yahoo|hotmail|outlook|icloud|aol|live|msn|proton|protonmail|ymail|comcast|gci)(?: ?[\[(]?\b(?:dot|punto)[\])]? ?| ?\. ?| )(?:com|net|org|me|mx|es)\b`)
	// mailHost is whose address it is without an end: "maria@gmail".
	mailHost = regexp.MustCompile(`^(?:gmail|yahoo|hotmail|outlook|icloud|aol|protonmail|ymail)\b`)
	mailAts  = []string{" at ", " arroba "}
	// mailSigns are what people write for an @ to hide it from machines.
	mailSigns = []string{"(at)", "[at]", "{at}", "<at>", "(arroba)", "[arroba]"}
)

// The greatest lengths of an address's halves (RFC 5321, 4.5.3.1).
const longestLocal, longestDomain = 64, 255

// spelledMail reports whether a text without any digit and @ holds an address.
func spelledMail(s string) bool {
	for _, at := range mailAts {
		for rest := s; ; {
			i := strings.Index(rest, at)
			if i < 0 {
				break
			}
			if rest = rest[i+len(at):]; mailWords.MatchString(rest[:min(len(rest), 40)]) {
				return true
			}
		}
	}
	return false
}

// ats makes an @ of each sign that stands for one.
func (v *view) ats() {
	for _, sign := range mailSigns {
		for i := bytes.Index(v.b, []byte(sign)); i >= 0; i = bytes.Index(v.b, []byte(sign)) {
			last := i + len(sign) - 1
			v.b[i], v.end[i] = '@', v.end[last]
			v.b, v.start, v.end = slices.Delete(v.b, i+1, last+1), slices.Delete(v.start, i+1, last+1), slices.Delete(v.end, i+1, last+1)
		}
	}
}

// emails finds e-mail addresses.
func emails(v *view, _ time.Time, take func(Kind, int, int)) {
	for i := 0; i < len(v.b); i++ {
		switch v.b[i] {
		case '@':
			v.mail(i, take)
		case ' ':
			for _, at := range mailAts {
				if !bytes.HasPrefix(v.b[i:], []byte(at)) {
					continue
				}
				to := i + len(at)
				if m := mailWords.FindIndex(v.b[to:min(len(v.b), to+40)]); m != nil {
					if from := v.mailLocal(i); from < i {
						take(Email, from, to+m[1])
					}
				}
			}
		}
	}
}

// mail takes the address around an @, which may stand between blanks.
func (v *view) mail(at int, take func(Kind, int, int)) {
	end, from := at, at+1
	if end > 0 && v.b[end-1] == ' ' {
		end--
	}
	if from < len(v.b) && v.b[from] == ' ' {
		from++
	}
	to := from
	for to < len(v.b) && to-from < longestDomain && (isAlnum(v.b[to]) || v.b[to] == '.' || v.b[to] == '-') {
		to++
	}
	for to > from && !isAlnum(v.b[to-1]) {
		to--
	}
	whole := mailTop.Match(v.b[from:to])
	for _, re := range []*regexp.Regexp{mailWords, mailHost} {
		if m := re.FindIndex(v.b[from:min(len(v.b), from+40)]); m != nil && !whole {
			to, whole = from+m[1], true
		}
	}
	if local := v.mailLocal(end); local < end && whole && isAlnum(v.b[from]) {
		take(Email, local, to)
	}
}

// mailLocal is where the half before the @ begins that ends at end.
func (v *view) mailLocal(end int) int {
	from := end
	for from > 0 && end-from < longestLocal && (isAlnum(v.b[from-1]) || strings.IndexByte("._%+-", v.b[from-1]) >= 0) {
		from--
	}
	for from < end && !isAlnum(v.b[from]) {
		from++
	}
	return from
}
