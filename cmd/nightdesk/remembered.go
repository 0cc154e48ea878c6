package main

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/inbox"
	"nightdesk/config"
	"nightdesk/flows/transcript"
)

// Bounds of what is remembered: sets of flows, and moments of talks with one of them. A
// clinic's talks have some 4,000 moments.
const (
	readyKept   = 8
	momentsKept = 40_000
)

// ready is a set of flows that was checked and made ready to run, with what came of talks
// with it. What comes of a line follows from the lines before it alone, never from what a
// talk expects: so what was played once is not played again, in whatever talk it stands.
type ready struct {
	clinic   config.Clinic
	script   *bot.Script
	programs *inbox.Programs

	mu      sync.Mutex
	begins  map[string]*moment // by what the talk calls its cases
	moments int

	// before are the flows that these are a change of, as far as is known, and touched the
	// steps that are changed: what never came to them is remembered from there.
	before  *ready
	touched map[bot.Place]bool
}

// moment is what came of one line of a talk. It is read and changed under ready.mu.
type moment struct {
	events []transcript.Event
	ways   []bot.Way
	places []bot.Place          // to which somebody came
	stands map[string][2]string // by who: the question, and the language
	next   map[string]*moment   // by what happens next
}

// readyOf checks a set of flows. Of those that were made ready before, it is a change of
// the one that it shares most with. The error is bot.ErrRefused if it has errors.
func readyOf(c config.Clinic, files map[string]string, before []*ready) (*ready, error) {
	s, err := newStageOf(c, files)
	if err != nil {
		return nil, err
	}
	r := &ready{clinic: c, script: s.script.Script, programs: s.programs, begins: map[string]*moment{}}
	for _, x := range before {
		if touched, same := touchedOf(x.script, r.script); same && (r.before == nil || len(touched) < len(r.touched)) {
			r.before, r.touched = x, touched
		}
	}
	if r.before != nil {
		r.before.end()
	}
	return r, nil
}

func (r *ready) changeOf() *ready {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.before
}

// end lets go of what the flows are a change of, which would hold all before it.
func (r *ready) end() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.before = nil
}

// stage makes one for these flows, which remembers.
func (r *ready) stage(ctx context.Context) *stage {
	return &stage{clinic: r.clinic, script: onlyScript{r.script}, programs: r.programs, ctx: ctx, ready: r, gentle: runtime.GOMAXPROCS(0) == 1}
}

// begin is the moment before a talk begins.
func (r *ready) begin(codes []string) *moment {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.moments > momentsKept {
		clear(r.begins)
		r.moments = 0
	}
	key := strings.Join(codes, " ")
	if r.begins[key] == nil {
		r.begins[key] = &moment{}
	}
	return r.begins[key]
}

// after is what came of something after a moment; nil = it never happened.
func (r *ready) after(m *moment, what string) *moment {
	r.mu.Lock()
	defer r.mu.Unlock()
	return m.next[what]
}

// keep notes what came of something after a moment.
func (r *ready) keep(m *moment, what string, came *moment) *moment {
	r.mu.Lock()
	defer r.mu.Unlock()
	if had := m.next[what]; had != nil { // another talk was quicker
		return had
	}
	if m.next == nil {
		m.next = map[string]*moment{}
	}
	m.next[what] = came
	r.moments++
	return came
}

// remembering is a stage that holds for real only what never happened before. Until then
// it says what came of it, and the stage lags behind.
type remembering struct {
	s      *stage
	at     *moment
	from   *ready         // what these flows are a change of
	old    *moment        // the same with those; nil = it may not be the same
	behind []func() error // what the stage has not done
	ways   []bot.Way
}

// player holds a talk: for real, or as it is remembered. One that shows a release is held
// for real, since its older scripts are none of those that moments are remembered by.
func (s *stage) player(t transcript.Talk) transcript.Standing {
	if s.ready == nil || t.ShowsRelease() {
		return s
	}
	return &remembering{s: s}
}

// catchUp has the stage do what it has not.
func (r *remembering) catchUp() error {
	for ; len(r.behind) > 0; r.behind = r.behind[1:] {
		if err := r.behind[0](); err != nil {
			return err
		}
	}
	return nil
}

