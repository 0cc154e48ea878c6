package twiliotest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// request is one call of a webhook.
type request struct {
	kind    string
	address string
	form    url.Values
	token   string // idempotency
	hangUp  bool
	forged  bool
}

// What a failed exchange's Err says.
const (
	failConnect = "connect"
	failTimeout = "timeout"
)

// Post posts a form, signed, to any address, and returns the answer: for the
// requests that Twilio would never make.
func (s *Server) Post(address string, form url.Values) Exchange {
	return s.post(request{kind: "webhook", address: address, form: form})
}

// post makes one signed request.
func (s *Server) post(q request) Exchange {
	e := Exchange{Kind: q.kind, Method: http.MethodPost, URL: q.address, Form: q.form}
	u, err := url.Parse(q.address)
	if err != nil {
		e.Err = failConnect
		return s.note(e)
	}
	token := s.o.AuthToken
	if q.forged {
		token = "not the token"
	}
	e.Signature = Sign(token, q.address, q.form)
	req, err := http.NewRequestWithContext(s.ctx, http.MethodPost, s.really(u).String(), strings.NewReader(q.form.Encode()))
	if err != nil {
		e.Err = failConnect
		return s.note(e)
	}
	req.Host = u.Host
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
	req.Header.Set("User-Agent", "TwilioProxy/1.1")
	req.Header.Set("X-Twilio-Signature", e.Signature)
	if q.token != "" {
		req.Header.Set("I-Twilio-Idempotency-Token", q.token)
	}
	if q.hangUp {
		e.Err = abandon(s.ctx, req)
		return s.note(e)
	}
	resp, err := s.client.Do(req)
	if err != nil {
		e.Err = failure(err)
		return s.note(e)
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(resp.Body, 128<<10))
	if err != nil {
		e.Err = failTimeout
		return s.note(e)
	}
	e.Status, e.Type, e.Answer = resp.StatusCode, resp.Header.Get("Content-Type"), string(body)
	return s.note(e)
}

// abandon sends a request and closes the connection without waiting.
func abandon(ctx context.Context, req *http.Request) string {
	c, err := new(net.Dialer).DialContext(ctx, "tcp", req.URL.Host)
	if err != nil {
		return failConnect
	}
	defer func() { _ = c.Close() }()
	var b bytes.Buffer
	_ = req.Write(&b) // into memory: cannot fail
	if _, err := c.Write(b.Bytes()); err != nil {
		return failConnect
	}
	return failTimeout
}

// failure says whether a request could not be delivered or was not answered.
func failure(err error) string {
	var op *net.OpError
	if errors.As(err, &op) && op.Op == "dial" {
		return failConnect
	}
	return failTimeout
}

func good(e Exchange) bool { return e.Status >= 200 && e.Status < 300 }

// errorCode is what Twilio's debugger calls a failed webhook.
func errorCode(e Exchange) int {
	if e.Err == failConnect {
		return 11205
	}
	return 11200
}

// policy is when a webhook is tried again.
type policy struct {
	retries int
	on      []string
}

// policyOf reads the connection overrides in an address. Twilio's defaults are
// one retry, after a failed connection only.
func policyOf(address string) policy {
	p := policy{retries: 1, on: []string{"ct"}}
	_, fragment, _ := strings.Cut(address, "#")
	q, err := url.ParseQuery(fragment)
	if err != nil {
		return p
	}
	if n, err := strconv.Atoi(q.Get("rc")); err == nil {
		p.retries = min(max(n, 0), 5)
	}
	if rp := q.Get("rp"); rp != "" {
		p.on = strings.Split(rp, ",")
	}
	return p
}

// again reports whether e is tried again.
func (p policy) again(e Exchange) bool {
	for _, on := range p.on {
		switch {
		case on == "all",
			on == "ct" && e.Err == failConnect,
			on == "rt" && e.Err == failTimeout,
			on == "4xx" && e.Status/100 == 4,
			on == "5xx" && e.Status/100 == 5:
			return true
		}
	}
	return false
}
