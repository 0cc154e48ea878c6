package flows_test

import (
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"nightdesk/bot"
	"nightdesk/flows"
)

const intake = `# The first contact.
flow intake
title  Someone new asks for care

step greet
  say en  Hi, this is {clinic short name}.      # said first
          Not for emergencies: call 911. Crisis: call or text 988.
      es  Hola, somos {clinic short name}.
          es una linea automatica.
  set discreet on

step who
  ask en  Who is this for? 1 me 2 someone else 4 none
      es  Para quien es? 1 para mi 2 otra persona 4 nadie
  discreet en  Who? 1 me 2 other 4 none
           es  Quien? 1 yo 2 otro 4 nadie
  again en  So who? 1 me 2 other 4 none
        es  Entonces quien? 1 yo 2 otro 4 nadie
  answer choice skip as unsaid
    1 me      en: me, myself, for me    es: yo, para mi
    2 other   also en: someone else
              my son
              es: otra persona
    4 none alone  en: none of these     es: ninguna
  keep as who
  if other then family
  if discreet is not on then flow other
  unclear say again 2 times, then handoff "could not tell who it is for" level 3 then end
  silent  after 90 minutes nudge once, after 24 hours pause, after 3 days handoff "gone" level 3
  then visit

step visit
  offer intake_assessment, soonest first, 2 at a time
  none   then family
  booked then end

step family
  handoff "asked for somebody else" level 2
`

const other = `flow other

step ok
  ask en  OK to text here? 1 yes 2 no
      es  Podemos escribir aqui? 1 si 2 no
  answer yesno
  consent conversation
  if no then bye

step more
  ask en  Say more
      es  Diga mas
  answer text up to 160
  then bye

step bye
  say en  Bye
      es  Adios
  then end
`

const settingsFile = `settings
start flow intake
home flow other
unclear say again once, then handoff "not understood" level 2
silent after 1 hour nudge
`

const questionsFile = `questions

topic hours of none
  asked en  when are you open | what are your hours
        es  cuando abren
  asked en  are you open
  say en  We are open {hours}.
      es  Abrimos {hours}.
  missing en  Staff will tell you our hours.
          es  El personal le dira el horario.
`

const phrasesFile = `phrases

nudge
  en  Still there? Reply when you are ready.
  es  Sigue ahi? Responda cuando pueda.
stopped  en  No more texts.
         es  No mas textos.
`

func files() map[string]string {
	return map[string]string{"intake.flow": intake, "other.flow": other, "settings.flow": settingsFile,
		"questions.flow": questionsFile, "phrases.flow": phrasesFile}
}

