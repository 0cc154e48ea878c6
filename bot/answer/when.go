package answer

import (
	"fmt"
	"time"
)

// Date is a day in the clinic's calendar.
type Date struct {
	Y int
	M time.Month
	D int
}

// String writes the date as 2006-01-02.
func (d Date) String() string { return fmt.Sprintf("%04d-%02d-%02d", d.Y, int(d.M), d.D) }

// Weekday is the day of the week that d falls on.
func (d Date) Weekday() time.Weekday { return d.noon().Weekday() }

// noon is a moment inside d that no change of clocks can move to another day:
// calendar sums are done in UTC, whatever the clinic's zone.
func (d Date) noon() time.Time { return time.Date(d.Y, d.M, d.D, 12, 0, 0, 0, time.UTC) }

func (d Date) add(days int) Date {
	if days == 0 {
		return d
	}
	return whenDateOf(time.Date(d.Y, d.M, d.D+days, 12, 0, 0, 0, time.UTC))
}

func (d Date) before(o Date) bool {
	if d.Y != o.Y {
		return d.Y < o.Y
	}
	if d.M != o.M {
		return d.M < o.M
	}
	return d.D < o.D
}

// valid reports whether the calendar has the day.
func (d Date) valid() bool {
	return d.Y >= 1900 && d.Y <= 2999 && d.M >= 1 && d.M <= 12 && d.D >= 1 && d.D <= daysIn(d.Y, d.M)
}

func daysIn(y int, m time.Month) int {
	switch m {
	case time.February:
		if y%4 == 0 && (y%100 != 0 || y%400 == 0) {
			return 29
		}
		return 28
	case time.April, time.June, time.September, time.November:
		return 30
	}
	return 31
}

func whenDateOf(t time.Time) Date {
	y, m, d := t.Date()
	return Date{y, m, d}
}

// Clock is a time of day.
type Clock struct {
	Min int // minutes after midnight, 0 to 1439
}

// String writes the time as TIMEX3 does: T15:04.
func (c Clock) String() string { return fmt.Sprintf("T%02d:%02d", c.Min/60, c.Min%60) }

// Part is a part of the day in TIMEX3 (ISO-TimeML, ISO 24617-1).
type Part string

const (
	Morning   Part = "TMO"
	Afternoon Part = "TAF"
	Evening   Part = "TEV"
	Night     Part = "TNI"
	// AnyPart is "any time": TIMEX3 has no word for it.
	AnyPart Part = "any"
)

// whenParts is in the order of the lexicon's whenPart numbers.
var whenParts = [4]Part{Morning, Afternoon, Evening, Night}

// ParseDate reads one day, written as "2006-01-02".
//
// A bare weekday is the next one after today: today's own name means a week from
// now unless "this" or "today" is said. "next tuesday" is the Tuesday of the
// next calendar week, weeks beginning on Monday. "12/3" is December 3 (US order)
// unless only the other order is possible. A date without a year that has passed
// is next year's. More than one day, a day only ruled out ("not tuesday", "i
// work tuesday"), a day that is over and one that no calendar has are not ok.
func ParseDate(s string, now time.Time) (string, bool) {
	var sc whenScan
	if !sc.read(s, now) || !sc.settle() {
		return "", false
	}
	it, ok := sc.day()
	if !ok {
		return "", false
	}
	return it.date.String(), true
}

// ParseTime reads one time of day, "T15:00", or part of day, "TMO".
//
// Hours without am or pm are read by a clinic's day: 7 to 11 are in the morning,
// 12 is noon, 1 to 5 in the afternoon; 6 could be either and is not ok. A number
// alone is an hour only when something makes it one: "at 3", "3ish", "3:00",
// "a las 3", "3 o'clock", or three or four digits ("930").
func ParseTime(s string, now time.Time) (string, bool) {
	var sc whenScan
	if !sc.read(s, now) || !sc.settle() {
		return "", false
	}
	sc.hourAfterDay()
	if sc.n == 1 && sc.item[0].kind == itemNum {
		it := &sc.item[0]
		if it.digits < 3 || it.digits == 3 && it.n%100 == 0 || !whenHHMM(it) {
			return "", false
		}
	}
	return sc.timeOfDay()
}

// ParseDateTime reads a day with a time or part of day: "2006-01-02T15:04",
// "2006-01-02TMO". A day alone and a time alone are not ok, except what means
// today by itself ("tonight", "in 2 hours").
func ParseDateTime(s string, now time.Time) (string, bool) {
	var sc whenScan
	if !sc.read(s, now) || !sc.settle() {
		return "", false
	}
	day, ok := sc.day()
	if !ok {
		return "", false
	}
	sc.hourAfterDay()
	t, ok := sc.timeOfDay()
	if !ok {
		return "", false
	}
	return day.date.String() + t, true
}

