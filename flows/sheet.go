package flows

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"

	"nightdesk/bot"
	"nightdesk/bot/text"
)

// SheetRow is one text on the sheet that goes to an outside translator.
type SheetRow struct {
	// ID names the text, its language, and what both languages said when the sheet was
	// made: who brings it back is told of anything that changed meanwhile.
	ID           string
	Where        string
	First        string // in the clinic's first language
	Translation  string // "" = none yet
	Notes        string
	Limits       string
	first, other bot.Lang
}

// Sheet is every text of a script with its translation into a language, and what a
// translator has to know of it.
func Sheet(script *bot.Script, lang bot.Lang, known Known, behind []Behind) []SheetRow {
	first := firstLanguage(known)
	was := map[string]string{}
	for _, b := range behind {
		if b.Lang == lang {
			was[b.Key] = b.Was
		}
	}
	var rows []SheetRow
	for _, w := range Wordings(script) {
		if w.Text[first] == "" {
			continue
		}
		r := SheetRow{ID: sheetID(w.Key, lang, w.Text[first], w.Text[lang]), Where: w.File + ", " + w.Where, First: w.Text[first], Translation: w.Text[lang], first: first, other: lang}
		r.Limits = fmt.Sprintf("at most %d characters of plain letters (GSM-7: in Spanish no accents but on e)", bestCharacters)
		if w.Answer {
			r.Limits = "words that people answer with, commas between them, the usual one first"
		}
		var notes []string
		if r.Translation == "" {
			notes = append(notes, "not translated yet")
		}
		if old, is := was[w.Key]; is {
			notes = append(notes, languageName(first)+" has changed since this was translated; it was: "+old)
		}
		if keep := names(r.First); len(keep) > 0 {
			notes = append(notes, "keep as it is: "+strings.Join(keep, ", "))
		}
		if w.Crisis {
			notes = append(notes, "for people in danger: a clinician checks it")
		}
		r.Notes = strings.Join(notes, ". ")
		rows = append(rows, r)
	}
	return rows
}

// bestCharacters is two texts of the plain alphabet.
const bestCharacters = 306

func firstLanguage(known Known) bot.Lang {
	if len(known.Languages) > 0 {
		return known.Languages[0]
	}
	return bot.English
}

func sheetID(key string, lang bot.Lang, first, translation string) string {
	return string(lang) + ":" + key + "#" + Fingerprint(first) + "-" + Fingerprint(translation)
}

// WriteSheet is the sheet as CSV for any spreadsheet program (RFC 4180, UTF-8 with the
// mark that Excel needs). A cell that a spreadsheet would take for a formula begins with
// an apostrophe.
func WriteSheet(rows []SheetRow) []byte {
	var b bytes.Buffer
	b.WriteString("\ufeff")
	w := csv.NewWriter(&b)
	w.UseCRLF = true
	first, other := "English", "Translation"
	if len(rows) > 0 {
		first, other = languageName(rows[0].first), languageName(rows[0].other)
	}
	_ = w.Write([]string{"id (leave as it is)", "where", first, other + " (change this column)", "notes", "limits"}) // to memory
	for _, r := range rows {
		cells := []string{r.ID, r.Where, r.First, r.Translation, r.Notes, r.Limits}
		for i := range cells {
			cells[i] = harmless(cells[i])
		}
		_ = w.Write(cells)
	}
	w.Flush()
	return b.Bytes()
}

// formulas are the characters that spreadsheets begin a formula with (OWASP, CSV
// injection).
const formulas = "=+-@\t\r"

// harmless is a cell that no spreadsheet calculates.
func harmless(cell string) string {
	if bare := strings.TrimLeft(cell, "'"); bare != "" && strings.ContainsRune(formulas, rune(bare[0])) {
		return "'" + cell
	}
	return cell
}

// harmful undoes harmless.
func harmful(cell string) string {
	if bare := strings.TrimLeft(cell, "'"); bare != cell && bare != "" && strings.ContainsRune(formulas, rune(bare[0])) {
		return cell[1:]
	}
	return cell
}

// SheetChange is what one row of a sheet that comes back would do.
type SheetChange struct {
	Row   int // of the sheet, from 1
	Key   string
	Lang  bot.Lang
	File  string
	Where string
	First string
	Was   string // the translation now
	Is    string // as the sheet has it
	// Refused says why it is not taken and how to mend that; "" = it is taken.
	Refused string
	// Note is what somebody should look at, though it is taken.
	Note string
}

