package engine

import (
	"nightdesk/bot"
)

// Way is where a conversation that began on an older version of the scripts may go
// on.
type Way struct {
	To   *Program
	Mode bot.MoveMode // MoveSafe or MoveRestart
	// Take is the session as it goes on there: with MoveSafe at the same question, if
	// that is proved to be safe, with MoveRestart at none, with the answers that still
	// mean something. ok is false if it stays. What is taken over of it is the place
	// and the answers, nothing else.
	Take func(bot.Session) (s bot.Session, ok bool)
}

// moveOn goes on in a newer version at the same question, where that is safe. Nothing
// is said of it, for nothing that the person sees is another. While somebody may be in
// danger, or staff have the thread, nothing changes under them.
func (t *turn) moveOn() {
	if t.s.At.Step == "" || !t.scriptsRun() {
		return
	}
	for _, way := range t.w.Ways {
		if way.Mode != bot.MoveSafe {
			continue
		}
		s, ok := way.Take(t.s)
		if !ok {
			continue
		}
		t.s.Back = s.Back
		t.onto(way)
		t.s.At.Version = way.To.Script.Version
		return
	}
}

// onto has the rest of the turn decided by a newer version.
func (t *turn) onto(way Way) {
	t.w.Program = way.To
	t.readings.ask = nil // it was read by the questions of the older one
	t.w.Ways = nil
	t.out.Counts = append(t.out.Counts, bot.CountMoved+string(way.Mode))
}

// startsAnew begins the talk again in a newer version, and says so. Their text is no
// answer any more; what else it may be (a question, a wish for a person, a word about
// their visit) it still is. Who decides on a time that is held for them, or is in
// something of the engine's own, does that first.
func (t *turn) startsAnew() bool {
	h := t.s.Hold
	if t.s.At.Step == "" || t.builtIn() || !t.scriptsRun() || h != nil && h.HeldUntil.After(t.now) {
		return false
	}
	for _, way := range t.w.Ways {
		if way.Mode != bot.MoveRestart {
			continue
		}
		s, ok := way.Take(t.s)
		if !ok {
			continue
		}
		t.onto(way)
		t.dropHold()
		t.forgetAnswers()
		for name, value := range s.Kept {
			if t.s.Kept == nil {
				t.s.Kept = map[string]string{}
			}
			if t.s.Kept[name] == "" {
				t.s.Kept[name] = value
			}
		}
		t.s.At, t.anew = bot.Position{Version: way.To.Script.Version}, true
		t.begin()
		if t.s.At.Step != "" { // else nothing begins now, and nobody needs to know
			t.ahead(bot.PhraseAnew)
		}
		if t.out.Note == "" {
			t.out.Note = "began_anew"
		}
		return true
	}
	return false
}
