package console

import (
	"fmt"
	"slices"
	"strconv"

	"nightdesk/bot"
	"nightdesk/bot/text"
	"nightdesk/flows"
)

// textMeters are one text of a script in its languages, measured.
type textMeters struct {
	Key, Where string
	Line, End  int
	Look       bool // somebody should
	Langs      []textMeter
}

// textMeter is the measure of one wording.
type textMeter struct {
	Lang     string // the code
	Language string
	Text     string
	// Line and End are where it stands in the file; 0 = nowhere yet.
	Line, End int
	Room      string // "142 of 160 characters"
	Is        fill
	Parts     string // what to know of its length: "room for 6 more"; "" = nothing
	Filled    int    // of 100: of one text, or of all of it if that is more than one
	Grade     int    // 0 = not known
	Hard      bool   // harder than grade 6
	Long      bool   // more parts than are fine
	Odd       []flows.Marked
	Avoid     []flows.Marked
}

// fill is how full a text is.
type fill string

const (
	fits     fill = "fits"
	nearly   fill = "near" // it fits, and a few letters more would not
	over     fill = "over" // it goes as several
	tooMany  fill = "long" // as more than are fine
	refused  fill = "bad"  // as more than may be
	emptied  fill = "empty"
	nearRoom      = 10 // characters that are few
)

// Over reports whether it is more than one text.
func (t textMeter) Over() bool { return t.Is == over || t.Is == tooMany || t.Is == refused }

// highestGrade is the hardest that a text for everybody may be (domain reference 6).
const highestGrade = 6

// metersOf measures all texts of a file.
func metersOf(script *bot.Script, files map[string]string, file string, known flows.Known) []textMeters {
	wordings := map[string]flows.Wording{}
	for _, w := range flows.Wordings(script) {
		wordings[w.Key] = w
	}
	var all []textMeters
	for _, m := range flows.MetersOf(script, map[string]string{file: files[file]}, known) {
		if n := len(all); n == 0 || all[n-1].Key != m.What {
			all = append(all, textMeters{Key: m.What, Where: wordings[m.What].Where, Line: m.Line})
		}
		t := &all[len(all)-1]
		one := meterOf(m, wordings[m.What].Text[m.Lang])
		t.Line, t.End = min(t.Line, m.Line), max(t.End, m.Last)
		t.Langs = append(t.Langs, one)
	}
	for i := range all {
		all[i].look()
	}
	return all
}

// look says whether somebody should look at the text.
func (t *textMeters) look() {
	t.Look = slices.ContainsFunc(t.Langs, func(one textMeter) bool {
		return one.Hard || one.Long || len(one.Avoid) > 0 || len(one.Odd) > 0
	})
}

// brokenNames are the rules of problems that change how long a text is.
var brokenNames = []string{"braces", "unknown-value"}

// unmeasured takes the length from texts that have such a problem.
func unmeasured(all []textMeters, problems []problemLine) {
	for i := range all {
		for j, t := range all[i].Langs {
			if slices.ContainsFunc(problems, func(p problemLine) bool {
				return p.Severity == flows.Error && p.Line >= t.Line && p.Line <= t.End && slices.Contains(brokenNames, p.Rule)
			}) {
				all[i].Langs[j] = withoutLength(t)
			}
		}
		all[i].look()
	}
}

// meterOf says a measure in words.
func meterOf(m flows.Meter, words string) textMeter {
	single, special := 160, "" // of GSM-7: 3GPP TS 23.038
	if m.Encoding != text.GSM7 {
		single, special = 70, " (special letters)"
	}
	t := textMeter{Lang: string(m.Lang), Language: flows.LanguageName(m.Lang), Text: words, Line: m.Line, End: m.Last, Grade: m.Grade, Odd: m.Odd, Avoid: m.Avoid,
		Room: fmt.Sprintf("%d of %d characters%s", m.Length, single, special), Is: fits, Filled: m.Length * 100 / single,
		Hard: m.Grade > highestGrade, Long: m.Segments > m.Warn}
	switch left := single - m.Length; {
	case m.Segments > 1:
		t.Is, t.Filled = over, single*100/m.Length
		t.Parts = fmt.Sprintf("%d over: goes as %s", -left, plural(m.Segments, "text"))
		if m.Segments > m.Refuse {
			t.Is = refused
			t.Parts += ", too long to publish"
		} else if t.Long {
			t.Is = tooMany
			t.Parts += ", long"
		} else {
			t.Parts += ": that is allowed, a shorter one is read sooner"
		}
	case left == 0:
		t.Is, t.Parts = nearly, "full: one more makes it 2 texts"
	case left <= nearRoom:
		t.Is, t.Parts = nearly, "room for "+strconv.Itoa(left)+" more"
	}
	return t
}

// withoutLength is the measure of a wording whose length is not known, as of one with a
// brace that is lost: what it fills in is not filled in.
func withoutLength(t textMeter) textMeter {
	t.Is, t.Filled, t.Room, t.Parts, t.Long = fits, 0, "its length is known when the line is mended", "", false
	return t
}

// unwritten is the measure of a wording that was emptied.
func unwritten(t textMeter) textMeter {
	return textMeter{Lang: t.Lang, Language: t.Language, Room: "empty", Is: emptied, Parts: "nothing would be sent"}
}
