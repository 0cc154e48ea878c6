package release

import (
	"slices"
	"strings"

	"nightdesk/bot"
)

// stepOfKey is the step that a text's key names: "step/intake/greet" of
// "step/intake/greet/ask".
func stepOfKey(key string) string {
	if i := strings.LastIndexByte(key, '/'); i >= 0 && strings.HasPrefix(key, "step/") {
		return key[:i]
	}
	return ""
}

// nearness is where a step's words may stand in one message with words of danger.
type nearness int

const (
	apartFrom nearness = iota // in none
	behind                    // behind them
	before                    // in the same step, or before them
)

// beside are the steps whose words may stand in one message with words of danger, or
// with those of a step that calls a person at once.
func beside(script *bot.Script) map[string]nearness {
	from, to := map[*bot.Step][]*bot.Step{}, map[*bot.Step][]*bot.Step{} // within one message
	keys := map[*bot.Step]string{}
	var danger []*bot.Step
	for _, flows := range []map[string]*bot.Flow{script.Flows, script.Pieces} {
		for _, f := range flows {
			names := map[string]*bot.Step{}
			for _, st := range f.Steps {
				names[st.Name] = st
			}
			for _, st := range f.Steps {
				keys[st] = "step/" + f.Name + "/" + st.Name
				if stepSpeaks(st) || callsAtOnce(st.Handoff) {
					danger = append(danger, st)
				}
				for _, next := range goesOnWith(script, names, st) {
					to[st], from[next] = append(to[st], next), append(from[next], st)
				}
			}
		}
	}
	all := map[string]nearness{}
	for how, ways := range map[nearness]map[*bot.Step][]*bot.Step{before: from, behind: to} {
		seen := map[*bot.Step]bool{}
		for todo := slices.Clone(danger); len(todo) > 0; {
			st := todo[len(todo)-1]
			todo = todo[:len(todo)-1]
			if !seen[st] {
				seen[st], all[keys[st]] = true, max(all[keys[st]], how)
				todo = append(todo, ways[st]...)
			}
		}
	}
	return all
}

// goesOnWith are the steps that may follow one before somebody is waited for; names are
// those of its own flow.
func goesOnWith(script *bot.Script, names map[string]*bot.Step, st *bot.Step) (next []*bot.Step) {
	if st.Waits() {
		return nil
	}
	targets := []bot.Target{st.Then}
	for _, b := range st.Branches {
		targets = append(targets, b.Then)
	}
	for _, to := range targets {
		switch f := script.Flows[to.Flow]; {
		case to.End:
		case to.Flow == "" && names[to.Step] != nil:
			next = append(next, names[to.Step])
		case f != nil && len(f.Steps) > 0:
			next = append(next, f.Steps[0])
		}
	}
	return next
}

// stepSpeaks reports whether a step says words of danger itself.
func stepSpeaks(st *bot.Step) bool {
	return speaksOfDanger(st.Ask) || speaksOfDanger(st.DiscreetAsk) || slices.ContainsFunc(st.Say, speaksOfDanger)
}
