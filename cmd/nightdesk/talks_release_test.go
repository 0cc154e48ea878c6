package main

import (
	"slices"
	"strings"
	"testing"

	"nightdesk/flows/transcript"
)

// A talk shows what a release does to whoever is in mid-conversation, and only that: with
// another way of publishing it goes another way, and what does not fit today's scripts is
// said.
func TestTalksThatShowARelease(t *testing.T) {
	t.Parallel()
	files := clinicFiles(t, "release_finish.talk", "release_move.talk", "release_stays.talk", "release_restart.talk")
	s, err := newStageOf(exampleClinic(t), files.Flows)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for name, c := range map[string]struct{ file, old, text, want string }{
		"as it is": {file: "release_move.talk"},
		"finish, shown as a move": {"release_finish.talk", "finish on old\nrelease them: finishes on the old scripts", "move when safe\nrelease any",
			"got   us      Who would the visit be for?"},
		"a move, shown as finishing": {"release_move.talk", "move when safe\nrelease them: goes on in the new scripts\nrelease them2: goes on in the new scripts", "finish on old\nrelease any",
			"got   us      Any needs?"},
		"why they stay": {"release_stays.talk", "the step for_whom is gone", "...", ""},
		"another reason": {"release_stays.talk", "the step for_whom is gone", "staff have the conversation",
			"got   release them: stays on the old scripts: the step for_whom is gone"},
		"unsaid":        {"release_restart.talk", "release them: begins again\n", "", "got   release them: begins again"},
		"no such step":  {"release_finish.talk", "intake/who asked", "intake/whom asked", `release_finish.talk:4: given: the scripts have no step "intake/whom" (hint: intake/who)`},
		"nothing else":  {"release_finish.talk", "asked en: Whom is the visit for?", "asked en: Who would the visit be for?", "intake/who asks just that today"},
		"never live":    {"release_stays.talk", "given   new scripts: move when safe\nrelease them: stays on the old scripts: the step for_whom is gone\n", "", "release_stays.talk:5: the new scripts never go live"},
		"another world": {"release_restart.talk", "them    hi", "given   snow\nthem    hi", `older scripts: ...; new scripts: ...`},
	} {
		talk := strings.Replace(files.Talks[c.file], c.old, c.text, 1)
		if c.old != "" && talk == files.Talks[c.file] {
			t.Fatalf("%s: the talk does not hold %q", name, c.old)
		}
		p := s.playTalk(c.file, talk)
		r := p.result()
		if said := toldOf(r.FailedTalk); r.OK != (c.want == "") || !r.OK && !strings.Contains(said, c.want) {
			t.Errorf("%s: went well %v\n%s\nwant %s", name, r.OK, said, c.want)
		}
	}
}

// Which ways of such a talk are those of older scripts can't be seen, so it counts for
// none; and a question is found and answered in it as in any other.
func TestATalkThatShowsAReleaseCountsForNoWay(t *testing.T) {
	t.Parallel()
	files := clinicFiles(t, "release_move.talk", "greeting.talk")
	s, err := newStageOf(exampleClinic(t), files.Flows)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for name, counts := range map[string]bool{"release_move.talk": false, "greeting.talk": true} {
		ways := map[string]int{}
		p := s.playTalk(name, files.Talks[name])
		if p.err != nil || len(p.diffs) > 0 {
			t.Errorf("%s: %v, %v", name, p.err, p.diffs)
		}
		if p.count(s.script.Script, ways); len(ways) > 0 != counts {
			t.Errorf("%s counts for %d ways", name, len(ways))
		}
	}
	const stops = "at Wed 4 Mar 2026 10:00\ngiven older scripts: intake/who asked en: Whom?\nthem hi\nus ...\nthem 1\nus Something else\ngiven new scripts: move when safe\nrelease any\n"
	p := s.playTalk("a.talk", stops)
	if p.err != nil || !slices.ContainsFunc(p.asked, func(a transcript.Ask) bool { return a.Question == "intake/consent" }) {
		t.Errorf("asked without being expected: %+v, %v", p.asked, p.err)
	}
}
