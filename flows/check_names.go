package flows

import (
	"cmp"
	"iter"
	"maps"
	"regexp"
	"slices"
	"strings"

	"nightdesk/bot"
	"nightdesk/bot/text"
)

func folded(s string) string { return strings.Join(text.Words(s), " ") }

// ofTheMoment are the names that the engine itself fills in.
var ofTheMoment = []string{"name", "visit", "desk opens", "role", "helper", "phone", "steps left",
	"day", "desk that day", "dosing that day", "opens", "until", "time", "by", "desk now", "dosing now", "walk-in now", "walk-in hours"}

// values lists the names that something fills: facts, kept answers, settings,
// and those of the moment.
func (c *checker) values() map[string]bool {
	if c.filling == nil {
		c.filling = valuesOf(c.script, c.known.Facts)
	}
	return c.filling
}

// near is the known word that was probably meant, for the first hundred mistakes.
func (c *checker) near(word string, known iter.Seq[string]) string {
	if c.guesses++; c.guesses > maxGuesses {
		return ""
	}
	return meaning(word, slices.Collect(known))
}

// longer are the known names of several words that a word stands in, as {clinic short
// name} for {clinic}: the ones that say least of the clinic first.
func longer(word string, known map[string]bool) []string {
	const most = 4 // to list
	var all []string
	for k := range known {
		if parts := strings.Fields(k); len(parts) > 1 && contains(parts, strings.ToLower(word)) {
			all = append(all, k)
		}
	}
	slices.SortFunc(all, func(a, b string) int {
		tells := func(k string) int {
			if strings.HasSuffix(k, "short name") {
				return -1
			} else if contains(tellingFacts, k) {
				return 1
			}
			return 0
		}
		return cmp.Or(cmp.Compare(tells(a), tells(b)), cmp.Compare(a, b))
	})
	return all[:min(most, len(all))]
}

// bracketed finds names in the wrong brackets.
var bracketed = regexp.MustCompile(`[\[<]([A-Za-z ]{3,40})[\]>]`)

// unknownValue: names in braces that nobody fills, and names without braces.
func (c *checker) unknownValue() {
	known := c.values()
	c.each(func(w wording, lang bot.Lang, s string) {
		for _, n := range names(s) {
			name := strings.TrimSpace(strings.Trim(n, "{}"))
			if known[name] {
				continue
			}
			mend := "name a fact of the clinic, or an answer that is kept; " + namesThere(known)
			if g := c.near(name, maps.Keys(known)); g != "" {
				mend = "did you mean {" + g + "}?"
			} else if more := longer(name, known); len(more) > 0 {
				mend = "did you mean {" + more[0] + "}?"
				if len(more) > 1 {
					mend += " There is also {" + strings.Join(more[1:], "}, {") + "}"
				}
			}
			c.error(c.at(w.key+"/"+string(lang)), "nothing is known as "+n, mend)
			c.wrong(n)
		}
		if !strings.ContainsAny(s, "[<") {
			return
		}
		for _, m := range bracketed.FindAllStringSubmatch(s, -1) {
			name := strings.ToLower(strings.Join(strings.Fields(m[1]), " "))
			if more := longer(name, known); !known[name] && len(more) > 0 {
				name = more[0]
			}
			if known[name] {
				c.error(c.at(w.key+"/"+string(lang)), m[0]+" would be sent as it stands: names stand in braces", "write:  {"+name+"}")
				c.wrong(m[0])
			}
		}
	})
}

// misnames reports whether s holds a name, or half of one, that is a problem of
// its own.
func (c *checker) misnames(s string) bool {
	if !strings.ContainsAny(s, "{}[<") {
		return false
	}
	unknown := func(n string) bool { return !c.values()[strings.TrimSpace(strings.Trim(n, "{}"))] }
	return slices.ContainsFunc(names(s), unknown) || strings.Count(s, "{") != strings.Count(s, "}") || bracketed.MatchString(s)
}

// missingValue: phrases that are about something and do not say it.
func (c *checker) missingValue() {
	needs := map[string]string{
		bot.PhraseReminder: "{visit}", bot.PhraseHeld: "{visit}", bot.PhraseBooked: "{visit}", bot.PhraseMoved: "{visit}",
		bot.PhraseStoppedMeant: "{clinic phone}", bot.PhraseMyVisit: "{visit}", bot.PhraseCancelSure: "{visit}", bot.PhraseSeatOffer: "{visit}", bot.PhraseDeskMoved: "{visit}",
		bot.PhraseDeskCancelled: "{visit}", bot.PhraseDeskApproved: "{visit}", bot.PhraseSessionChoice: "{visit}", bot.PhraseStaffLater: "{desk opens}",
		bot.PhraseHeldAsk: "{visit}", bot.PhraseRequested: "{by}", bot.PhraseMyRequest: "{visit}",
	}
	c.each(func(w wording, lang bot.Lang, s string) {
		if need := needs[w.name]; w.use == phrase && need != "" && !slices.Contains(names(s), need) {
			c.error(c.at(w.key+"/"+string(lang)), `the phrase "`+w.name+`" does not say `+need, "add "+need)
		}
	})
}

