package console

import (
	"slices"
	"strings"

	"nightdesk/bot"
	"nightdesk/flows"
)

// placeSaid tells of a place for a new question who comes by there.
type placeSaid struct {
	Step string
	// Who says it in a sentence.
	Who string
	// Early says that people come by before they agreed to be texted; "" = they did.
	Early string
}

// placesSaid are the places of a flow's file, each with who comes by.
func placesSaid(script *bot.Script, file string, places []flows.Place, lang bot.Lang) (all []placeSaid) {
	before := flows.BeforeConsent(script)
	for _, f := range flowsIn(script, file) {
		for _, p := range places {
			if s := f.Step(p.Step); s != nil {
				said := placeSaid{Step: p.Step, Who: whoComesBy(f, s, lang)}
				if at, is := before[bot.Place{Flow: f.Name, Step: s.Name}]; is {
					said.Early = early(script.Step(at), lang)
				}
				all = append(all, said)
			}
		}
	}
	return all
}

// waysOut are all the places where a step leads, first the one that comes if nothing else
// does.
func waysOut(s *bot.Step) []bot.Target {
	all := []bot.Target{s.Then}
	for _, b := range s.Branches {
		all = append(all, b.Then)
	}
	if s.Offer != nil {
		all = append(all, s.Offer.Booked, s.Offer.None)
	}
	if !s.Unclear.Next.IsZero() {
		all = append(all, s.Unclear.Next)
	}
	return all
}

// comeTo are the steps of a flow that a talk comes to from a place on.
func comeTo(f *bot.Flow, from bot.Target) map[string]bool {
	seen, next := map[string]bool{}, []bot.Target{from}
	for len(next) > 0 {
		s := f.Step(next[0].Step)
		next = next[1:]
		if s == nil || seen[s.Name] {
			continue
		}
		seen[s.Name] = true
		next = append(next, waysOut(s)...)
	}
	return seen
}

// early says that a question comes before people agreed to be texted, which they do at
// a step.
func early(c *bot.Step, lang bot.Lang) string {
	words := c.Ask
	if c.AskAgain != nil {
		words = c.AskAgain
	}
	head, _, _ := strings.Cut(words.In(lang), " 1 ")
	return "This is before people agree to be texted (“" + shorten(head, 60) + "”). Ask only after it: choose “" + c.Name + "” or a later step."
}

// whoComesBy says who goes on from a step, and whom a new question after it misses.
func whoComesBy(f *bot.Flow, s *bot.Step, lang bot.Lang) string {
	says := "Everyone who goes on from “" + s.Name + "” gets it."
	there := answersAway(s, lang, func(bot.Branch) bool { return true })
	switch {
	case len(there) > 0:
		says += " Who answers " + either(there) + " there does not."
	case len(s.Branches) > 0:
		says += " Some are led another way there: they do not."
	}
	var before []string
	for _, up := range f.Steps {
		if up == s || !comeTo(f, up.Then)[s.Name] {
			continue
		}
		for _, a := range answersAway(up, lang, func(b bot.Branch) bool { return b.Then.Step == "" }) {
			if !slices.Contains(before, a) {
				before = append(before, a)
			}
		}
	}
	if len(before) > 0 {
		says += " Who chooses " + either(before) + " before does not come here."
	}
	return says
}

// answersAway are the answers to a step that lead elsewhere than on, as people read
// them: those of the ways that count.
func answersAway(s *bot.Step, lang bot.Lang, counts func(bot.Branch) bool) (all []string) {
	for _, b := range s.Branches {
		if b.Name != "" && b.Name != s.Keep || b.Not || b.Then == s.Then || !counts(b) {
			continue
		}
		words := strings.ReplaceAll(b.Value, "_", " ")
		for _, o := range s.Answer.Options {
			if o.Name == b.Value && o.Label[lang] != "" {
				words = o.Label[lang]
			}
		}
		all = append(all, "“"+words+"”")
	}
	return all
}

// mostNamed is how many answers a sentence names.
const mostNamed = 3

// either joins answers with "or"; of many it names the first.
func either(all []string) string {
	if len(all) > mostNamed {
		return strings.Join(all[:mostNamed], ", ") + " or another way out"
	}
	if len(all) == 1 {
		return all[0]
	}
	return strings.Join(all[:len(all)-1], ", ") + " or " + all[len(all)-1]
}
