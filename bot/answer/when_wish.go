package answer

import (
	"slices"
	"time"
)

// Wish is what a person said about when they can come, and whether they want
// other openings than those shown. The zero Wish excludes nothing.
type Wish struct {
	Days []time.Weekday // any of these
	// Date bounds, clinic-local "2006-01-02", both ends included; "" = open.
	From, To string
	// Minutes after local midnight: AfterMin <= start < BeforeMin; 0 = open.
	AfterMin, BeforeMin int
	Later               bool // later than those shown
	Sooner              bool // sooner than those shown
	More                bool // others than those shown
	OtherDay            bool // on other days than those shown; More is set too
}

const (
	wishNoon    = 12 * 60
	wishEvening = 17 * 60
)

// WishIn finds a wish in s. Mornings end at noon, afternoons at 17:00, evenings
// begin then; "after work" begins at 16:30; "around 2" is an hour either way, "at
// 2" is from 14:00 until before 15:00. Days and hours that a person says they
// work, are busy or cannot are excluded. It is not ok if nothing is said of when,
// or if what is said leaves nothing.
func WishIn(s string, now time.Time) (Wish, bool) {
	var sc whenScan
	if !sc.read(s, now) {
		return Wish{}, false
	}
	w := wishBuild{days: 0x7f}
	w.plain(&sc)
	for i := 0; i < sc.n; {
		end := i
		for end < sc.n && !sc.ends(end) {
			end++
		}
		if !w.clause(&sc, i, end) {
			return Wish{}, false
		}
		i = end + 1
	}
	return w.done()
}

// ends reports whether item i ends what "not" covers.
func (sc *whenScan) ends(i int) bool { return sc.item[i].kind == itemBreak }

// wishBuild gathers a wish.
type wishBuild struct {
	Wish
	days  uint8 // weekdays that remain
	want  uint8 // weekdays asked for
	found bool
	hours bool // later or earlier in the day
	// The days asked for by date, the first and the last.
	first, last Date
	dates       int
	dated       uint8  // their weekdays
	named       []Date // the days asked for by weekday
}

// plain reads the wishes that name no time.
func (w *wishBuild) plain(sc *whenScan) {
	t := &sc.text
	for i := range t.n {
		switch t.at(i).s {
		case "later":
			if sc.inTheDay(i + 1) { // "later in the day" is an hour
				w.after(wishNoon)
				w.hours = true
				continue
			}
			w.Later = w.Later || !sc.hasRel() && !(t.is(i+1, "than") && sc.timeFollows(i+2)) && !t.is(i+1, "gator", "on") && !t.is(i-1, "you", "u", "ya", "ttyl", "talk")
		case "after", "before":
			if t.is(i+1, "that", "those", "these") {
				w.Later, w.Sooner = w.Later || t.is(i, "after"), w.Sooner || t.is(i, "before")
			}
		case "further", "farther":
			w.Later = true
		case "quicker", "faster":
			w.Sooner = true
		case "tarde", "tardecita":
			w.Later = w.Later || t.is(i-1, "mas")
		case "sooner", "sonner", "soner", "earlier", "earler", "erlier", "soonest", "asap", "earliest", "soon":
			if sc.inTheDay(i + 1) {
				w.before(wishNoon)
				w.hours = true
				continue
			}
			w.Sooner = w.Sooner || !t.is(i-1, "or", "too") && (!t.is(i+1, "than") || !sc.timeFollows(i+2))
			if t.is(i-1, "too") {
				w.Later = true
			}
		case "late":
			w.Sooner = w.Sooner || t.is(i-1, "too") || t.is(i-2, "too")
		case "early":
			w.Later = w.Later || t.is(i-1, "too") || t.is(i-2, "too") || sc.not && t.is(i-1, "that", "so")
		case "temprano", "tenprano", "pronto":
			w.Sooner = w.Sooner || t.is(i-1, "mas")
			if t.is(i-1, "muy") {
				w.Later = true
			}
		case "antes":
			w.Sooner = w.Sooner || !t.is(i+1, "de", "del")
		case "other", "others", "another", "different", "else", "otra", "otro", "otras", "otros", "diferente":
			w.More = w.More || wishOther(t, i)
			w.OtherDay = w.OtherDay || w.More && t.is(i+1, "day", "days", "date", "dates", "dia", "dias", "fecha", "fechas")
		case "none", "neither", "ninguno", "ninguna":
			w.More = true
		case "nothing", "nada":
			w.More = w.More || t.is(i+1, "works", "there", "fits", "sirve")
		case "more":
			w.More = w.More || t.n <= 2 || t.is(i+1, "times", "options", "openings", "slots", "days", "choices", "dates", "appointments") ||
				t.is(i-1, "see", "show", "any", "anything", "got", "me")
		case "mas":
			w.More = w.More || t.n <= 2 && !t.is(i+1, "tarde", "temprano", "pronto") || t.is(i+1, "opciones", "horas", "horarios", "citas", "fechas")
		case "next":
			w.More = w.More || t.n == 1
		case "no", "nope", "nah":
			w.More = w.More || t.n == 1 || t.n == 2 && (t.is(1, "good") || t.at(1).kind == whenPunct)
		case "those", "these", "esas", "esos":
			w.More = w.More || sc.not
		case "any", "them", "either", "work", "works", "sirve", "sirven":
			w.More = w.More || sc.not && (i+1 == t.n || t.is(i+1, "of", "work", "works", "times", "days", "dates", "ones", "for", "me"))
		}
	}
	if w.More && sc.not && sc.saysWhen() { // "tuesday doesnt work" is about tuesday
		w.More, w.OtherDay = false, false
	}
	w.found = w.Later || w.Sooner || w.More || w.hours
}