// unknownVisit: offers of visits that are not set up.
func (c *checker) unknownVisit() {
	c.steps(func(f *bot.Flow, s *bot.Step) {
		if s.Offer == nil || s.Offer.Kind == "" || contains(c.known.VisitKinds, s.Offer.Kind) {
			return
		}
		mend := "the clinic has: " + few(c.known.VisitKinds)
		if len(c.known.VisitKinds) == 0 {
			mend = `the clinic has none: add it under "visits" in the clinic's configuration`
		}
		if g := c.near(s.Offer.Kind, slices.Values(c.known.VisitKinds)); g != "" {
			mend = `did you mean "` + g + `"?`
		}
		c.error(c.stepAt(f, s, "offer"), `there is no kind of visit "`+s.Offer.Kind+`"`, mend)
	})
}

// staffBooks: visits that need a look by staff first. A first dose needs the
// exam before it. Who joins a group is decided by its counselor as well, and an
// offer of one only asks for it.
func (c *checker) staffBooks() {
	c.steps(func(f *bot.Flow, s *bot.Step) {
		if s.Offer != nil && s.Offer.Kind == "first_dose" {
			c.error(c.stepAt(f, s, "offer"), `visits of the kind "`+s.Offer.Kind+`" are booked by staff only`, `hand over instead:  handoff "asks for a `+strings.ReplaceAll(s.Offer.Kind, "_", " ")+`" level 3`)
		}
	})
}

// staffPriorities are groups that are never asked about by text (domain rule 2.3):
// staff set them.
var staffPriorities = []string{"injection"}

// unknownPriority: groups that are not set up, or that only staff set.
func (c *checker) unknownPriority() {
	c.steps(func(f *bot.Flow, s *bot.Step) {
		for i, set := range s.Set {
			if set.Name != "priority" || set.Value == "" {
				continue
			}
			at := c.stepAt(f, s, "set"+itoa(i))
			if contains(staffPriorities, set.Value) {
				c.error(at, `the priority group "`+set.Value+`" is set by staff only`, `hand over instead:  handoff "may be seen sooner: ask" level 2`)
				continue
			}
			if contains(c.known.Priorities, set.Value) {
				continue
			}
			mend := "the clinic has: " + few(c.known.Priorities)
			if len(c.known.Priorities) == 0 {
				mend = "the clinic has none: add its priority groups to the clinic's configuration"
			}
			if g := c.near(set.Value, slices.Values(c.known.Priorities)); g != "" {
				mend = `did you mean "` + g + `"?`
			}
			c.error(at, `there is no priority group "`+set.Value+`"`, mend)
		}
	})
}

// missingPhrase: lines the engine speaks that have no wording.
func (c *checker) missingPhrase() {
	at := bot.Source{File: "phrases.flow"}
	for _, name := range bot.Phrases() {
		if src, ok := c.script.Sources["phrase/"+name]; ok {
			at.File = src.File
		}
	}
	for _, name := range bot.Phrases() {
		if len(c.script.Phrases[name]) == 0 {
			c.error(at, `the phrase "`+name+`" is missing`, "add its name on a line, and under it:  en  ...")
		}
	}
}

// sameQuestion: an example that two topics have, or that reads more like a question
// of another topic than of its own.
func (c *checker) sameQuestion() {
	if len(c.script.Topics) == 0 {
		return
	}
	type asked struct{ topic, words string }
	first := map[string]asked{}
	of := map[string]string{} // a part of a question may well read like the whole
	for _, t := range c.script.Topics {
		of[t.Name] = t.Of
	}
	var read func(string) (string, bool)
	if c.known.Topics != nil {
		read = c.known.Topics(c.script.Topics)
	}
	for _, t := range c.script.Topics {
		for _, lang := range slices.Sorted(maps.Keys(t.Examples)) {
			for _, ex := range t.Examples[lang] {
				f := folded(ex)
				other, had := first[f]
				if !had {
					first[f] = asked{t.Name, ex}
				} else if other.topic != t.Name {
					c.error(t.Source, `"`+ex+`" is an example of both "`+other.topic+`" and "`+t.Name+`"`, "keep it for one of the two")
					continue
				}
				if read == nil {
					continue
				}
				if name, sure := read(ex); sure && name != t.Name && of[name] != t.Name && t.Of != name {
					c.warn(t.Source, `"`+ex+`" is an example of "`+t.Name+`", but reads like a question of "`+name+`": with a word more or less it gets that answer`,
						`move it to "`+name+`", or add examples like it to "`+t.Name+`"`)
				}
			}
		}
	}
}
