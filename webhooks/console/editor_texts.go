package console

import (
	"fmt"
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
	Room     string // "142 of 160 characters"
	Parts    string // "1 text", "goes as 2 texts"
	Grade    int    // 0 = not known
	Hard     bool   // harder than grade 6
	Long     bool   // more parts than are fine
	TooLong  bool   // more than may be
	Filled   int    // of 100, of one text
	Odd      []flows.Marked
	Avoid    []flows.Marked
}

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
		t.Look = t.Look || one.Hard || one.Long || len(one.Avoid) > 0 || len(one.Odd) > 0
		t.Langs = append(t.Langs, one)
	}
	return all
}

// meterOf says a measure in words.
func meterOf(m flows.Meter, words string) textMeter {
	single, special := 160, "" // of GSM-7: 3GPP TS 23.038
	if m.Encoding != text.GSM7 {
		single, special = 70, " because of special letters"
	}
	t := textMeter{Lang: string(m.Lang), Language: flows.LanguageName(m.Lang), Text: words, Grade: m.Grade, Odd: m.Odd, Avoid: m.Avoid,
		Room: fmt.Sprintf("%d of %d characters%s", m.Length, single, special), Parts: "1 text",
		Hard: m.Grade > highestGrade, Long: m.Segments > m.Warn, TooLong: m.Segments > m.Refuse}
	if m.Segments > 1 {
		t.Room = plural(m.Length, "character") + ", more than the " + strconv.Itoa(single) + " of one text" + special
		t.Parts = "goes as " + plural(m.Segments, "text")
	}
	t.Filled = min(100, m.Length*100/single)
	return t
}

// unwritten is the measure of a wording that was emptied.
func unwritten(t textMeter) textMeter {
	return textMeter{Lang: t.Lang, Language: t.Language, Room: "empty", Parts: "nothing would be sent"}
}
