package transcript_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nightdesk/flows/transcript"
)

// quiz is a player that asks everybody the same questions, one after the other: each by its
// name, its words in English and Spanish, and the answer that it understands.
type quiz struct {
	echo
	asks [][4]string
	at   map[string]int    // by person; from 1
	lang map[string]string // by person
}

func (q *quiz) Codes([]string) {}
func (q *quiz) Start(at time.Time) error {
	q.at, q.lang, q.now = map[string]int{}, map[string]string{}, at
	return nil
}

func (q *quiz) Stands(who string) (question, lang string) {
	if n := q.at[who]; n > 0 && n <= len(q.asks) {
		return q.asks[n-1][0], q.lang[who]
	}
	return "", ""
}

func (q *quiz) Text(from, body string) ([]transcript.Event, error) {
	if from == "staff" {
		return nil, fmt.Errorf("nobody was alerted")
	}
	kind, n, before := strings.Replace(from, "them", "us", 1), q.at[from], ""
	says := func(text string) transcript.Event { return transcript.Event{Kind: kind, Text: text} }
	switch {
	case body == "bye":
		q.at[from] = 0
		return []transcript.Event{says("Bye.")}, nil
	case body == "hours":
		q.at[from], q.lang[from], before = 1, "en", "Open till 4.\n"
	case n == 0:
		q.at[from], q.lang[from] = 1, map[bool]string{true: "es", false: "en"}[body == "hola"]
	case body != q.asks[n-1][3]:
		return []transcript.Event{says("Sorry.\n" + q.asks[n-1][1])}, nil
	default:
		q.at[from]++
	}
	var events []transcript.Event
	if q.at[from] > len(q.asks) {
		events, q.at[from] = append(events, transcript.Event{Kind: "alert", Text: "ana: Alert A7K2."}), 0
		return append(events, says("Done.")), nil
	}
	ask := q.asks[q.at[from]-1]
	return append(events, says(before+map[string]string{"en": ask[1], "es": ask[2]}[q.lang[from]])), nil
}

var (
	town   = [4]string{"a/town", "Which town?", "¿Qué ciudad?", "Palmer"}
	shared = [4]string{"a/shared", "Only your phone? 1 yes 2 no", "¿Solo suyo? 1 si 2 no", "1"}
	visits = [4]string{"a/visits", "Been here? 1 never came 2 came", "¿Ya vino? 1 no 2 si", "2"}
)

const two = `# Two people.

at  Mon 2 Mar 2026 21:40
them  hi
# They are asked.
us    Which town?
them  Palmer
us    Only your
      phone? 1 yes 2 no

them2 hola
us2   ¿Qué ciudad?
them2 Palmer
us2   ¿Solo suyo? 1 si 2 no
them  1
alert ana: Alert *.
us    Done.
`

