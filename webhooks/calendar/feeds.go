package calendar

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base32"
	"encoding/base64"
	"errors"
	"log/slog"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/schedule"
)

// Path is where the feeds are.
const Path = "/calendar"

// What a feed covers, and how long an answer of the ledger is good for.
const (
	behind   = 14 // days
	ahead    = 90 // days
	freshFor = 15 * time.Second
	readTime = 5 * time.Second
)

// Visits reads the ledger: the visits that start from one time until another
// (exclusive), seats of groups by their next session. An error wraps bot.ErrUnavailable if the
// ledger can't be reached.
type Visits interface {
	Visits(ctx context.Context, from, to time.Time) ([]bot.Booking, error)
}

// Options are what feeds are made of.
type Options struct {
	// Key makes the addresses and the ids in the feeds. With another key every
	// subscription ends.
	Key []byte
	// Generation is counted up to end every subscription with the same key.
	Generation int
	Name       string // the clinic's short name
	Calendar   *schedule.Calendar
	Visits     Visits
	Now        func() time.Time
	Log        *slog.Logger // optional
}

// Feeds answers GET /calendar/<secret>/<resource>.ics, and clinic.ics for the
// whole clinic. What is not an address of its own is 404 with an empty body, and
// costs no look at the ledger.
type Feeds struct {
	o    Options
	list []*feed
}

// feed is one address and what it said last.
type feed struct {
	resource string // "" = the clinic
	file     string
	secret   string

	mu   sync.Mutex
	at   time.Time
	body []byte
	etag string
}

// whole is the name of the feed of the whole clinic.
const whole = "clinic"

// New makes the handler.
func New(o Options) *Feeds {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	f := &Feeds{o: o}
	f.add("", whole)
	for _, name := range slices.Sorted(maps.Keys(o.Calendar.Resources)) {
		f.add(name, name)
	}
	return f
}

func (f *Feeds) add(resource, name string) {
	m := hmac.New(sha256.New, f.o.Key)
	m.Write([]byte("feed|" + strconv.Itoa(f.o.Generation) + "|" + resource))
	secret := base32.StdEncoding.EncodeToString(m.Sum(nil)[:20]) // 160 bits, nobody guesses
	f.list = append(f.list, &feed{resource: resource, file: name + ".ics", secret: strings.ToLower(secret)})
}

// Address is where one feed is.
type Address struct {
	Resource string // "" = the whole clinic
	Path     string // secret: whoever has it can read the feed
}

// Addresses are those of all feeds, the clinic's first.
func (f *Feeds) Addresses() []Address {
	out := make([]Address, len(f.list))
	for i, x := range f.list {
		out[i] = Address{x.resource, Path + "/" + x.secret + "/" + url.PathEscape(x.file)}
	}
	return out
}

// ServeHTTP answers one request.
func (f *Feeds) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	x := f.find(r.URL)
	if x == nil {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		w.WriteHeader(http.StatusMethodNotAllowed)
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), readTime)
	defer cancel()
	body, etag, err := f.read(ctx, x)
	if err != nil {
		if !errors.Is(err, context.Canceled) {
			f.o.Log.Error("a calendar feed can't be made", "resource", x.resource, "err", err)
		}
		w.Header().Set("Retry-After", "60")
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/calendar; charset=utf-8")
	h.Set("Cache-Control", "private, no-store")
	h.Set("X-Robots-Tag", "noindex")
	h.Set("ETag", etag)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(body))
}

// find is the feed of an address, or nil. Every feed is compared, and in constant
// time, so that how long an answer takes says nothing of a secret.
func (f *Feeds) find(u *url.URL) *feed {
	rest, ours := strings.CutPrefix(u.Path, Path+"/")
	secret, file, _ := strings.Cut(rest, "/")
	if !ours || u.RawQuery != "" || u.ForceQuery {
		secret = ""
	}
	var found *feed
	for _, x := range f.list {
		if subtle.ConstantTimeCompare([]byte(secret), []byte(x.secret)) == 1 && file == x.file {
			found = x
		}
	}
	return found
}

// read is what a feed says now. The ledger is asked at most once in freshFor for
// each, however many subscribe.
func (f *Feeds) read(ctx context.Context, x *feed) (body []byte, etag string, err error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	now := f.o.Now()
	if since := now.Sub(x.at); x.body != nil && since >= 0 && since < freshFor {
		return x.body, x.etag, nil
	}
	l := now.In(f.o.Calendar.Zone)
	midnight := func(days int) time.Time {
		return time.Date(l.Year(), l.Month(), l.Day()+days, 0, 0, 0, 0, f.o.Calendar.Zone)
	}
	v := schedule.View{Calendar: f.o.Calendar, Now: now, From: midnight(-behind), To: midnight(ahead + 1)}
	if v.Visits, err = f.o.Visits.Visits(ctx, schedule.ViewSince(v.From, now), v.To); err != nil {
		return nil, "", err
	}
	name := f.o.Name
	if x.resource != "" {
		name += " " + x.resource
	}
	if body, err = ICal(Made{Name: name, Zone: v.Calendar.Zone, From: v.From, To: v.To}, Events(v, x.resource, f.o.Key)); err != nil {
		return nil, "", err
	}
	sum := sha256.Sum256(body)
	x.at, x.body, x.etag = now, body, `"`+base64.RawURLEncoding.EncodeToString(sum[:16])+`"`
	return x.body, x.etag, nil
}