// inTheDay reports whether "in the day" stands at i.
func (sc *whenScan) inTheDay(i int) bool {
	t := &sc.text
	return t.is(i, "in", "that", "on") && (t.is(i+1, "the") && t.is(i+2, "day") || t.is(i, "that") && t.is(i+1, "day")) || t.is(i, "en") && t.is(i+1, "el") && t.is(i+2, "dia")
}

// wishOther reports whether "other" at i speaks of times.
func wishOther(t *whenText, i int) bool {
	if t.n <= 3 {
		return true
	}
	return t.is(i+1, "time", "times", "day", "days", "date", "dates", "option", "options", "opening", "openings", "slot", "slots", "one", "ones", "appointment", "appointments",
		"hora", "horas", "dia", "dias", "cita", "citas", "opcion", "opciones", "fecha", "fechas") || t.is(i-1, "anything", "something", "what", "any", "algo", "hay", "tiene", "tienen")
}

// saysWhen reports whether a day or hour is named.
func (sc *whenScan) saysWhen() bool {
	for i := range sc.items() {
		if sc.isTime(i) && sc.item[i].kind != itemNum {
			return true
		}
	}
	return false
}

func (sc *whenScan) hasRel() bool {
	for i := range sc.items() {
		if sc.item[i].kind == itemOn {
			return true
		}
	}
	return false
}

