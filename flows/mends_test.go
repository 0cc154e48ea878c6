package flows_test

import (
	"slices"
	"strings"
	"testing"

	"nightdesk/flows"
)

// asked are good scripts with one question more, above the step that hands over.
func asked(question string) map[string]string {
	set := good()
	set["intake.flow"] = strings.Replace(set["intake.flow"], "step family\n", "step family\n"+question+"  then bye\nstep bye\n  say en  Bye.\n      es  Adios.\n", 1) + "  then end\n"
	return set
}

// mendedByHand puts the line of the first problem that offers one in its place, until
// none does.
func mendedByHand(t *testing.T, set map[string]string) (problems []flows.Problem) {
	t.Helper()
	const most = 6
	for range most {
		_, problems = flows.ParseAndCheck(set, known)
		at := -1
		for i, p := range problems {
			if p.Fix != "" {
				at = i
				break
			}
		}
		if at < 0 {
			return problems
		}
		p := problems[at]
		all := strings.Split(set[p.File], "\n")
		all[p.Line-1] = p.Fix
		set[p.File] = strings.Join(all, "\n")
	}
	t.Errorf("the lines to use never come to an end: %s", lines(problems))
	return problems
}

const (
	callsEN = "  ask en  Which? 1 calls 2 texts\n"
	callsES = "      es  Cual? 1 llamadas 2 textos\n"
)

