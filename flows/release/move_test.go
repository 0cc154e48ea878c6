package release_test

import (
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"nightdesk/bot"
	"nightdesk/bot/engine"
	"nightdesk/flows"
	"nightdesk/flows/release"
	"pgregory.net/rapid"
)

// walk is a small flow that the cases below change.
var walk = map[string]string{
	"intake.flow": `flow intake
title  Intake

step who
  ask en  Who is it for? 1 me 2 someone else
  answer choice
    1 me     en: me, myself
    2 other  en: someone else
  keep as who
  then name

step name
  ask en  What should we call you?
  answer name
  keep as name
  then reason

step reason
  ask en  Why do you text, {name}? 1 sick 2 visit
  answer choice
    1 sick   en: sick
    2 visit  en: visit
  keep as reason
  if sick then texting
  then last

step texting
  ask en  OK to text you? 1 yes 2 no
  answer yesno
  keep as texting
  consent reminders
  then last

step last
  ask en  One more?
  answer text
  keep as more
  if who is other then end
  then end
`,
	"settings.flow": "settings\nstart flow intake\nunclear say again 2 times, then handoff \"no\" level 3\nsilent after 2 hours nudge\n",
}

func TestWhoCanMove(t *testing.T) {
	full := map[string]string{"who": "me", "name": "Sam", "reason": "visit"}
	for _, tc := range []struct {
		name, old, text string
		step            string
		kept            map[string]string
		why             string // "" = can
	}{
		{"other words of a choice", "Who is it for?", "Who would it be for?", "who", nil, ""},
		{"more words for an answer", "en: me, myself", "en: me, myself, for me", "who", nil, ""},
		{"fewer words for an answer", "en: me, myself", "en: me", "who", nil, "the question changed: it now has other answers"},
		{"an answer more", "  keep as who", "    3 both  en: both\n  keep as who", "who", nil, "the question changed: it now has other answers"},
		{"other numbers", "1 me     en", "3 me     en", "who", nil, "the question changed: it now has other answers"},
		{"the same question for those behind it", "  keep as who", "    3 both  en: both\n  keep as who", "name", map[string]string{"who": "me"}, ""},
		{"other words of an open question", "What should we call you?", "Your name?", "name", map[string]string{"who": "me"},
			"the question has other words, and nobody can tell whether an answer is to the one or the other"},
		{"another kind of answer", "  answer text\n", "  answer date\n", "last", full, "the question changed: it is now answered with a date"},
		{"consent in other words", "OK to text you?", "May we text you?", "texting", map[string]string{"who": "me", "name": "Sam", "reason": "sick"},
			"it asks for consent, which holds for the words that they were shown"},
		{"a step gone", "step last\n", "step final\n", "last", full, "the step last is gone"},
		{"an answer that is looked at from now on", "if who is other", "if name is Sam", "last", full, ""},
		{"one that they were not asked for", "step name\n", "step zip\n  ask en  ZIP?\n  answer text\n  keep as zip\n  then name\n\nstep name\n", "last", full, ""},
		{"kept under another name", "keep as who", "keep as whom", "name", map[string]string{"who": "me"}, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			files := with(t, walk, "intake.flow", tc.old, tc.text).Flows
			files["intake.flow"] = strings.ReplaceAll(files["intake.flow"], "then last", map[bool]string{true: "then final", false: "then last"}[tc.name == "a step gone"])
			if tc.name == "kept under another name" {
				files["intake.flow"] = strings.Replace(files["intake.flow"], "if who is", "if whom is", 1)
				tc.why = `it needs the answer "whom", which they were not asked for`
			}
			m := release.Moves(parse(t, walk), parse(t, files))
			s := bot.Session{At: bot.Position{Version: "old", Place: bot.Place{Flow: "intake", Step: tc.step}}, Kept: tc.kept}
			ok, why := m.Can(s)
			if ok != (why == "") || why != tc.why {
				t.Errorf("Can = %v, %q, want %q", ok, why, tc.why)
			}
		})
	}
}

