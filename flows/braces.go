package flows

import (
	"slices"
	"strings"
	"unicode"

	"nightdesk/bot"
)

// What is wrong with a { or a }. Which names there are is known only when scripts are
// checked, so that reading says where, and mendBraces what to write.
const (
	braceOpen  = "a name begins with { here, and no } ends it"
	braceTorn  = "the name that begins with { here ends only in the line below"
	braceStray = "there is a } here, and no { before it"
	braceEmpty = "there is no name between { and }"
	braceTwice = "one { and one } are enough around a name"
)

const asBraces = "write names as {clinic short name}"

// braces reports the first { or } of s, which ends line l, that is no pair around a
// name. Where one only opens in s, open is its problem, from 1: s may go on below.
func (p *parser) braces(l *line, s string) (open int) {
	from := len(l.raw) - len(s)
	report := func(at, end int, text, mend string) {
		p.problem(l, from+at, "braces", text, mend)
		p.problems[len(p.problems)-1].Wrong = s[at:min(end, at+longestName+4)]
	}
	at := -1
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '{' && at >= 0 && at == i-1:
			end := doubled(s, at)
			report(at, end, braceTwice, "write:  {"+strings.TrimSpace(strings.Trim(s[at:end], "{}"))+"}")
			if raw := l.raw[:from] + undoubled(s); raw != l.raw {
				p.fix(l, raw)
			}
			return 0
		case s[i] == '{' && at >= 0:
			report(at, at+1+len(opened(s[at+1:])), braceOpen, asBraces)
			return 0
		case s[i] == '}' && at < 0 && i > 0 && s[i-1] == '}':
			report(i, i+1, braceTwice, "take one } out")
			p.fix(l, l.raw[:from+i]+l.raw[from+i+1:])
			return 0
		case s[i] == '}' && at < 0:
			report(i, i+1, braceStray, asBraces+", or take the } out")
			return 0
		case s[i] == '{':
			at = i
		case s[i] == '}':
			if strings.TrimSpace(s[at+1:i]) == "" {
				report(at, i+1, braceEmpty, "write a name between them, as {clinic short name}, or take both out")
				return 0
			}
			at = -1
		}
	}
	if at >= 0 {
		report(at, at+1+len(opened(s[at+1:])), braceOpen, asBraces)
		return len(p.problems)
	}
	return 0
}

// torn reports whether s ends a name that began with a { in the line above, whose
// problem is open, and is what stands behind it.
func (p *parser) torn(open int, s string) (rest string, is bool) {
	i := strings.IndexAny(s, "{}")
	if open == 0 || i < 0 || s[i] == '{' {
		return s, false
	}
	x := &p.problems[open-1]
	x.Text, x.Mend = braceTorn, "write the whole name on one line, with both braces"
	return s[i+1:], true
}

// doubled is where a name in doubled braces ends that begins at a byte of s.
func doubled(s string, at int) int {
	end := at + 2 + len(opened(s[at+2:]))
	for end < len(s) && (s[end] == '}' || s[end] == '{') {
		end++
	}
	return end
}

// undoubled is s without a second { or } right beside the first.
func undoubled(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if i == 0 || s[i] != s[i-1] || s[i] != '{' && s[i] != '}' {
			b.WriteByte(s[i])
		}
	}
	return b.String()
}

// longestName is how much of a text is taken for a name that nothing ends, in bytes.
const longestName = 40

