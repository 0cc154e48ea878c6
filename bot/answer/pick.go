package answer

import (
	"math/bits"
	"time"
)

// Pick finds which of the openings shown is meant: by position ("2", "the 2nd
// one", "last"), by day, by hour, by part of day. A number that is a position is
// the position, even if it could be an hour; "at 2" and "2pm" are hours.
// Everything said must fit, and exactly one opening must fit it; otherwise, and
// when something is only ruled out, it is not ok. At most 32 openings are looked at.
func Pick(s string, shown []time.Time, now time.Time) (int, bool) {
	if len(shown) == 0 || len(shown) > 32 {
		return 0, false
	}
	var sc whenScan
	if !sc.read(s, now) || sc.asks() || !sc.settlePick() {
		return 0, false
	}
	var openings [32]pickAt
	for i, at := range shown {
		local := at.In(now.Location())
		openings[i] = pickAt{whenDateOf(local), local.Weekday(), local.Hour()*60 + local.Minute(), at.Unix()}
	}
	p := pick{sc: &sc, shown: openings[:len(shown)], left: 1<<len(shown) - 1}
	if sc.text.n == 2 && sc.text.is(0, "la") && sc.item[0].kind == itemClock { // "la 1" is the first
		return 0, p.clock(&sc.item[0], -1)&^1 == 0 // unless another is at one o'clock
	}
	p.narrow()
	if !p.said || bits.OnesCount32(p.left) != 1 {
		return 0, false
	}
	return bits.TrailingZeros32(p.left), true
}

// settlePick settles what is ruled out, and refuses what speaks of mornings or
// tuesdays in general: that is a wish.
func (sc *whenScan) settlePick() bool {
	for i := range sc.items() {
		if sc.item[i].every {
			return false
		}
	}
	return sc.settle()
}

// pickAt is an opening on the clinic's clock.
type pickAt struct {
	date Date
	day  time.Weekday
	min  int   // after midnight
	unix int64 // tells two hours of one name apart when clocks change
}

// pick narrows the openings shown to those that fit.
type pick struct {
	sc    *whenScan
	shown []pickAt
	left  uint32 // openings that still fit, one bit each
	said  bool   // something was said that chooses
}

func (p *pick) keep(fit uint32) {
	p.left &= fit
	p.said = true
}

// fit gathers the openings for which ok holds.
func (p *pick) fit(ok func(at *pickAt) bool) uint32 {
	var set uint32
	for i := range p.shown {
		if ok(&p.shown[i]) {
			set |= 1 << i
		}
	}
	return set
}

func (p *pick) narrow() {
	sc := p.sc
	part := sc.onePart()
	hasClock := false
	for i := range sc.items() {
		hasClock = hasClock || sc.item[i].kind == itemClock
	}
	for i := range sc.items() {
		it := &sc.item[i]
		switch it.kind {
		case itemDate:
			p.keep(p.day(it))
		case itemDays:
			p.keep(p.fit(func(at *pickAt) bool { return it.n&(1<<at.day) != 0 }))
		case itemSpan:
			p.keep(p.fit(func(at *pickAt) bool {
				return !at.date.before(it.date) && !it.to.before(at.date)
			}))
		case itemPart:
			if !hasClock || !it.sure {
				p.keep(p.part(it.n))
			}
		case itemClock:
			p.keep(p.clock(it, part))
		case itemNum:
			if it.digits == 0 && sc.text.is(it.tok, "one", "una", "uno", "un", "couple") &&
				!(p.alone() && (it.tok == 0 || sc.text.isOption(it.tok-1) || sc.text.is(it.tok-1, "el", "la"))) {
				continue
			}
			if it.n == 1 && (sc.text.at(it.tok-1).kind == whenOrd || sc.text.at(it.tok-1).kind == whenLast) { // "the last 1"
				continue
			}
			p.keep(p.number(i, it, part))
		case itemOrd:
			p.keep(p.position(it.n) | p.dayOf(it.n, it.digits))
		}
	}
	p.words()
}

