package release

import (
	"cmp"
	"slices"

	"nightdesk/bot"
)

// Fate is what becomes of a conversation when other scripts go live.
type Fate string

const (
	FateRest    Fate = "rest" // nothing waits: whatever begins, begins on the newest
	FateMove    Fate = "move"
	FateStay    Fate = "stay" // it finishes where it began
	FateRestart Fate = "restart"
)

// Fates says what becomes of many conversations. It knows nobody: only numbers by
// question and reason.
type Fates struct {
	Total map[Fate]int
	Steps []FateAt
	// Partly is set if there were more conversations than were looked at.
	Partly bool
}

// FateAt is how many conversations that wait at one question have the same fate, for
// the same reason.
type FateAt struct {
	Place bot.Place
	Fate  Fate
	Why   string // why they stay; "" if they do not
	N     int
}

// Foresee is the fate of a session under a mode of publishing. m compares the version
// that it is pinned to with the new one; nil if that version is nowhere to be found.
func Foresee(s bot.Session, m *Moving, mode bot.MoveMode) (Fate, string) {
	at := placeOf(s)
	switch {
	case at.Step == "":
		return FateRest, ""
	case mode == bot.MoveFinish:
		return FateStay, "they finish on the version that they began on"
	case m == nil:
		return FateStay, "the version that they began on can't be read"
	}
	if why := Stays(s); why != "" {
		return FateStay, why
	}
	if mode == bot.MoveRestart {
		return FateRestart, ""
	}
	if ok, why := m.Can(s); !ok {
		return FateStay, why
	}
	return FateMove, ""
}

// placeOf is the question of the scripts that a session waits at, or comes back to.
func placeOf(s bot.Session) bot.Place {
	switch {
	case s.At.Flow != bot.OwnFlow:
		return s.At.Place
	case s.At.Return != nil:
		return *s.At.Return
	}
	return bot.Place{}
}

// Add counts a session.
func (f *Fates) Add(s bot.Session, m *Moving, mode bot.MoveMode) {
	fate, why := Foresee(s, m, mode)
	if f.Total == nil {
		f.Total = map[Fate]int{}
	}
	f.Total[fate]++
	if fate == FateRest {
		return
	}
	one := FateAt{Place: placeOf(s), Fate: fate, Why: why}
	i := slices.IndexFunc(f.Steps, func(x FateAt) bool { return x.Place == one.Place && x.Fate == fate && x.Why == why })
	if i < 0 {
		f.Steps = append(f.Steps, one)
		i = len(f.Steps) - 1
	}
	f.Steps[i].N++
}

// Sort puts the questions in order: by flow and step, those who move first.
func (f *Fates) Sort() {
	slices.SortFunc(f.Steps, func(a, b FateAt) int {
		return cmp.Or(cmp.Compare(a.Place.Flow, b.Place.Flow), cmp.Compare(a.Place.Step, b.Place.Step), cmp.Compare(a.Fate, b.Fate), cmp.Compare(a.Why, b.Why))
	})
}
