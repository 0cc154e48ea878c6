package report

import (
	"math"
	"slices"
	"strconv"

	"nightdesk/bot"
)

// Figures of single steps are of few people more often than any others, and their
// numbers lead on to each other: who is shown a question and does not answer it is not
// shown the next. So a number of people is said to the nearest five, a share only where
// neither those in it nor those outside of it are few, and nothing is added up.

// About is a number of people to the nearest five; of fewer than Few, that they are
// few.
func (c Count) About() string {
	if c > 0 && c < Few {
		return c.String()
	}
	return strconv.Itoa((int(c) + 2) / 5 * 5)
}

// AnsweredOf is the share of those who were shown a question and answered it. More answers than askings come of a
// question that was answered, gone back to and answered again.
func (s Step) AnsweredOf() Share { return s.of(s.Answered) }

// UnclearOf is the share of askings after which an answer was not understood.
func (s Step) UnclearOf() Share { return s.of(s.Unclear) }

// SilentOf is the share of those who went silent.
func (s Step) SilentOf() Share { return s.of(s.Silent) }

// HandoffOf is the share of those who came to a person.
func (s Step) HandoffOf() Share { return s.of(s.Handoff) }

// LeftOf is the share of those who wanted no more.
func (s Step) LeftOf() Share { return s.of(s.Left) }

func (s Step) of(part Count) Share { return Share{min(part, s.Shown), s.Shown} }

// Median is the time that half of the answers came within.
func (s Step) Median() Bound {
	n, seen := 0, 0
	for _, c := range s.Took {
		n += c
	}
	if n < Few {
		return Bound{}
	}
	for i, c := range s.Took {
		if seen += c; 2*seen >= n {
			if i == len(bot.TookLimits) {
				return Bound{Later: true, Known: true, beyond: bot.TookLimits[i-1]}
			}
			return Bound{Within: bot.TookLimits[i], Known: true}
		}
	}
	return Bound{}
}

// PerPerson is how many segments were sent for each time that the question was put, in
// tenths; false if few saw it.
func (s Step) PerPerson() (tenths int, ok bool) {
	if s.Shown < Few {
		return 0, false
	}
	return (s.Segments*10 + int(s.Shown)/2) / int(s.Shown), true
}

// Judgement is whether two shares differ by more than chance makes them.
type Judgement string

// Judgements of a share of people lost, or of any that should be small.
const (
	JudgeTooFew Judgement = "too few" // to say
	JudgeSame   Judgement = "same"    // no difference that chance does not make
	JudgeLess   Judgement = "less"    // the second is smaller
	JudgeMore   Judgement = "more"
)

// enough is of how many people each share must be to be compared.
const enough = 30

// z is for 99 in 100: a table of twenty questions, each at 95 in 100, would see a
// difference where there is none every time that somebody looks.
const z = 2.5758

// Compare judges a share against another one, by the interval of their difference that
// Newcombe puts together of Wilson's (Statistics in Medicine 17, 1998, method 10).
func Compare(a, b Share) Judgement {
	if !a.Known() || !b.Known() || a.Of < enough || b.Of < enough {
		return JudgeTooFew
	}
	p, lowA, highA := wilson(a)
	q, lowB, highB := wilson(b)
	d := q - p
	low := d - math.Hypot(q-lowB, highA-p)
	high := d + math.Hypot(highB-q, p-lowA)
	switch {
	case high < 0:
		return JudgeLess
	case low > 0:
		return JudgeMore
	}
	return JudgeSame
}

// wilson is a share with the interval that it may really be in.
func wilson(s Share) (p, low, high float64) {
	n := float64(s.Of)
	p = float64(s.Part) / n
	mid := (p + z*z/(2*n)) / (1 + z*z/n)
	half := z / (1 + z*z/n) * math.Sqrt(p*(1-p)/n+z*z/(4*n*n))
	return p, mid - half, mid + half
}

// Worst is the place of the step at which the largest share is lost, of those where it
// may be told and is not most likely chance; -1 = there is none.
func Worst(steps []Step) int {
	worst, most := -1, 0.0
	for i, s := range steps {
		lost := s.Lost()
		if !lost.Known() || lost.Of < enough || lost.Part == 0 {
			continue
		}
		if p := float64(lost.Part) / float64(lost.Of); p > most {
			worst, most = i, p
		}
	}
	return worst
}

// Versions are those that steps of a flow were counted under, as they are written
// there.
func Versions(steps []Step, flow string) []string {
	var all []string
	for _, s := range steps {
		if s.Flow == flow && !slices.Contains(all, s.Version) {
			all = append(all, s.Version)
		}
	}
	return all
}
