package answer

// clockAt reads a time of day that begins at token i, and returns how many
// tokens it took.
func (sc *whenScan) clockAt(i int, it *whenItem) int {
	t := &sc.text
	j, at := i, false
	for t.at(j).kind == whenAt || t.is(j, "a", "la", "como", "by", "for", "para", "eso", "de") {
		tok := t.at(j)
		if tok.kind == whenAt || t.is(j, "la") && t.is(j+1, "una", "1") {
			at = true
		}
		if tok.kind == whenAt && !t.is(j, "at", "@", "las") || t.is(j, "como") {
			it.about = true
		}
		if t.is(j, "la") && !t.is(j+1, "una", "1") {
			return 0
		}
		j++
	}
	if !at && j > i {
		it.about = false
		return 0
	}
	n := sc.hourAt(j, at, it)
	if n == 0 {
		it.about = false
		return 0
	}
	return n + j - i
}

// hourAt reads the hour itself; at says that a word before it made it one.
func (sc *whenScan) hourAt(i int, at bool, it *whenItem) int {
	t := &sc.text
	switch tok := t.at(i); {
	case tok.kind == whenNoon:
		it.kind, it.min, it.sure, it.named = itemClock, tok.n, true, true
		it.about = it.about || tok.s == "noonish"
		if t.at(i+1).kind == whenIsh {
			it.about = true
			return 2
		}
		return 1
	case t.is(i, "half", "quarter", "cuarto", "media", "medio"):
		return sc.pastTo(i, it)
	case tok.kind == whenNum && tok.n%5 == 0 && tok.n < 60 && (t.is(i+1, "past", "para", "pa") || tok.digits == 0 && t.is(i+1, "til", "till", "to")):
		if n := sc.pastTo(i, it); n > 0 {
			return n
		}
		return sc.numberHour(i, at, it)
	case tok.kind == whenNum:
		return sc.numberHour(i, at, it)
	}
	return 0
}

// pastTo reads "half past 3", "quarter to 4", "cuarto para las 4".
func (sc *whenScan) pastTo(i int, it *whenItem) int {
	t := &sc.text
	m := t.at(i).n
	switch t.at(i).s {
	case "half":
		m = 30
	case "quarter", "cuarto":
		m = 15
	case "media", "medio":
		if t.is(i+1, "dia") {
			it.kind, it.min, it.sure, it.named = itemClock, 12*60, true, true
			return 2
		}
		if t.is(i+1, "noche") {
			it.kind, it.sure, it.named = itemClock, true, true
			return 2
		}
		return 0
	}
	j := i + 1
	switch {
	case t.is(j, "past", "after"):
	case t.is(j, "to", "til", "till", "until", "para", "pa", "of"):
		m = -m
	default:
		return 0
	}
	j++
	if t.is(j, "la", "las") {
		j++
	}
	h := t.at(j)
	if h.kind != whenNum || h.n < 1 || h.n > 12 {
		return 0
	}
	it.kind, it.min = itemClock, (h.n*60+m+24*60)%(24*60)
	if h.n == 12 && m > 0 || h.n == 1 && m < 0 {
		it.min = it.min % (12 * 60)
		if it.min < 60 { // 12:30 is written with 12
			it.min += 12 * 60
		}
	}
	return j + 1 - i + sc.half(j+1, it)
}

