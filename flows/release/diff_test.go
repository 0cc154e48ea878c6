package release_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"nightdesk/bot"
	"nightdesk/flows"
	"nightdesk/flows/clinic"
	"nightdesk/flows/release"
	"pgregory.net/rapid"
)

// whole is a script that has everything a script can have.
var whole = map[string]string{
	"intake.flow": `flow intake
title  Someone new asks for care

step greet
  say en  Welcome to {clinic short name}.
      es  Somos {clinic short name}.
  say en  Not for emergencies: call 911. Crisis: 988.
      es  Emergencia: 911. Crisis: 988.
  set discreet on
  set priority pregnant
  handoff "asks for a ride" level 2 to nursing
  then who

step who
  ask en  Who is it for? 1 me 2 someone else
      es  Para quien es? 1 para mi 2 otra persona
  discreet en  Who? 1 me 2 someone else
           es  Quien? 1 yo 2 otra persona
  again en  Who? 1 me 2 someone else
        es  Quien? 1 yo 2 otra persona
  answer choices skip as unsaid
    1 me     en: me, myself           es: yo, para mi
    2 other alone  en: someone else, a friend  es: otra persona
  keep as who
  if other then call
  if language is not es then texting
  unclear say again 3 times, then handoff "could not tell" level 1 to intake then call
  silent after 2 hours nudge, after 1 day handoff "fell silent" level 3 to crisis, after 2 days pause
  then texting

step texting
  ask en  OK to text? 1 yes 2 no
      es  Podemos escribir? 1 si 2 no
  answer yesno
  keep as texting
  consent conversation
  then words

step words
  ask en  Tell us more.
      es  Diga mas.
  answer text up to 300
  keep as more
  then visit

step visit
  offer intake_assessment, soonest first, 5 at a time
  none then call
  booked then flow home

step call
  handoff "call them" level 2
  then end
`,
	"home.flow": "flow home\ntitle  Home\nstep hello\n  say en  Hi again.\n      es  Hola.\n  then end\n",
	"settings.flow": `settings
start flow intake
home flow home
unclear say again 2 times, then handoff "no clear answer" level 2
silent after 2 hours nudge, after 24 hours pause
`,
	"questions.flow": `questions
topic hours
  asked en  when are you open | what are your hours
        es  a que hora abren
  say en  We are open {hours}.
      es  Abrimos {hours}.
  discreet en  Open {hours}.
           es  Abierto {hours}.
  missing en  Staff will tell you.
          es  El equipo le dice.
topic ride of hours
  asked en  can i get a ride
        es  me pueden llevar
  say en  Text 0 and we help.
      es  Mande 0 y le ayudamos.
`,
	"phrases.flow": "phrases\nnudge\n  en  Still there?\n  es  Sigue ahi?\nlate\n  en  Sorry.\n  es  Perdon.\n",
	"danger.flow":  "danger\nsuicide_risk\n  en  Call 988.\n  es  Llame al 988.\n",
}

func parse(t testing.TB, files map[string]string) *bot.Script {
	t.Helper()
	script, problems := flows.Parse(files)
	if flows.Blocks(problems) {
		t.Fatalf("the sample does not parse: %v", problems)
	}
	return script
}

// with is files with the first old in one of them replaced.
func with(t testing.TB, files map[string]string, name, old, text string) bot.ScriptFiles {
	t.Helper()
	files = maps.Clone(files)
	if !strings.Contains(files[name], old) {
		t.Fatalf("%s does not hold %q", name, old)
	}
	files[name] = strings.Replace(files[name], old, text, 1)
	return bot.ScriptFiles{Flows: files}
}

func said(changes []release.Change) []string {
	var out []string
	for _, c := range changes {
		out = append(out, fmt.Sprintf("%s:%d: %s (%s, %s)", c.File, c.Line, c, c.Kind, c.Weight))
	}
	return out
}

