package main

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"nightdesk/webhooks/twilio"
	"nightdesk/webhooks/twilio/twiliotest"
)

// demoState is what the page draws. Moments are in milliseconds since 1970; the
// page writes them in its reader's language, in the clinic's zone.
type demoState struct {
	Page   int         `json:"page"` // the number of this page, for turning its calendar
	Clinic string      `json:"clinic"`
	Short  string      `json:"short"`
	Line   string      `json:"line"`
	Zone   string      `json:"zone"`
	Now    int64       `json:"now"`
	Moving bool        `json:"moving"`
	Them   demoPhone   `json:"them"`
	Staff  []demoPhone `json:"staff"`
	Wire   []demoWire  `json:"wire"` // newest first

	Calendar demoCalendar `json:"calendar"`
	Others   othersState  `json:"others"`
}

type demoPhone struct {
	ID       string     `json:"id"`
	Name     string     `json:"name"`
	Role     string     `json:"role"`
	Number   string     `json:"number"`
	Messages []demoText `json:"messages"`
}

type demoText struct {
	ID   string `json:"id"`
	Out  bool   `json:"out"`
	Text string `json:"text"`
	At   int64  `json:"at"`
}

// demoWire is one request and its answer. Kind is "inbound", "fallback",
// "voice" or "status" (Twilio asks), or "send" (Twilio is asked); Gist is the
// text in it, or the status.
type demoWire struct {
	Seq      int    `json:"seq"`
	At       int64  `json:"at"`
	Kind     string `json:"kind"`
	Gist     string `json:"gist"`
	Method   string `json:"method"`
	Path     string `json:"path"`
	Status   int    `json:"status"`
	Request  string `json:"request"`
	Response string `json:"response"`
}

// wireShown is how many exchanges the page gets to begin with.
const wireShown = 40

// state is what a page shows now, with the traffic after exchange seen. A ledger
// that cannot be read (the demo is ending) leaves the calendar empty.
func (d *demo) state(ctx context.Context, reader, seen int) demoState {
	log, them := d.twilio.Messages(), d.person()
	s := demoState{Page: reader, Others: d.others.state(), Clinic: d.clinic.Name, Short: d.clinic.ShortName, Line: d.clinic.Texting.Line, Zone: d.clinic.Zone.String(),
		Now: d.clock.Now().Truncate(time.Second).UnixMilli(), Moving: d.clock.Moving(),
		Them: demoPhone{ID: "them", Number: them, Messages: textsOf(log, them)}, Wire: []demoWire{}}
	s.Calendar, _ = d.calendar(ctx, reader)
	for _, p := range d.clinic.Staff {
		s.Staff = append(s.Staff, demoPhone{ID: p.ID, Name: p.Name, Role: p.Role, Number: p.Phone, Messages: textsOf(log, p.Phone)})
	}
	for _, x := range slices.Backward(d.twilio.Log()) {
		if x.N <= seen || len(s.Wire) == wireShown {
			break
		}
		if x.Kind != "api" || x.Method != http.MethodGet { // the catch-up's look at the message log, every minute
			s.Wire = append(s.Wire, wireOf(x))
		}
	}
	return s
}

// textsOf is what the telephone with a number shows.
func textsOf(log []twiliotest.Message, number string) []demoText {
	texts := []demoText{}
	for _, m := range log {
		if m.From != number && m.To != number || m.From != number && (m.Status == "failed" || m.Status == "undelivered") {
			continue
		}
		texts = append(texts, demoText{ID: m.SID, Out: m.From == number, Text: m.Body, At: m.Created.UnixMilli()})
	}
	return texts
}

func wireOf(x twiliotest.Exchange) demoWire {
	w := demoWire{Seq: x.N, At: x.At.UnixMilli(), Method: x.Method, Path: x.URL, Status: x.Status, Response: strings.TrimSpace(x.Answer)}
	if u, err := url.Parse(x.URL); err == nil {
		w.Path = u.RequestURI()
	}
	w.Kind, w.Gist = "inbound", x.Form.Get("Body")
	switch {
	case x.Kind == "api":
		w.Kind = "send"
	case strings.HasPrefix(w.Path, twilio.PathFallback):
		w.Kind = "fallback"
	case x.Kind != "webhook":
		w.Kind, w.Gist = x.Kind, x.Form.Get("MessageStatus")
	}
	var lines []string
	for name, values := range x.Form {
		for _, v := range values {
			lines = append(lines, name+": "+strconv.Quote(v))
		}
	}
	slices.Sort(lines)
	if x.Signature != "" {
		lines = append(lines, "X-Twilio-Signature: "+x.Signature)
	}
	w.Request = strings.Join(lines, "\n")
	if x.Err != "" {
		w.Response = x.Err
	}
	return w
}
