package transcript_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nightdesk/flows/transcript"
)

const talk = `# After hours: someone asks for a person.
at      Mon 2 Mar 2026 21:40
given   nobody on call
them    hi
us      Hi, this is ATS.\nReply 1 to go on.

them2   hello
us2     echo hello

# The case.
them    person
us      echo person
alert   ana: Alert * level 2.
case    none
wait    10h20m
staff   ana: 1
desk    ana: yours
wait    3 days 1 hour
at      Sat 7 Mar 2026 18:00
them
us      echo
`

// echo is a player that says everything back and tells ana about persons.
type echo struct {
	log []string
	now time.Time
}

func (e *echo) Codes([]string)           {}
func (e *echo) Start(at time.Time) error { e.now = at; return e.note("start %s", at) }
func (e *echo) Given(name, value string) ([]transcript.Event, error) {
	if value == "snow" {
		return nil, fmt.Errorf("no such thing")
	}
	return nil, e.note("%s %s", name, value)
}

func (e *echo) Text(from, body string) ([]transcript.Event, error) {
	_ = e.note("%s: %s", from, body)
	kind := strings.Replace(from, "them", "us", 1)
	switch {
	case from == "staff ana":
		return []transcript.Event{{Kind: "desk", Text: "ana: yours"}}, nil
	case body == "hi":
		return []transcript.Event{{Kind: kind, Text: "Hi, this is ATS.\nReply 1 to go on."}}, nil
	case body == "person":
		return []transcript.Event{{Kind: "alert", Text: "ana: Alert A7K2, level 2."}, {Kind: kind, Text: "echo person"}}, nil
	}
	return []transcript.Event{{Kind: kind, Text: strings.TrimSpace("echo " + body)}}, nil
}

func (e *echo) Console(staff, order string) ([]transcript.Event, error) {
	return []transcript.Event{{Kind: "desk", Text: staff + " orders " + order, At: e.now}}, nil
}

func (e *echo) Again(who string) ([]transcript.Event, error) {
	return e.Text(who, "again")
}

func (e *echo) Office(who, order string) ([]transcript.Event, error) {
	return []transcript.Event{{Kind: "us", Text: "office " + who + " " + order}}, nil
}

func (e *echo) Advance(d time.Duration) ([]transcript.Event, error) {
	e.now = e.now.Add(d)
	return nil, e.note("now %s", e.now)
}

func (e *echo) note(format string, args ...any) error {
	for i, a := range args {
		if at, ok := a.(time.Time); ok {
			args[i] = at.Format(time.RFC3339)
		}
	}
	e.log = append(e.log, fmt.Sprintf(format, args...))
	return nil
}

var anchorage = func() *time.Location {
	zone, err := time.LoadLocation("America/Anchorage")
	if err != nil {
		panic(err)
	}
	return zone
}()

