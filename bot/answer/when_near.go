package answer

import "time"

// relative reads today, tomorrow, "tomorrow week" and what their names can mean
// beside other words.
func (sc *whenScan) relative(i int, it *whenItem) int {
	t := &sc.text
	tok := t.at(i)
	if tok.s == "manana" {
		switch {
		case t.is(i-1, "esta"):
			it.set(sc.today, false)
			it.named, it.n = true, 1
			return 1
		case t.is(i-1, "la", "las", "una", "medio"):
			it.kind, it.n = itemPart, 0
			return 1
		}
		it.manana = true
	}
	if (tok.s == "ahora" || tok.s == "ahorita" || tok.s == "orita") && !t.is(i+1, "mismo") && t.n > 1 {
		return 0
	}
	it.set(sc.today.add(tok.n), false)
	if t.is(i+1, "en") && t.is(i+2, "ocho", "quince") && t.n == i+3 { // a week, a fortnight on
		days := 7
		if t.is(i+2, "quince") {
			days = 14
		}
		it.set(sc.today.add(tok.n+days), false)
		return 3
	}
	if t.is(i+1, "week") {
		it.set(sc.today.add(tok.n+7), false)
		return 2
	}
	return 1
}

// coming is the next such weekday after today.
func (sc *whenScan) coming(day int) Date {
	return sc.today.add((day-int(sc.today.Weekday())+6)%7 + 1)
}

// weekday reads "tuesday", "tuesday next week", "martes que viene", "tuesday week".
func (sc *whenScan) weekday(i int, it *whenItem) int {
	t := &sc.text
	day := t.at(i).n
	if t.is(i, "sun", "sat", "mon", "dom", "lun") && t.is(i-1, "the", "i", "we") && t.is(i, "sun", "sat") {
		return 0 // "the sun", "i sat"
	}
	it.set(sc.coming(day), true)
	it.n = day
	j := i + 1
	if t.is(j, ".") && t.n > j+1 && len(t.at(i).s) <= 5 {
		j++
	}
	k := j
	for t.is(k, "of", "de", "la", "el", "in", "the") {
		k++
	}
	week := func(n int) bool { return t.at(n).kind == whenUnit && t.at(n).n == whenWeek }
	switch {
	case t.is(j, "que", "q") && t.is(j+1, "viene", "entra", "sigue"):
		it.exact = true
		return j + 2 - i
	case t.at(j).kind == whenNext && !week(j+1) && t.is(j, "proximo", "siguiente"):
		it.exact = true
		return j + 1 - i
	case t.is(j, "in", "en") && t.at(j+1).kind == whenNum && week(j+2): // tuesday in two weeks
		it.set(sc.dayInWeek(day, t.at(j+1).n), false)
		return j + 3 - i
	case week(j): // tuesday week
		it.set(sc.coming(day).add(7), false)
		return j + 1 - i
	case t.is(j, "after") && t.is(j+1, "next"):
		it.set(sc.dayInWeek(day, 1).add(7), false)
		return j + 2 - i
	case (t.at(k).kind == whenNext || t.at(k).kind == whenThis || t.is(k, "otra", "following")) && week(k+1):
		n := 1
		if t.at(k).kind == whenThis {
			n = 0
		}
		it.set(sc.dayInWeek(day, n), false)
		return k + 2 - i
	case week(k) && t.is(k+1, "que", "q") && t.is(k+2, "viene", "entra", "sigue"), week(k) && t.is(k+1, "proxima", "siguiente"):
		it.set(sc.dayInWeek(day, 1), false)
		if t.is(k+1, "que") {
			return k + 3 - i
		}
		return k + 2 - i
	}
	return j - i
}

// dayInWeek is a weekday of the week n weeks on, weeks beginning on Monday.
func (sc *whenScan) dayInWeek(day, n int) Date { return sc.monday(n).add((day + 6) % 7) }

// everyDay reads "mondays", "los lunes".
func (sc *whenScan) everyDay(i, j int, it *whenItem) int {
	it.kind, it.n = itemDays, 1<<sc.text.at(j).n
	return j + 1 - i
}

