package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"nightdesk/bot"
	"nightdesk/config"
	"nightdesk/webhooks/twilio/twiliotest"
)

// hurried makes every ladder climb a step in a beat, and take an owner who is silent
// for two beats for lost: with a real Redis, whose clock no test can move.
func hurried(s *story) {
	s.live = true
	for level, l := range s.clinic.Alerts {
		l.DeskHoursOnly = false // it must not matter at what hour the tests run
		l.Repeat, l.OwnerSilent = 20*beat, 2*beat
		l.Steps = slices.Clone(l.Steps)
		for i := range l.Steps {
			l.Steps[i].After, l.Steps[i].By = time.Duration(i)*beat, nil
		}
		last := &l.Steps[len(l.Steps)-1]
		last.By = []string{"", bot.ChannelVoice} // "" is by text
		s.clinic.Alerts[level] = l
	}
}

const beat = 500 * time.Millisecond

var alertCode = regexp.MustCompile(`Alert ([A-Z0-9]{4})`)

// alerted waits until a phone has an alert that holds some words, and gives its code.
func (s *story) alerted(phone string, words ...string) string {
	s.t.Helper()
	m := s.hearsOne(phone, func(m twiliotest.Message) bool {
		ok := alertCode.MatchString(m.Body)
		for _, w := range words {
			ok = ok && strings.Contains(m.Body, w)
		}
		return ok
	})
	return alertCode.FindStringSubmatch(m.Body)[1]
}

// hearsOne waits for a text on a phone that is so.
func (s *story) hearsOne(phone string, is func(twiliotest.Message) bool) twiliotest.Message {
	s.t.Helper()
	events, end := s.carrier.Subscribe()
	defer end()
	deadline := time.NewTimer(patience)
	defer deadline.Stop()
	for {
		inbox := s.carrier.Phone(phone).Inbox()
		if i := slices.IndexFunc(inbox, is); i >= 0 {
			return inbox[i]
		}
		select {
		case <-events:
		case <-deadline.C:
			s.t.Fatalf("it did not come; the phone has %q", bodies(s, phone))
		}
	}
}

func (s *story) hearsWords(phone string, words string) string {
	s.t.Helper()
	return s.hearsOne(phone, func(m twiliotest.Message) bool { return strings.Contains(m.Body, words) }).Body
}

// alertsOf are the alerts about a case that a phone has had.
func (s *story) alertsOf(phone, code string) []string {
	return slices.DeleteFunc(bodies(s, phone), func(b string) bool { return !strings.Contains(b, "Alert "+code) })
}

// caseOf is somebody's case as it is stored.
func (s *story) caseOf(number string) bot.Case {
	s.t.Helper()
	k, _, err := s.store.Case(s.t.Context(), s.session(number).Case)
	if err != nil {
		s.t.Fatal(err)
	}
	return k
}

func (s *story) staffPhone(id string) string {
	for _, st := range s.clinic.Staff {
		if st.ID == id {
			return st.Phone
		}
	}
	s.t.Fatalf("nobody is called %s", id)
	return ""
}

// Two take a case in the same moment, many times over: one has it, the other is told
// who.
func TestOfTwoWhoTakeACaseAtOnceOneHasIt(t *testing.T) {
	t.Parallel()
	s := newStory(t)
	onCall := s.onCall()
	both := []string{onCall, s.supervisor()}
	for n := range 20 {
		who := fmt.Sprintf("+1907557%04d", n)
		s.says(who, "I want a real person")
		s.hears(onCall, 3*n+1)
		code := alertCode.FindStringSubmatch(s.carrier.Phone(onCall).Inbox()[3*n].Body)[1]
		said := make([]string, 2)
		var wg sync.WaitGroup
		for i, phone := range both {
			wg.Go(func() { said[i] = s.says(phone, code) })
		}
		wg.Wait()
		owner := s.caseOf(who).Owner
		for i, phone := range both {
			want := code + ": "
			if phone == s.staffPhone(owner) {
				want = code + " is yours"
			}
			if !strings.HasPrefix(said[i], want) {
				t.Errorf("%s has it, and who texted was told %q", owner, said[i])
			}
		}
		s.says(s.staffPhone(owner), "DONE "+code)
		s.padTo(onCall, 3*n+3)
	}
}

// padTo has a phone ask for the list until it has had n texts.
func (s *story) padTo(phone string, n int) {
	for len(s.carrier.Phone(phone).Inbox()) < n {
		s.says(phone, "list")
	}
}

