package flows_test

import (
	"bytes"
	"encoding/csv"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"nightdesk/bot"
	"nightdesk/flows"
)

const sheetFlow = `flow intake
title  Someone new asks for care

step hello
  say en  Hi from {clinic short name}. Crisis: call 988.
      es  Hola de {clinic short name}. Crisis: 988.
  say en  =1+1 is "two", or so.
      es  -1 y "uno".
  say en  Only here.
  ask en  Who? 1 me 2 other
      es  Quien? 1 yo 2 otro
  answer choice
    1 me     en: me, myself  es: yo
    2 other  en: other       es: otro
  then end
`

func sheetOf(t *testing.T) (files map[string]string, rows [][]string) {
	t.Helper()
	files = map[string]string{"intake.flow": sheetFlow}
	script, _ := flows.Parse(files)
	out := flows.WriteSheet(flows.Sheet(script, bot.Spanish, flows.Known{}, nil))
	if !bytes.HasPrefix(out, []byte("\ufeff")) {
		t.Error("Excel would not know the encoding")
	}
	rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(out, []byte("\ufeff")))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return files, rows
}

func TestSheetIsSafeToOpen(t *testing.T) {
	_, rows := sheetOf(t)
	if len(rows) != 7 {
		t.Fatalf("%d rows: %q", len(rows), rows)
	}
	for _, r := range rows {
		for _, cell := range r {
			if strings.ContainsAny(cell[:min(1, len(cell))], "=+-@\t") {
				t.Errorf("a spreadsheet would calculate %q", cell)
			}
		}
	}
	if !strings.Contains(rows[3][4], "not translated yet") || !strings.Contains(rows[1][4], "{clinic short name}") {
		t.Errorf("notes are %q and %q", rows[1][4], rows[3][4])
	}
}

// pasted is a sheet as a spreadsheet pastes it: tabs, quotes only where a cell has a tab
// or a line end.
func pasted(rows [][]string) string {
	var b strings.Builder
	for _, r := range rows {
		b.WriteString(strings.Join(r, "\t") + "\r\n")
	}
	return b.String()
}

func saved(rows [][]string, between rune) string {
	var b strings.Builder
	w := csv.NewWriter(&b)
	w.Comma = between
	_ = w.WriteAll(rows)
	return "\ufeff" + b.String()
}

func TestTakeSheetAsItCame(t *testing.T) {
	files, rows := sheetOf(t)
	for name, sheet := range map[string]string{"pasted": pasted(rows), "saved": saved(rows, ','), "with semicolons": saved(rows, ';')} {
		changes, untouched, changed := flows.TakeSheet(files, sheet, flows.Known{})
		if len(changes) > 0 || untouched != 6 || len(changed) > 0 {
			t.Errorf("%s: %d untouched, changes %+v", name, untouched, changes)
		}
	}
}

