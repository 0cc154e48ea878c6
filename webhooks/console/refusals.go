package console

import (
	"log/slog"
	"net/http"
	"sync"
	"time"
)

// refusals are what was asked and not done: wrong input, steps out of order, attempts
// that came too fast. Each is logged by route, account and status, and never with what
// was sent (ASVS 5.0 16.3.3). Of strangers, of whom there may be any number, one line a
// minute for each route and status says how many there were.
type refusals struct {
	mu    sync.Mutex
	since map[refusedAt]strangers
}

type refusedAt struct {
	route  string
	status int
}

type strangers struct {
	said   time.Time
	unsaid int
}

// quietFor is how long nothing more is said of the same refusedAt of strangers.
const quietFor = time.Minute

func (x *refusals) note(log *slog.Logger, v *visit, rt route, status int) {
	if status < http.StatusBadRequest || status >= http.StatusInternalServerError || status == http.StatusForbidden { // the last says so itself
		return
	}
	if rt.method == http.MethodGet && (status == http.StatusNotFound || status == http.StatusUnauthorized) {
		return // an address of before, and a page whose session is over
	}
	if v.account.ID != "" {
		log.Warn("console request refused", "route", rt.path, "status", status, "account", v.account.ID)
		return
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.since == nil {
		x.since = map[refusedAt]strangers{}
	}
	key := refusedAt{rt.path, status} // of the table of routes, so there are only so many
	s := x.since[key]
	if !s.said.IsZero() && v.now.Sub(s.said) < quietFor {
		s.unsaid++
		x.since[key] = s
		return
	}
	log.Warn("console request refused", "route", rt.path, "status", status, "account", "", "since_the_last_line", s.unsaid)
	x.since[key] = strangers{said: v.now}
}

// statusWriter remembers how a request was answered.
type statusWriter struct {
	http.ResponseWriter
	status int
}

// WriteHeader notes the status.
func (w *statusWriter) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

// Unwrap lets http.ResponseController reach the connection.
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