func TestParse(t *testing.T) {
	got, problems := flows.Parse(files())
	for _, p := range problems {
		t.Error(p)
	}
	settled := bot.UnclearSpec{Again: 1, Then: bot.HandoffOrder{Reason: "not understood", Level: 2}}
	hour := []bot.SilentRung{{After: time.Hour, Do: bot.SilentNudge}}
	end := bot.Target{End: true}
	want := &bot.Script{
		Start: "intake", Home: "other",
		Flows: map[string]*bot.Flow{
			"intake": bot.NewFlow("intake", "Someone new asks for care", []*bot.Step{
				{
					Name: "greet", Source: bot.Source{File: "intake.flow", Line: 5, Col: 1},
					Say: []bot.Text{{
						"en": "Hi, this is {clinic short name}. Not for emergencies: call 911. Crisis: call or text 988.",
						"es": "Hola, somos {clinic short name}. es una linea automatica.",
					}},
					Set:  []bot.Setting{{Name: "discreet", Value: "on"}},
					Then: bot.Target{Step: "who"},
				},
				{
					Name: "who", Source: bot.Source{File: "intake.flow", Line: 12, Col: 1},
					Ask: bot.Text{
						"en": "Who is this for? 1 me 2 someone else 4 none",
						"es": "Para quien es? 1 para mi 2 otra persona 4 nadie",
					},
					DiscreetAsk: bot.Text{"en": "Who? 1 me 2 other 4 none", "es": "Quien? 1 yo 2 otro 4 nadie"},
					AskAgain:    bot.Text{"en": "So who? 1 me 2 other 4 none", "es": "Entonces quien? 1 yo 2 otro 4 nadie"},
					Answer: bot.AnswerSpec{Kind: bot.AnswerChoice, SkipAs: "unsaid", Options: []bot.Option{
						{Name: "me", Digit: "1", Label: bot.Text{"en": "me", "es": "yo"}, Also: map[bot.Lang][]string{"en": {"myself", "for me"}, "es": {"para mi"}}},
						{Name: "other", Digit: "2", Label: bot.Text{"en": "someone else my son", "es": "otra persona"}},
						{Name: "none", Digit: "4", Alone: true, Label: bot.Text{"en": "none of these", "es": "ninguna"}},
					}},
					Keep: "who",
					Branches: []bot.Branch{
						{Name: "who", Value: "other", Then: bot.Target{Step: "family"}},
						{Name: "discreet", Value: "on", Not: true, Then: bot.Target{Flow: "other"}},
					},
					Then:    bot.Target{Step: "visit"},
					Unclear: bot.UnclearSpec{Again: 2, Then: bot.HandoffOrder{Reason: "could not tell who it is for", Level: 3}, Next: end},
					Silent: []bot.SilentRung{
						{After: 90 * time.Minute, Do: bot.SilentNudge},
						{After: 24 * time.Hour, Do: bot.SilentPause},
						{After: 72 * time.Hour, Do: bot.SilentHandoff, Handoff: bot.HandoffOrder{Reason: "gone", Level: 3}},
					},
				},
				{
					Name: "visit", Source: bot.Source{File: "intake.flow", Line: 32, Col: 1},
					Offer: &bot.OfferSpec{Kind: "intake_assessment", Count: 2, None: bot.Target{Step: "family"}, Booked: end},
					Then:  end, Unclear: settled, Silent: hour,
				},
				{
					Name: "family", Source: bot.Source{File: "intake.flow", Line: 37, Col: 1},
					Handoff: &bot.HandoffOrder{Reason: "asked for somebody else", Level: 2}, Then: end,
				},
			}),
			"other": bot.NewFlow("other", "other", []*bot.Step{
				{
					Name: "ok", Source: bot.Source{File: "other.flow", Line: 3, Col: 1},
					Ask:    bot.Text{"en": "OK to text here? 1 yes 2 no", "es": "Podemos escribir aqui? 1 si 2 no"},
					Answer: bot.AnswerSpec{Kind: bot.AnswerYesNo}, Consent: "conversation",
					Branches: []bot.Branch{{Value: "no", Then: bot.Target{Step: "bye"}}},
					Then:     bot.Target{Step: "more"}, Unclear: settled, Silent: hour,
				},
				{
					Name: "more", Source: bot.Source{File: "other.flow", Line: 10, Col: 1},
					Ask:    bot.Text{"en": "Say more", "es": "Diga mas"},
					Answer: bot.AnswerSpec{Kind: bot.AnswerText, MaxLen: 160},
					Then:   bot.Target{Step: "bye"}, Unclear: settled, Silent: hour,
				},
				{
					Name: "bye", Source: bot.Source{File: "other.flow", Line: 16, Col: 1},
					Say: []bot.Text{{"en": "Bye", "es": "Adios"}}, Then: end,
				},
			}),
		},
		Topics: []bot.Topic{{
			Name: "hours", Of: "none", Source: bot.Source{File: "questions.flow", Line: 3, Col: 1},
			Examples: map[bot.Lang][]string{"en": {"when are you open", "what are your hours", "are you open"}, "es": {"cuando abren"}},
			Say:      bot.Text{"en": "We are open {hours}.", "es": "Abrimos {hours}."},
			Missing:  bot.Text{"en": "Staff will tell you our hours.", "es": "El personal le dira el horario."},
		}},
		Phrases: map[string]bot.Text{
			"nudge":   {"en": "Still there? Reply when you are ready.", "es": "Sigue ahi? Responda cuando pueda."},
			"stopped": {"en": "No more texts.", "es": "No mas textos."},
		},
	}
	opts := []cmp.Option{cmpopts.IgnoreUnexported(bot.Flow{}), cmpopts.EquateEmpty(), cmpopts.IgnoreFields(bot.Script{}, "Version", "Sources")}
	if d := cmp.Diff(want, got, opts...); d != "" {
		t.Error(d)
	}
	if src := got.Sources["step/intake/who/ask/es"]; src != (bot.Source{File: "intake.flow", Line: 14, Col: 7}) {
		t.Errorf("the Spanish question stands at %v", src)
	}
}

