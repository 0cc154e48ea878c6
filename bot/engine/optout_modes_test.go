package engine_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nightdesk/bot"
	"nightdesk/bot/engine"
)

// How our one answer to a keyword begins; "" is that the carrier gave it, or that
// they had theirs.
const (
	saysStopped = "ATS: no more texts. START to come back. If you meant stop using, call us at 907-555-0110. Emergency: 911. Crisis: 988."
	saysStarted = "ATS: texts are on again."
	saysHelp    = "ATS, an automated line. Call us: 907-555-0110. Emergency: 911. Crisis: 988."
	saysHello   = "Hi, this is ATS"
	saysOut     = "You asked ATS for no more texts."
	saysOn      = "*" // the talk goes on, whatever it says
)

// The keywords of each kind, as people write them.
var keywordsOf = map[string][]string{
	"STOP":  {"STOP", "stop", " Stop ", "STOPALL", "UNSUBSCRIBE", "CANCEL", "cancel", "END", "QUIT", "Quit", "REVOKE", "OPTOUT"},
	"START": {"START", "start", "UNSTOP"},
	"YES":   {"YES", "yes"},
	"HELP":  {"HELP", "help", "INFO"},
}

const (
	endsAll = "-all keyword|-conversation keyword|-reminders keyword"
	begins  = "+all keyword|+conversation keyword"
)

// TestKeywordsInEachMode: every keyword, in each of the config's two modes, with and
// without the carrier's word that it has answered, from every standing: what is
// said and what is recorded. There is never a second answer beside the carrier's,
// and never a second confirmation.
func TestKeywordsInEachMode(t *testing.T) {
	// By state and keyword: what is said in mode app; twilio; in either when the
	// carrier says that it has answered; then the opt-out list and the ledger.
	type row struct {
		app, twilio, typed string
		list               bot.OptOut
		ledger             string
	}
	none, set, unset := bot.OptOutNone, bot.OptOutSet, bot.OptOutClear
	table := map[string]map[string]row{
		"new": {
			"STOP":  {saysStopped, "", "", set, "-all keyword"},
			"START": {saysHello, saysHello, "", none, ""},
			"YES":   {saysHello, saysHello, saysHello, none, ""},
			"HELP":  {saysHelp, "", "", none, ""},
		},
		"talking": {
			"STOP":  {saysStopped, "", "", set, endsAll},
			"START": {saysOn, saysOn, "", none, ""},
			"YES":   {saysOn, saysOn, saysOn, none, ""},
			"HELP":  {saysHelp, "", "", none, ""},
		},
		"stopped by keyword": {
			"STOP":  {"", "", "", set, ""},
			"START": {saysStarted, "", "", unset, begins},
			"YES":   {saysStarted, "", "", unset, begins},
			"HELP":  {saysHelp, "", "", none, ""},
		},
		"stopped in words": {
			"STOP":  {"", "", "", set, ""},
			"START": {saysStarted, saysStarted, "", unset, begins},
			"YES":   {saysStarted, saysStarted, "", unset, begins},
			"HELP":  {saysHelp, "", "", none, ""},
		},
		"refused by the carrier": {
			"STOP":  {"", "", "", set, ""},
			"START": {saysStarted, "", "", unset, "-reminders keyword|" + begins},
			"YES":   {saysStarted, "", "", unset, "-reminders keyword|" + begins},
			"HELP":  {saysHelp, "", "", none, ""},
		},
		"told staff": {
			"STOP":  {"", "", "", set, ""},
			"START": {saysStarted, saysStarted, "", unset, begins},
			"YES":   {saysStarted, saysStarted, "", unset, begins},
			"HELP":  {saysHelp, "", "", none, ""},
		},
	}
	n := 0
	for _, mode := range []string{"app", "twilio"} {
		w := world()
		w.Clinic.CarrierAnswers = mode == "twilio"
		for state, rows := range table {
			for kind, want := range rows {
				for _, typed := range []bool{false, true} {
					for _, word := range keywordsOf[kind] {
						n++
						t.Run(fmt.Sprintf("%s/%s/%q/%v", mode, state, word, typed), func(t *testing.T) {
							in := said(500, word)
							says := want.app
							switch {
							case typed && kind == "YES":
								in.CarrierKeyword, says = "START", want.typed
							case typed:
								in.CarrierKeyword, says = kind, want.typed
							case mode == "twilio":
								says = want.twilio
							}
							x := engine.Advance(w, standingOf(t, w, state), in, morning.Add(3*time.Hour))
							if says == "" && x.Reply != "" || says == saysOn && x.Reply == "" || says != saysOn && !strings.HasPrefix(x.Reply, says) {
								t.Errorf("said %q, want %q", x.Reply, says)
							}
							if x.OptOut != want.list {
								t.Errorf("list %v, want %v", x.OptOut, want.list)
							}
							if d := cmp.Diff(want.ledger, ledger(x)); d != "" {
								t.Error(d)
							}
							if got := !x.Session.OptedOut.IsZero(); got != (want.list == set || want.list == none && state != "new" && state != "talking") {
								t.Errorf("opted out: %v", got)
							}
						})
					}
				}
			}
		}
	}
	if n < 400 {
		t.Errorf("only %d rows", n)
	}
}

