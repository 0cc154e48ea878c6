package release_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"nightdesk/bot"
	"nightdesk/flows"
	"nightdesk/flows/clinic"
	"nightdesk/flows/release"
)

func oneFile(src string) bot.ScriptFiles {
	return release.Files(map[string]string{"a.flow": src})
}

const baseFlow = `flow a
title  One

step greet
  say en  Hi.
      es  Hola.
  ask en  Well? 1 yes 2 no
  answer yesno

# asks again
step visit
  say en  Come in.
  then end
`

func TestMerge(t *testing.T) {
	swapped := func(pairs ...string) string { return strings.NewReplacer(pairs...).Replace(baseFlow) }
	for _, x := range []struct {
		name, mine, theirs, want string
		conflicts                []string
	}{
		{"one side only", swapped("Hi.", "Hello."), baseFlow, swapped("Hi.", "Hello."), nil},
		{"different steps", swapped("Hi.", "Hello."), swapped("Come in.", "Come."), swapped("Hi.", "Hello.", "Come in.", "Come."), nil},
		{"lines of one wording, side by side", swapped("Hi.", "Hello."), swapped("Hola.", "Buenas."), swapped("Hi.", "Hello.", "Hola.", "Buenas."), nil},
		{"the same twice", swapped("Hi.", "Hello."), swapped("Hi.", "Hello."), swapped("Hi.", "Hello."), nil},
		{"the same line", swapped("Hi.", "Hello."), swapped("Hi.", "Hey."), swapped("Hi.", "Hey."),
			[]string{`step greet of a.flow: one says "say en Hello.", the other "say en Hey."`}},
		{"new steps at one place", swapped("# asks", "step x\n  then end\n\n# asks"), swapped("# asks", "step y\n  then end\n\n# asks"),
			swapped("# asks", "step y\n  then end\n\nstep x\n  then end\n\n# asks"), nil},
		{"a step taken out, another changed", strings.Split(baseFlow, "# asks")[0], swapped("Hi.", "Hey."), strings.Split(swapped("Hi.", "Hey."), "# asks")[0], nil},
		{"a step taken out that the other changed", strings.Split(baseFlow, "# asks")[0], swapped("Come in.", "Come."), swapped("Come in.", "Come."),
			[]string{`step visit of a.flow: one says nothing (it is taken out), the other "# asks again step visit say en Come. then end"`}},
		{"steps moved, another changed", "flow a\ntitle  One\n\n# asks again\nstep visit\n  say en  Come in.\n  then end\n\nstep greet\n  say en  Hi.\n      es  Hola.\n  ask en  Well? 1 yes 2 no\n  answer yesno\n", swapped("Hi.", "Hey."),
			"flow a\ntitle  One\n\n# asks again\nstep visit\n  say en  Come in.\n  then end\n\nstep greet\n  say en  Hey.\n      es  Hola.\n  ask en  Well? 1 yes 2 no\n  answer yesno\n", nil},
	} {
		got, conflicts := release.Merge(oneFile(baseFlow), oneFile(x.mine), oneFile(x.theirs))
		said := make([]string, len(conflicts))
		for i, c := range conflicts {
			said[i] = c.String()
		}
		if strings.ReplaceAll(got.Flows["a.flow"], "\n\n", "\n") != strings.ReplaceAll(x.want, "\n\n", "\n") || !slices.Equal(said, x.conflicts) {
			t.Errorf("%s:\n%s\nconflicts %q", x.name, got.Flows["a.flow"], said)
		}
	}
}

func TestMergeOfWholeFiles(t *testing.T) {
	base := release.Files(map[string]string{"a.flow": "1\n", "b.flow": "1\n", "a.talk": "1\n", "c.flow": "1\n"})
	mine := release.Files(map[string]string{"a.flow": "1\n", "a.talk": "2\n", "c.flow": "1\n", "mine.flow": "1\n"})
	theirs := release.Files(map[string]string{"a.flow": "2\n", "b.flow": "1\n", "c.flow": "1\n", "theirs.flow": "1\n"})
	got, conflicts := release.Merge(base, mine, theirs)
	if len(conflicts) != 1 || conflicts[0].File != "a.talk" {
		t.Errorf("conflicts %v, want one of the talk that one took out", conflicts)
	}
	want := map[string]string{"a.flow": "2\n", "c.flow": "1\n", "mine.flow": "1\n", "theirs.flow": "1\n"}
	if all := release.All(got); fmt.Sprint(all) != fmt.Sprint(want) {
		t.Errorf("%v", all)
	}
}

