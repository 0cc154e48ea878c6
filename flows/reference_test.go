package flows_test

import (
	"io/fs"
	"slices"
	"strings"
	"testing"

	"nightdesk/bot"
	"nightdesk/flows"
	"nightdesk/flows/clinic"
)

// clinicFiles are the clinic's own scripts.
func clinicFiles(t testing.TB) map[string]string {
	t.Helper()
	files, err := flows.Files(clinic.FS)
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// atClinic is known with what the clinic's scripts and the reference rely on.
func atClinic() flows.Known {
	k := known
	k.Facts = []string{"clinic short name", "clinic name", "clinic phone", "hours", "address", "dosing hours", "walk-in hours", "what to bring",
		"directions", "website", "link", "insurance", "cost", "transport", "languages spoken", "parking", "children"}
	k.Values = bot.Facts{"clinic short name": {"en": "ATS"}, "clinic phone": {"en": "907-555-0100"}, "hours": {"en": "Mon to Fri 6 to 2", "es": "lun a vie 6 a 2"},
		"address": {"en": "1 Main St"}}
	k.VisitKinds = append(k.VisitKinds, "group_session")
	k.Priorities = append(k.Priorities, "release_or_discharge", "medical_urgency")
	return k
}

// without takes the block of a phrase or topic out of a file.
func without(src, first string) string {
	blocks := strings.Split(src, "\n\n")
	return strings.Join(slices.DeleteFunc(blocks, func(b string) bool {
		return strings.HasPrefix(b, first+"\n")
	}), "\n\n")
}

// around puts an example among the clinic's scripts, so that it is led to, and what it
// names exists.
func around(t testing.TB, v flows.Verb) (set map[string]string, file string) {
	set = clinicFiles(t)
	src := v.File()
	file = "example.flow"
	word, _, _ := strings.Cut(src, "\n")
	set["voicemail.flow"] = "piece voicemail\nstep ask\n  ask en  Voicemail OK? 1 yes 2 no\n      es  ¿Mensaje de voz? 1 si 2 no\n" +
		"  answer choice\n    1 voice     en: voicemail ok  es: con mensaje\n    2 textonly  en: only texts  es: solo textos\n  keep as calls\n  then return\n"
	set["callers.flow"] = "flow callers\nstep ask\n  use voicemail\n  then end\n"
	lead := "flow way\nstep in\n  ask en  Which? 1 one 2 two 3 three\n      es  ¿Cual? 1 uno 2 dos 3 tres\n  answer choice\n" +
		"    1 a  en: aaa  es: aaa\n    2 b  en: bbb  es: bbb\n    3 c  en: ccc  es: ccc\n  if a then flow home\n  if b then flow callers\n  then flow example\n"
	switch word {
	case "flow example":
	case "settings", "danger":
		delete(set, word+".flow")
	case "questions":
		for _, topic := range []string{"parking", "location", "hours", "cost"} {
			set["questions.flow"] = without(set["questions.flow"], "topic "+topic)
		}
		set["questions.flow"] = "questions\n" // of the same questions there are others
	case "phrases":
		set["phrases.flow"] = without(set["phrases.flow"], "nudge")
	default:
		name := strings.TrimPrefix(word, "piece ")
		set["user.flow"] = "flow example\nstep ask\n  use " + name + "\n  then end\n"
	}
	if word != "settings" {
		set["way.flow"] = lead
		set["settings.flow"] = "settings\nstart flow intake\nhome flow way\n"
	}
	if set["user.flow"] == "" && word != "flow example" {
		set["user.flow"] = "flow example\nstep bye\n  then end\n"
	}
	if word == "settings" {
		delete(set, "user.flow")
		delete(set, "callers.flow")
		delete(set, "voicemail.flow")
	}
	set[file] = src
	return set, file
}

// TestReferenceIsTrue: every word of the format is explained, and its example is a
// script without a problem that has the word in it.
func TestReferenceIsTrue(t *testing.T) {
	seen := map[string]bool{}
	for _, v := range flows.Reference() {
		t.Run(string(v.Part)+"/"+v.Name, func(t *testing.T) {
			if key := string(v.Part) + "/" + v.Name; seen[key] {
				t.Error("this is here twice")
			} else {
				seen[key] = true
			}
			if v.Grammar == "" || v.Where == "" || v.Line == "" || !strings.HasSuffix(v.Does, ".") {
				t.Errorf("something is not said: %+v", v)
			}
			set, file := around(t, v)
			_, problems := flows.ParseAndCheck(set, atClinic())
			for _, p := range problems {
				if p.File == file {
					t.Errorf("%s\n%s", p, v.File())
				}
			}
			shown := slices.ContainsFunc(strings.Split(v.File(), "\n"), func(l string) bool {
				word, _, _ := strings.Cut(strings.TrimSpace(l), " ")
				lineWord, _, _ := strings.Cut(v.Line, " ")
				return word == lineWord
			})
			if !shown {
				t.Errorf("the example has no line like %q:\n%s", v.Line, v.File())
			}
		})
	}
}

// TestEveryVerbIsInTheReference holds the reference against the parser from outside:
// what the clinic's scripts begin their lines with, and what errors list.
func TestEveryVerbIsInTheReference(t *testing.T) {
	words := map[string]bool{}
	for _, v := range flows.Reference() {
		words[v.Name] = true
	}
	for name, src := range clinicFiles(t) {
		kinds := map[string]bool{"phrases.flow": true, "danger.flow": true}
		if kinds[name] {
			continue
		}
		for _, tok := range flows.Tokens(src) {
			l := strings.Split(src, "\n")[tok.Line-1]
			if tok.Kind == flows.TokenVerb && strings.TrimSpace(l[:tok.From]) == "" && !words[l[tok.From:tok.To]] {
				t.Errorf("%s:%d: the reference lacks %q", name, tok.Line, l[tok.From:tok.To])
			}
			if tok.Kind == flows.TokenBad {
				t.Errorf("%s:%d: this is read, and coloured as if it were not", name, tok.Line)
			}
		}
	}
	_, problems := flows.Parse(map[string]string{"a.flow": "flow a\nstep s\n  ask en  Hi?\n  answer qqqqqqq\n  xxxxxxxxx\n", "b.flow": "zzzzzzzz"})
	listed := 0
	for _, p := range problems {
		_, list, ok := strings.Cut(p.Mend, "I know: ")
		if !ok {
			continue
		}
		list, _, _ = strings.Cut(list, ". For example")
		for w := range strings.SplitSeq(list, ", ") {
			listed++
			if !words[w] {
				t.Errorf("the parser knows %q, and the reference does not", w)
			}
		}
	}
	if listed < 10 {
		t.Errorf("only %d words were listed: %v", listed, problems)
	}
	if _, err := fs.Stat(clinic.FS, "intake.flow"); err != nil {
		t.Fatal(err)
	}
}
