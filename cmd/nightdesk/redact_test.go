package main

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/outbox"
	"nightdesk/flows/clinic"
)

// everythingStored is all that Redis holds, as it lies there and as the keyset opens
// it: sessions, threads, cases and remembered answers.
func (s *story) everythingStored(people ...string) string {
	s.t.Helper()
	ctx, raw := s.t.Context(), s.redis.Client(s.t)
	var b strings.Builder
	it := raw.Scan(ctx, 0, "*", 1000).Iterator()
	for it.Next(ctx) {
		value, err := raw.Dump(ctx, it.Val()).Result()
		if err != nil {
			s.t.Fatal(err)
		}
		fmt.Fprintln(&b, it.Val(), value, hex.EncodeToString([]byte(value)))
	}
	if err := it.Err(); err != nil {
		s.t.Fatal(err)
	}
	put := func(v any, err error) {
		if err != nil {
			s.t.Fatal(err)
		}
		out, err := json.Marshal(v)
		if err != nil {
			s.t.Fatal(err)
		}
		b.Write(append(out, '\n'))
	}
	for _, p := range people {
		person := s.store.Person(bot.Phone(p))
		said, err := s.store.Thread(ctx, person)
		if len(said) == 0 {
			s.t.Error("a thread is empty: the test tests nothing")
		}
		put(said, err)
		for _, m := range s.carrier.Messages() {
			if m.From == p {
				l, err := s.store.Load(ctx, bot.InputID(m.SID), person)
				put(l, err)
			}
		}
	}
	put(s.store.OpenCases(ctx))
	return strings.ToLower(b.String())
}

func TestWhatPeopleVolunteerIsKeptNowhere(t *testing.T) {
	t.Parallel()
	s := newStory(t)
	s.stop()
	var worker *outbox.RedactWorker
	s.tweak = func(p *program) {
		p.redacts()
		worker, p.redact = p.redact, nil // the test works the queue
	}
	s.start(clinic.FS, 0)
	const maria, tom = "+19075550142", "+19075550143"
	secrets := map[string][]string{
		sam:   {"512-34-8876", "4242 4242 4242 4242", "1EG4-TE5-MK73", "March 4th, 1981", "1234 W 36th Ave apt 5", "sam.jones@example.com"},
		maria: {"601 44 1234", "4000-0566-5566-5556", "2AN9AA4HA27", "4 de marzo de 1979", "calle Juarez 12", "mlopez@example.com"},
	}
	english := []string{"hi, my ssn is %s", "take my card %s", "medicare number %s", "I was born %s", "i live at %s", "email %s"}
	spanish := []string{"hola mi seguro social es %s", "mi tarjeta %s", "mi medicare %s", "naci el %s", "vivo en la %s", "mi correo %s"}
	for i := range english {
		for p, line := range map[string]string{sam: english[i], maria: spanish[i]} {
			reply := s.says(p, fmt.Sprintf(line, secrets[p][i]))
			if asked := strings.Contains(reply, "We did not keep it") || strings.Contains(reply, "No lo guardamos"); asked != (i == 0) {
				t.Errorf("text %d of a person is answered %q", i, reply)
			}
		}
	}
	s.says(sam, "I want a person. my ssn is 512-34-8876")
	s.says(tom, "my friend is not breathing, 1234 W 36th Ave apt 5, his ssn is 512-34-8876")
	alert := s.hears(s.onCall(), 2)
	s.says(s.onCall(), "list")

	all := append(slices.Concat(secrets[sam], secrets[maria]), "5123488", "4242424242424242", "1eg4te5mk73")
	places := map[string]string{"log": s.log.String(), "staff text": alert, "redis": s.everythingStored(sam, maria)}
	for _, x := range s.carrier.Log() {
		if x.Kind == "webhook" {
			places["twiml"] += x.Answer
		}
		if x.Kind != "api" || x.Method != "GET" {
			places["addresses"] += x.URL
		}
	}
	families, err := s.program.metrics.registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	places["metrics"] = fmt.Sprint(families)
	for where, text := range places {
		for _, secret := range all {
			if strings.Contains(strings.ToLower(text), strings.ToLower(secret)) {
				t.Errorf("%q is in the %s", secret, where)
			}
		}
	}
	// Staff who are to save a life see where.
	if stored := s.everythingStored(tom); !strings.Contains(stored, "1234 w 36th ave apt 5") || strings.Contains(stored, "512-34") {
		t.Error("in danger the address went, or the number stayed")
	}
	s.wordsLeaveTheCarrier(worker)
}

