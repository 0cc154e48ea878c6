package inbox_test

import (
	"context"
	"flag"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"nightdesk/bot"
	"nightdesk/bot/handoff"
	"nightdesk/bot/schedule"
	"nightdesk/bot/store"
)

// losing is a store that loses commits on request: before they are stored, or the
// answer after.
type losing struct {
	*store.Store
	before, after int // how many of the next commits
}

func (l *losing) Commit(ctx context.Context, c bot.Commit) (bot.Outcome, error) {
	if l.before > 0 {
		l.before--
		return bot.Outcome{}, fmt.Errorf("%w: lost before", bot.ErrUnavailable)
	}
	out, err := l.Store.Commit(ctx, c)
	if err == nil && l.after > 0 {
		l.after--
		return bot.Outcome{}, fmt.Errorf("%w: lost after", bot.ErrUnavailable)
	}
	return out, err
}

// days is a clinic over some days, with what it must keep to.
type days struct {
	*desk
	rt      *rapid.T
	lose    *losing
	people  []bot.Phone
	wrong   []string // found while texts were delivered
	told    []delivery
	due     []delivery // reminders that must come
	changed time.Time  // the last that anybody did
}

// delivery is a text that reached somebody, or a reminder that must.
type delivery struct {
	who   bot.Phone
	start time.Time
	at    time.Time
}

// TestDaysOfTheClinic plays random days against what a few lines here work out for
// themselves: seats are never given twice, reminders come when they should and of
// nothing else, nobody has two offers, and what is free is offered in order.
func TestDaysOfTheClinic(t *testing.T) {
	checks := flag.Lookup("rapid.checks")
	if was := checks.Value.String(); was == "100" {
		_ = checks.Value.Set("15")
		defer func() { _ = checks.Value.Set(was) }()
	}
	rapid.Check(t, func(rt *rapid.T) {
		m := &days{desk: withDays(t, at(3, 9, 10)), rt: rt}
		k := m.Calendar.Kinds[first]
		week := schedule.Week{}
		for day := range week {
			week[day] = []schedule.Span{{From: 9 * 60, To: 11 * 60}}
		}
		m.Calendar.Resources["c1"] = schedule.Resource{Name: "c1", Hours: week}
		k.Horizon = 4 * 24 * time.Hour
		m.Calendar.Kinds[first] = k
		rare := handoff.Ladder{Steps: []handoff.Step{{Who: "on_call"}}, Repeat: 30 * 24 * time.Hour, OwnerSilent: 30 * 24 * time.Hour}
		m.Rota.Ladders = map[bot.Level]handoff.Ladder{bot.LevelNow: rare, bot.LevelSameDay: rare, bot.LevelNextWorkday: rare} // how cases climb is not asked here
		m.lose = &losing{Store: m.store}
		m.Store = m.lose
		m.refuse = m.delivered
		for n := range 4 {
			who := stranger(n + 1)
			m.people = append(m.people, who)
			m.knows(who)
		}
		rt.Repeat(map[string]func(*rapid.T){
			"book": m.book, "book many": m.bookMany, "order": m.order, "list": m.list, "talk": m.talk, "choose": m.choose, "fill": m.fill, "free": m.free, "free more": m.free,
			"pass": m.passTime, "pass more": m.passTime, "lose": m.loseCommits, "": m.holds,
		})
	})
}

func (m *days) fail(format string, args ...any) {
	m.wrong = append(m.wrong, fmt.Sprintf(format, args...))
}

func (m *days) someone() bot.Phone { return rapid.SampledFrom(m.people).Draw(m.rt, "who") }

// carry has an order carried out, again when the store loses it, and then once more.
func (m *days) carry(who bot.Phone, op bot.DeskOp) {
	m.texts++
	op.ID, op.By, op.Phone = bot.InputID(fmt.Sprintf("order%d", m.texts)), "ana", who
	for range 2 + m.lose.before + m.lose.after {
		_, _ = m.Desk(m.t.Context(), "", op)
	}
	m.changed = m.now
	m.settle()
}

func (m *days) book(rt *rapid.T) { m.bookOne(m.someone()) }

func (m *days) bookMany(rt *rapid.T) {
	for range 6 {
		m.bookOne(m.someone())
	}
}

func (m *days) bookOne(who bot.Phone) {
	day, hour := rapid.IntRange(0, 4).Draw(m.rt, "day"), rapid.IntRange(9, 10).Draw(m.rt, "hour")
	y, mon, d := m.now.In(zone).Date()
	m.carry(who, bot.DeskOp{Do: bot.DeskBook, Opening: bot.Opening{Kind: first, Start: time.Date(y, mon, d+day, hour, 0, 0, 0, zone)}})
}

// full has what nobody else has: somebody who is booked by telephone.
var full = stranger(9)

