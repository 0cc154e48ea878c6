package main

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/account"
	"nightdesk/bot/store"
	"nightdesk/config"
	"nightdesk/webhooks/console"
)

// staffed is a story with the console, where the header As says who is signed in, as
// "ben/counselor".
func staffed(t *testing.T, edits ...func(*story)) *story {
	t.Helper()
	return storyOf(t, func(s *story) {
		for _, edit := range edits {
			edit(s)
		}
		s.console = func(o *console.Options) {
			o.SignedIn = func(r *http.Request) (account.Account, bool) {
				id, role, ok := strings.Cut(r.Header.Get("As"), "/")
				return account.Account{ID: id, Name: id, StaffID: id, Roles: []account.Role{account.Role(role)}}, ok
			}
		}
	})
}

// seen is what came back.
type seen struct {
	Status int
	Head   http.Header
	Body   string
}

// goes asks for a page of the console, or sends a form to it.
func (s *story) goes(as, method, path string, form url.Values) seen {
	s.t.Helper()
	return s.goesWith("", as, method, path, form)
}

// goesWith is goes from a browser that keeps a cookie.
func (s *story) goesWith(cookie, as, method, path string, form url.Values) seen {
	s.t.Helper()
	r, err := http.NewRequestWithContext(s.t.Context(), method, s.public+path, strings.NewReader(form.Encode()))
	if err != nil {
		s.t.Fatal(err)
	}
	r.Header.Set("As", as)
	if cookie != "" {
		r.Header.Set("Cookie", cookie)
	}
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Origin", s.public)
	}
	c := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	w, err := c.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer w.Body.Close()
	b, err := io.ReadAll(w.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return seen{w.StatusCode, w.Header, string(b)}
}

// fields are the hidden fields of the form of a page that goes to an address.
func (p seen) fields(t *testing.T, action string) url.Values {
	t.Helper()
	_, form, ok := strings.Cut(p.Body, `action="`+action+`"`)
	if !ok {
		t.Fatalf("the page has no form for %s", action)
	}
	form, _, _ = strings.Cut(form, "</form>")
	v := url.Values{}
	for _, m := range regexp.MustCompile(`type="hidden" name="(\w+)" value="([^"]*)"`).FindAllStringSubmatch(form, -1) {
		v.Set(m[1], m[2])
	}
	return v
}

// theCase is the one open case.
func (s *story) theCase() bot.CaseWrite {
	s.t.Helper()
	open, err := s.store.OpenCases(s.t.Context())
	if err != nil || len(open) != 1 {
		s.t.Fatalf("%d open cases (%v), want one", len(open), err)
	}
	return open[0]
}

// reads are the notes of the audit log by an account since the beginning.
func (s *story) reads(by string) (notes []string) {
	s.t.Helper()
	if err := s.store.AuditBetween(s.t.Context(), time.Now().Add(-time.Hour), time.Now().Add(time.Hour), func(e store.AuditEntry) error {
		if e.Actor == by {
			notes = append(notes, e.Note)
		}
		return nil
	}); err != nil {
		s.t.Fatal(err)
	}
	return notes
}

// A case that is closed is found by its code and on its person's page, and opens.
func TestAClosedCaseIsFound(t *testing.T) {
	s := staffed(t)
	s.says(sam, "I want to talk to a real person please")
	k := s.theCase().Case
	const as = "ana/counselor"
	take, end := "/console/case/"+k.Code+"/take", "/console/case/"+k.Code+"/close"
	s.goes(as, "POST", take, s.goes(as, "GET", "/console/", nil).fields(t, take))
	form := s.goes(as, "GET", "/console/case/"+k.Code, nil).fields(t, end)
	form.Set("outcome", "reached")
	if got := s.goes(as, "POST", end, form); got.Status != http.StatusSeeOther {
		t.Fatalf("close: %d", got.Status)
	}
	link := `href="/console/case/` + k.Code + "?id=" + string(k.ID) + `"`
	found := s.goes(as, "POST", "/console/people", url.Values{"code": {strings.ToLower(k.Code)}}).Body
	person := s.goes(as, "GET", "/console/person/"+string(k.Person), nil).Body
	for name, page := range map[string]string{"by code": found, "their page": person} {
		if !strings.Contains(page, link) || !strings.Contains(page, "Talked with them") {
			t.Errorf("%s: the closed case is not there", name)
		}
	}
	if got := s.goes(as, "GET", "/console/case/"+k.Code+"?id="+string(k.ID), nil); got.Status != http.StatusOK || !strings.Contains(got.Body, ": talked with them</span>") {
		t.Errorf("it does not open: %d", got.Status)
	}
	history := s.goes(as, "GET", "/console/case/"+k.Code+"?id="+string(k.ID), nil).Body
	_, history, _ = strings.Cut(history, `<ol class="history">`)
	history, _, _ = strings.Cut(history, "</ol>")
	for _, words := range []string{"<span>Opened, for today: Asked for a person</span>", "alerted</span>", "<span>Taken by ", "<span>Closed by ", ": talked with them</span>"} {
		_, after, ok := strings.Cut(history, words)
		if !ok {
			t.Fatalf("the history does not go on with %q: %s", words, history)
		}
		history = after
	}
	if none := s.goes(as, "POST", "/console/people", url.Values{"code": {"ZZZZ"}}).Body; !strings.Contains(none, "No case of the last 90 days") {
		t.Error("a code of no case is not answered")
	}
	if odd := s.goes(as, "POST", "/console/people", url.Values{"code": {"<b>"}}); odd.Status != http.StatusUnprocessableEntity {
		t.Errorf("no code at all: %d", odd.Status)
	}
	if !slices.Contains(s.reads("ana"), "people_searched") {
		t.Error("the search is not in the audit log")
	}
}

