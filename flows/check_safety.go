package flows

import (
	"regexp"
	"slices"
	"strings"

	"nightdesk/bot"
)

// opening lists the steps whose texts make up the first reply to somebody new:
// nothing is kept yet, and the phone is not known to be shared.
func (c *checker) opening() [][]*bot.Step {
	f := c.script.Flows[c.script.Start]
	if f == nil {
		return nil
	}
	var ways [][]*bot.Step
	left := 1000 // steps looked at; a real opening has a handful
	var walk func(p bot.Place, way []*bot.Step)
	walk = func(p bot.Place, way []*bot.Step) {
		s := c.script.Step(p)
		if left--; left < 0 || slices.Contains(way, s) {
			return // a circle is another rule's problem
		}
		way = append(slices.Clip(way), s)
		if s.Waits() {
			ways = append(ways, way)
			return
		}
		then := s.Then
		for _, b := range s.Branches {
			if b.Name == "language" { // anybody's may be any
				if next, ok := c.resolve(p.Flow, b.Then); ok {
					walk(next, way)
				}
				continue
			}
			if holds := b.Name == "discreet" && b.Value == "off"; holds != b.Not {
				then = b.Then
				break
			}
		}
		if next, ok := c.resolve(p.Flow, then); ok {
			walk(next, way)
		} else {
			ways = append(ways, way)
		}
	}
	walk(f.Start(), nil)
	return ways
}

// firstText: what everybody is told before anything else, and what may not be
// said before they agreed to texts.
func (c *checker) firstText() {
	for _, way := range c.opening() {
		last := way[len(way)-1]
		for _, lang := range c.known.Languages {
			var all []string
			for _, s := range way {
				for _, t := range s.Say {
					all = append(all, t[lang])
				}
				all = append(all, s.Ask[lang])
			}
			s := strings.Join(all, " ")
			at := c.stepAt(c.script.Flows[c.script.Start], last, "ask/"+string(lang))
			for _, number := range []string{"911", "988"} {
				if !shows(s, number) {
					c.error(at, "the first text does not name "+number+" in "+languageName(lang), "add:  "+inLanguage(lang, "Not for emergencies: call 911. Crisis: call or text 988.", "Emergencia: llame al 911. Crisis: llame o escriba al 988."))
				}
			}
			if !shows(s, "STOP") {
				c.warn(at, "the first text does not say how to end texts in "+languageName(lang), "add:  "+inLanguage(lang, "STOP to end.", "STOP: no mas textos."))
			}
			if what := c.gives(s, lang); what != "" {
				c.error(at, telling(what)+", before anybody agreed to texts", "word it so that it could come from any office")
			}
		}
	}
}

// inLanguage is what to add to a wording, in the wording's own language.
func inLanguage(lang bot.Lang, english, spanish string) string {
	if lang == bot.Spanish {
		return spanish
	}
	return english
}

// safetyPhrase: what HELP and STOP answers must hold, in every language (CTIA
// Messaging Principles 2023; 47 CFR 64.1200(a)(12)).
func (c *checker) safetyPhrase() {
	needs := map[string][]string{
		bot.PhraseHelp:         {"911", "988", "STOP", "{clinic short name}", "{clinic phone}"},
		bot.PhraseStopped:      {"911", "988", "START", "{clinic short name}"},
		bot.PhraseStoppedMeant: {"911", "988", "START"},
	}
	c.each(func(w wording, lang bot.Lang, s string) {
		if w.use != phrase {
			return
		}
		for _, need := range needs[w.name] {
			if !shows(s, need) {
				c.error(c.at(w.key+"/"+string(lang)), `the phrase "`+w.name+`" does not name `+need, "add it")
			}
		}
	})
}

// asks is one thing that must not be asked, what in a text tells that it may be, and
// the ways to ask for it.
type asks struct {
	what  string
	stems []string
	how   *regexp.Regexp
}

func stems(list string) []string { return strings.Split(list, ",") }

