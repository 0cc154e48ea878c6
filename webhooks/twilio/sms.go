package twilio

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"nightdesk/bot"
)

// sms answers an inbound text with what the Desk says, as TwiML.
func (h *Webhook) sms(w http.ResponseWriter, r *http.Request) error {
	in, ok, err := h.text(w, r)
	if err != nil {
		return err
	}
	if !ok {
		return h.say(w, "")
	}
	ctx, cancel := deskTime(r)
	defer cancel()
	answer, err := h.desk.Receive(ctx, in)
	if errors.Is(err, bot.ErrMismatch) {
		h.count("mismatch")
		return err
	}
	if err != nil {
		h.count("unstored")
		if answer.Reply == "" {
			return err
		}
		h.log.Error("a text was answered but not kept", "err", err)
	}
	return h.say(w, answer.Reply.Text())
}

// fall answers Twilio's fallback URL. The first webhook has just failed, so
// nothing is stored: somebody in danger gets their reply all the same, and the
// text itself is found later in Twilio's log.
func (h *Webhook) fall(w http.ResponseWriter, r *http.Request) error {
	in, ok, err := h.text(w, r)
	if err != nil {
		return err
	}
	h.count("fallback")
	if !ok {
		return h.say(w, "")
	}
	ctx, cancel := deskTime(r)
	defer cancel()
	answer := h.desk.Fallback(ctx, in)
	if answer.Reply == "" && in.CarrierKeyword == "" && h.senders.Of(in.From) == Person {
		return h.say(w, h.fallback)
	}
	return h.say(w, answer.Reply.Text())
}

// text reads a signed inbound text. It is false if the text is genuine and comes
// from nobody: from ourselves (answering that can go on for ever) or without a
// sender. One from a short code or from abroad is the Desk's to weigh: it may
// speak of danger. One to a number of the account that is not in the
// configuration is answered like any other, because the person who sent it
// cannot know; the operator is told.
func (h *Webhook) text(w http.ResponseWriter, r *http.Request) (bot.Input, bool, error) {
	f, err := h.read(w, r)
	if err != nil {
		return bot.Input{}, false, err
	}
	// A signature covers names and values without a mark between them, so a field
	// could be hidden in its neighbour: what a text must have is looked for.
	for _, name := range []string{"MessageSid", "From", "To", "Body"} {
		if !f.Has(name) {
			return bot.Input{}, false, fmt.Errorf("%w: no %s", ErrForm, name)
		}
	}
	sid := f.Get("MessageSid")
	if !isMessageSID(sid) {
		return bot.Input{}, false, fmt.Errorf("%w: MessageSid is not a message id", ErrForm)
	}
	in := bot.Input{
		ID: bot.InputID(sid), Kind: bot.TextIn,
		From: bot.Phone(f.Get("From")), To: bot.Phone(f.Get("To")),
		Body: bot.Words(strings.ToValidUTF8(f.Get("Body"), "\uFFFD")), Media: mediaCount(f.Get("NumMedia")),
		CarrierKeyword: keyword(f.Get("OptOutType")),
	}
	if !h.lines[in.To] {
		h.count("unknown_line")
		h.log.Warn("a text came for a number that is not a line of ours", "hint", "add the number to the configuration or take the webhook off it")
	}
	if nobody(in) || h.lines[in.From] {
		h.count("unanswerable_sender")
		return in, false, nil
	}
	if is := h.senders.Of(in.From); is != Person {
		h.count("sender_" + string(is))
	}
	return in, true, nil
}

// nobody reports whether a text has no sender but ourselves.
func nobody(in bot.Input) bool { return in.From == "" || in.From == in.To }

// mediaCount reads NumMedia. Twilio takes ten files at most.
func mediaCount(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0
	}
	return min(max(n, 0), 10)
}

// keyword reads OptOutType, which Twilio sets on a text that it has answered
// itself already.
func keyword(s string) string {
	switch s {
	case "STOP", "START", "HELP":
		return s
	}
	return ""
}

// withheld are the numbers that stand for a caller who has none: the letters of
// ANONYMOUS, RESTRICTED, BLOCKED, UNKNOWN and UNAVAILABLE on a keypad.
var withheld = map[bot.Phone]bool{
	"+266696687": true, "+7378742833": true, "+2562533": true, "+8656696": true, "+86282452253": true,
}
