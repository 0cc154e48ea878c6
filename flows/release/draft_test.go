package release_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"nightdesk/bot"
	"nightdesk/flows"
	"nightdesk/flows/release"
)

func TestADraftIsWhatDiffers(t *testing.T) {
	base := release.Files(map[string]string{"a.flow": "1\n", "b.flow": "1\n", "a.talk": "1\n"})
	files := release.Files(map[string]string{"a.flow": "2\n", "a.talk": "1\n", "c.talk": "1\n"})
	d := release.Of(bot.Draft{Owner: "ana", Note: "soon", Version: 3}, 7, base, files)
	want := bot.Draft{Owner: "ana", Note: "soon", Version: 3, Based: 7, Changed: map[string]string{"a.flow": "2\n", "c.talk": "1\n"}, Gone: []string{"b.flow"}}
	if diff := cmp.Diff(want, d); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(files, release.Apply(base, d)); diff != "" {
		t.Error(diff)
	}
	if d := release.Of(d, 8, base, base); !d.IsEmpty() {
		t.Errorf("of nothing: %+v", d)
	}
}

// Somebody published the same line: both wordings stand in the draft, the checker
// blocks it until one is chosen, and either can be.
func TestADraftThatAnotherOvertook(t *testing.T) {
	base := oneFile(baseFlow)
	mine := oneFile(strings.NewReplacer("Hi.", "Hello.", "Come in.", "Come.").Replace(baseFlow))
	theirs := oneFile(strings.NewReplacer("Hi.", "Hey.", "title  One", "title  Two").Replace(baseFlow))
	d := release.Of(bot.Draft{Owner: "ana"}, 1, base, mine)
	d, conflicts := release.Update(d, base, 2, theirs)
	if len(conflicts) != 1 || !strings.Contains(conflicts[0].String(), "Hello.") || !strings.Contains(conflicts[0].String(), "Hey.") {
		t.Fatalf("conflicts %v", conflicts)
	}
	now := release.Apply(theirs, d)
	src := now.Flows["a.flow"]
	for _, words := range []string{"Hello.", "Hey.", "title  Two", "Come."} {
		if !strings.Contains(src, words) {
			t.Errorf("%q is lost:\n%s", words, src)
		}
	}

	problems, settled := release.Problems(now)
	if len(problems) != 1 || problems[0].Severity != flows.Error || problems[0].Line != release.Choices(src)[0].Line {
		t.Errorf("problems %v", problems)
	}
	if a, b := strings.Count(src, "\n"), strings.Count(settled.Flows["a.flow"], "\n"); a != b {
		t.Errorf("lines moved: %d, %d", a, b)
	}
	if _, rest := flows.Parse(settled.Flows); flows.Blocks(rest) {
		t.Errorf("the rest can't be read: %v", rest)
	}

	again, open := release.Update(d, theirs, 3, base)
	if len(open) != 1 || cmp.Diff(d, again) != "" {
		t.Errorf("before it is chosen it is brought up to date again: %v", open)
	}

	chosen := strings.NewReplacer("title  One", "title  Two", "Come in.", "Come.")
	for keep, want := range map[release.Keep]string{
		release.KeepMine: strings.Replace(baseFlow, "Hi.", "Hello.", 1), release.KeepTheirs: strings.Replace(baseFlow, "Hi.", "Hey.", 1),
		release.KeepBoth: strings.Replace(baseFlow, "  say en  Hi.\n", "  say en  Hello.\n  say en  Hey.\n", 1)} {
		if diff := cmp.Diff(chosen.Replace(want), release.Choose(src, 0, keep)); diff != "" {
			t.Errorf("%s: %s", keep, diff)
		}
	}
	left := strings.Replace(src, release.Choices(src)[0].Theirs, "", 1)
	left = left[:strings.Index(left, ">>> and what")] + left[strings.Index(left, ">>> end"):]
	if problems, _ := release.Problems(oneFile(left)); len(problems) != 2 {
		t.Errorf("lines of ours that were left over: %v", problems)
	}
}
