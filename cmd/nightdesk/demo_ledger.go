package main

import (
	"context"
	"net/http"
	"slices"
	"sync"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/schedule"
)

// demoNews is the last thing that happened in the ledger. Seq counts them, from
// 1; State is one of a block's, or "freed".
type demoNews struct {
	Seq   int    `json:"seq"`
	State string `json:"state"`
	Start int64  `json:"start"`
	You   bool   `json:"you"`
}

// demoLedger is what was last read of the clinic's visits, and which day is worth
// looking at. All open pages share it.
type demoLedger struct {
	mu      sync.Mutex
	read    bool
	at      time.Time // when it was read, on the demo's clock
	visits  []bot.Booking
	follow  string // the date of the last change, or of the soonest opening
	recent  []recentChange
	news    demoNews
	readers map[int]string // pages whose reader has turned the calendar, and to which date
	streams int
}

const (
	// ledgerBack and ledgerAhead are how far from today a page can be turned.
	ledgerBack, ledgerAhead = 7, 34
	// recentFor is how long a change counts in what day is worth looking at, and
	// ownChange how many of others' the reader's own is worth.
	recentFor, ownChange = 6 * time.Second, 6
)

// recentChange is a change of a moment ago: on which date, and when the reader
// could see it.
type recentChange struct {
	date string
	at   time.Time
}

// calendar is what a page shows: the day its reader turned to, or the one that
// is worth looking at.
func (d *demo) calendar(ctx context.Context, reader int) (demoCalendar, error) {
	days := d.days()
	d.ledger.mu.Lock()
	defer d.ledger.mu.Unlock()
	if err := d.look(ctx, &days); err != nil {
		return demoCalendar{}, err
	}
	date, turned := d.ledger.readers[reader]
	if !turned {
		date = d.ledger.follow
	}
	c := days.on(min(max(date, days.first), days.last))
	c.Turned, c.News = turned, d.ledger.news
	return c, nil
}

// days is the clinic as it stands now, without its visits.
func (d *demo) days() demoDays {
	now := d.clock.Now()
	x := demoDays{cal: d.program.inbox.Calendar, now: now, you: d.program.s.store.Person(bot.Phone(d.person()))}
	for _, r := range d.clinic.Resources {
		x.places = append(x.places, r.Name)
	}
	today := x.cal.Date(now)
	x.first, x.last = moveDate(today, -ledgerBack), moveDate(today, ledgerAhead)
	return x
}

// look reads the ledger, unless another page has just done so, and notes what is
// new in it. The lock is held.
func (d *demo) look(ctx context.Context, days *demoDays) error {
	l := &d.ledger
	if since := days.now.Sub(l.at); !l.read || since >= drawEvery {
		visits, err := d.read(ctx, *days)
		if err != nil {
			return err
		}
		days.visits = visits
		l.learn(*days)
	}
	days.visits = l.visits
	if l.follow == "" || l.follow < days.cal.Date(days.now) {
		l.follow = days.soonest()
	}
	return nil
}

// read reads the visits, and the times that people are deciding on: those are in
// their sessions only until they are booked. The sessions come first, so that what
// is booked in between is in both and not in neither.
func (d *demo) read(ctx context.Context, days demoDays) ([]bot.Booking, error) {
	var holds []bot.Booking
	st := d.program.s.store
	for _, number := range d.texters() {
		person := st.Person(bot.Phone(number))
		l, err := st.Load(ctx, "", person)
		if err != nil {
			return nil, err
		}
		if h := l.Session.Hold; h != nil {
			holds = append(holds, bot.Booking{Visit: *h, Person: person})
		}
	}
	from, _, _ := days.cal.DayBounds(days.first)
	_, to, _ := days.cal.DayBounds(days.last)
	visits, err := st.Visits(ctx, from, to)
	if err != nil {
		return nil, err
	}
	for _, h := range holds {
		if !slices.ContainsFunc(visits, func(b bot.Booking) bool { return b.ID == h.ID }) {
			visits = append(visits, h)
		}
	}
	return visits, nil
}