// Whatever two people do to different steps of the clinic's own flows: both are in
// the result, and nothing else is changed.
func TestTwoWhoChangeDifferentStepsLoseNothing(t *testing.T) {
	files, err := flows.Files(clinic.FS)
	if err != nil {
		t.Fatal(err)
	}
	base := bot.ScriptFiles{Flows: files, Talks: map[string]string{}}
	src := files["intake.flow"]
	lines := strings.SplitAfter(src, "\n")
	var steps []int // where each begins
	for i, l := range lines {
		if strings.HasPrefix(l, "step ") {
			steps = append(steps, i)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		whose := make([]int, len(steps))
		for i := range whose {
			whose[i] = rapid.IntRange(0, 2).Draw(t, "whose")
		}
		edited := func(who ...int) string {
			out := slices.Clone(lines)
			for i, at := range steps {
				if !slices.Contains(who, whose[i]) || whose[i] == 0 {
					continue
				}
				switch i % 3 {
				case 0: // a line more
					out[at] += fmt.Sprintf("  # by %d\n", whose[i])
				case 1: // a line changed
					out[at+1] = fmt.Sprintf("  say en  This is by %d.\n", whose[i])
				case 2: // a step in front of it
					out[at] = fmt.Sprintf("step new_%d_by_%d\n  then end\n\n", i, whose[i]) + out[at]
				}
			}
			return strings.Join(out, "")
		}
		with := func(who ...int) bot.ScriptFiles {
			f := base.Clone()
			f.Flows["intake.flow"] = edited(who...)
			return f
		}
		got, conflicts := release.Merge(base, with(1), with(2))
		if len(conflicts) > 0 {
			t.Fatalf("conflicts %v", conflicts)
		}
		sorted := func(s string) []string { return slices.Sorted(slices.Values(strings.Split(s, "\n"))) }
		if !slices.Equal(sorted(got.Flows["intake.flow"]), sorted(edited(1, 2))) {
			t.Fatalf("merged:\n%s", got.Flows["intake.flow"])
		}
	})
}

// However two texts were changed, nothing that either added is lost when both are
// kept, and what nobody touched stands.
func TestKeepingBothLosesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		base := rapid.SliceOfN(rapid.SampledFrom([]string{"step a", "step b", "  x", "  y", "  z", ""}), 0, 12).Draw(t, "base")
		change := func(who string) []string {
			out := slices.Clone(base)
			for i := range rapid.IntRange(0, 4).Draw(t, "edits") {
				at := rapid.IntRange(0, len(out)).Draw(t, "at")
				if rapid.Bool().Draw(t, "add") || at == len(out) {
					out = slices.Insert(out, at, fmt.Sprintf("  %s %d", who, i))
				} else {
					out = slices.Delete(out, at, at+1)
				}
			}
			return out
		}
		text := func(l []string) string { return strings.Join(l, "\n") + "\n" }
		mine, theirs := change("mine"), change("theirs")
		d := release.Of(bot.Draft{Owner: "ana"}, 1, oneFile(text(base)), oneFile(text(mine)))
		d, conflicts := release.Update(d, oneFile(text(base)), 2, oneFile(text(theirs)))
		got := release.Apply(oneFile(text(theirs)), d).Flows["a.flow"]
		for _, l := range append(mine, theirs...) {
			if words := strings.Fields(l); len(words) == 2 && words[0] != "step" && !strings.Contains(got, l+"\n") {
				t.Fatalf("%q is lost:\n%s", l, got)
			}
		}
		if n := len(release.Choices(got)); n != len(conflicts) {
			t.Fatalf("%d choices and %d conflicts", n, len(conflicts))
		}
		if d.Based != 2 {
			t.Fatalf("it is based on %d", d.Based)
		}
	})
}
