package flows_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"nightdesk/bot"
	"nightdesk/flows"
)

// A handoff may name who must answer it, after its level or before it, wherever one
// stands.
func TestHandoffToATeam(t *testing.T) {
	files := files()
	files["other.flow"] = `flow other

step ok
  ask en  Well? 1 yes 2 no
      es  Bien? 1 si 2 no
  answer yesno
  keep as well
  unclear say again once, then handoff "unclear" level 3 to nursing then told
  silent after 1 hour handoff "silent" level 2 to nursing, after 1 day pause
  if no then told
  then plain

step told
  handoff "says no" to nursing level 2
  then end

step plain
  handoff "says yes" level 2 to intake
  then end
`
	got, problems := flows.Parse(files)
	for _, p := range problems {
		t.Fatal(p)
	}
	steps := got.Flows["other"].Steps
	ok, told, plain := steps[0], steps[1], steps[2]
	have := []bot.HandoffOrder{ok.Unclear.Then, ok.Silent[0].Handoff, *told.Handoff, *plain.Handoff}
	want := []bot.HandoffOrder{
		{Reason: "unclear", Level: 3, Team: bot.TeamNursing}, {Reason: "silent", Level: 2, Team: bot.TeamNursing},
		{Reason: "says no", Level: 2, Team: bot.TeamNursing}, {Reason: "says yes", Level: 2, Team: bot.TeamIntake},
	}
	if d := cmp.Diff(want, have); d != "" {
		t.Error(d)
	}
	if ok.Unclear.Next.Step != "told" || len(ok.Silent) != 2 {
		t.Errorf("what follows the team: %+v, %d rungs", ok.Unclear.Next, len(ok.Silent))
	}
}
