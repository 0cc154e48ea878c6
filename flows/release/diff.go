package release

import (
	"cmp"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"nightdesk/bot"
	"nightdesk/flows"
)

// Diff says in words what is another in newer files, in the order of the files.
// Whatever their scripts or talks differ in is among it; files that differ in
// comments and spacing only give one change that says so. Files that cannot be
// read in whole are compared as far as they can.
func Diff(before, after bot.ScriptFiles) []Change {
	was, wasBad := flows.Parse(before.Flows)
	now, nowBad := flows.Parse(after.Flows)
	d := &differ{was: was, now: now, defaults: map[string]bool{}, ofUses: map[string]bool{}}
	d.home = settingsFile(after.Flows)
	d.scripts()
	d.accepted(before.Flows, after.Flows)
	d.talks(before.Talks, after.Talks)
	d.files(before.Flows, after.Flows, wasBad, nowBad)
	return d.sorted()
}

// DiffScripts is Diff of scripts that are read already, without their talks and
// what is spacing only.
func DiffScripts(before, after *bot.Script) []Change {
	d := &differ{was: before, now: after, defaults: map[string]bool{}, ofUses: map[string]bool{}}
	d.scripts()
	return d.sorted()
}

// differ collects changes.
type differ struct {
	was, now *bot.Script
	changes  []Change
	home     string // the settings' file
	// defaults are changes of the settings that were said, for each shows in every
	// step that has nothing of its own.
	defaults map[string]bool
	// ofUses are files of pieces of which something is said where they are used.
	ofUses  map[string]bool
	renamed map[bot.Place]string // steps that only have another name, as they were
}

func (d *differ) sorted() []Change {
	slices.SortStableFunc(d.changes, func(a, b Change) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
	})
	return d.changes
}

// add notes a change at the place of a key: of the newer script unless it is gone.
func (d *differ) add(key string, c Change) {
	script := d.now
	if c.Gone {
		script = d.was
	}
	src := at(script, key)
	c.File, c.Line = src.File, src.Line
	d.changes = append(d.changes, c)
}

// at is where a key stands in the files of a script, or what holds it.
func at(script *bot.Script, key string) bot.Source {
	for key != "" {
		if src, ok := script.Sources[key]; ok {
			return src
		}
		if name, isStep := strings.CutPrefix(key, "step/"); isStep {
			flow, step, _ := strings.Cut(name, "/")
			if st := script.Step(bot.Place{Flow: flow, Step: step}); st != nil {
				return st.Source
			}
			key = "flow/" + flow
			continue
		}
		if name, isTopic := strings.CutPrefix(key, "topic/"); isTopic {
			if i := slices.IndexFunc(script.Topics, func(t bot.Topic) bool { return t.Name == name }); i >= 0 {
				return script.Topics[i].Source
			}
		}
		key = key[:max(0, strings.LastIndexByte(key, '/'))]
	}
	return bot.Source{}
}

// scripts compares all that the scripts hold.
func (d *differ) scripts() {
	d.shared()
	d.begins("start", "somebody new", d.was.Start, d.now.Start)
	d.begins("home", "somebody who texted before", d.was.Home, d.now.Home)
	d.topics()
	for _, name := range keys(d.was.Phrases, d.now.Phrases) {
		d.wording("phrase/"+name, Change{Kind: KindWording, Weight: WeightWording}, `the phrase "`+name+`"`, d.was.Phrases[name], d.now.Phrases[name])
	}
	for _, name := range keys(d.was.Danger, d.now.Danger) {
		d.wording("danger/"+name, Change{Kind: KindWording, Weight: WeightSafety}, `the reply to danger "`+name+`"`, d.was.Danger[name], d.now.Danger[name])
	}
}

// begins compares where people start.
func (d *differ) begins(setting, who, was, now string) {
	if was != now {
		d.add("settings/"+setting, Change{Kind: KindSettings, Weight: WeightPath, Sentence: who + " now begins in the flow " + orNone(now) + ", was " + orNone(was)})
	}
}

