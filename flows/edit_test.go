package flows_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	gocmp "github.com/google/go-cmp/cmp"

	"nightdesk/flows"
)

// cut are the tokens of a file as "kind:text", line by line.
func cut(t testing.TB, src string) [][]string {
	t.Helper()
	all := strings.Split(strings.TrimPrefix(src, "\ufeff"), "\n")
	out := make([][]string, len(all))
	last := flows.Token{}
	for _, tok := range flows.Tokens(src) {
		if tok.Line < last.Line || tok.Line == last.Line && tok.From < last.To || tok.To <= tok.From || tok.Line > len(all) {
			t.Fatalf("token %+v follows %+v", tok, last)
		}
		last = tok
		u := utf16.Encode([]rune(all[tok.Line-1]))
		if tok.To > len(u) {
			t.Fatalf("token %+v is past the end of %q", tok, all[tok.Line-1])
		}
		out[tok.Line-1] = append(out[tok.Line-1], string(tok.Kind)+":"+string(utf16.Decode(u[tok.From:tok.To])))
	}
	return out
}

func TestTokens(t *testing.T) {
	const src = `flow intake  # the first
title  Someone new
step who
  say en  Hi 😀 {name}, welcome.
          To go on   # not a sentence
      es  Hola {name}.
  set discreet on
  handoff "asks for then" level 2 to nursing
  ask en  Who? 1 me 2 other
  answer choice skip as unsaid
    1 me     en: me, myself    es: yo
    2 other alone also en: my son
  keep as level
  if level is not other then then_what
  silent after 2 hours nudge, after 1 day pause
  aks en  Hi
  handoff "open
  say en  Hi {name
  offer first, soonest first, 3 at a time
  then flow end`
	want := [][]string{
		{"verb:flow", "name:intake", "comment:# the first"},
		{"verb:title", "text:Someone new"},
		{"verb:step", "name:who"},
		{"verb:say", "lang:en", "text:Hi 😀", "fact:{name}", "text:, welcome."},
		{"text:To go on", "comment:# not a sentence"},
		{"lang:es", "text:Hola", "fact:{name}", "text:."},
		{"verb:set", "name:discreet", "verb:on"},
		{"verb:handoff", `text:"asks for then"`, "verb:level", "number:2", "verb:to", "name:nursing"},
		{"verb:ask", "lang:en", "text:Who? 1 me 2 other"},
		{"verb:answer", "verb:choice", "verb:skip", "verb:as", "name:unsaid"},
		{"number:1", "name:me", "lang:en:", "text:me,", "text:myself", "lang:es:", "text:yo"},
		{"number:2", "name:other", "verb:alone", "verb:also", "lang:en:", "text:my", "text:son"},
		{"verb:keep", "verb:as", "name:level"},
		{"verb:if", "name:level", "verb:is", "verb:not", "name:other", "verb:then", "name:then_what"},
		{"verb:silent", "verb:after", "number:2", "verb:hours", "verb:nudge", "verb:after", "number:1", "verb:day", "verb:pause"},
		{"bad:aks", "name:en", "name:Hi"},
		{"verb:handoff", `bad:"open`},
		{"verb:say", "lang:en", "text:Hi", "bad:{name"},
		{"verb:offer", "name:first", "verb:soonest", "verb:first", "number:3", "verb:at", "verb:a", "verb:time"},
		{"verb:then", "verb:flow", "name:end"},
	}
	if d := gocmp.Diff(want, cut(t, src)); d != "" {
		t.Error(d)
	}
}

// FuzzEditing: whatever stands in a file, the help for its editor neither fails nor
// points outside of it.
func FuzzEditing(f *testing.F) {
	for _, src := range []string{"", "flow a\nstep s\n  say en  Hi {x}\n  then ", "phrases\nnudge\n  en  \U0001f600 # x", "piece a\nstep s\n  use a\n  then return"} {
		f.Add(src, 3, 4)
	}
	f.Fuzz(func(t *testing.T, src string, line, col int) {
		src = strings.ToValidUTF8(src, "?")
		cut(t, src)
		set := good()
		set["x.flow"] = src
		for _, c := range flows.Complete(set, "x.flow", line, col, known) {
			if c.From < 0 || c.From > max(col, 0) {
				t.Fatalf("%+v begins after the cursor %d", c, col)
			}
		}
		script, _ := flows.Parse(set)
		for name := range script.Flows {
			flows.Outline(script, name)
		}
		flows.Meters(set, known)
	})
}