// standingOf is a session in a state of the table.
func standingOf(t *testing.T, w engine.World, state string) bot.Session {
	t.Helper()
	if state == "new" {
		return bot.Session{}
	}
	s := after(t, booked...)
	step := func(body string) bot.Session {
		return engine.Advance(w, s, said(400, body), morning.Add(time.Hour)).Session
	}
	switch state {
	case "stopped by keyword":
		return step("STOP")
	case "stopped in words":
		return step("please stop texting me")
	case "refused by the carrier": // as the inbox sees it
		s.OptedOut = morning.Add(time.Hour)
	case "told staff":
		return engine.StaffOptOut(w, s, "ana", morning.Add(time.Hour)).Session
	}
	return s
}

// A clinic's own keyword in another language comes with the carrier's word.
func TestTheCarriersOwnKeywords(t *testing.T) {
	w := world()
	w.Clinic.CarrierAnswers = true
	s := after(t, booked...)
	in := said(100, "PARE")
	in.CarrierKeyword = "STOP"
	x := engine.Advance(w, s, in, morning.Add(time.Hour))
	if x.Reply != "" || x.OptOut != bot.OptOutSet || ledger(x) != endsAll {
		t.Errorf("%q, %v, %s", x.Reply, x.OptOut, ledger(x))
	}
	in = said(101, "VOLVER")
	in.CarrierKeyword = "START"
	if x = engine.Advance(w, x.Session, in, morning.Add(2*time.Hour)); x.Reply != "" || x.OptOut != bot.OptOutClear || ledger(x) != begins {
		t.Errorf("%q, %v, %s", x.Reply, x.OptOut, ledger(x))
	}
}

// On a toll-free line the network undoes a stop, and YES is none of its words.
func TestYesDoesNotUndoAStopOnATollFreeLine(t *testing.T) {
	for _, x := range []struct {
		line bot.Phone
		word string
		back bool
	}{
		{"+18005550100", "YES", false}, {"+18775550100", "yes", false}, {"+18005550100", "START", true}, {"+18005550100", "UNSTOP", true},
		{"+19075550100", "YES", true}, {"+18075550100", "YES", true}, {"22000", "YES", true},
	} {
		for _, carrier := range []bool{true, false} {
			w := world()
			w.Clinic.CarrierAnswers = carrier
			s := engine.Advance(w, after(t, booked...), said(100, "STOP"), morning.Add(time.Hour)).Session
			in := said(101, x.word)
			in.To = x.line
			got := engine.Advance(w, s, in, morning.Add(2*time.Hour))
			if back := got.OptOut == bot.OptOutClear; back != x.back {
				t.Errorf("%s to %s: back %v", x.word, x.line.E164(), back)
			}
			if !x.back && !strings.HasPrefix(got.Reply, saysOut) {
				t.Errorf("%s: %q", x.word, got.Reply)
			}
		}
	}
}

// The confirmation of a bare keyword names what else it may have meant, but not
// where others read along.
func TestWhatConfirmsAStop(t *testing.T) {
	shared := after(t, "hi", "1", "1", "2")
	for _, x := range []struct {
		s          bot.Session
		body, want string
	}{
		{bot.Session{}, "QUIT", "If you meant stop using, call us at 907-555-0110."},
		{bot.Session{Lang: bot.Spanish, LangSure: true}, "STOP", "Si queria dejar de usar, llame al 907-555-0110."},
		{shared, "QUIT", "Or call us: 907-555-0110."},
		{bot.Session{}, "please stop texting me", "Or call us: 907-555-0110."},
	} {
		if got := talk(t, x.s, x.body).Reply; !strings.Contains(got, x.want) {
			t.Errorf("%q: %q, want %q", x.body, got, x.want)
		}
	}
}

// In writing they may also come back in words of their own, unless the carrier
// blocks them: it would go on doing so.
func TestComingBackInWords(t *testing.T) {
	for _, x := range []struct {
		carrier   bool
		stop      string
		back      string
		want, led string
	}{
		{true, "stop texting me", "ok you can text me again", saysStarted, "+all words|+conversation words"},
		{false, "STOP", "start texting me again", saysStarted, "+all words|+conversation words"},
		{false, "STOP", "quiero recibir mensajes otra vez", "ATS: los textos siguen.", "+all words|+conversation words"},
		{true, "STOP", "ok you can text me again", saysOut, ""},
		{false, "STOP", "ok whatever", saysOut, ""},
	} {
		w := world()
		w.Clinic.CarrierAnswers = x.carrier
		s := engine.Advance(w, after(t, booked...), said(100, x.stop), morning.Add(time.Hour)).Session
		got := engine.Advance(w, s, said(101, x.back), morning.Add(2*time.Hour))
		if !strings.HasPrefix(got.Reply, x.want) || ledger(got) != x.led {
			t.Errorf("%q after %q: %q, %s", x.back, x.stop, got.Reply, ledger(got))
		}
	}
}

// The question "do you want us to stop?" does not wait beyond a stop: a yes after
// START is one to something else.
func TestAnAskedStopEndsWithTheStop(t *testing.T) {
	w := world()
	s := talk(t, bot.Session{}, "hi", "enough", "STOP", "START").Session
	if x := engine.Advance(w, s, said(100, "yes"), morning.Add(time.Hour)); x.OptOut == bot.OptOutSet {
		t.Error("a yes opted them out")
	}
}
