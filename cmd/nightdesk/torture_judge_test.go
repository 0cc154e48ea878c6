package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/inbox"
	"nightdesk/bot/schedule"
	"nightdesk/bot/store"
	"nightdesk/config"
	"nightdesk/webhooks/twilio"
	"nightdesk/webhooks/twilio/twiliotest"
)

// texter is one person and what they know of their own texts.
type texter struct {
	number string
	mu     sync.Mutex
	sent   map[string]int // texts by wording
	acked  map[string]int // those a server acknowledged
	sids   int
}

func (p *texter) text(w *world, body string, opts ...twiliotest.TextOption) {
	p.mu.Lock()
	p.sent[body]++
	p.mu.Unlock()
	d := w.carrier.Text(p.number, body, opts...)
	replies := map[string]bool{}
	ok := false
	for _, a := range d.Answers {
		if a.Status == 200 && strings.Contains(a.URL, twilio.PathSMS) {
			ok = true
			replies[a.Answer] = true
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.sids++
	if ok {
		p.acked[body]++
		w.answered.Add(1)
	}
	if len(replies) > 1 {
		w.fault("one text got %d different answers", len(replies))
	}
}

// converse is one person's whole talk: intake with bad luck, a person asked for,
// a visit booked.
func (w *world) converse(ctx context.Context) {
	n := w.tick.Add(1)
	p := &texter{number: fmt.Sprintf("+1907%07d", 2000000+n), sent: map[string]int{}, acked: map[string]int{}}
	w.mu.Lock()
	w.persons = append(w.persons, p)
	w.mu.Unlock()
	rng := rand.New(rand.NewPCG(w.k.seed, uint64(n)))
	for i, body := range []string{"hi", "1", "1", "only mine", "me", "1", "new here", "none", "Sam", "medicare", "none", "1", "1", "mornings", "1", "1", "1"} {
		if ctx.Err() != nil {
			return
		}
		var opts []twiliotest.TextOption
		switch {
		case rng.Float64() < .10:
			opts = append(opts, twiliotest.Copies(2+rng.IntN(3)))
		case rng.Float64() < .05:
			opts = append(opts, twiliotest.HangUp())
		}
		if rng.Float64() < .10 { // a burst: two texts at once
			var burst sync.WaitGroup
			burst.Go(func() { p.text(w, fmt.Sprintf("what are your hours %d", i), opts...) })
			burst.Go(func() { p.text(w, body) })
			burst.Wait()
			continue
		}
		p.text(w, body, opts...)
		if i == 3 {
			p.text(w, "0")
		}
	}
}

var codeIn = regexp.MustCompile(`Alert ([A-Z0-9]{4}), level`)

// staff take every alert that reaches a staff phone, once.
func (w *world) staff(ctx context.Context) {
	c, _ := config.Example()
	for ctx.Err() == nil {
		for _, s := range c.Staff {
			for _, m := range w.carrier.Phone(s.Phone).Inbox() {
				code := codeIn.FindStringSubmatch(m.Body)
				if code == nil {
					continue
				}
				w.mu.Lock()
				known := w.taken[code[1]]
				w.taken[code[1]] = true
				w.mu.Unlock()
				if !known {
					w.carrier.Text(s.Phone, code[1])
				}
			}
		}
		pause(ctx, 100*time.Millisecond)
	}
}

func (w *world) fault(format string, args ...any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.wrong = append(w.wrong, fmt.Sprintf(format, args...))
}

// settle waits until everything that is owed has gone out: both servers up, no
// message pending.
func (w *world) settle(ctx context.Context, t *testing.T) {
	t.Helper()
	for i := range w.servers {
		if !w.ready(ctx, i) {
			t.Fatal("a server did not come back")
		}
	}
	redis := w.redis.Client(t)
	for range 600 {
		waiting, err := int64(0), error(nil)
		for _, queue := range []string{"due", "due:alert", "due:crisis"} {
			n, e := redis.ZCard(ctx, "{"+w.clinic+"}:"+queue).Result()
			waiting, err = waiting+n, errors.Join(err, e)
		}
		if err == nil && waiting == 0 {
			return
		}
		pause(ctx, 100*time.Millisecond)
	}
	for _, queue := range []string{"due", "due:alert", "due:crisis"} {
		for _, z := range redis.ZRangeWithScores(ctx, "{"+w.clinic+"}:"+queue, 0, 5).Val() {
			w.fault("still waiting a minute after the last kill: %s %v, due in %v, tried %s times", queue, z.Member, time.Until(time.UnixMilli(int64(z.Score))).Round(time.Second),
				redis.HGet(ctx, "{"+w.clinic+"}:o:"+fmt.Sprint(z.Member), "n").Val())
		}
	}
}

func (w *world) open(t *testing.T) *store.Store {
	t.Helper()
	st, err := store.Open(t.Context(), store.Options{URL: w.redis.URL(), Clinic: w.clinic, Keys: w.keys})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = st.Close() })
	return st
}