// wording compares a text in each of its languages.
func (d *differ) wording(key string, c Change, what string, was, now bot.Text) {
	for _, lang := range keys(was, now) {
		a, had := was[lang]
		b, has := now[lang]
		if had == has && a == b {
			continue
		}
		c := c
		c.Lang, c.Sentence, c.Gone = lang, what+", in "+language(lang), !has
		c.Was, c.Now = Words(a, b)
		switch {
		case !had:
			c.Was, c.Now = nil, []Span{{b, true}}
			c.Sentence += ", is new"
		case !has:
			c.Was, c.Now = []Span{{a, true}}, nil
			c.Sentence += ", is gone"
		case c.Was == nil:
			c.Was = []Span{}
		case c.Now == nil:
			c.Now = []Span{}
		}
		if c.Weight == WeightWording && (namesHelp(a) || namesHelp(b)) {
			c.Weight = WeightSafety
		}
		d.add(key+"/"+string(lang), c)
	}
}

// namesHelp reports whether a wording tells a number for emergencies.
func namesHelp(s string) bool {
	for _, number := range []string{"911", "988"} {
		for i := strings.Index(s, number); i >= 0; {
			end := i + len(number)
			if (i == 0 || s[i-1] < '0' || s[i-1] > '9') && (end == len(s) || s[end] < '0' || s[end] > '9') {
				return true
			}
			if i = strings.Index(s[end:], number); i >= 0 {
				i += end
			}
		}
	}
	return false
}

// topics compares the common questions.
func (d *differ) topics() {
	was, now := map[string]bot.Topic{}, map[string]bot.Topic{}
	for _, t := range d.was.Topics {
		was[t.Name] = t
	}
	for _, t := range d.now.Topics {
		now[t.Name] = t
	}
	for _, name := range keys(was, now) {
		a, had := was[name]
		b, has := now[name]
		key, what := "topic/"+name, `the common question "`+name+`"`
		c := Change{Kind: KindQuestion, Weight: WeightPath}
		switch {
		case !had:
			c.Sentence, c.New = what+" is new", what
			d.add(key, c)
		case !has:
			c.Sentence, c.Gone = what+" is gone", true
			if namesNumber(a.Say, a.Discreet, a.Missing) {
				c.Weight = WeightSafety
			}
			d.add(key, c)
		case a.Of != b.Of:
			c.Sentence = what + " is now " + partOf(b.Of) + ", was " + partOf(a.Of)
			d.add(key, c)
		}
		for _, lang := range keys(a.Examples, b.Examples) {
			d.list(key, Change{Kind: KindQuestion, Weight: WeightPath, Lang: lang, Gone: !has}, what+", in "+language(lang)+": ",
				"also asked as", "no longer asked as", "the examples stand in another order", a.Examples[lang], b.Examples[lang])
		}
		w := Change{Kind: KindWording, Weight: WeightWording}
		d.wording(key+"/say", w, "the answer to "+what, a.Say, b.Say)
		d.wording(key+"/discreet", w, "the answer on a shared phone to "+what, a.Discreet, b.Discreet)
		d.wording(key+"/missing", w, "what is said where a fact is missing, of "+what, a.Missing, b.Missing)
	}
	d.order("topic/", Change{Kind: KindQuestion, Weight: WeightPath, Sentence: "the common questions stand in another order"},
		names(d.was.Topics, func(t bot.Topic) string { return t.Name }), names(d.now.Topics, func(t bot.Topic) string { return t.Name }))
}

func partOf(topic string) string {
	switch topic {
	case "":
		return "a broad one"
	case "none":
		return "a part of no other"
	}
	return `a part of "` + topic + `"`
}

// list compares words of which the order hardly matters.
func (d *differ) list(key string, c Change, what, more, less, order string, was, now []string) {
	var parts []string
	if list := without(now, was); len(list) > 0 {
		parts = append(parts, more+` "`+strings.Join(list, `", "`)+`"`)
	}
	if list := without(was, now); len(list) > 0 {
		parts = append(parts, less+` "`+strings.Join(list, `", "`)+`"`)
	}
	if len(parts) == 0 && !slices.Equal(was, now) {
		parts = append(parts, order)
	}
	if len(parts) > 0 {
		c.Sentence = what + strings.Join(parts, "; ")
		d.add(key, c)
	}
}