// nextThis reads what follows next, this and last: a weekday, a week, a weekend,
// a month, a number of days.
func (sc *whenScan) nextThis(i int, it *whenItem) int {
	t := &sc.text
	kind, j := t.at(i).kind, i+1
	if t.is(j, "coming", "mismo", "past", "proximo") {
		kind, j = max(kind, whenThis), j+1
	}
	next := 0
	if kind == whenNext {
		next = 1
	}
	tok := t.at(j)
	switch tok.kind {
	case whenDay:
		switch {
		case kind == whenLast:
			it.set(sc.today.add(-((int(sc.today.Weekday())-tok.n+6)%7 + 1)), false)
		case kind == whenThis:
			it.set(sc.today.add((tok.n-int(sc.today.Weekday())+7)%7), false)
		case t.is(i, "proximo", "siguiente"):
			it.set(sc.coming(tok.n), false)
		default:
			it.set(sc.dayInWeek(tok.n, 1), false)
		}
		it.n = tok.n
		return j + 1 - i
	case whenPart:
		if kind == whenThis {
			it.set(sc.today, false)
			it.named, it.n = true, tok.n+1
			return j + 1 - i
		}
	case whenRel:
		if kind == whenThis && tok.s == "manana" {
			it.set(sc.today, false)
			it.named, it.n = true, 1
			return j + 1 - i
		}
	case whenWeekend:
		if kind != whenLast {
			return sc.weekend(1, next, it) + j - i
		}
	case whenUnit:
		return sc.nextUnit(i, j, kind, it)
	case whenMonth:
		if kind == whenNext {
			if n := sc.monthDay(j, it); n > 0 {
				return n + j - i
			}
		}
	}
	if kind == whenThis && t.is(j, "fin") && t.is(j+1, "de") && t.is(j+2, "semana") || kind == whenNext && t.is(j, "fin") && t.is(j+2, "semana") {
		return sc.weekend(3, next, it) + j - i
	}
	return 0
}

// nextUnit reads "next week", "this week tuesday", "next month".
func (sc *whenScan) nextUnit(i, j int, kind whenKind, it *whenItem) int {
	t := &sc.text
	unit, n := t.at(j).n, 0
	switch kind {
	case whenNext:
		n = 1
	case whenLast:
		return 0
	}
	k := j + 1
	if unit == whenWeek {
		for t.is(k, "on", "el", "the") {
			k++
		}
		if t.at(k).kind == whenDay {
			it.set(sc.dayInWeek(t.at(k).n, n), false)
			return k + 1 - i
		}
		if t.is(j, "wks", "weeks", "semanas") {
			return 0
		}
		it.span(sc.monday(n), sc.monday(n).add(6))
		return j + 1 - i
	}
	if unit == whenMonthUnit {
		first := time.Date(sc.today.Y, sc.today.M+time.Month(n), 1, 12, 0, 0, 0, time.UTC)
		y, m := first.Year(), first.Month()
		it.span(Date{y, m, 1}, Date{y, m, daysIn(y, m)})
		return j + 1 - i
	}
	if unit == whenDayUnit && kind == whenNext && sc.text.is(j, "day", "dia") {
		it.set(sc.today.add(1), false)
		return j + 1 - i
	}
	return 0
}

