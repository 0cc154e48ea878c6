package flows_test

import (
	"io/fs"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"nightdesk/bot"
	"nightdesk/flows"
	"nightdesk/flows/clinic"
)

// slips are what somebody at a clinic's desk gets wrong: an edit of a good file,
// and the one line that they read for it.
func TestSlips(t *testing.T) {
	const src = `flow a
title  Someone writes

step who
  ask en  Who is it for? 1 me 2 someone else
      es  Para quien es? 1 para mi 2 otra persona
  answer choice
    1 me     en: me, myself     es: yo
    2 other  en: someone else   es: otra persona
  keep as who
  if other then family
  then bye
  unclear say again 2 times, then handoff "not understood" level 3
  silent after 2 hours nudge

step family
  say en  We help
          families too.
      es  Ayudamos.
  handoff "asks for somebody else" level 2
  then bye

step bye
  say en  Bye.
      es  Adios.
  then end
`
	if _, problems := flows.Parse(map[string]string{"a.flow": src}); len(problems) > 0 {
		t.Fatal(lines(problems))
	}
	var fixes fixed
	for _, c := range []struct{ name, old, new, want string }{
		{"Windows line ends", "\n", "\r\n", ""},
		{"byte order mark", "flow a", "\ufeffflow a", ""},
		{"quotes of an editor", `"asks for somebody else"`, "\u201casks for somebody else\u201d", ""},
		{"a dot after the number", "    1 me ", "    1. me ", ""},
		{"capital", "  keep as", "  Keep as", `a.flow:10:3: error: I don't know the word "Keep" here (mend: write:  keep as who)`},
		{"colon", "  then bye\n  unclear", "  then: bye\n  unclear", `a.flow:12:3: error: I don't know the word "then:" here (mend: write:  then bye)`},
		{"else", "  then bye\n  unclear", "  else bye\n  unclear", `a.flow:12:3: error: I don't know the word "else" here (mend: write:  then bye)`},
		{"go to", "if other then family", "if other go to family", `a.flow:11:12: error: I expected "then" here, not "go" (mend: write:  if other then family)`},
		{"no then", "if other then family", "if other family", `a.flow:11:12: error: I expected "then" here, not "family" (mend: write:  if other then family)`},
		{"half a sentence", "if other then family", "if other", `a.flow:11:11: error: this sentence stops too early: I expected "then" (mend: write:  if other then STEP)`},
		{"equals", "if other then", "if who = other then", `a.flow:11:10: error: I expected "is" here, not "=" (mend: write:  if who is other then family)`},
		{"words of the answer", "if other then", "if someone else then", `a.flow:11:14: error: an answer is named by the word after its number (mend: write:  if other then family)`},
		{"number of the answer", "if other then", "if 2 then", `a.flow:11:6: error: an answer is named by the word after its number (mend: write:  if other then ...)`},
		{"answer is", "if other then", "if answer is other then", `a.flow:11:16: error: "answer is" is not needed: "if" looks at the answer just given (mend: write:  if other then ...)`},
		{"two sentences on a line", "  keep as who\n  if", "  keep as who if", `a.flow:10:15: error: this sentence should end before "if" (mend: begin a new line there:  if other then family)`},
		{"keep without as", "keep as who", "keep who", `a.flow:10:8: error: I expected "as" here, not "who" (mend: write:  keep as who)`},
		{"name of two words", "step family", "step fam ily", `a.flow:16:10: error: this sentence should end before "ily" (mend: a name is one word; write:  step fam_ily)` + "\n" + `a.flow:11:17: error: there is no step called "family" in this flow, "Someone writes" (mend: did you mean "fam_ily"?)`},
		{"then step", "  then bye\n  unclear", "  then step bye\n  unclear", `a.flow:12:13: error: after "then" stands only the step's name (mend: write:  then bye)`},
		{"no colon after a language", "1 me     en: me", "1 me     en me", `a.flow:8:14: error: I can't tell which language these words are in (mend: write:  1 me     en: me, myself     es: yo)`},
		{"no number", "    2 other ", "    other ", `a.flow:9:5: error: an answer begins with its number, 1 to 99 (mend: write:  2 other  en: someone else   es: otra persona)`},
		{"number twice", "    2 other ", "    1 other ", `a.flow:9:5: error: there is an answer 1 above already (mend: give it another number, here and in the question:  2 other  en: someone else   es: otra persona)`},
		{"answer's name in capitals", "2 other ", "2 Other ", `a.flow:9:7: error: "Other" cannot be the name of the answer (mend: one word of small letters, digits, _ or -, as "other")`},
		{"answers not under their line", "    1 me     en: me, myself     es: yo\n    2", "  1 me     en: me, myself     es: yo\n  2", `a.flow:8:3: error: the answers stand under the line 7, further right than it (mend: put two spaces more before each of them)` + "\n" +
			`a.flow:9:3: error: the answers stand under the line 7, further right than it (mend: put two spaces more before each of them)`},
		{"no answer line", "  answer choice\n    1 me     en: me, myself     es: yo\n    2 other  en: someone else   es: otra persona\n  keep as who\n  if other then family\n", "",
			`a.flow:5:3: error: nothing says what counts as an answer to this question (mend: add to the step:  answer choice  and under it, further right, a line for each number:  1 me  en: me, myself  es: yo, para mi)`},
		{"single quotes", `"asks for somebody else"`, `'asks for somebody else'`, `a.flow:20:11: error: I expected why a person is needed in double quotes here (mend: write:  handoff "asks for somebody else" level 2)`},
		{"no quotes", `"not understood"`, `not understood`, `a.flow:13:43: error: I expected why a person is needed in double quotes here (mend: write:  unclear say again 2 times, then handoff "not understood" level 3)`},
		{"unclosed quote", `"not understood"`, `"not understood`, `a.flow:13:43: error: this quote has no end (mend: close it; write:  unclear say again 2 times, then handoff "not understood" level 3)`},
		{"no level", "else\" level 2", "else\" 2", `a.flow:20:36: error: I expected "level" here, not "2" (mend: write:  handoff "asks for somebody else" level 2)`},
		{"number in words", "again 2 times", "again two times", `a.flow:13:21: error: "two" is not how many times (1 to 5) (mend: write:  unclear say again 2 times, then handoff "not understood" level 3)`},
		{"short unit", "after 2 hours", "after 2hrs", `a.flow:14:16: error: "2hrs" is not a length of time (mend: write:  silent after 2 hours nudge)`},
		{"language with a colon", "      es  Adios", "      es: Adios", `a.flow:25:7: error: "es:" is not how a wording begins (mend: write:  es  Adios.)`},
		{"language in words", "  say en  Bye.", "  say english  Bye.", `a.flow:24:7: error: "english" is not how a wording begins (mend: write:  say en  Bye.)`},
		{"Spanish called English", "      es  Adios", "      en  Adios", `a.flow:25:7: error: the wording in English is here twice (mend: delete one of the two; or, if it is Spanish, write:  es  Adios.)`},
		{"two languages on a line", "Bye.\n      es", "Bye. es", `a.flow:24:7: error: Spanish begins in the middle of this line (mend: begin a new line there:  es  Adios.)`},
		{"wording torn off", "          families too.", "families too.", `a.flow:18:1: error: is this the rest of the wording above? It does not stand under it (mend: put spaces before it, so that it starts further right than line 17; or put # before it if it is a note)`},
		{"wording torn off that begins like a verb", "          families too.", "  then families too.", `a.flow:18:3: error: is this the rest of the wording above? It does not stand under it (mend: put spaces before it, so that it starts further right than line 17; or put # before it if it is a note)`},
		{"wording without its verb", "  say en  Bye.\n", "", `a.flow:24:7: error: this is a wording, and nothing above it says what it is for (mend: write before it:  say  (or ask, for a question, with an answer line below))`},
		{"bullets", "  say en  Bye", "  - say en  Bye", `a.flow:24:3: error: a line begins with its verb, not with "-" (mend: write:  say en  Bye.)`},
		{"another kind of note", "  keep as who\n", "  // who\n  keep as who\n", `a.flow:10:3: error: I don't know the word "//" here (mend: a note begins with #:  # who)`},
		{"pasted mail", "step bye", "From: Maria\nSubject: new words\n\nHi, please use these.\n\nstep bye", `a.flow:23:1: error: I don't know the word "From:" here, nor what follows it down to line 26 (mend: take these lines out; or put # before each, if they are a note)`},
		{"lost step line", "step bye\n", "", `a.flow:23:3: error: the step above is over with its "then", and this begins another one (mend: write above this line:  step NAME)`},
		{"lost flow line", "flow a\n", "", `a.flow:1:1: error: nothing says which flow this is (mend: write above this line:  flow a)`},
		{"tabs", "\n  ", "\n\t", `a.flow:5:1: error: there is a tab here, and tabs look different on every screen (and in 17 more lines) (mend: put two spaces in its place)`},
		{"another encoding", "Adios", "Adi\xf3s", `a.flow:25:1: error: this line holds bytes that are not text (mend: save the file again with the encoding UTF-8)`},
		{"a Word document", "flow a", "PK\x03\x04\x14", `a.flow:1:1: error: this file is a Word document or another packed file, not plain text (mend: open it, and save it as plain text with the encoding UTF-8)`},
		{"UTF-16", "flow a", "\xff\xfef\x00l\x00", `a.flow:1:1: error: this file is saved as UTF-16 (some editors call it "Unicode") (mend: save it again with the encoding UTF-8)`},
	} {
		t.Run(c.name, func(t *testing.T) {
			if !strings.Contains(src, c.old) {
				t.Fatalf("there is no %q", c.old)
			}
			_, problems := flows.Parse(map[string]string{"a.flow": strings.ReplaceAll(src, c.old, c.new)})
			var got []string
			for _, p := range problems {
				got = append(got, p.String())
			}
			var want []string
			if c.want != "" {
				want = strings.Split(c.want, "\n")
			}
			slices.Sort(got)
			slices.Sort(want)
			if d := cmp.Diff(want, got, cmpopts.EquateEmpty()); d != "" {
				t.Error(d)
			}
			fixes.try(t, map[string]string{"a.flow": strings.ReplaceAll(src, c.old, c.new)}, parsed)
		})
	}
	if fixes.with < 30 {
		t.Errorf("%d of %d mistakes offer a line that mends them", fixes.with, fixes.with+fixes.without)
	}
}

