package flows_test

import (
	"strings"
	"testing"

	"nightdesk/flows"
)

// FuzzCheck: whatever stands in a file, by itself or among good steps, checking it
// ends, panics nowhere, and says of each problem what it is.
func FuzzCheck(f *testing.F) {
	for _, r := range flows.Rules() {
		f.Add(r.Bad, true)
		f.Add(r.Good, false)
	}
	f.Add("flow a\nstep s\n  # accept\n  # accept x:\n  offer a\n  none then s\n  if a is b then s\n", false)
	f.Fuzz(func(t *testing.T, src string, among bool) {
		set := map[string]string{"a.flow": src}
		if among {
			set = good()
			set["intake.flow"] += src
		}
		_, problems := flows.ParseAndCheck(set, known)
		for _, p := range problems {
			if _, _, ok := flows.RuleOf(p.Rule); !ok || p.Text == "" || p.File == "" {
				t.Fatalf("%+v is no problem that anybody can read", p)
			}
		}
	})
}

// hostile are inputs that grow in one way each.
var hostile = map[string]func(n int) string{
	"long line":     func(n int) string { return "flow a\nstep s\n  say en  " + strings.Repeat("word {x} ", n) + "\n" },
	"deep indents":  func(n int) string { return "flow a\nstep s\n" + deep(n) },
	"unknown words": func(n int) string { return "flow a\nstep s\n" + strings.Repeat("  wrod x\n  say en  a\n", n) },
	"many steps":    func(n int) string { return "flow a\n" + count("step s# #\n  say en  a\n      es  a\n", n) },
	"many names":    func(n int) string { return "flow a\n" + count("step s#\n  set n# x\n  if n# is x then s0\n", n) },
	"many topics": func(n int) string {
		return "questions\n" + count("topic t#\n  asked en  what is # | where is #\n  say en  a\n", n)
	},
	"many answers": func(n int) string {
		return "flow a\n" + count("step s#\n  ask en  Which? 1 x# 2 y#\n  answer choice\n    1 x#  en: x#, my x#\n    2 y#  en: y#, my y#\n  then s0\n", n)
	},
	"acceptances": func(n int) string {
		return "flow a\nstep s\n" + strings.Repeat("  # accept spin: because of this\n", n) + "  say en  a\n"
	},
}

// deep stands each line further right, down to where nobody would follow.
func deep(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.Repeat(" ", 2+i%200) + "say en  a\n")
	}
	return b.String()
}

func count(s string, n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.ReplaceAll(s, "#", itoa(i)))
	}
	return b.String()
}

func itoa(n int) string {
	if n < 10 {
		return string(rune('0' + n))
	}
	return itoa(n/10) + itoa(n%10)
}

// BenchmarkHostile: an input of twice the length takes about twice the time.
func BenchmarkHostile(b *testing.B) {
	for name, make := range hostile {
		for _, n := range []int{500, 1000, 2000, 4000} {
			src := map[string]string{"a.flow": make(n)}
			b.Run(name+"/"+itoa(n), func(b *testing.B) {
				for b.Loop() {
					flows.ParseAndCheck(src, known)
				}
			})
		}
	}
}