// opened is what most likely belongs to a name at the start of s: words, up to the
// first mark.
func opened(s string) string {
	end := strings.IndexFunc(s, func(r rune) bool {
		return r != ' ' && r != '_' && r != '-' && !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
	if end < 0 {
		end = len(s)
	}
	if end > longestName {
		end = max(strings.LastIndexByte(s[:longestName], ' '), 0)
	}
	return strings.TrimRight(s[:end], " ")
}

// mendBraces says what to write for what braces found at byte at of line l, where
// known are the names that something fills.
func mendBraces(p *Problem, l string, at int, known map[string]bool) {
	if at >= len(l) || l[at] != '{' && l[at] != '}' {
		return
	}
	write := func(name string, from, to int) {
		p.Mend = "write:  {" + name + "}"
		p.Fix = l[:from] + "{" + name + "}" + l[to:]
	}
	switch p.Text {
	case braceOpen:
		rest := l[at+1:]
		name, n := nameIn(rest, known)
		if name == "" {
			p.Mend = "write the } behind the name; " + namesThere(known)
			return
		}
		end := at + 1 + n
		p.Wrong = l[at:end]
		if end < len(l) && strings.IndexByte(")]>", l[end]) >= 0 {
			end++ // the wrong half
		}
		write(name, at, end)
	case braceStray:
		before := l[:at]
		name, n := nameBefore(before, known)
		if name == "" {
			p.Mend = "take the } out; or, if a name should stand here, write it as {clinic short name}: " + namesThere(known)
			p.Fix = strings.TrimRight(l[:at], " ") + l[at+1:]
			return
		}
		from := at - n
		p.Col -= len([]rune(l[from:at]))
		p.Wrong = l[from : at+1]
		if from > 0 && strings.IndexByte("([<", l[from-1]) >= 0 {
			from--
		}
		write(name, from, at+1)
	case braceEmpty:
		end := at + len(p.Wrong)
		before := strings.Fields(strings.ToLower(l[:at]))
		for _, g := range likely {
			if len(before) > 0 && known[g.name] && contains(g.after, strings.Trim(before[len(before)-1], ",.:")) {
				write(g.name, at, end)
				return
			}
		}
		p.Mend = "write a name between them, or take both out; " + namesThere(known)
		p.Fix = strings.TrimRight(l[:at], " ") + l[end:]
	}
}

// likely are the names that mostly stand behind a word.
var likely = []struct {
	name  string
	after []string
}{
	{"clinic short name", []string{"is", "from", "es", "de", "somos", "to", "a", "with", "con"}},
	{"clinic phone", []string{"call", "calling", "at", "al", "phone", "telefono"}},
	{"hours", []string{"open", "hours", "abrimos", "horario"}},
}

// nameIn is the known name that s most likely begins with, and how many bytes of s
// were meant for it.
func nameIn(s string, known map[string]bool) (name string, n int) {
	run := opened(s)
	lead := len(run) - len(strings.TrimLeft(run, " "))
	words := strings.Fields(run)
	ends := wordEnds(run, lead)
	const most = 5 // words of a name
	for k := min(len(words), most, len(ends)); k > 0; k-- {
		if c := strings.ToLower(strings.Join(words[:k], " ")); known[c] {
			return c, ends[k-1]
		}
	}
	all := sortedNames(known)
	for k := min(len(words), most, len(ends)); k > 0; k-- {
		if g := Nearest(strings.Join(words[:k], " "), all); g != "" && len(strings.Fields(g)) == k {
			return g, ends[k-1]
		}
	}
	if len(words) > 0 {
		if more := longer(words[0], known); len(more) > 0 {
			return more[0], ends[0]
		}
	}
	return "", 0
}

// wordEnds is where each word of s ends, from a byte on.
func wordEnds(s string, from int) (ends []int) {
	for i := from + 1; i <= len(s); i++ {
		if s[i-1] != ' ' && (i == len(s) || s[i] == ' ') {
			ends = append(ends, i)
		}
	}
	return ends
}

// nameBefore is the known name that s ends with, and its length there.
func nameBefore(s string, known map[string]bool) (name string, n int) {
	words := strings.Fields(s)
	const most = 5
	for k := min(len(words), most); k > 0; k-- {
		c := strings.Join(words[len(words)-k:], " ")
		bare := strings.TrimLeft(c, "([<")
		if known[strings.ToLower(bare)] && strings.HasSuffix(s, bare) {
			return strings.ToLower(bare), len(bare)
		}
	}
	return "", 0
}

func sortedNames(known map[string]bool) []string {
	all := make([]string, 0, len(known))
	for k := range known {
		all = append(all, k)
	}
	slices.Sort(all)
	return all
}

// namesThere lists names that may stand in braces, the clinic's own and what is kept
// first.
func namesThere(known map[string]bool) string {
	var own []string
	for _, k := range sortedNames(known) {
		if !contains(ofTheMoment, k) {
			own = append(own, k)
		}
	}
	return "the names are: " + few(own)
}

// few is a list of names: all of them, or the first and how many more there are.
func few(names []string) string {
	const most, shown = 12, 10
	if len(names) <= most {
		return strings.Join(names, ", ")
	}
	return strings.Join(names[:shown], ", ") + " and " + itoa(len(names)-shown) + " more"
}

// valuesOf lists the names that something fills: facts, kept answers, settings, and
// those of the moment.
func valuesOf(script *bot.Script, facts []string) map[string]bool {
	filling := map[string]bool{}
	for _, name := range slices.Concat(facts, ofTheMoment) {
		filling[name] = true
	}
	for _, f := range script.Flows {
		for _, s := range f.Steps {
			if s.Keep != "" {
				filling[s.Keep] = true
			}
			for _, set := range s.Set {
				filling[set.Name] = true
			}
		}
	}
	return filling
}
