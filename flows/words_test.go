package flows_test

import (
	"strings"
	"testing"

	"nightdesk/flows"
)

// heardOf is a good script with a question of three answers, worded so.
func heardOf(en, es string) map[string]string {
	set := good()
	set["intake.flow"] = strings.Replace(set["intake.flow"], "step family\n", `step family
  ask en  `+en+`
      es  `+es+`
  answer choice
    1 friend  en: friend, a friend  es: amigo
    2 web     en: internet          es: internet
    3 other   en: other             es: otro
  then bye
step bye
`, 1)
	return set
}

const (
	heardEN = "How did you hear of us? 1 friend 2 internet 3 other"
	heardES = "Como supo de aqui? 1 amigo 2 internet 3 otro"
)

// TestNumbersOfAQuestion: what it shows is what its answers are, each with words.
func TestNumbersOfAQuestion(t *testing.T) {
	var fixes fixed
	for _, c := range []struct{ name, en, es, want, fix string }{
		{"as it should be", heardEN, heardES, "", ""},
		{"the third without words", "How did you hear of us? 1 friend 2 internet 3 ", heardES,
			"16:55: warning: the number 3 has no words behind it, so nobody knows what it is for (mend: write:  3 other)", "  ask en  How did you hear of us? 1 friend 2 internet 3 other"},
		{"in Spanish", heardEN, "Como supo de aqui? 1 amigo 2 3 otro", "17:38: warning: the number 2 has no words", "      es  Como supo de aqui? 1 amigo 2 internet 3 otro"},
		{"with commas", "Who told you? 1 friend, 2, 3 other", heardES, "16:35: warning: the number 2 has no words", "  ask en  Who told you? 1 friend, 2 internet, 3 other"},
		{"brackets", "Who told you? 1) friend 2) internet 3)", heardES, "the number 3 has no words", "  ask en  Who told you? 1) friend 2) internet 3) other"},
		{"brackets around", "Who told you? (1) friend (2) internet (3)", heardES, "the number 3 has no words", "  ask en  Who told you? (1) friend (2) internet (3) other"},
		{"on the next line", "How did you hear of us? 1 friend\n          2 internet 3", heardES, "17:22: warning: the number 3 has no words", "          2 internet 3 other"},
		{"two of three", "Who? 1 friend 2 3", heardES, "the number 2 has no words", "  ask en  Who? 1 friend 2 internet 3"},
		{"a number that no answer has", heardEN + " 4 radio", heardES,
			`16:63: warning: the question names a number 4, and no answer has it: whoever texts 4 is not understood (mend: add under the other answers:  4 radio  en: radio  (or take it out of the question))`, ""},
		{"and nothing behind it", heardEN + " 4", heardES, "no answer has it", "  ask en  " + heardEN},
		{"the wrong number", "Who told you? 1 friend 2 internet 4 other", heardES, "16:45: warning: the question names a number 4, and no answer has it: whoever texts 4 is not understood (mend: write:  3 other)",
			"  ask en  Who told you? 1 friend 2 internet 3 other"},
		{"each answer a sentence", "Who told you? 1 friend. 2 internet. 3 other. 4 radio.", heardES, "the question names a number 4", ""},
		{"one not shown", "Who told you? 1 friend 2 internet", heardES, `the question does not show the number 3 of the answer "other"`, "  ask en  Who told you? 1 friend 2 internet 3 other"},
		{"its words only", "Who told you? 1 friend internet 3 other", heardES, `the question does not show the number 2`, "  ask en  Who told you? 1 friend 2 internet 3 other"},
		{"the first", "Who told you? friend 2 internet 3 other", heardES, `the question does not show the number 1`, "  ask en  Who told you? 1 friend 2 internet 3 other"},
		{"none shown", "Who told you about us?", heardES, "16:7: warning: the question does not show the numbers of its answers: 1, 2, 3 (mend: write them into the question:  1 friend 2 internet 3 other)",
			"  ask en  Who told you about us? 1 friend 2 internet 3 other"},
		{"none shown, in two lines", "Who told you\n          about us?", heardES, "does not show the numbers of its answers", ""},

		{"listed again", heardEN + ". Reply 1, 2 or 3.", heardES, "", ""},
		{"only listed", "Reply 1, 2 or 3.", "Responda 1, 2 o 3.", "", ""},
		{"only listed, politely", "Reply 1, 2 or 3 please.", "Responda 1, 2 o 3 por favor.", "", ""},
		{"only numbers", "How well, 1 2 3?", "Que tal, 1 2 3?", "", ""},
		{"a scale", "From 1 to 3, with 2 so so, how well?", "Del 1 al 3, con 2 regular, que tal?", "", ""},
		{"a time", heardEN + ". We close at 5 and open at 8 am.", heardES + ". Cerramos a las 5.", "", ""},
		{"days", heardEN + ", and we call in 4 days", heardES + ", y llamamos en 4 dias", "", ""},
		{"so many days", heardEN + ". 4 days are left.", heardES, "", ""},
		{"a phone number", heardEN + " 4-1-1 or 907-555-0142", heardES, "numbers", ""},
		{"round the clock", "Open 24/7. " + heardEN, "Abierto 24/7. " + heardES, "", ""},
		{"a dose", "For 4 mg or 8 mg: " + heardEN, "De 4 mg u 8 mg: " + heardES, "", ""},
		{"a part", "Question 1 of 3: " + heardEN, "Pregunta 1 de 3: " + heardES, "", ""},
		{"a date", "On June 4: " + heardEN + ", until June 4", "El 4 de junio: " + heardES + ", hasta el 4 de junio", "", ""},
		{"0 for a person", heardEN + " 0 a person", heardES + " 0 una persona", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			judge := func(files map[string]string) (got []flows.Problem) {
				_, problems := flows.ParseAndCheck(files, known)
				for _, p := range problems {
					if strings.HasSuffix(p.Rule, "-digit") {
						got = append(got, p)
					}
				}
				return got
			}
			set := heardOf(c.en, c.es)
			got := judge(set)
			switch {
			case c.want == "" || c.want == "numbers":
				if len(got) > 0 {
					t.Errorf("a false alarm: %s", lines(got))
				}
			case len(got) == 0 || !strings.Contains(got[0].String(), c.want) || got[0].Fix != c.fix:
				t.Errorf("got %q of\n%swant %q\n%s", fixOfFirst(got), lines(got), c.fix, c.want)
			}
			fixes.try(t, set, judge)
		})
	}
	if fixes.with < 10 {
		t.Errorf("only %d mistakes offer a line that mends them", fixes.with)
	}
}

