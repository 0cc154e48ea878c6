package console

import (
	"time"

	"nightdesk/bot"
	"nightdesk/bot/account"
	"nightdesk/bot/report"
	"nightdesk/flows"
)

// galleryStepFigures are those of a made-up clinic that made its greeting shorter.
func galleryStepFigures(c *Console, now time.Time, with string) stepFiguresData {
	s, _ := galleryReport(now)
	day := map[string]int{}
	step := func(place string, shown, answered, unclear, silent, left, handoff, sent int, took ...int) {
		for word, n := range map[string]int{bot.StepShown: shown, bot.StepAnswered: answered, bot.StepUnclear: unclear, bot.StepSilent: silent,
			bot.StepLeft: left, bot.StepHandoff: handoff, bot.StepSegments: sent} {
			day[word+place] = n
		}
		for i, n := range took {
			day[bot.StepTook+bot.TookBuckets[i]+":"+place] = n
		}
	}
	step("intake/greet@0b4ce19a", 210, 138, 31, 52, 9, 6, 431, 60, 40, 20, 10, 5, 3)
	step("intake/who@0b4ce19a", 136, 121, 7, 9, 2, 1, 150, 90, 20, 8, 3)
	step("intake/visit@0b4ce19a", 118, 96, 12, 14, 3, 8, 260, 50, 30, 10, 6)
	step("intake/pay@0b4ce19a", 95, 71, 3, 21, 1, 2, 99, 20, 30, 20, 1)
	step("intake/greet@a1", 185, 158, 12, 15, 7, 4, 196, 80, 50, 20, 8)
	step("intake/who@a1", 156, 140, 9, 11, 2, 0, 170, 110, 20, 10)
	step("intake/visit@a1", 138, 119, 15, 16, 2, 9, 301, 60, 40, 10, 9)
	step("call/begin@a1", 4, 0, 0, 0, 0, 4, 4)
	chose := func(place string, answers map[string]int) {
		for name, n := range answers {
			day[bot.StepChose+name+":"+place] = n
		}
	}
	chose("intake/greet@0b4ce19a", map[string]int{"go": 126, "call": 12})
	chose("intake/greet@a1", map[string]int{"go": 141, "call": 17})
	chose("intake/who@0b4ce19a", map[string]int{"me": 96, "other": 21, "skipped": 4})
	chose("intake/who@a1", map[string]int{"me": 117, "other": 23})
	r := report.Make(report.Input{From: s.begin, To: s.end, Now: now, Zone: now.Location(), Days: map[string]map[string]int{s.From: day}})
	script, _ := flows.Parse(galleryFlows)
	releases := bot.Releases{List: []bot.Release{
		{Number: 2, Version: "a1", From: now.AddDate(0, -3, 0)},
		{Number: 3, Version: "0b4ce19a77aa0b4c", From: now.AddDate(0, -2, 0)},
		{Number: 4, Version: "a1", From: now.AddDate(0, 0, -12)},
	}}
	d := c.stepFigures(s, r.Steps, script, releases, "intake", "a1", with)
	d.rows(r.Steps, script, nil)
	return d
}

func stepFigureSamples() []sample {
	return []sample{
		{name: "scripts-figures", page: "scripts_figures", area: "scripts", role: account.ScriptAdmin, make: func(c *Console, _ identity) any {
			return galleryStepFigures(c, c.o.Now(), "")
		}},
		{name: "scripts-figures-compared", page: "scripts_figures", area: "scripts", role: account.ScriptAdmin, make: func(c *Console, _ identity) any {
			return galleryStepFigures(c, c.o.Now(), "0b4ce19a")
		}},
		{name: "scripts-figures-empty", page: "scripts_figures", area: "scripts", role: account.MedicalDirector, make: func(c *Console, _ identity) any {
			s, _ := galleryReport(c.o.Now())
			script, _ := flows.Parse(galleryFlows)
			return c.stepFigures(s, nil, script, bot.Releases{}, "", "", "")
		}},
	}
}
