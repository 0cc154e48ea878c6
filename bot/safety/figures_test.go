package safety_test

import (
	"bufio"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"nightdesk/bot/safety"
)

// judged is a text that nobody who wrote the rules or the corpus has written.
type judged struct {
	text, lang string
	labels     []safety.Label // the main one first; none for a harmless text
}

// apart reads a file of corpus/apart: "= label" or "= label + label" begins a
// section, "# " a remark.
func apart(t testing.TB, file string) []judged {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lang := strings.Split(filepath.Base(file), ".")[1]
	var out []judged
	var labels []safety.Label
	for sc := bufio.NewScanner(f); sc.Scan(); {
		s := strings.TrimSpace(sc.Text())
		if head, ok := strings.CutPrefix(s, "= "); ok {
			labels = nil
			for l := range strings.SplitSeq(head, "+") {
				if l := safety.Label(strings.TrimSpace(l)); l != safety.None {
					labels = append(labels, l)
				}
			}
		} else if s != "" && s[0] != '#' {
			out = append(out, judged{s, lang, labels})
		}
	}
	return out
}

// TestFigures prints recall and precision with 95 % intervals (Wilson), for each
// label and language, on texts that were kept apart, and holds each set to a floor.
func TestFigures(t *testing.T) {
	var held []judged
	for _, s := range samples(t, "heldback") {
		j := judged{text: s.Text, lang: s.Lang}
		if s.Label != safety.None {
			j.labels = []safety.Label{s.Label}
		}
		held = append(held, j)
	}
	for _, set := range []struct {
		name              string
		recall, precision float64
		lines             []judged
	}{
		{"testdata/heldback.jsonl", 0.97, 0.95, held},
		{"corpus/apart/plain", 0.92, 0.92, slices.Concat(apart(t, "corpus/apart/plain.en.txt"), apart(t, "corpus/apart/plain.es.txt"))},
		{"corpus/apart/unseen", 0.85, 0.85, slices.Concat(apart(t, "corpus/apart/unseen.en.txt"), apart(t, "corpus/apart/unseen.es.txt"))},
	} {
		all := figures(set.lines)
		t.Logf("%s: %d texts", set.name, len(set.lines))
		for _, line := range all.lines() {
			t.Log("  " + line)
		}
		if all.caught.share() < set.recall || all.right.share() < set.precision {
			t.Errorf("%s: below recall %v or precision %v", set.name, set.recall, set.precision)
		}
	}
}

// TestOrdinary: what a clinic's number hears all day (answers to questions,
// scheduling, small talk) raises few alarms.
func TestOrdinary(t *testing.T) {
	sets := map[string][]string{}
	for _, name := range []string{"corpus/apart/ordinary", "corpus/apart/daily"} {
		for _, s := range slices.Concat(apart(t, name+".en.txt"), apart(t, name+".es.txt")) {
			sets[name] = append(sets[name], s.text)
		}
	}
	var all count
	for _, name := range sorted(sets) {
		var alarms count
		for _, s := range sets[name] {
			raised := safety.Screen(s).Raised()
			alarms.add(raised)
			all.add(raised)
		}
		t.Logf("%s: false alarms %s", name, alarms)
	}
	if all.share() > ordinaryAlarms {
		t.Errorf("%d false alarms in %d ordinary texts", all.n, all.of)
	}
}

// ordinaryAlarms is the share of ordinary texts that may raise one. The aim is one
// in a thousand; README.md beside it tells what is reached.
const ordinaryAlarms = 0.005

// count is n of so many.
type count struct{ n, of int }

func (c *count) add(hit bool) {
	c.of++
	if hit {
		c.n++
	}
}

func (c count) share() float64 { return float64(c.n) / float64(max(c.of, 1)) }

// String is the share with its 95 % interval (Wilson).
func (c count) String() string {
	if c.of == 0 {
		return "none"
	}
	p, z, m := c.share(), 1.96, float64(c.of)
	mid := (p + z*z/(2*m)) / (1 + z*z/m)
	half := z * math.Sqrt(p*(1-p)/m+z*z/(4*m*m)) / (1 + z*z/m)
	return fmt.Sprintf("%d of %d, %.3f (%.3f to %.3f)", c.n, c.of, p, max(mid-half, 0), min(mid+half, 1))
}

// tally is what the screen made of a set.
type tally struct {
	caught, right, alarms count
	byLabel               map[string]*[2]count // by label, and label and language: raised, and by its name
	byLang                map[string]*count
	precise               map[safety.Label]*count // of what was raised by a name, rightly
}

func figures(lines []judged) *tally {
	t := &tally{byLabel: map[string]*[2]count{}, byLang: map[string]*count{}, precise: map[safety.Label]*count{}}
	for _, s := range lines {
		f := safety.Screen(s.text)
		named := slices.Contains(s.labels, f.Label)
		if f.Raised() {
			t.right.add(len(s.labels) > 0)
			if t.precise[f.Label] == nil {
				t.precise[f.Label] = &count{}
			}
			t.precise[f.Label].add(named)
		}
		if len(s.labels) == 0 {
			t.alarms.add(f.Raised())
			continue
		}
		t.caught.add(f.Raised())
		if t.byLang[s.lang] == nil {
			t.byLang[s.lang] = &count{}
		}
		t.byLang[s.lang].add(f.Raised())
		for _, key := range []string{string(s.labels[0]), string(s.labels[0]) + " " + s.lang} {
			if t.byLabel[key] == nil {
				t.byLabel[key] = &[2]count{}
			}
			t.byLabel[key][0].add(f.Raised())
			t.byLabel[key][1].add(named)
		}
	}
	return t
}

func (t *tally) lines() []string {
	out := []string{
		"any danger raised     " + t.caught.String(),
		"raised rightly        " + t.right.String(),
		"harmless but raised   " + t.alarms.String(),
	}
	for _, lang := range sorted(t.byLang) {
		out = append(out, fmt.Sprintf("any danger raised, %s %s", lang, t.byLang[lang]))
	}
	for _, key := range sorted(t.byLabel) {
		out = append(out, fmt.Sprintf("%-21s raised %s; by its name %s", key, t.byLabel[key][0], t.byLabel[key][1]))
	}
	for _, l := range sorted(t.precise) {
		out = append(out, fmt.Sprintf("%-21s rightly named %s", l, t.precise[l]))
	}
	return out
}

func sorted[K ~string, V any](m map[K]V) []K {
	keys := make([]K, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
