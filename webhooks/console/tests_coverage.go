package console

import (
	"nightdesk/bot"
	"nightdesk/flows"
)

// untakenLine is a way out of a step that no talk takes.
type untakenLine struct {
	Flow, Step, Say, Path string
}

// mostUntaken bounds the list of ways that no talk takes.
const mostUntaken = 40

// coverage says which ways through the flows no talk takes.
func (v *visit) coverage(b bench, run TrialRun, d *testsData) {
	script, _ := v.c.o.Scripts.Check(b.files)
	if script == nil {
		return
	}
	branches, taken := flows.Branches(script), map[flows.BranchKey]bool{}
	for _, br := range branches {
		taken[br.Key] = run.Ways[string(br.Key)] > 0
	}
	let := map[bot.Source]bool{} // be, with a reason
	for _, p := range flows.Untested(b.files.Flows, taken) {
		let[bot.Source{File: p.File, Line: p.Line, Col: p.Col}] = p.Accepted != ""
	}
	for _, br := range branches {
		if br.Minor {
			continue
		}
		d.Ways++
		if taken[br.Key] {
			d.Taken++
			continue
		}
		if let[br.Source] {
			continue
		}
		l := untakenLine{Flow: br.Source.File, Step: br.Key.Place().Step, Say: br.Text}
		if v.c.has(scriptsPath + "/edit/{file}") {
			l.Path = editAt(br.Source.File, br.Source.Line)
		}
		d.Untaken = append(d.Untaken, l)
	}
	v.optionsUntaken(b, d)
	if d.Ways > 0 {
		d.Share = 100 * d.Taken / d.Ways
	}
	if len(d.Untaken) > mostUntaken {
		d.Untaken = d.Untaken[:mostUntaken]
	}
}
