package bot

import "time"

// Words that the figures of a clinic's day are counted under (Commit.Counts). What
// follows a colon is a name of a script's, of a visit kind or of a bucket.
const (
	CountIn       = "in:"       // a text came in; in which language the talk is, or "none"
	CountOut      = "out"       // a text went to a person, danger included
	CountRelayed  = "relayed"   // words of staff went to a person
	CountSegments = "segments"  // of automatic texts to people, danger apart
	CountUnasked  = "unasked"   // a nudge or reminder
	CountAlert    = "alert:"    // an alert went out; by which way
	CountOptOut   = "opted_out" // somebody wants no more texts
	CountOptIn    = "opted_in"  // and wants them again
	CountCase     = "case:"     // a case was opened; its level
	CountCrisis   = "crisis:"   // danger was raised; its label
	CountMoved    = "moved:"    // a conversation went on in a newer version; how (MoveMode)
	CountAnswer   = "answer:"   // a text was answered; how soon (AnswerBuckets)
	CountBooked   = "booked:"   // a visit; kind and how far ahead (DelayBuckets)
	CountKept     = "kept:"     // a visit took place; kind and delay
	CountMissed   = "missed:"
	CountUnkept   = "unkept:" // that mark was set in error
	CountUnmissed = "unmissed:"
)

// What may happen at a step of a script. The place follows: "shown:intake/who@3f8a1c27".
const (
	StepShown    = "shown:"    // its question was put
	StepAnswered = "answered:" // and understood
	StepUnclear  = "unclear:"  // an answer was not understood
	StepSilent   = "silent:"   // they went silent, and the script rests
	StepHandoff  = "handoff:"  // it ended with a person
	StepLeft     = "left:"     // they wanted no more of it, or no more texts
	StepFinished = "finished:" // the talk came to its end
	StepSegments = "sent:"     // one segment of what was said there, danger apart
	// StepTook is how long after the question was put its answer came: the bucket
	// follows (TookBuckets), then the place: "took:5m:intake/who@3f8a1c27".
	StepTook = "took:"
	// StepChose is that one of a question's answers was given: its name in the script
	// follows, then the place: "chose:radio:intake/hear@3f8a1c27". Which questions are
	// counted so, Flow.Counted says.
	StepChose = "chose:"
)

// TookBuckets are how soon people answer a question, and TookLimits the time that each
// of them but the last one ends at.
var (
	TookBuckets = []string{"1m", "5m", "15m", "1h", "6h", "24h", "later"}
	TookLimits  = []time.Duration{time.Minute, 5 * time.Minute, 15 * time.Minute, time.Hour, 6 * time.Hour, 24 * time.Hour}
)

// TookBucket is the bucket of a time from a question to its answer.
func TookBucket(d time.Duration) string { return bucketOf(d, TookBuckets, TookLimits) }

// bucketOf is the first bucket whose end d does not pass.
func bucketOf(d time.Duration, buckets []string, limits []time.Duration) string {
	for i, most := range limits {
		if d <= most {
			return buckets[i]
		}
	}
	return buckets[len(buckets)-1]
}

// Way is one way out of a step that a turn took, or a question that it answered: what
// tests of a script are told by whether they cover it.
type Way struct {
	Place
	How string // one of the Way… below
	N   int    // of WayIf its place among the step's branches, of WaySilent the rung; from 0
}

// The ways out of a step. WayAsked has a topic for its step, and no flow.
const (
	WayIf      = "if"
	WayThen    = "then"
	WayNone    = "none"    // no time is open
	WayBooked  = "booked"  // a visit is booked
	WayUnclear = "unclear" // answers were not understood
	WaySilent  = "silent"
	WayAsked   = "asked"
)

// DelayBuckets are how long before a visit it was asked for: the last one open.
var DelayBuckets = []string{"same_day", "1_2_days", "3_7_days", "8_14_days", "15_days"}

// DelayBucket is the bucket of a time between asking for a visit and its start.
func DelayBucket(d time.Duration) string {
	const day = 24 * time.Hour
	for i, most := range []time.Duration{day, 3 * day, 8 * day, 15 * day} {
		if d < most {
			return DelayBuckets[i]
		}
	}
	return DelayBuckets[len(DelayBuckets)-1]
}

// AnswerBuckets are how soon a text was answered, and AnswerLimits the time that each
// of them but the last one ends at.
var (
	AnswerBuckets = []string{"2s", "10s", "1m", "5m", "15m", "1h", "later"}
	AnswerLimits  = []time.Duration{2 * time.Second, 10 * time.Second, time.Minute, 5 * time.Minute, 15 * time.Minute, time.Hour}
)

// AnswerBucket is the bucket of a time from a text to its answer.
func AnswerBucket(d time.Duration) string { return bucketOf(d, AnswerBuckets, AnswerLimits) }
