package flows

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"nightdesk/bot"
	"nightdesk/bot/text"
)

// Meter is the measure of one wording in one language.
type Meter struct {
	File string   `json:"file"`
	Line int      `json:"line"` // where it begins, from 1
	Last int      `json:"last"` // and its last line
	Lang bot.Lang `json:"lang"`
	// What says which it is: "step/intake/who/ask", "topic/hours/say", "phrase/nudge".
	What string `json:"what"`
	// Length is in characters, with facts filled in and other names as long as they get.
	Length   int           `json:"length"`
	Encoding text.Encoding `json:"encoding"`
	Segments int           `json:"segments"`
	// Warn and Refuse are how many segments are fine, and how many too many.
	Warn   int `json:"warn"`
	Refuse int `json:"refuse"`
	// Grade is the school grade it asks of its reader; 0 = not known, or too short to tell.
	Grade int `json:"grade"`
	// Odd are the characters that leave less room in every part; Avoid the words to avoid.
	Odd   []Marked `json:"odd,omitempty"`
	Avoid []Marked `json:"avoid,omitempty"`
}

// Marked is a part of a wording that somebody should look at.
type Marked struct {
	Line int    `json:"line"` // from 1
	From int    `json:"from"` // from 0, in UTF-16 units
	To   int    `json:"to"`
	Text string `json:"text"`
	Say  string `json:"say"` // what to write for it; "" = something else
}

// MetersOf measures every text that people are sent from those files of a script that are
// given, in their order. known gives facts and limits, as for Check.
func MetersOf(script *bot.Script, files map[string]string, known Known) []Meter {
	c := newChecker(script, known)
	c.asWritten()
	places := newPlaces(script, files)
	var all []Meter
	add := func(key string, lang bot.Lang, s string) {
		src, ok := script.Sources[key+"/"+string(lang)]
		if _, wanted := files[src.File]; !ok || !wanted {
			return
		}
		sent := c.filled(s, lang)
		m := Meter{File: src.File, Line: src.Line, Lang: lang, What: key, Length: len([]rune(sent)),
			Warn: c.known.Limits.Warn, Refuse: c.known.Limits.Refuse}
		m.Encoding, m.Segments = text.Segments(sent)
		if grade, ok := longEnough(s, lang); ok {
			m.Grade = int(grade + 0.5)
		}
		lines := places.of(src)
		m.Last = src.Line + max(0, len(lines)-1)
		for i, l := range lines {
			at := 0
			if i == 0 {
				at = min(len(l), len(string([]rune(l)[:min(src.Col-1, len([]rune(l)))])))
			}
			m.Odd = append(m.Odd, oddIn(l, at, src.Line+i)...)
			m.Avoid = append(m.Avoid, avoidIn(l, at, src.Line+i, instead[lang].say)...)
		}
		all = append(all, m)
	}
	c.each(func(w wording, lang bot.Lang, s string) { add(w.key, lang, s) })
	for name, t := range script.Danger {
		for lang, s := range t {
			add("danger/"+name, lang, s)
		}
	}
	slices.SortFunc(all, func(a, b Meter) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Lang, b.Lang), cmp.Compare(a.What, b.What))
	})
	return all
}

// places finds the lines of a wording: from where it begins to the next thing that
// stands anywhere.
type places struct {
	lines map[string][]string
	marks map[string][]int // lines where something stands, in order
}

func newPlaces(script *bot.Script, files map[string]string) places {
	p := places{map[string][]string{}, map[string][]int{}}
	for name, src := range files {
		p.lines[name] = strings.Split(strings.TrimPrefix(src, "\ufeff"), "\n")
	}
	for _, src := range script.Sources {
		p.marks[src.File] = append(p.marks[src.File], src.Line)
	}
	for name := range p.marks {
		slices.Sort(p.marks[name])
	}
	return p
}

// of are the lines of the wording at src, without notes and blank lines after it.
func (p places) of(src bot.Source) []string {
	all := p.lines[src.File]
	if src.Line < 1 || src.Line > len(all) {
		return nil
	}
	end := len(all)
	marks := p.marks[src.File]
	if i, _ := slices.BinarySearch(marks, src.Line+1); i < len(marks) {
		end = marks[i] - 1
	}
	var lines []string
	for i, l := range all[src.Line-1 : min(end, len(all))] {
		l = strings.TrimRight(withoutComment(strings.TrimSuffix(l, "\r")), " ")
		if i > 0 && !strings.HasPrefix(l, " ") {
			break
		}
		if i > 0 && contains(stepVerbs, strings.SplitN(strings.TrimSpace(l), " ", 2)[0]) && looksWhole(l) {
			break
		}
		lines = append(lines, l)
	}
	return lines
}

// looksWhole reports whether a line is a sentence rather than part of a wording.
func looksWhole(l string) bool { return (&parser{}).looksLikeVerb(strings.TrimSpace(l)) }

// oddIn marks the characters of a line, from byte at, that plain texts do not have.
func oddIn(l string, at, no int) []Marked {
	var all []Marked
	col := utf16Len(l[:at])
	for _, r := range l[at:] {
		n := utf16Len(string(r))
		if text.NotGSM7(string(r)) != 0 {
			all = append(all, Marked{no, col, col + n, string(r), plainFor[r]})
		}
		col += n
	}
	return all
}

// avoidIn marks the words of a line, from byte at, that are in a list of words to
// avoid; entries of several words count where they stand on one line.
func avoidIn(l string, at, no int, list map[string]string) []Marked {
	type placed struct {
		folded   string
		from, to int
	}
	var words []placed
	masked := named.ReplaceAllStringFunc(l, func(s string) string { return strings.Repeat(" ", len(s)) })
	for from := at; from < len(masked); {
		i := strings.IndexFunc(masked[from:], isWordRune)
		if i < 0 {
			break
		}
		from += i
		end := strings.IndexFunc(masked[from:], func(r rune) bool { return !isWordRune(r) })
		if end < 0 {
			end = len(masked) - from
		}
		words = append(words, placed{folded(masked[from : from+end]), from, from + end})
		from += end
	}
	var all []Marked
	for i := range words {
		phrase := ""
		for n := 0; n < 5 && i+n < len(words); n++ {
			phrase = strings.TrimSpace(phrase + " " + words[i+n].folded)
			for _, entry := range []string{phrase, strings.ReplaceAll(phrase, " ", "-")} {
				if say, bad := list[entry]; bad {
					from, to := words[i].from, words[i+n].to
					all = append(all, Marked{no, utf16Len(l[:from]), utf16Len(l[:to]), l[from:to], say})
					break
				}
			}
		}
	}
	return all
}

func isWordRune(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || r == '\'' || r == '’'
}
