package flows

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"nightdesk/bot"
	"nightdesk/bot/text"
)

// revealingWords are words that tell what kind of clinic this is, folded, in their other
// forms too; both languages count in every text.
var revealingWords = newDictionary(func() map[string]string {
	m := map[string]string{}
	for w := range strings.FieldsSeq(`
		methadone buprenorphine suboxone subutex naltrexone naloxone narcan opioid opiate heroin fentanyl oxycodone percocet
		addiction addict addicted addicting addictive drug drugged substance treatment recovery recovering rehab detox withdrawal
		dose dosed dosing dosage medicine medicated medicating medication moud otp oud sud
		overdose overdosed overdosing vivitrol sublocade rehabilitation
		counselor counsellor counseling counselling counsel group therapy therapist nurse nursing doctor physician patient sober sobriety relapse relapsed relapsing
	`) {
		m[w], m[w+"s"], m[w+"es"] = "", "", ""
		if stem, is := strings.CutSuffix(w, "y"); is {
			m[stem+"ies"] = ""
		}
	}
	for w := range strings.FieldsSeq(`
		metadona buprenorfina naltrexona naloxona opioide opiaceo heroina fentanilo
		adiccion adicto adictivo drogadicto drogadiccion droga drogado sustancia tratamiento recuperacion rehabilitacion abstinencia dosis dosificacion
		medicina medicamento medicacion medicado sobredosis sobrio sobriedad recaida desintoxicacion desintoxicado
		consejero consejeria grupo terapia terapeuta terapeutico enfermero doctor doctora medico paciente
	`) {
		m[w], m[w+"s"], m[w+"es"] = "", "", ""
		if stem, is := strings.CutSuffix(w, "o"); is {
			m[stem+"a"], m[stem+"as"] = "", ""
		}
	}
	return m
}())

// dictionary is words and what is said of them. Entries of several words are looked
// for under their first.
type dictionary struct {
	say   map[string]string
	first map[string][]string
}

func newDictionary(say map[string]string) dictionary {
	d := dictionary{say, map[string][]string{}}
	for _, entry := range slices.Sorted(maps.Keys(say)) {
		words := strings.Fields(strings.ReplaceAll(entry, "-", " "))
		d.first[words[0]] = append(d.first[words[0]], entry)
	}
	return d
}

// found lists the entries of a dictionary that occur in s as whole words, in
// order.
func (c *checker) found(s string, d dictionary) []string {
	if len(d.say) == 0 {
		return nil
	}
	words := c.words(s)
	var all []string
	for i, w := range words {
		for _, entry := range d.first[w] {
			if !strings.ContainsAny(entry, " -") {
				all = append(all, entry)
			} else if rest := strings.Fields(strings.ReplaceAll(entry, "-", " ")); len(rest) <= len(words)-i && slices.Equal(words[i:i+len(rest)], rest) {
				all = append(all, entry)
			}
		}
	}
	return distinct(all)
}

// words are those of a text, names in braces left out.
func (c *checker) words(s string) []string {
	w, had := c.folded[s]
	if !had {
		if c.folded == nil {
			c.folded = map[string][]string{}
		}
		w = text.Words(withoutNames(s))
		c.folded[s] = w
	}
	return w
}

// tellingFacts are facts that give the clinic away where no conversation runs.
var tellingFacts = []string{"clinic name", "address", "directions", "website", "link", "what to bring", "dosing hours", "dosing now"}

// listOfMedicines is what every doctor's office asks people to bring.
var listOfMedicines = regexp.MustCompile(`(?i)\b(list) of medicines\b|\b(lista) de medicinas\b`)

// gives names what in s tells too much, the facts it would say included; "" =
// nothing.
func (c *checker) gives(s string, lang bot.Lang) string {
	switch words := c.found(listOfMedicines.ReplaceAllString(s, "$1$2"), revealingWords); len(words) {
	case 0:
	case 1:
		return `the word "` + words[0] + `"`
	default: // all at once: to mend them one by one would be found out one by one
		return `the words "` + strings.Join(words[:len(words)-1], `", "`) + `" and "` + words[len(words)-1] + `"`
	}
	for _, n := range names(s) {
		fact := strings.TrimSpace(strings.Trim(n, "{}"))
		if contains(tellingFacts, fact) || len(c.found(c.known.Values[fact].In(lang), revealingWords)) > 0 {
			return n
		}
	}
	if strings.Contains(s, "http") || strings.Contains(s, "www.") {
		return "a link"
	}
	return ""
}

