package twilio

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"nightdesk/bot"
)

// AlertDesk is what a call that reads an alert needs of the desk. Its methods must
// be safe to repeat: Twilio repeats them.
type AlertDesk interface {
	// AlertCall says what the call of a message is about, as it stands now.
	AlertCall(context.Context, bot.SendID) (bot.AlertCall, error)
	// Staff carries out an order once, however often it comes.
	Staff(context.Context, bot.CaseOrder) (bot.CaseDone, error)
	// Declined lets the alert of a message go on to the next person at once.
	Declined(context.Context, bot.SendID) error
}

// What staff hear. Nothing of it is about the person or the clinic: a mailbox may
// record it, and anybody may pick up.
const (
	hearKeys      = "Press 1 to take it. Press 2 to pass it to the next person."
	hearOwnerKeys = "It is yours. Press 1 to keep it. Press 2 to pass it to the next person."
	hearNoKey     = "No key was pressed, so the alert goes on to others. Goodbye."
	hearYours     = "It is yours. You can also text back the code. Goodbye."
	hearPassed    = "It goes to the next person. Goodbye."
	hearFree      = "Nobody has it yet, and it was not given to you. Please text back the code to take it. Goodbye."
	hearClosed    = "It is closed. Nothing is left to do. Goodbye."
	hearTrouble   = "That did not work. Please press the key again, or look at your texts."
	hearBlind     = "This is an alert. Its details can not be read at this moment. Please look at your texts now. Goodbye."
	hearTest      = "This is a test of alert calls. There is nothing to do. Goodbye."
)

// alertReads is how often the alert is read to somebody who presses nothing.
const alertReads = 3

// keyWaits is how long a key is waited for after the words, in seconds.
const keyWaits = "6"

// alertCall answers when a telephone of staff has picked up: it reads the alert.
func (h *Webhook) alertCall(w http.ResponseWriter, r *http.Request) error {
	_, id, err := h.readAlert(w, r)
	if err != nil {
		return err
	}
	ctx, cancel := deskTime(r)
	defer cancel()
	a, err := h.alerts.AlertCall(ctx, id)
	if err != nil {
		return h.blind(w, err)
	}
	return h.readOut(w, id, a, "")
}

// readOut reads an alert and takes a key, after what came before.
func (h *Webhook) readOut(w http.ResponseWriter, id bot.SendID, a bot.AlertCall, before string) error {
	var d twiml
	say := func(text string) { d.verb("Say", text, "language", "en-US") }
	if before != "" {
		say(before)
	}
	keys := hearKeys
	switch {
	case a.Test:
		say(hearTest)
		d.verb("Hangup", "")
		return d.send(w)
	case a.Closed, a.OwnerRole != "":
		say(standing(a))
		d.verb("Hangup", "")
		return d.send(w)
	case a.Yours:
		keys = hearOwnerKeys
	}
	for range alertReads {
		d.open("Gather", "input", "dtmf", "numDigits", "1", "timeout", keyWaits, "method", "POST", "action", h.alertLink.For(PathAlertKey, id))
		say(spoken(a.Facts) + " " + keys)
		d.close("Gather")
	}
	say(hearNoKey)
	d.verb("Hangup", "")
	return d.send(w)
}

// alertKey answers the key that was pressed.
func (h *Webhook) alertKey(w http.ResponseWriter, r *http.Request) error {
	f, id, err := h.readAlert(w, r)
	if err != nil {
		return err
	}
	ctx, cancel := deskTime(r)
	defer cancel()
	a, err := h.alerts.AlertCall(ctx, id)
	if err != nil {
		return h.blind(w, err)
	}
	key := f.Get("Digits")
	order := bot.CaseOrder{ID: bot.InputID("call|" + f.Get("CallSid") + "|" + key), By: a.Staff, Case: a.Case, Do: bot.CaseTake}
	passed := false
	switch {
	case a.Test:
		return h.readOut(w, id, a, "")
	case key == "1":
		_, err = h.alerts.Staff(ctx, order)
	case key == "2" && a.Yours:
		order.Do, passed = bot.CasePass, true
		_, err = h.alerts.Staff(ctx, order)
	case key == "2":
		passed, err = true, h.alerts.Declined(ctx, id)
	default:
		h.count("alert_other_key")
		return h.readOut(w, id, a, "")
	}
	if err != nil {
		h.count("alert_key_failed")
		h.log.Error("a key press was not applied", "send", id, "err", err)
		return h.readOut(w, id, a, hearTrouble)
	}
	h.count("alert_key")
	if a, err = h.alerts.AlertCall(ctx, id); err != nil {
		return h.blind(w, err)
	}
	var d twiml
	what := standing(a)
	if passed && !a.Closed && a.OwnerRole == "" && !a.Yours {
		what = hearPassed
	}
	d.verb("Say", what, "language", "en-US")
	d.verb("Hangup", "")
	return d.send(w)
}

