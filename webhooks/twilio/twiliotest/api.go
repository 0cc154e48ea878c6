package twiliotest

import (
	"crypto/subtle"
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// api is the REST side: messages and the account.
func (s *Server) api() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /2010-04-01/Accounts/{account}", s.account)
	mux.HandleFunc("POST /2010-04-01/Accounts/{account}/Messages.json", s.create)
	mux.HandleFunc("GET /2010-04-01/Accounts/{account}/Messages.json", s.list)
	mux.HandleFunc("GET /2010-04-01/Accounts/{account}/Messages/{sid}", s.one)
	mux.HandleFunc("POST /2010-04-01/Accounts/{account}/Messages/{sid}", s.one)
	mux.HandleFunc("DELETE /2010-04-01/Accounts/{account}/Messages/{sid}", s.one)
	mux.HandleFunc("POST /2010-04-01/Accounts/{account}/Calls.json", s.createCall)
	mux.HandleFunc("GET /2010-04-01/Accounts/{account}/Calls.json", s.listCalls)
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { refuse(w, http.StatusNotFound, 20404) })
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, 64<<10)
		if err := r.ParseForm(); err != nil {
			refuse(w, http.StatusBadRequest, 20001)
			return
		}
		seen := &recorder{ResponseWriter: w, status: http.StatusOK}
		defer func() {
			e := Exchange{Kind: "api", Method: r.Method, URL: r.URL.String(), Form: r.PostForm, Status: seen.status, Type: seen.Header().Get("Content-Type"), Answer: string(seen.body)}
			p := recover()
			if p != nil {
				e.Status, e.Err = 0, failTimeout
			}
			s.note(e)
			if p != nil {
				panic(p)
			}
		}()
		if !s.allowed(r) {
			refuse(seen, http.StatusUnauthorized, 20003)
			return
		}
		mux.ServeHTTP(seen, r)
	})
}

// recorder keeps what was answered, for the log.
type recorder struct {
	http.ResponseWriter
	status int
	body   []byte
}

func (r *recorder) WriteHeader(status int) {
	r.status = status
	r.ResponseWriter.WriteHeader(status)
}

func (r *recorder) Write(b []byte) (int, error) {
	if len(r.body) < 4<<10 {
		r.body = append(r.body, b...)
	}
	return r.ResponseWriter.Write(b)
}

func (s *Server) allowed(r *http.Request) bool {
	user, password, ok := r.BasicAuth()
	same := func(u, p string) bool {
		return u != "" && subtle.ConstantTimeCompare([]byte(user+":"+password), []byte(u+":"+p)) == 1
	}
	return ok && (same(s.o.AccountSID, s.o.AuthToken) || same(s.o.APIKey, s.o.APISecret))
}

// refuse answers as Twilio's API does.
func refuse(w http.ResponseWriter, status, code int) {
	answer(w, status, map[string]any{
		"code": code, "status": status, "message": "refused by the stand-in",
		"more_info": "https://www.twilio.com/docs/errors/" + strconv.Itoa(code),
	})
}

func answer(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v)
}

func (s *Server) account(w http.ResponseWriter, r *http.Request) {
	if r.PathValue("account") != s.o.AccountSID+".json" {
		refuse(w, http.StatusNotFound, 20404)
		return
	}
	answer(w, http.StatusOK, map[string]any{"sid": s.o.AccountSID, "status": "active", "friendly_name": "stand-in", "type": "Full"})
}

func (s *Server) create(w http.ResponseWriter, r *http.Request) {
	f := s.createFault()
	if !f.takes() {
		s.strike(r.Context(), f, w)
		return
	}
	rec, code := s.accept(r)
	if code != 0 {
		refuse(w, http.StatusBadRequest, code)
		return
	}
	s.mu.Lock()
	first := rec.Message
	s.mu.Unlock()
	s.dispatch(rec, true)
	if s.strike(r.Context(), f, w) {
		return
	}
	answer(w, http.StatusCreated, s.resource(first))
}

var e164 = regexp.MustCompile(`^\+[1-9][0-9]{7,14}$`)