// texters are the numbers that have texted the clinic: the phones of the page, and
// the others'.
func (d *demo) texters() []string {
	d.mu.Lock()
	people := min(d.people, demoPeople)
	d.mu.Unlock()
	numbers := d.others.numbers(d.taken())
	for n := range people {
		numbers = append(numbers, demoNumber(demoPerson+n))
	}
	return numbers
}

// learn takes what was read and compares it with what was known before.
func (l *demoLedger) learn(days demoDays) {
	before := l.visits
	first := !l.read
	l.read, l.at, l.visits = true, days.now, days.visits
	if first {
		return
	}
	changes := changesOf(before, days)
	if len(changes) == 0 {
		return
	}
	news := changes[len(changes)-1]
	if i := slices.IndexFunc(changes, func(n demoNews) bool { return n.You }); i >= 0 {
		news = changes[i]
	}
	for _, n := range changes {
		l.turnTo(days.cal.Date(time.UnixMilli(n.Start)), n.You)
	}
	news.Seq = l.news.Seq + 1
	l.news = news
}

// turnTo follows a change to its date: the reader's own at once, others' when more
// happens there than on the day that is shown, so that it is not turned to and fro
// while many book.
func (l *demoLedger) turnTo(date string, own bool) {
	now := time.Now()
	l.recent = slices.DeleteFunc(l.recent, func(r recentChange) bool { return now.Sub(r.at) > recentFor })
	weight := 1
	if own {
		weight = ownChange
	}
	for range weight {
		l.recent = append(l.recent, recentChange{date, now})
	}
	there, here := 0, 0
	for _, r := range l.recent {
		switch r.date {
		case date:
			there++
		case l.follow:
			here++
		}
	}
	if own || here == 0 || there > here+1 {
		l.follow = date
	}
}

// changesOf lists what is new, has changed or is gone, the last kind first: who
// moves a visit looks at where it went.
func changesOf(before []bot.Booking, days demoDays) []demoNews {
	known := map[bot.VisitID]bot.Booking{}
	for _, b := range before {
		if b.Status != bot.VisitCancelled {
			known[b.ID] = b
		}
	}
	var freed, changed []demoNews
	for _, b := range days.standing() {
		old, was := known[b.ID]
		delete(known, b.ID)
		if !was || old.Status != b.Status || !old.Start.Equal(b.Start) || old.Resource != b.Resource {
			changed = append(changed, demoNews{State: schedule.Word(b.Status), Start: b.Start.UnixMilli(), You: b.Person == days.you})
		}
	}
	for _, b := range before {
		if _, gone := known[b.ID]; gone && b.Start.After(days.now) {
			freed = append(freed, demoNews{State: "freed", Start: b.Start.UnixMilli(), You: b.Person == days.you})
		}
	}
	return append(freed, changed...)
}

// page gives a page that opens its number.
func (l *demoLedger) page() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.streams++
	return l.streams
}

// leave forgets a page that was closed.
func (l *demoLedger) leave(reader int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.readers, reader)
}

// turn is a reader's turning of the calendar to a date, or with none back to
// whatever changes.
func (d *demo) turn(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Page int
		Date string
	}
	if !readJSON(w, r, &in) {
		return
	}
	if _, err := time.Parse(time.DateOnly, in.Date); in.Date != "" && err != nil {
		http.Error(w, "a date is like 2026-03-04", http.StatusBadRequest)
		return
	}
	l := &d.ledger
	l.mu.Lock()
	defer l.mu.Unlock()
	if in.Page < 1 || in.Page > l.streams {
		http.Error(w, "there is no such page", http.StatusBadRequest)
		return
	}
	delete(l.readers, in.Page)
	if in.Date != "" {
		if l.readers == nil {
			l.readers = map[int]string{}
		}
		l.readers[in.Page] = in.Date
	}
	w.WriteHeader(http.StatusNoContent)
}
