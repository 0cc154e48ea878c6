package store

import (
	"encoding/binary"
	"errors"
	"slices"
	"time"

	"nightdesk/bot"
)

// Sessions and thread entries are written and read with every turn, so they are
// stored in a compact form of their own: a form byte, then the fields in a fixed
// order, numbers as varints and texts behind their length. Against JSON it is half
// the size, a third of the work to write and a sixth to read. Values that begin
// with another byte are JSON, as they were stored before.
//
// The order of fields is the form. A field that is added goes to the end of its
// record, is read only from a form that has it, and moves compactForm on; the
// form before stays readable.
const compactForm = 6

// fifthForm did not know who of staff has a thread.
const fifthForm = 5

// fourthForm did not know what somebody asked about danger had said of a visit, nor
// what visit a request would take the place of.
const fourthForm = 4

// thirdForm knew of a visit only what, when, with whom and how it stands.
const thirdForm = 3

// secondForm did not know what somebody in a hold said of how it stands.
const secondForm = 2

// firstForm had neither a session's Unasked and Talk, nor a count of repeats, nor
// what stands behind a crisis's Asking; and it had some fields since gone.
const firstForm = 1

// errForm is all that is said of a value that does not read well: a value's own
// bytes may hold somebody's words.
var errForm = errors.New("not in the expected form")

// walker writes a value or reads one back. Each record is described once, by a
// walk over its fields, and so is read exactly as it was written.
type walker struct {
	b       []byte // written so far, or left to read
	all     string // what is read, whole: texts are parts of it and not copies
	form    byte   // of what is read, or compactForm
	reading bool
	bad     bool // what is read ends early or makes no sense
}

// compact reports whether plain is in this form and not JSON.
func compact(plain []byte) bool {
	return len(plain) > 0 && plain[0] >= firstForm && plain[0] <= compactForm
}

func encodeSession(s bot.Session) []byte {
	w := &walker{b: append(make([]byte, 0, 1024), compactForm), form: compactForm}
	w.session(&s)
	return w.b
}

func decodeSession(plain []byte, s *bot.Session) error {
	w := reader(plain)
	w.session(s)
	return w.end()
}

func encodeBooking(b bot.Booking) []byte {
	w := &walker{b: append(make([]byte, 0, 256), compactForm), form: compactForm}
	w.booking(&b)
	return w.b
}

func decodeBooking(plain []byte, b *bot.Booking) error {
	w := reader(plain)
	w.booking(b)
	return w.end()
}

func encodeSaid(said []bot.Said) []byte {
	w := &walker{b: append(make([]byte, 0, 512), compactForm), form: compactForm}
	list(w, &said, (*walker).said)
	return w.b
}

func decodeSaid(plain []byte, said *[]bot.Said) error {
	w := reader(plain)
	list(w, said, (*walker).said)
	return w.end()
}

// reader is a walker over a value behind its form byte.
func reader(plain []byte) *walker {
	return &walker{b: plain[1:], all: string(plain), form: plain[0], reading: true}
}

// end says whether all was read and nothing was missing.
func (w *walker) end() error {
	if w.bad || len(w.b) > 0 {
		return errForm
	}
	return nil
}