// clause reads items i to end, which share one "not".
func (w *wishBuild) clause(sc *whenScan, i, end int) bool {
	no, busy, off := end, false, false // what is ruled out begins at no
	for j := end - 1; j >= i; j-- {
		switch sc.item[j].kind {
		case itemNot:
			if j != i || j+1 != end {
				no = j
			}
		case itemBusy:
			busy = busy || sc.item[j].n == 0
			off = off || sc.item[j].n == 1
		}
	}
	if off { // "i get off work at 4"
		busy = false
	}
	if busy && no+1 < end && sc.item[no+1].kind == itemBusy { // "i dont work tuesdays"
		busy, no = false, end
	}
	if no < end && !(sc.isTime(no-1) && no-1 >= i && sc.isTime(no+1)) { // not "wednesday not thursday"
		no = i
	}
	noDay := busy || no < end // "not tuesday morning": no Wish can leave out less than the day
	if noDay {
		from := no
		if busy {
			from = i
		}
		noDay = slices.ContainsFunc(sc.item[from:end], func(it whenItem) bool { return it.kind == itemDate || it.kind == itemDays })
	}
	rel := itemOther
	part := sc.onePart()
	clocks := 0
	for j := i; j < end; j++ {
		it, not := &sc.item[j], j >= no
		if noDay && (not || busy) && (it.kind == itemClock || it.kind == itemPart || it.kind == itemNum) {
			continue
		}
		switch it.kind {
		case itemAfter, itemBefore, itemUntil, itemFrom, itemBetween, itemTo:
			rel = it.kind
			if busy && it.kind == itemUntil && it.n == 1 { // "i have to be at work by 2"
				rel = itemFrom
			}
		case itemAnd:
			if rel == itemBetween || rel == itemFrom {
				rel = itemTo
			}
		case itemDate:
			if j+1 < end && sc.item[j+1].kind == itemTo && it.exact {
				rel = itemFrom
			}
			w.date(it, rel, not || busy)
			rel = itemOther
		case itemDays:
			w.weekdays(uint8(it.n), not || busy)
		case itemSpan:
			w.weekSpan(it, rel, not || busy)
			rel = itemOther
		case itemPart:
			if !sc.partOfClock(i, end) {
				w.part(it.n, not || busy)
			}
		case itemClock:
			if rel == itemOther && j+2 < end && sc.item[j+1].kind == itemTo && sc.item[j+2].kind == itemClock { // 9 to 5
				rel = itemFrom
			}
			if !it.sure && j+1 < end && sc.item[j+1].kind == itemOn {
				rel = itemAfter
				if sc.item[j+1].n == 1 {
					rel = itemUntil
				}
			}
			c, ok := it.clock(part)
			if !ok {
				c, ok = Clock{it.min + 12*60}, rel == itemAfter || rel == itemUntil && busy || w.AfterMin > 0 && (rel == itemTo || rel == itemBefore || rel == itemUntil)
			}
			if !ok {
				continue
			}
			if j+1 < end && sc.item[j+1].kind == itemOn {
				rel = itemAfter
			}
			if clocks++; clocks > 2 {
				return false
			}
			if off && rel == itemOther { // "i get off at 4"
				rel = itemAfter
			}
			w.hour(c.Min, rel, not, busy, it.about)
			if rel == itemFrom || rel == itemBetween {
				continue
			}
			rel = itemOther
		case itemNum:
			if j > i && (sc.item[j-1].kind == itemDate || sc.item[j-1].kind == itemDays || sc.item[j-1].kind == itemPart) && it.n >= 1 && it.n <= 12 && it.digits > 0 {
				if c, ok := (&whenItem{min: it.n * 60}).clock(part); ok {
					w.hour(c.Min, itemOther, not, busy, false)
				}
			}
		}
	}
	return true
}

// partOfClock reports whether the parts of items i to end only say am or pm of an
// hour among them.
func (sc *whenScan) partOfClock(i, end int) bool {
	for j := i; j < end; j++ {
		if sc.item[j].kind == itemClock && !sc.item[j].sure {
			return true
		}
	}
	return false
}

// date takes a single day.
func (w *wishBuild) date(it *whenItem, rel whenItemKind, not bool) {
	w.found = true
	day := uint8(1) << it.date.Weekday()
	if not {
		switch rel {
		case itemBefore, itemUntil: // "not before tuesday"
			w.from(it.date)
		case itemAfter:
			w.to(it.date)
		default:
			w.days &^= day
		}
		return
	}
	switch rel {
	case itemAfter:
		w.from(it.date.add(1))
	case itemBefore:
		w.to(it.date.add(-1))
	case itemUntil:
		w.to(it.date)
	case itemFrom:
		w.from(it.date)
	case itemTo, itemBetween:
		if it.byName {
			w.span(day)
		} else {
			w.to(it.date)
		}
	default:
		if it.byName && !it.exact {
			w.want |= day
			w.named = append(w.named, it.date)
			return
		}
		if w.dates++; w.dates == 1 || it.date.before(w.first) {
			w.first = it.date
		}
		if w.dates == 1 || w.last.before(it.date) {
			w.last = it.date
		}
		w.dated |= day
	}
}