func TestDiffInWords(t *testing.T) {
	for _, tc := range []struct {
		name, file, old, text string
		want                  []string
	}{
		{"nothing", "home.flow", "flow", "flow", nil},
		{"fewer times", "intake.flow", "5 at a time", "3 at a time", []string{
			"intake.flow:47: step visit of intake: now offers 3 at a time, was 5 (offer, path)"}},
		{"a word", "home.flow", "Hi again.", "Hi there again.", []string{
			`home.flow:4: step hello of home, what it says, in English: was "Hi again.", now "Hi there again." (wording, wording)`}},
		{"a number of help", "intake.flow", "call 911", "call us", []string{
			`intake.flow:7: step greet of intake, what it says, in English: was "Not for emergencies: call 911. Crisis: 988.", now "Not for emergencies: call us. Crisis: 988." (wording, safety)`}},
		{"a new answer", "intake.flow", "  keep as who", "    3 friend  en: my friend\n  keep as who", []string{
			`intake.flow:24: step who of intake: a new answer 3 "my friend" (answer, path)`}},
		{"an answer renamed", "intake.flow", "1 me     en", "1 self     en", []string{
			`intake.flow:22: step who of intake: answer 1 renamed: it is now kept as "self", was "me" (answer, path)`}},
		{"an answer's words", "intake.flow", "en: me, myself", "en: me, it is me", []string{
			`intake.flow:22: step who of intake: answer 1 "me", in English: now also understood "it is me"; no longer understood "myself" (answer, path)`}},
		{"a step gone", "intake.flow", "step words\n  ask en  Tell us more.\n      es  Diga mas.\n  answer text up to 300\n  keep as more\n  then visit\n", "", []string{
			"intake.flow:39: the step words of intake is gone (step, path)",
			`intake.flow:40: step words of intake, its question, in English, is gone: was "Tell us more." (wording, wording)`,
			`intake.flow:41: step words of intake, its question, in Spanish, is gone: was "Diga mas." (wording, wording)`}},
		{"unclear", "intake.flow", "say again 3 times", "say again once", []string{
			"intake.flow:27: step who of intake: after unclear answers it asks again 1 time, was 3 times (wait, path)"}},
		{"unclear everywhere", "settings.flow", "say again 2 times", "say again once", []string{
			"settings.flow:0: wherever a step says nothing of its own: after unclear answers it asks again 1 time, was 2 times (settings, path)"}},
		{"the start", "settings.flow", "start flow intake", "start flow home", []string{
			"settings.flow:2: somebody new now begins in the flow home, was intake (settings, path)"}},
		{"an example", "questions.flow", "when are you open | ", "when do you open | ", []string{
			`questions.flow:2: the common question "hours", in English: also asked as "when do you open"; no longer asked as "when are you open" (question, path)`}},
		{"a phrase", "phrases.flow", "Still there?", "Are you still there?", []string{
			`phrases.flow:3: the phrase "nudge", in English: was "Still there?", now "Are you still there?" (wording, wording)`}},
		{"danger", "danger.flow", "Call 988.", "Text 988.", []string{
			`danger.flow:3: the reply to danger "suicide_risk", in English: was "Call 988.", now "Text 988." (wording, safety)`}},
		{"a handoff", "intake.flow", `handoff "call them" level 2`, `handoff "call them" level 1`, []string{
			`intake.flow:52: step call of intake: calls staff at once for "call them"; was: calls staff today for "call them" (staff, safety)`}},
		{"a language gone", "home.flow", "\n      es  Hola.", "", []string{
			`home.flow:5: step hello of home, what it says, in Spanish, is gone: was "Hola." (wording, wording)`}},
		{"a comment", "home.flow", "step hello", "# the first\nstep hello", []string{"home.flow:0: home.flow: only comments or spacing (spacing, none)"}},
		{"other words for the same", "settings.flow", "after 24 hours pause", "after 1 day pause", []string{
			"settings.flow:0: settings.flow: written in another way; nothing that is said or done changes by it (spacing, none)"}},
		{"a line nobody can read", "home.flow", "  then end", "  than end\n  then end", []string{
			"home.flow:0: home.flow changed, and has lines that cannot be read yet (unread, path)"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got := release.Diff(bot.ScriptFiles{Flows: whole}, with(t, whole, tc.file, tc.old, tc.text))
			if diff := cmp.Diff(tc.want, said(got)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// Undoing is as many changes as doing, and both say what may be answered.
func TestDiffSaysWhatANewQuestionTakes(t *testing.T) {
	asks := "step heard\n  ask en  How did you hear of us? 1 friend 2 internet\n      es  Como supo? 1 amigo 2 internet\n  answer choice\n    1 friend  en: friend, family  es: amigo\n    2 web  en: internet, google  es: internet\n  then visit\n\n"
	before := bot.ScriptFiles{Flows: whole}
	after := with(t, whole, "intake.flow", "step visit\n", asks+"step visit\n")
	there, back := release.Diff(before, after), release.Diff(after, before)
	if diff := cmp.Diff([]string{
		"intake.flow:46: the step heard of intake is new (step, path)",
		`intake.flow:47: step heard of intake, its question, in English, is new: "How did you hear of us? 1 friend 2 internet" (wording, wording)`,
		`intake.flow:48: step heard of intake, its question, in Spanish, is new: "Como supo? 1 amigo 2 internet" (wording, wording)`,
		`intake.flow:49: step heard of intake, its answers, in English, are new: "1 friend, family; 2 internet, google" (answer, path)`,
		`intake.flow:49: step heard of intake, its answers, in Spanish, are new: "1 amigo; 2 internet" (answer, path)`,
	}, said(there)); diff != "" {
		t.Error(diff)
	}
	if there[0].New != `the question "heard"` {
		t.Errorf("what is new is %q", there[0].New)
	}
	if len(back) != len(there) {
		t.Errorf("back it is %q", said(back))
	}
	topic := with(t, whole, "questions.flow", "", "")
	delete(topic.Flows, "questions.flow")
	if there, back := release.Diff(topic, before), release.Diff(before, topic); len(there) != len(back) || len(back) < 4 {
		t.Errorf("common questions: %q, and back %q", said(there), said(back))
	}
}

// A script that differs in any one thing differs in words.
func TestDiffNoticesEveryField(t *testing.T) {
	script := parse(t, whole)
	if got := release.DiffScripts(script, clone(script)); len(got) > 0 {
		t.Fatalf("equal scripts differ: %v", said(got))
	}
	seen := map[string]bool{}
	n := 0
	for ; ; n++ {
		changed := clone(script)
		what := mutate(changed, n, seen)
		if what == "" {
			break
		}
		if len(release.DiffScripts(script, changed)) == 0 {
			t.Errorf("not noticed: %s", what)
		}
		if len(release.DiffScripts(changed, script)) == 0 {
			t.Errorf("not noticed the other way: %s", what)
		}
	}
	if n < 300 {
		t.Errorf("only %d ways to change the sample", n)
	}
	for _, typ := range []reflect.Type{reflect.TypeFor[bot.Script](), reflect.TypeFor[bot.Flow](), reflect.TypeFor[bot.Step](), reflect.TypeFor[bot.Target](),
		reflect.TypeFor[bot.Branch](), reflect.TypeFor[bot.Setting](), reflect.TypeFor[bot.HandoffOrder](), reflect.TypeFor[bot.AnswerSpec](), reflect.TypeFor[bot.Option](),
		reflect.TypeFor[bot.OfferSpec](), reflect.TypeFor[bot.UnclearSpec](), reflect.TypeFor[bot.SilentRung](), reflect.TypeFor[bot.Topic]()} {
		for f := range typ.Fields() {
			if name := typ.Name() + "." + f.Name; f.IsExported() && !seen[name] && !unsaid[name] {
				t.Errorf("the sample has no %s, so nobody knows whether a change of it is noticed", name)
			}
		}
	}
}

// unsaid are fields that are no part of what is said or done.
var unsaid = map[string]bool{"Script.Version": true, "Script.Sources": true, "Flow.Name": true, "Step.Source": true, "Topic.Source": true}

// clone copies a script, so that it can be changed.
func clone(s *bot.Script) *bot.Script {
	return copied(reflect.ValueOf(s)).Interface().(*bot.Script)
}

func copied(v reflect.Value) reflect.Value {
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			return v
		}
		if f, ok := v.Interface().(*bot.Flow); ok {
			return reflect.ValueOf(bot.NewFlow(f.Name, f.Title, copied(reflect.ValueOf(f.Steps)).Interface().([]*bot.Step)))
		}
		p := reflect.New(v.Type().Elem())
		p.Elem().Set(copied(v.Elem()))
		return p
	case reflect.Struct:
		c := reflect.New(v.Type()).Elem()
		c.Set(v)
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				c.Field(i).Set(copied(v.Field(i)))
			}
		}
		return c
	case reflect.Slice:
		if v.IsNil() {
			return v
		}
		c := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		for i := range v.Len() {
			c.Index(i).Set(copied(v.Index(i)))
		}
		return c
	case reflect.Map:
		if v.IsNil() {
			return v
		}
		c := reflect.MakeMap(v.Type())
		for _, k := range v.MapKeys() {
			c.SetMapIndex(k, copied(v.MapIndex(k)))
		}
		return c
	}
	return v
}

// mutate makes the n-th of all single changes of a script, and says which; "" = there
// are no more. It notes the fields that it came by.
func mutate(s *bot.Script, n int, seen map[string]bool) string {
	m := &mutator{left: n, seen: seen}
	m.value(reflect.ValueOf(s), "script")
	return m.did
}

type mutator struct {
	left int
	did  string
	seen map[string]bool
}

// turn reports whether the change that is offered is the one to make.
func (m *mutator) turn(what string) bool {
	if m.did != "" {
		return false
	}
	if m.left--; m.left >= 0 {
		return false
	}
	m.did = what
	return true
}

func (m *mutator) value(v reflect.Value, path string) {
	if m.did != "" {
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			return
		}
		if _, step := v.Interface().(*bot.Step); v.CanSet() && !step && m.turn(path+" gone") {
			v.SetZero()
			return
		}
		m.value(v.Elem(), path)
	case reflect.Struct:
		for f := range v.Type().Fields() {
			name := v.Type().Name() + "." + f.Name
			if m.seen[name] = true; f.IsExported() && !unsaid[name] {
				m.value(v.FieldByIndex(f.Index), path+"."+f.Name)
			}
		}
	case reflect.Slice:
		m.slice(v, path)
	case reflect.Map:
		m.keyed(v, path)
	case reflect.String:
		if v.Len() > 0 && m.turn(path+" emptied") {
			v.SetString("")
		}
		if m.turn(path + " longer") {
			v.SetString(v.String() + "x")
		}
	case reflect.Bool:
		if m.turn(path + " turned") {
			v.SetBool(!v.Bool())
		}
	case reflect.Int, reflect.Int64:
		if v.Int() != 0 && m.turn(path+" zero") {
			v.SetInt(0)
		}
		if m.turn(path + " more") {
			v.SetInt(v.Int() + 1)
		}
	default:
		panic("no change is known for " + path + ", a " + v.Kind().String())
	}
}

