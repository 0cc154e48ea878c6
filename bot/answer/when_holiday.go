package answer

import "time"

const (
	holidayNewYear = iota
	holidayNewYearEve
	holidayChristmas
	holidayChristmasEve
	holidayThanksgiving
	holidayHalloween
	holidayValentine
	holidayIndependence
)

// holiday reads the name of a day that everybody knows the date of.
func (sc *whenScan) holiday(i int, it *whenItem) int {
	t := &sc.text
	which, j := t.at(i).n, i+1
	switch {
	case t.is(i, "new"):
		if !t.is(j, "years", "year") {
			return 0
		}
		which, j = holidayNewYear, j+1
	case t.is(i, "ano"):
		if !t.is(j, "nuevo") {
			return 0
		}
		which, j = holidayNewYear, j+1
	case t.is(i, "accion"): // dia de accion de gracias
		if !t.is(j, "de") || !t.is(j+1, "gracias") {
			return 0
		}
		which, j = holidayThanksgiving, j+2
	}
	if t.is(j, "eve") {
		switch which {
		case holidayNewYear:
			which = holidayNewYearEve
		case holidayChristmas:
			which = holidayChristmasEve
		default:
			return 0
		}
		j++
	} else if t.is(j, "day") {
		j++
	}
	switch which {
	case holidayNewYear:
		sc.yearless(1, 1, it)
	case holidayNewYearEve:
		sc.yearless(12, 31, it)
	case holidayChristmas:
		sc.yearless(12, 25, it)
	case holidayChristmasEve:
		sc.yearless(12, 24, it)
	case holidayHalloween:
		sc.yearless(10, 31, it)
	case holidayValentine:
		sc.yearless(2, 14, it)
	case holidayIndependence:
		sc.yearless(7, 4, it)
	case holidayThanksgiving:
		d := thanksgiving(sc.today.Y)
		if d.before(sc.today) {
			d = thanksgiving(sc.today.Y + 1)
		}
		it.set(d, false)
	}
	return j - i
}

// thanksgiving is the fourth Thursday of November (5 U.S.C. 6103).
func thanksgiving(y int) Date {
	first := Date{y, time.November, 1}
	return first.add((int(time.Thursday)-int(first.Weekday())+7)%7 + 21)
}