// mostSheet bounds a sheet's rows: far more than any clinic has texts.
const mostSheet = 5000

// TakeSheet reads a sheet that comes back, and gives what each of its rows changes or
// why not; rows that nobody touched are not among them, only counted. changed are the
// sources of the files with all that is taken, and only those. files are not touched.
func TakeSheet(files map[string]string, sheet string, known Known) (changes []SheetChange, untouched int, changed map[string]string) {
	script, _ := Parse(files)
	byKey := map[string]Wording{}
	for _, w := range Wordings(script) {
		byKey[w.Key] = w
	}
	c := &checker{script: script, known: known}
	if c.known.Limits.Refuse == 0 {
		c.known.Limits = MessageLimits{Warn: 2, Refuse: 4}
	}
	changed = map[string]string{}
	seen := map[string]string{}
	rows := readTable(sheet)
	id, cell, from := sheetColumns(rows)
	for i := from; i < len(rows); i++ {
		if i-from >= mostSheet {
			changes = append(changes, SheetChange{Row: i + 1, Refused: fmt.Sprintf("a sheet has at most %d rows: bring the rest in a second one", mostSheet)})
			break
		}
		if emptyRow(rows[i]) {
			continue
		}
		ch, touched := c.row(byKey, column(rows[i], id), plainWords(harmful(column(rows[i], cell))), firstLanguage(known))
		ch.Row = i + 1
		if before, twice := seen[string(ch.Lang)+":"+ch.Key]; twice && ch.Key != "" && before != ch.Is {
			ch.Refused, touched = "this text is in the sheet twice, with two wordings: leave one of them", true
		}
		seen[string(ch.Lang)+":"+ch.Key] = ch.Is
		if !touched {
			untouched++
			continue
		}
		if ch.Refused == "" {
			src, had := changed[ch.File]
			if !had {
				src = files[ch.File]
			}
			if written, err := SetWording(ch.File, src, ch.Key, ch.Lang, ch.Is); err != nil {
				ch.Refused = err.Error()
			} else {
				changed[ch.File] = written
			}
		}
		changes = append(changes, ch)
	}
	return changes, untouched, changed
}

// row judges one row of a sheet.
func (c *checker) row(byKey map[string]Wording, id, cell string, first bot.Lang) (ch SheetChange, touched bool) {
	lang, rest, ok := strings.Cut(harmful(strings.TrimSpace(id)), ":")
	key, marks, ok2 := strings.Cut(rest, "#")
	firstMark, otherMark, ok3 := strings.Cut(marks, "-")
	if !ok || !ok2 || !ok3 || languages[lang] == "" {
		return SheetChange{Is: cell, Where: clip(id, 60), Refused: "the id is none of ours: leave the first column as the sheet came"}, true
	}
	w, known := byKey[key]
	ch = SheetChange{Key: key, Lang: bot.Lang(lang), File: w.File, Where: w.Where, First: w.Text[first], Was: w.Text[bot.Lang(lang)], Is: cell}
	refuse := func(why string) (SheetChange, bool) {
		ch.Refused = why
		return ch, true
	}
	switch {
	case Fingerprint(cell) == otherMark: // nobody touched it
		return ch, false
	case !known:
		ch.Where = key
		return refuse("there is no such text any more")
	case cell == plainWords(ch.Was):
		return ch, false
	case bot.Lang(lang) == first:
		return refuse("a sheet changes translations, not the " + languageName(first))
	case cell == "":
		return refuse("the cell is empty: write the wording, or leave it as it was")
	case Fingerprint(ch.First) != firstMark:
		return refuse(languageName(first) + " has changed since the sheet was made: translate what it says now, or get a new sheet")
	case Fingerprint(ch.Was) != otherMark:
		return refuse("somebody changed this translation since the sheet was made: choose between the two here")
	}
	if w.Answer {
		return ch, true
	}
	if lacks := lacking(names(ch.First), names(cell)); len(lacks) > 0 {
		return refuse(strings.Join(lacks, " and ") + " is missing: keep names in braces as they are")
	}
	if more := lacking(names(cell), names(ch.First)); len(more) > 0 {
		return refuse(strings.Join(more, " and ") + " is not in the " + languageName(first) + ": keep names in braces as they are")
	}
	for _, n := range []string{"911", "988"} {
		if strings.Contains(ch.First, n) && !strings.Contains(cell, n) {
			return refuse("the number " + n + " is missing")
		}
	}
	full := c.filled(cell, ch.Lang)
	enc, n := text.Segments(full)
	switch {
	case n > c.known.Limits.Refuse:
		return refuse(fmt.Sprintf("it is too long: %d characters, sent in %d parts, and %d are the most", len([]rune(full)), n, c.known.Limits.Refuse))
	case enc == text.UCS2:
		ch.Note = fmt.Sprintf("%c is no plain letter, so it is sent in %d parts", text.NotGSM7(full), n)
	case n > c.known.Limits.Warn:
		ch.Note = fmt.Sprintf("long: %d characters, sent in %d parts", len([]rune(full)), n)
	}
	return ch, true
}

