package safety

import (
	"slices"
	"strings"

	"nightdesk/bot"
)

// Label says what kind of danger a text speaks of.
type Label string

// The labels in their order of precedence: minutes to death first.
const (
	OverdoseNow      Label = "overdose_now"
	MedicalEmergency Label = "medical_emergency"
	SuicideRisk      Label = "suicide_risk"
	DangerFromOthers Label = "danger_from_others"
	Withdrawal       Label = "withdrawal"
	None             Label = "none"
)

// labels lists what can be raised, the most urgent first.
var labels = [...]Label{OverdoseNow, MedicalEmergency, SuicideRisk, DangerFromOthers, Withdrawal}

// rank is l's place in the order of precedence; None comes last.
func (l Label) rank() int {
	switch l { // compared on every rule of every text: no search
	case OverdoseNow:
		return 0
	case MedicalEmergency:
		return 1
	case SuicideRisk:
		return 2
	case DangerFromOthers:
		return 3
	case Withdrawal:
		return 4
	case None:
	}
	return len(labels)
}

// Before reports whether l is answered before m when both are raised.
func (l Label) Before(m Label) bool { return l.rank() < m.rank() }

// Strength says how sure the screen is.
type Strength int

const (
	// Ask: one plain yes/no question and a lower alert; silence counts as yes.
	Ask Strength = iota
	// Act: the crisis reply and the alert at once.
	Act
)

// Tags that a finding may carry for staff. They never hold the person's words.
const (
	TagPregnancy     = "pregnancy"
	TagThirdParty    = "third_party"
	TagGrief         = "grief"
	TagHistory       = "history"
	TagMinor         = "minor"
	TagThreat        = "texter_is_threat"
	TagWorry         = "overdose_worry"
	TagDenial        = "denial"
	TagRelapse       = "relapse"
	TagGrievance     = "grievance"
	TagRedFlag       = "ask_red_flags"
	TagOtherLanguage = "other_language"
)

// Finding is what the screen makes of one text.
type Finding struct {
	Label    Label
	Strength Strength
	// Next is a second label that the same text raised, or None.
	Next Label
	// Tags are hints for staff, sorted; a text without a label may have some.
	Tags []string
	// Signals names the rules that matched, sorted, for whoever mends the rules;
	// never the person's words.
	Signals []string
}

// Raised reports whether the text raised any label.
func (f Finding) Raised() bool { return f.Label != None && f.Label != "" }

// Level is how soon staff must act on a raised finding: now, or the same day
// for withdrawal, unless the person is pregnant.
func (f Finding) Level() bot.Level {
	if f.Label == Withdrawal && !f.Tagged(TagPregnancy) {
		return bot.LevelSameDay
	}
	return bot.LevelNow
}

// Holds reports whether the conversation enters crisis_hold: scripts, nudges
// and reminders pause until a member of staff lets it go. Withdrawal does not
// hold, because intake is what helps.
func (f Finding) Holds() bool { return f.Raised() && f.Label != Withdrawal }

// Plea reports whether f is no more than a cry for help, which in a hold is no
// sign of another danger: help is what the hold is about.
func (f Finding) Plea() bool {
	return f.Raised() && f.Strength == Ask && len(f.Signals) == 1 && f.Signals[0] == "need_help_now"
}

// Tagged reports whether f carries the tag.
func (f Finding) Tagged(tag string) bool { return slices.Contains(f.Tags, tag) }

// staffWords are what tags are called where staff read why they were called.
var staffWords = []struct{ tag, words string }{
	{TagThreat, "texter may be the threat"},
	{TagThirdParty, "about someone else"},
	{TagMinor, "may be under 18"},
	{TagPregnancy, "pregnant"},
}

// Why words what was raised for staff: the label and what changes how they
// help, never the person's words.
func (f Finding) Why() string {
	var more []string
	for _, w := range staffWords {
		if f.Tagged(w.tag) && !(w.tag == TagThirdParty && f.Label == DangerFromOthers) { // the other one is the danger
			more = append(more, w.words)
		}
	}
	if len(more) == 0 {
		return string(f.Label)
	}
	return string(f.Label) + " (" + strings.Join(more, ", ") + ")"
}

// AsksIfSafe reports whether the reply to f ends with the question whether it
// is safe to text there.
func (f Finding) AsksIfSafe() bool { return f.Label == DangerFromOthers && !f.Tagged(TagThreat) }
