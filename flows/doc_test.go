package flows_test

import (
	"go/parser"
	"go/token"
	"strings"
	"testing"

	"nightdesk/flows"
)

// Every sentence in the reference of the package is one that Parse reads.
func TestReferenceIsTrue(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "doc.go", nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	steps := 0
	for l := range strings.SplitSeq(file.Doc.Text(), "\n") {
		line, code := strings.CutPrefix(l, "\t")
		verb, _, _ := strings.Cut(line, " ")
		if !code || !strings.Contains("say set handoff ask discreet answer keep consent offer if then unclear silent", verb) || verb == "" || strings.HasPrefix(line, "settings") {
			continue
		}
		steps++
		src := "flow a\nstep s\n"
		switch verb {
		case "discreet", "keep", "consent", "answer", "if", "unclear", "silent":
			src += "  ask en  Hi?\n"
			if verb != "answer" {
				src += "  answer yesno\n"
			}
		}
		src += "  " + line + "\n"
		if strings.HasPrefix(line, "answer choice") {
			src += "    1 a en: a\n    2 b en: b\n"
		}
		_, problems := flows.Parse(map[string]string{"a.flow": src})
		for _, p := range problems {
			if p.Rule != "unknown-step" && p.Rule != "unknown-flow" && p.Rule != "unknown-name" && p.Rule != "unfinished" || strings.Contains(p.Text, "stops too early") {
				t.Errorf("%q: %s", line, p)
			}
		}
	}
	if steps < 22 {
		t.Errorf("only %d sentences", steps)
	}
}