// accept checks a create call and puts its message into the log.
func (s *Server) accept(r *http.Request) (*record, int) {
	f := r.PostForm
	to, from, service, body := f.Get("To"), f.Get("From"), f.Get("MessagingServiceSid"), f.Get("Body")
	if r.PathValue("account") != s.o.AccountSID {
		return nil, 20404
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case to == "":
		return nil, 21604
	case !e164.MatchString(to):
		return nil, 21211
	case body == "":
		return nil, 21602
	case units(body) > maxBody:
		return nil, 21617
	case from == "" && service == "":
		return nil, 21603
	case service != "" && service != s.o.ServiceSID:
		return nil, 21701
	case from != "" && !slices.Contains(s.o.Numbers, from):
		return nil, 21606
	case !callbackOK(f.Get("StatusCallback")):
		return nil, 21609
	}
	if from == "" {
		from = s.o.Numbers[0]
	}
	if service == "" && s.optedOut[s.pair(from, to)] {
		return nil, 21610
	}
	status := "queued"
	if service != "" {
		status = "accepted"
	}
	validity, _ := strconv.Atoi(f.Get("ValidityPeriod"))
	return s.add(&record{Message: Message{
		SID: s.sid("SM"), From: from, To: to, Body: body, Direction: "outbound-api", Status: status, Validity: validity,
		Callback: f.Get("StatusCallback"),
	}, hidden: s.listLag}), 0
}

// callbackOK checks StatusCallback as Twilio does: absolute, no underscore in
// the host.
func callbackOK(address string) bool {
	u, err := url.Parse(address)
	return address == "" || err == nil && u.Host != "" && !strings.Contains(u.Host, "_")
}

// one fetches, redacts or deletes a message. Twilio does the last two only a minute
// after the message has come to its end, and answers 20009 till then.
func (s *Server) one(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodPost && s.strike(r.Context(), s.redactFault(), w) {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	rec := s.bySID[strings.TrimSuffix(r.PathValue("sid"), ".json")]
	switch {
	case rec == nil || r.PathValue("account") != s.o.AccountSID:
		refuse(w, http.StatusNotFound, 20404)
	case r.Method == http.MethodGet:
		answer(w, http.StatusOK, s.resource(rec.Message))
	case r.Method == http.MethodPost:
		if body, ok := r.PostForm["Body"]; !ok || body[0] != "" {
			refuse(w, http.StatusBadRequest, 20001)
			return
		}
		if s.early(rec) {
			refuse(w, http.StatusConflict, 20009)
			return
		}
		s.blank(rec)
		answer(w, http.StatusOK, s.resource(rec.Message))
	case s.early(rec):
		refuse(w, http.StatusConflict, 20009)
	default:
		s.remove(rec)
		w.WriteHeader(http.StatusNoContent)
	}
}

// early reports whether a message can't be changed yet. The lock is held.
func (s *Server) early(r *record) bool {
	end := r.Created
	if r.Sent.After(end) {
		end = r.Sent
	}
	return r.Status == "queued" || r.Status == "accepted" || s.o.Now().Sub(end) < time.Minute
}

// resource is a message as the API shows it.
func (s *Server) resource(m Message) map[string]any {
	v := map[string]any{
		"sid": m.SID, "account_sid": s.o.AccountSID, "from": m.From, "to": m.To, "body": m.Body, "direction": m.Direction,
		"status": m.Status, "num_media": strconv.Itoa(m.Media), "num_segments": "1", "api_version": "2010-04-01",
		"date_created": m.Created.Format(time.RFC1123Z), "date_updated": m.Created.Format(time.RFC1123Z),
		"date_sent": nil, "error_code": nil, "error_message": nil, "price": nil, "price_unit": "USD",
		"uri": "/2010-04-01/Accounts/" + s.o.AccountSID + "/Messages/" + m.SID + ".json",
	}
	if !m.Sent.IsZero() {
		v["date_sent"] = m.Sent.Format(time.RFC1123Z)
	}
	if m.ErrorCode != 0 {
		v["error_code"] = m.ErrorCode
	}
	return v
}