// settleDates bounds the wish to the days asked for by date. Weekdays named
// beside them are of the same week, or come after: "next monday or tuesday",
// "tomorrow or friday".
func (w *wishBuild) settleDates() {
	if w.dates == 0 {
		return
	}
	if w.want == 0 && w.first == w.last {
		w.from(w.first)
		w.to(w.last)
		return
	}
	if w.want != 0 {
		w.first = w.first.add(-(int(w.first.Weekday()) + 6) % 7)
		if end := w.first.add(6); w.last.before(end) {
			w.last = end
		}
		for _, d := range w.named {
			if w.last.before(d) {
				w.last = d
			}
		}
	}
	w.want |= w.dated
	w.from(w.first)
	w.to(w.last)
}

// span widens "monday to friday" to the days between.
func (w *wishBuild) span(last uint8) {
	d := w.want
	for n := 0; n < 7 && d != 0 && d&last == 0; n++ {
		d = d<<1 | d>>6
		w.want |= d & 0x7f
	}
	w.want |= last
}

func (w *wishBuild) weekdays(days uint8, not bool) {
	w.found = true
	if not {
		w.days &^= days
		return
	}
	w.want |= days
}

// weekSpan takes a week, weekend or month.
func (w *wishBuild) weekSpan(it *whenItem, rel whenItemKind, not bool) {
	if it.named && !it.exact {
		return
	}
	if it.named { // weekend
		w.weekdays(1<<time.Saturday|1<<time.Sunday, not)
		return
	}
	w.found = true
	switch {
	case not && rel == itemUntil:
		w.from(it.date)
	case not, rel == itemAfter:
		w.from(it.to.add(1))
	case rel == itemBefore:
		w.to(it.date.add(-1))
	case rel == itemUntil:
		w.to(it.to)
	case rel == itemFrom:
		w.from(it.date)
	default:
		w.from(it.date)
		w.to(it.to)
	}
}

func (w *wishBuild) from(d Date) {
	if s := d.String(); s > w.From {
		w.From = s
	}
}

func (w *wishBuild) to(d Date) {
	if s := d.String(); w.To == "" || s < w.To {
		w.To = s
	}
}

// part takes a part of the day.
func (w *wishBuild) part(n int, not bool) {
	w.found = true
	switch {
	case n == 0 && not:
		w.after(wishNoon)
	case n == 0:
		w.before(wishNoon)
	case n == 1 && not:
		w.before(wishNoon)
	case n == 1:
		w.after(wishNoon)
		w.before(wishEvening)
	case not:
		w.before(wishEvening)
	default:
		w.after(wishEvening)
	}
}

func (w *wishBuild) after(m int) { w.AfterMin = max(w.AfterMin, m) }

func (w *wishBuild) before(m int) {
	if w.BeforeMin == 0 || m < w.BeforeMin {
		w.BeforeMin = m
	}
}

// hour takes a time of day.
func (w *wishBuild) hour(m int, rel whenItemKind, not, busy, about bool) {
	if not && rel != itemAfter && rel != itemBefore && rel != itemUntil {
		return // "not at 2": no Wish can say it
	}
	w.found = true
	switch {
	case busy && !not:
		switch rel {
		case itemUntil, itemBefore, itemTo: // "i work until 4"
			w.BeforeMin = 0
			w.after(m)
		default: // "i work at 3"
			w.before(m)
		}
	case not && rel == itemAfter:
		w.before(m)
	case not && (rel == itemBefore || rel == itemUntil):
		w.after(m)
	case rel == itemAfter, rel == itemFrom, rel == itemBetween:
		w.after(m)
	case rel == itemBefore:
		w.before(m)
	case rel == itemUntil, rel == itemTo:
		w.before(m)
	case about:
		w.after(max(m-60, 1))
		w.before(m + 61)
	default:
		w.after(m)
		w.before(m + 60)
	}
}

// done settles the weekdays and refuses a wish that nothing can meet.
func (w *wishBuild) done() (Wish, bool) {
	if !w.found {
		return Wish{}, false
	}
	w.settleDates()
	days := w.days
	if w.want != 0 {
		days &= w.want
	}
	if days == 0 || w.From != "" && w.To != "" && w.To < w.From || w.BeforeMin > 0 && w.BeforeMin <= w.AfterMin {
		return Wish{}, false
	}
	if days != 0x7f {
		for d := time.Sunday; d <= time.Saturday; d++ {
			if days&(1<<d) != 0 {
				w.Days = append(w.Days, d)
			}
		}
	}
	return w.Wish, true
}
