package answer

import (
	"strings"
	"time"
)

// whenItemKind is what a stretch of words says about time.
type whenItemKind uint8

const (
	itemOther   whenItemKind = iota
	itemDate                 // date
	itemDays                 // every such weekday, as bits of n
	itemSpan                 // date to
	itemClock                // min
	itemPart                 // n indexes whenParts
	itemNum                  // n, a number that may yet be an hour
	itemOrd                  // n, first, 2nd
	itemAfter                // the relations between items
	itemBefore               //
	itemUntil                //
	itemFrom                 //
	itemTo                   //
	itemBetween              //
	itemAnd                  //
	itemOr                   //
	itemOn                   // "3 and later", "de las 3 en adelante"
	itemNot                  //
	itemBusy                 //
	itemAny                  //
	itemBreak                // ends what "not" covers
)

// whenItem is one thing said.
type whenItem struct {
	kind   whenItemKind
	digits uint8
	byName bool // a date said by its weekday alone
	manana bool // "mañana", which can be tomorrow or morning
	exact  bool // a date that is said with this, next, a number or a month
	sure   bool // am or pm is settled
	named  bool // noon, midnight
	about  bool // around that time
	every  bool // in the plural: mornings, tuesdays
	tok    int  // its first token
	n      int
	min    int
	date   Date
	to     Date
}

// whenScan is a text read as items. It lives on the caller's stack.
type whenScan struct {
	text  whenText
	item  [40]whenItem
	n     int
	today Date
	now   time.Time
	not   bool // something is ruled out
	busy  bool // something is said of when they are not free
	doubt bool // "i dont know"; what is over
	rel   bool // something is a bound: after, before, until
	bad   bool // a day or hour that does not exist
}

func (sc *whenScan) items() []whenItem { return sc.item[:sc.n] }

// read fills sc from s. It reports false for texts too long or naming a day or
// hour that does not exist.
func (sc *whenScan) read(s string, now time.Time) bool {
	sc.now, sc.today = now, whenDateOf(now)
	if !whenSplit(s, &sc.text) {
		return false
	}
	for i := 0; i < sc.text.n; {
		it := whenItem{tok: i}
		n := sc.dateAt(i, &it)
		if n == 0 {
			n = sc.clockAt(i, &it)
		}
		if n == 0 {
			n = sc.wordAt(i, &it)
		}
		if sc.bad {
			return false
		}
		i += n
		if it.kind == itemOther && sc.n > 0 && sc.item[sc.n-1].kind == itemOther {
			continue
		}
		if sc.n == len(sc.item) {
			return false
		}
		sc.item[sc.n] = it
		sc.n++
		if it.kind == itemDate && it.named { // tonight, in 2 hours
			if sc.n == len(sc.item) {
				return false
			}
			sc.item[sc.n] = whenItem{kind: itemClock, tok: it.tok, min: it.min, sure: true}
			if it.n > 0 {
				sc.item[sc.n] = whenItem{kind: itemPart, tok: it.tok, n: it.n - 1}
			}
			sc.n++
		}
	}
	sc.turnNot()
	sc.shareHalf()
	return sc.confirm()
}

// confirm lets the weekday in "tuesday the 1st" confirm the date, and reports
// false if it contradicts it.
func (sc *whenScan) confirm() bool {
	for i := 0; i+1 < sc.n; i++ {
		a, b := &sc.item[i], &sc.item[i+1]
		if a.kind != itemDate || b.kind != itemDate || a.byName == b.byName || a.named || b.named {
			continue
		}
		if a.date.Weekday() != b.date.Weekday() {
			return false
		}
		if a.byName {
			a.date = b.date
		} else {
			b.date = a.date
		}
		a.byName, b.byName, a.exact, b.exact = false, false, true, true
	}
	return true
}

// turnNot reads "not before 3" as from 3 on, "no later than 3" as until 3.
func (sc *whenScan) turnNot() {
	if !sc.not || !sc.rel {
		return
	}
	sc.not = false
	for i := range sc.items() {
		if sc.item[i].kind != itemNot {
			continue
		}
		j := i + 1
		if j < sc.n && sc.item[j].kind == itemOther { // "dont come before"
			j++
		}
		if j+1 >= sc.n || !sc.isTime(j+1) {
			sc.not = true
			continue
		}
		switch sc.item[j].kind {
		case itemBefore, itemUntil:
			sc.item[j].kind = itemFrom
		case itemAfter:
			sc.item[j].kind = itemUntil
		default:
			sc.not = true
			continue
		}
		sc.item[i].kind = itemOther
	}
}