func read(t *testing.T, text string) transcript.Talk {
	t.Helper()
	got, err := transcript.Read("a.talk", text)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestPlay(t *testing.T) {
	text := strings.Replace(talk, "Alert * level", "Alert *, level", 1)
	tk := read(t, text)
	p := &echo{}
	got, err := transcript.Play(tk, p, anchorage)
	if err != nil {
		t.Fatal(err)
	}
	if d := transcript.Compare(tk, got); d != nil {
		t.Error(d)
	}
	want := []string{
		"start 2026-03-02T21:40:00-09:00", "given nobody on call", "them: hi", "them2: hello", "them: person",
		"now 2026-03-03T08:00:00-09:00", "staff ana: 1", "now 2026-03-06T09:00:00-09:00", "now 2026-03-07T18:00:00-09:00", "them: ",
	}
	if d := cmp.Diff(want, p.log); d != "" {
		t.Error(d)
	}
	if out := transcript.Write(tk); out != text {
		t.Error(cmp.Diff(text, out))
	}
	if out := transcript.Write(transcript.Update(tk, got)); out != text {
		t.Error("an update changed a talk that holds:\n" + cmp.Diff(text, out))
	}
	if !tk.Start(anchorage).Equal(time.Date(2026, 3, 3, 6, 40, 0, 0, time.UTC)) {
		t.Errorf("the talk begins at %v", tk.Start(anchorage))
	}
}

func TestCompare(t *testing.T) {
	head := "at      Mon 2 Mar 2026 21:40\nthem    yo\n"
	for _, c := range []struct{ name, text, want, updated string }{
		{"other words", "us      echo ya\n", "a.talk:3: the talk went another way\n        at      Mon 2 Mar 2026 21:40\n        them    yo\n  want  us      echo ya\n  got   us      echo yo\n", "us      echo yo\n"},
		{"not listed", "", "a.talk:2: the talk went another way\n        at      Mon 2 Mar 2026 21:40\n        them    yo\n  want  nothing more\n  got   us      echo yo\n", "us      echo yo\n"},
		{"none came", "us      echo yo\nalert   ana: x\n", "a.talk:4: the talk went another way\n        at      Mon 2 Mar 2026 21:40\n        them    yo\n        us      echo yo\n  want  alert   ana: x\n  got   nothing\n", "us      echo yo\n"},
		{"none wanted", "us      none\n", "a.talk:3: the talk went another way\n        at      Mon 2 Mar 2026 21:40\n        them    yo\n  want  us      none\n  got   us      echo yo\n", "us      echo yo\n"},
		{"star is one word", "us      echo *o\n", "a.talk:3: the talk went another way\n        at      Mon 2 Mar 2026 21:40\n        them    yo\n  want  us      echo *o\n  got   us      echo yo\n", "us      echo yo\n"},
		{"before a comment", "\n# Later.\nwait    1 hour\n", "a.talk:2: the talk went another way\n        at      Mon 2 Mar 2026 21:40\n        them    yo\n  want  nothing more\n  got   us      echo yo\n", "us      echo yo\n\n# Later.\nwait    1 hour\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			tk := read(t, head+c.text)
			got, err := transcript.Play(tk, &echo{}, anchorage)
			if err != nil {
				t.Fatal(err)
			}
			d := transcript.Compare(tk, got)
			if d == nil || d.String() != c.want {
				t.Errorf("got\n%vwant\n%s", d, c.want)
			}
			updated := transcript.Update(tk, got)
			if d := cmp.Diff(head+c.updated, transcript.Write(updated)); d != "" {
				t.Error(d)
			}
			again, _ := transcript.Play(updated, &echo{}, anchorage)
			if d := transcript.Compare(updated, again); d != nil {
				t.Errorf("an updated talk does not hold:\n%v", d)
			}
		})
	}
}

func TestReadErrors(t *testing.T) {
	at := "at  Mon 2 Mar 2026 21:40\n"
	for text, want := range map[string]string{
		"":                             `a.talk:1: the talk is empty (hint: begin with: at  Mon 2 Mar 2026 21:40)`,
		"them hi\n":                    `a.talk:1: a talk begins with the time (hint: at  Mon 2 Mar 2026 21:40)`,
		at + "us hi\n":                 `a.talk:2: nothing has happened yet that this could come of (hint: put a line before it: them  hi)`,
		at + "thme hi\n":               `a.talk:2: unknown word "thme" (hint: one of at, wait, them, again, staff, lang, given, office, console; us, alert, desk, fails, case, holds, books, moves, cancels, release)`,
		at + "them10 hi\n":             `a.talk:2: unknown word "them10"`,
		at + "wait soon\n":             `a.talk:2: cannot read how long "soon" is (hint: as in 10h20m, 2 hours, 3 days)`,
		at + "wait\n":                  `a.talk:2: no time passes`,
		at + "them hi\nus\n":           `a.talk:3: nothing follows "us" (hint: every line says what, or: us  none)`,
		"at Tue 2 Mar 2026 21:40\n":    `a.talk:1: that day is not a Tue (hint: write Mon 2 Mar 2026 21:40)`,
		"at yesterday\n":               `a.talk:1: cannot read the time "yesterday" (hint: as in Mon 2 Mar 2026 21:40)`,
		"  them hi\n":                  `a.talk:1: nothing to go on with`,
		at + "wait x\nthem hi\nyou hi": "a.talk:2: cannot read",
	} {
		_, err := transcript.Read("a.talk", text)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Read(%q) says %v, want %s", text, err, want)
		}
	}
	_, err := transcript.Read("a.talk", at+"wait x\nthem hi\nyou hi")
	if n := len(strings.Split(err.Error(), "\n")); n != 2 {
		t.Errorf("%d errors at once, want 2: %v", n, err)
	}
}

