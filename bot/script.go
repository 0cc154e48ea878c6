package bot

import "time"

// Text is one wording in each language. {names in braces} are facts, answers or
// values of the moment, filled in when it is said.
type Text map[Lang]string

// In returns the wording in lang, or in English if it has none.
func (t Text) In(lang Lang) string {
	if s, ok := t[lang]; ok {
		return s
	}
	return t[English]
}

// Facts are the clinic's own particulars by the name scripts use for them
// ("clinic short name", "address", "hours"). A fact the clinic has not set is
// absent, and whatever would have said it says that staff will tell.
type Facts map[string]Text

// Script is one published version of all of a clinic's flows, questions and
// phrases. It never changes once compiled; conversations are pinned to one.
type Script struct {
	// Version is a hash of the sources: the same files, the same version.
	Version string
	// Start names the flow that someone new begins in, Home the one for whoever
	// has talked to us before and has no question waiting.
	Start string
	Home  string

	Flows map[string]*Flow
	// Pieces are the shared steps by the names that scripts give them, for those who
	// read scripts: flows hold them already, wherever they use one. A step that returns
	// ends here.
	Pieces map[string]*Flow
	Topics []Topic
	// Phrases are the lines the engine itself speaks, by name; see Phrase names
	// in phrases.go. The checker refuses a script that lacks one.
	Phrases map[string]Text
	// Danger are the clinic's own wordings of crisis replies, by the names of
	// package safety, which says the built-in ones instead of any that lack what
	// they must hold. The newest script's count, whatever version a conversation
	// is pinned to.
	Danger map[string]Text
	// Sources says where each wording and sentence stands, by a key of package
	// flows; only the checker reads it.
	Sources map[string]Source
}

// Step returns the step at p, or nil.
func (s *Script) Step(p Place) *Step {
	return s.Flows[p.Flow].Step(p.Step)
}

// Flow is one conversation, read from top to bottom.
type Flow struct {
	Name  string
	Title string
	Steps []*Step // the first is where it starts

	byName map[string]*Step
}

// NewFlow makes a flow of steps in their order.
func NewFlow(name, title string, steps []*Step) *Flow {
	f := &Flow{Name: name, Title: title, Steps: steps, byName: make(map[string]*Step, len(steps))}
	for _, s := range steps {
		f.byName[s.Name] = s
	}
	return f
}

// Step returns the step of that name, or nil; of no flow, nil.
func (f *Flow) Step(name string) *Step {
	if f == nil {
		return nil
	}
	return f.byName[name]
}

// Start is where the flow begins.
func (f *Flow) Start() Place { return Place{Flow: f.Name, Step: f.Steps[0].Name} }

// Source is a place in a script file, for people who read an error. Line and
// Col count from 1, Col in characters; 0 = the whole line or file.
type Source struct {
	File string
	Line int
	Col  int
}

// Step is one thing the script does: says, asks, offers, hands over, moves on.
// In the order of the fields: Say, then Set, then Handoff, then either Ask or
// Offer (which wait for an answer), then Branches and Then.
type Step struct {
	Name   string
	Source Source

	Say []Text
	Set []Setting
	// Handoff opens a case for staff and tells the person the truth about it.
	Handoff *HandoffOrder

	// Ask is the waiting question; nil if this step asks nothing.
	Ask Text
	// DiscreetAsk replaces Ask on a shared phone; nil = the same words.
	DiscreetAsk Text
	// AskAgain is a short form of Ask for when it was asked a moment ago; nil =
	// the same words. It is as neutral as DiscreetAsk.
	AskAgain Text
	Answer   AnswerSpec
	// Keep is the name the answer is kept under; "" = not kept.
	Keep string
	// Consent records the answer "yes" to this step as agreement to texts for
	// this purpose ("conversation", "reminders"); "" = none.
	Consent string

	// Offer shows openings and waits for a pick.
	Offer *OfferSpec

	Branches []Branch // the first that holds
	Then     Target   // otherwise

	// Unclear and Silent apply while this step waits; the parser fills in the
	// script's defaults, so neither can be missing.
	Unclear UnclearSpec
	Silent  []SilentRung
}

// Waits reports whether the step ends a turn by waiting for the person.
func (s *Step) Waits() bool { return s.Ask != nil || s.Offer != nil }

// Target is where to go next: a step of the same flow, the start of another
// flow, or the end of the conversation (the person may text again at any time).
type Target struct {
	Step string
	Flow string
	End  bool
}