func TestVersion(t *testing.T) {
	one, _ := flows.Parse(files())
	two, _ := flows.Parse(files())
	changed := files()
	changed["other.flow"] += "# a remark\n"
	three, _ := flows.Parse(changed)
	if one.Version != two.Version || one.Version == three.Version || len(one.Version) != 16 {
		t.Errorf("versions %q, %q, %q", one.Version, two.Version, three.Version)
	}
}

// mistakes are files with one mistake each, and the line people read for it.
func TestMistakes(t *testing.T) {
	var fixes fixed
	step := "flow a\n\nstep s\n"
	tail := "\n  then end\n"
	for _, c := range []struct{ name, src, want string }{
		{"unknown verb", step + "  aks en  Hi" + tail, `a.flow:4:3: error: I don't know the word "aks" here (mend: did you mean "ask"? For example:  ask en  What should we call you?)`},
		{"unknown file", "flwo a\n", `a.flow:1:1: error: a file begins with one of flow, settings, questions, phrases, danger, piece, not with "flwo" (mend: did you mean "flow"? For example:  flow intake)`},
		{"empty file", "# nothing\n", `a.flow:1:1: error: there is nothing in this file (mend: begin with:  flow intake (or delete the file))`},
		{"no steps", "flow a\n", `a.flow:1:1: error: the flow "a" has no steps (mend: add one:  step greet)`},
		{"empty step", step, `a.flow:3:7: error: the step "s" is empty (mend: say or ask something under it:  say en  Hi, this is {clinic short name}.)`},
		{"half a sentence", step + "  handoff", `a.flow:4:10: error: this sentence stops too early: I expected why a person is needed in double quotes (mend: handoff "asked for guest dosing" level 2)`},
		{"no level", step + `  handoff "x"`, `a.flow:4:14: error: this sentence stops too early: I expected "level" (mend: write:  handoff "x" level 2)`},
		{"bad level", step + `  handoff "x" level 9`, `a.flow:4:21: error: "9" is not a level: 1 at once, 2 the same day, 3 the next workday (mend: write a number from 1 to 3)`},
		{"unknown team", step + `  handoff "x" level 2 to nurses`, `a.flow:4:26: error: I don't know the team "nurses" (mend: write:  handoff "x" level 2 to nursing)`},
		{"misspelt team", step + `  handoff "x" to nursin level 2`, `a.flow:4:18: error: I don't know the team "nursin" (mend: did you mean "nursing"?)`},
		{"no team", step + `  handoff "x" level 2 to`, `a.flow:4:25: error: this sentence stops too early: I expected the team (nursing, intake, crisis) (mend: handoff "asked for guest dosing" level 2)`},
		{"open quote", step + `  handoff "x level 2`, `a.flow:4:11: error: this quote has no end (mend: close it; write:  handoff "x" level 2)`},
		{"say nothing", step + "  say" + tail, `a.flow:4:6: error: this sentence stops too early: I expected a language and the wording (mend: say en  Hi, this is {clinic short name}.)`},
		{"no language", step + "  say Hi there" + tail, `a.flow:4:7: error: I can't tell which language this is in (mend: write:  say en  Hi there)`},
		{"unknown language", step + "  say ne  Hi there" + tail, `a.flow:4:7: error: "ne" is not a language I know (mend: did you mean "en"?)`},
		{"language twice", step + "  say en  Hi\n      en  Hello" + tail, `a.flow:5:7: error: the wording in English is here twice (mend: delete one of the two; or, if it is Spanish, write:  es  Hello)`},
		{"language without words", step + "  say en  Hi\n      es" + tail, `a.flow:5:7: error: nothing is said in Spanish (mend: write the wording after "es")`},
		{"tab", step + "\tsay en  Hi" + tail, `a.flow:4:1: error: there is a tab here, and tabs look different on every screen (mend: put two spaces in its place)`},
		{"hidden character", step + "  say en  Hi\u200b there" + tail, `a.flow:4:13: error: there is a character here that cannot be seen (mend: delete it and type a space)`},
		{"not text", step + "  say en  Hi\xff there" + tail, `a.flow:4:1: error: this line holds bytes that are not text (mend: save the file again with the encoding UTF-8)`},
		{"crooked", step + "  say en  Hi\n   then end\n  then end\n", `a.flow:5:4: error: this looks like a new sentence, but it stands under the wording above and would be sent with it (mend: start it in the same column as line 4)`},
		{"too far left", step + "  say en  Hi\nthen end\n", `a.flow:5:1: error: this line belongs to the step above, so it must stand further right (mend: put two spaces before it)`},
		{"not aligned", step + "   say en  Hi\n  then end\n", `a.flow:5:3: error: this line does not start under the other lines of this step (mend: start it in the same column as line 4)`},
		{"sentence takes no lines", step + "  say en  Hi\n  then end\n    now\n", `a.flow:6:5: error: this line stands further right than the sentence above, which needs nothing more (mend: start it in the same column as line 5)`},
		{"unknown step", "flow a\nstep visit\n  say en  Hi\n  then vist\n", `a.flow:4:8: error: there is no step called "vist" in this flow (mend: did you mean "visit"?)`},
		{"flow as step", step + "  say en  Hi\n  then a\n", `a.flow:5:8: error: there is no step called "a" in this flow (mend: to go to another flow write:  then flow a)`},
		{"unknown flow", step + "  say en  Hi\n  then flow other\n", `a.flow:5:13: error: there is no flow "other" (mend: the flows are: a; or add a file that begins with "flow other")`},
		{"too many words", step + "  say en  Hi\n  then end now\n", `a.flow:5:12: error: this sentence should end before "now" (mend: write:  then end)`},
		{"step twice", step + "  say en  Hi\n  then end\nstep s\n  say en  Hi\n  then end\n", `a.flow:6:6: error: there is a step "s" in line 3 already (mend: give this one another name, as s_2, and lead to it by that name)`},
		{"step called end", "flow a\nstep end\n  say en  Hi" + tail, `a.flow:2:6: error: "end" means something of its own after "then" (mend: call the step something else, as "end_here")`},
		{"bad name", "flow a\nstep First!\n  say en  Hi" + tail, `a.flow:2:6: error: "First!" cannot be the name of a step (mend: one word of small letters, digits, _ or -, as "first")`},
		{"no end", step + "  say en  Hi\n", `a.flow:3:1: error: this is the last step, and nothing says what comes after it (mend: add to the step:  then end)`},
		{"ask without answer", step + "  ask en  Hi?" + tail, `a.flow:4:3: error: nothing says what counts as an answer to this question (mend: add to the step:  answer text  (or one of: choice, choices, yesno, name, text, daypart, date, adult, codeword))`},
		{"again without ask", step + "  say en  Hi\n  again en  Hi?" + tail, `a.flow:5:3: error: "again" goes with a question, and this step asks none (mend: add to the step:  ask en  What should we call you?)`},
		{"answer without ask", step + "  say en  Hi\n  answer name" + tail, `a.flow:5:3: error: "answer" goes with a question, and this step asks none (mend: add to the step:  ask en  What should we call you?)`},
		{"one option", step + "  ask en  Hi?\n  answer choice\n    1 me en: me" + tail, `a.flow:5:16: error: a choice needs at least two answers, each on a line of its own under this one (mend: 1 me  en: me, myself  es: yo, para mi)`},
		{"options of yesno", step + "  ask en  Hi?\n  answer yesno\n    1 yes en: yes" + tail, `a.flow:6:5: error: answers can be listed only under "answer choice" and "answer choices" (mend: answer choice (or delete these lines; yes and no are known already))`},
		{"option without number", step + "  ask en  Hi?\n  answer choice\n    1 me en: me\n    you en: you" + tail, `a.flow:7:5: error: an answer begins with its number, 1 to 99 (mend: write:  2 you en: you)`},
		{"number twice", step + "  ask en  Hi?\n  answer choice\n    1 me en: me\n    1 you en: you" + tail, `a.flow:7:5: error: there is an answer 1 above already (mend: give it another number, here and in the question:  2 you en: you)`},
		{"option language", step + "  ask en  Hi?\n  answer choice\n    1 me en: me\n    2 you you" + tail, `a.flow:7:11: error: I can't tell which language these words are in (mend: write:  2 you en: you)`},
		{"unknown kind", step + "  ask en  Hi?\n  answer yesnо" + tail, `a.flow:5:10: error: I don't know the kind of answer "yesnо" (mend: did you mean "yesno"? For example:  answer yesno)`},
		{"never the answer", step + "  ask en  Hi?\n  answer yesno\n  if yep then s" + tail, `a.flow:6:6: error: "yep" is never the answer here (mend: did you mean "yes"?)`},
		{"never kept", step + "  say en  Hi\n  if reason is x then s" + tail, `a.flow:5:6: error: no question keeps its answer as "reason" (mend: the names that are kept are: discreet, language, recent)`},
		{"if without question", step + "  say en  Hi\n  if x then s" + tail, `a.flow:5:6: error: this step asks nothing, so there is no answer to look at (mend: name it:  if reason is x then ...)`},
		{"wrong order", step + "  ask en  Hi?\n  answer name\n  say en  Hello" + tail, `a.flow:6:3: error: in a step "say" is done before "ask", so it must stand above it (mend: move this line above "ask", or begin another step for it)`},
		{"offer without outcome", step + "  offer x\n  none then end\n", `a.flow:4:3: error: nothing says where to go when a visit is booked (mend: add to the step:  booked then done)`},
		{"none without offer", step + "  say en  Hi\n  none then s" + tail, `a.flow:5:3: error: "none" goes with an offer, and there is none above (mend: offer intake_assessment, soonest first, 3 at a time)`},
		{"silence out of order", step + "  ask en  Hi?\n  answer name\n  silent after 2 hours nudge, after 1 hour pause" + tail, `a.flow:6:31: error: this comes after a longer silence (mend: begin with the shortest silence)`},
		{"unclear without question", step + "  say en  Hi\n  unclear say again once, then handoff \"x\" level 1" + tail, `a.flow:5:3: error: "unclear" goes with a question or an offer, and this step has none (mend: delete it)`},
		{"consent without yes", step + "  ask en  Hi?\n  answer choice\n    1 a en: a\n    2 b en: b\n  consent reminders" + tail, `a.flow:8:3: error: consent is given by the answer "yes", and this question has none (mend: answer yesno)`},
		{"open brace", step + "  say en  Hi {name" + tail, `a.flow:4:14: error: a name begins with { here, and no } ends it (mend: write names as {clinic short name})`},
		{"closing brace", step + "  say en  Hi name}" + tail, `a.flow:4:18: error: there is a } here, and no { before it (mend: write names as {clinic short name}, or take the } out)`},
		{"settings name a step", "settings\nunclear say again once, then handoff \"x\" level 1 then s\n", `a.flow:2:1: error: these settings hold in every flow, so they cannot name a step of one (mend: write: then flow NAME, then end, or nothing)`},
		{"start nowhere", "settings\nstart flow intake\n", `a.flow:2:12: error: there is no flow "intake" (mend: add a file that begins with "flow intake")`},
		{"unknown phrase", "phrases\nnugde\n  en  Hi\n", `a.flow:2:1: error: there is no phrase "nugde" (mend: did you mean "nudge"?)`},
		{"part of no topic", "questions\ntopic ride of rides\n  asked en  a ride\n  say en  Ask us.\n", `a.flow:2:1: error: there is no topic "rides" that "ride" could be a part of (mend: did you mean "ride"?)`},
		{"topic without answer", "questions\ntopic hours\n  asked en  when\n", `a.flow:2:12: error: the topic "hours" has no answer (mend: say en  Hi, this is {clinic short name}.)`},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, problems := flows.Parse(map[string]string{"a.flow": c.src})
			if len(problems) != 1 || problems[0].String() != c.want {
				t.Errorf("got %d problems\n%v\nwant\n%s", len(problems), lines(problems), c.want)
			}
			if !slices.Contains([]string{"unknown verb", "unknown file", "crooked"}, c.name) { // behind these is a second mistake
				fixes.try(t, map[string]string{"a.flow": c.src}, parsed)
			}
		})
	}
	if fixes.with < 20 {
		t.Errorf("%d of %d mistakes offer a line that mends them", fixes.with, fixes.with+fixes.without)
	}
}