func fixOfFirst(problems []flows.Problem) string {
	if len(problems) == 0 {
		return ""
	}
	return problems[0].Fix
}

// TestNumbersOfYesAndNo are those of questions whose answers are known already.
func TestNumbersOfYesAndNo(t *testing.T) {
	for _, c := range []struct{ en, want, fix string }{
		{"Now? 1 yes 2 no", "", ""},
		{"Now? 1 yes 2", "the number 2 has no words", "  ask en  Now? 1 yes 2 no"},
		{"Now? 1 yes 2 no 3 later", `the question names a number 3, and no answer has it: whoever texts 3 is not understood (mend: take it out; or, to have more answers than yes and no, write "answer choice"`, ""},
		{"Now? 1 no 2 yes", "16:16: error: this shows 1 for no", "  ask en  Now? 1 yes 2 no"},
		{"Now? 1 no, not now, 2 yes please", "this shows 1 for no", "  ask en  Now? 1 yes please, 2 no, not now"},
		{"OK to come in 3 days? 1 yes 2 no, in 2 weeks", "", ""},
	} {
		set := good()
		set["intake.flow"] = strings.Replace(set["intake.flow"], "step family\n", "step family\n  ask en  "+c.en+"\n      es  Ahora? 1 si 2 no\n  answer yesno\n  then bye\nstep bye\n", 1)
		_, problems := flows.ParseAndCheck(set, known)
		var got []flows.Problem
		for _, p := range problems {
			if strings.HasSuffix(p.Rule, "-digit") {
				got = append(got, p)
			}
		}
		if (c.want == "") != (len(got) == 0) || c.want != "" && (!strings.Contains(got[0].String(), c.want) || got[0].Fix != c.fix) {
			t.Errorf("%s: got %q of\n%swant %q\n%s", c.en, fixOfFirst(got), lines(got), c.fix, c.want)
		}
	}
}