// IsZero reports whether no target was written.
func (t Target) IsZero() bool { return t == Target{} }

// Branch goes to Then when the value kept under Name is (or, with Not, is not)
// Value. For answers of several choices "is" means "contains". The name ""
// is the answer just given; two names are the session's own: "discreet" ("on" or
// "off") and "language" (a code).
type Branch struct {
	Name  string
	Value string
	Not   bool
	Then  Target
}

// Setting changes something about the session: "discreet" to "on"/"off",
// "language" to a code, or an answer to a fixed value.
type Setting struct {
	Name  string
	Value string
}

// HandoffOrder is a script's wish for a person.
type HandoffOrder struct {
	Reason string // for staff; never holds anything of the person
	Level  Level
	Team   Team // who must answer it; "" = whoever is told of anything else
}

// AnswerKind is what a question is answered with.
type AnswerKind string

const (
	AnswerYesNo   AnswerKind = "yesno"   // kept as "yes" or "no"
	AnswerChoice  AnswerKind = "choice"  // kept as the option's name
	AnswerChoices AnswerKind = "choices" // several at once: names joined by ","
	AnswerName    AnswerKind = "name"
	AnswerText    AnswerKind = "text"
	AnswerDayPart AnswerKind = "daypart" // kept as TMO, TAF, TEV, TNI or "any"
	AnswerDate    AnswerKind = "date"    // kept as 2006-01-02
	AnswerAdult   AnswerKind = "adult"   // yes, no or an age: kept as "yes" (18 or older) or "no"
	// AnswerCodeWord is the word that guards what is booked on a shared phone:
	// Session.Word has it, and nothing else does.
	AnswerCodeWord AnswerKind = "codeword"
)

// AnswerSpec is what counts as an answer.
type AnswerSpec struct {
	Kind    AnswerKind
	Options []Option // choice, choices; in the order of their digits
	// SkipAs is kept when the person says "skip"; "" = may not be skipped.
	SkipAs string
	// MaxLen limits free text, in characters; 0 = 320.
	MaxLen int
}

// Values are what an answer may be kept as; nil = anything.
func (a AnswerSpec) Values() []string {
	var vs []string
	switch a.Kind {
	case AnswerYesNo, AnswerAdult:
		vs = []string{"yes", "no"}
	case AnswerChoice, AnswerChoices:
		for _, o := range a.Options {
			vs = append(vs, o.Name)
		}
	case AnswerDayPart:
		vs = []string{"TMO", "TAF", "TEV", "TNI", "any"}
	default:
		return nil
	}
	if a.SkipAs != "" {
		vs = append(vs, a.SkipAs)
	}
	return vs
}

// Option is one answer of a choice: its digit is its position from 1.
type Option struct {
	Name string
	// Digit is what the question shows for it ("1", "9").
	Digit string
	// Also are other words for it, by language, besides Label.
	Label Text
	Also  map[Lang][]string
	// Alone marks a choice that excludes all others ("none", "skip").
	Alone bool
}

// OfferSpec shows openings of one visit kind.
type OfferSpec struct {
	Kind   string
	Count  int    // at a time
	None   Target // nothing is open
	Booked Target // a visit is booked
}

// UnclearSpec is what happens to answers that are not understood.
type UnclearSpec struct {
	Again int          // times to ask again
	Then  HandoffOrder // then a person
	// Next is where to go after the handoff; zero = the question keeps waiting.
	Next Target
}

// SilentRung is what happens when no answer comes for After since the question
// was asked. Rungs are in order of After.
type SilentRung struct {
	After time.Duration
	Do    SilentAction
	// Handoff is set for SilentHandoff.
	Handoff HandoffOrder
}

// SilentAction is one way of meeting silence.
type SilentAction string

const (
	SilentNudge   SilentAction = "nudge"
	SilentPause   SilentAction = "pause"
	SilentHandoff SilentAction = "handoff"
)

// Topic is one common question and the clinic's own answer to it.
type Topic struct {
	Name string
	// Of is the broader question that this one is a part of; "none" = of none of
	// the usual ones, "" = it is one of them.
	Of     string
	Source Source
	// Examples are ways people ask it, by language.
	Examples map[Lang][]string
	Say      Text
	// Discreet replaces Say on a shared phone and before they agreed to texts;
	// nil = Say names nothing that reveals the clinic.
	Discreet Text
	// Missing replaces Say when a fact it needs is not set; nil = the phrase
	// "staff_will_tell".
	Missing Text
}