// Nobody answers: it climbs to the last step of its ladder, which calls everybody as
// well. Whoever presses 1 in the call has it.
func TestACaseThatNobodyTakesClimbsToTheLastStep(t *testing.T) {
	t.Parallel()
	s := storyOf(t, hurried)
	s.carrier.PicksUp(s.supervisor(), twiliotest.Presses("1"))
	s.says(sam, "i want to kill myself")
	code := s.alerted(s.onCall(), "level 1")
	for _, st := range s.clinic.Staff {
		s.alerted(st.Phone, code)
	}
	s.hearsWords(sam, "a person has your message now")
	if k := s.caseOf(sam); k.Owner != s.clinic.Rota.Supervisor || k.Wake.IsZero() {
		t.Errorf("it is %q's, and wakes at %v", k.Owner, k.Wake)
	}
	called := map[string]bool{}
	for _, c := range s.carrier.Calls() {
		called[c.To] = true
		if said := strings.Join(c.Said, " "); strings.Contains(said, "kill") || strings.Contains(said, sam) {
			t.Errorf("the call said %q", said)
		}
	}
	if !called[s.supervisor()] { // whether the others still are depends on who is quicker
		t.Error("the supervisor was not called")
	}
}

// The owner falls silent: they are asked, then passed over, and who comes next has it.
func TestAnOwnerWhoFallsSilentIsAskedThenPassedOver(t *testing.T) {
	t.Parallel()
	s := storyOf(t, hurried)
	first := s.onCall()
	s.says(sam, "i want to kill myself")
	code := s.alerted(first, "level 1")
	s.says(first, code)
	s.hearsWords(first, "still yours?")
	// On a slow machine the supervisor is alerted before the first takes it as well.
	s.waitFor("nobody's again", func(k bot.Case) bool { return k.Status == bot.CaseOpen && k.Owner == "" })
	s.alerted(s.supervisor(), code)
	if took := s.says(s.supervisor(), code); !strings.Contains(took, code+" is yours") {
		t.Errorf("staff were told %q", took)
	}
}

// Danger while somebody has the conversation is answered at once, and they hear that
// it is new.
func TestDangerWhileSomebodyHasTheConversation(t *testing.T) {
	s := newStory(t)
	s.says(sam, "hi")
	s.says(sam, "I want a real person")
	first := s.onCall()
	code := s.alerted(first, "level 2")
	s.says(first, "1")
	s.says(sam, "are you open on monday") // gets the one line that says who reads it
	if got := s.says(sam, "and on tuesday"); got != "" {
		t.Errorf("a script spoke beside the owner: %q", got)
	}
	if got := s.says(sam, "i want to kill myself"); !strings.Contains(got, "988") {
		t.Errorf("danger was answered %q", got)
	}
	if again := s.alerted(first, "NEW", "level 1"); again != code {
		t.Errorf("the owner heard of %s, not of %s", again, code)
	}
	if got := s.says(first, "DONE "+code); !strings.Contains(got, "NOT closed") {
		t.Errorf("the owner closed what they had not seen: %q", got)
	}
}

// The phone of who is on call has opted out at the carrier: the next hears of it at
// once, and the person is told no lie.
func TestTheOnCallPhoneHasOptedOut(t *testing.T) {
	t.Parallel()
	s := newStory(t)
	first := s.onCall()
	s.carrier.OptOut(first)
	s.says(sam, "I want a real person")
	m := alertCode.FindStringSubmatch(s.anyAlert(first))
	if m == nil {
		t.Fatal("nobody heard of it")
	}
	code := m[1]
	if got := s.carrier.Phone(first).Inbox(); len(got) > 0 {
		t.Errorf("the phone that opted out got %q", bodies(s, first))
	}
	if took := s.says(s.supervisor(), code); !strings.Contains(took, code+" is yours") {
		t.Errorf("staff were told %q", took)
	}
}

