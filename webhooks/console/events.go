package console

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"time"

	"nightdesk/bot"
)

// Pages that are open learn from one stream that something has changed, and then ask
// for their own piece anew. The stream says nothing but that: what somebody may see is
// decided where it is shown.

const (
	// liveEvery is how often the store is asked, by all pages together, and
	// stillThere how often each stream makes sure that its session still stands.
	liveEvery  = time.Second
	stillThere = 15 * time.Second
	// mostStreams bounds the streams of this process, and streamLives each of them:
	// the browser comes again by itself.
	mostStreams = 500
	streamLives = 10 * time.Minute
)

// hub asks the store on behalf of all streams, while there are any.
type hub struct {
	desk  Desk
	every time.Duration

	mu     sync.Mutex
	pages  map[chan struct{}]bool
	stop   context.CancelFunc
	closed chan struct{}
	shut   sync.Once
}

func newHub(d Desk) *hub {
	return &hub{desk: d, every: liveEvery, pages: map[chan struct{}]bool{}, closed: make(chan struct{})}
}

// join gives a channel that has something whenever something changed; nil if there are
// too many.
func (h *hub) join() chan struct{} {
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.pages) >= mostStreams {
		return nil
	}
	page := make(chan struct{}, 1)
	h.pages[page] = true
	if h.stop == nil {
		ctx, stop := context.WithCancel(context.Background())
		h.stop = stop
		go h.watch(ctx)
	}
	return page
}

func (h *hub) leave(page chan struct{}) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.pages, page)
	if len(h.pages) == 0 && h.stop != nil {
		h.stop()
		h.stop = nil
	}
}

// close ends all streams, for a program that stops.
func (h *hub) close() { h.shut.Do(func() { close(h.closed) }) }

func (h *hub) watch(ctx context.Context) {
	tick := time.NewTicker(h.every)
	defer tick.Stop()
	mark := ""
	for {
		once, cancel := context.WithTimeout(ctx, 10*h.every)
		now, changed, err := h.desk.Changed(once, mark)
		cancel()
		if err == nil {
			if mark = now; changed {
				h.wake()
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

func (h *hub) wake() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for page := range h.pages {
		select {
		case page <- struct{}{}:
		default: // it has not looked yet
		}
	}
}

// events is the stream.
func (c *Console) events(v *visit) error {
	page := c.hub.join()
	if page == nil {
		v.w.Header().Set("Retry-After", "30")
		v.w.WriteHeader(http.StatusServiceUnavailable)
		return nil
	}
	defer c.hub.leave(page)
	var looks *watcher
	if k := v.query("case"); k != "" && v.may(needs) {
		looks = &watcher{v.staff().ID, bot.CaseID(k)}
		c.look(v.r.Context(), *looks)
		defer c.lookAway(*looks)
	}
	out := http.NewResponseController(v.w)
	_ = out.SetReadDeadline(time.Time{}) // it is for requests that are being sent
	v.w.Header().Set("Content-Type", "text/event-stream")
	v.w.Header().Set("X-Accel-Buffering", "no")
	say := func(event string) bool {
		_, err := fmt.Fprintf(v.w, "event: %s\ndata: 1\n\n", event)
		return err == nil && out.Flush() == nil
	}
	if !say("stamp") { // whatever changed while nobody listened
		return nil
	}
	again := time.NewTicker(stillThere)
	defer again.Stop()
	over := time.NewTimer(streamLives)
	defer over.Stop()
	for {
		select {
		case <-v.r.Context().Done():
			return nil
		case <-c.hub.closed:
			return nil
		case <-over.C:
			return nil
		case <-page:
			if !say("stamp") {
				return nil
			}
		case <-again.C:
			if !c.stands(v) {
				say("end")
				return nil
			}
			if looks != nil {
				c.looksOn(v.r.Context(), *looks)
			}
			if _, err := fmt.Fprint(v.w, ": still here\n\n"); err != nil || out.Flush() != nil {
				return nil
			}
		}
	}
}

// stands reports whether the session of a stream has not ended meanwhile.
func (c *Console) stands(v *visit) bool {
	id, err := c.auth.authenticate(noWriter{}, v.r)
	return err == nil && id.account.ID == v.account.ID && (id.until.IsZero() || c.o.Now().Before(id.until))
}

// noWriter takes what can no longer be sent.
type noWriter struct{}

func (noWriter) Header() http.Header         { return http.Header{} }
func (noWriter) Write(b []byte) (int, error) { return len(b), nil }
func (noWriter) WriteHeader(int)             {}

// Close ends what pages hold open, so that the server can stop.
func (c *Console) Close() {
	if c.hub != nil {
		c.hub.close()
	}
}

// background reports whether a page asked and not a person: such a request is no sign
// that somebody is there, and must not put off the end of an idle session.
func background(r *http.Request) bool {
	return r.Header.Get("X-Nightdesk-Live") == "1" || r.URL.Path == Path+"/events"
}
