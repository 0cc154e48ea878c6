package twilio

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"nightdesk/bot"
)

// StatusLink makes and reads the address to which Twilio reports on a message.
// It carries our own id and a MAC, nothing of the person.
type StatusLink struct {
	base string
	key  []byte
}

// alertLink makes and reads the addresses that a call about an alert uses, as
// StatusLink does; a link of one kind is none of the other.
type alertLink struct {
	public string
	link   StatusLink
}

// newAlertLink makes links below publicURL under a status link's key.
func newAlertLink(publicURL string, key []byte) alertLink {
	return alertLink{public: strings.TrimRight(publicURL, "/"), link: StatusLink{key: key}}
}

// For returns the address of one of the paths for one alert.
func (l alertLink) For(path string, id bot.SendID) string {
	return l.public + path + "?" + url.Values{"s": {string(id)}, "m": {l.link.mac("alert|" + string(id))}}.Encode()
}

// id returns the alert in a query; ok is false if it is not ours.
func (l alertLink) id(query string) (id bot.SendID, ok bool) {
	q, err := url.ParseQuery(query)
	if err != nil || len(q["s"]) != 1 || len(q["m"]) != 1 {
		return "", false
	}
	s := q.Get("s")
	return bot.SendID(s), subtle.ConstantTimeCompare([]byte(q.Get("m")), []byte(l.link.mac("alert|"+s))) == 1
}

// NewStatusLink makes links below publicURL, signed with key (16 bytes or more).
func NewStatusLink(publicURL string, key []byte) (StatusLink, error) {
	if len(key) < 16 {
		return StatusLink{}, errors.New("twilio: the key for status links is shorter than 16 bytes")
	}
	return StatusLink{base: strings.TrimRight(publicURL, "/") + PathStatus, key: key}, nil
}

// Plain returns the address without an id, for a reply that has none.
func (l StatusLink) Plain() string { return l.base }

// For returns the address for one message.
func (l StatusLink) For(id bot.SendID) string {
	return l.base + "?" + url.Values{"s": {string(id)}, "m": {l.mac(string(id))}}.Encode()
}

func (l StatusLink) mac(id string) string {
	m := hmac.New(sha256.New, l.key)
	m.Write([]byte("status|" + id))
	return base64.RawURLEncoding.EncodeToString(m.Sum(nil)[:16])
}

// id returns the id in a query; ok is false if it has one that is not ours.
func (l StatusLink) id(query string) (id bot.SendID, ok bool) {
	if query == "" {
		return "", true
	}
	q, err := url.ParseQuery(query)
	if err != nil || len(q["s"]) != 1 || len(q["m"]) != 1 {
		return "", false
	}
	s := q.Get("s")
	return bot.SendID(s), subtle.ConstantTimeCompare([]byte(q.Get("m")), []byte(l.mac(s))) == 1
}

// status passes Twilio's word on one of our messages to the Desk. What cannot
// be placed is answered like the rest: Twilio could do nothing about it.
func (h *Webhook) status(w http.ResponseWriter, r *http.Request) error {
	f, err := h.read(w, r)
	if err != nil {
		return err
	}
	sid := f.Get("MessageSid")
	if !isMessageSID(sid) {
		return fmt.Errorf("%w: MessageSid is not a message id", ErrForm)
	}
	id, ours := h.link.id(r.URL.RawQuery)
	step, known := ranks[f.Get("MessageStatus")]
	switch {
	case !ours:
		h.count("status_forged")
	case !known:
		h.count("status_unknown")
	default:
		code, _ := strconv.Atoi(f.Get("ErrorCode"))
		ctx, cancel := deskTime(r)
		defer cancel()
		err = h.desk.Receipt(ctx, bot.Receipt{
			Send: id, Carrier: sid, To: bot.Phone(f.Get("To")), Rank: step.rank, State: step.state, Code: code,
			OptedOut: explain(code).OptedOut,
		})
		if err != nil {
			return fmt.Errorf("record receipt: %w", err)
		}
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// ranks orders Twilio's statuses so that a late one never undoes a later one.
// "read" comes only after delivery and says no more than that.
var ranks = map[string]struct {
	rank  int
	state bot.SendState
}{
	"accepted":    {0, ""},
	"scheduled":   {0, ""},
	"queued":      {1, ""},
	"sending":     {2, ""},
	"sent":        {3, bot.SendSent},
	"delivered":   {4, bot.SendDelivered},
	"undelivered": {4, bot.SendUndelivered},
	"failed":      {4, bot.SendFailed},
	"canceled":    {4, bot.SendDropped},
	"read":        {4, bot.SendDelivered},
}
