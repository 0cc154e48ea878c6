package flows

import (
	"nightdesk/bot"
)

// Known is what scripts may rely on: what the clinic is and has.
type Known struct {
	// Facts are the names of the clinic's facts, set or not.
	Facts []string
	// Values are the facts that are set; they make lengths exact. May be nil.
	Values bot.Facts
	// Languages are those the clinic serves in full; nil = en and es.
	Languages []bot.Lang
	// VisitKinds are those that can be offered.
	VisitKinds []string
	// Limits are for segments a text; zero = the defaults.
	Limits MessageLimits
	// Commands tells which global word a text is ("stop", "human", ...), or
	// "none" or ""; nil = only the carriers' own words are known.
	Commands func(text string) string
}

// MessageLimits are segments a text: more than Warn is a warning, more than
// Refuse an error.
type MessageLimits struct {
	Warn, Refuse int
}
