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
