package safety

import (
	"strings"

	"nightdesk/bot"
	"nightdesk/bot/text"
)

// required is an element that a crisis wording must have: any one of the
// phrases in its language.
type required struct {
	name   string
	en, es []string
}

// Source: domain.md 5.3 to 5.7. These stay when a clinic rewords a reply.
var (
	needAutomated = required{"automated", []string{"automated"}, []string{"automatic"}}
	need911       = required{"call 911", []string{"call 911"}, []string{"llame al 911"}}
	need988       = required{"988", []string{"988"}, []string{"988"}}
)

var requirements = map[Label][]required{
	OverdoseNow: {
		needAutomated, need911,
		{"naloxone", []string{"naloxone"}, []string{"naloxona"}},
		{"rescue breathing", []string{"breath every 5"}, []string{"soplo cada 5"}},
		{"second dose", []string{"give more"}, []string{"dele mas"}},
		{"recovery position", []string{"side"}, []string{"de lado"}},
		{"stay", []string{"stay"}, []string{"no se vaya"}},
		{"it can come back", []string{"come back"}, []string{"puede volver"}},
		{"law can protect", []string{"can protect"}, []string{"puede proteger"}},
	},
	MedicalEmergency: {
		needAutomated, need911,
		{"ER", []string{"nearest er"}, []string{"emergencias"}},
		{"no driving", []string{"don't drive"}, []string{"no maneje"}},
	},
	SuicideRisk: {
		needAutomated, need911, need988,
		{"care", []string{"glad you told"}, []string{"gracias por contar"}},
		{"distance from means", []string{"away"}, []string{"lejos de", "aleje"}},
		{"company", []string{"near someone", "stay with them"}, []string{"cerca de alguien", "no deje sola"}},
	},
	DangerFromOthers: {
		needAutomated, need911,
		{"someone to talk to", []string{"800-799-7233", "988"}, []string{"800-799-7233", "988"}},
	},
	Withdrawal: {
		needAutomated, need911,
		{"team told", []string{"telling our team"}, []string{"avisamos al equipo"}},
	},
}

// promises are what no crisis text may say: nobody may be there, and only a
// human can have called 911.
var promises = []string{"we called", "is on the way", "someone will call you now", "hemos llamado", "ya llamamos"}

// Require names what a reply to l lacks, in English for whoever edits it: its
// required elements, and length and alphabet. Empty means that it may be sent.
func Require(l Label, reply string, lang bot.Lang) []string {
	lower := strings.ToLower(reply)
	var lacks []string
	for _, r := range requirements[l] {
		phrases := r.en
		if lang == bot.Spanish {
			phrases = r.es
		}
		if !containsAny(lower, phrases) {
			lacks = append(lacks, r.name)
		}
	}
	if containsAny(lower, promises) {
		lacks = append(lacks, "no promise of what a person did or will do")
	}
	enc, n := text.Segments(reply)
	if enc != text.GSM7 {
		lacks = append(lacks, "the GSM-7 alphabet only")
	}
	if n > maxSegments {
		lacks = append(lacks, "two segments at most")
	}
	return lacks
}

func containsAny(s string, phrases []string) bool {
	for _, p := range phrases {
		if strings.Contains(s, p) {
			return true
		}
	}
	return false
}