// What the newer script looks at further on must have been asked for: by then its own
// conversations have it.
func TestWhatIsLookedAtLaterIsNeeded(t *testing.T) {
	now := maps.Clone(walk)
	now["intake.flow"] = strings.Replace(strings.Replace(now["intake.flow"], "step name\n", "step zip\n  ask en  ZIP?\n  answer text\n  keep as zip\n  then name\n\nstep name\n", 1),
		"One more?", "One more for {zip}?", 1)
	now["intake.flow"] = strings.Replace(now["intake.flow"], "then name\n", "then zip\n", 1)
	m := release.Moves(parse(t, walk), parse(t, now))
	at := func(step string, kept map[string]string) bot.Session {
		return bot.Session{At: bot.Position{Version: "old", Place: bot.Place{Flow: "intake", Step: step}}, Kept: kept}
	}
	if ok, why := m.Can(at("who", nil)); !ok {
		t.Error("who is before the new question cannot move:", why)
	}
	want := `it needs the answer "zip", which they were not asked for`
	if ok, why := m.Can(at("reason", map[string]string{"who": "me", "name": "Sam"})); ok || why != want {
		t.Errorf("behind the new question: %v, %q", ok, why)
	}
	if ok, why := m.Can(at("reason", map[string]string{"who": "me", "name": "Sam", "zip": "99501"})); !ok {
		t.Error("who has the answer from before cannot move:", why)
	}
	var got []string
	for _, v := range m.Places() {
		got = append(got, fmt.Sprintf("%s %s %s", v.Place.Step, v.Can, v.Why))
	}
	if diff := cmp.Diff([]string{"who all ", "name some " + want, "reason some " + want, "texting some " + want,
		"last none the question has other words, and nobody can tell whether an answer is to the one or the other"}, got); diff != "" {
		t.Error(diff)
	}
}

// Nobody moves whom something stands above, whatever the scripts are.
func TestWhoStays(t *testing.T) {
	script := parse(t, walk)
	m := release.Moves(script, script)
	base := bot.Session{At: bot.Position{Version: "old", Place: bot.Place{Flow: "intake", Step: "who"}}}
	if ok, why := m.Can(base); !ok {
		t.Fatal("the same script is not safe to move to:", why)
	}
	for name, change := range map[string]func(*bot.Session){
		"held":      func(s *bot.Session) { s.Crisis = &bot.Crisis{Held: true} },
		"asked":     func(s *bot.Session) { s.Crisis = &bot.Crisis{Asking: "suicide_risk"} },
		"owned":     func(s *bot.Session) { s.Owned.By = "ana" },
		"opted out": func(s *bot.Session) { s.OptedOut = time.Now() },
		"my visit": func(s *bot.Session) {
			s.At = bot.Position{Place: bot.Place{Flow: bot.OwnFlow, Step: "visit"}, Return: &bot.Place{Flow: "intake", Step: "gone"}}
		},
		"not asking": func(s *bot.Session) { s.At.Step = "gone" },
	} {
		s := base
		change(&s)
		if ok, why := m.Can(s); ok || why == "" {
			t.Errorf("%s: %v, %q", name, ok, why)
		}
		if _, ok := m.Move(s); ok {
			t.Errorf("%s: moved", name)
		}
	}
	for name, at := range map[string]bot.Position{
		"my visit, from nothing":    {Place: bot.Place{Flow: bot.OwnFlow, Step: "visit"}},
		"my visit, from a question": {Place: bot.Place{Flow: bot.OwnFlow, Step: "visit"}, Return: &bot.Place{Flow: "intake", Step: "who"}},
	} {
		if ok, why := m.Can(bot.Session{At: at}); !ok {
			t.Errorf("%s: %s", name, why)
		}
	}
}