// Ten thousand lines of anything are read at once, and are one mistake.
func TestPastedBook(t *testing.T) {
	_, problems := flows.Parse(map[string]string{"a.flow": "flow a\nstep s\n  say en  Hi\n  then end\n" + strings.Repeat("lorem ipsum dolor\n", 10000)})
	if len(problems) != 1 {
		t.Errorf("%d problems", len(problems))
	}
}

// TestEveryLostThen takes each "then" out of the clinic's own scripts: either it
// changes nothing, or something is said.
func TestEveryLostThen(t *testing.T) {
	set := map[string]string{}
	names, err := fs.Glob(clinic.FS, "*.flow")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		src, err := fs.ReadFile(clinic.FS, name)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasPrefix(string(src), "flow") || strings.HasPrefix(string(src), "piece") || name == "settings.flow" {
			set[name] = string(src)
		}
	}
	whole, _ := flows.Parse(set)
	same := []cmp.Option{cmpopts.IgnoreUnexported(bot.Flow{}), cmpopts.IgnoreTypes(bot.Source{})}
	lost := 0
	for name, src := range set {
		all := strings.SplitAfter(src, "\n")
		for i, l := range all {
			if !strings.HasPrefix(l, "  then ") {
				continue
			}
			edited := map[string]string{}
			maps.Copy(edited, set)
			edited[name] = strings.Join(slices.Delete(slices.Clone(all), i, i+1), "")
			now, problems := flows.ParseAndCheck(edited, flows.Known{})
			said := slices.ContainsFunc(problems, func(p flows.Problem) bool { return p.Rule == "goes-on" || p.Rule == "unfinished" })
			if !said && !cmp.Equal(whole.Flows, now.Flows, same...) {
				t.Errorf("%s:%d: nothing is said of a lost %q", name, i+1, strings.TrimSpace(l))
			}
			if said {
				lost++
			}
		}
	}
	if lost < 20 {
		t.Errorf("only %d lost lines were found", lost)
	}
}

