package flows_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"nightdesk/bot"
	"nightdesk/bot/engine"
	"nightdesk/flows"
)

// good is a small set of scripts with nothing wrong in it.
func good() map[string]string {
	var phrases strings.Builder
	phrases.WriteString("phrases\n")
	for _, name := range bot.Phrases() {
		text := "OK."
		switch name {
		case bot.PhraseHelp:
			text = "{clinic short name}, {clinic phone}: 911. 988. STOP."
		case bot.PhraseStopped:
			text = "{clinic short name}: 911. 988. START."
		case bot.PhraseStoppedMeant:
			text = "{clinic phone}. 911. 988. START."
		case bot.PhraseStaffLater:
			text = "{desk opens}"
		case bot.PhraseReminder, bot.PhraseHeld, bot.PhraseBooked, bot.PhraseMoved, bot.PhraseMyVisit, bot.PhraseCancelSure, bot.PhraseHeldAsk, bot.PhraseMyRequest,
			bot.PhraseSeatOffer, bot.PhraseDeskMoved, bot.PhraseDeskCancelled, bot.PhraseDeskApproved, bot.PhraseSessionChoice:
			text = "{visit}"
		case bot.PhraseRequested:
			text = "{by}"
		}
		fmt.Fprintf(&phrases, "%s\n  en  %s\n  es  %s\n", name, text, text)
	}
	return map[string]string{
		"intake.flow": `flow intake
step who
  ask en  Hi. Call 911 or 988. Who is it for? 1 me 2 other. STOP to end.
      es  Hola. Llame al 911 o 988. Para quien? 1 yo 2 otro. STOP: no mas.
  answer choice
    1 me     en: me, myself  es: yo
    2 other  en: my son      es: mi hijo
  keep as who
  if other then family
  then visit
step visit
  offer intake_assessment
  none then family
  booked then end
step family
  handoff "asked for somebody else" level 2
`,
		"questions.flow": `questions
topic hours
  asked en  when are you open
        es  cuando abren
  say en  We are open {hours}.
      es  Abrimos {hours}.
`,
		"phrases.flow": phrases.String(),
	}
}

var known = flows.Known{
	Danger: flows.DangerRules{
		Names: []string{"overdose_now", "suicide_risk", "suicide_risk_discreet"},
		Lacks: func(_, wording string, _ bot.Lang) (lacks []string) {
			for _, need := range []string{"988", "911"} {
				if !strings.Contains(wording, need) {
					lacks = append(lacks, need)
				}
			}
			return lacks
		},
		Mended: func(_, wording string, _ bot.Lang) string { return strings.TrimSpace(wording + " Call 988 or 911.") },
	},
	Options: func(spec bot.AnswerSpec) flows.Reading {
		options := engine.ReadOptions(spec)
		r := flows.Reading{Loose: options.Loose}
		for _, s := range options.Shared() {
			r.Shared = append(r.Shared, flows.SharedForm(s))
		}
		return r
	},
	Topics:     engine.ReadTopics,
	Facts:      []string{"clinic short name", "clinic name", "clinic phone", "hours"},
	VisitKinds: []string{"intake_assessment", "first_dose"},
	Priorities: []string{"pregnant", "injection", "standard"},
	Commands: func(s string) string {
		return map[string]string{"go back": "back", "no more texts": "stop"}[s]
	},
}

func TestGoodScriptHasNoProblems(t *testing.T) {
	if _, problems := flows.ParseAndCheck(good(), known); len(problems) > 0 {
		t.Error(lines(problems))
	}
}