// A random script is a chain of questions, each of which may be answered so that the
// talk jumps ahead, goes back, or ends; texts quote answers, and branches look at them.
func randomScript(t *rapid.T, name string) *bot.Script {
	n := rapid.IntRange(2, 5).Draw(t, name+" steps")
	step := func(i int) string { return fmt.Sprintf("s%d", i) }
	var steps []*bot.Step
	for i := range n {
		st := &bot.Step{Name: step(i), Keep: fmt.Sprintf("k%d", rapid.IntRange(0, i).Draw(t, "keep")), Then: bot.Target{Step: step(i + 1)},
			Unclear: bot.UnclearSpec{Again: 1, Then: bot.HandoffOrder{Reason: "unclear", Level: bot.LevelNextWorkday}}}
		if i == n-1 {
			st.Then = bot.Target{Step: "bye"}
		}
		ask := "Q" + step(i) + rapid.SampledFrom([]string{"", "", " again"}).Draw(t, "wording")
		if i > 0 && rapid.Bool().Draw(t, "quotes") {
			ask += fmt.Sprintf(" <{k%d}>", rapid.IntRange(0, n-1).Draw(t, "quoted"))
		}
		switch rapid.IntRange(0, 3).Draw(t, "kind") {
		case 0:
			st.Answer.Kind, ask = bot.AnswerYesNo, ask+" 1 yes 2 no"
		case 1:
			st.Answer.Kind = bot.AnswerDayPart
		default:
			st.Answer.Kind = bot.AnswerChoice
			if rapid.IntRange(0, 4).Draw(t, "many") == 0 {
				st.Answer.Kind = bot.AnswerChoices
			}
			for d := range rapid.IntRange(2, 3).Draw(t, "options") {
				word := rapid.SampledFrom([]string{"apple", "pear", "plum"}[d:d+1]).Draw(t, "word")
				st.Answer.Options = append(st.Answer.Options, bot.Option{Name: word, Digit: fmt.Sprint(d + 1), Label: bot.Text{bot.English: word}})
				ask += fmt.Sprintf(" %d %s", d+1, word)
			}
		}
		if rapid.IntRange(0, 3).Draw(t, "skip") == 0 {
			st.Answer.SkipAs = "skipped"
		}
		st.Ask = bot.Text{bot.English: ask}
		for range rapid.IntRange(0, 2).Draw(t, "branches") {
			b := bot.Branch{Value: rapid.SampledFrom([]string{"yes", "no", "apple", "pear", "plum", "skipped"}).Draw(t, "value"), Not: rapid.IntRange(0, 3).Draw(t, "not") == 0}
			if rapid.Bool().Draw(t, "of another") {
				b.Name = fmt.Sprintf("k%d", rapid.IntRange(0, n-1).Draw(t, "looked at"))
			}
			switch rapid.IntRange(0, 2).Draw(t, "leads") {
			case 0:
				b.Then.Step = "bye"
			default:
				b.Then.Step = step(rapid.IntRange(0, n-1).Draw(t, "to"))
			}
			st.Branches = append(st.Branches, b)
		}
		if rapid.IntRange(0, 4).Draw(t, "sets") == 0 {
			st.Set = []bot.Setting{{Name: fmt.Sprintf("k%d", rapid.IntRange(0, n-1).Draw(t, "set")), Value: "yes"}}
		}
		steps = append(steps, st)
	}
	onlyKept(steps)
	steps = append(steps, &bot.Step{Name: "bye", Say: []bot.Text{{bot.English: "Bye."}}, Then: bot.Target{End: true}})
	s := &bot.Script{Version: name, Start: "f", Home: "f", Flows: map[string]*bot.Flow{"f": bot.NewFlow("f", "", steps)}, Phrases: map[string]bot.Text{}}
	for _, p := range bot.Phrases() {
		s.Phrases[p] = bot.Text{bot.English: "phrase " + p}
	}
	return s
}

// onlyKept has steps quote and look at names only that something keeps. The parser and
// the checker refuse others, as TestNobodyLooksAtWhatNothingKeeps shows, and no version
// is published with them: a name in braces that no question keeps is a fact.
func onlyKept(steps []*bot.Step) {
	kept := keptIn(steps)
	for _, st := range steps {
		for lang, s := range st.Ask {
			st.Ask[lang] = quotedName.ReplaceAllStringFunc(s, func(name string) string {
				if kept[strings.Trim(name, "{}")] {
					return name
				}
				return "{" + steps[0].Keep + "}"
			})
		}
		for i := range st.Branches {
			if b := &st.Branches[i]; b.Name != "" && !kept[b.Name] {
				b.Name = steps[0].Keep
			}
		}
	}
}

var quotedName = regexp.MustCompile(`\{[a-z0-9]+\}`)