func TestTakeSheet(t *testing.T) {
	for _, c := range []struct {
		name   string
		row    int
		cell   string
		now    func(string) string // what happened to the script meanwhile
		refuse string
		is     string // in the file
	}{
		{name: "a new wording", row: 1, cell: "Buenas, {clinic short name}. Crisis: 988.", is: "es  Buenas, {clinic short name}. Crisis: 988."},
		{name: "one with quotes first", row: 2, cell: `"Uno" dice "dos"`, is: `es  "Uno" dice "dos"`},
		{name: "one that a spreadsheet guards", row: 2, cell: `'-2 y "dos"`, is: `es  -2 y "dos"`},
		{name: "a missing one", row: 3, cell: "Solo aqui.", is: "  say en  Only here.\n      es  Solo aqui.\n"},
		{name: "words of an answer", row: 5, cell: "yo, para mi", is: "es: yo, para mi\n"},
		{name: "a fact is gone", row: 1, cell: "Hola. Crisis: 988.", refuse: "{clinic short name} is missing"},
		{name: "another fact", row: 1, cell: "Hola {clinic short name} {hours}. 988", refuse: "{hours} is not in the English"},
		{name: "988 is gone", row: 1, cell: "Hola {clinic short name}", refuse: "988 is missing"},
		{name: "too long", row: 2, cell: strings.Repeat("largo ", 120), refuse: "too long"},
		{name: "emptied", row: 2, cell: "", refuse: "empty"},
		{name: "a comment", row: 2, cell: "# uno", refuse: "begin with #"},
		{name: "english changed", row: 1, cell: "Buenas {clinic short name}. 988", refuse: "English has changed", now: func(s string) string { return strings.Replace(s, "Hi from", "Hello from", 1) }},
		{name: "spanish changed", row: 1, cell: "Buenas {clinic short name}. 988", refuse: "somebody changed this translation", now: func(s string) string { return strings.Replace(s, "Hola de", "Saludos de", 1) }},
		{name: "the text is gone", row: 3, cell: "Solo aqui.", refuse: "no such text", now: func(s string) string { return strings.Replace(s, "  say en  Only here.\n", "", 1) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			files, rows := sheetOf(t)
			rows[c.row][3] = c.cell
			if c.now != nil {
				files["intake.flow"] = c.now(sheetFlow)
			}
			for name, sheet := range map[string]string{"pasted": pasted(rows), "saved": saved(rows, ',')} {
				changes, _, changed := flows.TakeSheet(files, sheet, flows.Known{})
				if len(changes) != 1 {
					t.Fatalf("%s: %d changes: %+v", name, len(changes), changes)
				}
				if got := changes[0].Refused; (got == "") != (c.refuse == "") || !strings.Contains(got, c.refuse) {
					t.Errorf("%s: refused: %q, want %q", name, got, c.refuse)
				}
				if c.is != "" && !strings.Contains(changed["intake.flow"], c.is) || c.is == "" && len(changed) > 0 {
					t.Errorf("%s: the file is now:\n%s", name, changed["intake.flow"])
				}
			}
		})
	}
}

func TestTakeSheetOfSomethingElse(t *testing.T) {
	files, rows := sheetOf(t)
	rows = append(rows, []string{"no id", "x", "y", "z"}, slicesOf(rows[1], "Otra {clinic short name} 988"), slicesOf(rows[1], "Y otra {clinic short name} 988"))
	changes, _, changed := flows.TakeSheet(files, saved(rows, ','), flows.Known{})
	var refused []string
	for _, c := range changes {
		if c.Refused != "" {
			refused = append(refused, c.Refused[:10])
		}
	}
	if d := cmp.Diff([]string{"the id is ", "this text ", "this text "}, refused); d != "" {
		t.Error(d)
	}
	if len(changed) > 0 {
		t.Errorf("a text that is there twice was taken:\n%s", changed["intake.flow"])
	}
	for _, nonsense := range []string{"", "\n\n", `"`, `"""`, "\t\t\t", "a;b;c\n\"x", strings.Repeat("\"a\n", 200)} {
		if _, _, changed := flows.TakeSheet(files, nonsense, flows.Known{}); len(changed) > 0 {
			t.Errorf("%q changed something", nonsense)
		}
	}
}

func slicesOf(row []string, cell string) []string {
	return []string{row[0], row[1], row[2], cell, row[4], row[5]}
}

