package release

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"

	"nightdesk/bot"
	"nightdesk/flows"
)

// Was is one thing that was another in older scripts. Beside Step, one of the others is
// set.
type Was struct {
	// Step is its name in the newer scripts, as flows.QuestionName says it: "intake/who",
	// and "callback/ask" of a piece, wherever that is used.
	Step string
	// Asked and Said are what it asked or said in Lang. Other wordings of the step, as the
	// one for shared phones, were those of today.
	Lang        bot.Lang
	Asked, Said string
	Called      string // its name then
	Lacked      string // the name of an answer that it had not
	Absent      bool   // there was no such step: what led to it led to what follows it
}

// Before is a set of scripts as it was when some things were another, so that what a
// release does to whoever is in mid-conversation can be tried. now is not changed, and
// the result has a version of its own. It runs as now does, but nobody has checked it: a
// wording may be longer than the checker allows. The error says what does not fit now.
func Before(now *bot.Script, was []Was) (*bot.Script, error) {
	old := *now
	old.Flows = maps.Clone(now.Flows)
	b := aging{now: now, old: &old, own: map[string]bool{}}
	h := sha256.New()
	fmt.Fprintf(h, "%s\n", now.Version)
	for _, names := range []bool{false, true} { // names last: the others call steps as they are called today
		for _, w := range was {
			if (w.Called != "") != names {
				continue
			}
			if err := b.apply(w); err != nil {
				return nil, err
			}
			fmt.Fprintf(h, "%+v\n", w)
		}
	}
	old.Version = hex.EncodeToString(h.Sum(nil))[:16]
	return &old, nil
}

// aging makes older scripts of newer ones.
type aging struct {
	now, old *bot.Script
	own      map[string]bool // flows that are copies already
}

// apply makes one thing another, wherever the step stands.
func (b *aging) apply(w Was) error {
	found := false
	for _, name := range keys(b.old.Flows, nil) {
		for _, st := range slices.Clone(b.old.Flows[name].Steps) {
			if flows.QuestionName(bot.Place{Flow: name, Step: st.Name}, st.Source) != w.Step {
				continue
			}
			found = true
			if err := b.change(name, st.Name, w); err != nil {
				return err
			}
		}
	}
	if !found {
		return fmt.Errorf("the scripts have no step %q%s", w.Step, b.meant(w.Step))
	}
	return nil
}

// meant guesses which step was meant.
func (b *aging) meant(step string) string {
	var all []string
	for name, f := range b.old.Flows {
		for _, st := range f.Steps {
			all = append(all, flows.QuestionName(bot.Place{Flow: name, Step: st.Name}, st.Source))
		}
	}
	slices.Sort(all)
	if near := flows.Nearest(step, slices.Compact(all)); near != "" {
		return " (hint: " + near + ")"
	}
	return " (hint: the flow, a slash, and the step, as intake/who)"
}

// change makes one thing of one step another.
func (b *aging) change(flow, step string, w Was) error {
	st := b.step(flow, step)
	var err error
	switch {
	case w.Asked != "":
		st.Ask, err = reworded(st.Ask, w.Lang, w.Asked, w.Step+" asks")
	case w.Said != "" && len(st.Say) > 1:
		err = fmt.Errorf("%s says several texts: only one that says one can have said another", w.Step)
	case w.Said != "":
		var said bot.Text
		if len(st.Say) == 1 {
			said = st.Say[0]
		}
		said, err = reworded(said, w.Lang, w.Said, w.Step+" says")
		st.Say = []bot.Text{said}
	case w.Lacked != "":
		err = unanswered(st, w)
	case w.Called != "":
		err = b.rename(flow, step, w)
	case w.Absent:
		err = b.remove(flow, step, w)
	}
	return err
}