// TestRules breaks the good scripts in one place and wants the one problem.
func TestRules(t *testing.T) {
	twice := func(en, es string) string { return "  say en  " + en + "\n      es  " + es + "\n" }
	for _, c := range []struct{ rule, name, file, old, new, want string }{
		{"unreachable", "step", "intake.flow", "step family\n", "step lost\n  then end\nstep family\n",
			`intake.flow:15:1: error: nothing leads to the step "lost" (mend: write "then lost" where it should come, or delete it)`},
		{"goes-on", "a lost then", "intake.flow", "  if other then family\n  then visit\n", "  if other then visit\n",
			`intake.flow:2:1: warning: nothing says what comes for the answer "me", so it goes on with the step below, "visit", to which line 9 leads by name (mend: was a line "then ..." lost? If "visit" is right, add to the step:  then visit)`},
		{"goes-on", "some answers lead on", "intake.flow", "  if other then family\n  then visit\n", "  if other then family\n",
			`intake.flow:2:1: warning: nothing says what comes for the answer "me", so it goes on with the step below, "visit" (mend: was a line "then ..." lost? If "visit" is right, add to the step:  then visit)`},
		{"spin", "two steps", "intake.flow", "step family\n", "step a\n  if who is me then b\n  then family\nstep b\n  then a\nstep family\n",
			`intake.flow:15:1: error: from the step "a" it goes on to "b" and back to "a" without asking anything (mend: lead out of the circle: in intake.flow line 19 name a step outside of it after "then"; or ask something on the way)`},
		{"no-way-out", "a circle", "intake.flow", "  booked then end\nstep family\n", "  booked then a\nstep a\n  ask en  Again? 1 yes 2 no\n      es  Otra vez? 1 si 2 no\n  answer yesno\n  then a\nstep family\n",
			`intake.flow:15:1: error: whatever people answer, from the step "a" they never come to a booking, a person or an end (mend: let one of the steps after it end:  then end)`},
		{"same-answer", "one word for two", "intake.flow", "en: my son ", "en: Me! ",
			`intake.flow:7:14: error: "Me!" is also the name of an answer, so it would choose both "me" and "other" (mend: delete it here, or give that answer another name)`},
		{"same-answer", "in one language", "intake.flow", "en: my son ", "en: Myself! ",
			`intake.flow:7:14: error: "Myself!" would choose both "me" and "other" (mend: keep it for one of the two)`},
		{"same-answer", "across languages", "intake.flow", "es: mi hijo", "es: myself",
			`intake.flow:7:30: error: "myself" is "me" in English and "other" in Spanish (mend: choose other words in one of them: people mix languages, and we read all of them at once)`},
		{"same-answer", "what is read as the same", "intake.flow", "en: me, myself  es: yo\n    2 other  en: my son      es: mi hijo", "en: me, no calls  es: yo\n    2 other  en: without call  es: mi hijo",
			`intake.flow:7:5: error: "nocall", or what is read as the same, would choose both "me" and "other" (mend: keep it for one of the two)`},
		{"same-answer", "a place", "intake.flow", "en: me, myself ", "en: me, the last one ",
			`would choose both "me" and "other" (mend: keep it for one of the two)`},
		{"carrier-word", "as an answer", "intake.flow", "en: my son ", "en: Cancel ",
			`intake.flow:7:14: error: phone companies act on the word "Cancel" themselves, so it cannot be an answer (mend: use the number, or other words)`},
		{"carrier-word", "told to text", "phrases.flow", "nudge\n  en  OK.", "nudge\n  en  Reply YES please.",
			`error: people are told to text YES, which phone companies act on themselves (mend: let them answer with a number:  Reply 2 to change)`},
		{"global-word", "stop", "intake.flow", "en: my son ", "en: no more texts ",
			`intake.flow:7:14: error: "no more texts" means "stop" everywhere, so it cannot choose "other" (mend: use other words)`},
		{"hidden-digit", "not shown", "intake.flow", "1 me 2 other.", "1 me, or other.",
			`intake.flow:3:7: warning: the question does not show the number 2 of the answer "other" (mend: write it into the question:  2 my son)`},
		{"hidden-digit", "yes and no crossed", "intake.flow", "step family\n", "step a\n  ask en  Sure? 1 no 2 yes\n      es  Seguro? 1 si 2 no\n  answer yesno\nstep family\n",
			`intake.flow:16:17: error: this shows 1 for no or 2 for yes, but 1 is always yes and 2 is always no (mend: write:  1 yes 2 no)`},
		{"translation", "missing", "questions.flow", "      es  Abrimos {hours}.\n", "",
			`questions.flow:5:3: error: this is not said in Spanish (mend: add a line under it:  es  ...)`},
		{"translation", "not served", "questions.flow", "es  Abrimos {hours}.", "es  Abrimos {hours}.\n      fr  Ouvert {hours}.",
			`questions.flow:7:7: warning: the clinic does not serve French, so nobody reads this (mend: add the language to the clinic's configuration, or delete the line)`},
		{"translation", "answer without words", "intake.flow", "  es: mi hijo", "",
			`intake.flow:7:5: warning: the answer "other" has no words in Spanish (mend: add:  es: otro)`},
		{"translation", "no examples", "questions.flow", "        es  cuando abren\n", "",
			`questions.flow:2:1: warning: the topic "hours" has no examples of how people ask in Spanish (mend: add:  es  ... | ...)`},
		{"mismatch", "name", "questions.flow", "Abrimos {hours}.", "Abrimos a las 8.",
			`questions.flow:6:7: warning: the wording in English has the name {hours}, the one in Spanish has not (mend: say the same in both)`},
		{"mismatch", "988", "phrases.flow", "nudge\n  en  OK.", "nudge\n  en  OK. 988.",
			`error: the wording in English has the number 988, the one in Spanish has not (mend: say the same in both)`},
		{"segments", "warning", "questions.flow", "We are open {hours}.", "We are open {hours}." + strings.Repeat(" We go on.", 30),
			`questions.flow:5:7: warning: this text is sent in 3 parts (337 characters, GSM-7); 2 are allowed without a warning, 4 at most (mend: shorten it to 306 characters)`},
		{"segments", "error", "questions.flow", "We are open {hours}.", "We are open {hours}." + strings.Repeat(" We go on.", 70),
			`questions.flow:5:7: error: this text is sent in 5 parts (737 characters, GSM-7); 2 are allowed without a warning, 4 at most (mend: shorten it to 306 characters)`},
		{"long-reply", "several steps", "intake.flow", "step family\n", "step family\n  say en " + strings.Repeat(" We go on.", 29) + "\n      es " + strings.Repeat(" Va bien.", 20) + "\n  then b\nstep b\n  say en " + strings.Repeat(" We go on.", 29) + "\n      es " + strings.Repeat(" Va bien.", 14) + "\n  then c\nstep c\n",
			`intake.flow:15:1: warning: what is sent from here to the next question, in English, is sent in 4 parts (579 characters, GSM-7); 2 are allowed without a warning, 4 at most (mend: shorten it to 306 characters)`},
		{"ucs-2", "quote", "questions.flow", "We are open", "We’re open",
			`questions.flow:5:13: warning: one sign, ’, leaves room for only 70 letters in a message in place of 160 (this text still goes out as 1) (mend: write We're in place of We’re)`},
		{"ucs-2", "quotes around", "questions.flow", "We are open {hours}.", "We are “open”.",
			`questions.flow:5:18: warning: the signs “ and ” leave room for only 70 letters in a message in place of 160 (this text still goes out as 1) (mend: write "open" in place of “open”)`},
		{"reading-grade", "hard words", "questions.flow", "We are open {hours}.", "Comprehensive multidisciplinary rehabilitation necessitates individualized professional determination regarding appropriate pharmacological interventions, administrative requirements, and {hours}, notwithstanding contraindications, considerations or organizational limitations.",
			`questions.flow:5:7: warning: this reads like school year `},
		{"avoid", "user", "questions.flow", "We are open", "We help users stay clean",
			`questions.flow:5:7: warning: "clean" is a word to avoid (mend: say:  not using, or: negative (of a test))`},
		{"shouting", "capitals", "questions.flow", "We are open", "We are OPEN",
			`questions.flow:5:7: warning: "OPEN" is all in capitals (mend: write:  open)`},
		{"reveals", "reminder", "phrases.flow", "reminder\n  en  {visit}", "reminder\n  en  Your dose: {visit}",
			`error: the word "dose" tells what kind of clinic this is, and this text may be read by anybody (mend: word it so that it could come from any office)`},
		{"reveals", "fact", "phrases.flow", "nudge\n  en  OK.\n  es  OK.", "nudge\n  en  {clinic name}.\n  es  {clinic name}.",
			`error: {clinic name} tells what kind of clinic this is, in English and in Spanish, and this text may be read by anybody (mend: word it so that it could come from any office)`},
		{"reveals", "what a fact says", "phrases.flow", "nudge\n  en  OK.\n  es  OK.", "nudge\n  en  {clinic short name}.\n  es  {clinic short name}.",
			`error: {clinic short name} tells what kind of clinic this is, in English and in Spanish, and this text may be read by anybody (mend: word it so that it could come from any office)`},
		{"reveals", "topic without discreet", "questions.flow", "We are open", "Methadone: we are open",
			`questions.flow:5:7: error: the word "methadone" tells what kind of clinic this is, and this answer also goes to shared phones (mend: say it with another word, or add under it the wording that shared phones get:  discreet en  ...)`},
		{"reveals", "several words at once", "questions.flow", "We are open", "Methadone from the doctor: we are open",
			`questions.flow:5:7: error: the words "doctor" and "methadone" tell what kind of clinic this is, and this answer also goes to shared phones (mend: say it with other words, or add under it the wording that shared phones get:  discreet en  ...)`},
		{"reveals-shared", "say", "intake.flow", "step family\n", "step family\n" + twice("We call about your treatment.", "Le llamamos."),
			`intake.flow:16:7: error: the word "treatment" tells what kind of clinic this is, and a shared phone can come to this step (mend: say it with another word, or lead shared phones round it:  if discreet is on then ...)`},
		{"first-text", "no 988", "intake.flow", "911 or 988", "911", `intake.flow:3:7: error: the first text does not name 988 in English (mend: add:  Not for emergencies: call 911. Crisis: call or text 988.)`},
		{"first-text", "reveals", "intake.flow", "Hi. ", "Hi, opioid program. ", `intake.flow:3:7: error: the word "opioid" tells what kind of clinic this is, before anybody agreed to texts (mend: word it so that it could come from any office)`},
		{"before-consent", "kept", "intake.flow", "  then visit\n", "  then soon\nstep soon\n  ask en  Soon? 1 yes 2 no\n      es  Pronto? 1 si 2 no\n  answer yesno\n  keep as soon\n  then agree\nstep agree\n  ask en  OK to text? 1 yes 2 no\n      es  Le escribimos? 1 si 2 no\n  answer yesno\n  consent conversation\n  if no then family\n  then visit\n",
			`intake.flow:12:3: warning: this is asked before people have agreed to be texted, and what they answer is kept (mend: ask it after the step "agree", where they agree; or, if it has to come first, accept it with the reason)`},
		{"safety-phrase", "help", "phrases.flow", "988. STOP.", "988.",
			`error: the phrase "help" does not name STOP (mend: add it)`},
		{"danger-text", "lacks", "questions.flow", "questions\n", "danger\nsuicide_risk discreet\n  en  Hang on.\n",
			`questions.flow:3:3: error: the reply "suicide_risk_discreet" in English needs: 988; 911 (mend: write:  en  Hang on. Call 988 or 911.)`},
		{"danger-text", "unknown", "questions.flow", "questions\n", "danger\nsuicide_risks\n  en  Call 988 or 911.\n",
			`questions.flow:2:1: error: there is no reply to danger "suicide_risks" (mend: did you mean "suicide_risk"?)`},
		{"danger-text", "one language", "questions.flow", "questions\n", "danger\noverdose_now\n  en  Call 988 or 911.\n",
			`questions.flow:2:1: warning: the reply "overdose_now" has no words of yours in Spanish, so the built-in ones are said there (mend: add:  es  Call 988 or 911.)`},
		{"danger-text", "a word to avoid", "questions.flow", "questions\n", "danger\noverdose_now\n  en  Addict? Call 988 or 911.\n",
			`questions.flow:3:3: warning: "addict" is a word to avoid (mend: say:  person who uses drugs)`},
		{"never-ask", "birth date", "intake.flow", "Who is it for? 1 me", "What is your date of birth? Who is it for? 1 me",
			`intake.flow:3:7: error: this asks for a birth date, which must not be asked by text (mend: leave it to the call or the visit)`},
		{"never-ask", "in Spanish", "intake.flow", "Para quien? 1 yo", "Cual es su dosis? Para quien? 1 yo",
			`intake.flow:4:7: error: this asks for a dose, which must not be asked by text (mend: leave it to the call or the visit)`},
		{"unknown-value", "brace", "questions.flow", "We are open {hours}", "We are open {huors}",
			`questions.flow:5:23: error: nothing is known as {huors} (mend: did you mean {hours}?)`},
		{"unknown-priority", "group", "intake.flow", "step visit\n", "step visit\n  set priority pregnat\n",
			`intake.flow:12:3: error: there is no priority group "pregnat" (mend: did you mean "pregnant"?)`},
		{"unknown-priority", "staff", "intake.flow", "step visit\n", "step visit\n  set priority injection\n",
			`intake.flow:12:3: error: the priority group "injection" is set by staff only (mend: hand over instead:  handoff "may be seen sooner: ask" level 2)`},
		{"missing-value", "booked", "phrases.flow", "booked\n  en  {visit}\n  es  {visit}", "booked\n  en  OK.\n  es  {visit}",
			`error: the phrase "booked" does not say {visit} (mend: add {visit})`},
		{"unknown-visit", "kind", "intake.flow", "offer intake_assessment", "offer intake_asessment",
			`intake.flow:12:3: error: there is no kind of visit "intake_asessment" (mend: did you mean "intake_assessment"?)`},
		{"staff-books", "first dose", "intake.flow", "offer intake_assessment", "offer first_dose",
			`intake.flow:12:3: error: visits of the kind "first_dose" are booked by staff only (mend: hand over instead:  handoff "asks for a first dose" level 3)`},
		{"code-word", "no skip", "intake.flow", "step family\n", "step family\n  ask en  A word, please?\n      es  Una palabra?\n  answer codeword\n",
			`intake.flow:18:3: error: nobody can pass on this question for a code word (mend: write:  answer codeword skip as unset)`},
		{"code-word", "kept", "intake.flow", "step family\n", "step family\n  ask en  A word, please?\n      es  Una palabra?\n  answer codeword skip as unset\n  keep as word\n",
			`intake.flow:19:11: error: a code word is not kept under a name: texts could say it, and staff would see it (mend: delete:  keep as word)`},
		{"reveals", "before the code word", "phrases.flow", "word_ask\n  en  OK.", "word_ask\n  en  You have {visit}.",
			`error: {visit} would be told before the code word is said (mend: take it out: the person sees it once they have said their word)`},
		{"missing-phrase", "nudge", "phrases.flow", "nudge\n  en  OK.\n  es  OK.\n", "",
			`phrases.flow: error: the phrase "nudge" is missing (mend: add its name on a line, and under it:  en  ...)`},
		{"private-alert", "brace", "intake.flow", `"asked for somebody else"`, `"{who} asked"`,
			`intake.flow:16:3: error: the reason for staff names a value, and would show it on their phones (mend: say what kind of help is needed, nothing of the person)`},
		{"same-question", "two topics", "questions.flow", "topic hours", "topic other\n  asked en  When are you open?\n        es  otro\n  say en  A\n      es  B\ntopic hours",
			`questions.flow:7:1: error: "when are you open" is an example of both "other" and "hours" (mend: keep it for one of the two)`},
	} {
		t.Run(c.rule+"/"+c.name, func(t *testing.T) {
			set := good()
			if !strings.Contains(set[c.file], c.old) {
				t.Fatalf("%s has no %q", c.file, c.old)
			}
			set[c.file] = strings.Replace(set[c.file], c.old, c.new, 1)
			known := known
			if c.name == "what a fact says" {
				known.Values = bot.Facts{"clinic short name": {"en": "Opioid Care"}}
			}
			_, problems := flows.ParseAndCheck(set, known)
			for _, p := range problems {
				if p.Rule == c.rule && strings.Contains(p.String(), c.want) {
					return
				}
			}
			t.Errorf("got\n%s\nwant %s: %s", lines(problems), c.rule, c.want)
		})
	}
}

