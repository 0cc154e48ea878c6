package report

import (
	"strconv"
	"time"

	"nightdesk/bot"
)

// Few is the least number of people that is shown as it is.
const Few = 5

// Count is a number of people or of their matters.
type Count int

// String hides what could single somebody out.
func (c Count) String() string {
	if c > 0 && c < Few {
		return "<" + strconv.Itoa(Few)
	}
	return strconv.Itoa(int(c))
}

// Share is a part of a whole.
type Share struct{ Part, Of Count }

// Known reports whether it can be said: of a few people, or of all but a few or only
// a few of many, a share tells of somebody.
func (s Share) Known() bool {
	hidden := func(c Count) bool { return c > 0 && c < Few }
	return s.Of >= Few && !hidden(s.Part) && !hidden(s.Of-s.Part)
}

// Percent is the share in whole percent, rounded half up.
func (s Share) Percent() int {
	if s.Of == 0 {
		return 0
	}
	return (int(s.Part)*200 + int(s.Of)) / (2 * int(s.Of))
}

// String is "83%", or "too few".
func (s Share) String() string {
	if !s.Known() {
		return TooFew
	}
	return strconv.Itoa(s.Percent()) + "%"
}

// TooFew is said in place of a figure that has too few observations.
const TooFew = "too few"

// Part is a part of the day.
type Part string

// The parts of a day: by day is from 08:00 until before 21:00 at the clinic, the
// hours in which people may be texted unasked (domain rule 4.3.8); the rest is night.
const (
	AnyTime Part = "any"
	ByDay   Part = "day"
	ByNight Part = "night"
)

// Parts are all of them.
var Parts = []Part{AnyTime, ByDay, ByNight}

const dayBegins, dayEnds = 8, 21

// partOf is the part of the day of a moment, by the wall clock of the clinic.
func partOf(t time.Time, zone *time.Location) Part {
	if h := t.In(zone).Hour(); h >= dayBegins && h < dayEnds {
		return ByDay
	}
	return ByNight
}

// Input is what a report is made from.
type Input struct {
	// From and To bound the report: From <= t < To, midnights of the clinic.
	From, To time.Time
	// Now is when it is made: what is not over yet is not judged.
	Now  time.Time
	Zone *time.Location
	// Cases are those of the time, closed or not; others are left out.
	Cases []bot.Case
	// Days are the clinic's dates ("2026-11-23") with what each counted.
	Days map[string]map[string]int
	// Limits are within which time a case of each level is to be taken.
	Limits map[bot.Level]time.Duration
}

// Report is the figures of a stretch of time.
type Report struct {
	From, To time.Time
	Cases    Count
	// Alert is from opening a case to the first alert on its way, Claim to the first
	// member of staff who took it.
	Alert, Claim []Spread
	Within       []Within
	Answer       Answers
	Steps        []Step
	Visits       []Delay
	Crisis       []Crisis
	Judged       Judged
	Texts        Texts
	Daily        []Day
}

// Texts are the texts of the time.
type Texts struct {
	In       int
	Langs    []Lang
	Out      int
	Relayed  int // words of staff
	Unasked  int // reminders and nudges
	Segments int // of automatic texts, danger apart
	Alerts   int // to staff, by all ways
	OptedOut Count
	OptedIn  Count
}

// Lang is how many texts came in talks of a language.
type Lang struct {
	Lang string
	In   int
}

// Day is one date of the clinic.
type Day struct {
	Date     string
	In       int
	Segments int
	Cases    Count
}

// Make makes the report.
func Make(in Input) Report {
	if in.Zone == nil {
		in.Zone = time.UTC
	}
	r := Report{From: in.From, To: in.To}
	var cases []bot.Case
	for _, k := range in.Cases {
		if !k.Opened.Before(in.From) && k.Opened.Before(in.To) {
			cases = append(cases, k)
		}
	}
	r.Cases = Count(len(cases))
	r.Alert, r.Claim = spreads(in, cases, alerted), spreads(in, cases, claimed)
	r.Within = within(in, cases)
	r.Crisis, r.Judged = crises(cases)
	total := in.sum()
	r.Answer = answers(total)
	r.Steps = steps(total)
	r.Visits = delays(total)
	r.Texts = texts(total)
	r.Daily = in.daily(cases)
	return r
}

// dates are those of the report, in order. A day is a date and not 24 hours: in
// spring one has 23 of them and in autumn one 25.
func (in Input) dates() []string {
	var all []string
	y, m, d := in.From.In(in.Zone).Date()
	for {
		at := time.Date(y, m, d, 0, 0, 0, 0, in.Zone)
		if !at.Before(in.To) {
			return all
		}
		all = append(all, time.Date(y, m, d, 12, 0, 0, 0, time.UTC).Format(time.DateOnly))
		d++
	}
}

// sum adds the days up.
func (in Input) sum() map[string]int {
	total := map[string]int{}
	for _, date := range in.dates() {
		for word, n := range in.Days[date] {
			total[word] += n
		}
	}
	return total
}

func (in Input) daily(cases []bot.Case) []Day {
	opened := map[string]int{}
	for _, k := range cases {
		opened[k.Opened.In(in.Zone).Format(time.DateOnly)]++
	}
	var all []Day
	for _, date := range in.dates() {
		d := Day{Date: date, Cases: Count(opened[date]), Segments: in.Days[date][bot.CountSegments]}
		for word, n := range in.Days[date] {
			if has(word, bot.CountIn) {
				d.In += n
			}
		}
		all = append(all, d)
	}
	return all
}