func (w *walker) session(s *bot.Session) {
	whole(w, &s.Format)
	word(w, &s.Phone)
	word(w, &s.Line)
	word(w, &s.Lang)
	w.flag(&s.LangSure)
	w.flag(&s.Discreet)
	gone(w, w.time)
	w.time(&s.LastIn)
	gone(w, w.time)
	w.position(&s.At)
	list(w, &s.Back, (*walker).place)
	w.kept(&s.Kept)
	list(w, &s.Consents, (*walker).consent)
	w.time(&s.OptedOut)
	w.time(&s.OptOutAsked)
	maybe(w, &s.Offer, (*walker).offered)
	maybe(w, &s.Hold, (*walker).visit)
	word(w, &s.Moving)
	list(w, &s.Visits, (*walker).visit)
	list(w, &s.Recent, (*walker).heard)
	maybe(w, &s.Crisis, (*walker).crisis)
	word(w, &s.Case)
	whole(w, &s.Turns)
	w.time(&s.Budget.Hour)
	whole(w, &s.Budget.N)
	w.time(&s.Budget.Day)
	whole(w, &s.Budget.DayN)
	w.time(&s.WakeAt)
	if w.form > firstForm {
		list(w, &s.Unasked, (*walker).time)
		w.talk(&s.Talk)
		whole(w, &s.Budget.Same)
	}
	if w.form > thirdForm {
		word(w, &s.Care.Group)
		w.time(&s.Care.Asked)
		w.time(&s.Care.Due)
		w.time(&s.Care.Seen)
		list(w, &s.Waiting, (*walker).waiting)
		word(w, &s.Word.Word)
		whole(w, &s.Word.Tries)
		w.time(&s.Word.Given)
	}
	if w.form > fifthForm {
		w.owned(&s.Owned)
	}
}

func (w *walker) owned(o *bot.Owned) {
	word(w, &o.By)
	word(w, &o.Role)
	w.time(&o.Since)
	w.flag(&o.Held)
	w.time(&o.Replied)
	w.time(&o.Lined)
	w.time(&o.Told)
}

func (w *walker) waiting(x *bot.Waiting) {
	word(w, &x.Kind)
	word(w, &x.Series)
	w.wish(&x.Wish)
	w.time(&x.Since)
	whole(w, &x.Rank)
	list(w, &x.Passed, (*walker).time)
	whole(w, &x.Offers)
}

func (w *walker) talk(t *bot.Talk) {
	w.flag(&t.Agreed)
	whole(w, &t.InLang)
	whole(w, &t.InOther)
	w.time(&t.Unread)
	w.flag(&t.OwnStop)
}

func (w *walker) position(p *bot.Position) {
	word(w, &p.Version)
	w.place(&p.Place)
	maybe(w, &p.Return, (*walker).place)
	w.time(&p.Asked)
	whole(w, &p.Tries)
	whole(w, &p.Quiet)
	gone(w, w.flag)
}

func (w *walker) place(p *bot.Place) {
	word(w, &p.Flow)
	word(w, &p.Step)
}

func (w *walker) consent(c *bot.Consent) {
	word(w, &c.Purpose)
	word(w, &c.Wording)
	word(w, &c.Lang)
	w.time(&c.Given)
	w.time(&c.Withdrawn)
}

func (w *walker) opening(o *bot.Opening) {
	word(w, &o.Kind)
	word(w, &o.Resource)
	w.time(&o.Start)
	w.time(&o.End)
	if w.form > thirdForm {
		word(w, &o.Room)
		whole(w, &o.Before)
		whole(w, &o.After)
		whole(w, &o.Seats)
		word(w, &o.Series)
	}
}

func (w *walker) visit(v *bot.Visit) {
	word(w, &v.ID)
	w.opening(&v.Opening)
	word(w, &v.Status)
	w.time(&v.HeldUntil)
	if w.form > thirdForm {
		whole(w, &v.Version)
		w.time(&v.Asked)
		w.time(&v.Changed)
		word(w, &v.By)
		w.flag(&v.Waited)
	}
	if w.form > fourthForm {
		word(w, &v.Instead)
	}
}

func (w *walker) booking(b *bot.Booking) {
	w.visit(&b.Visit)
	word(w, &b.Person)
}

func (w *walker) offered(o *bot.Offered) {
	word(w, &o.Kind)
	list(w, &o.Shown, (*walker).opening)
	w.wish(&o.Wish)
	if w.form > thirdForm {
		maybe(w, &o.Unmet, (*walker).wish)
	}
}

func (w *walker) wish(x *bot.Wish) {
	list(w, &x.Days, whole[time.Weekday])
	word(w, &x.From)
	word(w, &x.To)
	whole(w, &x.AfterMin)
	whole(w, &x.BeforeMin)
	w.time(&x.After)
	w.time(&x.Before)
}