// TestLinesToUse: the first problem of a question, and what is left of it once every
// line that is offered was used.
func TestLinesToUse(t *testing.T) {
	sure := "  ask en  Sure? 1 yes 2 no\n      es  Seguro? 1 si 2 no\n"
	calls := func(first, second string) string {
		return callsEN + callsES + "  answer choice\n" + first + second
	}
	const one, two = "    1 calls  en: calls  es: llamadas\n", "    2 texts  en: texts  es: textos\n"
	for _, c := range []struct{ name, question, want, mended, left string }{
		{"yes and no", sure + "  answer choice\n    1 yes  en: yes, sure  es: si\n    2 no   en: no         es: no\n",
			`18:3: error: phone companies act on the word "yes" themselves, so it cannot be listed as an answer (mend: write:  answer yesno  and delete the two answers under it: yes and no are known already)`,
			sure + "  answer yesno\n    # 1 yes  en: yes, sure  es: si\n    # 2 no   en: no         es: no\n", ""},
		{"yes and no that may be skipped", sure + "  answer choice skip as unsaid  # new\n    1 yes  en: yes  es: si\n    2 no   en: no   es: no\n",
			`so it cannot be listed as an answer`,
			sure + "  answer yesno skip as unsaid  # new\n    # 1 yes  en: yes  es: si\n    # 2 no   en: no   es: no\n", ""},
		{"yes and no by other names", sure + "  answer choice\n    1 come  en: yes  es: si\n    2 not   en: no   es: no\n",
			`in place of the line "answer"`, "", "so it cannot be listed as an answer"},
		{"yes among others", "  ask en  Sure? 1 yes 2 no 3 later\n      es  Seguro? 1 si 2 no 3 luego\n  answer choice\n    1 yes  en: yes  es: si\n    2 no   en: no   es: no\n    3 later  en: later  es: luego\n",
			`so it cannot be an answer (mend: use the number, or other words)`, "", "so it cannot be an answer"},
		{"a word twice", calls("    1 calls  en: calls, my phone  es: llamadas\n", "    2 texts  en: texts, My phone  es: textos\n"),
			`"My phone" would choose both "calls" and "texts"`, calls("    1 calls  en: calls, my phone  es: llamadas\n", two), ""},
		{"the first word of the second answer", calls("    1 calls  en: calls, phone  es: llamadas\n", "    2 texts  en: phone, texts  es: textos  # new\n"),
			`"phone" would choose both "calls" and "texts"`, calls("    1 calls  en: calls, phone  es: llamadas\n", "    2 texts  en: texts  es: textos  # new\n"), ""},
		{"a word in two languages", calls("    1 calls  en: calls, ok  es: llamadas\n", "    2 texts  en: texts\n             es: textos, ok\n"),
			`"ok" is "calls" in English and "texts" in Spanish`, calls("    1 calls  en: calls, ok  es: llamadas\n", "    2 texts  en: texts\n             es: textos\n"), ""},
		{"the only word of the second answer", calls(one, "    2 texts  en: calls  es: textos\n"),
			`"calls" is also the name of an answer`, "", `"calls" is also the name of an answer`},
		{"a question without Spanish", callsEN + "  answer choice\n" + one + two,
			`16:3: error: this is not said in Spanish (mend: add a line under it:  es  ...)`,
			callsEN + "      es  ...\n  answer choice\n" + one + two,
			"17:7: error: this is not said in Spanish (mend: write it in Spanish here, in the place of the dots)\n"},
		{"one of several lines", "  ask en  Which?  # new\n          1 calls 2 texts\n  answer choice\n" + one + two,
			`17:11: error: this is not said in Spanish`,
			"  ask en  Which?  # new\n          1 calls 2 texts\n      es  ...\n  answer choice\n" + one + two,
			"18:7: error: this is not said in Spanish"},
		{"a question without English", "  ask es  Cual? 1 llamadas 2 textos\n  answer choice\n" + one + two,
			`16:3: error: this is not said in English`,
			"  ask es  Cual? 1 llamadas 2 textos\n      en  ...\n  answer choice\n" + one + two,
			"17:7: error: this is not said in English (mend: write it in English here, in the place of the dots)\n"},
		{"a telling question", "  ask en  Which doctor? 1 calls 2 texts\n      es  Cual? 1 llamadas 2 textos\n  answer choice\n" + one + two,
			`16:7: error: the word "doctor" tells what kind of clinic this is, and a shared phone can come to this step (mend: say it with another word, or add under it the wording that shared phones get:  discreet en  ...)`,
			"  discreet en  ...\n           es  ...\n  ask en  Which doctor?", "16:12: error: this is not said in English (mend: write it in English here, in the place of the dots)\nintake.flow:17:12: error: this is not said in Spanish (mend: write it in Spanish here, in the place of the dots)\n"},
		{"telling in Spanish", "  ask en  Which? 1 calls 2 texts\n      es  Cual doctor? 1 llamadas 2 textos  # new\n  answer choice\n" + one + two,
			`17:7: error: the word "doctor" tells what kind of clinic this is, and a shared phone can come to this step`,
			"textos  # new\n  discreet en  ...\n           es  ...\n  answer choice\n", "18:12: error: this is not said in English"},
		{"telling in both, and asked again", "  ask en  Which doctor? 1 calls 2 texts\n      es  Cual doctor? 1 llamadas 2 textos\n  again en  Which doctor? 1 calls 2 texts\n        es  Cual doctor? 1 llamadas 2 textos\n  answer choice\n" + one + two,
			"16:7: error: the word \"doctor\" tells what kind of clinic this is, in English and in Spanish, and a shared phone can come to this step (mend: say it with another word, or add under it the wording that shared phones get:  discreet en  ...)\n" +
				"intake.flow:18:9: error: the word \"doctor\" tells what kind of clinic this is, in English and in Spanish, and this text may be read by anybody (mend: word it so that it could come from any office)\n",
			"  discreet en  ...\n           es  ...\n  ask en  Which doctor?", "this text may be read by anybody"},
		{"nothing is written yet", "  say en  ...\n      es  ...\n" + callsEN + callsES + "  answer choice\n" + one + two,
			"16:7: error: this is not said in English (mend: write it in English here, in the place of the dots)\nintake.flow:17:7: error: this is not said in Spanish", "", "not said in English"},
	} {
		t.Run(c.name, func(t *testing.T) {
			set := asked(c.question)
			_, problems := flows.ParseAndCheck(set, known)
			if !strings.Contains(lines(problems), c.want) {
				t.Errorf("got\n%swant %s", lines(problems), c.want)
			}
			left := lines(mendedByHand(t, set))
			if c.left == "" && left != "" || !strings.Contains(left, c.left) {
				t.Errorf("what is left is\n%swant %q", left, c.left)
			}
			if c.mended == "" {
				c.mended = c.question
			}
			if !strings.Contains(set["intake.flow"], c.mended) {
				t.Errorf("it is mended to\n%swant\n%s", set["intake.flow"], c.mended)
			}
		})
	}
}

