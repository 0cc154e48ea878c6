package flows_test

import (
	"maps"
	"strings"
	"testing"

	"nightdesk/flows"
)

// fixed counts the fixes that were tried, and the problems without one.
type fixed struct{ with, without int }

// try puts each Fix in the place of its line: the problem is gone, and no other comes.
func (f *fixed) try(t *testing.T, files map[string]string, judge func(map[string]string) []flows.Problem) {
	t.Helper()
	same := func(p flows.Problem) string {
		text, _, _ := strings.Cut(p.Text, " (and in ")
		return p.File + " " + p.Rule + " " + text
	}
	before := judge(files)
	for _, p := range before {
		if p.Fix == "" {
			f.without++
			continue
		}
		f.with++
		all := strings.Split(files[p.File], "\n")
		if all[p.Line-1] == p.Fix {
			t.Errorf("the fix changes nothing: %s", p)
		}
		mended := maps.Clone(files)
		all[p.Line-1] = p.Fix
		mended[p.File] = strings.Join(all, "\n")
		count := map[string]int{}
		for _, q := range before {
			count[same(q)]++
		}
		for _, q := range judge(mended) {
			if strings.Contains(q.Mend, "in the place of the dots") {
				continue // a line to be written is offered as one
			}
			if count[same(q)]--; count[same(q)] < 0 {
				t.Errorf("with %q for %s\nthere is now %s", p.Fix, p, q)
			}
			if q.Line == p.Line && same(q) == same(p) && q.Col == p.Col {
				t.Errorf("%q does not mend %s", p.Fix, p)
			}
		}
	}
}

func parsed(files map[string]string) []flows.Problem {
	_, problems := flows.Parse(files)
	return problems
}

// TestFixesOfWordings are mends that only the checker knows.
func TestFixesOfWordings(t *testing.T) {
	var f fixed
	for name, c := range map[string]struct{ old, new, fix string }{
		"accents":      {"Para quien? 1 yo 2 otro. STOP: no mas.", "Para quién? 1 yo 2 otro así. STOP: no más.", "      es  Hola. Llame al 911 o 988. Para quién? 1 yo 2 otro asi. STOP: no mas."},
		"emoji":        {"Hi. Call 911", "Hi \U0001f44b\U0001f3fd there \U0001f642. Call 911", "  ask en  Hi there. Call 911 or 988. Who is it for? 1 me 2 other. STOP to end."},
		"half a name":  {"Hi. Call 911", "Hi {clinic}. Call 911", "  ask en  Hi {clinic short name}. Call 911 or 988. Who is it for? 1 me 2 other. STOP to end."},
		"avoid":        {"Hi. Call 911", "Hi. Relapsed? Call 911", "  ask en  Hi. Returned to use? Call 911 or 988. Who is it for? 1 me 2 other. STOP to end."},
		"misspelt":     {"Hi. Call 911", "Hi {clinic fone}. Call 911", "  ask en  Hi {clinic phone}. Call 911 or 988. Who is it for? 1 me 2 other. STOP to end."},
		"brackets":     {"Hi. Call 911", "Hi [clinic phone]. Call 911", "  ask en  Hi {clinic phone}. Call 911 or 988. Who is it for? 1 me 2 other. STOP to end."},
		"capitals":     {"Hi. Call 911", "HELLO. Call 911", "  ask en  hello. Call 911 or 988. Who is it for? 1 me 2 other. STOP to end."},
		"visit":        {"offer intake_assessment", "offer intake_assesment", "  offer intake_assessment"},
		"note is kept": {"offer intake_assessment", "offer intake_assesment   # soon", "  offer intake_assessment   # soon"},
	} {
		t.Run(name, func(t *testing.T) {
			set := good()
			set["intake.flow"] = strings.Replace(set["intake.flow"], c.old, c.new, 1)
			if name == "misspelt" || name == "brackets" {
				set["intake.flow"] = strings.Replace(set["intake.flow"], "Hola. Llame", "Hola {clinic phone}. Llame", 1)
			}
			judge := func(files map[string]string) []flows.Problem {
				_, problems := flows.ParseAndCheck(files, known)
				return problems
			}
			if name == "half a name" {
				set["intake.flow"] = strings.Replace(set["intake.flow"], "Hola. Llame", "Hola {clinic short name}. Llame", 1)
			}
			f.try(t, set, judge)
			for _, p := range judge(set) {
				if p.Fix == c.fix {
					return
				}
			}
			t.Errorf("no problem offers %q:\n%s", c.fix, lines(judge(set)))
		})
	}
	set := good()
	set["danger.flow"] = "danger\nsuicide_risk\n  en  I am glad you told us.\n  es  Gracias por decirnos. 988. 911.\n"
	_, problems := flows.ParseAndCheck(set, known)
	if want := "  en  I am glad you told us. Call 988 or 911."; len(problems) != 1 || problems[0].Fix != want {
		t.Errorf("the fix of a reply to danger is not %q: %+v", want, problems)
	}
}

// The line "answer" that was taken out by mistake comes back; the answers are still there.
func TestFixPutsTheLineBackThatAnswersStandUnder(t *testing.T) {
	whole := "flow a\nstep s\n  ask en  Which? 1 calls 2 texts\n      es  Cual? 1 llamadas 2 textos\n  answer choice skip as skipped\n    1 calls  en: calls  es: llamadas\n    2 texts  en: texts  es: textos\n  if skipped then end\n  then end\n"
	set := map[string]string{"a.flow": strings.Replace(whole, "  answer choice skip as skipped\n", "", 1)}
	_, problems := flows.Parse(set)
	all := strings.Split(set["a.flow"], "\n")
	for _, p := range problems {
		if p.Fix != "" {
			all[p.Line-1] = p.Fix
			break
		}
	}
	if got := strings.Join(all, "\n"); got != whole {
		t.Errorf("it is mended to\n%s\nof %s", got, lines(problems))
	}
}

// A fix keeps the note that stands on its line.
func TestFixKeepsTheNote(t *testing.T) {
	_, problems := flows.Parse(map[string]string{"a.flow": "flow a\nstep s\n  say en  Hi.\n  then: end  # at last\n"})
	if len(problems) != 1 || problems[0].Fix != "  then end  # at last" {
		t.Errorf("got %+v", problems)
	}
}