// lacking are those of want that have has not.
func lacking(want, has []string) []string {
	return slices.DeleteFunc(slices.Clone(want), func(s string) bool { return slices.Contains(has, s) })
}

// sheetColumns finds the columns of the id and the translation, and the first row after
// the heading. A sheet without a heading has them where ours has, or is those two alone.
func sheetColumns(rows [][]string) (id, cell, from int) {
	cell = 3
	for i, r := range rows {
		if emptyRow(r) {
			continue
		}
		for at, h := range r {
			switch h = strings.ToLower(strings.TrimSpace(h)); {
			case h == "id" || strings.HasPrefix(h, "id ("):
				id, from = at, i+1
			case strings.Contains(h, "(change this column)"):
				cell = at
			}
		}
		if from == 0 && len(r) < 4 {
			cell = len(r) - 1
		}
		return id, cell, from
	}
	return 0, 0, 0
}

func emptyRow(row []string) bool {
	return !slices.ContainsFunc(row, func(s string) bool { return strings.TrimSpace(s) != "" })
}

func column(row []string, at int) string {
	if at < 0 || at >= len(row) {
		return ""
	}
	return row[at]
}

// readTable reads what spreadsheets save and what they paste: commas, semicolons or
// tabs between cells, cells in quotes where they need it. It takes anything.
func readTable(s string) [][]string {
	s = strings.TrimPrefix(strings.ReplaceAll(s, "\r\n", "\n"), "\ufeff")
	head, _, _ := strings.Cut(strings.TrimLeft(s, "\n "), "\n")
	between := byte(',')
	switch {
	case strings.Contains(head, "\t"):
		between = '\t'
	case strings.Count(head, ";") > strings.Count(head, ","):
		between = ';'
	}
	var rows [][]string
	var row []string
	unclosed := false // a quote that nothing closes is looked for once
	for at := 0; at < len(s); {
		value, next, ok := "", at, false
		if s[at] == '"' && !unclosed {
			value, next, ok = quoted(s, at, between)
			unclosed = !ok && next == len(s)
		}
		if !ok {
			next = at
			for next < len(s) && s[next] != between && s[next] != '\n' {
				next++
			}
			value = s[at:next]
		}
		row = append(row, value)
		if next >= len(s) || s[next] == '\n' {
			rows, row = append(rows, row), nil
		} else if next+1 == len(s) {
			row = append(row, "")
		}
		at = next + 1
	}
	if row != nil {
		rows = append(rows, row)
	}
	return rows
}

// quoted reads a cell in quotes. It is none if something else than the next cell
// follows its end: text that merely begins with a quote; end says how far it looked.
func quoted(s string, at int, between byte) (value string, end int, ok bool) {
	var b strings.Builder
	for i := at + 1; i < len(s); i++ {
		if s[i] != '"' {
			b.WriteByte(s[i])
			continue
		}
		if i+1 < len(s) && s[i+1] == '"' {
			b.WriteByte('"')
			i++
			continue
		}
		return b.String(), i + 1, i+1 == len(s) || s[i+1] == between || s[i+1] == '\n'
	}
	return "", len(s), false
}

// SheetLanguages are those that a sheet can be made for, with their names: the clinic's
// but the first.
func SheetLanguages(known Known) map[bot.Lang]string {
	all := map[bot.Lang]string{}
	langs := known.Languages
	if len(langs) == 0 {
		langs = []bot.Lang{bot.English, bot.Spanish}
	}
	for _, l := range langs[1:] {
		all[l] = languageName(l)
	}
	return all
}

// LanguageName is what a language is called in English, or its code.
func LanguageName(code bot.Lang) string { return languageName(code) }