// What staff begin with is what clinic.yaml says, in the person's language.
func TestPhrasesOfClinicYAML(t *testing.T) {
	s := staffed(t, func(s *story) {
		s.clinic.Phrases = []config.Phrase{{Name: "On our way", Text: config.Text{"en": "We look into it now.", "es": "Lo vemos ahora."}}}
	})
	s.says(sam, "I want to talk to a real person please")
	k := s.theCase().Case
	s.goes("ana/counselor", "POST", "/console/case/"+k.Code+"/take", s.goes("ana/counselor", "GET", "/console/", nil).fields(t, "/console/case/"+k.Code+"/take"))
	page := s.goes("ana/counselor", "GET", "/console/case/"+k.Code, nil).Body
	if !strings.Contains(page, `value="We look into it now." data-fill="words" formnovalidate>On our way</button>`) || strings.Contains(page, "Good time to call?") {
		t.Error("the page does not offer the clinic's phrases")
	}
}

func TestAPersonIsTakenCareOfInTheConsole(t *testing.T) {
	s := staffed(t)
	s.says(sam, "hi")
	s.says(sam, "I want to talk to a real person please")
	k := s.theCase().Case
	queue := s.goes("ana/counselor", "GET", "/console/", nil)
	if queue.Status != http.StatusOK || !strings.Contains(queue.Body, k.Code) || !strings.Contains(queue.Body, "Asked for a person") {
		t.Fatalf("the queue shows no case: %d", queue.Status)
	}
	take := "/console/case/" + k.Code + "/take"
	form := queue.fields(t, take)
	if got := s.goes("ana/counselor", "POST", take, form); got.Status != http.StatusSeeOther {
		t.Fatalf("take: %d %s", got.Status, got.Body)
	}
	if now := s.theCase().Case; now.Owner != "ana" {
		t.Fatalf("%q has it", now.Owner)
	}
	told := len(s.carrier.Phone(sam).Inbox()) + 0
	_ = told

	// Somebody who was slower is told who was first, on their own page.
	again := form
	again.Set("order", "console-AAAAAAAAAAAAAAAA")
	slow := s.goes("ben/counselor", "POST", take, again)
	if slow.Status != http.StatusSeeOther || !strings.HasPrefix(slow.Head.Get("Location"), "/console/case/") {
		t.Errorf("the slower one got %d", slow.Status)
	}
	if now := s.theCase().Case; now.Owner != "ana" {
		t.Errorf("then %q had it", now.Owner)
	}

	page := s.goes("ana/counselor", "GET", "/console/case/"+k.Code, nil)
	for _, want := range []string{"I want to talk to a real person please", "You answer", "(907) 555-0141", "Not agreed yet", "No name yet"} {
		if !strings.Contains(page.Body, want) {
			t.Errorf("the page of the case does not say %q", want)
		}
	}
	reply := "/console/case/" + k.Code + "/reply"
	answer := page.fields(t, reply)
	answer.Set("words", "Hi, this is Ana. How can I help?")
	for range 2 { // the button was pressed twice
		s.goes("ana/counselor", "POST", reply, answer)
	}
	s.hearsOf(sam, "Hi, this is Ana. How can I help?")
	if n := strings.Count(strings.Join(bodies(s, sam), "\n"), "this is Ana"); n != 1 {
		t.Errorf("they got it %d times", n)
	}

	done := "/console/case/" + k.Code + "/close"
	end := s.goes("ana/counselor", "GET", "/console/case/"+k.Code, nil).fields(t, done)
	if got := s.goes("ana/counselor", "POST", done, end); got.Status != http.StatusUnprocessableEntity {
		t.Errorf("closing without an outcome: %d", got.Status)
	}
	end.Set("outcome", "reached")
	if got := s.goes("ana/counselor", "POST", done, end); got.Status != http.StatusSeeOther || got.Head.Get("Location") != "/console/" {
		t.Errorf("close: %d", got.Status)
	}
	open, err := s.store.OpenCases(t.Context())
	if err != nil || len(open) != 0 {
		t.Errorf("%d cases are open after it was closed (%v)", len(open), err)
	}
	if closed := s.goes("ana/counselor", "GET", "/console/?show=closed", nil); !strings.Contains(closed.Body, k.Code) || !strings.Contains(closed.Body, "Talked with them") {
		t.Error("what was closed today is not shown")
	}
	if notes := s.reads("ana"); !slices.Contains(notes, "thread_read") || !slices.Contains(notes, "names_read") {
		t.Errorf("the audit log has %v", notes)
	}
}