// DayPart reads a part of the day, or AnyPart for "any time", "doesnt matter". A
// clock time is not a part; "mañana" alone, which is also "tomorrow", is
// the morning here.
func DayPart(s string) (Part, bool) {
	var sc whenScan
	if !sc.read(s, time.Unix(0, 0).UTC()) {
		return "", false
	}
	if sc.noMatter() {
		return AnyPart, true
	}
	if !sc.settle() {
		return "", false
	}
	found := Part("")
	for i := range sc.items() {
		it, p := &sc.item[i], Part("")
		switch {
		case it.kind == itemPart:
			p = whenParts[it.n]
		case it.kind == itemDate && it.manana:
			p = Morning
		case it.kind == itemAny:
			p = AnyPart
		case it.kind == itemClock && it.min == 12*60 && it.named, it.kind == itemDate, it.kind == itemOther, it.kind == itemNum, it.kind == itemBreak, it.kind == itemNot, it.kind == itemBusy:
			continue
		default:
			return "", false
		}
		if found != "" && found != p {
			return "", false
		}
		found = p
	}
	return found, found != ""
}

// settle drops the days and hours that are ruled out, so that what is left is
// what is wanted: "not tuesday, wednesday", "cant do 3 tomorrow but 4 works". It
// reports false when nothing is left, when it is not plain which is wanted ("i dont
// know"), and for bounds.
func (sc *whenScan) settle() bool {
	if sc.rel || sc.doubt {
		return false
	}
	sc.conclude()
	if !sc.not && !sc.busy {
		return true
	}
	var lost *whenItem // the day of a day and hour that do not go together
	kept, keptDay, keptHour := false, false, false
	for i := 0; i < sc.n; {
		end := i
		for end < sc.n && !sc.ends(end) {
			end++
		}
		from, ok := sc.ruledOut(i, end)
		if !ok {
			return false
		}
		hour, not := false, false
		for j := from; j < end; j++ {
			hour = hour || sc.isHour(j)
			not = not || sc.item[j].kind == itemNot
		}
		for j := i; j < end; j++ {
			switch it := &sc.item[j]; {
			case j < from:
				kept = kept || sc.isTime(j) || it.kind == itemOrd
				keptDay = keptDay || sc.isDay(j)
				keptHour = keptHour || sc.isHour(j)
			case hour && not && it.kind == itemDate:
				lost = it
			case sc.isTime(j) || it.kind == itemOrd:
				it.kind = itemOther
			}
		}
		i = end + 1
	}
	switch {
	case lost == nil:
	case keptDay || !keptHour:
		lost.kind = itemOther
	default: // the other hour is on that day
		for i := range sc.items() {
			if it := &sc.item[i]; it.kind == itemNum && it.n >= 1 && it.n <= 12 && it.digits > 0 {
				it.kind, it.min = itemClock, it.n*60
			}
		}
	}
	return kept
}

// conclude drops what "so" only explains: "i get paid friday so monday".
func (sc *whenScan) conclude() {
	so, day, hour := -1, false, false
	for i := range sc.items() {
		switch it := &sc.item[i]; {
		case it.kind == itemBreak && it.named:
			so, day, hour = i, false, false
		case so >= 0:
			day = day || it.kind == itemDate
			hour = hour || it.kind == itemClock || it.kind == itemPart
		}
	}
	for i := range max(so, 0) {
		switch it := &sc.item[i]; it.kind {
		case itemDate:
			if day {
				it.kind = itemOther
			}
		case itemClock, itemPart, itemNum:
			if hour {
				it.kind = itemOther
			}
		}
	}
}

// ruledOut is where in the clause from i to end what is ruled out begins (end if
// nothing is). "wednesday not thursday" rules out what follows; any other "not"
// and "i work" the whole clause. Not ok: times on both sides of the "not".
func (sc *whenScan) ruledOut(i, end int) (from int, ok bool) {
	from = end
	before, after, busy, nots := false, false, false, 0
	off, hour := false, false
	for j := i; j < end; j++ {
		switch {
		case sc.item[j].kind == itemNot:
			if nots++; nots == 1 {
				from = j
			}
		case sc.item[j].kind == itemBusy:
			busy = busy || sc.item[j].n == 0
			off = off || sc.item[j].n == 1
		case sc.isTime(j) || sc.item[j].kind == itemOrd:
			hour = hour || sc.isHour(j)
			before = before || nots == 0
			after = after || nots > 0
		}
	}
	switch {
	case nots > 0 && before && after:
		return from, nots == 1 && sc.nextTo(from, -1) && sc.nextTo(from, 1)
	case nots > 0 || busy || off && hour: // "im off friday" rules nothing out, "i get off at 4" does
		return i, true
	}
	return end, true
}

// nextTo reports whether a time stands beside item j, or a place in the list but
// for small words: "the second one not the first".
func (sc *whenScan) nextTo(j, step int) bool {
	if j+step < 0 || j+step >= sc.n {
		return false
	}
	if sc.item[j+step].kind == itemOther {
		j += step
		return j+step >= 0 && j+step < sc.n && sc.item[j+step].kind == itemOrd
	}
	return sc.isTime(j+step) || sc.item[j+step].kind == itemOrd
}

