package answer

import "time"

// ParseRange reads a stretch of time as "A/B", both ends included, ".." for an
// open end: "T15:00/..", "2026-11-23/2026-11-27",
// "2026-11-23T14:00/2026-11-23T16:00". A week runs from Monday to Sunday.
// "after friday" begins on Saturday and "before friday" ends on Thursday; times
// of day keep the hour that was said. "Not before 3" is from 3 on. Every monday,
// and any other thing ruled out, is not a stretch and not ok.
func ParseRange(s string, now time.Time) (string, bool) {
	var sc whenScan
	if !sc.read(s, now) || sc.not {
		return "", false
	}
	b, ok := sc.bounds()
	if !ok {
		return "", false
	}
	from, to := b.from.String(), b.to.String()
	if from == "" && to == "" || from != "" && from == to {
		return "", false
	}
	if b.from.date != nil && b.to.date != nil && b.to.date.before(*b.from.date) {
		return "", false
	}
	if from == "" {
		from = ".."
	}
	if to == "" {
		to = ".."
	}
	return from + "/" + to, true
}

// whenEdge is one end of a range: a day, an hour, both, or open.
type whenEdge struct {
	date *Date
	min  int // -1 = no hour
}

func (e whenEdge) String() string {
	s := ""
	if e.date != nil {
		s = e.date.String()
	}
	if e.min >= 0 {
		s += Clock{e.min}.String()
	}
	return s
}

func (e whenEdge) open() bool { return e.date == nil && e.min < 0 }

type whenBounds struct{ from, to whenEdge }

// bounds reads the two ends of what is said.
func (sc *whenScan) bounds() (whenBounds, bool) {
	b := whenBounds{whenEdge{min: -1}, whenEdge{min: -1}}
	part := sc.onePart()
	var day *Date // a day that belongs to both ends
	rel, relAt := itemOther, -1
	bound, parts := false, false
	for i := range sc.items() {
		it := &sc.item[i]
		switch it.kind {
		case itemAfter, itemBefore, itemUntil, itemFrom, itemBetween:
			rel, relAt = it.kind, i
		case itemTo, itemAnd:
			if b.from.open() && day == nil {
				continue
			}
			if it.kind == itemTo || rel == itemBetween || rel == itemFrom {
				if b.from.open() && day != nil {
					b.from.date, day = day, nil
				}
				rel, relAt = itemUntil, i
			}
		case itemOn:
			if day != nil && b.from.open() && b.to.open() {
				b.from.date, day = day, nil
			}
			if it.n == 1 { // "3 or earlier"
				b.to, b.from = b.from, b.to
			}
			rel = itemAfter
		case itemSpan:
			if rel != itemOther || !b.from.open() || !b.to.open() || day != nil {
				if rel == itemOther || relAt != i-1 {
					return b, false
				}
			}
			if !b.edge(rel, it.date, it.to) {
				return b, false
			}
			rel = itemOther
		case itemDate:
			d := it.date
			if rel == itemOther || relAt != i-1 && relAt != i-2 {
				if day != nil && *day != d {
					return b, false
				}
				day = &d
				continue
			}
			if rel == itemUntil && b.from.date != nil && it.byName && d.before(*b.from.date) {
				d = d.add(7) // "friday to monday"
			}
			if !b.edge(rel, d, d) {
				return b, false
			}
			if rel == itemUntil || rel == itemBefore {
				rel = itemOther
			}
		case itemClock:
			c, ok := it.clock(part)
			if later := (it.min%(12*60) + 12*60); (!ok || !it.sure && c.Min <= b.from.min) && b.to.date == nil && b.from.min >= 0 && later > b.from.min {
				c, ok = Clock{later}, true // "after 3 but before 6"
			}
			if !ok && (rel == itemAfter || rel == itemOther && i+1 < sc.n && sc.item[i+1].kind == itemOn) {
				c, ok = Clock{it.min + 12*60}, true // nobody asks for after 6 in the morning
			}
			if !ok || !b.hour(rel, c.Min) {
				return b, false
			}
			bound = bound || rel != itemOther
			if rel == itemAfter || rel == itemBefore || rel == itemUntil {
				rel = itemOther
			}
		case itemNum: // "dec 1-5": the other end's month
			if !b.dayBeside(sc, i, rel) {
				return b, false
			}
		case itemDays:
			return b, false
		case itemPart:
			parts = true
		}
	}
	if parts && b.from.min < 0 && b.to.min < 0 || !bound && !sc.rel && (b.from.min >= 0) != (b.to.min >= 0) {
		return b, false
	}
	if day != nil {
		if !b.from.open() && b.from.date == nil && b.from.min >= 0 {
			b.from.date = day
		}
		if !b.to.open() && b.to.date == nil && b.to.min >= 0 {
			b.to.date = day
		}
		if b.from.open() && b.to.open() {
			return b, false
		}
	}
	if b.from.date != nil && b.to.date == nil && b.to.min >= 0 {
		b.to.date = b.from.date
	}
	if b.from.date == nil && b.to.date == nil && b.from.min >= 0 && b.to.min >= 0 && b.to.min <= b.from.min {
		return b, false
	}
	return b, true
}

// edge puts a day, or the first and last day of a span, to the end that rel says.
func (b *whenBounds) edge(rel whenItemKind, first, last Date) bool {
	switch rel {
	case itemAfter:
		d := last.add(1)
		b.from.date = &d
	case itemBefore:
		d := first.add(-1)
		b.to.date = &d
	case itemUntil:
		b.to.date = &last
	case itemFrom, itemBetween:
		b.from.date = &first
	default:
		b.from.date, b.to.date = &first, &last
	}
	return true
}

// dayBeside reads a bare day of the month at item i, which belongs to the month of
// the date beyond "to": "dec 1 to 5", "del 1 al 5 de diciembre".
func (b *whenBounds) dayBeside(sc *whenScan, i int, rel whenItemKind) bool {
	n := sc.item[i].n
	set := func(d Date) bool {
		d.D = n
		if sc.item[i].digits == 0 || sc.item[i].digits > 2 || !d.valid() {
			return false
		}
		if rel == itemUntil {
			b.to.date = &d
		} else {
			b.from.date = &d
		}
		return true
	}
	if rel == itemUntil && b.from.date != nil {
		return set(*b.from.date)
	}
	if i+2 < sc.n && sc.item[i+1].kind == itemTo && sc.item[i+2].kind == itemDate && sc.item[i+2].exact {
		return set(sc.item[i+2].date)
	}
	return rel == itemOther
}

// hour puts a time of day to the end that rel says.
func (b *whenBounds) hour(rel whenItemKind, m int) bool {
	switch rel {
	case itemBefore, itemUntil:
		if b.to.min >= 0 {
			return false
		}
		b.to.min = m
	default:
		if b.from.min >= 0 {
			return false
		}
		b.from.min = m
	}
	return true
}

// onePart is the part of day said, or -1.
func (sc *whenScan) onePart() int {
	part := -1
	for i := range sc.items() {
		if sc.item[i].kind == itemPart {
			if part >= 0 && part != sc.item[i].n {
				return -1
			}
			part = sc.item[i].n
		}
	}
	return part
}