// asksFor are things that must not be asked by text, as the ways they are asked
// for; folded text is matched, and only if one of the stems is in it.
var asksFor = []asks{
	{"a social security number", stems("ssn,social"), regexp.MustCompile(`\bssn\b|\bsocial security\b|\bseguro social\b`)},
	{"a birth date", stems("dob,birth,born,nacimiento,cumpleanos,nacio"), regexp.MustCompile(`\bdob\b|\bbirth ?(date|day)|\bdate of birth\b|\b(were|was) \w+ born\b|\bfecha de nacimiento\b|\bcumpleanos\b|\bnacio\b`)},
	{"an address", stems("address,live,direccion,domicilio,vive"), regexp.MustCompile(`\b(your|home|street|mailing) address\b|\bwhere (do|does) \w+ live\b|\b(su|tu) (direccion|domicilio)\b|\bdonde vive`)},
	{"a dose", stems("dose,dosis,mg,methadone,metadona,milligrams,miligramos"), regexp.MustCompile(`\b(what|which|your|current|daily) (\w+ )?dose\b|\bhow (much|many) (\w+ )?(mg|methadone|milligrams)\b|\b(que|cual|su) (\w+ )?dosis\b|\bcuant[oa]s? (\w+ )?(mg|miligramos|metadona)\b`)},
	{"what somebody uses, how, or how much", stems("how,inject,drug,substance,last,use,cuant,inyecta,droga,ultima"), regexp.MustCompile(`\bhow (much|often) (do|does|did) \w+ (use|take|drink|inject)|\b(do|does|did) \w+ inject|\bwhat (drugs?|substances?) \b|\bwhen did \w+ last use\b|\bcuant[oa] (usa|toma|consume)|\bse inyecta|\bque drogas?\b|\bultima vez que (uso|consumio)`)},
	{"a card or plan number", stems("number,numero,medicare no,medicaid no,insurance no,member no,plan no,policy no,card no,id no,license no"), regexp.MustCompile(`\b(medicare|medicaid|insurance|member|plan|policy|card|id|license) (number|no\b|#)|\bnumero de (su )?(seguro|tarjeta|medicare|medicaid|licencia|identificacion|poliza|plan)`)},
	{"a picture of an ID", stems("photo,picture,copy,foto"), regexp.MustCompile(`\b(photo|picture|copy) of (your|the) (id|card|license)|\bfoto de (su|la) (id|identificacion|tarjeta|licencia)`)},
	{"a diagnosis", stems("hiv,hepatitis,diagnos,mental,vih,trauma"), regexp.MustCompile(`\bhiv\b|\bhepatitis\b|\bdiagnos|\bmental illness|\bvih\b|\btrauma\b`)},
	{"arrests, probation or immigration", stems("arrest,probation,parole,immigra,citizen,condicional,inmigra,ciudadan"), regexp.MustCompile(`\barrest|\bprobation\b|\bparole\b|\bimmigra|\bcitizen|\blibertad condicional\b|\binmigra|\bciudadan`)},
	{"a partner's or another person's name", stems("name,nombre"), regexp.MustCompile(`\b(partner|spouse|husband|wife)s? name\b|\bnombre de su (pareja|esposo|esposa)\b`)},
	{"an employer", stems("employer,work,trabaja,empleador"), regexp.MustCompile(`\bemployer\b|\bwhere do you work\b|\bdonde trabaja|\bempleador\b`)},
}

var asksNot = regexp.MustCompile(`\b(dont|do not|not|never|no|nunca|sin|without|leave out)\b`)

// neverAsk: questions for what may not stand on a phone we do not control. A
// sentence that says "please don't send" such things is meant to be there.
func (c *checker) neverAsk() {
	c.each(func(w wording, lang bot.Lang, s string) {
		if w.use != asking && w.use != askingDiscreet {
			return
		}
		if whole := folded(s); !slices.ContainsFunc(asksFor, func(a asks) bool { return holdsStem(whole, a.stems) && a.how.MatchString(whole) }) {
			return // nor does any part of it
		}
		for part := range sentences(s) {
			folded := folded(part)
			for _, a := range asksFor {
				if a.how.MatchString(folded) && !asksNot.MatchString(folded) {
					c.error(c.at(w.key+"/"+string(lang)), "this asks for "+a.what+", which must not be asked by text", "leave it to the call or the visit")
				}
			}
		}
	})
}

// holdsStem spares the slow look at texts that cannot match.
func holdsStem(s string, stems []string) bool {
	return slices.ContainsFunc(stems, func(stem string) bool { return strings.Contains(s, stem) })
}
