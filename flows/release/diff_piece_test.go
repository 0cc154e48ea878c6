package release_test

import (
	"maps"
	"testing"

	"github.com/google/go-cmp/cmp"

	"nightdesk/bot"
	"nightdesk/flows/release"
)

// sharing is the sample with a piece that two steps take in.
func sharing() map[string]string {
	files := maps.Clone(whole)
	files["callback.flow"] = `piece callback
title  May we call?

step ask
  ask en  May we call you? 1 yes 2 no
      es  Le podemos llamar? 1 si 2 no
  answer yesno
  keep as callback
  if no then return
  then thanks

step thanks
  say en  Thank you.
      es  Gracias.
  then return
`
	files["home.flow"] = `flow home
title  Home
step hello
  say en  Hi again.
      es  Hola.
  then calls

step calls
  use callback
  then more

step more
  use callback
  then bye

step bye
  say en  Bye.
      es  Adios.
  then end
`
	return files
}

// What changes in a piece is said once and of the piece; what changes in how a step
// uses it is said of that step.
func TestDiffOfPieces(t *testing.T) {
	for _, c := range []struct {
		name, file, old, text string
		want                  []string
	}{
		{"a word", "callback.flow", "Thank you.", "Thanks.", []string{
			`callback.flow:13: step thanks of the piece callback, what it says, in English: was "Thank you.", now "Thanks." (wording, wording)`}},
		{"a way within", "callback.flow", "if no then return", "if no then thanks", []string{
			`callback.flow:9: step ask of the piece callback: where callback is "no" it goes on with the step thanks, was the end of the piece (path, path)`}},
		{"a step more", "callback.flow", "  then thanks\n", "  then well\n\nstep well\n  say en  Well.\n      es  Bien.\n  then thanks\n", []string{
			`callback.flow:10: step ask of the piece callback: goes on with the step well, was the step thanks (path, path)`,
			`callback.flow:12: the step well of the piece callback is new (step, path)`,
			`callback.flow:13: step well of the piece callback, what it says, in English, is new: "Well." (wording, wording)`,
			`callback.flow:14: step well of the piece callback, what it says, in Spanish, is new: "Bien." (wording, wording)`,
		}},
		{"goes on elsewhere after it", "home.flow", "  then more\n", "  then bye\n", []string{
			`home.flow:9: step calls of home, after the piece: where callback is "no" it goes on with the step bye, was the step more (path, path)`,
			`home.flow:9: step calls of home, after the piece: goes on with the step bye, was the step more (path, path)`,
		}},
		{"ends the talk", "callback.flow", "Gracias.\n  then return", "Gracias.\n  then end", []string{
			`callback.flow:0: callback.flow: changes where it goes on for those who use it (path, path)`,
			`home.flow:9: step calls of home, after the piece: goes on with the end of the talk, was the step more (path, path)`,
			`home.flow:13: step more of home, after the piece: goes on with the end of the talk, was the step bye (path, path)`,
		}},
		{"takes it in no more", "home.flow", "step more\n  use callback\n", "step more\n  say en  More.\n      es  Mas.\n", []string{
			`home.flow:13: step more of home, what it says, in English, is new: "More." (wording, wording)`,
			`home.flow:13: step more of home no longer takes in the piece callback (step, path)`,
			`home.flow:14: step more of home, what it says, in Spanish, is new: "Mas." (wording, wording)`,
			`home.flow:15: step more of home: goes on with the step bye, was the piece (path, path)`,
		}},
		{"takes it in as well", "home.flow", "step bye\n  say en  Bye.\n      es  Adios.\n  then end\n", "step bye\n  use callback\n  then end\n", []string{
			`home.flow:17: step bye of home, what it says, in English, is gone: was "Bye." (wording, wording)`,
			"home.flow:17: step bye of home: goes on with the piece, was the end of the talk (path, path)",
			"home.flow:17: step bye of home now takes in the piece callback (step, path)",
			`home.flow:18: step bye of home, what it says, in Spanish, is gone: was "Adios." (wording, wording)`,
		}},
		{"conditions after it", "home.flow", "  then more\n", "  if callback is no then bye\n  then more\n", []string{
			`home.flow:9: step calls of home, after the piece: where callback is "no" it goes on with what its conditions say, was the step more (path, path)`,
			`home.flow:9: step calls of home, after the piece: goes on with what its conditions say, was the step more (path, path)`,
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			changed := with(t, sharing(), c.file, c.old, c.text)
			parse(t, changed.Flows)
			got := said(release.Diff(bot.ScriptFiles{Flows: sharing()}, changed))
			if d := cmp.Diff(c.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}