func (r *remembering) do(what string, real func() ([]transcript.Event, error)) ([]transcript.Event, error) {
	if err := r.s.ctx.Err(); err != nil {
		return nil, err
	}
	came := r.s.ready.after(r.at, what)
	if old := r.before(what); came == nil && old != nil {
		came = r.s.ready.keep(r.at, what, old)
	}
	if came != nil {
		r.behind = append(r.behind, func() error { _, err := real(); return err })
	} else {
		if err := r.catchUp(); err != nil {
			return nil, err
		}
		had := len(r.s.ways)
		events, err := real()
		if err == nil { // what is broken off comes out as anything may
			err = r.s.ctx.Err()
		}
		if err != nil {
			return events, err
		}
		ways := slices.Clone(r.s.ways[min(had, len(r.s.ways)):])
		came = r.s.ready.keep(r.at, what, &moment{events: events, ways: ways, places: r.s.came(ways)})
	}
	r.at, r.ways = came, append(r.ways, came.ways...)
	return slices.Clone(came.events), nil
}

// before is what came of something with the flows before, if it comes so with these.
func (r *remembering) before(what string) *moment {
	x := r.s.ready
	if r.old == nil {
		return nil
	}
	if r.old = r.from.after(r.old, what); r.old == nil || slices.ContainsFunc(r.old.places, func(p bot.Place) bool { return x.touched[p] }) {
		r.old = nil
		return nil
	}
	r.from.mu.Lock()
	defer r.from.mu.Unlock()
	return &moment{events: r.old.events, ways: r.old.ways, places: r.old.places, stands: maps.Clone(r.old.stands)}
}

// came are the places to which somebody came since it was asked last: those that they
// left by a way, and those at which they stand.
func (s *stage) came(ways []bot.Way) []bot.Place {
	places := s.watched.came()
	for _, w := range ways {
		places = append(places, w.Place)
	}
	slices.SortFunc(places, func(a, b bot.Place) int {
		return cmp.Or(strings.Compare(a.Flow, b.Flow), strings.Compare(a.Step, b.Step))
	})
	return slices.Compact(places)
}

// Codes are what the talk calls its cases; nothing has happened before.
func (r *remembering) Codes(codes []string) {
	r.at, r.ways = r.s.ready.begin(codes), nil
	if r.from = r.s.ready.changeOf(); r.from != nil {
		r.old = r.from.begin(codes)
	}
	r.behind = []func() error{func() error { r.s.Codes(codes); return nil }}
}

// Start begins a talk.
func (r *remembering) Start(at time.Time) error {
	_, err := r.do("start "+at.Format(time.RFC3339Nano), func() ([]transcript.Event, error) { return nil, r.s.Start(at) })
	return err
}

// Given changes the world.
func (r *remembering) Given(name, value string) ([]transcript.Event, error) {
	return r.do(fmt.Sprintf("given %q %q", name, value), func() ([]transcript.Event, error) { return r.s.Given(name, value) })
}

// Text is a text from a person or from staff.
func (r *remembering) Text(from, body string) ([]transcript.Event, error) {
	return r.do(fmt.Sprintf("text %q %q", from, body), func() ([]transcript.Event, error) { return r.s.Text(from, body) })
}

// Again is a text that arrives once more.
func (r *remembering) Again(who string) ([]transcript.Event, error) {
	return r.do("again "+who, func() ([]transcript.Event, error) { return r.s.Again(who) })
}

// Office is what staff do to visits.
func (r *remembering) Office(who, order string) ([]transcript.Event, error) {
	return r.do(fmt.Sprintf("office %q %q", who, order), func() ([]transcript.Event, error) { return r.s.Office(who, order) })
}

// Console is what staff order about a case.
func (r *remembering) Console(staff, order string) ([]transcript.Event, error) {
	return r.do(fmt.Sprintf("console %q %q", staff, order), func() ([]transcript.Event, error) { return r.s.Console(staff, order) })
}

// Advance lets time pass.
func (r *remembering) Advance(d time.Duration) ([]transcript.Event, error) {
	return r.do("wait "+d.String(), func() ([]transcript.Event, error) { return r.s.Advance(d) })
}

// Stands is where a person stands after what happened last.
func (r *remembering) Stands(who string) (question, lang string) {
	r.s.ready.mu.Lock()
	known, ok := r.at.stands[who]
	r.s.ready.mu.Unlock()
	if ok {
		return known[0], known[1]
	}
	if r.catchUp() != nil {
		return "", ""
	}
	question, lang = r.s.Stands(who)
	if r.s.ctx.Err() != nil {
		return question, lang
	}
	r.s.ready.mu.Lock()
	defer r.s.ready.mu.Unlock()
	if r.at.stands == nil {
		r.at.stands = map[string][2]string{}
	}
	r.at.stands[who] = [2]string{question, lang}
	return question, lang
}