func bodies(s *story, number string) (all []string) {
	for _, m := range s.carrier.Phone(number).Inbox() {
		all = append(all, m.Body)
	}
	return all
}

// The queue tells nobody's number, and those who may not read conversations neither a
// name nor a reason.
func TestTheQueueTellsNoMoreThanOneMayKnow(t *testing.T) {
	s := staffed(t)
	for _, text := range []string{"hi", "1", "1", "1", "1", "1", "1", "3", "Sunny", "i want to talk to a person"} {
		s.says(sam, text)
	}
	if got := s.session(sam).Kept["name"]; got != "Sunny" {
		t.Fatalf("the script heard the name %q", got)
	}
	for as, names := range map[string]bool{"ana/counselor": true, "eve/admin": false} {
		page := s.goes(as, "GET", "/console/", nil)
		if page.Status != http.StatusOK || !strings.Contains(page.Body, s.theCase().Case.Code) {
			t.Errorf("%s: %d", as, page.Status)
		}
		if got := strings.Contains(page.Body, "Sunny"); got != names {
			t.Errorf("%s sees the name: %v", as, got)
		}
		if strings.Contains(page.Body, "555-0141") || strings.Contains(page.Body, "5550141") {
			t.Errorf("%s sees the number", as)
		}
		if got := strings.Contains(strings.ToLower(page.Body), "hospital"); got && !names {
			t.Errorf("%s sees the reason", as)
		}
	}
	if notes := s.reads("eve"); len(notes) != 0 {
		t.Errorf("who saw nothing is noted with %v", notes)
	}
}

// What could not be written to the audit log is not shown.
func TestNoConversationIsShownUnaudited(t *testing.T) {
	t.Parallel()
	s := staffed(t)
	s.says(sam, "I want to talk to a real person please")
	code := s.theCase().Case.Code
	if got := s.goes("ana/counselor", "GET", "/console/case/"+code, nil); got.Status != http.StatusOK {
		t.Fatalf("status %d", got.Status)
	}
	s.redis.Kill()
	if got := s.goes("ana/counselor", "GET", "/console/case/"+code, nil); got.Status != http.StatusServiceUnavailable || strings.Contains(got.Body, "real person") {
		t.Errorf("with the store gone: %d", got.Status)
	}
	s.redis.Restart(t)
}