func lines(problems []flows.Problem) string {
	var b strings.Builder
	for _, p := range problems {
		b.WriteString(p.String() + "\n")
	}
	return b.String()
}

func TestAllProblemsAtOnce(t *testing.T) {
	_, problems := flows.Parse(map[string]string{
		"a.flow": "flow a\nstep s\n  aks en  Hi\n  sya en  Hi\n  then nowhere\n",
		"b.flow": "flow a\nstep s\n  say  Hi\n  then end\n",
	})
	if len(problems) != 5 {
		t.Errorf("%d problems, want 5:\n%s", len(problems), lines(problems))
	}
}

func FuzzParse(f *testing.F) {
	for _, src := range files() {
		f.Add(src, "flow b\nstep s\n  say en  Hi\n  then end\n")
	}
	f.Add("flow a\nstep s\n  if", "settings\nsilent after")
	f.Add("flow a\nstep s\n  answer choice\n  1 x en: a es:", "questions\ntopic\n asked en |")
	f.Fuzz(func(t *testing.T, a, b string) {
		set := map[string]string{"a.flow": a, "b.flow": b}
		script, problems := flows.ParseAndCheck(set, flows.Known{})
		for _, p := range problems {
			src := set[p.File]
			n := strings.Count(src, "\n") + 1
			if p.Line > n || p.Line == 0 && p.Col > 0 || p.Text == "" || p.Rule == "" {
				t.Fatalf("impossible problem %+v", p)
			}
			if p.Line > 0 {
				l := strings.Split(strings.TrimPrefix(src, "\ufeff"), "\n")[p.Line-1]
				if p.Col > 2*utf8.RuneCountInString(l)+1 { // a tab is read as two spaces
					t.Fatalf("problem right of its line: %v", p)
				}
			}
		}
		if flows.Blocks(problems) {
			return
		}
		for _, flow := range script.Flows {
			for _, s := range flow.Steps {
				if s.Waits() && (s.Unclear.Again == 0 || len(s.Silent) == 0) || s.Offer == nil && s.Then.IsZero() {
					t.Fatalf("accepted a step with a dead end: %+v", s)
				}
				if to := s.Then.Step; to != "" && script.Step(bot.Place{Flow: flow.Name, Step: to}) == nil {
					t.Fatalf("accepted a step that leads nowhere: %+v", s)
				}
			}
		}
	})
}

// TestOldScriptsAreRead: a line that nothing says any more is no error in a
// script that still has it.
func TestOldScriptsAreRead(t *testing.T) {
	set := good()
	for name, src := range set {
		if strings.HasPrefix(src, "phrases") {
			set[name] = strings.TrimRight(src, "\n") + "\n\npaused\n  en  No rush.\n  es  Sin prisa.\n"
		}
	}
	script, problems := flows.Parse(set)
	if flows.Blocks(problems) || script.Phrases["paused"] != nil {
		t.Errorf("problems %v", problems)
	}
}

// TestReturnIsNoTarget: nothing calls a flow, so nothing goes back from one.
func TestReturnIsNoTarget(t *testing.T) {
	set := good()
	for name, src := range set {
		set[name] = strings.ReplaceAll(src, "then end", "then return")
	}
	if _, problems := flows.Parse(set); !flows.Blocks(problems) {
		t.Error("it would end the conversation in silence")
	}
}