// wordAt reads what is neither a date nor a time.
func (sc *whenScan) wordAt(i int, it *whenItem) int {
	t := &sc.text
	tok := t.at(i)
	switch tok.kind {
	case whenPart:
		it.kind, it.n, it.every = itemPart, tok.n, tok.s[len(tok.s)-1] == 's'
		if tok.s == "eve" && t.n > 1 || strings.HasPrefix(tok.s, "tarde") && (t.is(i-1, "mas", "muy", "llegar", "llego", "llegando") || sc.n == 0 && t.is(i+1, "por")) {
			it.kind = itemOther
		}
	case whenAMPM:
		if t.is(i-1, "i", "who", "how", "where", "why") {
			return 1
		}
		it.kind, it.n = itemPart, tok.n/12
	case whenNum:
		if tok.digits > 0 || t.at(i-1).kind == whenAt || t.at(i-1).kind == whenAfter || t.at(i-1).kind == whenBefore ||
			t.isOption(i-1) || t.at(i-1).kind == whenTo && t.at(i-2).kind == whenNum || t.is(i-1, "el", "la") && i+1 == t.n || i == 0 || tok.n > 1 && tok.s != "couple" && tok.s != "once" {
			it.kind, it.n, it.digits = itemNum, tok.n, tok.digits
		}
	case whenOrd:
		if t.is(i+1, "thing", "hora") { // first thing, a primera hora
			it.kind = itemPart
			return 2
		}
		it.kind, it.n, it.digits = itemOrd, tok.n, tok.digits
	case whenDays:
		it.kind, it.n, it.every = itemDays, 1<<tok.n, true
	case whenWeekdays:
		it.kind, it.n = itemDays, 0b0111110
	case whenAfter:
		return sc.afterAt(i, it)
	case whenBefore:
		it.kind, sc.rel = itemBefore, true
		if t.is(i+1, "lunch", "comer", "almuerzo") {
			it.kind, it.min = itemOther, 0
			return sc.bound(it, itemBefore, 12*60, 2)
		}
		if t.is(i+1, "de", "del") {
			return 2
		}
	case whenUntil:
		if tok.s == "by" && !sc.timeFollows(i+1) {
			return 1
		}
		it.kind, sc.rel = itemUntil, true
		if tok.s == "by" {
			it.n = 1
		}
	case whenFrom:
		it.kind = itemFrom
	case whenTo:
		it.kind = itemTo
	case whenBetween:
		it.kind, sc.rel = itemBetween, true
	case whenAnd:
		it.kind = itemAnd
		if t.is(i+1, "later", "after", "up", "on", "beyond") {
			it.kind, sc.rel = itemOn, true
			return 2
		}
	case whenOr:
		it.kind = itemOr
		if t.is(i+1, "later", "after", "so") {
			if t.is(i+1, "so") {
				return 2
			}
			it.kind, sc.rel = itemOn, true
			return 2
		}
		if t.is(i+1, "earlier", "before", "sooner") {
			it.kind, it.n, sc.rel = itemOn, 1, true
			return 2
		}
	case whenNot:
		switch {
		case tok.s == "nah" || tok.s == "nope": // "nah wednesday is better"
			it.kind = itemBreak
		case t.is(i+1, "know", "sure", "certain", "seguro", "segura"), t.is(i+1, "se") && !t.is(i+2, "puede"):
			sc.doubt = true
		default:
			it.kind, sc.not = itemNot, true
		}
	case whenBusy:
		if sc.busyAt(i) {
			it.kind, sc.busy = itemBusy, true
		}
	case whenBut:
		it.kind = itemBreak
		if t.at(i-1).kind == whenAny || t.is(i-1, "everything", "anything", "todo") || t.at(i-2).kind == whenAny || t.is(i-2, "every", "all") {
			it.kind, sc.not = itemNot, true
		}
	case whenAny:
		it.kind = itemAny
	case whenPunct:
		return sc.punctAt(i, it)
	default:
		return sc.plainAt(i, it)
	}
	return 1
}

// afterAt reads "after 3", "after work", "afterwards".
func (sc *whenScan) afterAt(i int, it *whenItem) int {
	t := &sc.text
	j := i + 1
	if t.is(j, "de", "del", "the", "my") {
		j++
	}
	switch {
	case t.is(j, "work", "shift", "trabajo", "trabajar", "turno"):
		return sc.bound(it, itemAfter, whenAfterWork, j+1-i)
	case t.is(j, "school", "escuela", "clase", "class"):
		return sc.bound(it, itemAfter, 15*60, j+1-i)
	case t.is(j, "lunch", "comer", "almuerzo"):
		return sc.bound(it, itemAfter, 13*60, j+1-i)
	}
	it.kind, sc.rel = itemAfter, true
	if t.is(i+1, "de", "del") {
		return 2
	}
	return 1
}