// standing says how a case stands, for whoever hears it. A colleague is named by
// their role only: somebody else may be listening.
func standing(a bot.AlertCall) string {
	switch {
	case a.Closed:
		return hearClosed
	case a.Yours:
		return hearYours
	case a.OwnerRole != "":
		return "The " + a.OwnerRole + " has it. Nothing is left to do. Goodbye."
	}
	return hearFree
}

// blind is said while nothing is known of the alert. It is no error page: Twilio
// would only say that an application failed.
func (h *Webhook) blind(w http.ResponseWriter, err error) error {
	h.count("alert_blind")
	if !errors.Is(err, bot.ErrUnavailable) {
		h.log.Error("an alert can't be read out", "err", err)
	}
	var d twiml
	d.verb("Say", hearBlind, "language", "en-US")
	d.verb("Hangup", "")
	return d.send(w)
}

// alertStatus passes Twilio's last word on a call to the Desk. A call that nobody
// takes has failed, so that the alert climbs at once; one that was answered has
// arrived, even if a machine took it: only a key press acknowledges anything.
func (h *Webhook) alertStatus(w http.ResponseWriter, r *http.Request) error {
	f, id, err := h.readAlert(w, r)
	if err != nil {
		return err
	}
	step, known := callRanks[f.Get("CallStatus")]
	if !known {
		h.count("status_unknown")
	} else {
		ctx, cancel := deskTime(r)
		defer cancel()
		err = h.desk.Receipt(ctx, bot.Receipt{Send: id, Carrier: f.Get("CallSid"), Rank: step.rank, State: step.state, Call: true})
		if err != nil {
			return fmt.Errorf("record receipt: %w", err)
		}
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// callRanks orders the statuses of a call. Source: twilio.com/docs, "Call resource",
// "Call status values".
var callRanks = map[string]struct {
	rank  int
	state bot.SendState
}{
	"queued":      {0, ""},
	"initiated":   {1, ""},
	"ringing":     {2, ""},
	"in-progress": {3, bot.SendSent},
	"completed":   {4, bot.SendDelivered},
	"busy":        {4, bot.SendUndelivered},
	"no-answer":   {4, bot.SendUndelivered},
	"failed":      {4, bot.SendFailed},
	"canceled":    {4, bot.SendFailed},
}

// readAlert reads a signed request about a call of ours, and which alert it is of:
// Twilio's signature says who asks, and the link that we made what they ask about.
func (h *Webhook) readAlert(w http.ResponseWriter, r *http.Request) (Form, bot.SendID, error) {
	f, err := h.readCall(w, r)
	if err != nil {
		return nil, "", err
	}
	id, ours := h.alertLink.id(r.URL.RawQuery)
	if !ours || id == "" {
		h.count("alert_forged")
		return nil, "", fmt.Errorf("%w: the link is not ours", ErrForm)
	}
	return f, id, nil
}

// letters are said as on the radio, so that a code survives a bad line (ICAO
// spelling alphabet).
var letters = map[rune]string{'A': "Alfa", 'B': "Bravo", 'C': "Charlie", 'D': "Delta", 'E': "Echo", 'F': "Foxtrot", 'G': "Golf", 'H': "Hotel",
	'I': "India", 'J': "Juliett", 'K': "Kilo", 'L': "Lima", 'M': "Mike", 'N': "November", 'O': "Oscar", 'P': "Papa", 'Q': "Quebec",
	'R': "Romeo", 'S': "Sierra", 'T': "Tango", 'U': "Uniform", 'V': "Victor", 'W': "Whiskey", 'X': "X-ray", 'Y': "Yankee", 'Z': "Zulu"}

// spoken is an alert as it is read: its code sign by sign, its level, how long it
// waits.
func spoken(f bot.AlertFacts) string {
	var signs []string
	for _, r := range f.Code {
		if word, ok := letters[r]; ok {
			signs = append(signs, string(r)+" as in "+word)
			continue
		}
		signs = append(signs, string(r))
	}
	minutes := fmt.Sprintf("%d minutes", f.Minutes)
	if f.Minutes == 1 {
		minutes = "1 minute"
	}
	return fmt.Sprintf("This is an alert. Code %s. Level %d. Waiting %s.", strings.Join(signs, ", "), f.Level, minutes)
}
