package release

import (
	"maps"
	"slices"
	"strings"

	"nightdesk/bot"
	"nightdesk/bot/text"
)

// Reason is one thing of a change that a second person must agree to.
type Reason struct {
	// File and Line are where it stands now or, if Gone, where it stood.
	File string
	Line int
	Gone bool
	// Flow and Step are of what belongs to a step; else "".
	Flow, Step string
	// What says what is another, as Danger does, and Why, behind "because it", what nobody
	// should change alone.
	What, Why string
}

// Reasons are why a second person must agree to a change, each with its place; none if
// nobody must. Danger says for what they are.
func Reasons(before, after *bot.Script) []Reason {
	if before == nil || after == nil {
		return nil
	}
	r := &reasons{was: before, now: after}
	r.texts("danger/", "the reply to danger ", "is what we say to somebody in danger", before.Danger, after.Danger, nil)
	r.texts("phrase/", "the phrase ", "is what people get who ask for help", before.Phrases, after.Phrases, dangerPhrases)
	for _, c := range DiffScripts(before, after) {
		if c.Kind != KindWording && c.Weight == WeightSafety {
			r.all = append(r.all, Reason{File: c.File, Line: c.Line, Gone: c.Gone, Flow: c.Flow, Step: c.Step, What: c.String(), Why: whyOf(c)})
		}
	}
	r.dangerTexts()
	r.lostCalls()
	return r.all
}

// whyOf is why a change that is no wording is one for safety.
func whyOf(c Change) string {
	if c.Kind == KindQuestion {
		return "takes away an answer that names a number of help"
	}
	if c.Kind == KindStep {
		return "takes away a step that calls a person at once or names a number of help"
	}
	return "changes when a person is called at once"
}

// reasons collects them.
type reasons struct {
	was, now *bot.Script
	all      []Reason
}

// add notes a reason at the place of a key: of the older script if gone.
func (r *reasons) add(key string, gone bool, what, why string) {
	script := r.now
	if gone {
		script = r.was
	}
	x := Reason{Gone: gone, What: what, Why: why}
	if name, ok := strings.CutPrefix(key, "step/"); ok {
		parts := strings.Split(name, "/")
		x.Flow, x.Step = parts[0], parts[min(1, len(parts)-1)]
	}
	src := at(script, key)
	x.File, x.Line = src.File, src.Line
	r.all = append(r.all, x)
}

// texts adds those that are not the same, of those in only if it is not nil.
func (r *reasons) texts(key, what, why string, before, after map[string]bot.Text, only []string) {
	for _, name := range keys(before, after) {
		if only != nil && !slices.Contains(only, name) {
			continue
		}
		for _, lang := range keys(before[name], after[name]) {
			x, had := before[name][lang]
			if y, has := after[name][lang]; x != y || had != has {
				r.add(key+name+"/"+string(lang), !has, what+`"`+name+`" is another`, why)
			}
		}
	}
}

// dangerSaid is the first word of a text that speaks of danger, quoted; "" = none does.
func dangerSaid(s string) string {
	folded := text.Fold(s)
	m := dangerWord.FindStringIndex(folded)
	if m == nil {
		return emergencyRoom.FindString(s)
	}
	end := len(folded)
	if n := strings.IndexFunc(folded[m[1]:], func(c rune) bool { return strings.ContainsRune(" .,;:!?()\n\"", c) }); n >= 0 {
		end = m[1] + n
	}
	return "“" + folded[m[0]:end] + "”"
}

// saysOf is dangerSaid of any language of a text, the wanted one first.
func saysOf(t bot.Text, lang bot.Lang) string {
	if said := dangerSaid(t[lang]); said != "" {
		return said
	}
	for _, l := range slices.Sorted(maps.Keys(t)) {
		if said := dangerSaid(t[l]); said != "" {
			return said
		}
	}
	return ""
}

// Because sorts reasons to the changes that they belong to: why[i] are those of changes[i],
// each said once, and rest are those of none, one of each step. What only follows from a
// change of the same flow that needs a second person anyway is left out.
func Because(changes []Change, all []Reason) (why [][]string, rest []Reason) {
	why = make([][]string, len(changes))
	needs := map[string]bool{} // flows
	for _, r := range all {
		i := r.of(changes)
		if i < 0 {
			rest = append(rest, r)
			continue
		}
		needs[changes[i].Flow] = true
		if !slices.Contains(why[i], r.Why) {
			why[i] = append(why[i], r.Why)
		}
	}
	said := map[[3]string]bool{}
	rest = slices.DeleteFunc(rest, func(r Reason) bool {
		key := [3]string{r.Flow, r.Step, r.Why}
		had := said[key]
		said[key] = true
		return had || r.Flow != "" && needs[r.Flow]
	})
	return why, rest
}

// of is the change that a reason belongs to: the one of its line, else one of its step, a
// wording last; else, where it is gone, the one before it in its file that says so. -1 =
// none.
func (r Reason) of(changes []Change) int {
	find := func(fits func(Change) bool) int { return slices.IndexFunc(changes, fits) }
	if i := find(func(c Change) bool { return c.File == r.File && c.Line == r.Line && c.Gone == r.Gone }); i >= 0 {
		return i
	}
	here := func(c Change) bool { return r.Step != "" && c.Flow == r.Flow && c.Step == r.Step }
	if i := find(func(c Change) bool { return here(c) && c.Kind != KindWording }); i >= 0 {
		return i
	}
	if i := find(here); i >= 0 {
		return i
	}
	best := -1
	for i, c := range changes {
		if r.Gone && c.Gone && c.File == r.File && c.Line <= r.Line && (best < 0 || c.Line > changes[best].Line) {
			best = i
		}
	}
	return best
}
