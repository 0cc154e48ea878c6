package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"nightdesk/bot/safety"
	"nightdesk/bot/safety/model"
)

// judged is a line, what the rules make of it, and what a model that has not
// seen it does.
type judged struct {
	*line
	ruled  bool
	scores model.Scores
}

func (x judged) danger() bool   { return x.labels[model.Any] }
func (x judged) ordinary() bool { return strings.HasPrefix(x.file, "ordinary") && !x.danger() }

// crossValidate judges every line by a model trained without its part.
func crossValidate(lines []line, folds, worst int) {
	prepare(lines)
	var all []judged
	for fold := range folds {
		var learn []line
		var judge []*line
		for i := range lines {
			if lines[i].block%folds == fold {
				judge = append(judge, &lines[i])
			} else {
				learn = append(learn, lines[i])
			}
		}
		m := fit(learn)
		for _, l := range judge {
			all = append(all, judged{l, safety.Rules(l.text).Raised(), m.score(l.shapes[0])})
		}
	}
	report(all)
	reportNames(all)
	if worst > 0 {
		showWorst(all, worst)
	}
}

// report prints what comes of each threshold of "any danger" beside the rules.
func report(all []judged) {
	for _, at := range []float64{2, 0.5, 0.7, 0.8, 0.85, 0.9, 0.95, 0.98, 0.99} {
		var caught, crises, alarms, harmless, ordinaryAlarms, ordinary int
		for _, x := range all {
			hit := x.ruled || model.Chance(x.scores[model.Any]) >= at
			count := func(of, n *int) {
				*of++
				if hit {
					*n++
				}
			}
			switch {
			case x.danger():
				count(&crises, &caught)
			case x.ordinary():
				count(&ordinary, &ordinaryAlarms)
			default:
				count(&harmless, &alarms)
			}
		}
		name := fmt.Sprintf("rules or model at %.2f", at)
		if at > 1 {
			name = "rules alone"
		}
		fmt.Printf("%-23s recall %.3f  precision %.3f  alarms in %.3f of what looks like danger, %.4f of the ordinary\n", name,
			share(caught, crises), share(caught, caught+alarms+ordinaryAlarms), share(alarms, harmless), share(ordinaryAlarms, ordinary))
	}
}

// reportNames prints how often the model's likeliest label is right.
func reportNames(all []judged) {
	for k, label := range outputs {
		for _, lang := range []string{"en", "es"} {
			var n, named int
			for _, x := range all {
				if !x.labels[k] || x.lang != lang {
					continue
				}
				n++
				if x.labels[likeliest(x.scores)] {
					named++
				}
			}
			fmt.Printf("%-20s %s named rightly %.3f of %d\n", label, lang, share(named, n), n)
		}
	}
}

func likeliest(s model.Scores) int {
	at := 0
	for k := range outputs {
		if s[k] > s[at] {
			at = k
		}
	}
	return at
}

// showWorst prints the lines furthest from the truth, for whoever mends the corpus.
func showWorst(all []judged, n int) {
	wrong := func(x judged) float64 {
		if x.danger() {
			return -x.scores[model.Any]
		}
		return x.scores[model.Any]
	}
	slices.SortStableFunc(all, func(a, b judged) int { return cmp.Compare(wrong(b), wrong(a)) })
	for _, x := range all[:min(n, len(all))] {
		fmt.Printf("%.2f %v %s: %s\n", x.scores[model.Any], x.danger(), x.file, x.text)
	}
}

func share(n, of int) float64 { return float64(n) / float64(max(of, 1)) }