// step is a step that may be changed.
func (b *aging) step(flow, step string) *bot.Step {
	if !b.own[flow] {
		b.own[flow] = true
		var steps []*bot.Step
		for _, st := range b.old.Flows[flow].Steps {
			own := *st
			own.Branches = slices.Clone(st.Branches)
			if st.Offer != nil {
				offer := *st.Offer
				own.Offer = &offer
			}
			steps = append(steps, &own)
		}
		b.put(flow, steps)
	}
	return b.old.Step(bot.Place{Flow: flow, Step: step})
}

func (b *aging) put(flow string, steps []*bot.Step) {
	b.old.Flows[flow] = bot.NewFlow(flow, b.old.Flows[flow].Title, steps)
}

// reworded is a text with other words in one language.
func reworded(t bot.Text, lang bot.Lang, words, what string) (bot.Text, error) {
	switch is, ok := t[lang]; {
	case t == nil:
		return nil, fmt.Errorf("%s nothing", what)
	case !ok:
		return nil, fmt.Errorf("%s nothing in the language %q", what, lang)
	case is == words:
		return nil, fmt.Errorf("%s just that today, so that nothing was another", what)
	}
	t = maps.Clone(t)
	t[lang] = words
	return t, nil
}

// unanswered takes an answer from a step.
func unanswered(st *bot.Step, w Was) error {
	var names []string
	left := slices.DeleteFunc(slices.Clone(st.Answer.Options), func(o bot.Option) bool {
		names = append(names, o.Name)
		return o.Name == w.Lacked
	})
	switch {
	case len(names) == 0:
		return fmt.Errorf("%s has no list of answers", w.Step)
	case len(left) == len(names):
		return fmt.Errorf("%s has no answer %q today (hint: %s)", w.Step, w.Lacked, strings.Join(names, ", "))
	case len(left) < flows.FewestChoices:
		return fmt.Errorf("%s has %d answers, and a question needs %d", w.Step, len(names), flows.FewestChoices)
	}
	st.Answer.Options = left
	return nil
}

// rename calls a step something else, with the steps of the piece that it uses.
func (b *aging) rename(flow, step string, w Was) error {
	name := step[:strings.LastIndex(step, ".")+1] + w.Called
	if b.old.Step(bot.Place{Flow: flow, Step: name}) != nil {
		return fmt.Errorf("there is another step %s today", w.Called)
	}
	called := func(s string) string {
		if rest, ok := strings.CutPrefix(s, step); ok && (rest == "" || rest[0] == '.') {
			return name + rest
		}
		return s
	}
	steps := b.old.Flows[flow].Steps
	for _, st := range steps {
		st.Name = called(st.Name)
		for _, t := range targets(st) {
			t.Step = called(t.Step)
		}
	}
	b.put(flow, steps)
	return nil
}

// remove takes a step away: what led to it leads to what follows it.
func (b *aging) remove(flow, step string, w Was) error {
	f := b.old.Flows[flow]
	st := b.step(flow, step)
	uses := func(x *bot.Step) bool { return strings.HasPrefix(x.Name, step+".") }
	switch {
	case f.Steps[0].Name == step:
		return fmt.Errorf("its flow begins with %s: it can't have been without it", w.Step)
	case slices.ContainsFunc(f.Steps, uses):
		return fmt.Errorf("%s uses a piece: name a step of that", w.Step)
	case st.Offer != nil || st.Then.IsZero() || st.Then.Step == step:
		return fmt.Errorf("nothing follows %s in every case: where what led to it would have led can't be told", w.Step)
	}
	steps := slices.DeleteFunc(slices.Clone(b.old.Flows[flow].Steps), func(x *bot.Step) bool { return x == st })
	for _, x := range steps {
		for _, t := range targets(x) {
			if t.Step == step {
				*t = st.Then
			}
		}
	}
	b.put(flow, steps)
	return nil
}

// targets are all places where a step says what comes next.
func targets(st *bot.Step) []*bot.Target {
	all := []*bot.Target{&st.Then, &st.Unclear.Next}
	for i := range st.Branches {
		all = append(all, &st.Branches[i].Then)
	}
	if st.Offer != nil {
		all = append(all, &st.Offer.None, &st.Offer.Booked)
	}
	return all
}