// day fits a day: a weekday by its name fits any such day shown.
func (p *pick) day(it *whenItem) uint32 {
	if it.byName {
		return p.fit(func(at *pickAt) bool { return at.day == it.date.Weekday() })
	}
	set := p.fit(func(at *pickAt) bool { return at.date == it.date })
	if it.manana && set == 0 { // "el de la mañana" cut short
		return p.part(0)
	}
	if t := p.sc.text.at(it.tok); t.kind == whenOrd || p.sc.text.at(it.tok+1).kind == whenOrd {
		n := it.date.D
		if p.sc.text.at(it.tok).kind == whenOrd || p.sc.text.is(it.tok, "the", "el", "la") {
			set |= p.position(n)
		}
	}
	return set
}

// dayOf fits openings on the nth of a month, when n was written in digits.
func (p *pick) dayOf(n int, digits uint8) uint32 {
	if digits == 0 {
		return 0
	}
	return p.fit(func(at *pickAt) bool { return at.date.D == n })
}

func (p *pick) position(n int) uint32 {
	if n < 1 || n > len(p.shown) {
		return 0
	}
	return 1 << (n - 1)
}

// part fits a part of the day.
func (p *pick) part(n int) uint32 {
	return p.fit(func(at *pickAt) bool {
		h := at.min / 60
		switch n {
		case 0:
			return h < 12
		case 1:
			return h >= 12 && h < 17
		case 2:
			return h >= 17
		}
		return h >= 17 || h < 4
	})
}

// clock fits a time of day: to the minute, or within the hour if that was said
// roughly or no minutes were.
func (p *pick) clock(it *whenItem, part int) uint32 {
	try := func(m int) uint32 {
		exact := p.fit(func(at *pickAt) bool { return at.min == m })
		if exact != 0 || m%60 != 0 && !it.about {
			return exact
		}
		if it.about {
			return p.fit(func(at *pickAt) bool {
				d := at.min - m
				return d >= -30 && d <= 30
			})
		}
		return 0
	}
	if c, ok := it.clock(part); ok && (it.sure || part >= 0) {
		return try(c.Min)
	}
	m := it.min % (12 * 60)
	return try(m) | try(m+12*60)
}

// number fits a bare number: its position, or an hour when it is no position.
func (p *pick) number(i int, it *whenItem, part int) uint32 {
	pos := uint32(0)
	if it.digits <= 2 {
		pos = p.position(it.n)
	}
	hour := whenItem{kind: itemClock, digits: it.digits, n: it.n, min: it.n * 60}
	isHour := it.n >= 1 && it.n <= 12
	if it.digits >= 3 {
		isHour = whenHHMM(&hour)
	}
	var byHour uint32
	if isHour && (it.digits > 0 || p.alone()) {
		byHour = p.clock(&hour, part)
	}
	if p.alone() {
		if pos != 0 {
			return pos
		}
		return byHour
	}
	if i > 0 && (p.sc.item[i-1].kind == itemDate || p.sc.item[i-1].kind == itemPart) || it.digits >= 3 {
		switch { // "tuesday 2": what fits the day as well
		case pos&p.left != 0 && byHour&p.left != 0 && pos&p.left != byHour&p.left:
			return 0
		case byHour&p.left != 0:
			return byHour
		}
		return pos | p.dayOf(it.n, it.digits)
	}
	if next := i + 1; next < p.sc.n && (p.sc.item[next].kind == itemDate || p.sc.item[next].kind == itemClock) {
		return pos
	}
	return 0
}

// alone reports whether a number is said with nothing but the small words of a
// choice, so that "i have 2 kids" picks nothing.
func (p *pick) alone() bool {
	t := &p.sc.text
	for i := range t.n {
		switch tok := t.at(i); tok.kind {
		case whenNum, whenPunct, whenAt:
		default:
			if !pickSmall[tok.s] && tok.s[0] < 0xe2 { // a thumb up says nothing else
				return false
			}
		}
	}
	return true
}