func TestAPersonIsFoundAndGivenACase(t *testing.T) {
	s := staffed(t)
	for _, text := range []string{"hi", "1", "1", "1", "1", "1", "1", "4", "Sunny"} {
		s.says(sam, text)
	}
	id := string(s.store.Person(sam))
	for _, form := range []url.Values{{"number": {"907 555 0141"}}, {"name": {"sunn"}}} {
		found := s.goes("ana/counselor", "POST", "/console/people", form)
		if found.Status != http.StatusOK || !strings.Contains(found.Body, "/console/person/"+id) {
			t.Errorf("%v found nobody: %d", form, found.Status)
		}
	}
	if none := s.goes("ana/counselor", "POST", "/console/people", url.Values{"name": {"Rumpelstiltskin"}}); !strings.Contains(none.Body, "Nobody goes by that name") {
		t.Error("somebody was found who is not there")
	}
	if bad := s.goes("ana/counselor", "POST", "/console/people", url.Values{"number": {"hello"}}); bad.Status != http.StatusUnprocessableEntity {
		t.Errorf("no number: %d", bad.Status)
	}
	if notes := s.reads("ana"); len(notes) != 3 {
		t.Errorf("three searches are noted as %v", notes)
	}
	page := s.goes("ana/counselor", "GET", "/console/person/"+id, nil)
	if !strings.Contains(page.Body, "Sunny") || !strings.Contains(page.Body, "How they pay") {
		t.Error("the page of a person does not tell what they said")
	}
	to := "/console/person/" + id + "/case"
	form := page.fields(t, to)
	form.Set("reason", "follow up")
	form.Set("level", "2")
	var where string
	for range 2 {
		got := s.goes("ana/counselor", "POST", to, form)
		if got.Status != http.StatusSeeOther {
			t.Fatalf("open a case: %d %s", got.Status, got.Body)
		}
		where = got.Head.Get("Location")
	}
	k := s.theCase().Case
	if where != "/console/case/"+k.Code || k.Level != bot.LevelSameDay || k.Person != s.store.Person(sam) {
		t.Errorf("case %+v at %s", k, where)
	}
	s.hears(s.onCall(), 1)
}

// A page that is open hears within moments that something has changed, and nothing of
// what it was.
func TestAnOpenPageHearsOfAChange(t *testing.T) {
	t.Parallel()
	s := staffed(t)
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, "GET", s.public+"/console/events", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("As", "ana/counselor")
	w, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Body.Close()
	if got := w.Header.Get("Content-Type"); w.StatusCode != http.StatusOK || got != "text/event-stream" {
		t.Fatalf("%d %s", w.StatusCode, got)
	}
	lines := bufio.NewScanner(w.Body)
	stamps := func(n int) {
		t.Helper()
		for n > 0 && lines.Scan() {
			switch l := lines.Text(); {
			case l == "event: stamp":
				n--
			case l != "" && l != "data: 1" && !strings.HasPrefix(l, ":"):
				t.Fatalf("the stream says %q", l)
			}
		}
		if n > 0 {
			t.Fatalf("the stream ended: %v", lines.Err())
		}
	}
	stamps(1) // at the beginning
	s.says(sam, "I want to talk to a real person please")
	stamps(1)
	piece := s.goes("ana/counselor", "GET", "/console/queue/rows?show=open", nil)
	if code := s.theCase().Case.Code; !strings.Contains(piece.Body, code) || strings.Contains(piece.Body, "<html") {
		t.Error("the piece that is fetched then does not show the case, or is a whole page")
	}
}

// streams opens the stream of a page as somebody, and waits for its first word.
func (s *story) streams(as, path string) (end func()) {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.t.Context(), 60*time.Second)
	s.t.Cleanup(cancel)
	r, err := http.NewRequestWithContext(ctx, "GET", s.public+path, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	r.Header.Set("As", as)
	w, err := http.DefaultClient.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { w.Body.Close() })
	if line, err := bufio.NewReader(w.Body).ReadString('\n'); err != nil || line != "event: stamp\n" {
		s.t.Fatalf("the stream says %q (%v)", line, err)
	}
	return cancel
}

// The owner who has the conversation before their eyes is not texted that there is
// something new in it; one who has another page open, or none any more, is.
func TestWhoLooksAtAConversationIsNotTextedOfIt(t *testing.T) {
	s := staffed(t)
	s.says(sam, "I want to talk to a real person please")
	owner := s.program.rota.OnCall(s.Now())[0]
	as, phone := owner.ID+"/counselor", owner.Phone.E164()
	s.says(phone, "1")
	k := s.theCase().Case
	if k.Owner != owner.ID {
		t.Fatalf("%q has the case", k.Owner)
	}
	page := s.goes(as, "GET", "/console/case/"+k.Code, nil)
	if !strings.Contains(page.Body, `data-case="`+string(k.ID)+`"`) {
		t.Error("the page does not name the case that its stream is of")
	}
	watching := func() bool { return s.program.inbox.Watching(t.Context(), owner.ID, k.ID) }
	for _, other := range []struct{ as, path string }{
		{as, "/console/events"}, {as, "/console/events?case=another"}, {"eve/counselor", "/console/events?case=" + string(k.ID)}, {owner.ID + "/auditor", "/console/events?case=" + string(k.ID)},
	} {
		end := s.streams(other.as, other.path)
		if watching() {
			t.Errorf("the stream %v counts as looking", other)
		}
		end()
	}
	end := s.streams(as, "/console/events?case="+string(k.ID))
	if !watching() {
		t.Fatal("who has the page open is not known to look")
	}
	s.says(sam, "first words")
	said := func() bool {
		return slices.ContainsFunc(bodies(s, phone), func(b string) bool { return strings.Contains(b, "they wrote to you") })
	}
	if told := s.session(sam).Owned.Told; told.IsZero() {
		t.Error("that they saw it is not noted")
	}
	s.says(sam, "i want to kill myself") // which they are told of whatever they look at, and after what came before
	s.hearsWords(phone, "NEW")
	end()
	deadline := time.Now().Add(20 * time.Second)
	for watching() && time.Now().Before(deadline) {
		runtime.Gosched()
	}
	if watching() {
		t.Fatal("a page that is closed still counts as looking")
	}
	if said() {
		t.Error("they were texted of what they had before their eyes")
	}
}

