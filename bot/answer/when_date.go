package answer

import "time"

// dateAt reads a day or a span of days that begins at token i, and returns how
// many tokens it took.
func (sc *whenScan) dateAt(i int, it *whenItem) int {
	t := &sc.text
	j := i
	for t.is(j, "the", "el", "los", "la", "on", "every", "each", "cada") {
		j++
	}
	n := 0
	switch tok := t.at(j); tok.kind {
	case whenNum:
		n = sc.numericDate(j, it)
		if n == 0 {
			n = sc.dayMonth(j, it)
		}
		if n == 0 {
			n = sc.distance(j, it)
		}
		if n == 0 && j > i && (tok.digits > 0 && t.is(j-1, "the", "el") || tok.n > 3 && t.is(j-1, "el")) {
			n = sc.dayOfMonth(j, it)
		}
	case whenOrd:
		if n = sc.dayMonth(j, it); n == 0 && (tok.digits > 0 || tok.n > 3 && j > i) {
			n = sc.dayOfMonth(j, it)
		}
	case whenMonth:
		n = sc.monthDay(j, it)
	case whenRel:
		n = sc.relative(j, it)
	case whenTonight:
		it.set(sc.today, false)
		it.named, it.n, n = true, 4, 1
	case whenDay:
		if t.is(j-1, "los", "every", "each", "cada") { // los lunes
			return sc.everyDay(i, j, it)
		}
		n = sc.weekday(j, it)
	case whenDays:
		return sc.everyDay(i, j, it)
	case whenNext, whenThis, whenLast:
		n = sc.nextThis(j, it)
	case whenUnit:
		n = sc.unitFirst(j, it)
	case whenWeekend:
		n = sc.weekend(1, 0, it)
	case whenHoliday:
		n = sc.holiday(j, it)
	case whenPart:
		if t.is(j, "night", "noche") && j == i && t.is(i-1, "esta") {
			return 0
		}
	default:
		n = sc.wordDate(j, it)
	}
	if n == 0 {
		return 0
	}
	return n + j - i
}

// set puts one day into it.
func (it *whenItem) set(d Date, byName bool) {
	it.kind, it.date, it.byName, it.exact = itemDate, d, byName, !byName
}

func (it *whenItem) span(from, to Date) {
	it.kind, it.date, it.to, it.exact = itemSpan, from, to, true
}

// numericDate reads 2026-11-23, 12/3, 12/3/26, 12-3-2026.
func (sc *whenScan) numericDate(i int, it *whenItem) int {
	t := &sc.text
	a, sep, b := t.at(i), t.at(i+1), t.at(i+2)
	if a.digits == 0 || sep.kind != whenPunct || b.digits == 0 || b.kind != whenNum || !b.glued || !sep.glued {
		return 0
	}
	if sep.n != '/' && sep.n != '-' && sep.n != '.' || a.n == 24 && b.n == 7 { // 24/7 is no day
		return 0
	}
	c := t.at(i + 4)
	three := t.at(i+3).n == sep.n && t.at(i+3).kind == whenPunct && c.kind == whenNum && c.digits > 0 && c.glued
	if a.digits == 4 && three {
		sc.calendar(Date{a.n, time.Month(b.n), c.n}, it)
		return 5
	}
	if a.digits > 2 || b.digits > 2 || !three && sep.n != '/' {
		return 0
	}
	m, d := a.n, b.n
	if m > 12 && d <= 12 {
		m, d = d, m
	}
	if three {
		y := c.n
		if c.digits == 2 {
			y += 2000
		}
		sc.calendar(Date{y, time.Month(m), d}, it)
		return 5
	}
	sc.yearless(m, d, it)
	return 3
}

// calendar takes a day with its year.
func (sc *whenScan) calendar(d Date, it *whenItem) {
	if !d.valid() {
		sc.bad = true
		return
	}
	it.set(d, false)
}

// yearless takes a month and day: this year's, or next year's if that passed.
func (sc *whenScan) yearless(m, d int, it *whenItem) {
	day := Date{sc.today.Y, time.Month(m), d}
	if day.before(sc.today) {
		day.Y++
	}
	sc.calendar(day, it)
}