// Twilio fails in every way that it has, then comes back: the alert arrives, and no
// second time.
func TestAnAlertOutlivesAFailingCarrier(t *testing.T) {
	for name, faults := range map[string][]twiliotest.Fault{
		"refuses":             {twiliotest.Refused, twiliotest.Refused},
		"breaks":              {twiliotest.Broken, twiliotest.Broken},
		"breaks, having sent": {twiliotest.BrokenTaken},
		"hangs up":            {twiliotest.HungUp, twiliotest.Refused},
		"hangs up, sent":      {twiliotest.HungUpTaken},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStory(t)
			s.carrier.NextCreates(faults...)
			began := time.Now()
			s.says(sam, "I want a real person")
			code := s.alerted(s.onCall(), "level 2")
			t.Logf("alerted after %v", time.Since(began).Round(time.Millisecond))
			if took := s.says(s.onCall(), "1"); !strings.Contains(took, code+" is yours") {
				t.Errorf("staff were told %q", took)
			}
			if err := s.carrier.Settle(t.Context()); err != nil {
				t.Fatal(err)
			}
			if got := s.alertsOf(s.onCall(), code); len(got) != 1 {
				t.Errorf("the alert came %d times: %q", len(got), got)
			}
		})
	}
}

// The server is killed between an alert and whoever takes it: one alert has not got
// out, of one the carrier's answer is still to come, one has arrived. Of each case the
// first on call hears once, and when the time for it has come the next does, once.
func TestAServerKilledBetweenAlertAndClaim(t *testing.T) {
	t.Parallel()
	w := newWorld(t, soak{seed: 1, calm: true})
	w.hurry(t)
	t.Cleanup(w.servers[0].kill)
	w.begin(t)
	s := &story{t: t, clinic: exampleOf(t), carrier: w.carrier}
	on := rotaOf(s.clinic, calendarOf(s.clinic)).OnCall(time.Now())
	first, next := on[0].Phone.E164(), on[1].Phone.E164()

	var codes []string
	for n, fault := range []twiliotest.Fault{twiliotest.SilentTaken, twiliotest.None} {
		w.carrier.NextCreates(fault)
		s.says(fmt.Sprintf("+1907558000%d", n), "i want to kill myself")
		s.hears(first, n+1)
		codes = append(codes, alertCode.FindStringSubmatch(s.carrier.Phone(first).Inbox()[n].Body)[1])
	}
	w.carrier.NextCreates(twiliotest.Silent)
	s.says("+19075580009", "i want to kill myself")
	killed := time.Now()
	w.servers[0].kill()
	if n := len(s.carrier.Phone(first).Inbox()); n != 2 {
		t.Fatalf("%d alerts had arrived when the server was killed", n)
	}
	w.begin(t)
	s.hears(first, 3)
	codes = append(codes, alertCode.FindStringSubmatch(s.carrier.Phone(first).Inbox()[2].Body)[1])
	for _, e := range w.carrier.Log() { // the silence may hit before the kill or after it
		if e.At.After(killed.Add(time.Second)) && e.Form.Get("To") == first && strings.Contains(e.Form.Get("Body"), codes[2]) {
			t.Logf("from the kill to the next try of the alert: %v", e.At.Sub(killed))
			break
		}
	}
	for _, code := range codes {
		s.alerted(next, code)
	}
	for _, code := range codes {
		if took := s.says(next, code); !strings.Contains(took, code+" is yours") {
			t.Errorf("staff were told %q", took)
		}
		for who, phone := range map[string]string{"the first on call": first, "the next": next} {
			if got := s.alertsOf(phone, code); len(got) != 1 {
				t.Errorf("%s was alerted %d times: %q", who, len(got), got)
			}
		}
	}
}

// hurry lets an alert climb to the next on call after seconds.
func (w *world) hurry(t *testing.T) {
	t.Helper()
	file := filepath.Join(w.dir, "clinic.yaml")
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	quick := strings.Replace(string(b), "next: 3 min", "next: 10 sec", 1)
	quick = strings.Replace(quick, "#  self_test: 9 AM", "  self_test: {off: it would be one text more}", 1)
	if !strings.Contains(quick, "10 sec") || !strings.Contains(quick, "one text more") {
		t.Fatal("the example's ladder is another than this test thinks")
	}
	if err := os.WriteFile(file, []byte(quick), 0o600); err != nil {
		t.Fatal(err)
	}
}

// begin starts one server and waits for it.
func (w *world) begin(t *testing.T) {
	t.Helper()
	w.start(t, 0)
	if !w.ready(t.Context(), 0) {
		log, _ := os.ReadFile(w.logFile(0))
		t.Fatalf("the server did not start:\n%s", log)
	}
}

func exampleOf(t *testing.T) config.Clinic {
	t.Helper()
	c, problems := config.Example()
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return c
}