// TestBraces: where they are wrong, what of the line it is, and the line to use.
func TestBraces(t *testing.T) {
	var fixes fixed
	for _, c := range []struct{ name, en, wrong, want, fix string }{
		{"not closed", "We are {clinic name and open {hours}.", "{clinic name", "16:18: error: a name begins with { here, and no } ends it (mend: write:  {clinic name})", "We are {clinic name} and open {hours}."},
		{"not closed at the end", "Open {hours", "{hours", "16:16: error: a name begins with {", "Open {hours}"},
		{"misspelt as well", "Open {huors.", "{huors", "(mend: write:  {hours})", "Open {hours}."},
		{"half a name", "Hi from {clinic.", "{clinic", "(mend: write:  {clinic short name})", "Hi from {clinic short name}."},
		{"closed by another mark", "Open {hours) now", "{hours", "(mend: write:  {hours})", "Open {hours} now"},
		{"no name at all", "Open {nonsense here", "{nonsense here", "(mend: write the } behind the name; the names are: clinic name, clinic phone, clinic short name, hours, who)", ""},
		{"not opened", "Call clinic phone} now", "clinic phone}", "16:16: error: there is a } here, and no { before it (mend: write:  {clinic phone})", "Call {clinic phone} now"},
		{"opened by another mark", "Call (clinic phone} now", "clinic phone}", "(mend: write:  {clinic phone})", "Call {clinic phone} now"},
		{"a } by itself", "Call us } now", "}", "there is a } here, and no { before it (mend: take the } out;", "Call us now"},
		{"nothing between", "Please call {} now", "{}", "there is no name between { and } (mend: write:  {clinic phone})", "Please call {clinic phone} now"},
		{"nothing that can be told", "Well { } now", "{ }", "(mend: write a name between them, or take both out; the names are: ", "Well now"},
		{"doubled", "We open {{hours}}.", "{{hours}}", "one { and one } are enough around a name (mend: write:  {hours})", "We open {hours}."},
		{"one doubled", "We open {hours}}.", "}", "one { and one } are enough", "We open {hours}."},
		{"square", "Call [clinic phone] now", "[clinic phone]", "16:16: error: [clinic phone] would be sent as it stands: names stand in braces (mend: write:  {clinic phone})", "Call {clinic phone} now"},
		{"pointed, half a name", "Hi from <Clinic>.", "<Clinic>", "(mend: write:  {clinic short name})", "Hi from {clinic short name}."},
		{"over two lines", "Hi from {clinic\n          short name} today.", "{clinic", "16:19: error: the name that begins with { here ends only in the line below (mend: write the whole name on one line, with both braces)", ""},
		{"in the second line", "Hi there,\n          open {hours", "{hours", "17:16: error: a name begins with {", "          open {hours}"},
		{"unknown", "Hi from {payment}.", "{payment}", "16:19: error: nothing is known as {payment} (mend: name a fact of the clinic, or an answer that is kept; the names are: clinic name, clinic phone, clinic short name, hours, who)", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			set := good()
			set["intake.flow"] = strings.Replace(set["intake.flow"], "step family\n", "step family\n  say en  "+c.en+"\n      es  Hola.\n", 1)
			judge := func(files map[string]string) (got []flows.Problem) {
				_, problems := flows.ParseAndCheck(files, known)
				for _, p := range problems {
					if p.Rule == "braces" || p.Rule == "unknown-value" {
						got = append(got, p)
					}
				}
				return got
			}
			got := judge(set)
			fix := c.fix
			if fix != "" && !strings.HasPrefix(fix, "  ") {
				fix = "  say en  " + fix
			}
			if len(got) != 1 || got[0].Wrong != c.wrong || !strings.Contains(got[0].String(), c.want) || got[0].Fix != fix {
				t.Errorf("got %q of\n%swant %q and %q\n%s", fixOfFirst(got), lines(got), c.wrong, fix, c.want)
			}
			fixes.try(t, set, judge)
		})
	}
}

