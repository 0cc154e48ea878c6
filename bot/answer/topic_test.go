package answer_test

import (
	"bufio"
	"encoding/json"
	"os"
	"strings"
	"sync"
	"testing"

	"nightdesk/bot/answer"
)

type topicLine struct{ Topic, Lang, Text, Split string }

// topicLines are the examples in testdata; "test" ones are held back from
// learning when accuracy is measured.
var topicLines = sync.OnceValue(func() []topicLine {
	f, err := os.Open("testdata/topics.jsonl")
	if err != nil {
		panic(err)
	}
	defer f.Close()
	var lines []topicLine
	for s := bufio.NewScanner(f); s.Scan(); {
		var l topicLine
		if err := json.Unmarshal(s.Bytes(), &l); err != nil {
			panic(err)
		}
		lines = append(lines, l)
	}
	return lines
})

func learnTopics(keep func(topicLine) bool) *answer.Topics {
	var topics []answer.TopicExamples
	at := map[string]int{}
	for _, l := range topicLines() {
		if l.Topic == "out_of_scope" || !keep(l) {
			continue
		}
		i, ok := at[l.Topic]
		if !ok {
			i = len(topics)
			at[l.Topic] = i
			topics = append(topics, answer.TopicExamples{Name: l.Topic})
		}
		topics[i].Examples = append(topics[i].Examples, l.Text)
	}
	return answer.NewTopics(topics)
}

var allTopics = sync.OnceValue(func() *answer.Topics { return learnTopics(func(topicLine) bool { return true }) })

// TestTopicsHeldBack learns from two thirds of the examples and is judged by the
// rest. The bounds are a little under what was measured, so that a change for
// the worse is seen.
func TestTopicsHeldBack(t *testing.T) {
	m := learnTopics(func(l topicLine) bool { return l.Split == "train" })
	asked, likeliest, right, wrong, none, falsely := 0, 0, 0, 0, 0, 0
	for _, l := range topicLines() {
		name, _, sure := m.Match(l.Text)
		switch {
		case l.Topic == "out_of_scope":
			none++
			if sure {
				falsely++
			}
		case l.Split == "test":
			asked++
			if name == l.Topic {
				likeliest++
			}
			if sure && name == l.Topic {
				right++
			} else if sure {
				wrong++
			}
		}
	}
	t.Logf("of %d questions: likeliest %d, sure and right %d, sure and wrong %d; of %d others, answered %d", asked, likeliest, right, wrong, none, falsely)
	if likeliest*100 < asked*86 || right*100 < asked*82 || wrong*100 > asked*5 {
		t.Error("questions are known less well than before")
	}
	if falsely*100 > none*3 {
		t.Error("too many texts that ask nothing are answered")
	}
}

func TestTopicsKnowTheirExamples(t *testing.T) {
	m, all, right := allTopics(), 0, 0
	for _, l := range topicLines() {
		if l.Topic == "out_of_scope" {
			continue
		}
		all++
		if name, _, sure := m.Match(l.Text); sure && name == l.Topic {
			right++
		}
	}
	if t.Logf("%d of %d", right, all); right*100 < all*93 {
		t.Errorf("%d of %d examples are known", right, all)
	}
}

func TestTopicsMatch(t *testing.T) {
	m := allTopics()
	for in, want := range map[string]string{
		"whats ur adress":                     "location_directions",
		"do u take medicare??":                "insurance_medicare",
		"my name is Ana. how much is it":      "cost",
		"¿Qué es la metadona?":                "methadone_what",
		"HOW LONG IS GROUP":                   "group_therapy_format",
		"can i bring my dose home take homes": "take_homes",
		"yes":                                 "", "no": "", "medicare": "", "2": "", "my name is sam": "", "": "", "   ": "", "👍": "", "thanks!": "", "gracias": "",
		"does the moon have snowshoes": "",
	} {
		name, score, sure := m.Match(in)
		if !sure {
			name = ""
		}
		if name != want || score < 0 || score > 1 {
			t.Errorf("Match(%q) = %q (%.2f), want %q", in, name, score, want)
		}
	}
}

func TestTopicsAreDeterministicAndConcurrent(t *testing.T) {
	a, b := allTopics(), learnTopics(func(topicLine) bool { return true })
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for _, l := range topicLines()[:300] {
				n1, s1, ok1 := a.Match(l.Text)
				n2, s2, ok2 := b.Match(l.Text)
				if n1 != n2 || s1 != s2 || ok1 != ok2 {
					t.Errorf("%q: %s %v, then %s %v", l.Text, n1, s1, n2, s2)
				}
			}
		})
	}
	wg.Wait()
}

func TestTopicsOfNothing(t *testing.T) {
	for _, topics := range [][]answer.TopicExamples{nil, {{Name: "empty"}}, {{Name: "odd", Examples: []string{"", "?!", "👍"}}}} {
		if name, _, sure := answer.NewTopics(topics).Match("what are your hours"); sure {
			t.Errorf("sure of %q", name)
		}
	}
}

func TestLooksLikeQuestion(t *testing.T) {
	for in, want := range map[string]bool{
		"what are your hours": true, "hours?": true, "do you take medicare": true, "i wonder if youre open": true, "como llego": true, "tienen grupos": true,
		"are yall open": true, "r u open": true, "hi do you take walk ins": true, "how long": true, "puedo ir hoy": true,
		"hours": false, "can do": false, "yes": false, "me llamo sam": false, "is fine": false, "2": false, "will do": false, "necesito ayuda": false, "": false, "me": false,
	} {
		if got := answer.LooksLikeQuestion(in); got != want {
			t.Errorf("LooksLikeQuestion(%q) = %v", in, got)
		}
	}
}

func FuzzTopics(f *testing.F) {
	m := allTopics()
	f.Add("do you take medicare. yes? no!")
	f.Add(strings.Repeat("word ", 300))
	f.Fuzz(func(t *testing.T, s string) {
		if name, score, sure := m.Match(s); sure && name == "" || score < 0 || score > 1 {
			t.Fatalf("Match(%q) = %q, %v, %v", s, name, score, sure)
		}
		answer.LooksLikeQuestion(s)
	})
}

func BenchmarkTopicsMatch(b *testing.B) {
	m := allTopics()
	b.ReportAllocs()
	for b.Loop() {
		m.Match("hi do you take blue cross insurance and how much would it be")
	}
}

func BenchmarkNewTopics(b *testing.B) {
	n := 0
	for b.Loop() {
		n++ // the same examples would not be learnt again
		learnTopics(func(l topicLine) bool { return len(l.Text)%97 != n%97 })
	}
}
