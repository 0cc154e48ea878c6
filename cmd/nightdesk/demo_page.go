package main

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"nightdesk/webhooks"
)

//go:embed demopage
var demoFiles embed.FS

// mounts are the page and what it talks to.
func (d *demo) mounts() []webhooks.Mount {
	page, err := fs.Sub(demoFiles, "demopage")
	if err != nil {
		panic(err) // the folder is part of the binary
	}
	files := http.FileServerFS(page)
	mux := http.NewServeMux()
	mux.HandleFunc("GET /demo/events", d.events)
	mux.HandleFunc("POST /demo/text", d.text)
	mux.HandleFunc("POST /demo/clock", d.forward)
	mux.HandleFunc("POST /demo/day", d.turn)
	mux.HandleFunc("POST /demo/others", d.letOthersText)
	mux.HandleFunc("POST /demo/person", func(w http.ResponseWriter, _ *http.Request) {
		d.nextPerson()
		w.WriteHeader(http.StatusNoContent)
	})
	mux.HandleFunc("POST /demo/signin", d.signIn)
	mux.HandleFunc("GET /demo/signin", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", "default-src 'self'; frame-ancestors 'self'; base-uri 'none'; form-action 'self'")
		http.ServeFileFS(w, r, page, "signin.html")
	})
	mux.HandleFunc("GET /", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'")
		files.ServeHTTP(w, r)
	})
	// Another site open in the same browser must not be able to type here.
	guard := http.NewCrossOriginProtection().Handler(mux)
	return []webhooks.Mount{{Path: "/", Handler: guard}}
}

// textMost is how long a text may be, as at Twilio.
const textMost = 1600

// text sends what was typed on one of the phones, through the stand-in.
func (d *demo) text(w http.ResponseWriter, r *http.Request) {
	var in struct{ Phone, Body string }
	if !readJSON(w, r, &in) {
		return
	}
	from, known := d.number(in.Phone)
	if !known {
		http.Error(w, "there is no such phone", http.StatusBadRequest)
		return
	}
	if n := utf8.RuneCountInString(in.Body); strings.TrimSpace(in.Body) == "" || n > textMost {
		http.Error(w, "a text has 1 to 1600 characters", http.StatusBadRequest)
		return
	}
	d.twilio.Text(from, in.Body)
	w.WriteHeader(http.StatusNoContent)
}

// number is that of one of the page's phones: "them", or the id of one of staff.
func (d *demo) number(phone string) (string, bool) {
	if phone == "them" {
		return d.person(), true
	}
	for _, s := range d.clinic.Staff {
		if s.ID == phone {
			return s.Phone, true
		}
	}
	return "", false
}

// forward moves the clock by a duration, or to the next time of day. The answer
// does not wait until it is there; the page sees it move.
func (d *demo) forward(w http.ResponseWriter, r *http.Request) {
	var in struct{ Forward, Until string }
	if !readJSON(w, r, &in) {
		return
	}
	by, err := time.ParseDuration(in.Forward)
	if in.Until != "" {
		by, err = d.until(in.Until)
	}
	if err != nil || !d.clock.Forward(by) {
		http.Error(w, "the clock goes forward, by at most 31 days", http.StatusBadRequest)
		return
	}
	d.soon()
	w.WriteHeader(http.StatusAccepted)
}

// until is how long it is, once the clock has been moved, to the next "15:04" at the clinic.
func (d *demo) until(clock string) (time.Duration, error) {
	at, err := time.Parse("15:04", clock)
	if err != nil {
		return 0, err
	}
	now := d.clock.Target().In(d.clinic.Zone)
	y, m, day := now.Date()
	next := time.Date(y, m, day, at.Hour(), at.Minute(), 0, 0, d.clinic.Zone)
	if !next.After(now) {
		next = time.Date(y, m, day+1, at.Hour(), at.Minute(), 0, 0, d.clinic.Zone)
	}
	return next.Sub(now), nil
}

func readJSON(w http.ResponseWriter, r *http.Request, into any) bool {
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 16<<10)).Decode(into); err != nil {
		http.Error(w, "not understood", http.StatusBadRequest)
		return false
	}
	return true
}

// drawEvery is how often the page looks for something new.
const drawEvery = 100 * time.Millisecond

// events streams the state whenever it changes: everything, but of the traffic
// only what this page has not seen.
func (d *demo) events(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/event-stream")
	out := http.NewResponseController(w)
	tick := time.NewTicker(drawEvery)
	defer tick.Stop()
	last, seen, reader := "", 0, d.ledger.page()
	defer d.ledger.leave(reader)
	for {
		s := d.state(r.Context(), reader, seen)
		b, err := json.Marshal(s)
		if err != nil {
			return
		}
		if string(b) != last {
			last = string(b)
			if _, err := fmt.Fprintf(w, "data: %s\n\n", b); err != nil || out.Flush() != nil {
				return
			}
		}
		if len(s.Wire) > 0 {
			seen = s.Wire[0].Seq
		}
		select {
		case <-r.Context().Done():
			return
		case <-d.done:
			return
		case <-tick.C:
		}
	}
}