// dayMonth reads "3 de diciembre", "5th of may", "3 dec 2026".
func (sc *whenScan) dayMonth(i int, it *whenItem) int {
	t := &sc.text
	d, j := t.at(i), i+1
	if d.n < 1 || d.n > 31 {
		return 0
	}
	if t.is(j, "of", "de", "del", "day") {
		j++
		if t.is(j, "of") {
			j++
		}
	}
	if t.at(j).kind != whenMonth {
		if d.kind == whenOrd && t.is(i+1, "of", "de", "del") && (t.at(j).n == whenMonthUnit && t.at(j).kind == whenUnit ||
			t.is(j, "the", "next", "proximo") && t.at(j+1).n == whenMonthUnit && t.at(j+1).kind == whenUnit) {
			if t.at(j).kind == whenNext {
				first := time.Date(sc.today.Y, sc.today.M+1, 1, 12, 0, 0, 0, time.UTC)
				sc.calendar(Date{first.Year(), first.Month(), d.n}, it)
				return j + 2 - i
			}
			n := sc.dayOfMonth(i, it)
			if t.is(j, "the") {
				return n + 3
			}
			return n + 2
		}
		return 0
	}
	return j + 1 + sc.withYear(j+1, t.at(j).n, d.n, it) - i
}

// monthDay reads "dec 3", "december the 3rd, 2026", or a whole month.
func (sc *whenScan) monthDay(i int, it *whenItem) int {
	t := &sc.text
	j := i + 1
	for t.is(j, "the", ".") {
		j++
	}
	d := t.at(j)
	isDay := (d.kind == whenNum || d.kind == whenOrd) && d.n >= 1 && d.n <= 31 && d.digits <= 2 && t.at(j+1).n != ':' && t.at(j+1).kind != whenAMPM
	if isDay && (d.digits > 0 || d.kind == whenOrd || t.at(i).s != "may") {
		if d.n == 20 && d.digits == 0 && d.kind == whenNum && t.at(j+1).kind == whenOrd && t.at(j+1).n < 10 { // twenty first
			return j + 2 + sc.withYear(j+2, t.at(i).n, 20+t.at(j+1).n, it) - i
		}
		return j + 1 + sc.withYear(j+1, t.at(i).n, d.n, it) - i
	}
	if d.kind == whenNum && d.digits == 2 && t.at(j+1).n != ':' && d.n > 31 {
		sc.bad = true
		return 1
	}
	if t.is(i, "may", "march", "mar") && !t.is(i-1, "in", "en", "de", "during", "next", "after", "until", "by") || t.is(i, "sept") {
		return 0
	}
	y := sc.today.Y
	if d.kind == whenNum && d.digits == 4 {
		y, j = d.n, j+1
	} else if time.Month(t.at(i).n) < sc.today.M {
		y++
		j = i + 1
	} else {
		j = i + 1
	}
	m := time.Month(t.at(i).n)
	it.span(Date{y, m, 1}, Date{y, m, daysIn(y, m)})
	return j - i
}

// withYear settles month and day with a year that may follow at token j, and
// returns how many tokens the year took.
func (sc *whenScan) withYear(j, m, d int, it *whenItem) int {
	t, start := &sc.text, j
	for t.is(j, ",", "de", "del", ".") {
		j++
	}
	if y := t.at(j); y.kind == whenNum && y.digits == 4 && y.n >= 1900 && y.n < 2200 {
		sc.calendar(Date{y.n, time.Month(m), d}, it)
		return j + 1 - start
	}
	sc.yearless(m, d, it)
	return 0
}

