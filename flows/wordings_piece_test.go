package flows_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"nightdesk/bot"
	"nightdesk/flows"
)

// The texts of a piece are the piece's: there once, however many flows use them, and
// written into its file.
func TestWordingsOfPieces(t *testing.T) {
	files := sharing()
	script, _ := flows.Parse(files)
	const asks, thanks = "step/piece:callback/ask/ask", "step/piece:callback/thanks/say0"
	places := map[string]int{}
	for _, w := range flows.Wordings(script) {
		places[w.File+" "+w.Key]++
		if w.File == "callback.flow" && !slices.Contains([]string{asks, thanks}, w.Key) {
			t.Errorf("%s is listed among the texts of the piece", w.Key)
		}
	}
	for _, key := range []string{asks, thanks} {
		if n := places["callback.flow "+key]; n != 1 {
			t.Errorf("%s is listed %d times", key, n)
		}
	}
	measured := map[string]int{}
	for _, m := range flows.Meters(files, known) {
		if m.File == "callback.flow" {
			measured[m.What+" "+string(m.Lang)]++
		}
	}
	if d := cmp.Diff(map[string]int{asks + " en": 1, asks + " es": 1, thanks + " en": 1, thanks + " es": 1}, measured); d != "" {
		t.Errorf("measured (-want +got):\n%s", d)
	}

	changed, err := flows.SetWording("callback.flow", callback, asks, bot.Spanish, "¿Llamamos? 1 si 2 no")
	if want := strings.Replace(callback, "¿Le podemos llamar?", "¿Llamamos?", 1); err != nil || changed != want {
		t.Errorf("%v %s", err, cmp.Diff(want, changed))
	}
	if _, err := flows.SetWording("intake.flow", files["intake.flow"], "step/intake/calls.ask/ask", bot.English, "May we?"); err == nil {
		t.Error("a copy of a text of the piece was written into the flow that uses it")
	}
}

// A piece that takes in another has its own texts only.
func TestWordingsOfPiecesWithinPieces(t *testing.T) {
	const outer = "piece outer\nstep first\n  say en  First.\n      es  Primero.\n  use callback\n  then return\n"
	files := sharing()
	files["outer.flow"] = outer
	files["more.flow"] = strings.Replace(files["more.flow"], "use callback", "use outer", 1)
	script, problems := flows.Parse(files)
	if flows.Blocks(problems) {
		t.Fatal(lines(problems))
	}
	var got []string
	for _, w := range flows.Wordings(script) {
		if w.File == "outer.flow" || w.File == "callback.flow" {
			got = append(got, w.File+" "+w.Key)
		}
	}
	if d := cmp.Diff([]string{"callback.flow step/piece:callback/ask/ask", "callback.flow step/piece:callback/thanks/say0", "outer.flow step/piece:outer/first/say0"}, got); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
}

// A translation of a piece is left behind once, goes on the sheet once, comes back into
// the piece's file, and is marked there as still right.
func TestTranslationsOfPieces(t *testing.T) {
	const thanks = "step/piece:callback/thanks/say0"
	before := sharing()
	old, _ := flows.Parse(before)
	files := sharing()
	files["callback.flow"] = strings.Replace(callback, "Thank you.", "Thanks a lot.", 1)
	now, _ := flows.Parse(files)
	behind := flows.LeftBehind([]*bot.Script{old, now}, known)
	if d := cmp.Diff([]flows.Behind{{Key: thanks, Lang: bot.Spanish, Was: "Thank you."}}, behind); d != "" {
		t.Errorf("left behind (-want +got):\n%s", d)
	}
	if got := flows.Stale(old, now, known); len(got) != 1 || got[0].File != "callback.flow" {
		t.Errorf("stale: %s", lines(got))
	}

	var rows []flows.SheetRow
	for _, r := range flows.Sheet(now, bot.Spanish, known, behind) {
		if r.First == "Thanks a lot." {
			r.Translation = "Muchas gracias."
			rows = append(rows, r)
		}
	}
	if len(rows) != 1 || !strings.Contains(rows[0].Notes, "it was: Thank you.") {
		t.Fatalf("on the sheet: %+v", rows)
	}
	_, _, written := flows.TakeSheet(files, string(flows.WriteSheet(rows)), known)
	if want := map[string]string{"callback.flow": strings.Replace(files["callback.flow"], "Gracias.", "Muchas gracias.", 1)}; !cmp.Equal(want, written) {
		t.Errorf("-want +got:\n%s", cmp.Diff(want, written))
	}

	marked, err := flows.MarkStillRight("callback.flow", files["callback.flow"], thanks, bot.Spanish, bot.English)
	if err != nil {
		t.Fatal(err)
	}
	files["callback.flow"] = marked
	script, _ := flows.Parse(files)
	for _, w := range flows.Wordings(script) {
		if w.Key == thanks && !flows.IsStillRight(marked, w, bot.Spanish, bot.English) {
			t.Errorf("the mark does not count:\n%s", marked)
		}
	}
}