// wordsLeaveTheCarrier works the redactions off: a minute too early none goes, and
// then all do.
func (s *story) wordsLeaveTheCarrier(worker *outbox.RedactWorker) {
	t := s.t
	t.Helper()
	if err := s.carrier.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	work := func() {
		for end := time.Now().Add(20 * time.Second); time.Now().Before(end); {
			busy := s.program.outbox.Busy() // it puts redactions off
			n, err := worker.Work(t.Context(), s.Now())
			if err != nil {
				t.Fatal(err)
			}
			if n == 0 && !busy {
				return
			}
		}
		t.Fatal("there is always something to blank")
	}
	words := func() (n int) {
		for _, m := range s.carrier.Messages() {
			if m.Body != "" {
				n++
			}
		}
		return n
	}
	before := words()
	work()
	if got := words(); got != before || before == 0 {
		t.Errorf("%d of %d messages hold words, and none could go yet", got, before)
	}
	s.mu.Lock()
	s.now = s.now.Add(2 * time.Minute)
	s.mu.Unlock()
	s.carrierBehind(-2 * time.Minute)
	s.dueSooner("{story}:red", 2*time.Minute) // the store keeps its own time
	received := len(s.carrier.Phone(sam).Inbox())
	work()
	for _, m := range s.carrier.Messages() {
		if m.Body != "" {
			t.Errorf("the carrier's log still holds an %s message's words", m.Direction)
		}
	}
	if n, err := s.store.RedactionsOverdue(t.Context(), s.Now()); err != nil || n != 0 {
		t.Errorf("%d are left (%v)", n, err)
	}
	// What is blank in the log is no new text, and nothing is sent again.
	turns := s.session(sam).Turns
	if _, err := s.program.inbox.CatchUp(t.Context(), oneCatchUp{s.store}, s.program.client); err != nil {
		t.Fatal(err)
	}
	if got := s.session(sam).Turns; got != turns {
		t.Errorf("the catch-up took %d blanked texts for new ones", got-turns)
	}
	if got := len(s.carrier.Phone(sam).Inbox()); got != received {
		t.Errorf("%d texts came after the log was blanked", got-received)
	}
	if first := s.carrier.Phone(sam).Inbox()[0].Body; first == "" {
		t.Error("the telephone has lost its copy")
	}
	var blanked []string
	for _, x := range s.carrier.Log() {
		if x.Kind == "api" && x.Form.Has("Body") && x.Form.Get("Body") == "" {
			blanked = append(blanked, x.URL)
		}
	}
	if len(blanked) < before || !strings.Contains(s.gauge("nightdesk_redactions_total"), `value:"done"`) {
		t.Errorf("%d calls for %d messages", len(blanked), before)
	}
}

// dueSooner moves everything that a due-set holds, as if time had passed.
func (s *story) dueSooner(key string, d time.Duration) {
	s.t.Helper()
	ctx, raw := s.t.Context(), s.redis.Client(s.t)
	ids, err := raw.ZRange(ctx, key, 0, -1).Result()
	if err != nil || len(ids) == 0 {
		s.t.Fatal("nothing is due: the test tests nothing", err)
	}
	for _, id := range ids {
		if err := raw.ZIncrBy(ctx, key, -float64(d.Milliseconds()), id).Err(); err != nil {
			s.t.Fatal(err)
		}
	}
}

// gauge is a metric as it would be read.
func (s *story) gauge(name string) string {
	s.t.Helper()
	families, err := s.program.metrics.registry.Gather()
	if err != nil {
		s.t.Fatal(err)
	}
	for _, f := range families {
		if f.GetName() == name {
			return f.String()
		}
	}
	return ""
}
