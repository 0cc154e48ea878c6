package notify

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"nightdesk/bot"
)

// The headers of a signed webhook; see the package's own words.
const (
	HeaderID        = "Nightdesk-Id"
	HeaderTimestamp = "Nightdesk-Timestamp"
	HeaderSignature = "Nightdesk-Signature"
)

// Bounds of one post. The outbox gives it less as a rule.
const (
	webhookTime = 5 * time.Second
	maxAnswer   = 4 << 10
	longestWait = time.Minute // that an answer may ask for
	leastKey    = 16
)

// payload is all that a webhook says.
type payload struct {
	Code    string `json:"code"`
	Level   int    `json:"level"`
	Minutes int    `json:"minutes"`
	Reply   string `json:"reply"`
}

// hook posts alerts to one address.
type hook struct {
	address string
	key     []byte
	now     func() time.Time
	client  *http.Client
}

func newWebhook(o Options, u *url.URL) (func(context.Context, bot.Send) error, error) {
	switch {
	case u.Host == "":
		return nil, errors.New("the address names no server (hint: https://alerts.example.org/nightdesk)")
	case u.Scheme != "https" && !loopback(u.Hostname()):
		return nil, errors.New("a webhook to another machine needs https")
	case u.User != nil:
		return nil, errors.New("a webhook is signed and takes no user and password in its address")
	case len(o.Key) < leastKey:
		return nil, errors.New("a webhook needs a key of at least 16 characters to sign with")
	}
	h := &hook{address: u.String(), key: o.Key, now: o.Now}
	if h.now == nil {
		h.now = time.Now
	}
	if o.Transport == nil {
		o.Transport = &http.Transport{
			Proxy:               http.ProxyFromEnvironment,
			DialContext:         (&net.Dialer{Timeout: 2 * time.Second, KeepAlive: 15 * time.Second}).DialContext,
			TLSHandshakeTimeout: 2 * time.Second,
			ForceAttemptHTTP2:   true,
			MaxIdleConnsPerHost: most,
			IdleConnTimeout:     time.Minute,
		}
	}
	h.client = &http.Client{Transport: o.Transport, Timeout: webhookTime,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	return h.post, nil
}

// post makes one signed request.
func (h *hook) post(ctx context.Context, s bot.Send) error {
	f := bot.AlertFacts{}
	if s.Alert != nil {
		f = *s.Alert
	}
	body, err := json.Marshal(payload{Code: f.Code, Level: int(f.Level), Minutes: f.Minutes, Reply: f.Reply})
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, h.address, bytes.NewReader(body))
	if err != nil {
		return err
	}
	stamp := strconv.FormatInt(h.now().Unix(), 10)
	mac := hmac.New(sha256.New, h.key)
	_, _ = mac.Write([]byte(stamp + "." + string(s.ID) + "."))
	_, _ = mac.Write(body)
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", "nightdesk")
	req.Header.Set(HeaderID, string(s.ID))
	req.Header.Set(HeaderTimestamp, stamp)
	req.Header.Set(HeaderSignature, "v1="+hex.EncodeToString(mac.Sum(nil)))
	resp, err := h.client.Do(req)
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }()
	_, _ = io.Copy(io.Discard, io.LimitReader(resp.Body, maxAnswer)) // so that the connection can be used again
	if resp.StatusCode/100 == 2 {
		return nil
	}
	a := answered{status: resp.StatusCode}
	if n, err := strconv.Atoi(resp.Header.Get("Retry-After")); err == nil && n >= 0 {
		a.after = min(time.Duration(n)*time.Second, longestWait)
	}
	return a
}
