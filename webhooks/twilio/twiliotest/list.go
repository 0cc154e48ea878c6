package twiliotest

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// list answers with messages, newest first, page by page. A message that is
// still queued has no date sent and passes no filter by that date.
func (s *Server) list(w http.ResponseWriter, r *http.Request) {
	if s.strike(r.Context(), s.listFault(), w) {
		return
	}
	if r.PathValue("account") != s.o.AccountSID {
		refuse(w, http.StatusNotFound, 20404)
		return
	}
	q := r.URL.Query()
	size, err := strconv.Atoi(q.Get("PageSize"))
	if err != nil {
		size = 50
	}
	size = min(max(size, 1), 1000)
	page, _ := strconv.Atoi(q.Get("Page"))
	s.mu.Lock()
	found, ok := s.find(q)
	s.mu.Unlock()
	if start := page * size; !ok || page < 0 || page > 0 && q.Get("PageToken") != pageToken(page) {
		refuse(w, http.StatusBadRequest, 20001)
		return
	} else if start < len(found) {
		found = found[start:]
	} else {
		found = nil
	}
	var next any
	if len(found) > size {
		found = found[:size]
		q.Set("Page", strconv.Itoa(page+1))
		q.Set("PageToken", pageToken(page+1))
		next = r.URL.Path + "?" + q.Encode()
	}
	messages := make([]map[string]any, 0, len(found))
	for _, m := range found {
		messages = append(messages, s.resource(m))
	}
	answer(w, http.StatusOK, map[string]any{
		"messages": messages, "page": page, "page_size": size, "next_page_uri": next, "previous_page_uri": nil,
		"uri": r.URL.String(), "first_page_uri": r.URL.Path, "start": page * size, "end": page*size + len(messages),
	})
}

// pageToken looks as Twilio's do, with digits after dots.
func pageToken(page int) string { return "PT.1.2." + strconv.Itoa(page) }

// find selects what a list call asks for, newest first. The lock is held.
func (s *Server) find(q url.Values) ([]Message, bool) {
	pool := s.records
	for _, name := range []string{"To", "From"} {
		if n := q.Get(name); n != "" {
			pool = s.byNumber[n]
		}
	}
	day, ok1 := date(q, "DateSent")
	after, ok2 := date(q, "DateSent>")
	before, ok3 := date(q, "DateSent<")
	if !ok1 || !ok2 || !ok3 {
		return nil, false
	}
	var out []Message
	for _, r := range slices.Backward(pool) {
		switch {
		case q.Get("To") != "" && r.To != q.Get("To"), q.Get("From") != "" && r.From != q.Get("From"),
			!day.IsZero() && r.Sent.Format(time.DateOnly) != day.Format(time.DateOnly),
			!after.IsZero() && (r.Sent.IsZero() || r.Sent.Before(after)),
			!before.IsZero() && (r.Sent.IsZero() || r.Sent.After(before)):
			continue
		case r.hidden > 0:
			r.hidden--
			continue
		}
		out = append(out, r.Message)
	}
	return out, true
}

// date reads a date filter, by day or by second.
func date(q url.Values, name string) (time.Time, bool) {
	v := strings.TrimSpace(q.Get(name))
	if v == "" {
		return time.Time{}, true
	}
	for _, layout := range []string{time.DateOnly, time.RFC3339} {
		if t, err := time.Parse(layout, v); err == nil {
			return t.UTC(), true
		}
	}
	return time.Time{}, false
}