// A line that is missing is begun where it belongs, so that its words are all that is left
// to write.
func TestAMissingLineIsBegunWhereItBelongs(t *testing.T) {
	const one, two = "    1 calls  en: calls  es: llamadas\n", "    2 texts  en: texts  es: textos\n"
	const rest = "  answer choice\n" + one + two
	for name, c := range map[string]struct {
		question, words, want string
		shared                bool
	}{
		"a text of two lines": {"  ask en  Which?\n          1 calls 2 texts\n", "Cual? 1 llamadas 2 textos",
			"  ask en  Which?\n          1 calls 2 texts\n      es  Cual? 1 llamadas 2 textos\n", false},
		"its short form": {callsEN + callsES + "  again en  1 calls 2 texts\n", "1 llamadas 2 textos",
			callsEN + callsES + "  again en  1 calls 2 texts\n        es  1 llamadas 2 textos\n", false},
		"the first language": {"  ask es  Cual? 1 llamadas 2 textos\n", "Which? 1 calls 2 texts", "  ask es  Cual? 1 llamadas 2 textos\n      en  Which? 1 calls 2 texts\n", false},
		"what shared phones get": {"  ask en  Which doctor? 1 calls 2 texts\n      es  Cual doctor? 1 llamadas 2 textos\n", "Which? 1 calls 2 texts",
			"  ask en  Which doctor? 1 calls 2 texts\n      es  Cual doctor? 1 llamadas 2 textos\n  discreet en  Which? 1 calls 2 texts\n", true},
		"its other language": {"  ask en  Which doctor? 1 calls 2 texts\n      es  Cual doctor? 1 llamadas 2 textos\n  discreet en  Which? 1 calls 2 texts\n", "Cual? 1 llamadas 2 textos",
			"  ask en  Which doctor? 1 calls 2 texts\n      es  Cual doctor? 1 llamadas 2 textos\n  discreet en  Which? 1 calls 2 texts\n           es  Cual? 1 llamadas 2 textos\n", false},
	} {
		set := asked(c.question + rest)
		_, problems := flows.ParseAndCheck(set, known)
		i := slices.IndexFunc(problems, func(p flows.Problem) bool { return p.Missing.After > 0 })
		if i < 0 || problems[i].Missing.Shared != c.shared {
			t.Errorf("%s: %s", name, lines(problems))
			continue
		}
		m := problems[i].Missing
		got := strings.Join(slices.Insert(strings.Split(set["intake.flow"], "\n"), m.After, m.Opening+c.words), "\n")
		if want := asked(c.want + rest)["intake.flow"]; got != want {
			t.Errorf("%s reads\n%swant\n%s", name, got, want)
		}
	}
}

