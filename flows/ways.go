package flows

import "nightdesk/bot"

// WayOf is the key under which Branches lists a way that a turn took; false if the
// script has no such step, as for the steps that are the program's own.
func WayOf(script *bot.Script, w bot.Way) (BranchKey, bool) {
	if w.How == bot.WayAsked {
		return TopicKey(w.Step), true
	}
	s := script.Step(w.Place)
	if s == nil {
		return "", false
	}
	switch w.How {
	case bot.WayIf:
		if w.N >= len(s.Branches) {
			return "", false
		}
		return keyOf(w.Place, WayIf+condition(s, s.Branches[w.N])), true
	case bot.WaySilent:
		return keyOf(w.Place, WaySilent+itoa(w.N+1)), true
	}
	return keyOf(w.Place, w.How), true // the other words are the same
}