// keptIn are the names that some step keeps or sets.
func keptIn(steps []*bot.Step) map[string]bool {
	kept := map[string]bool{}
	for _, st := range steps {
		if st.Ask != nil {
			kept[st.Keep] = true
		}
		for _, x := range st.Set {
			kept[x.Name] = true
		}
	}
	return kept
}

// looksInVain reports whether a script quotes or looks at a name that nothing keeps.
func looksInVain(steps []*bot.Step) bool {
	kept := keptIn(steps)
	return slices.ContainsFunc(steps, func(st *bot.Step) bool {
		for _, s := range st.Ask {
			for _, name := range quotedName.FindAllString(s, -1) {
				if !kept[strings.Trim(name, "{}")] {
					return true
				}
			}
		}
		return slices.ContainsFunc(st.Branches, func(b bot.Branch) bool { return b.Name != "" && !kept[b.Name] })
	})
}

// TestNobodyLooksAtWhatNothingKeeps: a change that takes away the last question that
// keeps a name, while something still looks at it, is refused and can't be moved to.
func TestNobodyLooksAtWhatNothingKeeps(t *testing.T) {
	for old, now := range map[string]string{"Tell us more.": "You said {gone}. Tell us more.", "if other then call": "if gone is yes then call"} {
		files := with(t, whole, "intake.flow", old, now).Flows
		_, problems := flows.ParseAndCheck(files, flows.Known{Facts: []string{"clinic short name", "hours"}})
		if !slices.ContainsFunc(problems, func(p flows.Problem) bool { return p.Severity == flows.Error && strings.Contains(p.Text, "gone") }) {
			t.Errorf("%q is not refused: %v", now, problems)
		}
	}
}

// changedScript is a script with few things changed, as a clinic's manager changes them.
func changedScript(t *rapid.T, script *bot.Script) *bot.Script {
	seen := map[string]bool{}
	total := 0
	for mutate(clone(script), total, seen) != "" {
		total += 7
	}
	now := clone(script)
	for range rapid.IntRange(1, 4).Draw(t, "changes") {
		next := clone(now)
		if rapid.IntRange(0, 2).Draw(t, "own") == 0 {
			quoteOrInsert(t, next)
		} else if mutate(next, rapid.IntRange(0, total).Draw(t, "change"), seen) == "" {
			continue
		}
		if f := next.Flows["f"]; f == nil || next.Start != "f" || next.Home != "f" || !reflect.DeepEqual(next.Phrases, script.Phrases) {
			continue
		}
		rebuilt := next.Flows["f"]
		if slices.ContainsFunc(rebuilt.Steps, func(s *bot.Step) bool {
			return s.Name != "bye" && (s.Ask == nil || s.Ask[bot.English] == "" || s.Unclear.Again == 0)
		}) || leadsAstray(next) || looksInVain(rebuilt.Steps) {
			continue
		}
		next.Flows["f"] = bot.NewFlow("f", "", rebuilt.Steps)
		now = next
	}
	now.Version = "new"
	return now
}

// quoteOrInsert has a question quote an answer, or a branch look at one, or asks one
// question more on the way.
func quoteOrInsert(t *rapid.T, s *bot.Script) {
	steps := s.Flows["f"].Steps
	i := rapid.IntRange(0, len(steps)-2).Draw(t, "at")
	name := fmt.Sprintf("k%d", rapid.IntRange(0, 6).Draw(t, "name"))
	switch st := steps[i]; rapid.IntRange(0, 2).Draw(t, "what") {
	case 0:
		if st.Ask != nil { // a change may have put the end between the questions
			st.Ask[bot.English] += " {" + name + "}"
		}
	case 1:
		st.Branches = append([]bot.Branch{{Name: name, Value: "yes", Then: bot.Target{Step: steps[len(steps)-1].Name}}}, st.Branches...)
	default:
		more := &bot.Step{Name: "more" + name, Ask: bot.Text{bot.English: "More? 1 yes 2 no"}, Answer: bot.AnswerSpec{Kind: bot.AnswerYesNo}, Keep: name, Then: st.Then, Unclear: st.Unclear}
		st.Then = bot.Target{Step: more.Name}
		s.Flows["f"].Steps = slices.Insert(steps, i+1, more)
	}
}