// dayOfMonth reads "the 5th", "el 5", "dia 5": the next such day, today included.
func (sc *whenScan) dayOfMonth(i int, it *whenItem) int {
	t := &sc.text
	d := t.at(i)
	after := t.at(i + 1)
	if d.n < 1 || d.n > 31 || d.digits > 2 {
		if d.kind == whenOrd {
			sc.bad = true
		}
		return 0
	}
	if after.kind == whenAMPM || after.kind == whenOClock || after.n == ':' && after.kind == whenPunct || after.kind == whenIsh ||
		t.is(i+1, "one", "uno", "option", "opcion", "slot", "time", "choice") || d.kind == whenNum && (after.kind == whenUnit || after.n == '/') {
		return 0
	}
	y, m := sc.today.Y, sc.today.M
	for range 13 {
		day := Date{y, m, d.n}
		if d.n <= daysIn(y, m) && !day.before(sc.today) {
			it.set(day, false)
			return 1
		}
		if m++; m > 12 {
			y, m = y+1, 1
		}
	}
	return 0
}

// daysOfMonth reads "del 3 al 5 de diciembre" and "del 3 al 5": in Spanish hours
// would have "de 3 a 5".
func (sc *whenScan) daysOfMonth(i int, it *whenItem) int {
	t := &sc.text
	a, b := t.at(i+1), t.at(i+3)
	if a.kind == whenNum && t.is(i+2, "en") && t.is(i+3, "adelante") {
		return 1 + sc.dayOfMonth(i+1, it)
	}
	if a.kind != whenNum || b.kind != whenNum || !t.is(i+2, "al") || a.digits > 2 || sc.partFollows(i+4) {
		return 0
	}
	var first, last whenItem
	n := sc.dayMonth(i+3, &last)
	if n == 0 && sc.dayOfMonth(i+1, &first) > 0 && a.n < b.n && b.n <= daysIn(first.date.Y, first.date.M) {
		it.span(first.date, Date{first.date.Y, first.date.M, b.n})
		return 4
	}
	if first = last; n == 0 || a.n < 1 || a.n >= b.n {
		return 0
	}
	it.span(Date{last.date.Y, last.date.M, a.n}, last.date)
	return 3 + n
}

// wordDate reads days that begin with a word of no class of its own: "in 3
// days", "en una semana", "dia 5", "new years eve", "tonight".
func (sc *whenScan) wordDate(i int, it *whenItem) int {
	t := &sc.text
	switch t.at(i).s {
	case "right":
		if t.is(i+1, "now") {
			it.set(sc.today, false)
			return 2
		}
	case "del":
		return sc.daysOfMonth(i, it)
	case "in", "en", "dentro", "within":
		j := i + 1
		if t.is(j, "de", "like", "about", "como") {
			j++
		}
		if n := sc.distance(j, it); n > 0 {
			return n + j - i
		}
	case "a", "an":
		return sc.distance(i, it)
	case "hace":
		return sc.distance(i, it)
	case "dia":
		if t.at(i+1).kind == whenNum || t.at(i+1).kind == whenOrd {
			if n := sc.dayMonth(i+1, it); n > 0 {
				return n + 1
			}
			if n := sc.dayOfMonth(i+1, it); n > 0 {
				return n + 1
			}
		}
	case "pasado":
		if t.is(i+1, "manana") {
			it.set(sc.today.add(2), false)
			return 2
		}
	case "overmorrow":
		it.set(sc.today.add(2), false)
		return 1
	case "new", "ano", "accion":
		return sc.holiday(i, it)
	case "otra", "following":
		if t.is(i+1, "semana", "week") {
			it.span(sc.monday(1), sc.monday(1).add(6))
			return 2
		}
	case "fin":
		if t.is(i+1, "de") && t.is(i+2, "semana") {
			return sc.weekend(3, 0, it)
		}
	case "fines":
		if t.is(i+1, "de") && t.is(i+2, "semana") {
			return sc.weekend(3, 0, it)
		}
	case "entre":
		if t.is(i+1, "semana") {
			it.kind, it.n = itemDays, 0b0111110
			return 2
		}
	case "rest":
		if t.is(i+1, "of") && t.is(i+2, "the", "this") && t.at(i+3).n == whenWeek && t.at(i+3).kind == whenUnit {
			it.span(sc.today, sc.monday(0).add(6))
			return 4
		}
	}
	return 0
}

// monday is the Monday of this week, or of the week n weeks on.
func (sc *whenScan) monday(n int) Date {
	return sc.today.add(7*n - (int(sc.today.Weekday())+6)%7)
}
