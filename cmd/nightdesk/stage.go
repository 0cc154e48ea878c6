package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/handoff"
	"nightdesk/bot/inbox"
	"nightdesk/bot/outbox"
	"nightdesk/bot/schedule"
	"nightdesk/bot/store"
	"nightdesk/config"
	"nightdesk/flows"
	"nightdesk/flows/transcript"
)

// stage holds conversations on a clock that only it moves: the real inbox,
// outbox and store, without a carrier. It plays transcripts and chats.
type stage struct {
	clinic config.Clinic
	script onlyScript
	// ctx ends what is played, and gentle leaves half of a processor to others.
	ctx    context.Context
	gentle bool
	// ready is what is remembered of talks with these scripts; nil = nothing.
	ready *ready

	now     time.Time
	embed   *store.Embed
	inbox   *inbox.Inbox
	outbox  *outbox.Outbox
	watched *watched
	texts   int
	alerted string // staff id that was alerted last
	events  []transcript.Event
	saying  sync.Mutex // the outbox works several sends at once
	down    bool
	failing bool
	last    map[bot.Phone]bot.Input // each person's last text
	unsent  map[bot.SendID]bool     // what did not arrive at first
	usual   *schedule.Calendar      // the clinic's, as it is
	failed  error                   // of a change of the world
	ways    []bot.Way               // that the turns took
	most    int                     // things that may come of one line; 0 = any number
	codes   []string                // what the talk calls cases, in their order
	called  map[bot.CaseID]string   // what each case is called
	publishing

	programs *inbox.Programs // those of all talks with these scripts
}

// newStage loads the scripts of a folder for a clinic, or the built-in ones if
// dir is "".
func newStage(c config.Clinic, dir string) (*stage, error) {
	files, err := scriptFiles(dir)
	if err != nil {
		return nil, err
	}
	s, err := newStageOf(c, files)
	if err != nil {
		return nil, errors.New(strings.TrimSpace("the scripts have errors (mend: nightdesk check "+dir) + ")")
	}
	return s, nil
}

// newStageOf makes a stage for the sources of scripts. The error is bot.ErrRefused if
// the checker finds errors in them.
func newStageOf(c config.Clinic, files map[string]string) (*stage, error) {
	script, problems := flows.ParseAndCheck(files, knownOf(c, calendarOf(c)))
	if flows.Blocks(problems) {
		return nil, bot.ErrRefused
	}
	return &stage{clinic: c, script: onlyScript{script}, programs: &inbox.Programs{}, ctx: context.Background()}, nil
}

// onlyScript is the one version of a stage's scripts.
type onlyScript struct{ *bot.Script }

// Current is it.
func (o onlyScript) Current() *bot.Script { return o.Script }

// Get is it, under its own name.
func (o onlyScript) Get(version string) *bot.Script {
	if version != o.Version {
		return nil
	}
	return o.Script
}

// Close forgets everything.
func (s *stage) Close() {
	if s.embed != nil {
		_ = s.embed.Close()
	}
}

// Start forgets everything and sets the clock.
func (s *stage) Start(at time.Time) error {
	s.Close()
	s.now, s.events, s.texts, s.alerted, s.down, s.failing, s.failed = at, nil, 0, "", false, false, nil
	s.ways, s.called, s.publishing = nil, map[bot.CaseID]string{}, publishing{}
	s.last, s.unsent, s.usual = map[bot.Phone]bot.Input{}, map[bot.SendID]bool{}, calendarOf(s.clinic)
	var err error
	if s.embed, err = store.Embedded(func() time.Time { return s.now }); err != nil {
		return err
	}
	st, err := s.embed.Open(s.clinic.ID)
	if err != nil {
		return err
	}
	s.watched = newWatched(st, s)
	cal := calendarOf(s.clinic)
	clinic := clinicOf(s.clinic, cal)
	clinic.CarrierAnswers = false // there is no carrier here, so we answer STOP and HELP
	now := func() time.Time { return s.now }
	s.inbox = &inbox.Inbox{Store: s.watched, Scripts: onStage{s}, Clinic: clinic, Calendar: cal, Rota: rotaOf(s.clinic, cal), Now: now,
		Programs: s.programs, Relay: s.clinic.Relay, DangerWaits: time.Hour, // a talk has its own clock
		Code: s.code,
		Ways: (&mover{get: onStage{s}.Get, releases: func() bot.Releases { return s.releases }}).ways,
		Took: func(ways []bot.Way) { s.ways = append(s.ways, ways...) }}
	s.outbox = outbox.New(outbox.Options{Store: s.watched, Sender: phones{s}, Zone: s.clinic.Zone, Now: now, Log: slog.New(slog.DiscardHandler)})
	return nil
}