// leadsAstray reports what the checker would refuse: a step that leads to none, or
// answers nothing can tell apart.
func leadsAstray(s *bot.Script) bool {
	f := s.Flows["f"]
	has := func(t bot.Target) bool {
		return t.Flow == "" && (t.Step == "" || slices.ContainsFunc(f.Steps, func(st *bot.Step) bool { return st.Name == t.Step }))
	}
	names := map[string]bool{}
	for _, st := range f.Steps {
		ways := []bot.Target{st.Then, st.Unclear.Next}
		for _, b := range st.Branches {
			ways = append(ways, b.Then)
		}
		kinds := []bot.AnswerKind{bot.AnswerYesNo, bot.AnswerChoice, bot.AnswerChoices, bot.AnswerDayPart}
		if st.Ask != nil && !slices.Contains(kinds, st.Answer.Kind) { // no such kind: nobody could ever answer
			return true
		}
		words := map[string]bool{}
		for _, o := range st.Answer.Options {
			if o.Name == "" || o.Digit == "" || words[o.Name] || words[o.Digit] || words[o.Label[bot.English]] {
				return true
			}
			words[o.Name], words[o.Digit], words[o.Label[bot.English]] = true, true, true
		}
		bye := st.Ask == nil && (len(st.Say) == 0 || st.Say[0][bot.English] == "")
		if names[st.Name] || st.Name == "" || bye || st.Ask != nil && st.Then.End || slices.ContainsFunc(ways, func(t bot.Target) bool { return !has(t) || st.Ask != nil && t.End }) || st.Ask != nil && slices.ContainsFunc(append(ways[:1:1], ways[2:]...), func(t bot.Target) bool { return t.Step == "" }) {
			return true
		}
		names[st.Name] = true
	}
	return false
}

// programs are scripts made ready, each once.
var programs = map[*bot.Script]*engine.Program{}

func program(s *bot.Script) *engine.Program {
	if programs[s] == nil {
		programs[s] = engine.Compile(s)
	}
	return programs[s]
}

var zone = time.FixedZone("clinic", -9*3600)

// say takes one text through the engine.
func say(script *bot.Script, s bot.Session, n int, body string, ways ...engine.Way) bot.Turn {
	w := engine.World{Program: program(script), Newest: script, Ways: ways, Staff: bot.StaffNow{OnCall: true, DeskOpen: true},
		Clinic: engine.Clinic{Zone: zone, Langs: []bot.Lang{bot.English}, Limits: engine.Limits{RepliesPerHour: 1000, RepliesPerDay: 1000}}}
	in := bot.Input{ID: bot.InputID(fmt.Sprint("in", n)), From: "+19075550141", To: "+19075550100", Body: bot.Words(body)}
	return engine.Advance(w, s, in, time.Date(2026, 3, 4, 10, n, 0, 0, zone))
}

var answersAtRandom = []string{"1", "2", "3", "yes", "no", "apple", "pear", "plum", "skip", "morning", "back", "zzz"}

func stateOf(s bot.Session) string {
	var parts []string
	for _, n := range slices.Sorted(maps.Keys(s.Kept)) {
		parts = append(parts, n+"="+s.Kept[n])
	}
	return fmt.Sprint(s.At.Step, "?", strings.Join(parts, ";"), s.Back[max(0, len(s.Back)-3):])
}