func TestNoStart(t *testing.T) {
	set := good()
	set["b.flow"] = "flow b\nstep s\n  say en  Hi\n      es  Hola\n  then end\n"
	_, problems := flows.ParseAndCheck(set, known)
	if want := "error: nothing says which flow somebody new begins in (mend: write into settings.flow:  start flow intake)"; !strings.Contains(lines(problems), want) {
		t.Errorf("got\n%s\nwant %s", lines(problems), want)
	}
}

// TestSharedPhonesAreLedRound: what reveals is fine where no shared phone comes.
func TestSharedPhonesAreLedRound(t *testing.T) {
	set := good()
	set["intake.flow"] = strings.Replace(set["intake.flow"], "  then visit\n", "  then shared\n", 1) + `  then end
step shared
  if discreet is on then visit
  then told
step told
  say en  Bring your medicine list.
      es  Traiga su lista de medicinas.
  then visit
`
	if _, problems := flows.ParseAndCheck(set, known); len(problems) > 0 {
		t.Error(lines(problems))
	}
	set["intake.flow"] = strings.Replace(set["intake.flow"], "discreet is on", "discreet is off", 1)
	if _, problems := flows.ParseAndCheck(set, known); !flows.Blocks(problems) {
		t.Error("a shared phone comes to a telling text and nobody minds")
	}
}