// numberHour reads "3", "3:30", "3pm", "nine thirty", "3 y media", "15:00".
func (sc *whenScan) numberHour(i int, at bool, it *whenItem) int {
	t := &sc.text
	h := t.at(i)
	j, m, marked := i+1, 0, at
	hour := h.n
	switch {
	case h.digits >= 3:
		it.n, it.digits = h.n, h.digits
		glue := t.at(j).kind == whenAMPM || t.at(j).kind == whenOClock || t.is(j, "h", "p", "a") && t.at(j).glued || h.digits == 4 && t.is(j, "hrs", "hours", "horas") || sc.partFollows(j) || sc.half(j, &whenItem{}) > 0
		if !at && !glue || !whenHHMM(it) {
			it.kind, it.n, it.digits = itemOther, 0, 0
			return 0
		}
		if t.at(j).kind == whenUnit || t.is(j, "h") {
			it.sure = true
			return 2
		}
		return 1 + sc.half(j, it)
	case h.digits == 0 && h.s == "couple":
		return 0
	case t.at(j).kind == whenPunct && (t.at(j).n == ':' || t.at(j).n == '.' && t.at(j+1).glued && t.at(j+1).digits == 2) && t.at(j).glued && t.at(j+1).digits == 2:
		m, j, marked = t.at(j+1).n, j+2, true
		if hour > 23 || m > 59 {
			sc.bad = true
			return 1
		}
	case h.digits == 0 && t.at(j).kind == whenNum && t.at(j).digits == 0 && t.at(j).n >= 10 && t.at(j).n < 60 && hour <= 12:
		m, j, marked = t.at(j).n, j+1, true
		if m%10 == 0 && m >= 20 && t.at(j).kind == whenNum && t.at(j).digits == 0 && t.at(j).n < 10 { // forty five
			m, j = m+t.at(j).n, j+1
		}
	case h.digits > 0 && sc.minutesAt(j) && hour >= 1 && hour <= 12: // 4 15
		m, j, marked = t.at(j).n, j+1, true
	case t.is(j, "y") && (sc.quarterAt(j+1) || t.is(j+1, "diez") && h.digits == 0 && !t.is(i-1, "entre") && !t.is(i-2, "entre")):
		m, j, marked = t.at(j+1).n, j+2, true
	case t.is(j, "menos") && (sc.quarterAt(j+1) || t.is(j+1, "diez", "10")):
		m, j, marked = -t.at(j+1).n, j+2, true
	case t.is(j, "y") && t.is(j+1, "media"):
		m, j, marked = 30, j+2, true
	case t.is(j, "y") && t.is(j+1, "cuarto"):
		m, j, marked = 15, j+2, true
	case t.is(j, "menos") && t.is(j+1, "cuarto"):
		m, j, marked = -15, j+2, true
	}
	hours := t.is(j, "hrs", "hours", "h", "horas") && (marked || h.digits == 2 && hour > 12 && t.at(j).glued) // 14h
	if t.at(j).kind == whenUnit && !hours {
		return 0
	}
	if hours && hour <= 23 {
		it.sure = hour > 12 || h.digits == 2 && hour < 10
		marked, j = true, j+1
	}
	if t.at(j).kind == whenOClock || t.is(j, "sharp") {
		marked, j = true, j+1
	} else if t.is(j, "o") && t.is(j+1, "clock") {
		marked, j = true, j+2
	} else if t.is(j, "en") && t.is(j+1, "punto") || t.is(j, "del") && t.is(j+1, "dia") {
		marked, j = true, j+2
	}
	if t.at(j).kind == whenIsh || t.at(j).n == '-' && t.at(j+1).kind == whenIsh {
		it.about, marked = true, true
		for t.at(j).kind != whenIsh {
			j++
		}
		j++
	}
	it.kind, it.min = itemClock, (hour*60+m+24*60)%(24*60)
	used := sc.half(j, it)
	if t.at(j+used).kind == whenIsh {
		it.about = true
		used++
	}
	if used == 0 && !marked && !sc.partFollows(j) || hour > 23 || hour == 0 && m == 0 && h.digits == 1 {
		if (marked || used > 0) && hour > 23 {
			sc.bad = true
		}
		*it = whenItem{tok: it.tok}
		return 0
	}
	if hour > 12 || h.digits == 2 && h.s[0] == '0' && m+marks(t.at(i+1)) > 0 && used == 0 {
		it.sure = true
	}
	return j - i + used
}

// minutesAt reports whether token i is minutes written apart from the hour before
// it: "10 45".
func (sc *whenScan) minutesAt(i int) bool {
	tok := sc.text.at(i)
	return tok.kind == whenNum && tok.digits == 2 && tok.n%5 == 0 && tok.n < 60 && (tok.n >= 10 || tok.n == 0) && !tok.glued && sc.text.at(i+1).n != ':'
}

// quarterAt reports whether token i is minutes that no hour can be: "y 20", "y
// quince". "Entre las 8 y 10" is two hours.
func (sc *whenScan) quarterAt(i int) bool {
	tok := sc.text.at(i)
	return tok.kind == whenNum && tok.n >= 15 && tok.n < 60 && tok.n%5 == 0
}

// marks is 1 for the colon of a clock time.
func marks(tok *whenTok) int {
	if tok.n == ':' {
		return 1
	}
	return 0
}

// half reads am or pm at token i into it, and returns the tokens it took.
func (sc *whenScan) half(i int, it *whenItem) int {
	t := &sc.text
	n, add := 0, 0
	switch {
	case t.at(i).kind == whenAMPM:
		n, add = 1, t.at(i).n
		if n == 1 && t.is(i+1, "s") && t.at(i+1).glued {
			n = 2
		}
	case t.is(i, "a", "p") && t.is(i+1, ".") && t.is(i+2, "m"):
		n = 3
		if t.is(i, "p") {
			add = 12
		}
		if t.is(i+3, ".") {
			n = 4
		}
	case t.is(i, "a", "p") && t.is(i+1, "m"):
		n = 2
		if t.is(i, "p") {
			add = 12
		}
	case t.is(i, "a", "p") && t.at(i).glued:
		n = 1
		if t.is(i, "p") {
			add = 12
		}
	default:
		return 0
	}
	if it.min >= 13*60 { // 15:00 pm says it twice
		it.sure = true
		return n
	}
	it.min, it.sure = it.min%(12*60)+add*60, true
	return n
}

// partFollows reports whether a part of the day makes the number before token i
// an hour: "9 in the morning", "9 de la manana".
func (sc *whenScan) partFollows(i int) bool {
	t := &sc.text
	j := i
	for t.is(j, "in", "at", "the", "de", "la", "por", "en") {
		j++
	}
	return j > i && (t.at(j).kind == whenPart || t.is(j, "manana"))
}