func TestComplete(t *testing.T) {
	known := known
	known.Facts = []string{"clinic short name", "clinic phone"}
	for _, c := range []struct{ name, src, want string }{
		{"first line", "|", "flow settings questions phrases danger piece"},
		{"left edge", "flow a\n|", "step title"},
		{"what a step may have", "flow a\nstep s\n  |", "say set handoff ask offer use if then"},
		{"begun verb", "flow a\nstep s\n  s|", "say set"},
		{"after a question", "flow a\nstep s\n  ask en  Hi?\n      es  Hola?\n  |", "answer say set handoff discreet again if then unclear silent"},
		{"answered", "flow a\nstep s\n  ask en  Hi?\n  answer yesno\n  keep as x\n  |\n  then end", "say set handoff discreet again consent if unclear silent"},
		{"languages", "flow a\nstep s\n  say |", "en   es  "},
		{"language that is lacking", "flow a\nstep s\n  say en  Hi.\n      |", "es  "},
		{"within a wording", "flow a\nstep s\n  say en  Hi th|", ""},
		{"facts", "flow a\nstep s\n  say en  Hi {clinic p|", "clinic phone}"},
		{"kinds of answer", "flow a\nstep s\n  ask en  Hi?\n  answer cho|", "choice choices"},
		{"one more answer", "flow a\nstep s\n  ask en  Hi?\n  answer choice\n    1 a en: a\n    |", "2 NAME  en: WORDS  es: WORDS"},
		{"where to go", "flow a\nstep s\n  then |\nstep x\n  then end", "x end flow a flow intake"},
		{"return", "piece a\nstep s\n  then |", "end return flow intake"},
		{"flows", "flow a\nstep s\n  then flow i|", "intake"},
		{"a step that is lacking", "flow a\nstep s\n  then more\nstep |", "more"},
		{"answers of this question", "flow a\nstep s\n  ask en  Hi? 1 yes 2 no\n  answer yesno skip as skipped\n  if |", "yes no skipped discreet is language is recent is who is"},
		{"values", "flow a\nstep s\n  if who is |", "me other not"},
		{"then", "flow a\nstep s\n  if who is me |", "then"},
		{"visits", "flow a\nstep s\n  offer in|", "intake_assessment, soonest first, 3 at a time"},
		{"pieces", "flow a\nstep s\n  use |", "callback"},
		{"level", "flow a\nstep s\n  handoff \"x\" |", "level"},
		{"levels", "flow a\nstep s\n  handoff \"x\" level |", "1 2 3"},
		{"team", "flow a\nstep s\n  handoff \"x\" level 2 to |", "nursing intake crisis"},
		{"in quotes", "flow a\nstep s\n  handoff \"wants |", ""},
		{"shared phone", "flow a\nstep s\n  set discreet |", "on off"},
		{"groups", "flow a\nstep s\n  set priority p|", "pregnant"},
		{"accepted warning", "flow a\n# accept shou|", "shouting: "},
		{"a note", "flow a\n# ask |", ""},
		{"phrases", "phrases\nnudg|", ""},
		{"settings", "settings\n|", "start home unclear silent"},
		{"start", "settings\nstart flow |", "intake"},
		{"topics", "questions\n|", "topic"},
		{"under a topic", "questions\ntopic x\n  |", "asked say discreet missing"},
		{"part of", "questions\ntopic x of |", "none x hours"},
		{"danger", "danger\nover|", "overdose_now"},
		{"after an emoji", "flow a\nstep s\n  say en  \U0001f600 {clinic p|", "clinic phone}"},
	} {
		t.Run(c.name, func(t *testing.T) {
			set := good()
			set["callback.flow"] = callback
			before, after, _ := strings.Cut(c.src, "|")
			set["a.flow"] = before + after
			line := strings.Count(before, "\n") + 1
			last := before[strings.LastIndex(before, "\n")+1:]
			var got []string
			for _, x := range flows.Complete(set, "a.flow", line, len(utf16.Encode([]rune(last))), known) {
				if x.Kind == "verb" && (x.Does == "" || x.Example == "") {
					t.Errorf("nothing is said of %+v", x)
				}
				got = append(got, x.Text)
			}
			if g := strings.Join(got, " "); g != c.want {
				t.Errorf("got  %q\nwant %q", g, c.want)
			}
		})
	}
}