// whenAfterWork is when "after work" begins: 16:30. Day shifts in Anchorage
// commonly end at 16:00 to 17:00, and a clinic that closes at 18:00 would have
// nothing to offer after a later hour.
const whenAfterWork = 16*60 + 30

// bound puts a relation and its time in one go: "after work". The time becomes
// the next item.
func (sc *whenScan) bound(it *whenItem, kind whenItemKind, minutes, n int) int {
	sc.rel = true
	if sc.n < len(sc.item) {
		sc.item[sc.n] = whenItem{kind: kind, tok: it.tok}
		sc.n++
	}
	it.kind, it.min, it.sure = itemClock, minutes, true
	return n
}

// punctAt reads marks: a dash between two times is "to", sentence ends break.
func (sc *whenScan) punctAt(i int, it *whenItem) int {
	switch sc.text.at(i).n {
	case '-':
		it.kind = itemTo
	case '.', ';', ',', '!', '?':
		it.kind = itemBreak
		it.n = sc.text.at(i).n
	case '&':
		it.kind = itemAnd
	case '/':
		it.kind = itemOr
	case '+':
		it.kind, sc.rel = itemOn, true
	}
	return 1
}

// plainAt reads words that matter only in company.
func (sc *whenScan) plainAt(i int, it *whenItem) int {
	t := &sc.text
	switch {
	case t.is(i, "a") && sc.n > 0 && sc.timeFollows(i+1) && sc.isTime(sc.n-1):
		it.kind = itemTo
	case t.is(i, "a") && t.is(i+1, "partir"):
		it.kind, sc.rel = itemAfter, true
		if t.is(i+2, "de", "del") {
			return 3
		}
		return 2
	case t.is(i, "al") && sc.timeFollows(i+1):
		it.kind = itemTo
	case t.is(i, "de") && t.at(i+1).kind != whenPart && sc.timeFollows(i+1) && !sc.isTime(sc.n-1):
		it.kind = itemFrom
	case t.is(i, "en") && t.is(i+1, "adelante"), t.is(i, "para") && t.is(i+1, "adelante"):
		it.kind, sc.rel = itemOn, true
		return 2
	case t.is(i, "onward", "onwards", "forward") || t.is(i, "on") && i+1 == t.n && sc.isTime(sc.n-1):
		it.kind, sc.rel = itemOn, true
	case t.is(i, "later", "earlier", "sooner") && t.is(i+1, "than"):
		it.kind, sc.rel = itemBefore, true
		if t.is(i, "later") {
			it.kind = itemAfter
		}
		return 2
	case t.is(i, "off", "salgo", "finish", "free", "libre", "ends", "salida"), t.is(i, "out") && t.is(i+1, "of", "at"):
		it.kind, it.n, sc.busy = itemBusy, 1, true
	case t.is(i, "couldnt", "havent", "hate"):
		it.kind, sc.not = itemNot, true
	case t.is(i, "idk", "dunno", "unsure", "missed", "saw", "went", "used", "took", "slept", "fue", "estuve", "perdi"),
		t.is(i, "was", "were") && !strings.HasSuffix(t.at(i+1).s, "ing"): // a monday that was
		sc.doubt = true
	case t.is(i, "can", "could", "puedo") && sc.isTime(sc.n-1): // "instead of tuesday can i do wednesday"
		it.kind = itemBreak
	case t.is(i, "menos", "salvo") && !t.is(i-1, "a", "al"):
		it.kind, sc.not = itemNot, true
	case t.is(i, "instead", "rather", "vez", "lugar") && t.is(i+1, "of", "than", "de", "del"):
		it.kind, sc.not = itemNot, true
		return 2
	case t.is(i, "so", "mejor"):
		it.kind, it.named = itemBreak, true
	case t.is(i, "bad", "terrible", "mal", "awful", "rough", "tough") && (sc.isTime(sc.n-1) || t.is(i-1, "is", "are", "r", "all")),
		t.is(i, "nothing", "nada") && (t.at(i+1).kind == whenBefore || t.at(i+1).kind == whenAfter || t.is(i+1, "earlier", "later", "antes", "despues")):
		it.kind, sc.not = itemNot, true
	case t.is(i, "btw", "bet") && t.at(i+1).kind == whenNum:
		it.kind, sc.rel = itemBetween, true
	case t.is(i, "a") && t.is(i+1, "mas") && t.is(i+2, "tardar"):
		it.kind, sc.rel = itemUntil, true
		return 3
	case t.is(i, "cuarto", "quarter"): // of an hour that was not understood
		sc.doubt = true
	case t.is(i, "past") && sc.timeFollows(i+1):
		it.kind, sc.rel = itemAfter, true
	case t.is(i, "up") && t.at(i+1).kind == whenTo && sc.timeFollows(i+2):
		it.kind, sc.rel = itemUntil, true
		return 2
	case t.is(i, "early", "temprano") && !t.is(i-1, "too", "muy", "mas") && (sc.isDay(sc.n-1) || sc.dayFollows(i+1)):
		it.kind = itemPart
	}
	return 1
}