func TestLeftBehind(t *testing.T) {
	version := func(en, es string) *bot.Script {
		s, _ := flows.Parse(map[string]string{"a.flow": "flow a\nstep one\n  say en  " + en + "\n      es  " + es + "\n  then end\n"})
		return s
	}
	for _, c := range []struct {
		name     string
		versions []*bot.Script
		was      string
	}{
		{"nothing changed", []*bot.Script{version("Hi", "Hola"), version("Hi", "Hola")}, ""},
		{"left behind", []*bot.Script{version("Hi", "Hola"), version("Hello", "Hola")}, "Hi"},
		{"still, two releases later", []*bot.Script{version("Hi", "Hola"), version("Hello", "Hola"), version("Hello", "Hola"), version("Hey", "Hola")}, "Hi"},
		{"caught up", []*bot.Script{version("Hi", "Hola"), version("Hello", "Hola"), version("Hello", "Buenas")}, ""},
		{"back as it was", []*bot.Script{version("Hi", "Hola"), version("Hello", "Hola"), version("Hi", "Hola")}, ""},
		{"both at once", []*bot.Script{version("Hi", "Hola"), version("Hello", "Buenas")}, ""},
		{"the first there is", []*bot.Script{version("Hi", "Hola")}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got strings.Builder
			for _, b := range flows.LeftBehind(c.versions, flows.Known{}) {
				got.WriteString(b.Was)
			}
			if got.String() != c.was {
				t.Errorf("left behind since %q, want %q", got.String(), c.was)
			}
		})
	}
}

func TestStillRight(t *testing.T) {
	const key = "step/intake/hello/say0"
	wordingOf := func(src string) flows.Wording {
		s, _ := flows.Parse(map[string]string{"intake.flow": src})
		for _, w := range flows.Wordings(s) {
			if w.Key == key {
				return w
			}
		}
		t.Fatal("the text is gone")
		return flows.Wording{}
	}
	marked, err := flows.MarkStillRight("intake.flow", sheetFlow, key, bot.Spanish, bot.English)
	if err != nil || !flows.IsStillRight(marked, wordingOf(marked), bot.Spanish, bot.English) {
		t.Fatalf("not marked: %v\n%s", err, marked)
	}
	if twice, _ := flows.MarkStillRight("intake.flow", marked, key, bot.Spanish, bot.English); twice != marked {
		t.Errorf("marked twice:\n%s", twice)
	}
	english := strings.Replace(marked, "Hi from", "Hello from", 1)
	if flows.IsStillRight(english, wordingOf(english), bot.Spanish, bot.English) {
		t.Error("the English changed again, and the mark still counts")
	}
	if again, _ := flows.MarkStillRight("intake.flow", english, key, bot.Spanish, bot.English); strings.Count(again, "accept stale") != 1 || !flows.IsStillRight(again, wordingOf(again), bot.Spanish, bot.English) {
		t.Errorf("not marked anew:\n%s", again)
	}
	back, err := flows.SetWording("intake.flow", marked, key, bot.Spanish, "Buenas de {clinic short name}. Crisis: 988.")
	if want := strings.Replace(sheetFlow, "Hola de", "Buenas de", 1); err != nil || back != want {
		t.Errorf("a new translation leaves the mark (%v): %s", err, cmp.Diff(want, back))
	}
}

// Every text of the clinic's scripts survives the way to a translator and back.
func TestSheetOfTheClinic(t *testing.T) {
	files, err := flows.Files(os.DirFS("clinic"))
	if err != nil {
		t.Fatal(err)
	}
	script, _ := flows.Parse(files)
	rows := flows.Sheet(script, bot.Spanish, flows.Known{}, nil)
	changes, untouched, _ := flows.TakeSheet(files, string(flows.WriteSheet(rows)), flows.Known{})
	if len(changes) > 0 || untouched != len(rows) || len(rows) < 200 {
		t.Errorf("%d of %d untouched, %d changes: %+v", untouched, len(rows), len(changes), changes[:min(3, len(changes))])
	}
}

func FuzzTakeSheet(f *testing.F) {
	f.Add("id\tx\ty\tz\n\"a\"\"b\"\t1\n")
	f.Add("\ufeffid,\"a\nb\",,\"c")
	files := map[string]string{"intake.flow": sheetFlow}
	f.Fuzz(func(t *testing.T, sheet string) {
		changes, _, changed := flows.TakeSheet(files, sheet, flows.Known{})
		if len(changed) > 0 && len(changes) == 0 {
			t.Error("something changed that nobody is told of")
		}
	})
}
