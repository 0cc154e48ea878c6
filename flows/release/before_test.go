package release_test

import (
	"maps"
	"reflect"
	"strings"
	"testing"

	"nightdesk/bot"
	"nightdesk/flows/release"
)

// What was another is in the older scripts as if they had been written so, and the newer
// ones stay as they are.
func TestBefore(t *testing.T) {
	rewrite := func(changes ...string) map[string]string {
		files := maps.Clone(walk)
		for i := 0; i < len(changes); i += 2 {
			if !strings.Contains(files["intake.flow"], changes[i]) {
				t.Fatalf("the sample does not hold %q", changes[i])
			}
			files["intake.flow"] = strings.ReplaceAll(files["intake.flow"], changes[i], changes[i+1])
		}
		return files
	}
	for name, tc := range map[string]struct {
		was   []release.Was
		files map[string]string
	}{
		"another question": {[]release.Was{{Step: "intake/who", Lang: "en", Asked: "Whom is it for? 1 me 2 someone else"}},
			rewrite("Who is it for? 1 me 2 someone else", "Whom is it for? 1 me 2 someone else")},
		"another name": {[]release.Was{{Step: "intake/last", Called: "more"}}, rewrite("step last", "step more", "then last", "then more")},
		"an answer less": {[]release.Was{{Step: "intake/who", Lacked: "other"}, {Step: "intake/who", Lang: "en", Asked: "?"}},
			nil},
		"a step less": {[]release.Was{{Step: "intake/name", Absent: true}},
			rewrite("then name", "then reason", "step name\n  ask en  What should we call you?\n  answer name\n  keep as name\n  then reason\n\n", "")},
		"names count last": {[]release.Was{{Step: "intake/who", Called: "whom"}, {Step: "intake/who", Lang: "en", Asked: "Whom?"}},
			rewrite("step who", "step whom", "Who is it for? 1 me 2 someone else", "Whom?")},
	} {
		t.Run(name, func(t *testing.T) {
			now := parse(t, walk)
			old, err := release.Before(now, tc.was)
			if tc.files == nil {
				if want := "intake/who has 2 answers, and a question needs 2"; err == nil || err.Error() != want {
					t.Errorf("error %v, want %s", err, want)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if want := parse(t, tc.files); !reflect.DeepEqual(plain(old), plain(want)) {
				t.Errorf("the steps are\n%+v\nwant\n%+v", plain(old), plain(want))
			}
			if old.Version == now.Version || !reflect.DeepEqual(now, parse(t, walk)) {
				t.Error("the newer scripts were changed, or have the same version")
			}
		})
	}
}

// plain are the steps but for where they stand.
func plain(s *bot.Script) map[string][]bot.Step {
	all := map[string][]bot.Step{}
	for name, f := range s.Flows {
		for _, st := range f.Steps {
			own := *st
			own.Source = bot.Source{}
			all[name] = append(all[name], own)
		}
	}
	return all
}

func TestBeforeSaysWhatDoesNotFit(t *testing.T) {
	files := maps.Clone(walk)
	files["intake.flow"] = strings.Replace(files["intake.flow"], "  if who is other then end\n  then end\n", "  then sort\n\nstep sort\n  use piece parting\n  then book\n\nstep book\n  offer intake_assessment\n  none then end\n  booked then end\n", 1)
	files["parting.flow"] = "piece parting\n\nstep thanks\n  say en  Thank you.\n  then return\n"
	now := parse(t, files)
	for want, w := range map[string]release.Was{
		`the scripts have no step "intake/whom" (hint: intake/who)`:                                    {Step: "intake/whom", Called: "x"},
		`intake/sort asks nothing`:                                                                     {Step: "intake/sort", Lang: "en", Asked: "Who?"},
		`intake/who asks nothing in the language "es"`:                                                 {Step: "intake/who", Lang: "es", Asked: "¿Quién?"},
		`intake/last asks just that today, so that nothing was another`:                                {Step: "intake/last", Lang: "en", Asked: "One more?"},
		`intake/last says nothing`:                                                                     {Step: "intake/last", Lang: "en", Said: "Hi."},
		`there is another step name today`:                                                             {Step: "intake/last", Called: "name"},
		`intake/last has no list of answers`:                                                           {Step: "intake/last", Lacked: "me"},
		`intake/who has no answer "them" today (hint: me, other)`:                                      {Step: "intake/who", Lacked: "them"},
		`its flow begins with intake/who: it can't have been without it`:                               {Step: "intake/who", Absent: true},
		`intake/sort uses a piece: name a step of that`:                                                {Step: "intake/sort", Absent: true},
		`nothing follows intake/book in every case: where what led to it would have led can't be told`: {Step: "intake/book", Absent: true},
	} {
		if _, err := release.Before(now, []release.Was{w}); err == nil || err.Error() != want {
			t.Errorf("%+v: %v, want %s", w, err, want)
		}
	}
	// A step of a piece is another wherever the piece is used, and goes with whatever uses it.
	old, err := release.Before(now, []release.Was{{Step: "parting/thanks", Lang: "en", Said: "Thanks."}, {Step: "intake/sort", Called: "order"}})
	if err != nil {
		t.Fatal(err)
	}
	if st := old.Step(bot.Place{Flow: "intake", Step: "order.thanks"}); st == nil || st.Say[0]["en"] != "Thanks." {
		t.Errorf("the piece's step is %+v", st)
	}
	if st := now.Step(bot.Place{Flow: "intake", Step: "sort.thanks"}); st.Say[0]["en"] != "Thank you." {
		t.Errorf("today's is %+v", st)
	}
	for _, f := range old.Flows {
		for _, st := range f.Steps {
			if s := st.Then.Step; s != "" && old.Step(bot.Place{Flow: f.Name, Step: s}) == nil {
				t.Errorf("%s leads to %s, which is not there", st.Name, s)
			}
		}
	}
}
