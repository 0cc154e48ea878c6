package main

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/inbox"
	"nightdesk/bot/store"
	"nightdesk/flows"
	"nightdesk/flows/release"
)

// mover finds where conversations that began on older scripts may go on.
type mover struct {
	get      func(version string) *bot.Script
	releases func() bot.Releases
	plans    sync.Map // from and to, to *release.Moving
}

// ways are those of a conversation pinned to a version.
func (m *mover) ways(version string, now time.Time) []inbox.Way {
	var all []inbox.Way
	for _, o := range release.Onwards(m.releases(), version, now) {
		plan := m.plan(version, o.Version)
		to := m.get(o.Version)
		if plan == nil || to == nil {
			continue
		}
		take := plan.Move
		if o.Mode == bot.MoveRestart {
			take = plan.Restart
		}
		all = append(all, inbox.Way{To: to, Mode: o.Mode, Take: take})
	}
	return all
}

// plan compares two versions, each pair once. nil = one of them is not to be had.
func (m *mover) plan(from, to string) *release.Moving {
	key := [2]string{from, to}
	if p, ok := m.plans.Load(key); ok {
		return p.(*release.Moving)
	}
	was, now := m.get(from), m.get(to)
	if was == nil || now == nil {
		return nil
	}
	p, _ := m.plans.LoadOrStore(key, release.Moves(was, now))
	return p.(*release.Moving)
}

// Bounds of how many conversations are looked at before somebody publishes, and how
// many at once.
const (
	mostForeseen = 50_000
	foreseen     = 500
)

// foresee looks at what becomes of the conversations that wait.
func foresee(ctx context.Context, st *store.Store, get func(string) *bot.Script, to *bot.Script, mode bot.MoveMode) (release.Fates, error) {
	f := release.Fates{Total: map[release.Fate]int{}}
	people, err := st.People(ctx)
	if err != nil {
		return f, err
	}
	if f.Partly = len(people) > mostForeseen; f.Partly {
		slices.Sort(people) // by names that tell nothing: any of them are as good
		people = people[:mostForeseen]
	}
	plans := map[string]*release.Moving{}
	for some := range slices.Chunk(people, foreseen) {
		sessions, err := st.Sessions(ctx, some)
		if err != nil && !errors.Is(err, bot.ErrUnreadable) {
			return f, err
		}
		for _, s := range sessions {
			if s.At.Version == to.Version {
				continue
			}
			plan, ok := plans[s.At.Version]
			if !ok && s.At.Step != "" {
				if was := get(s.At.Version); was != nil {
					plan = release.Moves(was, to)
				}
				plans[s.At.Version] = plan
			}
			f.Add(s, plan, mode)
		}
	}
	f.Sort()
	return f, nil
}

// Moves is what would become of people in the middle of a conversation.
func (c consoleScripts) Moves(ctx context.Context, files bot.ScriptFiles, mode bot.MoveMode) (release.Fates, error) {
	to, problems := flows.Parse(files.Flows)
	if flows.Blocks(problems) {
		return release.Fates{}, bot.ErrRefused
	}
	return foresee(ctx, c.store, func(version string) *bot.Script { return storedScript(ctx, c.store, version) }, to, mode)
}

// foreseeFor bounds the time for which a publishing waits for its numbers.
const foreseeFor = 5 * time.Second

// foretold is what becomes of people once a script is live, as Published tells it: a
// courtesy, so that what can't be counted is left out.
func (p *publisher) foretold(ctx context.Context, script *bot.Script, mode bot.MoveMode) map[string]int64 {
	if script == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, foreseeFor)
	defer cancel()
	fates, err := foresee(ctx, p.store, func(version string) *bot.Script { return storedScript(ctx, p.store, version) }, script, mode)
	if err != nil {
		return nil
	}
	return movesTold(fates)
}

// storedScript reads a version back; nil if it is not to be had.
func storedScript(ctx context.Context, st *store.Store, version string) *bot.Script {
	files, err := st.Script(ctx, version)
	if err != nil || files == nil {
		return nil
	}
	s, problems := flows.Parse(files)
	if flows.Blocks(problems) {
		return nil
	}
	return s
}

// movesTold is the fates as Published tells them: none of so few that somebody could be
// recognised.
func movesTold(f release.Fates) map[string]int64 {
	out := map[string]int64{}
	for fate, n := range f.Total {
		if fate != release.FateRest && !isFew(n) {
			out[string(fate)] = int64(n)
		}
	}
	return out
}