// fill leaves nothing free; free gives up one of those times.
func (m *days) fill(rt *rapid.T) {
	busy, err := m.store.Busy(m.t.Context(), []string{"c1"}, m.now, m.now.Add(7*24*time.Hour))
	if err != nil {
		m.t.Fatal(err)
	}
	for o := range m.Calendar.Openings(first, schedule.Who{Staff: true}, busy, m.now) {
		m.carry(full, bot.DeskOp{Do: bot.DeskBook, Opening: o})
	}
}

func (m *days) free(rt *rapid.T) {
	var theirs []bot.Visit
	for _, v := range m.loaded(full).Session.Visits {
		if v.Status == bot.VisitBooked && v.Start.After(m.now) {
			theirs = append(theirs, v)
		}
	}
	if len(theirs) > 0 {
		m.carry(full, bot.DeskOp{Do: bot.DeskCancel, Visit: rapid.SampledFrom(theirs).Draw(rt, "visit").ID})
	}
}

// order does something to one of somebody's visits, whether it can be done or not.
func (m *days) order(rt *rapid.T) {
	who := m.someone()
	vs := m.loaded(who).Session.Visits
	if len(vs) == 0 {
		return
	}
	op := bot.DeskOp{Visit: rapid.SampledFrom(vs).Draw(rt, "visit").ID,
		Do: rapid.SampledFrom([]bot.DeskDo{bot.DeskCancel, bot.DeskMove, bot.DeskMissed, bot.DeskFulfilled, bot.DeskArrived}).Draw(rt, "do")}
	y, mon, d := m.now.In(zone).Date()
	op.Opening.Start = time.Date(y, mon, d+rapid.IntRange(0, 4).Draw(rt, "day"), rapid.IntRange(9, 10).Draw(rt, "hour"), 0, 0, 0, zone)
	m.carry(who, op)
}

func (m *days) list(rt *rapid.T) {
	do := rapid.SampledFrom([]bot.DeskDo{bot.DeskWaitlistAdd, bot.DeskWaitlistAdd, bot.DeskWaitlistOff, bot.DeskPriority}).Draw(rt, "do")
	m.carry(m.someone(), bot.DeskOp{Do: do, List: first, Group: rapid.SampledFrom([]string{"pregnant", "standard"}).Draw(rt, "group")})
}

// texted is a text that the carrier repeats until it is answered, and once more.
func (m *days) texted(who bot.Phone, body string) {
	in := m.text(who, body)
	for range 2 + m.lose.before + m.lose.after {
		_, _ = m.Receive(m.t.Context(), in)
	}
	m.changed = m.now
	m.settle()
}

func (m *days) talk(rt *rapid.T) {
	m.texted(m.someone(), rapid.SampledFrom([]string{"1", "2", "3", "1", "my visit", "cancel my visit", "thanks"}).Draw(rt, "says"))
}

// choose moves a visit by text, or lets the hold run out.
func (m *days) choose(rt *rapid.T) {
	who := m.someone()
	for _, says := range []string{"change", "1", "1"}[:rapid.IntRange(1, 3).Draw(rt, "steps")] {
		m.texted(who, says)
	}
}

func (m *days) loseCommits(rt *rapid.T) {
	m.lose.before, m.lose.after = rapid.IntRange(0, 2).Draw(rt, "before"), rapid.IntRange(0, 2).Draw(rt, "after")
}

// passTime moves the clock from one due time to the next.
func (m *days) passTime(rt *rapid.T) {
	end := m.now.Add(rapid.SampledFrom([]time.Duration{11 * time.Minute, 40 * time.Minute, 3 * time.Hour, 26 * time.Hour, 60 * time.Hour}).Draw(rt, "long"))
	for m.now.Before(end) {
		next := m.nextDue(end)
		m.expect(next)
		m.now = next
		m.settle()
		m.reminded()
	}
}

// nextDue is the next time at which something is due, but at most end.
func (m *days) nextDue(end time.Time) time.Time {
	next := end
	for _, key := range []string{"wake", "due", "due:alert", "due:crisis"} {
		z, err := m.embed.Client().ZRangeWithScores(m.t.Context(), "{c1}:"+key, 0, -1).Result()
		if err != nil {
			m.t.Fatal(err)
		}
		for _, x := range z {
			if t := time.UnixMilli(int64(x.Score)); t.After(m.now) && t.Before(next) {
				next = t
			}
		}
	}
	return next
}

// byDay is a time, or when the next day begins.
func byDay(t time.Time) time.Time {
	y, mon, d := t.In(zone).Date()
	switch h := t.In(zone).Hour(); {
	case h < 8:
		return time.Date(y, mon, d, 8, 0, 0, 0, zone)
	case h >= 21:
		return time.Date(y, mon, d+1, 8, 0, 0, 0, zone)
	}
	return t
}