// Whoever moves is never stranded, what they read on their phone is still true, and
// nothing that the newer script says lacks an answer that its own talks have there.
func TestMovingStrandsNobody(t *testing.T) {
	moved, tried := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		clear(programs)
		old := randomScript(t, "old")
		now := changedScript(t, old)
		m := release.Moves(old, now)
		var s bot.Session
		for n := range rapid.IntRange(1, 6).Draw(t, "texts before") {
			s = say(old, s, n, rapid.SampledFrom(answersAtRandom).Draw(t, "text")).Session
		}
		if s.At.Step == "" {
			return
		}
		tried++
		took, ok := m.Move(s)
		if !ok {
			return
		}
		moved++
		asked := old.Step(s.At.Place)
		for _, o := range asked.Answer.Options {
			for _, body := range []string{o.Digit, o.Label.In(bot.English)} {
				turn := say(now, took, 20, body)
				if !slices.ContainsFunc(turn.Counts, func(c string) bool { return strings.HasPrefix(c, bot.StepAnswered+"f/"+s.At.Step+"@") }) {
					t.Fatalf("%q, as shown at %s, was not understood: %q", body, s.At.Step, turn.Reply)
				}
				if keep := now.Step(s.At.Place).Keep; keep != "" && turn.Session.Kept[keep] != o.Name && !setAnew(now, keep) {
					t.Fatalf("%q at %s was kept as %q, not %q", body, s.At.Step, turn.Session.Kept[keep], o.Name)
				}
			}
		}
		here := took
		for n := range rapid.IntRange(1, 12).Draw(t, "texts after") {
			body := rapid.SampledFrom(answersAtRandom).Draw(t, "text")
			turn := say(now, here, 30+n, body)
			if turn.Reply == "" {
				t.Fatalf("no answer to %q at %s", body, here.At.Step)
			}
			for _, r := range turn.Raise {
				if strings.Contains(r.Reason, "leads nowhere") || strings.Contains(r.Reason, "could not be answered") {
					t.Fatalf("%q at %s: %s", body, here.At.Step, r.Reason)
				}
			}
			if here = turn.Session; here.At.Step == "" {
				return
			}
			if missing := strings.Contains(turn.Reply, "phrase "+bot.PhraseStaffTold); missing && alwaysThere(now)[here.At.Step] {
				t.Fatalf("%q: %s lacks an answer that talks of the newer script always have there; kept %v, moved at %s with %v, back %v\nold:\n%snew:\n%s", body, here.At.Step, here.Kept, took.At.Step, took.Kept, took.Back, written(old), written(now))
			}
		}
	})
	if moved < tried/10 || tried == 0 {
		t.Errorf("%d of %d moved: the rest of this test says nothing", moved, tried)
	}
}

// written is a random script as somebody reads it.
func written(s *bot.Script) string {
	var b strings.Builder
	for _, st := range s.Flows["f"].Steps {
		fmt.Fprintf(&b, "  %s: set %v say %v ask %v answer %v keep %q skip %q\n", st.Name, st.Set, st.Say, st.Ask, st.Answer.Kind, st.Keep, st.Answer.SkipAs)
		for _, br := range st.Branches {
			fmt.Fprintf(&b, "    if %q is (not %v) %q then %v\n", br.Name, br.Not, br.Value, br.Then)
		}
		fmt.Fprintf(&b, "    then %v, unclear %d, then %v\n", st.Then, st.Unclear.Again, st.Unclear.Next)
	}
	return b.String()
}

// setAnew reports whether a script sets what an answer is kept as: it may be so at once.
func setAnew(s *bot.Script, name string) bool {
	return slices.ContainsFunc(s.Flows["f"].Steps, func(st *bot.Step) bool {
		return slices.ContainsFunc(st.Set, func(x bot.Setting) bool { return x.Name == name })
	})
}

// alwaysThere are the steps that talks of the script itself come to, and never miss an
// answer there that is quoted. Of a step that they never come to they say nothing: the
// checker lets no such script go live.
func alwaysThere(script *bot.Script) map[string]bool {
	good, lacks := map[string]bool{}, map[string]bool{}
	seen := map[string]bool{}
	first := say(script, bot.Session{}, 0, "hi")
	todo := []bot.Turn{first}
	for len(todo) > 0 && len(seen) < 4000 {
		turn := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		s := turn.Session
		if strings.Contains(turn.Reply, "phrase "+bot.PhraseStaffTold) {
			lacks[s.At.Step] = true
		}
		good[s.At.Step] = !lacks[s.At.Step]
		if key := stateOf(s); seen[key] {
			continue
		} else {
			seen[key] = true
		}
		s.Recent, s.Budget, s.Back = nil, bot.Budget{}, s.Back[max(0, len(s.Back)-3):]
		for _, body := range []string{"1", "2", "3", "skip", "morning", "evening", "1 2", "back", "hi"} {
			todo = append(todo, say(script, s, 1, body))
		}
	}
	return good
}