// judge compares what people, staff and the carrier saw with what is stored.
func (w *world) judge(ctx context.Context, t *testing.T) []string {
	t.Helper()
	st := w.open(t)
	sums := tally{seats: map[schedule.Cell]bot.PersonID{}}
	for _, p := range w.persons {
		w.judgePerson(ctx, t, st, p, &sums)
	}
	outbound := w.judgeOutbound(ctx, t, st)
	w.judgeLogs(t)
	t.Logf("kills: %d of redis, %d of a server; %d people, %d turns, %d visits booked, %d outbound messages, %d faults",
		w.kills[0], w.kills[1], len(w.persons), sums.turns, sums.visits, outbound, len(w.wrong))
	if w.kills[0]+w.kills[1] == 0 || sums.turns == 0 || sums.visits == 0 || outbound == 0 {
		w.fault("nothing happened: a soak without faults or turns proves nothing")
	}
	return w.wrong
}

type tally struct {
	turns, visits int
	seats         map[schedule.Cell]bot.PersonID
}

// judgePerson checks that each acknowledged text of one person was applied once
// and that their seats are theirs alone.
func (w *world) judgePerson(ctx context.Context, t *testing.T, st *store.Store, p *texter, sums *tally) {
	t.Helper()
	id := st.Person(bot.Phone(p.number))
	l, err := st.Load(ctx, "", id)
	if err != nil {
		t.Fatal(err)
	}
	said, err := st.Thread(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	applied := map[string]int{}
	heard := 0
	for _, s := range said {
		if s.By == "them" {
			applied[s.Text.Text()]++
			heard++
		}
	}
	sums.turns += heard
	if heard != l.Session.Turns {
		w.fault("a session counts %d turns and its thread %d", l.Session.Turns, heard)
	}
	for body, n := range p.sent {
		if applied[body] > n {
			w.fault("a text sent %d times was applied %d times", n, applied[body])
		}
		if applied[body] < p.acked[body] {
			w.fault("a text acknowledged %d times was applied %d times", p.acked[body], applied[body])
		}
	}
	for _, v := range l.Session.Visits {
		if v.Status != bot.VisitBooked {
			continue
		}
		sums.visits++
		for _, cell := range schedule.Cells(v.Resource, v.Start, v.End) {
			if other, ok := sums.seats[cell]; ok && other != id {
				w.fault("a seat was sold twice")
				return
			}
			sums.seats[cell] = id
		}
	}
}

// judgeLogs looks for anybody's number in what the servers logged.
func (w *world) judgeLogs(t *testing.T) {
	t.Helper()
	for i := range w.servers {
		log, err := os.ReadFile(w.logFile(i))
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range w.persons {
			if strings.Contains(string(log), strings.TrimPrefix(p.number, "+1")) {
				w.fault("a person's number is in a server's log")
			}
		}
	}
}

// judgeOutbound checks that each message of ours reached its phone once. The
// address for its status tells it from another in the same words; an alarm that
// goes round the store has the same one each time, and may come again.
func (w *world) judgeOutbound(ctx context.Context, t *testing.T, st *store.Store) int {
	t.Helper()
	c, _ := config.Example()
	alarms := map[string]bool{}
	for _, s := range c.Staff {
		alarms[string(inbox.AlarmID(bot.Staff{ID: s.ID}))] = true
	}
	seen := map[string]int{}
	total := 0
	for _, m := range w.carrier.Messages() {
		if m.Direction != "outbound-api" || m.Auto {
			continue
		}
		total++
		if u, err := url.Parse(m.Callback); err == nil && !alarms[u.Query().Get("s")] {
			seen[m.Callback]++
		}
	}
	for callback, n := range seen {
		if n > 1 {
			w.fault("one message was sent %d times: %s", n, callback)
		}
	}
	open, err := st.OpenCases(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range open {
		for _, told := range k.Case.Told {
			i := slices.IndexFunc(c.Staff, func(s config.Staff) bool { return s.ID == told.Staff })
			if !slices.ContainsFunc(w.carrier.Phone(c.Staff[i].Phone).Inbox(), func(m twiliotest.Message) bool { return strings.Contains(m.Body, "Alert "+k.Case.Code) }) {
				w.fault("an alert never reached its phone")
			}
		}
	}
	return total
}
