package main

import (
	"errors"
	"fmt"

	"nightdesk/bot"
	"nightdesk/bot/inbox"
	"nightdesk/flows/release"
	"nightdesk/flows/transcript"
)

// publishing are the scripts of a talk that begins in older ones than those under test.
type publishing struct {
	was   []release.Was
	older *bot.Script // nil: the talk knows only the scripts under test
	// releases are the older scripts, and those under test once they are live.
	releases bot.Releases
}

// onStage are the versions that a talk knows.
type onStage struct{ s *stage }

// Current is what is live.
func (o onStage) Current() *bot.Script {
	return o.Get(release.Live(o.s.releases, o.s.now).Version)
}

// Get is a version that the talk knows; the one under test if it knows no such.
func (o onStage) Get(version string) *bot.Script {
	if old := o.s.older; old != nil && old.Version == version {
		return old
	}
	return o.s.script.Script
}

// givenScripts is what a line says of scripts: what was another before, or that those
// under test go live.
func (s *stage) givenScripts(x transcript.Scripts) error {
	if x.Older == nil {
		return s.goLive(x.Mode)
	}
	if s.texts > 0 || len(s.releases.List) > 1 {
		return errors.New("the talk has begun: the older scripts are those that it begins in (hint: say it before anybody texts)")
	}
	o := x.Older
	s.was = append(s.was, release.Was{Step: o.Step, Lang: bot.Lang(o.Lang), Asked: o.Asked, Said: o.Said, Called: o.Called, Lacked: o.Lacked, Absent: o.Absent})
	old, err := release.Before(s.script.Script, s.was)
	if err != nil {
		return err
	}
	s.older = old
	s.inbox.Programs = new(inbox.Programs) // those of all talks would keep the older ones of each
	s.releases.List = []bot.Release{{Number: 1, Version: old.Version, At: s.now, From: s.now, Mode: bot.MoveFinish}}
	return nil
}

// modes are what a talk calls what becomes of people.
var modes = map[string]bot.MoveMode{
	transcript.FinishOnOld: bot.MoveFinish, transcript.MoveWhenSafe: bot.MoveSafe, transcript.RestartPolitely: bot.MoveRestart,
}

// goLive publishes the scripts under test, and notes what becomes of whoever is in the
// middle of a conversation, as the page on which people publish foretells it.
func (s *stage) goLive(how string) error {
	mode := modes[how]
	switch {
	case s.older == nil:
		return errors.New("nothing was another before (hint: given  older scripts: intake/who asked en: WORDS)")
	case len(s.releases.List) > 1:
		return errors.New("the new scripts are live already (hint: one talk shows one release)")
	}
	s.releases.List = append(s.releases.List, bot.Release{Number: 2, Version: s.script.Version, At: s.now, From: s.now, Mode: mode, Based: 1, On: 1})
	plan := release.Moves(s.older, s.script.Script)
	for n := range 9 {
		who := "them"
		if n > 0 {
			who = fmt.Sprintf("them%d", n+1)
		}
		loaded, err := s.watched.Store.Load(s.ctx, "", s.watched.Person(personPhone(who)))
		if err != nil {
			return err
		}
		if fate, why := release.Foresee(loaded.Session, plan, mode); fate != release.FateRest {
			s.note("release", who+": "+fateWords(fate, mode, why))
		}
	}
	return nil
}

// fateWords say what becomes of somebody.
func fateWords(fate release.Fate, mode bot.MoveMode, why string) string {
	switch {
	case fate == release.FateMove:
		return "goes on in the new scripts"
	case fate == release.FateRestart:
		return "begins again"
	case mode == bot.MoveFinish:
		return "finishes on the old scripts"
	}
	return "stays on the old scripts: " + why
}