// reminders are when a visit booked at a time is reminded of: 3 days and 1 day
// before, by day; if it is too late for both, 3 hours before or the evening before.
func reminders(start, booked time.Time) (all []time.Time) {
	latest := start.Add(-3 * time.Hour)
	if day := byDay(latest); !day.Equal(latest) {
		y, mon, d := day.In(zone).Date()
		latest = time.Date(y, mon, d-1, 20, 0, 0, 0, zone)
	}
	for _, days := range []int{3, 1} {
		at := byDay(start.Add(-time.Duration(days) * 24 * time.Hour))
		if at.After(start.Add(-3 * time.Hour)) {
			at = latest
		}
		if at.Sub(booked) >= 3*time.Hour {
			all = append(all, at)
		}
	}
	if len(all) == 0 && latest.Sub(booked) >= time.Hour {
		all = append(all, latest)
	}
	return all
}

// expect notes the reminders that must come until a time: of visits that stand, to
// whoever is not talking or deciding and has not had their texts.
func (m *days) expect(until time.Time) {
	for _, who := range m.people {
		s := m.loaded(who).Session
		for _, v := range s.Visits {
			if v.Status != bot.VisitBooked {
				continue
			}
			for _, at := range reminders(v.Start, v.Changed) {
				if at.After(m.now) && !at.After(until) && m.reachable(s, at) {
					m.due = append(m.due, delivery{who, v.Start, at})
				}
			}
		}
	}
}

// reachable reports whether an unasked text may go to somebody at a time, by what
// is known now.
func (m *days) reachable(s bot.Session, at time.Time) bool {
	week := 0
	for _, u := range s.Unasked {
		if u.In(zone).Format(time.DateOnly) == at.In(zone).Format(time.DateOnly) {
			return false
		}
		if at.Sub(u) < 7*24*time.Hour {
			week++
		}
	}
	deciding := s.Hold != nil && s.Hold.HeldUntil.After(at)
	return week < 3 && !deciding && at.Sub(s.LastIn) > 15*time.Minute && s.OptedOut.IsZero() && byDay(at).Equal(at)
}

// reminded holds what was delivered against what had to be. Two reminders of one
// moment share the day's one text, and a lost commit comes again within a minute.
func (m *days) reminded() {
	m.due = slices.DeleteFunc(m.due, func(d delivery) bool {
		came := slices.ContainsFunc(m.told, func(x delivery) bool {
			return x.who == d.who && !x.at.Before(d.at) && x.at.Sub(d.at) < 3*time.Minute
		})
		if !came && m.now.Sub(d.at) >= 3*time.Minute {
			m.fail("no reminder of %s at %s", d.start.In(zone), d.at.In(zone))
		}
		return came || m.now.Sub(d.at) >= 3*time.Minute
	})
}

// delivered looks at each text on its way to somebody.
func (m *days) delivered(s bot.Send) error {
	if !slices.Contains(m.people, s.To) {
		return nil
	}
	body, session := s.Body.Text(), m.loaded(s.To).Session
	m.mu.Lock()
	defer m.mu.Unlock()
	if s.Class == bot.SendUnprompted {
		m.told = append(m.told, delivery{who: s.To, at: m.now})
		if !byDay(m.now).Equal(m.now) {
			m.fail("unasked at night: %s", m.now)
		}
	}
	says := func(v bot.Visit) bool {
		return strings.Contains(body, schedule.When(v.Start, m.now, zone, bot.English))
	}
	switch {
	case strings.Contains(body, "You have a visit") && s.Class == bot.SendUnprompted:
		if !slices.ContainsFunc(session.Visits, func(v bot.Visit) bool { return v.Status == bot.VisitBooked && v.Start.After(m.now) && says(v) }) {
			m.fail("reminded of nothing that stands: %q", body)
		}
	case strings.Contains(body, "a time opened"):
		h := session.Hold
		if h == nil || !h.Waited || !says(*h) {
			m.fail("offered without a hold: %q", body)
			break
		}
		m.inOrder(s.To, *h)
	}
	return nil
}

// inOrder sees that nobody ahead on the list could have had what is offered.
func (m *days) inOrder(who bot.Phone, h bot.Visit) {
	people, err := m.store.Waitlist(m.t.Context(), first)
	if err != nil {
		m.t.Fatal(err)
	}
	for _, p := range people {
		i := slices.IndexFunc(m.people, func(x bot.Phone) bool { return m.store.Person(x) == p })
		if m.people[i] == who {
			return
		}
		if s := m.loaded(m.people[i]).Session; m.suits(s, h.Opening, m.now) {
			m.fail("somebody behind was offered %s first", h.Start.In(zone))
		}
	}
}

