package main

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"nightdesk/bot"
	"nightdesk/flows/transcript"
)

// heldReally counts what the stage of a set of flows did for real.
func (r *ready) heldReally() (n int) {
	var count func(m *moment)
	count = func(m *moment) {
		for _, next := range m.next {
			n++
			count(next)
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, m := range r.begins {
		count(m)
	}
	return n
}

// What is remembered of talks is what comes of them: with the same flows, whatever a talk
// expects; and with others, in talks that come to no step that is changed.
func TestWhatIsRememberedIsWhatComes(t *testing.T) {
	files := clinicFiles(t, "adult_unclear.talk", "hours.talk", "intake_new.talk")
	c := exampleClinic(t)
	var p passed
	plays := func(p *passed, files bot.ScriptFiles) map[string]played {
		r, err := p.of(c, files.Flows)
		if err != nil {
			t.Fatal(err)
		}
		s := r.stage(t.Context())
		defer s.Close()
		all := map[string]played{}
		for _, name := range slices.Sorted(maps.Keys(files.Talks)) {
			all[name] = s.playTalk(name, files.Talks[name])
		}
		return all
	}
	same := func(what string, got, want map[string]played) {
		t.Helper()
		for name := range want {
			if got[name].err != nil || want[name].err != nil {
				t.Fatal(what, got[name].err, want[name].err)
			}
			if d := cmp.Diff(transcript.Write(want[name].really), transcript.Write(got[name].really)); d != "" {
				t.Errorf("%s: %s: %s", what, name, d)
			}
			if d := cmp.Diff(want[name].asked, got[name].asked); d != "" {
				t.Errorf("%s: %s asks %s", what, name, d)
			}
			if d := cmp.Diff(want[name].ways, got[name].ways); d != "" {
				t.Errorf("%s: %s takes %s", what, name, d)
			}
		}
	}
	first := plays(&p, files)
	base, _ := p.of(c, files.Flows)
	held := base.heldReally()
	other := files.Clone()
	other.Talks["hours.talk"] = strings.Replace(other.Talks["hours.talk"], "us ", "us Never ", 1)
	if got := plays(&p, other); len(got["hours.talk"].diffs) == 0 || base.heldReally() != held {
		t.Errorf("what a talk expects changes what is held: %d moments of %d", base.heldReally(), held)
	}
	same("the same flows", plays(&p, files), first)

	changed := files.Clone()
	changed.Flows["intake.flow"] = strings.Replace(changed.Flows["intake.flow"], "Are you 18 or older?", "Are you 18 or more?", 1)
	got := plays(&p, changed)
	same("a step that is changed", got, plays(new(passed), changed))
	if len(got["adult_unclear.talk"].diffs) == 0 {
		t.Error("the change does not show")
	}
	r, _ := p.of(c, changed.Flows)
	if r.changeOf() != base || len(r.touched) != 1 {
		t.Errorf("the touched steps are %v", r.touched)
	}
	elsewhere := files.Clone()
	elsewhere.Flows["phrases.flow"] = strings.Replace(elsewhere.Flows["phrases.flow"], "en  ", "en  Well. ", 1)
	if r, err := p.of(c, elsewhere.Flows); err != nil || r.changeOf() != nil {
		t.Errorf("lines that any talk may come to are changed, and talks are remembered: %v", err)
	}
}

// A test that went another way long ago is not played on for days, and says where it did.
func TestATestThatGoesFarAstrayEnds(t *testing.T) {
	s, err := newStageOf(exampleClinic(t), clinicFiles(t).Flows)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	p := s.playTalk("far.talk", "at Wed 4 Mar 2026 10:00\nthem hi\nthem 0\nwait 9 days\n")
	if r := p.result(); !r.Far || r.OK || r.Why != "" || r.First == nil || r.First.Got == nil || r.First.Line != 2 {
		t.Errorf("it goes %+v", r)
	}
	any := s.playTalk("any.talk", "at Wed 4 Mar 2026 10:00\nthem hi\nus any\nthem 0\nus any\nalert any\ncase any\nwait 9 days\nalert any\nus any\n")
	if r := any.result(); r.Far || r.Why != "" {
		t.Errorf("a test that lets anything come is broken off: %+v", r)
	}
}