// TestMarksTwice: a mark that is typed once more is found, with the line as it was meant,
// and a sentence that begins like one is not.
func TestMarksTwice(t *testing.T) {
	for _, c := range []struct{ en, es, want, fix string }{
		{"en  Hi.", "es  es ¿Como supo?", `"es" stands once more in the text, and people would read it (mend: write:  es  ¿Como supo?)`, "      es  ¿Como supo?"},
		{"en  Hi.", "es es ¿Como supo?", `"es" stands once more`, "      es  ¿Como supo?"},
		{"en  Hi.", "es  es como supo", `"es" stands once more`, "      es  como supo"},
		{"en  Hi.", "es  es: ¿Como supo?  # new", `"es:" stands once more`, "      es  ¿Como supo?  # new"},
		{"en  Hi.", "es  Es ¿Como supo?", `"Es" stands once more`, "      es  ¿Como supo?"},
		{"en  Hi.", "es  Es es ¿Como\n          supo?", `"Es es" stands once more`, "      es  ¿Como"},
		{"en  Hi.", "Es es ¿Como supo?", `"Es" is not how a wording begins`, "      es  ¿Como supo?"},
		{"en  Hi.", "es: es ¿Como supo?", `"es:" is not how a wording begins`, "      es  ¿Como supo?"},
		{"en en Hi.", "es  Hola.", `"en" stands once more`, "  say en  Hi."},
		{"en  EN: Hi.", "es  Hola.", `"EN:" stands once more`, "  say en  Hi."},
		{"en  say en Hi.", "es  Hola.", `"say en" stands once more`, "  say en  Hi."},
		{"en  ask en: en Hi.", "es  Hola.", `"ask en: en" stands once more`, "  say en  Hi."},
		{"En en Hi.", "es  Hola.", `"En" is not how a wording begins`, "  say en  Hi."},
		{"en  En route to you.", "es  Es importante.", "", ""},
		{"en  En espanol: text 9.", "es  En la oficina.", "", ""},
		{"en  Say hi.", "es  en la oficina", "", ""},
		{"en  Essential.", "es  Es 1 hora.", "", ""},
	} {
		set := good()
		set["intake.flow"] = strings.Replace(set["intake.flow"], "step family\n", "step family\n  say "+c.en+"\n      "+c.es+"\n", 1)
		_, problems := flows.ParseAndCheck(set, known)
		if c.want == "" && len(problems) > 0 || c.want != "" && (len(problems) != 1 || !strings.Contains(problems[0].String(), c.want) || problems[0].Fix != c.fix) {
			t.Errorf("%s / %s: got %q of\n%swant %q and %s", c.en, c.es, fixOfFirst(problems), lines(problems), c.fix, c.want)
		}
		if left := mendedByHand(t, set); len(left) > 0 {
			t.Errorf("%s / %s: left is %s", c.en, c.es, lines(left))
		}
	}
}

// What is said in danger is looked at as well.
func TestMarksTwiceInDanger(t *testing.T) {
	set := good()
	set["danger.flow"] = "danger\noverdose_now\n  en  en Call 988 or 911.\n  es  Llame al 988 o 911.\n"
	_, problems := flows.ParseAndCheck(set, known)
	if len(problems) != 1 || problems[0].Rule != "marked-twice" || problems[0].Fix != "  en  Call 988 or 911." {
		t.Errorf("got %q of %s", fixOfFirst(problems), lines(problems))
	}
}

// A phrase and an answer to a question get their line as well, under the lines they have.
func TestLinesToUseOfOtherWordings(t *testing.T) {
	for _, c := range []struct{ file, old, new, want string }{
		{"phrases.flow", "nudge\n  en  OK.\n  es  OK.\n", "nudge\n  en  OK.\n", "nudge\n  en  OK.\n  es  ...\n"},
		{"questions.flow", "      es  Abrimos {hours}.\n", "", "  say en  We are open {hours}.\n      es  ...\n"},
		{"questions.flow", "We are open", "The doctor is in", "  discreet en  ...\n           es  ...\n  say en  The doctor is in {hours}.\n"},
	} {
		set := good()
		set[c.file] = strings.Replace(set[c.file], c.old, c.new, 1)
		left := mendedByHand(t, set)
		if !strings.Contains(set[c.file], c.want) {
			t.Errorf("it is mended to\n%swant\n%s", set[c.file], c.want)
		}
		if len(left) == 0 || left[0].Rule != "translation" || !strings.Contains(left[0].Mend, "in the place of the dots") {
			t.Errorf("what is left is %s", lines(left))
		}
	}
}