// Codes are what the talk calls its cases.
func (s *stage) Codes(codes []string) { s.codes = codes }

// code calls the cases of a talk by their order alone: with codes made of ids, as when
// people text, a line more in a talk would give every later case another name.
func (s *stage) code(id bot.CaseID) string {
	if _, had := s.called[id]; had {
		return s.called[id]
	}
	n := len(s.called)
	if n < len(s.codes) {
		s.called[id] = s.codes[n]
		return s.codes[n]
	}
	for s.called[id] == "" || slices.Contains(s.codes, s.called[id]) {
		n++
		s.called[id] = handoff.Code(bot.CaseID(fmt.Sprintf("case %d", n)))
	}
	return s.called[id]
}

// turn does one thing that happens. Between two of them a play ends if nobody waits
// for it any more, and a gentle one rests for as long as it worked, so that it never
// has more than half of a processor: people who text the clinic at that moment are
// answered by the same machine.
func (s *stage) turn(do func() error) ([]transcript.Event, error) {
	if err := s.ctx.Err(); err != nil {
		return nil, err
	}
	s.events = nil
	began := time.Now()
	err := do()
	if s.gentle {
		rest := time.NewTimer(time.Since(began))
		defer rest.Stop()
		select {
		case <-rest.C:
		case <-s.ctx.Done():
		}
	}
	return s.events, err
}

// personPhone is the made-up number of "them", "them2", ...
func personPhone(who string) bot.Phone {
	n := 1
	if len(who) == len("them2") {
		n = int(who[4] - '0')
	}
	return bot.Phone(fmt.Sprintf("+1907555014%d", n))
}

// Text is a text from a person or from staff.
func (s *stage) Text(from, body string) ([]transcript.Event, error) {
	return s.turn(func() error { return s.text(from, body) })
}

func (s *stage) text(from, body string) error {
	phone := personPhone(from)
	if staff, ok := strings.CutPrefix(from, "staff"); ok {
		id := strings.TrimSpace(staff)
		if id == "" {
			id = s.alerted
		}
		found, ok := s.staff(id)
		if !ok {
			return fmt.Errorf("no staff phone was alerted, or none is called %q (hint: staff  ana: 1)", id)
		}
		phone = found.Phone
	}
	s.texts++
	in := bot.Input{ID: bot.InputID(fmt.Sprintf("talk%d", s.texts)), From: phone, To: bot.Phone(s.clinic.Texting.Line), Body: bot.Words(body)}
	s.last[phone] = in
	return s.receive(in)
}

// receive has the inbox answer a text.
func (s *stage) receive(in bot.Input) error {
	answer, err := s.inbox.Receive(s.ctx, in)
	if err != nil && !(s.down && errors.Is(err, bot.ErrUnavailable)) { // it is down because the talk says so, or the talk went wrong
		return err
	}
	s.say(in.From, answer.Reply.Text())
	return s.settle()
}

// Advance lets time pass, stopping at each moment at which something is due.
func (s *stage) Advance(d time.Duration) ([]transcript.Event, error) {
	return s.turn(func() error { return s.advance(d) })
}

// mostCome is how much more may come of one line of a test than the test has lines.
const mostCome = 60