// unitFirst reads "day after tomorrow", "semana que viene", "week from friday".
func (sc *whenScan) unitFirst(i int, it *whenItem) int {
	t := &sc.text
	tok := t.at(i)
	switch {
	case t.is(i, "day") && t.at(i+1).kind == whenAfter:
		var d whenItem
		if n := sc.dateAt(i+2, &d); n > 0 && d.kind == itemDate && d.exact {
			it.set(d.date.add(1), false)
			return n + 2
		}
	case tok.n == whenWeek && t.is(i+1, "que", "q") && t.is(i+2, "viene", "entra", "sigue"), tok.n == whenWeek && t.is(i+1, "proxima", "siguiente"):
		n := 3
		if !t.is(i+1, "que", "q") {
			n = 2
		}
		k := i + n
		for t.is(k, "el") {
			k++
		}
		if t.at(k).kind == whenDay {
			it.set(sc.dayInWeek(t.at(k).n, 1), false)
			return k + 1 - i
		}
		it.span(sc.monday(1), sc.monday(1).add(6))
		return n
	case tok.n == whenWeek && t.at(i+1).kind == whenAfter && t.is(i+2, "next"):
		it.span(sc.monday(2), sc.monday(2).add(6))
		return 3
	case tok.n == whenWeek && t.at(i+1).kind == whenAfter && t.is(i-1, "the") && (i+2 >= t.n || t.at(i+2).kind == whenPunct):
		it.span(sc.monday(1), sc.monday(1).add(6))
		return 2
	case tok.n == whenWeek && t.is(i+1, "from"):
		return sc.distance(i, it)
	case t.is(i, "dia"):
		return sc.wordDate(i, it)
	case tok.n == whenMonthUnit && t.is(i+1, "que", "q") && t.is(i+2, "viene", "entra"):
		n := sc.nextUnit(i, i, whenNext, it)
		return n + 2
	}
	return 0
}

// distance reads "2 days", "a week from friday", "three weeks from now", "2 days
// ago", with or without a leading "a".
func (sc *whenScan) distance(i int, it *whenItem) int {
	t := &sc.text
	j, n, back := i, 1, false
	if t.is(j, "hace") {
		back = true
		j++
	}
	prefixed := t.is(i-1, "in", "en", "dentro", "de", "within", "like", "about", "como")
	half := t.is(j, "half", "media")
	if half {
		j++
	}
	if t.is(j, "a", "an") {
		j++
		if t.is(j, "couple") {
			n = 2
			j++
		}
	} else if t.at(j).kind == whenNum {
		n = t.at(j).n
		j++
	}
	if t.is(j, "of") {
		j++
	}
	if t.is(j, "business", "working", "few") || t.at(j).kind != whenUnit || n > 400 {
		return 0
	}
	unit := t.at(j).n
	if half {
		if unit != whenHour {
			return 0
		}
		unit, n = whenMinute, 30
	}
	j++
	from := sc.today
	switch {
	case t.is(j, "from", "after", "de", "desde", "despues"):
		k := j + 1
		if t.is(k, "de") {
			k++
		}
		if t.is(k, "now", "ahora", "hoy") {
			j = k + 1
			break
		}
		var d whenItem
		m := sc.dateAt(k, &d)
		if m == 0 || d.kind != itemDate {
			return 0
		}
		from, j = d.date, k+m
	case t.is(j, "ago", "atras"):
		back = true
		j++
	case !prefixed && !back:
		return 0
	}
	if back {
		n = -n
	}
	switch unit {
	case whenDayUnit:
		it.set(from.add(n), false)
	case whenWeek:
		it.set(from.add(7*n), false)
	case whenMonthUnit:
		sc.months(from, n, it)
	default:
		d := time.Duration(n) * time.Minute
		if unit == whenHour {
			d *= 60
			if t.is(j, "and", "y") && t.is(j+1, "a", "media") && (t.is(j+2, "half") || t.is(j+1, "media")) {
				d += 30 * time.Minute
				j += 2
				if t.is(j, "half") {
					j++
				}
			}
		}
		at := sc.now.Add(d)
		it.set(whenDateOf(at), false)
		it.named, it.min = true, at.Hour()*60+at.Minute()
	}
	return j - i
}

// months adds n months; the 31st of a short month is its last day.
func (sc *whenScan) months(from Date, n int, it *whenItem) {
	first := time.Date(from.Y, from.M+time.Month(n), 1, 12, 0, 0, 0, time.UTC)
	y, m := first.Year(), first.Month()
	it.set(Date{y, m, min(from.D, daysIn(y, m))}, false)
}

// weekend is the Saturday and Sunday of the week n weeks on, said in width tokens.
func (sc *whenScan) weekend(width, n int, it *whenItem) int {
	sat := sc.monday(n).add(5)
	it.span(sat, sat.add(1))
	it.named = true
	return width
}
