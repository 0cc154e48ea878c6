package twilio

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
)

// maxAnswer bounds what is read of one answer: a page of the message log.
const maxAnswer = 16 << 20

// roundTrip carries one API call and mends what twilio-go leaves out: the
// caller's deadline, another base address, bodies that are read to the end and
// closed (its error paths leak the connection), and the status of an answer
// that is not JSON.
type roundTrip struct {
	ctx  context.Context
	base *url.URL
	next http.RoundTripper

	connected atomic.Bool // a connection was had, so something may have been sent
	status    int
	after     time.Duration // Retry-After
}

func (t *roundTrip) RoundTrip(req *http.Request) (*http.Response, error) {
	ctx := httptrace.WithClientTrace(t.ctx, &httptrace.ClientTrace{
		GotConn: func(httptrace.GotConnInfo) { t.connected.Store(true) },
	})
	out := req.Clone(ctx)
	out.URL.Scheme, out.URL.Host = t.base.Scheme, t.base.Host
	out.URL.Path = strings.TrimRight(t.base.Path, "/") + req.URL.Path
	out.Host = ""
	resp, err := t.next.RoundTrip(out)
	if err != nil {
		return nil, err
	}
	defer func() { _ = resp.Body.Close() }()
	t.status = resp.StatusCode
	if s, err := strconv.Atoi(resp.Header.Get("Retry-After")); err == nil && s >= 0 {
		t.after = min(time.Duration(s)*time.Second, time.Hour)
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	if err != nil {
		return nil, err
	}
	resp.Body = io.NopCloser(bytes.NewReader(body))
	return resp, nil
}

// defaultTransport dials fast and keeps a few connections: at most five creates
// are in flight.
func defaultTransport() http.RoundTripper {
	return &http.Transport{
		Proxy:               http.ProxyFromEnvironment,
		DialContext:         (&net.Dialer{Timeout: 2 * time.Second, KeepAlive: 15 * time.Second}).DialContext,
		TLSHandshakeTimeout: 2 * time.Second,
		ForceAttemptHTTP2:   true,
		MaxIdleConnsPerHost: 8,
		IdleConnTimeout:     60 * time.Second,
	}
}