// telling says of what gives found that it is too much.
func telling(what string) string {
	if strings.HasPrefix(what, "the words ") {
		return what + " tell what kind of clinic this is"
	}
	return what + " tells what kind of clinic this is"
}

// otherwise is a mend of a text, where another word would mend it just as well.
func otherwise(what, mend string) string {
	switch {
	case strings.HasPrefix(what, "the words "):
		return "say it with other words, or " + mend
	case strings.HasPrefix(what, "the word "):
		return "say it with another word, or " + mend
	}
	return mend
}

// neutralNames are the values of the moment that a neutral phrase may say. All
// others but the clinic's facts are what the person told us, or what staff are; the
// helper is told by their role only to somebody alone who agreed to it and reads along.
var neutralNames = []string{"visit", "desk opens", "helper"}

// tells names what in a neutral phrase is about the person or their care; "" =
// nothing.
func (c *checker) tells(s string, lang bot.Lang) string {
	if what := c.gives(s, lang); what != "" {
		return what
	}
	for _, n := range names(s) {
		if name := strings.TrimSpace(strings.Trim(n, "{}")); c.values()[name] && !contains(c.known.Facts, name) && !contains(neutralNames, name) {
			return n
		}
	}
	return ""
}

// mood is a step and whether the phone is shared there.
type mood struct {
	at       int
	discreet bool
}

// leads lists where a step can lead from a mood: "set discreet" changes it, and
// "if discreet" is decided by it.
func (c *checker) leads(m mood) []mood {
	p := &c.ground.spots[m.at]
	for _, set := range p.step.Set {
		if set.Name == "discreet" {
			m.discreet = set.Value == "on"
		}
	}
	var all []mood
	add := func(to int) {
		if to != gone {
			all = append(all, mood{to, m.discreet})
		}
	}
	for i, b := range p.step.Branches {
		if b.Name != "discreet" {
			add(p.ifs[i])
			continue
		}
		if holds := (b.Value == "on") == m.discreet; holds != b.Not {
			add(p.ifs[i])
			return all
		}
	}
	for _, to := range []int{p.then, p.none, p.booked, p.unclear} {
		add(to)
	}
	return all
}

// onShared finds the steps that a shared phone can come to.
func (c *checker) onShared() []bool {
	seen := [2][]bool{make([]bool, len(c.lay().spots)), make([]bool, len(c.ground.spots))}
	of := func(discreet bool) []bool {
		if discreet {
			return seen[1]
		}
		return seen[0]
	}
	var todo []mood
	for _, i := range c.starts(c.script.Start, c.script.Home) {
		todo = append(todo, mood{i, true}, mood{i, false})
	}
	for len(todo) > 0 {
		m := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if !of(m.discreet)[m.at] {
			of(m.discreet)[m.at] = true
			todo = append(todo, c.leads(m)...)
		}
	}
	return of(true)
}

// revealsShared: texts that a shared phone can come to. Somebody new begins on
// a phone of their own; home is come to from any.
func (c *checker) revealsShared() {
	shared := c.onShared()
	for _, w := range c.wordings {
		if w.use != saying && w.use != asking || w.use == asking && w.step.DiscreetAsk != nil {
			continue
		}
		all := revealed(w.text, w.langs, c.gives)
		if len(all) == 0 || !shared[c.ground.at[bot.Place{Flow: w.flow.Name, Step: w.step.Name}]] {
			continue
		}
		for _, r := range all {
			mend := "lead shared phones round it:  if discreet is on then ..."
			if w.use == asking {
				mend = forShared + string(r.lang) + "  ..."
			}
			c.error(c.at(w.key+"/"+string(r.lang)), r.telling()+", and a shared phone can come to this step", otherwise(r.what, mend))
		}
	}
}

// privateAlert: reasons that would carry a person's words to a staff phone.
func (c *checker) privateAlert() {
	c.steps(func(f *bot.Flow, s *bot.Step) {
		look := func(part string, o bot.HandoffOrder) {
			if strings.ContainsAny(o.Reason, "{}") {
				c.error(c.stepAt(f, s, part), "the reason for staff names a value, and would show it on their phones", "say what kind of help is needed, nothing of the person")
			}
			if len(o.Reason) > 60 {
				c.warn(c.stepAt(f, s, part), "the reason for staff is longer than 60 characters", "shorten it; staff read it at a glance")
			}
		}
		if s.Handoff != nil {
			look("handoff", *s.Handoff)
		}
		if s.Waits() {
			look("unclear", s.Unclear.Then)
			for _, r := range s.Silent {
				look("silent", r.Handoff)
			}
		}
	})
}