// words reads "last", "earliest", "middle".
func (p *pick) words() {
	t := &p.sc.text
	for i := range t.n {
		switch t.at(i).s {
		case "last", "ultimo", "ultima":
			if next := t.at(i + 1).kind; next != whenUnit && next != whenDay && next != whenMonth {
				p.keep(1 << (len(p.shown) - 1))
			}
		case "earliest", "soonest":
			p.keep(p.extreme(-1))
		case "latest":
			p.keep(p.extreme(1))
		case "earlier", "sooner":
			if p.comparesOne(i) {
				p.keep(p.extreme(-1))
			}
		case "later":
			if p.comparesOne(i) {
				p.keep(p.extreme(1))
			}
		case "middle", "medio":
			if len(p.shown)%2 == 1 && !t.is(i+1, "dia") {
				p.keep(1 << (len(p.shown) / 2))
			}
		case "temprano":
			if t.is(i-1, "mas") && (t.is(i-2, "el", "la") || t.is(i-2, "de") && t.is(i-3, "el", "la")) {
				p.keep(p.extreme(-1))
			}
		case "tarde":
			if t.is(i-1, "mas") && (t.is(i-2, "el", "la") || t.is(i-2, "de") && t.is(i-3, "el", "la")) {
				p.keep(p.extreme(1))
			}
		}
	}
}

// comparesOne reports whether the word at i compares the openings shown: "the later
// one", "the earlier tuesday one". "A later one" is another.
func (p *pick) comparesOne(i int) bool {
	t := &p.sc.text
	last := t.n - 1
	for last > i && (t.at(last).kind == whenPunct || t.is(last, "please", "pls", "plz")) {
		last--
	}
	return t.is(i+1, "one") && (len(p.shown) == 2 || t.is(i-1, "the")) || t.is(i-1, "the") && t.is(last, "one")
}

// extreme is the earliest (-1) or latest (1) opening of those that still fit.
func (p *pick) extreme(sign int) uint32 {
	best := -1
	for i, at := range p.shown {
		if p.left&(1<<i) == 0 {
			continue
		}
		if best < 0 || sign < 0 && at.unix < p.shown[best].unix || sign > 0 && at.unix > p.shown[best].unix {
			best = i
		}
	}
	if best < 0 {
		return 0
	}
	return 1 << best
}

// asks reports whether the text asks about the openings instead of choosing.
func (sc *whenScan) asks() bool {
	t := &sc.text
	if t.is(0, "is") && t.is(1, "that", "this", "it", "there") {
		return true
	}
	for i := range t.n {
		switch t.at(i).s {
		case "what", "whats", "where", "why", "how", "who", "which", "anything", "else", "other", "que", "donde", "cual", "quien", "algo", "otra", "otro":
			if t.is(i+1, "about") || t.is(i, "que") && t.is(i+1, "tal") {
				continue
			}
			if t.is(i, "que") && i > 0 && !t.is(i+1, "tiene", "hay") {
				continue
			}
			return true
		}
	}
	return false
}

// pickSmall are the words that may stand around a number that is a choice.
var pickSmall = func() map[string]bool {
	m := map[string]bool{}
	for _, w := range whenFields(`the a an option opcion number numero num no nr choice slot one please pls plz thx ty thanks thank you have get could ok okay k yes yeah
		yep si sure i ill id take want pick choose like prefer would with go going for lets let us do me my is will work works good great fine perfect best
		sounds that thats it can book el la lo los quiero elijo tomo escojo prefiero por favor esta bien gracias va dale mejor me sirve puedo con
		and then que sea give gimme da dame opening spot time reply answer just hi hello hola um uh well great cool`) {
		m[w] = true
	}
	return m
}()