func TestPlayErrors(t *testing.T) {
	for text, want := range map[string]string{
		"at  Mon 2 Mar 2026 21:40\ngiven snow\n":                    "a.talk:2: given: no such thing",
		"at  Mon 2 Mar 2026 21:40\nat  Mon 2 Mar 2026 21:39\n":      "a.talk:2: at: it is later than that already (hint: write Mon 2 Mar 2026 21:40 or later)",
		"at  Mon 2 Mar 2026 21:40\nwait 2d\nat Tue 3 Mar 2026 8:00": "a.talk:3: at: it is later than that already (hint: write Wed 4 Mar 2026 21:40 or later)",
	} {
		_, err := transcript.Play(read(t, text), &echo{}, anchorage)
		if err == nil || err.Error() != want {
			t.Errorf("Play says %v, want %s", err, want)
		}
	}
}

func TestConsole(t *testing.T) {
	talk, err := transcript.Read("console.talk", "at Mon 2 Mar 2026 10:00\nconsole ana: reply hi\ndesk ana orders reply hi\nconsole take\ndesk orders take\n")
	if err != nil {
		t.Fatal(err)
	}
	got, err := transcript.Play(talk, &echo{}, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	if d := transcript.Compare(talk, got); d != nil {
		t.Error(d)
	}
}

func TestOffice(t *testing.T) {
	tk := read(t, "at  Mon 2 Mar 2026 21:40\noffice  cancel\nus office them cancel\noffice  them2: book x Tue 3 Mar 2026 9:00\nus office them2 book x Tue 3 Mar 2026 9:00\n")
	got, err := transcript.Play(tk, &echo{}, anchorage)
	if err != nil {
		t.Fatal(err)
	}
	if d := transcript.Compare(tk, got); d != nil {
		t.Error(d)
	}
}

func TestLongLinesGoOn(t *testing.T) {
	tk := read(t, "at  Mon 2 Mar 2026 21:40\nthem  one\n      two\n")
	if got := tk.Lines[1].Text; got != "one two" {
		t.Errorf("got %q", got)
	}
}

func FuzzRead(f *testing.F) {
	f.Add(talk)
	f.Add("at  Mon 2 Mar 2026 21:40\nthem  a\\nb \\\\ c\n")
	f.Fuzz(func(t *testing.T, text string) {
		tk, err := transcript.Read("a.talk", text)
		if err != nil {
			return
		}
		once := transcript.Write(tk)
		again, err := transcript.Read("a.talk", once)
		if err != nil {
			t.Fatalf("written as %q, which says %v", once, err)
		}
		if twice := transcript.Write(again); twice != once {
			t.Fatalf("written as %q, then as %q", once, twice)
		}
	})
}

func TestDifferences(t *testing.T) {
	expected, err := transcript.Read("a.talk", strings.NewReplacer("Hi, this is ATS", "Hi there, this is ATS", "echo hello", "you said hello", "us      echo person\n", "").Replace(talk))
	if err != nil {
		t.Fatal(err)
	}
	got, err := transcript.Play(expected, &echo{}, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	diffs := transcript.Differences(expected, got)
	var changes []string
	for _, d := range diffs {
		if d.Reworded() {
			was, is := d.Change()
			changes = append(changes, was+" -> "+is)
		}
	}
	if d := cmp.Diff([]string{"Hi there, -> Hi,", "you said -> echo", "* -> A7K2,"}, changes); d != "" || len(diffs) != 4 {
		t.Errorf("%d differences, %s", len(diffs), d)
	}
	want := []string{`after "hi": the text says "Hi," instead of "Hi there,"`, `after "hello": the text says "echo" instead of "you said"`,
		`after "person": the alert says "A7K2," instead of "*"`, `after "person": now also comes the text "echo person"`}
	if d := cmp.Diff(want, transcript.InWords(expected, transcript.Update(expected, got))); d != "" {
		t.Error(d)
	}
}