func (w *walker) heard(h *bot.Heard) {
	w.time(&h.At)
	word(w, &h.Text)
}

func (w *walker) crisis(c *bot.Crisis) {
	word(w, &c.Label)
	w.flag(&c.Held)
	w.time(&c.Since)
	w.time(&c.LastReply)
	word(w, &c.Asking)
	if w.form > firstForm {
		w.flag(&c.AskedSafe)
		w.flag(&c.AskedAgain)
		word(w, &c.About)
		w.flag(&c.Threat)
		whole(w, &c.Lines)
	}
	if w.form > secondForm {
		w.flag(&c.Called)
		word(w, &c.Told)
	}
	if w.form > fourthForm {
		word(w, &c.OwnTime)
	}
}

func (w *walker) said(s *bot.Said) {
	w.time(&s.At)
	word(w, &s.By)
	word(w, &s.Text)
}

// kept is in order of the names, so that the same session is the same bytes.
func (w *walker) kept(m *map[string]string) {
	n := w.size(len(*m))
	if w.reading {
		if n > 0 {
			*m = make(map[string]string, n)
		}
		for range n {
			var name, value string
			word(w, &name)
			word(w, &value)
			(*m)[name] = value
		}
		return
	}
	names := make([]string, 0, 24)
	for name := range *m {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		value := (*m)[name]
		word(w, &name)
		word(w, &value)
	}
}

// gone leaves out a field that only the first form has.
func gone[T any](w *walker, one func(*T)) {
	if w.form == firstForm {
		one(new(T))
	}
}

// number is a varint.
func (w *walker) number(n int64) int64 {
	if !w.reading {
		w.b = binary.AppendVarint(w.b, n)
		return n
	}
	n, size := binary.Varint(w.b)
	if size <= 0 {
		w.bad, w.b = true, nil
		return 0
	}
	w.b = w.b[size:]
	return n
}

// size is how many follow; each takes a byte at least, so that no damaged count
// asks for more memory than the value is long.
func (w *walker) size(n int) int {
	n = int(w.number(int64(n)))
	if w.reading && (n < 0 || n > len(w.b)) {
		w.bad, w.b = true, nil
		return 0
	}
	return n
}

func (w *walker) flag(v *bool) {
	n := int64(0)
	if *v {
		n = 1
	}
	*v = w.number(n) == 1
}

// time keeps an instant to the nanosecond with the offset it was written in, as
// JSON does.
func (w *walker) time(t *time.Time) {
	set := !t.IsZero()
	if w.flag(&set); !set {
		if w.reading {
			*t = time.Time{}
		}
		return
	}
	_, offset := t.Zone()
	sec, ns, off := w.number(t.Unix()), w.number(int64(t.Nanosecond())), w.number(int64(offset))
	if !w.reading {
		return
	}
	zone := time.UTC
	if off != 0 {
		zone = time.FixedZone("", int(off))
	}
	*t = time.Unix(sec, ns).In(zone)
}

func whole[T ~int | ~int64](w *walker, v *T) { *v = T(w.number(int64(*v))) }

func word[T ~string](w *walker, v *T) {
	n := w.size(len(*v))
	if !w.reading {
		w.b = append(w.b, *v...)
		return
	}
	*v, w.b = T(w.all[len(w.all)-len(w.b):][:n]), w.b[n:]
}

func list[T any](w *walker, v *[]T, each func(*walker, *T)) {
	n := w.size(len(*v))
	if w.reading {
		*v = nil
		if n > 0 {
			*v = make([]T, n)
		}
	}
	for i := range *v {
		each(w, &(*v)[i])
	}
}

func maybe[T any](w *walker, v **T, one func(*walker, *T)) {
	there := *v != nil
	if w.flag(&there); !there {
		return
	}
	if w.reading {
		*v = new(T)
	}
	one(w, *v)
}
