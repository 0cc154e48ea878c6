package main

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"nightdesk/bot"
	"nightdesk/flows/transcript"
)

// broken are the talks of the safety set that flows fail, of those named or of all. They may have errors that
// keep them from being published: what a promise is worth shows where no checker helps.
func broken(t *testing.T, files map[string]string, names ...string) []string {
	t.Helper()
	x := newTrials(exampleClinic(t), nil, &passed{})
	s, err := x.stage(t.Context(), files)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	var all []string
	safety := transcript.Safety()
	for _, name := range slices.Sorted(maps.Keys(safety)) {
		if short := strings.TrimSuffix(strings.TrimPrefix(name, transcript.SafetyPrefix), ".talk"); len(names) > 0 && !slices.Contains(names, short) {
			continue
		}
		if p := s.playTalk(name, safety[name]); p.err != nil {
			t.Error(p.err)
		} else if len(p.diffs) > 0 {
			t.Log(p.diffs[0])
			all = append(all, strings.TrimSuffix(strings.TrimPrefix(name, transcript.SafetyPrefix), ".talk"))
		}
	}
	return all
}

// flowsOf is a small script of somebody else's: its own flows, and the lines of the
// program, without questions and without words of its own for danger.
func flowsOf(t *testing.T, start string, flows map[string]string) map[string]string {
	t.Helper()
	files := map[string]string{"phrases.flow": clinicFiles(t).Flows["phrases.flow"],
		"settings.flow": "settings\nstart flow " + start + "\nhome flow " + start + "\nunclear say again 1 times, then handoff \"not understood\" level 2\nsilent after 2 hours nudge, after 24 hours pause\n"}
	maps.Copy(files, flows)
	return files
}

const minimalFlow = `flow hello
title  Hello
step hello
  say en  Hi, this is {clinic short name}, an automated line. Emergency: call 911. Crisis: call or text 988.
      es  Hola, es {clinic short name}, linea automatica. Peligro: llame al 911. Crisis: 988.
  ask en  What can we do for you?
      es  ¿Que necesita?
  answer text
  keep as wish
  then told
step told
  handoff "left a message" level 2
  then end
`

const oddFlow = `flow one
title  Nothing as anybody would expect
step a
  say en  {clinic short name} here. Danger? 911. Or 988.
      es  Aqui {clinic short name}. ¿Peligro? 911. O 988.
  set discreet on
  then b
step b
  ask en  Pick. 1 up 2 down
      es  Elija. 1 arriba 2 abajo
  answer choice skip as unsaid
    1 up    en: up    es: arriba
    2 down  en: down  es: abajo
  keep as way
  if down then flow two
  then c
  unclear say again 5 times, then handoff "no way" level 3 then c
  silent after 10 minutes handoff "silent" level 3, after 1 hour nudge, after 2 days pause
step c
  offer intake_assessment, soonest first, 2 at a time
  none then b
  booked then b

flow two
title  The other one
step x
  ask en  A date?
      es  ¿Una fecha?
  answer date skip as never
  keep as day
  then flow one
`

func TestTheSafetySetHoldsWhateverScriptsSay(t *testing.T) {
	oneFlow, twoFlow, _ := strings.Cut(oddFlow, "\n\nflow two")
	for name, files := range map[string]map[string]string{
		"the clinic's": clinicFiles(t).Flows,
		"minimal":      flowsOf(t, "hello", map[string]string{"hello.flow": minimalFlow}),
		"odd":          flowsOf(t, "one", map[string]string{"one.flow": oneFlow + "\n", "two.flow": "flow two" + twoFlow}),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if all := broken(t, files); len(all) > 0 {
				t.Errorf("these promises do not hold: %v", all)
			}
		})
	}
}

func TestTheSafetySetFailsWhereAPromiseIsBroken(t *testing.T) {
	change := func(file, old, with string) map[string]string {
		files := maps.Clone(clinicFiles(t).Flows)
		if !strings.Contains(files[file], old) {
			t.Fatalf("%s does not say %q any more", file, old)
		}
		files[file] = strings.ReplaceAll(files[file], old, with)
		return files
	}
	for _, c := range []struct {
		name  string
		files map[string]string
		want  []string
	}{
		{"a first text without 988", change("intake.flow", "Crisis: call or text 988.", ""), []string{"first_text"}},
		{"no way back", change("phrases.flow", "START to come back.", ""), []string{"stop", "stop_words"}},
		{"help without a way to stop", change("phrases.flow", "Text 0 for a person, STOP for no more texts.", ""), []string{"help"}},
		{"a shared phone is told", flowsOf(t, "hello", map[string]string{"hello.flow": strings.Replace(minimalFlow, "What can we do for you?", "Need methadone?", 1)}), []string{"shared_phone"}},
		{"somebody is said to be there", change("phrases.flow", "Nobody is at the desk now; it opens {desk opens}.", "A person answers right away."), []string{"person_at_night"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if d := cmp.Diff(c.want, broken(t, c.files, c.want...)); d != "" {
				t.Error(d)
			}
		})
	}
}

// A talk of the safety set can be read, says what it shows, and holds nothing that a
// clinic's own words could break.
func TestTheSafetySetNamesNoWordsOfAClinic(t *testing.T) {
	for name, text := range transcript.Safety() {
		talk, err := transcript.Read(name, text)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(text, "# ") {
			t.Errorf("%s says nothing of itself", name)
		}
		for _, l := range talk.Lines {
			if l.Word != "" && !l.Caused() && !l.Loose() && l.Text != "none" && l.Word != "case" {
				t.Errorf("%s:%d: %s %s holds for one text only", name, l.No, l.Word, l.Text)
			}
		}
		if d := cmp.Diff(text, transcript.Write(talk)); d != "" {
			t.Errorf("%s is not written as talks are: %s", name, d)
		}
	}
}

// What people are promised does not depend on how the flows were checked.
func TestSafetyTalksOfAnUnreadableSet(t *testing.T) {
	x := newTrials(exampleClinic(t), nil, &passed{})
	if _, err := x.stage(t.Context(), map[string]string{"a.flow": "flow\n???"}); !errors.Is(err, bot.ErrRefused) {
		t.Errorf("got %v", err)
	}
}
