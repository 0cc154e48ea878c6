package console

import (
	"fmt"
	"slices"
	"strings"

	"nightdesk/flows/transcript"
)

// decisions are what there is to decide about the tests that go another way: few things,
// however many tests notice them. Each such test notices at least one.
type decisions struct {
	// Promises are talks of the safety set that go another way: nothing to decide about,
	// the scripts are to be mended.
	Promises []differLine
	// Stops are new questions that tests do not know, Shared are other words of a text,
	// and Differ the tests that go another way for a reason of their own.
	Stops  []stopLine
	Shared []sharedLine
	Differ []differLine
	Things []thing
	// Several is how many tests notice more than one of the things.
	Several int
}

// thing is one thing to decide, in the list above all of them.
type thing struct {
	At, Say string // the section of the page, and what it is
	Tests   int    // that notice it
	Alone   int    // those of them that notice nothing else
	Bad     bool   // it is to be mended
}

// differLine is a talk that goes another way, as a conversation.
type differLine struct {
	Name, About string
	Safety      bool   // of the safety set
	Asked       string // a new question of the draft that a promise breaks at
	Why         string
	Before      []phoneItem
	Want, Got   phoneItem
	Nothing     bool // nothing came
	NotAwaited  bool // nothing was to come
	More        int  // further differences
	Far         bool // it is not played to its end
}

// decisions divides the tests that go another way by what there is to decide.
func (v *visit) decisions(results []TalkResult, b bench) (d decisions) {
	results = slices.DeleteFunc(slices.Clone(results), func(r TalkResult) bool { return r.OK })
	if len(results) == 0 {
		return d
	}
	changed := rewordingsOf(b)
	var rest []TalkResult
	d.Stops, rest = v.stops(results, b)
	var diffs [][]*transcript.Difference
	for _, r := range results {
		switch own := slices.ContainsFunc(rest, func(x TalkResult) bool { return x.Name == r.Name }); {
		case r.Safety:
		case own:
			diffs = append(diffs, r.Diffs)
		default: // beyond the question that it stops at anything may come
			diffs = append(diffs, slices.DeleteFunc(slices.Clone(r.Diffs), func(d *transcript.Difference) bool { return changed.of(d) == "" }))
		}
	}
	var shared map[string]bool
	d.Shared, shared = changed.shared(diffs)
	v.later(b, changed, &d)
	_, isNew := newQuestions(b)
	for _, r := range rest {
		l := differLine{Name: r.Name, Asked: askedInSafety(r, isNew), Why: r.Why, Far: r.Far}
		if r.Why == "" {
			i := slices.IndexFunc(r.Diffs, func(d *transcript.Difference) bool { return r.Safety || !shared[d.Key()] })
			if i < 0 {
				continue
			}
			v.differ(&l, r.Diffs[i])
			l.More = len(r.Diffs) - 1
		}
		if t, err := transcript.Read(r.Name, v.talkOf(b, r.Name)); err == nil {
			l.About = aboutOf(t)
		}
		if r.Safety {
			d.Promises = append(d.Promises, l)
		} else {
			d.Differ = append(d.Differ, l)
		}
	}
	d.count()
	return d
}

func (v *visit) talkOf(b bench, name string) string {
	text, _ := v.talkText(b, name)
	return text
}

// later finds the tests that stop at a question before they come to a text that the draft
// changes: they are counted with those that show it, so that the number is the same once
// the question is answered.
func (v *visit) later(b bench, changed rewordings, d *decisions) {
	for _, s := range d.Stops {
		for _, name := range s.Names {
			t, err := transcript.Read(name, b.files.Talks[name])
			if err != nil {
				continue
			}
			for i := range d.Shared {
				l := &d.Shared[i]
				if l.Known && !slices.Contains(l.Names, name) && changed.expectedIn(t, l.Text) {
					l.Later = append(l.Later, name)
				}
			}
		}
	}
}

// looksAt reports whether somebody has to look at a test by itself.
func (d decisions) looksAt(name string) bool {
	is := func(l differLine) bool { return l.Name == name }
	return slices.ContainsFunc(d.Promises, is) || slices.ContainsFunc(d.Differ, is)
}

// count lists the things, and says of how many tests each is the only one.
func (d *decisions) count() {
	notices := map[string][]int{}
	add := func(x thing, names ...string) {
		for _, name := range names {
			notices[name] = append(notices[name], len(d.Things))
		}
		x.Tests = len(names)
		d.Things = append(d.Things, x)
	}
	namesOf := func(lines []differLine) (all []string) {
		for _, l := range lines {
			all = append(all, l.Name)
		}
		return all
	}
	if n := len(d.Promises); n > 0 {
		say := "A promise that no script may break does not hold"
		if n > 1 {
			say = fmt.Sprintf("%d promises that no script may break do not hold", n)
		}
		add(thing{At: "promises", Say: say, Bad: true}, namesOf(d.Promises)...)
	}
	for i, s := range d.Stops {
		add(thing{At: fmt.Sprintf("stop-%d", i), Say: "The " + map[bool]string{true: "new "}[s.New] + "question " + s.Step + " is asked"}, s.Names...)
	}
	for i, l := range d.Shared {
		add(thing{At: fmt.Sprintf("shared-%d", i), Say: "A text " + l.Parts[0].Say}, slices.Concat(l.Names, l.Later)...)
	}
	if n := len(d.Differ); n > 0 {
		add(thing{At: "differ", Say: map[bool]string{true: "A test goes", false: "Tests go"}[n == 1] + " another way for a reason of " + map[bool]string{true: "its", false: "their"}[n == 1] + " own"}, namesOf(d.Differ)...)
	}
	for _, of := range notices {
		if len(of) > 1 {
			d.Several++
		} else {
			d.Things[of[0]].Alone++
		}
	}
}

// Sum says how the numbers of the things make the number of tests; "" if there is one.
func (d decisions) Sum() string {
	if len(d.Things) < 2 {
		return ""
	}
	all := d.Several
	var parts []string
	for i, x := range d.Things {
		if all += x.Alone; x.Alone > 0 {
			parts = append(parts, fmt.Sprintf("%d notice only number %d", x.Alone, i+1))
		}
	}
	if d.Several > 0 {
		parts = append(parts, fmt.Sprintf("%d notice more than one", d.Several))
	}
	return fmt.Sprintf("How the numbers add up: of %s, %s.", plural(all, "test"), strings.Join(parts, " and "))
}

// Meant reports whether all there is to decide is what the draft itself changes.
func (d decisions) Meant() bool {
	return len(d.Promises)+len(d.Differ) == 0 && !slices.ContainsFunc(d.Shared, func(l sharedLine) bool { return !l.Known }) &&
		!slices.ContainsFunc(d.Stops, func(l stopLine) bool { return !l.New })
}

// differ shows a difference as the end of a conversation.
func (v *visit) differ(l *differLine, d *transcript.Difference) {
	for _, line := range d.Talk {
		l.Before = append(l.Before, v.expectedItem(line.Word, line.Text))
	}
	l.Nothing, l.NotAwaited = d.Got == nil, d.Want == nil || d.Want.Text == "none"
	if d.Want != nil {
		l.Want = v.expectedItem(d.Want.Word, d.Want.Text)
	}
	if d.Got != nil {
		l.Got = v.lineItem(d.Got.Kind, d.Got.Text)
	}
}