// A question is answered right after it is asked, and not a letter of the rest changes.
func TestAnswerInto(t *testing.T) {
	inserted := strings.NewReplacer("them  Palmer\n", "them  Palmer\nus    Been here? 1 never came 2 came\nthem  2\n",
		"them2 Palmer\n", "them2 Palmer\nus2   ¿Ya vino? 1 no 2 si\nthem2 2\n")
	first := strings.NewReplacer("them  hi\n", "them  hi\nus    Been here? 1 never came 2 came\nthem  2\n", "them2 hola\n", "them2 hola\nus2   ¿Ya vino? 1 no 2 si\nthem2 2\n")
	at := "at      Mon 2 Mar 2026 21:40\n"
	split := at + "them    hours\nus      Open till 4.\\nWhich town?\nthem    Palmer\nus      any\n"
	loose := at + "them    hi\nus      ... town ...\nthem    Palmer\nus      ...\nthem    1\nus      not ... never ...\nus      Done.\nalert   any\n"
	twice := at + "them    hi\nus      Which town?\nthem    bye\nus      Bye.\nthem    hi\nus      Which town?\n"
	all, en := map[string]string{"": "2"}, map[string]string{"en": "2"}
	for _, c := range []struct {
		name, text string
		asks       [][4]string
		words      map[string]string
		want       string // "" = as it was
		times      int
		passes     bool
		why        transcript.NoAnswer
	}{
		{"between two questions", two, [][4]string{town, visits, shared}, all, inserted.Replace(two), 2, true, ""},
		{"the first of all", two, [][4]string{visits, town, shared}, all, first.Replace(two), 2, true, ""},
		{"line ends of another system", strings.ReplaceAll(two, "\n", "\r\n"), [][4]string{town, visits, shared}, all, strings.ReplaceAll(inserted.Replace(two), "\n", "\r\n"), 2, true, ""},
		{"no last line end", strings.TrimSuffix(two, "\n"), [][4]string{town, visits, shared}, all, strings.TrimSuffix(inserted.Replace(two), "\n"), 2, true, ""},
		{"not asked", two, [][4]string{town, shared}, all, "", 0, true, ""},
		{"known already", inserted.Replace(two), [][4]string{town, visits, shared}, all, "", 0, true, ""},
		{"only reworded", strings.ReplaceAll(inserted.Replace(two), "never came", "never"), [][4]string{town, visits, shared}, all, "", 0, false, transcript.OtherWay},
		{"one language", two, [][4]string{town, visits, shared}, en, strings.NewReplacer("them  Palmer\n", "them  Palmer\nus    Been here? 1 never came 2 came\nthem  2\n").Replace(two), 1, false, transcript.NoWords},
		{"not understood", two, [][4]string{town, visits, shared}, map[string]string{"": "maybe"}, "", 0, false, transcript.NotUnderstood},
		{"another way afterwards", two, [][4]string{town, visits, {"a/pets", "Any pets at home?", "¿Mascotas?", "no"}, shared}, all, "", 0, false, transcript.OtherWay},
		{"a text that comes in two", split, [][4]string{visits, town, shared}, all, strings.Replace(split, "Open till 4.\\nWhich town?", "Open till 4.\\nBeen here? 1 never came 2 came\nthem    2\nus      Which town?", 1), 1, true, ""},
		{"lines that say little", loose, [][4]string{town, visits, shared}, all, strings.Replace(loose, "Palmer\n", "Palmer\nus      ...\nthem    2\n", 1), 1, true, ""},
		{"a line that says some words", loose, [][4]string{visits, town, shared}, all, strings.Replace(loose, "hi\n", "hi\nus      ... Been here? 1 never came 2 came ...\nthem    2\n", 1), 1, true, ""},
		{"twice of one person", twice, [][4]string{visits, town}, all, strings.ReplaceAll(twice, "hi\n", "hi\nus      Been here? 1 never came 2 came\nthem    2\n"), 2, true, ""},
		{"bounded", at + strings.Repeat("them    hi\nus      Which town?\nthem    bye\nus      Bye.\n", 25), [][4]string{visits, town}, all,
			at + strings.Repeat("them    hi\nus      Been here? 1 never came 2 came\nthem    2\nus      Which town?\nthem    bye\nus      Bye.\n", 20) + strings.Repeat("them    hi\nus      Which town?\nthem    bye\nus      Bye.\n", 5), 20, false, transcript.TooOften},
		{"it ends early", at + "them    hi\nus      Which town?\nstaff   1\nthem    hi\n", [][4]string{visits, town}, all, at + "them    hi\nus      Been here? 1 never came 2 came\nthem    2\nus      Which town?\nstaff   1\nthem    hi\n", 1, false, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := transcript.Answer{Question: "a/visits", Words: c.words}.Into("a.talk", c.text, &quiz{asks: c.asks}, anchorage)
			if err != nil {
				t.Fatal(err)
			}
			if c.want == "" {
				c.want = c.text
			}
			if d := cmp.Diff(c.want, got.Text); d != "" {
				t.Error(d)
			}
			if got.Times != c.times || got.Passes() != c.passes || got.Why != c.why {
				t.Errorf("answered %d times, passes %v, why %q, want %d, %v, %q; left %v", got.Times, got.Passes(), got.Why, c.times, c.passes, c.why, got.Left)
			}
		})
	}
	if _, err := (transcript.Answer{}).Into("a.talk", "no talk", &quiz{}, anchorage); err == nil {
		t.Error("what can't be read is answered")
	}
}