func (m *mutator) slice(v reflect.Value, path string) {
	for i := range v.Len() {
		at := fmt.Sprintf("%s[%d]", path, i)
		steps, isSteps := v.Interface().([]*bot.Step)
		switch {
		case !(isSteps && len(steps) == 1) && m.turn(at+" gone"):
			v.Set(reflect.AppendSlice(v.Slice(0, i), v.Slice(i+1, v.Len())))
			return
		case i > 0 && !reflect.DeepEqual(v.Index(i).Interface(), v.Index(i-1).Interface()) && m.turn(at+" before the one above"):
			reflect.Swapper(v.Interface())(i, i-1)
			return
		}
		m.value(v.Index(i), at)
	}
}

func (m *mutator) keyed(v reflect.Value, path string) {
	all := v.MapKeys()
	slices.SortFunc(all, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
	for _, k := range all {
		at := path + "." + k.String()
		if m.turn(at + " gone") {
			v.SetMapIndex(k, reflect.Value{})
			return
		}
		e := reflect.New(v.Type().Elem()).Elem()
		e.Set(v.MapIndex(k))
		m.value(e, at)
		v.SetMapIndex(k, e)
	}
}

// Whatever line of the clinic's own scripts is taken out, or word of it changed, the
// change is told; and the same files tell of none.
func TestDiffNoticesEveryLine(t *testing.T) {
	files, err := flows.Files(clinic.FS)
	if err != nil {
		t.Fatal(err)
	}
	for name, src := range files {
		before := bot.ScriptFiles{Flows: map[string]string{name: src}}
		if got := release.Diff(before, before.Clone()); len(got) > 0 {
			t.Errorf("%s differs from itself: %v", name, said(got))
		}
		all := strings.Split(src, "\n")
		stride := 1
		if len(all) > 150 {
			stride = len(all)/150 + 1
		}
		for i := rand.IntN(stride); i < len(all)-1; i += stride {
			after := bot.ScriptFiles{Flows: map[string]string{name: strings.Join(slices.Concat(all[:i], all[i+1:]), "\n")}}
			got := release.Diff(before, after)
			if len(got) == 0 {
				t.Errorf("%s:%d can go without notice: %s", name, i+1, all[i])
			}
			comment := strings.HasPrefix(strings.TrimSpace(all[i]), "#") || strings.TrimSpace(all[i]) == ""
			for _, c := range got {
				if comment != (strings.HasSuffix(c.Sentence, "only comments or spacing") || c.Kind == release.KindWarning) {
					t.Errorf("%s:%d %q gone: %s (%s)", name, i+1, all[i], c, c.Kind)
				}
			}
		}
	}
}

// Both sides of a comparison hold what was compared, whole, and what is not marked
// is the same in both.
func TestComparedTextIsWhole(t *testing.T) {
	word := rapid.SampledFrom([]string{"a", "b", "{visit}", "c.", "1", " ", "  ", "{x", "ñ"})
	rapid.Check(t, func(t *rapid.T) {
		a := strings.Join(rapid.SliceOfN(word, 0, 12).Draw(t, "a"), " ")
		b := strings.Join(rapid.SliceOfN(word, 0, 12).Draw(t, "b"), " ")
		was, now := release.Words(a, b)
		if release.Whole(was) != a || release.Whole(now) != b {
			t.Fatalf("%q, %q came back as %q, %q", a, b, release.Whole(was), release.Whole(now))
		}
		if kept(was) != kept(now) {
			t.Fatalf("what stays is %q and %q", kept(was), kept(now))
		}
		a, b = strings.ReplaceAll(a, " ", "\n"), strings.ReplaceAll(b, " ", "\n")
		var left, right []string
		for _, l := range release.TextDiff(a, b) {
			switch l.Op {
			case '-':
				left = append(left, l.Text)
			case '+':
				right = append(right, l.Text)
			}
		}
		if (a == b) != (len(left)+len(right) == 0) {
			t.Fatalf("%q and %q: %q goes, %q comes", a, b, left, right)
		}
	})
}

func kept(spans []release.Span) string {
	var b strings.Builder
	for _, s := range spans {
		if !s.Changed {
			b.WriteString(s.Text)
		}
	}
	return b.String()
}

func TestTextDiffFolds(t *testing.T) {
	a := "1\n2\n3\n4\n5\n6\n7\n8\n9\n"
	want := []release.Line{{'@', 1, 1, "2"}, {' ', 3, 3, "3"}, {' ', 4, 4, "4"}, {' ', 5, 5, "5"}, {'-', 6, 0, "6"}, {'+', 0, 6, "six"},
		{' ', 7, 7, "7"}, {' ', 8, 8, "8"}, {' ', 9, 9, "9"}}
	if diff := cmp.Diff(want, release.TextDiff(a, strings.Replace(a, "6", "six", 1))); diff != "" {
		t.Error(diff)
	}
	if got := release.TextDiff("a\n", "a"); len(got) != 2 {
		t.Errorf("a lost line end: %v", got)
	}
}

// Two texts with nothing in common are compared in little time.
func TestTextDiffIsBounded(t *testing.T) {
	var a, b strings.Builder
	for i := range 20_000 {
		fmt.Fprintln(&a, "a", i)
		fmt.Fprintln(&b, "b", i)
	}
	if got := release.TextDiff(a.String(), b.String()); len(got) != 40_000 {
		t.Errorf("%d lines", len(got))
	}
}