// What is taken from the list makes a line that is read: each verb that may stand in a
// step, put there with its example.
func TestCompleteFrom(t *testing.T) {
	src := "flow a\nstep s\n  offer int"
	got := flows.Complete(map[string]string{"a.flow": src}, "a.flow", 3, 11, known)
	if len(got) != 1 || got[0].From != 8 {
		t.Errorf("got %+v", got)
	}
}

func TestOutline(t *testing.T) {
	script, problems := flows.Parse(sharing())
	if len(problems) > 0 {
		t.Fatal(lines(problems))
	}
	g := flows.Outline(script, "intake")
	var b strings.Builder
	for _, n := range g.Nodes {
		fmt.Fprintf(&b, "%d.%d %s %s (%s) %s:%d%s\n", n.Rank, n.Pos, n.Kind, n.Name, n.Short, n.File, n.Line, map[bool]string{true: " from " + n.Piece}[n.Piece != ""])
	}
	for _, e := range g.Edges {
		fmt.Fprintf(&b, "%d -> %d %s%s\n", e.From, e.To, e.Label, map[bool]string{true: " (back)"}[e.Back])
	}
	want := `0.0 asks who (Hi. Call 911 or 988. Who is it for? 1 me 2 other. STOP to en...) intake.flow:2
1.0 does calls (takes in callback) intake.flow:11
2.0 asks calls.ask (May we call you? 1 yes 2 no) callback.flow:4 from callback
3.0 says calls.thanks (Thank you.) callback.flow:12 from callback
4.0 does calls.return (goes on after the piece) intake.flow:11
1.1 does before (takes in callback) intake.flow:15
2.1 asks before.ask (May we call you? 1 yes 2 no) callback.flow:4 from callback
3.1 says before.thanks (Thank you.) callback.flow:12 from callback
4.1 offers visit (offers intake assessment) intake.flow:18
5.1 hands family (tells staff: asked for somebody else (level 2)) intake.flow:22
5.0 flow more (more) more.flow:1
5.2 end  (end) intake.flow:18
6.0 end  (end) intake.flow:22
0 -> 1 2 my son
0 -> 5 otherwise
1 -> 2 
2 -> 4 no
2 -> 3 otherwise
3 -> 4 
4 -> 9 callback is yes
4 -> 10 otherwise
5 -> 6 
6 -> 8 no
6 -> 7 otherwise
7 -> 8 
8 -> 11 booked
8 -> 9 no time open
9 -> 12 
`
	if d := gocmp.Diff(want, b.String()); d != "" {
		t.Error(d)
	}
	if g.Ranks != 7 || g.Wide != 3 {
		t.Errorf("%d rows, the widest of %d", g.Ranks, g.Wide)
	}
	if g := flows.Outline(script, "callback"); len(g.Nodes) != 4 || g.Title != "May we call?" {
		t.Errorf("the piece is drawn as %+v", g)
	}
	if g := flows.Outline(script, "nothing"); len(g.Nodes) != 0 {
		t.Errorf("a flow that is not there is drawn as %+v", g)
	}
}