// TestNamesThatAreNot: what was most likely meant and the line to use, or which names
// there are.
func TestNamesThatAreNot(t *testing.T) {
	for _, c := range []struct{ name, file, old, new, want, fix string }{
		{"step, nothing near", "intake.flow", "  if other then family", "  if other then payment", `there is no step called "payment" in this flow (mend: the steps here are: who, visit, family; or add a step "payment")`, ""},
		{"step, misspelt", "intake.flow", "  if other then family", "  if other then famly", `(mend: did you mean "family"?)`, "  if other then family"},
		{"step, one word more", "intake.flow", "  if other then family", "  if other then ask-family", `(mend: did you mean "family"?)`, "  if other then family"},
		{"the end in other words", "intake.flow", "  if other then family", "  if other then finish", `(mend: to end the talk write:  then end  (or, if it should go on: who, visit, family))`, "  if other then end"},
		{"a step of another flow", "intake.flow", "  if other then family", "  if other then payment", `"payment" is a step of the flow "bills", and a step leads only to those of its own flow`, "  if other then flow bills"},
		{"a flow for a step", "intake.flow", "  if other then family", "  if other then bills", `(mend: to go to another flow write:  then flow bills)`, "  if other then flow bills"},
		{"a step for a flow", "intake.flow", "  if other then family", "  if other then flow family", `there is no flow "family" (mend: that is a step of this flow; write:  then family)`, "  if other then family"},
		{"a piece for a step", "intake.flow", "  if other then family", "  if other then callback", "(mend: that is a piece: a step takes it in with the line:  use callback)", ""},
		{"flow", "intake.flow", "  if other then family", "  if other then flow money", `there is no flow "money" (mend: the flows are: bills, intake; or add a file that begins with "flow money")`, ""},
		{"flow, misspelt", "intake.flow", "  if other then family", "  if other then flow bill", `did you mean "bills"?`, "  if other then flow bills"},
		{"visit", "intake.flow", "offer intake_assessment", "offer checkup", `there is no kind of visit "checkup" (mend: the clinic has: intake_assessment, first_dose)`, ""},
		{"visit, half a name", "intake.flow", "offer intake_assessment", "offer assessment", `did you mean "intake_assessment"?`, "  offer intake_assessment"},
		{"kept", "intake.flow", "  if other then family", "  if mood is other then family", `no question keeps its answer as "mood" (mend: the names that are kept are: discreet, language, recent, who)`, ""},
		{"answer", "intake.flow", "  if other then family", "  if perhaps then family", `"perhaps" is never the answer here (mend: the answers are: me, other)`, ""},
		{"piece", "intake.flow", "step family\n", "step family\n  use phoning\n", `there is no piece "phoning" (mend: the pieces are: callback; or add a file that begins with "piece phoning")`, ""},
		{"phrase", "phrases.flow", "nudge\n", "poke\n", `there is no phrase "poke" (mend: the phrases are: `, ""},
		{"reply to danger", "questions.flow", "questions\n", "danger\nsuicide_risks\n  en  Call 988 or 911.\n", `did you mean "suicide_risk"?`, "suicide_risk"},
		{"rule", "intake.flow", "step family\n", "# accept shoutin: our sign is so\nstep family\n", `there is no rule "shoutin" to accept`, "# accept shouting: our sign is so"},
		{"topic", "questions.flow", "topic hours", "topic hours of desk", `there is no topic "desk" that "hours" could be a part of (mend: the topics are: hours`, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			set := good()
			set["settings.flow"] = "settings\nstart flow intake\n"
			if c.new != "  if other then payment" || strings.Contains(c.want, "bills") {
				set["bills.flow"] = "flow bills\nstep payment\n  say en  A.\n      es  A.\n  then end\n"
			}
			set["callback.flow"] = "piece callback\nstep told\n  say en  A.\n      es  A.\n  then return\n"
			if !strings.Contains(set[c.file], c.old) {
				t.Fatalf("%s has no %q", c.file, c.old)
			}
			set[c.file] = strings.Replace(set[c.file], c.old, c.new, 1)
			judge := func(files map[string]string) []flows.Problem {
				_, problems := flows.ParseAndCheck(files, known)
				return problems
			}
			for _, p := range judge(set) {
				if strings.Contains(p.String(), c.want) && p.Fix == c.fix {
					return
				}
			}
			t.Errorf("got\n%swant %q and\n%s", lines(judge(set)), c.fix, c.want)
		})
	}
}

// TestADearLetter: what one letter does, plainly, and the line without it.
func TestADearLetter(t *testing.T) {
	long := strings.Repeat("Le llamamos hoy. ", 5)
	for _, c := range []struct{ es, want, fix string }{
		{long + "Es así.", "6:101: warning: one letter, í, makes this text go out as 2 messages in place of 1 (mend: write asi in place of así)", "      es  " + long + "Es asi."},
		{"Es así.", "6:16: warning: one letter, í, leaves room for only 70 letters in a message in place of 160 (this text still goes out as 1) (mend: write asi in place of así)", "      es  Es asi."},
		{"Es así, más o menos. " + long, "the letters í and á make this text go out as 2 messages in place of 1 (mend: write asi in place of así, mas in place of más)", "      es  Es asi, mas o menos. " + long[:len(long)-1]},
		{"Hola \U0001f642.", "one sign, \U0001f642, leaves room", "      es  Hola."},
		{"Hola,\n          así es.", "7:13: warning: one letter, í, leaves room", "          asi es."},
	} {
		set := good()
		set["questions.flow"] = strings.Replace(set["questions.flow"], "es  Abrimos {hours}.", "es  "+c.es, 1)
		_, problems := flows.ParseAndCheck(set, known)
		found := false
		for _, p := range problems {
			found = found || p.Rule == "ucs-2" && strings.Contains(p.String(), c.want) && p.Fix == c.fix
		}
		if !found {
			t.Errorf("got %q of\n%swant %q and\n%s", fixOfFirst(problems), lines(problems), c.fix, c.want)
		}
	}
}

