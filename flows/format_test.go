package flows_test

import (
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"nightdesk/bot"
	"nightdesk/flows"
)

func TestFormat(t *testing.T) {
	for _, c := range []struct{ name, src, want string }{
		{"a flow", `
# The first contact.


flow   intake
title    Someone new
step greet
    say   en   Hi  there.   # a note
             It goes on.
          es Hola.
          es una linea mas.
    ask en  Who?    1 me 2 other
        es  Quien? 1 yo 2 otro
    discreet en  Who?
          es  Quien?
    answer   choice skip as  unsaid
        1. me   en: me,myself ,for me    es: yo
        2 somebody  alone also  en: someone else
             my son
                 es:   otra persona
    keep  as who
        # shown to staff
    if   who is not me  then   bye
    unclear  say again 2 times , then handoff “not  clear”  level 3

    silent  after 2 hours nudge,after 24 hours pause
    then bye
    # the end of it


# Said last.
step bye
  handoff "x"   level 2   to nursing
`, `# The first contact.

flow intake
title  Someone new

step greet
  say en  Hi  there.  # a note
          It goes on.
      es  Hola.
          es una linea mas.
  ask en  Who?    1 me 2 other
      es  Quien? 1 yo 2 otro
  discreet en  Who?
           es  Quien?
  answer choice skip as unsaid
    1 me              en: me, myself, for me  es: yo
    2 somebody alone  en: someone else
                          my son
                      es: otra persona
  keep as who
  # shown to staff
  if who is not me then bye
  unclear say again 2 times, then handoff "not  clear" level 3
  silent after 2 hours nudge, after 24 hours pause
  then bye
  # the end of it

# Said last.
step bye
  handoff "x" level 2 to nursing
`},
		{"questions", "questions\ntopic hours  of none\n    asked en  when are you open|what are your hours |\n              are you open\n          es  cuando abren\n    say en  {hours}\n        es  {hours}\n",
			"questions\n\ntopic hours of none\n  asked en  when are you open | what are your hours |\n            are you open\n        es  cuando abren\n  say en  {hours}\n      es  {hours}\n"},
		{"phrases", "phrases\nnudge  en  Still there?  # soon\n   es  Sigue ahi?\nstopped\n en  No more.\n es  No mas.\n",
			"phrases\n\nnudge\n  en  Still there?  # soon\n  es  Sigue ahi?\n\nstopped\n  en  No more.\n  es  No mas.\n"},
		{"settings", "settings\nstart   flow a\nhome  flow a\n\n\nsilent  after 2 hours nudge\n", "settings\n\nstart flow a\nhome flow a\n\nsilent after 2 hours nudge\n"},
		{"Windows", "flow a\r\nstep  s\r\n   then end\r\n", "flow a\n\nstep s\n  then end\n"},
		{"only notes", "danger\n\n\n# Nothing yet.\n#\n#   more\n\n", "danger\n\n# Nothing yet.\n#\n#   more\n"},
		{"a step that can't be read", "flow a\nstep  s\n   aks en  Hi\n      es Hola\nstep   b\n   then   end\n", "flow a\n\nstep  s\n   aks en  Hi\n      es Hola\n\nstep b\n  then end\n"},
		{"names that are not there", "flow a\nstep  s\n   then   other\n", "flow a\n\nstep s\n  then other\n"},
		{"a long wording", "flow a\nstep s\n say en  " + strings.Repeat("word ", 100) + "end\n     es  Hola\n then end\n", "flow a\n\nstep s\n  say en  " + strings.Repeat("word ", 100) + "end\n      es  Hola\n  then end\n"},
		{"no script", "PK\x03\x04   x\n", "PK\x03\x04   x\n"},
		{"nothing", "\n\n# x\n", "\n\n# x\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := flows.Format(c.src)
			if d := gocmp.Diff(c.want, got); d != "" {
				t.Error(d)
			}
			if again := flows.Format(got); again != got {
				t.Errorf("a second time it is\n%s", again)
			}
		})
	}
}

// sameMeaning reports scripts that differ in more than where things stand.
func sameMeaning(t testing.TB, before, after string) {
	t.Helper()
	a, was := flows.Parse(map[string]string{"a.flow": before})
	b, now := flows.Parse(map[string]string{"a.flow": after})
	opts := []gocmp.Option{cmpopts.IgnoreUnexported(bot.Flow{}), cmpopts.IgnoreFields(bot.Script{}, "Version", "Sources"), cmpopts.IgnoreTypes(bot.Source{})}
	if d := gocmp.Diff(a, b, opts...); d != "" {
		t.Fatalf("formatted, it means something else:\n%s\n---\n%s\n---\n%s", d, before, after)
	}
	if len(was) != len(now) {
		t.Fatalf("formatted, it has other problems:\n%s---\n%s", lines(was), lines(now))
	}
	notes := func(s string) int { return strings.Count(s, "#") }
	if notes(before) != notes(after) {
		t.Fatalf("a note was lost:\n%s\n---\n%s", before, after)
	}
}

// FuzzFormat: formatting never changes what a script means, and once is enough.
func FuzzFormat(f *testing.F) {
	for _, src := range clinicFiles(f) {
		f.Add(src[:min(len(src), 3000)])
	}
	for _, v := range flows.Reference() {
		f.Add(v.File())
	}
	f.Add("flow a\nstep s\n  ask en  Hi?\n  answer choice\n    1 a en: x,\n       y\n     # note\n    2 b  es: z\n\n\n   # more\n  then end")
	f.Fuzz(func(t *testing.T, src string) {
		got := flows.Format(src)
		sameMeaning(t, src, got)
		if again := flows.Format(got); again != got {
			t.Fatalf("twice is not once:\n%q\n%q\n%q", src, got, again)
		}
	})
}

// The clinic's own scripts and the examples of the reference are in form.
func TestFormatted(t *testing.T) {
	for name, src := range clinicFiles(t) {
		if got := flows.Format(src); got != src {
			t.Errorf("%s is not in form (nightdesk fmt flows/clinic):\n%s", name, gocmp.Diff(src, got))
		}
	}
	for _, v := range flows.Reference() {
		if src := v.File(); flows.Format(src) != src {
			t.Errorf("the example of %q is not in form:\n%s", v.Name, gocmp.Diff(src, flows.Format(src)))
		}
	}
}