// order notes c if what both lists hold stands in another order.
func (d *differ) order(key string, c Change, was, now []string) {
	if !slices.Equal(without(was, without(was, now)), without(now, without(now, was))) {
		d.add(key, c)
	}
}

// without is what list holds more of than the other.
func without(list, other []string) []string {
	left := map[string]int{}
	for _, s := range other {
		left[s]++
	}
	var out []string
	for _, s := range list {
		if left[s]--; left[s] < 0 {
			out = append(out, s)
		}
	}
	return out
}

// talks compares the tests.
func (d *differ) talks(was, now map[string]string) {
	for _, name := range keys(was, now) {
		a, had := was[name]
		b, has := now[name]
		c := Change{File: name, Kind: KindTalk, Weight: WeightNone, Gone: !has}
		switch {
		case !had:
			c.Sentence = "the talk " + name + " is new"
		case !has:
			c.Sentence = "the talk " + name + " is gone"
		case a != b:
			c.Sentence = "the talk " + name + " changed"
		default:
			continue
		}
		d.changes = append(d.changes, c)
	}
}

// files notes the files that differ in nothing that any change tells of.
func (d *differ) files(was, now map[string]string, wasBad, nowBad []flows.Problem) {
	told := map[string]bool{}
	for _, c := range d.changes {
		told[c.File] = true
	}
	for _, name := range keys(was, now) {
		a, had := was[name]
		b, has := now[name]
		if told[name] || had == has && a == b {
			continue
		}
		c := Change{File: name, Gone: !has, Kind: KindSpacing, Weight: WeightNone}
		were, are := errorsIn(name, wasBad), errorsIn(name, nowBad)
		switch {
		case bare(a) == bare(b) && were == are:
			c.Sentence = name + ": only comments or spacing"
		case were+are > 0:
			c.Kind, c.Weight, c.Sentence = KindUnread, WeightPath, name+" changed, and has lines that cannot be read yet"
		case !had:
			c.Sentence = "the file " + name + " is new; nothing that is said or done changes by it"
		case !has:
			c.Sentence = "the file " + name + " is gone; nothing that is said or done changes by it"
		case d.ofUses[name]:
			c.Kind, c.Weight, c.Sentence = KindPath, WeightPath, name+": changes where it goes on for those who use it"
		default:
			c.Sentence = name + ": written in another way; nothing that is said or done changes by it"
		}
		d.changes = append(d.changes, c)
	}
}

// errorsIn counts the errors in a file.
func errorsIn(name string, problems []flows.Problem) int {
	n := 0
	for _, p := range problems {
		if p.File == name && p.Severity == flows.Error {
			n++
		}
	}
	return n
}

// bare is a file without comments and spacing.
func bare(src string) string {
	var words []string
	for l := range strings.SplitSeq(src, "\n") {
		if strings.HasPrefix(strings.TrimSpace(l), "#") {
			continue
		}
		l, _, _ = strings.Cut(l, "  # ")
		words = append(words, strings.Fields(strings.TrimPrefix(l, "\ufeff"))...)
	}
	return strings.Join(words, " ")
}

// settingsFile is the file that holds the settings.
func settingsFile(files map[string]string) string {
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if w := strings.Fields(bare(files[name])); len(w) > 0 && w[0] == "settings" {
			return name
		}
	}
	return ""
}

// keys are those of two maps, sorted.
func keys[K cmp.Ordered, V any](a, b map[K]V) []K {
	all := slices.AppendSeq(slices.Collect(maps.Keys(a)), maps.Keys(b))
	slices.Sort(all)
	return slices.Compact(all)
}

func names[T any](list []T, name func(T) string) []string {
	out := make([]string, len(list))
	for i, t := range list {
		out[i] = name(t)
	}
	return out
}

func same(a, b any) bool { return reflect.DeepEqual(a, b) }

func itoa(n int) string { return strconv.Itoa(n) }