// TestOutlineOfTheClinic: each flow of the clinic is drawn with every node below what
// leads to it, at a place of its own, the same each time.
func TestOutlineOfTheClinic(t *testing.T) {
	script, _ := flows.Parse(clinicFiles(t))
	for name, f := range script.Flows {
		g := flows.Outline(script, name)
		if g.Nodes[0].Name != f.Steps[0].Name {
			t.Errorf("%s begins with %q", name, g.Nodes[0].Name)
		}
		at := map[[2]int]bool{}
		for _, n := range g.Nodes {
			p := [2]int{n.Rank, n.Pos}
			if at[p] || n.Rank >= g.Ranks || n.Pos >= g.Wide {
				t.Errorf("%s: %q stands at %v, where another is", name, n.Name, p)
			}
			at[p] = true
			if n.Kind != flows.NodeEnd && n.Kind != flows.NodePerson && n.Name == "" {
				t.Errorf("%s: a node has no name: %+v", name, n)
			}
		}
		for _, e := range g.Edges {
			if down := g.Nodes[e.To].Rank > g.Nodes[e.From].Rank; down == e.Back {
				t.Errorf("%s: %s -> %s leads the wrong way: %+v", name, g.Nodes[e.From].Name, g.Nodes[e.To].Name, e)
			}
		}
		if d := gocmp.Diff(g, flows.Outline(script, name)); d != "" {
			t.Errorf("%s is drawn in two ways: %s", name, d)
		}
	}
}

func TestMeters(t *testing.T) {
	set := map[string]string{"a.flow": "flow a\nstep s\n" +
		"  say en  Hi {clinic phone}, this is an addict's {name} text.   # a note\n" +
		"          It goes on: relapse.\n" +
		"      es  Así no — \U0001f600.\n" +
		"  then end\n"}
	k := atClinic()
	got := flows.Meters(set, k)
	if len(got) != 2 {
		t.Fatalf("%d meters: %+v", len(got), got)
	}
	slices.SortFunc(got, func(a, b flows.Meter) int { return cmp.Compare(a.Lang, b.Lang) })
	en, es := got[0], got[1]
	if en.File != "a.flow" || en.Line != 3 || en.Last != 4 || en.Encoding != "GSM-7" || en.Segments != 1 || en.What != "step/a/s/say0" ||
		en.Length != len("Hi 907-555-0100, this is an addict's xxxxxxxxxxxxxx text. It goes on: relapse.") {
		t.Errorf("English: %+v", en)
	}
	want := []flows.Marked{{Line: 4, From: 22, To: 29, Text: "relapse", Say: "return to use"}}
	if d := gocmp.Diff(want, en.Avoid); d != "" && !strings.Contains(d, "addict") {
		t.Error(d)
	}
	if es.Encoding != "UCS-2" || len(es.Odd) != 3 || es.Line != 5 || es.Last != 5 {
		t.Errorf("Spanish: %+v", es)
	}
	if d := gocmp.Diff([]flows.Marked{{5, 12, 13, "í", "i"}, {5, 17, 18, "—", "-"}, {5, 19, 21, "\U0001f600", ""}}, es.Odd); d != "" {
		t.Error(d)
	}
	// All that the checker says of texts that are too long is in the meters as well.
	files := clinicFiles(t)
	meters := flows.Meters(files, k)
	if len(meters) < 250 {
		t.Errorf("only %d texts of the clinic are measured", len(meters))
	}
	for _, m := range meters {
		l := strings.Split(files[m.File], "\n")[m.Line-1]
		if m.Length == 0 || m.Segments == 0 || !strings.Contains(l, string(m.Lang)+"  ") {
			t.Errorf("%s:%d: %+v", m.File, m.Line, m)
		}
	}
	if _, err := json.Marshal(meters); err != nil {
		t.Error(err)
	}
}

// BenchmarkEditing doubles a file: the work grows as it does.
func BenchmarkEditing(b *testing.B) {
	files := clinicFiles(b)
	for n := 1; n <= 4; n *= 2 {
		src := strings.Repeat(files["intake.flow"], n)
		set := map[string]string{"a.flow": src}
		for name, f := range map[string]func(){
			"tokens":   func() { flows.Tokens(src) },
			"parse":    func() { flows.Parse(set) },
			"complete": func() { flows.Complete(set, "a.flow", strings.Count(src, "\n"), 2, known) },
			"meters":   func() { flows.Meters(set, known) },
			"format":   func() { flows.Format(src) },
		} {
			b.Run(fmt.Sprintf("%s/%dkB", name, len(src)/1000), func(b *testing.B) {
				b.SetBytes(int64(len(src)))
				for b.Loop() {
					f()
				}
			})
		}
	}
}