// busyAt reports whether the word at i says when they are not free: "i work",
// "have class". In "does tuesday work" and "an appointment" it does not.
func (sc *whenScan) busyAt(i int) bool {
	t := &sc.text
	switch t.at(i).s {
	case "work":
		j := i - 1
		if t.is(j, "dont", "not") { // "i dont work tuesdays", not "tuesdays dont work"
			return j == 0 || t.is(j-1, "i", "im")
		}
		return i == 0 || t.is(j, "i", "im", "at", "to", "have", "got", "gotta", "start", "my", "always", "usually", "also", "only", "for")
	case "appointment":
		return t.is(i-1, "another", "other", "doctors", "doctor", "dr", "dentist", "vet")
	}
	return true
}

// isHour reports whether item j is an hour, or a number that may be one.
func (sc *whenScan) isHour(j int) bool {
	return sc.item[j].kind == itemClock || sc.item[j].kind == itemNum
}

// isDay reports whether item j is one day.
func (sc *whenScan) isDay(j int) bool { return j >= 0 && sc.item[j].kind == itemDate }

// dayFollows reports whether the words from i on name a day.
func (sc *whenScan) dayFollows(i int) bool {
	t := &sc.text
	for t.is(i, "on", "the", "el", "this") {
		i++
	}
	return t.at(i).kind == whenDay || t.at(i).kind == whenRel
}

// isTime reports whether item j speaks of a time.
func (sc *whenScan) isTime(j int) bool {
	if j < 0 {
		return false
	}
	switch sc.item[j].kind {
	case itemDate, itemDays, itemSpan, itemClock, itemPart, itemNum:
		return true
	}
	return false
}

// timeFollows reports whether the words from i on begin a date or time.
func (sc *whenScan) timeFollows(i int) bool {
	t := &sc.text
	for t.is(i, "the", "el", "la", "los", "las", "next", "this", "at", "a") {
		i++
	}
	switch t.at(i).kind {
	case whenNum, whenOrd, whenDay, whenDays, whenMonth, whenPart, whenRel, whenNoon, whenHoliday, whenNext, whenThis:
		return true
	}
	return false
}

// shareHalf lets the second time of "2 to 4pm" settle the first, and makes bare
// numbers beside a relation hours.
func (sc *whenScan) shareHalf() {
	for i := range sc.items() {
		it := &sc.item[i]
		if it.kind != itemNum || it.digits == 0 && it.n > 12 {
			continue
		}
		rel := false
		for _, j := range [2]int{i - 1, i + 1} {
			if j < 0 || j >= sc.n {
				continue
			}
			switch sc.item[j].kind {
			case itemAfter, itemBefore, itemUntil, itemOn:
				rel = true
			case itemTo:
				k := j + j - i
				rel = rel || k >= 0 && k < sc.n && (sc.item[k].kind == itemNum || sc.item[k].kind == itemClock)
			case itemFrom, itemBetween:
				rel = rel || j < i
			case itemAnd:
				k := j + j - i
				rel = rel || min(i, k) >= 1 && k < sc.n && (sc.item[min(i, k)-1].kind == itemBetween || sc.item[min(i, k)-1].kind == itemFrom)
			}
		}
		if !rel {
			continue
		}
		if it.digits >= 3 {
			whenHHMM(it)
		} else if it.n >= 1 && it.n <= 12 {
			it.kind, it.min = itemClock, it.n*60
		}
	}
	for i := 0; i+2 < sc.n; i++ {
		a, b := &sc.item[i], &sc.item[i+2]
		if k := sc.item[i+1].kind; a.kind != itemClock || b.kind != itemClock || k != itemTo && k != itemAnd || a.sure || !b.sure {
			continue
		}
		am, pm := a.min%(12*60), a.min%(12*60)+12*60
		if a.min > 12*60+59 {
			continue
		}
		if a.min, a.sure = am, true; b.min > pm {
			a.min = pm
		}
	}
}