// mostOf is how much may come of one line of a test; 0 = any number, for the test says so.
func mostOf(t transcript.Talk) int {
	if slices.ContainsFunc(t.Lines, func(l transcript.Line) bool { return l.Loose() }) {
		return 0
	}
	return len(t.Lines) + mostCome
}

// errFar ends a test that went another way long ago: with nobody to answer an alert,
// hundreds of others follow it, and playing them takes longer than all other tests.
var errFar = errors.New("it goes another way for so long that it is not played to its end")

func (s *stage) advance(d time.Duration) error {
	end := s.now.Add(d)
	for {
		if s.most > 0 && len(s.events) > s.most {
			return errFar
		}
		next, ok := s.watched.next(s.now)
		if !ok || next.After(end) {
			break
		}
		s.now = next
		if err := s.settle(); err != nil {
			return err
		}
	}
	s.now = end
	return s.settle()
}

// settle works off what is due now.
func (s *stage) settle() error {
	for range 1000 {
		if err := s.ctx.Err(); err != nil {
			return err
		}
		wakes, err := s.inbox.WorkWakes(s.ctx)
		if err != nil {
			if s.down {
				return nil
			}
			return err
		}
		sends, err := s.outbox.Work(s.ctx, s.now)
		if err != nil {
			return err
		}
		if wakes+sends == 0 {
			s.orderAlerts()
			return nil
		}
	}
	return errors.New("there is always something due at this moment: the scripts or timers go round")
}

// orderAlerts puts alerts of one moment in a fixed order, and those that failed: the
// outbox sends them side by side.
func (s *stage) orderAlerts() {
	for _, kind := range []string{"alert", "fails"} {
		var at []int
		var some []transcript.Event
		for i, e := range s.events {
			if e.Kind == kind {
				at, some = append(at, i), append(some, e)
			}
		}
		slices.SortStableFunc(some, func(a, b transcript.Event) int {
			return cmp.Or(a.At.Compare(b.At), strings.Compare(a.Text, b.Text))
		})
		for n, i := range at {
			s.events[i] = some[n]
		}
		if len(some) > 0 && kind == "alert" {
			last, _, _ := strings.Cut(some[len(some)-1].Text, ":")
			s.alerted = strings.TrimSuffix(last, byCall)
		}
	}
}

func (s *stage) staff(id string) (bot.Staff, bool) {
	for _, x := range s.inbox.Rota.Staff {
		if x.ID == id {
			return x, true
		}
	}
	return bot.Staff{}, false
}

// byCall stands after whom an alert calls, for a transcript.
const byCall = " (call)"

// say notes a text that reached a phone.
func (s *stage) say(to bot.Phone, text string) {
	if text == "" {
		return
	}
	if kind, heard := s.heardAs(bot.Send{To: to, Body: bot.Words(text)}); kind != "" {
		s.note(kind, heard)
	}
}

// heardAs is how a transcript has a message: its word and what follows; "" if it is to
// nobody of the talk.
func (s *stage) heardAs(m bot.Send) (kind, text string) {
	if m.Named() {
		return "alert", m.Channel + ": " + m.Body.Text()
	}
	for _, x := range s.inbox.Rota.Staff {
		if x.Phone != m.To {
			continue
		}
		kind, who := "desk", x.ID
		if m.Class == bot.SendAlert {
			kind = "alert"
		}
		if m.Channel == bot.ChannelVoice {
			who += byCall
		}
		return kind, who + ": " + m.Body.Text()
	}
	for n := range 9 {
		who, us := "them", "us"
		if n > 0 {
			who, us = fmt.Sprintf("them%d", n+1), fmt.Sprintf("us%d", n+1)
		}
		if personPhone(who) == m.To {
			return us, m.Body.Text()
		}
	}
	return "", ""
}

func (s *stage) note(kind, text string) {
	s.events = append(s.events, transcript.Event{Kind: kind, Text: text, At: s.now})
}