// suits reports whether somebody who waits could be offered an opening.
func (m *days) suits(s bot.Session, o bot.Opening, now time.Time) bool {
	i := slices.IndexFunc(s.Waiting, func(w bot.Waiting) bool { return w.Kind == first })
	if i < 0 || !m.reachable(s, now) || s.Hold != nil && !s.Hold.HeldUntil.IsZero() || o.Start.Sub(now) < 30*time.Minute {
		return false
	}
	w := s.Waiting[i]
	if slices.ContainsFunc(w.Passed, o.Start.Equal) || !schedule.Fits(o, w.Wish, zone) {
		return false
	}
	return !slices.ContainsFunc(s.Visits, func(v bot.Visit) bool { // they have one as soon, or another at that time
		return v.Status == bot.VisitBooked && v.Start.After(now) && !v.Start.After(o.Start)
	})
}

// holds are what is true after everything that happens.
func (m *days) holds(rt *rapid.T) {
	m.reminded()
	for _, w := range m.wrong {
		rt.Error(w)
	}
	if len(m.wrong) > 0 {
		for _, who := range m.people {
			rt.Logf("%s: %+v", who.E164(), m.loaded(who).Session)
		}
		rt.Log(m.timers())
		rt.Fatalf("at %s\n%s", m.now.In(zone), m.log.String())
	}
	seats := map[int64]bot.Phone{}
	var waiting []bot.Session
	claim := func(who bot.Phone, v bot.Visit) {
		if other, ok := seats[v.Start.Unix()]; ok {
			rt.Fatalf("%s is given twice, to %s and %s", v.Start.In(zone), other.E164(), who.E164())
		}
		seats[v.Start.Unix()] = who
	}
	for _, who := range m.people {
		s := m.loaded(who).Session
		for _, v := range s.Visits {
			if v.Status.Stands() {
				claim(who, v)
			}
			if b, err := m.store.Visit(m.t.Context(), v.ID); err != nil || b.Status != v.Status || b.Version != v.Version {
				rt.Fatalf("the ledger has %+v of %+v, %v", b, v, err)
			}
		}
		if h := s.Hold; h != nil && h.HeldUntil.After(m.now) {
			claim(who, *h)
		}
		if len(s.Waiting) > 0 {
			waiting = append(waiting, s)
		}
	}
	m.listed(rt, waiting)
	m.offered(rt, waiting)
}

// waits is when the list is looked at again.
func (m *days) waits() string {
	at, err := m.embed.Client().ZScore(m.t.Context(), "{c1}:wake", bot.WakeSeats+first).Result()
	return fmt.Sprint(time.UnixMilli(int64(at)).In(zone), err)
}

// listed sees that the list is those who wait, in the order of rank and time.
func (m *days) listed(rt *rapid.T, waiting []bot.Session) {
	slices.SortStableFunc(waiting, func(a, b bot.Session) int {
		if d := a.Waiting[0].Rank - b.Waiting[0].Rank; d != 0 {
			return d
		}
		return a.Waiting[0].Since.Compare(b.Waiting[0].Since)
	})
	people, err := m.store.Waitlist(m.t.Context(), first)
	if err != nil || len(people) != len(waiting) {
		rt.Fatalf("%d wait, the list has %v, %v", len(waiting), people, err)
	}
	for i, p := range people {
		s := m.sessionOf(p).Waiting[0]
		if w := waiting[i].Waiting[0]; s.Rank != w.Rank || !s.Since.Equal(w.Since) {
			rt.Fatalf("place %d is another's", i)
		}
	}
}

func (m *days) sessionOf(p bot.PersonID) bot.Session {
	for _, who := range m.people {
		if m.store.Person(who) == p {
			return m.loaded(who).Session
		}
	}
	return bot.Session{}
}

// offered sees that no seat stays free which somebody who waits could have had for
// longer than the list is left alone.
func (m *days) offered(rt *rapid.T, waiting []bot.Session) {
	before := m.now.Add(-36 * time.Minute) // half an hour, and what lost commits take
	if m.changed.After(before) || len(waiting) == 0 {
		return
	}
	busy, err := m.store.Busy(m.t.Context(), []string{"c1"}, m.now, m.now.Add(7*24*time.Hour))
	if err != nil {
		m.t.Fatal(err)
	}
	for o := range m.Calendar.Openings(first, schedule.Who{}, busy, m.now) {
		known := o.Start.Sub(before) <= m.Calendar.Kinds[first].Horizon
		for _, s := range waiting {
			if known && m.suits(s, o, m.now) && m.suits(s, o, before) {
				rt.Fatalf("%s stays free at %s although %+v waits for it: %s\n%s", o.Start.In(zone), m.now.In(zone), s, m.waits(), m.log.String())
			}
		}
	}
}