// TestPhraseList: a phrase without a place in the list would never be missed.
func TestPhraseList(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "../bot/phrases.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	ast.Inspect(file, func(n ast.Node) bool {
		if v, ok := n.(*ast.ValueSpec); ok && strings.HasPrefix(v.Names[0].Name, "Phrase") {
			want = append(want, strings.Trim(v.Values[0].(*ast.BasicLit).Value, `"`))
		}
		return true
	})
	if d := cmp.Diff(want, bot.Phrases()); d != "" {
		t.Error(d)
	}
}

func TestStale(t *testing.T) {
	before, _ := flows.Parse(good())
	set := good()
	set["questions.flow"] = strings.Replace(set["questions.flow"], "We are open", "We see people", 1)
	now, _ := flows.Parse(set)
	got := lines(flows.Stale(before, now, known))
	want := "questions.flow:6:7: warning: English has changed here and Spanish has not (mend: check that both still say the same)\n"
	if got != want {
		t.Errorf("got %s want %s", got, want)
	}
	if same := flows.Stale(before, before, known); len(same) > 0 {
		t.Error(lines(same))
	}
}

func TestGrade(t *testing.T) {
	for _, c := range []struct {
		text      string
		lang      bot.Lang
		low, high float64
	}{
		{"The cat sat on the mat. It was a good cat. We like the cat.", "en", 0, 1},
		{"You can call us on any day. We will help you find a time that works. Tell us what you need.", "en", 0, 3},
		{"Administrative determination of eligibility necessitates comprehensive documentation and authorization.", "en", 16, 60},
		{"El gato come pan. La casa es de Ana. Ven a ver el sol.", "es", 4, 4},
		{"La determinacion administrativa de la elegibilidad necesita documentacion exhaustiva y autorizacion institucional.", "es", 11, 13},
	} {
		if g, ok := flows.Grade(c.text, c.lang); !ok || g < c.low || g > c.high {
			t.Errorf("Grade(%q) = %.1f, want %.0f to %.0f", c.text, g, c.low, c.high)
		}
	}
	if _, ok := flows.Grade("Kumusta", "tl"); ok {
		t.Error("a grade for a language without a formula")
	}
}
