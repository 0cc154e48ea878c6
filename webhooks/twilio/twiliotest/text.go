package twiliotest

import (
	"maps"
	"net/url"
	"strconv"
	"sync"
)

// Delivery is what became of one inbound text. Its fields are whole once Text
// (or Release, for a held one) has returned.
type Delivery struct {
	SID string
	// Answers are the exchanges with the webhooks, retries, copies and fallback
	// included, in the order they ended.
	Answers []Exchange
	// Replies are the messages that the answers made.
	Replies []Message

	s    *Server
	form url.Values
	opts textOptions
	once sync.Once
}

type textOptions struct {
	to      string
	sid     string
	media   int
	copies  int
	held    bool
	unheard bool
	hangUp  bool
	forged  bool
	optOut  string
}

// TextOption changes how one text is delivered.
type TextOption func(*textOptions)

// To sends the text to another of our numbers than the first.
func To(number string) TextOption { return func(o *textOptions) { o.to = number } }

// Media attaches n pictures.
func Media(n int) TextOption { return func(o *textOptions) { o.media = n } }

// Copies posts the webhook n times at once, all with the same MessageSid. The
// telephone gets the first answer only.
func Copies(n int) TextOption { return func(o *textOptions) { o.copies = n } }

// Held keeps the webhook back until Delivery.Release: later texts overtake it.
func Held() TextOption { return func(o *textOptions) { o.held = true } }

// Unheard loses the webhook: the text is only in the message log.
func Unheard() TextOption { return func(o *textOptions) { o.unheard = true } }

// HangUp sends the webhook and closes the connection before the answer, which
// Twilio takes for a time-out.
func HangUp() TextOption { return func(o *textOptions) { o.hangUp = true } }

// Forged signs the webhook with a wrong token.
func Forged() TextOption { return func(o *textOptions) { o.forged = true } }

// SID gives the text an id that it has not drawn itself.
func SID(sid string) TextOption { return func(o *textOptions) { o.sid = sid } }

// Text has a person text us. It returns when the webhook has been answered and
// the answer delivered; with Held or Unheard, at once.
func (s *Server) Text(from, body string, opts ...TextOption) *Delivery {
	d := &Delivery{s: s, opts: textOptions{to: s.o.Numbers[0], copies: 1}}
	for _, o := range opts {
		o(&d.opts)
	}
	s.receive(d, from, body)
	if !d.opts.held && !d.opts.unheard {
		d.Release()
	}
	return d
}

// receive puts the text into the log and handles its keyword, before any
// webhook hears of it.
func (s *Server) receive(d *Delivery, from, body string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	prefix := "SM"
	if d.opts.media > 0 {
		prefix = "MM"
	}
	if d.SID = d.opts.sid; d.SID == "" {
		d.SID = s.sid(prefix)
	}
	r := s.add(&record{Message: Message{
		SID: d.SID, From: from, To: d.opts.to, Body: body, Direction: "inbound", Status: "received", Media: d.opts.media,
	}})
	r.Sent = r.Created
	m := r.Message
	s.publish(Event{Message: &m})
	d.opts.optOut = s.keyword(r)
	d.form = inboundForm(s.o, d, r.Message)
}

func inboundForm(o Options, d *Delivery, m Message) url.Values {
	f := url.Values{
		"MessageSid": {m.SID}, "SmsSid": {m.SID}, "SmsMessageSid": {m.SID}, "AccountSid": {o.AccountSID},
		"From": {m.From}, "To": {m.To}, "Body": {m.Body}, "NumMedia": {strconv.Itoa(m.Media)}, "NumSegments": {"1"},
		"SmsStatus": {"received"}, "ApiVersion": {"2010-04-01"},
		"FromCity": {""}, "FromState": {"AK"}, "FromZip": {""}, "FromCountry": {"US"},
		"ToCity": {"ANCHORAGE"}, "ToState": {"AK"}, "ToZip": {""}, "ToCountry": {"US"},
	}
	if o.ServiceSID != "" {
		f.Set("MessagingServiceSid", o.ServiceSID)
	}
	if o.OptOuts == Advanced && d.opts.optOut != "" {
		f.Set("OptOutType", d.opts.optOut)
	}
	for i := range m.Media {
		n := strconv.Itoa(i)
		f.Set("MediaUrl"+n, "https://api.twilio.com/2010-04-01/Accounts/"+o.AccountSID+"/Messages/"+m.SID+"/Media/ME"+m.SID[2:])
		f.Set("MediaContentType"+n, "image/jpeg")
	}
	return f
}

// Release delivers a held (or lost) text now. Only the first call does anything.
func (d *Delivery) Release() {
	d.once.Do(func() {
		defer d.s.task()()
		var wg sync.WaitGroup
		answered := make(chan Exchange, d.opts.copies)
		for range d.opts.copies {
			wg.Go(func() { d.s.webhook(d, answered) })
		}
		wg.Wait()
		close(answered)
		if first, ok := <-answered; ok {
			d.Replies = d.s.obey(d.SID, d.form.Get("To"), d.form.Get("From"), first)
		}
	})
}

// webhook posts the text as Twilio does: with retries by the policy in the
// address, then to the fallback.
func (s *Server) webhook(d *Delivery, answered chan<- Exchange) {
	s.mu.Lock()
	hooks := s.hooks
	token := s.sid("IT") // one for all attempts of one webhook
	s.mu.Unlock()
	if hooks.SMS == "" {
		return // a number without a webhook drops what it gets
	}
	p := policyOf(hooks.SMS)
	var last Exchange
	for try := 0; try <= p.retries; try++ {
		last = s.post(request{kind: "webhook", address: hooks.SMS, form: d.form, token: token, hangUp: d.opts.hangUp && try == 0, forged: d.opts.forged})
		s.took(d, last)
		if good(last) {
			answered <- last
			return
		}
		if !p.again(last) {
			break
		}
	}
	s.alert(errorCode(last), d.SID)
	if hooks.Fallback == "" {
		return
	}
	f := cloneForm(d.form)
	f.Set("ErrorCode", strconv.Itoa(errorCode(last)))
	f.Set("ErrorUrl", hooks.SMS)
	last = s.post(request{kind: "webhook", address: hooks.Fallback, form: f, token: token, forged: d.opts.forged})
	s.took(d, last)
	if good(last) {
		answered <- last
	}
}

func (s *Server) took(d *Delivery, e Exchange) {
	s.mu.Lock()
	defer s.mu.Unlock()
	d.Answers = append(d.Answers, e)
}

func cloneForm(f url.Values) url.Values {
	out := make(url.Values, len(f)+2)
	maps.Copy(out, f)
	return out
}