// noMatter reports whether the text says only that any time will do: "doesnt
// matter", "me da igual".
func (sc *whenScan) noMatter() bool {
	t, no := &sc.text, false
	for i := range t.n {
		no = no || t.is(i, "matter", "matters", "care", "importa") && t.at(i-1).kind == whenNot ||
			t.is(i, "igual", "either") || t.is(i, "all") && t.is(i+1, "day") || t.is(i, "todo") && t.is(i+1, "el") && t.is(i+2, "dia")
	}
	return no && !sc.saysWhen()
}

// day is the one day spoken of.
func (sc *whenScan) day() (whenItem, bool) {
	var day, week whenItem
	found := false
	for i := range sc.items() {
		it := sc.item[i]
		if it.kind == itemDays || it.kind == itemSpan && week.kind == itemSpan {
			return day, false
		}
		if it.kind == itemSpan {
			week = it
		}
		if it.kind != itemDate {
			continue
		}
		if found && it.date != day.date {
			switch { // "tuesday the 1st": the weekday confirms the date
			case it.byName && it.date.Weekday() == day.date.Weekday() && !day.byName:
				continue
			case day.byName && it.date.Weekday() == day.date.Weekday() && !it.byName:
			default:
				return day, false
			}
		}
		day, found = it, true
	}
	if week.kind == itemSpan { // "thursday morning next week"
		if week.date.add(6).before(week.to) || !day.byName || day.exact {
			return day, false
		}
		for day.date = week.date; int(day.date.Weekday()) != day.n; day.date = day.date.add(1) {
			if day.date == week.to {
				return day, false
			}
		}
	}
	return day, found
}

// timeOfDay is the one time spoken of, in TIMEX3.
func (sc *whenScan) timeOfDay() (string, bool) {
	if sc.either() {
		return "", false
	}
	part, clock := -1, -1
	for i := range sc.items() {
		it := &sc.item[i]
		switch it.kind {
		case itemPart:
			if part >= 0 && part != it.n {
				return "", false
			}
			part = it.n
		case itemClock:
			if clock >= 0 && it.min != sc.item[clock].min {
				return "", false
			}
			clock = i
		}
	}
	if clock >= 0 {
		c, ok := sc.item[clock].clock(part)
		if !ok {
			return "", false
		}
		return c.String(), true
	}
	if part >= 0 {
		return string(whenParts[part]), true
	}
	return "", false
}

// either reports whether two times stand beside each other: "3 or 4".
func (sc *whenScan) either() bool {
	for i := 1; i+1 < sc.n; i++ {
		if sc.item[i].kind == itemOr && sc.isTime(i-1) && sc.isTime(i+1) || sc.item[i].kind == itemAnd && sc.item[i-1].kind == itemNum && sc.item[i+1].kind == itemClock {
			return true
		}
	}
	return false
}

// hourAfterDay makes "tuesday 9", "tuesday 930" and "9 tomorrow" an hour.
func (sc *whenScan) hourAfterDay() {
	for i := range sc.items() {
		it := &sc.item[i]
		if it.kind != itemNum {
			continue
		}
		after := i > 0 && (sc.item[i-1].kind == itemDate || sc.item[i-1].kind == itemPart)
		if !after && (i != 0 || sc.n < 2 || sc.item[1].kind != itemDate) {
			continue
		}
		if it.digits >= 3 {
			whenHHMM(it)
		} else if it.n >= 1 && it.n <= 12 {
			it.kind, it.min = itemClock, it.n*60
		}
	}
}

// whenHHMM turns 930 or 1430 into a clock time.
func whenHHMM(it *whenItem) bool {
	h, m := it.n/100, it.n%100
	if it.digits < 3 || it.digits > 4 || h > 23 || m > 59 || m%5 != 0 || h >= 19 && h <= 20 {
		return false
	}
	it.kind, it.min = itemClock, h*60+m
	it.sure = h > 12 || it.digits == 4 && h < 10
	return true
}

// clock settles the hour by am or pm, by the part of day said with it (-1 if
// none), or by a clinic's day.
func (it *whenItem) clock(part int) (Clock, bool) {
	m := it.min
	if it.sure {
		return Clock{m}, true
	}
	h := m / 60
	switch {
	case h == 0 || h > 12:
		return Clock{m}, h < 24
	case part == 0:
		return Clock{m % (12 * 60)}, true
	case part == 1 || part == 2:
		return Clock{m%(12*60) + 12*60}, true
	case part == 3:
		if h == 12 || h < 5 {
			return Clock{m % (12 * 60)}, true
		}
		return Clock{m + 12*60}, true
	case h == 6:
		return Clock{}, false
	case h < 6:
		return Clock{m + 12*60}, true
	}
	return Clock{m}, true
}