// Talks that stop at one question are found, whatever else differs in them, and those that
// only have another wording of it are not.
func TestStops(t *testing.T) {
	failed := func(name, text string, asks ...[4]string) transcript.Failed {
		tk, err := transcript.Read(name, text)
		if err != nil {
			t.Fatal(err)
		}
		got, asked, err := transcript.PlayAsked(tk, &quiz{asks: asks}, anchorage)
		if err != nil {
			t.Fatal(err)
		}
		return transcript.Failed{Talk: tk, Asked: tk.Unexpected(got, asked), Diffs: transcript.Differences(tk, got)}
	}
	at := "at      Mon 2 Mar 2026 21:40\nthem    hi\n"
	knows := at + "us      Which town?\nthem    Palmer\nus      Been here? 1 never 2 came\n"
	all := []transcript.Failed{
		failed("a.talk", two, town, visits, shared),
		failed("b.talk", at+"us      Which town please?\nthem    Palmer\nus      Only your phone? 1 yes 2 no\n", town, visits, shared), // reworded before it
		failed("c.talk", knows, town, visits, shared),
	}
	isNew := func(q string) bool { return q == "a/visits" }
	show := func(stops []transcript.Stop) string {
		var all []string
		for _, s := range stops {
			all = append(all, fmt.Sprintf("%s %v %v", s.Question, s.Langs, s.Talks))
		}
		return strings.Join(all, "; ")
	}
	// A talk that knows the question in other words stands with those that stop at it: which it is shows when it is answered.
	if got, want := show(transcript.Stops(all, isNew)), "a/visits [en es] [a.talk b.talk c.talk]"; got != want {
		t.Errorf("stops %s, want %s", got, want)
	}
	if got := show(transcript.Stops(all[2:], isNew)); got != "" {
		t.Errorf("a wording that changed counts as a question that is not known: %s", got)
	}
	// Where nobody knows what is new it is the first difference that counts.
	if got, want := show(transcript.Stops(all, func(string) bool { return false })), "a/visits [en es] [a.talk c.talk]"; got != want {
		t.Errorf("stops %s, want %s", got, want)
	}
	// What a line that may be many texts was right about is not what the talk stops at.
	lately := failed("e.talk", at+"us      ... town ...\nthem    Palmer\nus      Only your phone? 1 yes 2 no\n", town, visits, shared)
	if got, want := show(transcript.Stops([]transcript.Failed{lately}, func(string) bool { return false })), "a/visits [en] [e.talk]"; got != want {
		t.Errorf("stops %s, want %s", got, want)
	}
	// Where questions only change places nothing is to be answered twice.
	if got := show(transcript.Stops([]transcript.Failed{failed("d.talk", two, shared, town)}, func(string) bool { return false })); got != "" {
		t.Errorf("a question that the talk has elsewhere counts as not known: %s", got)
	}
}

func TestAround(t *testing.T) {
	before := read(t, two)
	after := read(t, strings.Replace(two, "them  Palmer\n", "them  Palmer\nus    Been here?\nthem  2\n", 1))
	was, is := transcript.Around(before, after, 1)
	show := func(lines []transcript.Part) (all []string) {
		for _, l := range lines {
			all = append(all, fmt.Sprint(l.Word, " ", l.Text, " ", l.New))
		}
		return all
	}
	if d := cmp.Diff([]string{"them Palmer false", "us Only your phone? 1 yes 2 no false"}, show(was)); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{"them Palmer false", "us Been here? true", "them 2 true", "us Only your phone? 1 yes 2 no false"}, show(is)); d != "" {
		t.Error(d)
	}
	if was, is = transcript.Around(before, before, 1); was != nil || is != nil {
		t.Error("a talk differs from itself")
	}
}

// Only the wording that is meant is taken over: what differs else still differs.
func TestReword(t *testing.T) {
	talk, err := transcript.Read("a.talk", "at Mon 2 Mar 2026 9:00\nthem hi\nus Hi.\nthem 1\nus Which day?\n")
	if err != nil {
		t.Fatal(err)
	}
	diffs := transcript.Differences(talk, transcript.Got{1: {{Kind: "us", Text: "Hello."}}, 3: {{Kind: "us", Text: "Which week?"}}})
	got, n := transcript.Reword(talk, diffs, func(d *transcript.Difference) bool { return d.Got.Text == "Hello." })
	if want := "us      Hello.\nthem    1\nus      Which day?\n"; len(diffs) != 2 || n != 1 || !strings.HasSuffix(transcript.Write(got), want) {
		t.Errorf("of %d differences %d are taken over:\n%s", len(diffs), n, transcript.Write(got))
	}
	if talk.Lines[2].Text != "Hi." {
		t.Error("the talk itself is changed")
	}
}