// A case about nobody is taken and closed, and nothing is said of texting anybody.
func TestACaseAboutNobodyIsShownAndTaken(t *testing.T) {
	s := staffed(t)
	now := s.Now()
	k := bot.Case{ID: "desk-1", Code: "G2TN", Level: bot.LevelSameDay, Status: bot.CaseOpen, Opened: now, Reasons: []string{"nobody is on call"}, Team: bot.TeamIntake, Wake: now.Add(time.Hour)}
	if _, err := s.store.Commit(t.Context(), bot.Commit{Input: "desk-1", At: now, Cases: []bot.CaseWrite{{Case: k}}, Actor: "clock", Note: "test"}); err != nil {
		t.Fatal(err)
	}
	page := s.goes("ana/counselor", "GET", "/console/case/G2TN", nil)
	if page.Status != http.StatusOK || !strings.Contains(page.Body, "The desk itself") || strings.Contains(page.Body, "Write to them") || strings.Contains(page.Body, "They are told that a person is on it") {
		t.Errorf("its page: %d\n%s", page.Status, page.Body)
	}
	take := "/console/case/G2TN/take"
	if got := s.goes("ana/counselor", "POST", take, page.fields(t, take)); got.Status != http.StatusSeeOther {
		t.Fatalf("take: %d %s", got.Status, got.Body)
	}
	if got := s.theCase().Case; got.Owner != "ana" {
		t.Errorf("%q has it", got.Owner)
	}
	page = s.goes("ana/counselor", "GET", "/console/case/G2TN", nil)
	if strings.Contains(page.Body, "NOT texted") || !strings.Contains(page.Body, "You have it") || strings.Contains(page.Body, "Let the script answer") {
		t.Error("who has it is told of texts, or of a script, to nobody")
	}
}

// A shared phone is made somebody's own from the page of the case, once, and by whoever
// may book for them.
func TestASharedPhoneIsLiftedFromTheConversation(t *testing.T) {
	t.Parallel()
	s := staffed(t)
	for _, text := range []string{"hi", "1", "1", "2"} {
		s.says(sam, text)
	}
	s.says(sam, "I want to talk to a real person please")
	if !s.session(sam).Discreet {
		t.Fatal("the phone is not known as a shared one")
	}
	k, to := s.theCase().Case, "/console/person/"+string(s.store.Person(sam))+"/alone"
	page := s.goes("ana/counselor", "GET", "/console/case/"+k.Code, nil)
	s.goes("ana/counselor", "GET", "/console/person/"+string(s.store.Person(sam)), nil).fields(t, to)
	form := page.fields(t, to)
	if got := s.goes("ana/auditor", "POST", to, form); got.Status != http.StatusForbidden || !s.session(sam).Discreet {
		t.Errorf("who may not book lifts it: %d", got.Status)
	}
	got := s.goes("ana/counselor", "POST", to, form)
	if got.Status != http.StatusSeeOther || got.Head.Get("Location") != "/console/case/"+k.Code+"?id="+string(k.ID) {
		t.Fatalf("%d to %s", got.Status, got.Head.Get("Location"))
	}
	if s.session(sam).Discreet {
		t.Error("it is still a shared one")
	}
	if page := s.goes("ana/counselor", "GET", "/console/case/"+k.Code, nil); strings.Contains(page.Body, "Shared phone.") || strings.Contains(page.Body, to) {
		t.Error("the page still says that it is shared")
	}
	form.Set("case", "another")
	if got := s.goes("ana/counselor", "POST", to, form); got.Status != http.StatusNotFound {
		t.Errorf("the case of somebody else: %d", got.Status)
	}
}

