package flows_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"nightdesk/bot"
	"nightdesk/flows"
)

// with puts an example into the good scripts, where somebody who reads it would
// expect it.
func with(example string) map[string]string {
	set := good()
	word, rest, _ := strings.Cut(example, " ")
	word, _, _ = strings.Cut(word, "\n")
	lead := func(to string) { set["intake.flow"] = strings.Replace(set["intake.flow"], "then visit", to, 1) }
	indented := func(s string) string { return "  " + strings.ReplaceAll(s, "\n", "\n  ") }
	switch {
	case word == "flow":
		set["example.flow"] = example + "\n"
		if name := strings.Fields(rest)[0]; name == "hello" {
			set["settings.flow"] = "settings\nstart flow hello\n"
		} else if name == "call" && strings.Contains(example, "title") {
			set["intake.flow"] = strings.Replace(set["intake.flow"], "none then family", "none then flow call", 1)
			set["settings.flow"] = "settings\nstart flow intake\n"
		}
	case word == "settings", word == "danger", word == "piece", strings.HasPrefix(word, "{\\rtf"), word == "#" && rest == "nothing yet":
		set["example.flow"] = example + "\n"
	case slices.Contains(bot.Phrases(), word) && word != "offer":
		at := strings.Index(set["phrases.flow"], "\n"+word+"\n") + 1
		end := at + strings.Index(set["phrases.flow"][at:], "\n  es  ")
		end += strings.Index(set["phrases.flow"][end+1:], "\n") + 2
		whole := example + "\n"
		if !strings.Contains(example, "\n") {
			whole = "" // only its name: the phrase is missing
		}
		set["phrases.flow"] = set["phrases.flow"][:at] + whole + set["phrases.flow"][end:]
	case word == "topic":
		set["questions.flow"] += example + "\n"
	default:
		if word != "step" {
			if !strings.Contains(example, "\nthen ") && word != "then" && !strings.Contains(example, "\nbooked ") {
				example += "\nthen visit"
			}
			example = "step a\n" + indented(example)
		}
		if !strings.Contains(example, "then visit") { // it leads away, so the visit comes before it
			example = "step first\n  ask en  First? 1 yes 2 no\n      es  Antes? 1 si 2 no\n  answer yesno\n  if no then visit\n  then " + strings.Fields(example)[1] + "\n" + example
		}
		name := strings.Fields(example)[1]
		lead("then " + name)
		if name == "end" {
			lead("then visit")
		}
		set["intake.flow"] = strings.Replace(set["intake.flow"], "step visit\n", example+"\nstep visit\n", 1)
	}
	return set
}

// judged are the problems with an example, by what finds them.
func judged(r flows.Rule, example string) []flows.Problem {
	switch r.ID {
	case "misnamed":
		set := fstest.MapFS{}
		for name, src := range good() {
			set[name] = &fstest.MapFile{Data: []byte(src)}
		}
		set[example] = &fstest.MapFile{Data: []byte("settings\nstart flow intake\n")}
		_, problems, err := flows.Judge(fs.FS(set), known)
		if err != nil {
			panic(err)
		}
		return problems
	case "stale":
		before, _ := flows.Parse(with("say en  We call you today.\n    es  Le llamamos hoy."))
		now, problems := flows.ParseAndCheck(with(example), known)
		return append(problems, flows.Stale(before, now, known)...)
	case "no-transcript":
		script, problems := flows.ParseAndCheck(with(example), known)
		taken := map[flows.BranchKey]bool{}
		for _, b := range flows.Branches(script) {
			taken[b.Key] = !strings.Contains(string(b.Key), "/a#if")
		}
		return append(problems, flows.NoTranscript(script, taken)...)
	}
	_, problems := flows.ParseAndCheck(with(example), known)
	return problems
}

// TestEveryRuleHoldsItsExamples: the bad example of a rule raises it and nothing
// else, the good one nothing at all.
func TestEveryRuleHoldsItsExamples(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range flows.Rules() {
		t.Run(r.ID, func(t *testing.T) {
			if seen[r.ID] {
				t.Error("two rules have this id")
			}
			seen[r.ID] = true
			for what, s := range map[string]string{"why": r.Why, "mend": r.Mend} {
				if !strings.HasSuffix(s, ".") || strings.ToUpper(s[:1]) != s[:1] {
					t.Errorf("%s is no sentence: %q", what, s)
				}
			}
			problems := judged(r, r.Bad)
			if len(problems) == 0 {
				t.Errorf("nothing is found in\n%s", r.Bad)
			}
			for _, p := range problems {
				if p.Rule != r.ID {
					t.Errorf("the bad example raises %s as well: %s", p.Rule, p)
				}
				if p.Severity == flows.Error && r.Severity != flows.Error {
					t.Errorf("the rule is a warning, and reports an error: %s", p)
				}
			}
			if problems := flows.Open(judged(r, r.Good)); len(problems) > 0 {
				t.Errorf("the good example is not:\n%s", lines(problems))
			}
		})
	}
}

func TestRuleOf(t *testing.T) {
	if r, _, ok := flows.RuleOf("spin"); !ok || r.ID != "spin" {
		t.Errorf("RuleOf(spin) = %v, %v", r.ID, ok)
	}
	if _, near, ok := flows.RuleOf("spinn"); ok || near != "spin" {
		t.Errorf("RuleOf(spinn) means %q, %v", near, ok)
	}
}

// TestNoProblemWithoutARule reads the package's own source: whatever is reported
// there under an id is in the catalogue.
func TestNoProblemWithoutARule(t *testing.T) {
	at := map[string]int{"problem": 2, "report": 1, "fail": 0, "failWith": 0}
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	literal := func(e ast.Expr) {
		if l, ok := e.(*ast.BasicLit); ok && l.Kind == token.STRING {
			id, _ := strconv.Unquote(l.Value)
			found[id] = true
		}
	}
	look := func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			if sel, ok := n.Fun.(*ast.SelectorExpr); ok {
				if i, is := at[sel.Sel.Name]; is && i < len(n.Args) {
					literal(n.Args[i])
				}
			}
		case *ast.ValueSpec:
			if n.Names[0].Name == "untested" {
				literal(n.Values[0])
			}
		case *ast.AssignStmt:
			if len(n.Lhs) == len(n.Rhs) {
				for i, l := range n.Lhs {
					if sel, ok := l.(*ast.SelectorExpr); ok && sel.Sel.Name == "Rule" {
						literal(n.Rhs[i])
					}
				}
			}
		case *ast.KeyValueExpr:
			if k, ok := n.Key.(*ast.Ident); ok && (k.Name == "Rule" || k.Name == "rule") {
				literal(n.Value)
			}
		}
		return true
	}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, look)
	}
	for _, id := range flows.CheckIDs() {
		found[id] = true
	}
	for _, id := range []string{"unknown-word", "spin", "misnamed", "no-transcript"} {
		if !found[id] {
			t.Errorf("the source was read wrongly: no %q in it", id)
		}
	}
	for id := range found {
		if _, _, ok := flows.RuleOf(id); !ok {
			t.Errorf("problems are reported under %q, which Rules does not list", id)
		}
	}
	for _, r := range flows.Rules() {
		if !found[r.ID] {
			t.Errorf("nothing reports the rule %q", r.ID)
		}
	}
}
