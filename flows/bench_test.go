package flows_test

import (
	"fmt"
	"strings"
	"testing"

	"nightdesk/bot/answer"
	"nightdesk/bot/safety"
	"nightdesk/flows"
)

// manyScripts is a large clinic: n flows of 40 steps that ask, offer, hand over and
// lead to each other, each with words of its own.
func manyScripts(n int) map[string]string {
	set := good()
	set["settings.flow"] = "settings\nstart flow intake\nhome flow intake\n"
	set["intake.flow"] = strings.Replace(set["intake.flow"], "if other then family\n  then visit", "if other then visit\n  then flow f0", 1)
	for i := range n {
		var b strings.Builder
		fmt.Fprintf(&b, "flow f%d\ntitle  Script number %d\n\n", i, i)
		for s := range 40 {
			next := fmt.Sprintf("s%d", s+1)
			if s == 39 {
				next = fmt.Sprintf("flow f%d", i+1)
				if i == n-1 {
					next = "end"
				}
			}
			fmt.Fprintf(&b, "step s%d\n", s)
			switch s % 5 {
			case 0, 3:
				fmt.Fprintf(&b, "  ask en  What fits best for you here? 1 red%d 2 blue%d 3 none\n      es  Que le va mejor aqui? 1 rojo%d 2 azul%d 3 nada\n", s, i, s, i)
				fmt.Fprintf(&b, "  answer choice skip as skipped\n    1 red   en: red%d, the red%d one  es: rojo%d, el rojo%d\n    2 blue  en: blue%d, my blue%d  es: azul%d, mi azul%d\n    3 none  en: none, neither  es: nada, ninguno\n", s, s, s, s, i, i, i, i)
				fmt.Fprintf(&b, "  keep as c%d_%d\n  if blue then s%d\n  then %s\n", i, s, max(0, s-3), next)
			case 1:
				fmt.Fprintf(&b, "  say en  Thank you. We are here day and night, and you can write at any time.\n      es  Gracias. Aqui estamos de dia y de noche, y puede escribir a toda hora.\n  if c%d_%d is red then %s\n  then %s\n", i, s-1, next, next)
			case 2:
				fmt.Fprintf(&b, "  ask en  Is that all for today? 1 yes 2 no\n      es  Es todo por hoy? 1 si 2 no\n  answer yesno\n  keep as y%d_%d\n  if yes then %s\n  then %s\n", i, s, next, next)
			case 4:
				fmt.Fprintf(&b, "  offer intake_assessment\n  none then %s\n  booked then %s\n", next, next)
			}
		}
		set[fmt.Sprintf("f%d.flow", i)] = b.String()
	}
	return set
}

// BenchmarkCheck200x40 is what an editor waits for at a very large clinic: it must
// stay under a second.
func BenchmarkCheck200x40(b *testing.B) {
	set := manyScripts(200)
	if _, problems := flows.ParseAndCheck(set, known); flows.Blocks(problems) {
		b.Fatal(lines(problems[:min(len(problems), 10)]))
	}
	heard := known // with what the program hears in every text
	heard.Commands = func(s string) string {
		if safety.Screen(s).Raised() {
			return "danger"
		}
		if safety.OptOutIn(s) != safety.OptOutNone || safety.KeywordIn(s) != safety.KeywordNone {
			return "stop"
		}
		cmd, _ := answer.CommandIn(s)
		return string(cmd)
	}
	before := spent()
	for b.Loop() {
		flows.ParseAndCheck(set, heard)
	}
	b.ReportMetric(float64(spent()-before)/float64(b.N)/1e6, "cpu-ms/op")
}

func BenchmarkParse200x40(b *testing.B) {
	set := manyScripts(200)
	for b.Loop() {
		flows.Parse(set)
	}
}
