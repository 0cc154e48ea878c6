package model_test

import (
	"math"
	"strings"
	"testing"

	"nightdesk/bot/safety/model"
)

func TestTheTableOfThisBuildIsReadBackAsItIs(t *testing.T) {
	m := model.Trained()
	again, err := model.Decode(m.Encode())
	if err != nil {
		t.Fatal(err)
	}
	r := model.NewReader()
	const s = "he wont wake up and his lips are blue"
	if a, b := m.Score(r, s), again.Score(r, s); a != b {
		t.Errorf("%v, read back %v", a, b)
	}
	for name, data := range map[string][]byte{
		"nothing":      nil,
		"half":         m.Encode()[:1000],
		"another form": append([]byte("x"), m.Encode()[1:]...),
	} {
		if _, err := model.Decode(data); err == nil {
			t.Errorf("%s is taken for a table", name)
		}
	}
}

// TestItHearsWhatItLearned: the table is not empty, nor another model's.
func TestItHearsWhatItLearned(t *testing.T) {
	r, m := model.NewReader(), model.Trained()
	for s, want := range map[string]int{
		"his lips look blue and he wont answer me":   model.OverdoseNow,
		"i dont want to be alive anymore":            model.SuicideRisk,
		"my husband hits me and im scared of him":    model.DangerFromOthers,
		"chest pain and my left arm is numb":         model.MedicalEmergency,
		"ando malilla desde ayer con escalofrios":    model.Withdrawal,
		"esta morado y no despierta por favor ayuda": model.OverdoseNow,
	} {
		got := m.Score(r, model.Fold(s))
		best := 0
		for k := range model.Any {
			if got[k] > got[best] {
				best = k
			}
		}
		if best != want || model.Chance(got[model.Any]) < 0.9 {
			t.Errorf("%q: output %d, any %.3f", s, best, model.Chance(got[model.Any]))
		}
	}
	if p := model.Chance(m.Score(r, "what time do you open tomorrow")[model.Any]); p > 0.1 {
		t.Errorf("a question about the hours: %.3f", p)
	}
}

// TestExplainAddsUp: the parts of the words and the bias are the score.
func TestExplainAddsUp(t *testing.T) {
	r, m := model.NewReader(), model.Trained()
	for _, s := range []string{"", "help", "he wont wake up and hes gray", strings.Repeat("i cant go on ", 200), "no se que hacer 911 🙂 ?!"} {
		folded := model.Fold(s)
		for k := range model.Outputs {
			sum := m.Bias[k]
			for _, p := range m.Explain(r, folded, k) {
				sum += p.Adds
				if p.From < 0 || p.To > len(folded) || p.From >= p.To {
					t.Fatalf("%q: a word at %d to %d", s, p.From, p.To)
				}
			}
			if got := m.Score(r, folded)[k]; len(folded) > 0 && math.Abs(got-sum) > 1e-6 {
				t.Errorf("%q, output %d: words add up to %f, the score is %f", s, k, sum, got)
			}
		}
	}
}

// TestAReaderForgets: what was read before changes nothing.
func TestAReaderForgets(t *testing.T) {
	used, m := model.NewReader(), model.Trained()
	for _, s := range []string{"hello", "i took all my pills", strings.Repeat("x ", 1000), "hello"} {
		if a, b := m.Score(used, s), m.Score(model.NewReader(), s); a != b {
			t.Errorf("%q: %v with a used reader, %v with a new one", s, a, b)
		}
	}
}

func FuzzScore(f *testing.F) {
	f.Add("he wont wake up")
	f.Add("\xff'''a\x00" + strings.Repeat("é", 500))
	f.Fuzz(func(t *testing.T, s string) {
		r, m := model.NewReader(), model.Trained()
		folded := model.Fold(s)
		if a, b := m.Score(r, folded), m.Score(r, folded); a != b {
			t.Fatalf("%v, then %v", a, b)
		}
		m.Explain(r, folded, model.Any)
	})
}

func BenchmarkScore(b *testing.B) {
	r, m := model.NewReader(), model.Trained()
	s := model.Fold("please help my boyfriend took his whole bottle of pills and he wont wake up his lips are turning blue i dont know what to do he said he didnt want to be here anymore")
	b.ReportAllocs()
	for b.Loop() {
		m.Score(r, s)
	}
}
