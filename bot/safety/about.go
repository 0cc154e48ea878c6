package safety

import (
	"slices"
	"strings"

	"nightdesk/bot/text"
)

// Who says who is in danger.
type Who string

const (
	Unknown Who = ""
	Self    Who = "self"  // whoever texts
	Other   Who = "other" // somebody they are with, or speak of
)

var (
	firstPerson = wordSet("i im ive ill id myself yo tome pase inyecte meti puse quiero kiero estoy toy ando tengo siento voy soy")
	thirdPerson = wordSet("he hes she shes they theyre theyve him his her them friend kid baby son daughter child brother sister mom dad husband wife boyfriend girlfriend bf gf roommate " +
		"el ella ellos lo la hijo hija nino nina bebe amigo amiga hermano hermana mama papa esposo esposa novio novia")
	// onlySelf begin the names of rules about what somebody took or feels.
	onlySelf = []string{"took", "self", "did_line", "doubled"}
	// unseen begin the names of rules that tell nothing of who it is about.
	unseen = []string{"od_", "narcan", "need_narcan", "again", "mixed", "laced", "wrong_dose"}
)

// ownSigns are rules about words that one says of oneself, though they name
// others: "everyone would be better off without me", "tell my kids i love them".
var ownSigns = []string{"without_me", "nobody_cares", "goodbye", "burden"}

// reports are words with which such a thing is told of somebody else.
var reports = wordSet("said says say saying told tells texted text texts wrote writes posted sent left thinks he hes she shes him his her dijo dice dicen escribio mando dejo el ella")

// ownGoodbye takes the mark of a third person from somebody's own goodbye: the
// words for those who stand by are none for them.
// With earlier texts, whom those named is not whom "i want to die" speaks of.
func (f *Finding) ownGoodbye(s string, earlier bool) {
	if f.Label != SuicideRisk || !f.Tagged(TagThirdParty) {
		return
	}
	if earlier && Speaks(s) == Self {
		if alone := Screen(s); alone.Label == SuicideRisk && !alone.Tagged(TagThirdParty) {
			f.ownTexter()
			return
		}
	}
	if slices.ContainsFunc(f.Signals, func(name string) bool { return !slices.Contains(ownSigns, name) }) ||
		slices.ContainsFunc(text.Words(s), func(w string) bool { return reports[w] }) {
		return
	}
	f.ownTexter()
}

func (f *Finding) ownTexter() {
	f.Tags = slices.DeleteFunc(f.Tags, func(tag string) bool { return tag == TagThirdParty })
}

// FearsDeath reports whether a text that raised f does so only because it asks or
// fears that somebody dies of what holds already: "is he gonna die". Whatever else
// it says counts.
func FearsDeath(f Finding, s string) bool {
	if f.Label != SuicideRisk {
		return false
	}
	all := " " + strings.Join(text.Words(s), " ") + " "
	rest := all
	for _, fear := range fears {
		rest = strings.ReplaceAll(rest, fear, " . ")
	}
	return rest != all && Screen(rest).Label != SuicideRisk
}

var fears = said(everyOne("is|if|that|think|thinks|scared|afraid", everyOneOf("he|hes|she|shes|they|theyre|he is|she is|they are", "gonna die|going to die|dying|about to die|dead")) +
	everyOne("will|could|can|might|does|did|dont let|do not let|dont want|i dont want", everyOneOf("he|she|they|him|her|them", "die|to die")) +
	everyOne("hes|he is|shes|she is|theyre|they are|he|she", "gonna die|going to die|dying|about to die|might die|will die|could die") +
	everyOne("am i|i am|im|will i|i think im", "gonna die|going to die|dying|about to die|die of this|die from this") +
	everyOne("se|me|se nos|que se|no quiero que se|no dejen que se", "va a morir|esta muriendo|puede morir|muera|voy a morir|estoy muriendo"))

// About tells who is in danger by a text that raised f. In doubt it is unknown:
// the words for the one are no help to the other.
func About(f Finding, s string) Who {
	switch f.Label {
	case SuicideRisk:
		if f.Tagged(TagThirdParty) {
			return Other
		}
		return Self
	case OverdoseNow:
		said, seen := Speaks(s), overdoseBy(f)
		switch {
		case f.Tagged(TagThirdParty):
			return Other
		case seen == Unknown:
			return said
		case said == Unknown || said == seen:
			return seen
		case seen == Self:
			return said // "my roommate took them all"
		}
	case MedicalEmergency, DangerFromOthers, Withdrawal, None:
	}
	return Unknown
}

// overdoseBy tells it by the rules: nobody texts that they don't breathe.
func overdoseBy(f Finding) Who {
	who := Unknown
	for _, signal := range f.Signals {
		begins := func(name string) bool { return strings.HasPrefix(signal, name) }
		switch {
		case slices.ContainsFunc(onlySelf, begins):
			return Self
		case !slices.ContainsFunc(unseen, begins):
			who = Other
		}
	}
	return who
}

// Speaks tells by the words alone of whom a text speaks, if it is of one.
func Speaks(s string) Who {
	self, other := false, false
	for _, w := range text.Words(s) {
		self = self || firstPerson[w]
		other = other || thirdPerson[w]
	}
	switch {
	case self && !other:
		return Self
	case other && !self:
		return Other
	}
	return Unknown
}