// TestSlipsOfNewcomers: what somebody writes who has seen a script once is one mistake,
// and the line to use is what they meant.
func TestSlipsOfNewcomers(t *testing.T) {
	answers := "    1 friend  en: friend, a friend  es: amigo\n    2 web     en: internet          es: internet\n    3 other   en: other             es: otro\n"
	for _, c := range []struct{ name, old, new, want, fix string }{
		{"a dash before a verb", "  then bye", "  \u2013 then bye", "a line begins with its verb, not with \"\u2013\"", "  then bye"},
		{"a dash before the level", `else" level 2`, "else\" \u2014 level 2", "I expected \"level\" here, not \"\u2014\"", `  handoff "asked for somebody else" level 2`},
		{"a word before the level", `else" level 2`, `else" please level 2`, `I expected "level" here, not "please"`, `  handoff "asked for somebody else" level 2`},
		{"an urgent level", `else" level 2`, `else" urgent`, `and 1 (at once), 2 (the same day) or 3 (the next workday)`, `  handoff "asked for somebody else" level 1`},
		{"the two languages exchanged", "ask en  " + heardEN + "\n      es  " + heardES, "ask en  " + heardES + "\n      es  " + heardEN, `Spanish stands under "en" here, and English under "es"`, "  ask es  " + heardES},
		{"no colon after the second language", "es: otro", "es otro", `the words in Spanish begin with "es:"`, "    3 other   en: other             es: otro"},
		{"no colon after both", "en: other             es: otro", "en other             es otro", "I can't tell which language these words are in", "    3 other   en: other             es: otro"},
		{"one line that lost its spaces", "  ask en  How", "ask en  How", "this line belongs to the step above", "  ask en  " + heardEN},
		{"one answer that lost its spaces", "    1 friend", "  1 friend", "the answers stand under the line 18", "    1 friend  en: friend, a friend  es: amigo"},
		{"bullets before answers", "    1 friend ", "    \u2022 1 friend ", "an answer begins with its number", "    1 friend  en: friend, a friend  es: amigo"},
		{"a bullet for the number", "    2 web     en: internet          es: internet", "    - Internet", "an answer begins with its number", "    2 internet  en: Internet"},
		{"a number in words", "    3 other ", "    three other ", "an answer begins with its number", "    3 other   en: other             es: otro"},
		{"a letter for the number", "    2 web ", "    b web ", "an answer begins with its number", "    2 web     en: internet          es: internet"},
		{"answers without their words", "    2 web     en: internet          es: internet", "    2 web", `the answer "web" has no words in English and Spanish (mend: add:  en: internet  es: internet)`, "    2 web  en: internet  es: internet"},
		{"answers in one line", "  answer choice\n" + answers, "  answer friend, internet, other\n", `each answer stands on a line of its own under "answer choice"`, "  answer choice\n    1 friend  en: friend\n    2 internet  en: internet\n    3 other  en: other"},
		{"numbered, in one line", "  answer choice\n" + answers, "  answer choice: 1 friend 2 the web 3 other\n", "each answer stands on a line of its own", "  answer choice\n    1 friend  en: friend\n    2 the_web  en: the web\n    3 other  en: other"},
		{"yes and no", "  answer choice\n" + answers, "  answer yes or no\n", "yes and no are a kind of answer of their own", "  answer yesno"},
		{"another kind of answer", "  answer choice\n    1 f", "  answer multiple choice\n    1 f", `I don't know the kind of answer "multiple choice"`, "  answer choice"},
		{"answers by another verb", "  answer choice\n    1 f", "  choices:\n    1 f", `I don't know the word "choices:" here`, "  answer choice"},
		{"semicolons", "friend, a friend", "friend; a friend", `"friend; a friend" is one answer here`, "    1 friend  en: friend, a friend  es: amigo"},
		{"a Spanish verb", "  ask en  How", "  pregunta en  How", `I don't know the word "pregunta" here`, "  ask en  " + heardEN},
		{"Spanish then", "  then bye", "  entonces bye", `I don't know the word "entonces" here`, "  then bye"},
		{"a Spanish step", "step family", "paso family", `I don't know the word "paso" here`, "step family"},
		{"then go to", "  then bye", "  then go to bye", `after "then" stands only the step's name`, "  then bye"},
		{"then the step", "  then bye", "  then the bye step", `after "then" stands only the step's name`, "  then bye"},
		{"the end with a dot", "  then end", "  then end.", `"end." cannot be the name of a step`, "  then end"},
		{"only end", "  then end", "  end", `I don't know the word "end" here`, "  then end"},
		{"an answer in quotes", "  if other then visit", `  if "other" then visit`, "an answer stands here without quotes", "  if other then visit"},
		{"what they say", "  if other then visit", "  if they say other then visit", `"if" looks at the answer just given`, "  if other then visit"},
		{"what is equal", "  if other then visit", "  if answer = 3 then visit", `"if" looks at the answer just given`, "  if other then visit"},
		{"a comma for then", "  if other then visit", "  if other, visit", `I expected "then" here`, "  if other then visit"},
		{"a comma before then", "  if other then visit", "  if other, then visit", `I expected "then" here, not ","`, "  if other then visit"},
		{"a colon for then", "  if other then visit", "  if other: visit", `I expected "then" here, and no colon`, "  if other then visit"},
		{"two answers in one if", "  if other then visit", "  if other or web then visit", `"if" looks at one answer`, "  if other then visit\n  if web then visit"},
		{"the words of an answer", "  if other then visit", "  if Internet then visit", "an answer is named by the word after its number", "  if web then visit"},
		{"keep twice", "  keep as heard", "  keep heard as heard", `I expected "as" here`, "  keep as heard"},
		{"keep in quotes", "  keep as heard", `  keep as "heard"`, "stands here without quotes", "  keep as heard"},
		{"another kind of note", "  keep as heard", "  keep as heard -- new", "a note behind it begins with #", "  keep as heard  # new"},
		{"two sentences and a comma", "  keep as heard\n", "  keep as heard, then bye\n", `this sentence should end before "then"`, "  keep as heard\n  then bye"},
		{"a step twice", "step bye", "step visit", `there is a step "visit" in line 11 already`, "step visit_2"},
		{"a text in quotes", "  say en  Bye.", `  say en  "Bye."`, "the whole text stands in quotes", "  say en  Bye."},
		{"a text in bent quotes", "  say en  Bye.", "  say en  \u201cBye.\u201d", "the whole text stands in quotes", "  say en  Bye."},
		{"bold letters", "  say en  Bye.", "  say en  **Bye** now.", "**Bye** would be sent as it stands", "  say en  Bye now."},
		{"the mark of a language lost", "      es  Como", "      Como usted", "the mark of the language is missing before this line", "      es  Como usted supo de aqui? 1 amigo 2 internet 3 otro"},
	} {
		t.Run(c.name, func(t *testing.T) {
			set := good()
			set["intake.flow"] = strings.Replace(set["intake.flow"], "step family\n", "step family\n  ask en  "+heardEN+"\n      es  "+heardES+"\n  answer choice\n"+answers+
				"  keep as heard\n  if other then visit\n  then bye\nstep bye\n  say en  Bye.\n      es  Adios.\n", 1) + "  then end\n"
			if _, problems := flows.ParseAndCheck(set, known); len(problems) > 0 {
				t.Fatal(lines(problems))
			}
			if !strings.Contains(set["intake.flow"], c.old) {
				t.Fatalf("there is no %q in\n%s", c.old, set["intake.flow"])
			}
			set["intake.flow"] = strings.Replace(set["intake.flow"], c.old, c.new, 1)
			_, problems := flows.ParseAndCheck(set, known)
			alone := len(problems) == 1 || c.name == "a step twice" || strings.Contains(c.name, "bent quotes") || strings.Contains(c.name, "a language lost")
			for _, p := range problems {
				if alone && strings.Contains(p.String(), c.want) && p.Fix == c.fix {
					return
				}
			}
			var got []string
			for _, p := range problems {
				got = append(got, p.Fix)
			}
			t.Errorf("got %q of\n%swant %q and\n%s", got, lines(problems), c.fix, c.want)
		})
	}
}