func TestJudge(t *testing.T) {
	folder := func(set map[string]string) fstest.MapFS {
		fsys := fstest.MapFS{}
		for name, src := range set {
			fsys[name] = &fstest.MapFile{Data: []byte(src)}
		}
		return fsys
	}
	for _, c := range []struct {
		name string
		edit func(set map[string]string)
		want string
	}{
		{"as an editor saves it", func(s map[string]string) { s["intake.flow.txt"] = s["intake.flow"]; delete(s, "intake.flow") },
			"intake.flow.txt: error: this reads like a script, but its name does not end in .flow, so it is not read (mend: name it intake.flow)\n"},
		{"capitals", func(s map[string]string) { s["Intake.Flow"] = s["intake.flow"]; delete(s, "intake.flow") },
			"Intake.Flow: error: this reads like a script, but its name does not end in .flow, so it is not read (mend: name it Intake.flow)\n"},
		{"a copy", func(s map[string]string) { s["phrases.flow.bak"] = s["phrases.flow"] },
			"phrases.flow.bak: warning: this is not read, for its name does not end in .flow; phrases.flow is (mend: if your changes are in it, name it phrases.flow; a copy is better kept in another folder)\n"},
		{"other files", func(s map[string]string) {
			s["read.me"], s["a.talk"], s[".intake.flow.swp"] = "flow charts are fun\n", "at Mon", "flow a"
		}, ""},
	} {
		set := good()
		c.edit(set)
		files, problems, err := flows.Judge(folder(set), known)
		if err != nil || lines(problems) != c.want {
			t.Errorf("%s: %v\ngot  %swant %s", c.name, err, lines(problems), c.want)
		}
		if len(files) == 0 || files["intake.flow.txt"] != "" {
			t.Errorf("%s: %d files to use", c.name, len(files))
		}
	}
	for want, set := range map[string]map[string]string{
		"the folder is empty": {},
		"intake.txt reads like a script and should be named intake.flow": {"intake.txt": "flow intake\n"},
	} {
		if _, _, err := flows.Judge(folder(set), known); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}
