package transcript

import (
	"time"
)

// Answer is what people text to a question that talks do not know yet.
type Answer struct {
	Question string            // as Standing names it
	Words    map[string]string // by the code of the language; that of "" holds for the others
}

// Answered is a talk in which a question is answered.
type Answered struct {
	// Text is the talk, with two lines more for each answer: the question and the answer.
	// Every other line is as it was, except that a text which now comes in two, with the
	// question at the end of the first, stands in two lines.
	Text  string
	Times int           // how often the question is answered; 0 = the text is as it was
	Left  []*Difference // what differs all the same
	// Stopped is why the talk can't be played to its end, as of Play; "" = it can.
	Stopped string
	Why     NoAnswer // why the question was left as it is somewhere
	Lang    string   // of NoWords: the language that there is no answer in
}

// Passes reports whether all of the talk goes as it is written.
func (a Answered) Passes() bool { return len(a.Left) == 0 && a.Stopped == "" }

// NoAnswer is why no answer was put in where a question is asked.
type NoAnswer string

// Reasons.
const (
	NoReason      NoAnswer = ""          // it is answered wherever it is asked
	NoWords       NoAnswer = "language"  // there is no answer in the language of the person
	NotUnderstood NoAnswer = "unclear"   // the question does not understand the answer
	OtherWay      NoAnswer = "other way" // with the answer the talk goes on elsewhere than it did
	TooOften      NoAnswer = "too often"
)

// mostAnswers bounds how often a question is answered in one talk.
const mostAnswers = 20

// Into answers the question wherever a talk has it asked and expects something else, right
// after it, so that whatever the person texts next goes to the question that it went to
// before. An answer after which the talk does not go on as it is written is not put in, nor
// any after it: such a talk is for a person to look at.
//
// A talk that goes as it is written stays as it is. The talk is played once, and at most
// five times.
func (x Answer) Into(name, text string, p Standing, zone *time.Location) (Answered, error) {
	t, err := Read(name, text)
	if err != nil {
		return Answered{}, err
	}
	best, err := x.asFar(t, text, p, zone, true)
	if err != nil {
		return Answered{}, err
	}
	if best.perhaps { // a line that may be many texts may have been the question
		other, err := x.asFar(t, text, p, zone, false)
		if err != nil {
			return Answered{}, err
		}
		if other.Passes() || !best.Passes() && other.Times > best.Times {
			best = other
		}
	}
	return best.Answered, nil
}

// asFar puts in the answers up to the first one after which the talk goes another way.
func (x Answer) asFar(t Talk, text string, p Standing, zone *time.Location, always bool) (*answering, error) {
	y, err := x.answered(t, text, p, zone, always, mostAnswers)
	if err != nil || y.astray == 0 {
		return y, err
	}
	why, perhaps := y.Why, y.perhaps
	if y, err = x.answered(t, text, p, zone, always, y.astray-1); err == nil {
		y.Why, y.perhaps = why, perhaps
	}
	return y, err
}