// The routes and who may use them: every route, every role.
func TestEveryRouteOfTheConsoleIsClosedToThoseWhoMayNot(t *testing.T) {
	t.Parallel()
	s := staffed(t)
	paths := strings.NewReplacer("{$}", "", "{code}", "ZZZZ", "{id}", "NOBODY", "{file}", "none.css")
	n := 0
	for _, rt := range s.program.console.Routes() {
		path := regexp.MustCompile(`\{\w+\}`).ReplaceAllString(paths.Replace(rt.Path), "x")
		if strings.HasSuffix(path, "/events") {
			continue // it does not end by itself; its own test looks at it
		}
		if out := s.goes("", rt.Method, path, nil); !rt.Open && out.Status != http.StatusUnauthorized && out.Head.Get("Location") != "/console/signin" {
			t.Errorf("%s %s answers %d to nobody", rt.Method, rt.Path, out.Status)
		}
		if other := s.goesFrom("https://elsewhere.example", rt.Method, path); rt.Method == http.MethodPost && other != http.StatusForbidden {
			t.Errorf("%s %s answers %d to a form of another site", rt.Method, rt.Path, other)
		}
		for _, role := range account.Roles {
			n++
			got := s.goes("eve/"+string(role), rt.Method, path, nil)
			may := rt.Need == "" || account.May([]account.Role{role}, rt.Need)
			if (got.Status == http.StatusForbidden) == may && rt.Path != "/console/{$}" {
				t.Errorf("%s %s answers %d to %s, who may: %v", rt.Method, rt.Path, got.Status, role, may)
			}
			if got.Status >= 500 {
				t.Errorf("%s %s answers %d to %s", rt.Method, rt.Path, got.Status, role)
			}
			if h := got.Head; !strings.Contains(h.Get("Content-Security-Policy"), "require-trusted-types-for") || h.Get("Cache-Control") != "no-store" || h.Get("X-Frame-Options") != "DENY" ||
				h.Get("Strict-Transport-Security") == "" {
				t.Errorf("%s %s lacks a header: %v", rt.Method, rt.Path, h)
			}
		}
	}
	if n < 150 {
		t.Errorf("only %d answers were looked at", n)
	}
}

// goesFrom sends what a page of another site would.
func (s *story) goesFrom(origin, method, path string) int {
	r, err := http.NewRequestWithContext(s.t.Context(), method, s.public+path, strings.NewReader("order=x"))
	if err != nil {
		s.t.Fatal(err)
	}
	r.Header.Set("As", "ana/counselor")
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Origin", origin)
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	w, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		s.t.Fatal(err)
	}
	w.Body.Close()
	return w.StatusCode
}

// What somebody writes is text on every page, whatever it looks like.
func TestHostileTextIsInertInTheConsole(t *testing.T) {
	s := staffed(t)
	const evil = `<script>alert(1)</script> "><img src=x onerror=alert(2)> {{.}} javascript:alert(3) I want a real person`
	s.says(sam, evil)
	s.says(sam, "\u202egnp.exe\u202c "+strings.Repeat("a", 1500))
	s.says(sam, "human")
	page := s.goes("ana/counselor", "GET", "/console/case/"+s.theCase().Case.Code, nil)
	if strings.Contains(page.Body, "<script>alert") || strings.Contains(page.Body, "<img src=x") {
		t.Error("what they wrote is markup")
	}
	if !strings.Contains(page.Body, "&lt;script&gt;alert(1)&lt;/script&gt;") {
		t.Error("what they wrote is not shown")
	}
	if n, m := strings.Count(page.Body, "<bdi>"), strings.Count(page.Body, "\u202e"); m == 0 || n < m {
		t.Errorf("%d stretches are kept to themselves, with %d that turn the line", n, m)
	}
}

func TestTheWordsThatRaiseTheAlarmAreFound(t *testing.T) {
	for text, want := range map[string]string{
		"hey so um my friend isnt breathing and i dont know": "breathing",
		"what time do you open on tuesday":                   "",
	} {
		from, to, ok := alarming(text)
		if ok != (want != "") || ok && (!strings.Contains(text[from:to], want) || to-from >= len(text)-6) {
			t.Errorf("of %q it is %q (%v)", text, text[from:to], ok)
		}
	}
}
