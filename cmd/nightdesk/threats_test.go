package main

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/store"
	"nightdesk/bot/text"
	"nightdesk/flows/clinic"
	"nightdesk/webhooks/twilio"
	"nightdesk/webhooks/twilio/twiliotest"
)

// threats are what may come in from outside, and what shows that it is met: a
// story of its own, told from outside through the real server, real Redis and a
// stand-in for Twilio, and tests that stand elsewhere. The operators' form of
// this table is in webhooks/DECISIONS.md.
var threats = []struct {
	n     int
	what  string
	story func(*testing.T)
	// proved names tests that show it as well; TestThreats sees that they exist.
	proved []string
}{
	{1, "a flood of unsigned webhooks", floodStory, []string{"TestAnAddressThatKnocksTooOftenIsRefusedUnread",
		"TestWhoeverBroughtAGoodSignatureIsNeverRefusedUnread", "TestTheGateSaysOneLineAMinuteAndRemembersABoundedNumber"}},
	{2, "a signed request replayed months later", replayStory, []string{"TestSeenQuarters"}},
	{3, "parameters that can be read in two ways", nil, []string{"TestRefusals", "TestRequestsThatAreNotTwiliosChangeNothing", "FuzzSignature", "TestTampering"}},
	{4, "one message id with two texts", mismatchStory, []string{"TestOneSidWithTwoTextsIsRefused"}},
	{5, "two quick texts on two servers", twoServersStory, []string{"TestTwoTextsAtOnceAreBothApplied", "TestFiftyCopiesOfOneTextAreOneTurn"}},
	{6, "delivery reports forged, repeated, unknown", statusStory, []string{"TestStatus", "TestContractRedis"}},
	{7, "texts from abroad, and a day's worth in an hour", pumpingStory, []string{"TestSenders", "TestADayThatIsSpentIsSpentOnEveryServer",
		"TestNobodyAbroadIsAnsweredAndStaffHearOfItOnceADay"}},
	{8, "a machine that answers every text", echoStory, []string{"TestTwoMachinesDoNotTalkForEver", "TestNoWordingGetsRoundTheBudget"}},
	{9, "a wish for no more texts, however it is said", stopStory, []string{"TestWhoAnswersStopAndStart", "TestDecideNeverBreaksAPromise", "TestContractRedis"}},
	{10, "danger in any state", dangerStory, []string{"TestTheFallbackAddress", "TestFallbackNeedsNoStore", "TestDangerIsAnsweredWithRedisGoneAndNothingIsLost"}},
	{11, "hostile text", hostileStory, []string{"TestOddTextsGetAnAnswer", "FuzzReply", "TestBodies"}},
	{12, "links to pictures", mediaStory, nil},
	{13, "a race for one seat", nil, []string{"TestABookedSeatIsTakenForOthers", "TestContractRedis", "TestCellsShareExactlyOverlaps", "TestTorture"}},
	{14, "somebody else holds the phone", otherHandsStory, nil},
	{15, "a console session stolen or ridden", strangersStory, []string{"TestWhatAnotherSiteSendsIsRefused", "TestSessionsEndByThemselvesAndAtOnce", "TestSessionsEndAtOnce",
		"TestCookies", "TestEveryAnswerHasTheHeadersThatKeepItSafe"}},
	{16, "passwords guessed", nil, []string{"TestAFloodDoesNotKeepTheNurseOut", "TestNobodyLearnsWhoHasAnAccount", "TestCodesAreNotGuessedFromEverywhere", "TestRecoveryCodesCountOnce",
		"TestPasswordsThatWouldBeGuessed", "TestPasskeys"}},
	{17, "staff who look where they should not", nil, []string{"TestEveryRouteAsksWhoIsThereAndWhetherTheyMay", "TestEveryRouteOfAccountsAsksWhetherTheyMay", "TestWhoSeesConversations",
		"TestEmergencyAccessIsToldAndEnds", "TestAnAdministratorKeepsTheAccountsOfOthers"}},
	{18, "Redis read by somebody else", dumpStory, []string{"TestNothingReadable", "TestNoCanaryGetsOut"}},
	{19, "Redis full, slow, read-only, gone; a clock that jumps", nil, []string{"TestRedisThatCannotWriteGets503AndNoHalfTurn", "TestHungServer", "TestRefusingServer",
		"TestAStoreThatFailsIsTold", "TestAClockThatJumpsLosesNothing"}},
	{20, "stored values or the audit log altered, moved, rolled back", movedStory, []string{"TestMovedValues", "TestMovedCases", "TestFsckFinds", "TestRotation",
		"TestAuditTampering", "TestTrimmedAudit", "TestRecordsAgainstTheAudit", "TestAuditVerify"}},
}

func TestThreats(t *testing.T) {
	t.Parallel()
	there := testNames(t)
	for i, x := range threats {
		if x.n != i+1 {
			t.Fatalf("row %d is called %d", i+1, x.n)
		}
		if x.story == nil && len(x.proved) == 0 {
			t.Errorf("nothing shows that %q is met", x.what)
		}
		for _, name := range x.proved {
			if !there[name] {
				t.Errorf("row %d is proved by %s, which does not exist", x.n, name)
			}
		}
		if x.story != nil {
			t.Run(fmt.Sprintf("%02d %s", x.n, x.what), func(t *testing.T) {
				t.Parallel()
				x.story(t)
			})
		}
	}
}

// testNames are the tests and fuzz targets of the whole tree.
func testNames(t *testing.T) map[string]bool {
	t.Helper()
	names := map[string]bool{}
	err := filepath.WalkDir(root, func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		for _, d := range f.Decls {
			if name := funcName(d); strings.HasPrefix(name, "Test") || strings.HasPrefix(name, "Fuzz") {
				names[name] = true
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// replayStory: the record of the reply has run out, as it does after a week.
func replayStory(t *testing.T) {
	s := newStory(t)
	sid := "SM" + strings.Repeat("7", 32)
	s.says(sam, "hi", twiliotest.SID(sid))
	s.says(sam, "1")
	for _, key := range s.keysOf("{story}:in:*") {
		if err := s.redis.Client(t).Del(t.Context(), key).Err(); err != nil {
			t.Fatal(err)
		}
	}
	before := s.session(sam)
	for range 3 {
		d := s.carrier.Text(sam, "hi", twiliotest.SID(sid))
		if d.Answers[0].Status != http.StatusOK || len(d.Replies) != 0 {
			t.Errorf("status %d, %d replies; want 200 and none", d.Answers[0].Status, len(d.Replies))
		}
	}
	if after := s.session(sam); after.Turns != before.Turns || after.At != before.At {
		t.Error("a replay changed the session")
	}
}

// keysOf are the keys that Redis has.
func (s *story) keysOf(pattern string) []string {
	s.t.Helper()
	keys, err := s.redis.Client(s.t).Keys(s.t.Context(), pattern).Result()
	if err != nil {
		s.t.Fatal(err)
	}
	return keys
}

func mismatchStory(t *testing.T) {
	s := newStory(t)
	sid := "SM" + strings.Repeat("8", 32)
	s.says(sam, "hi", twiliotest.SID(sid))
	before := s.session(sam)
	if st := s.carrier.Text(sam, "i want to change my mind", twiliotest.SID(sid)).Answers[0].Status; st != http.StatusBadRequest {
		t.Errorf("status %d, want 400", st)
	}
	if after := s.session(sam); after.Turns != before.Turns {
		t.Error("the second text was applied")
	}
	if s.counted("nightdesk_webhook_events_total", "event", "mismatch") != 1 || !strings.Contains(s.log.String(), `"level":"ERROR","msg":"webhook refused"`) {
		t.Error("nobody is alarmed")
	}
}

// counted is the value of a counter, by one of its labels.
func (s *story) counted(name, label, value string) float64 {
	s.t.Helper()
	families, err := s.program.metrics.registry.Gather()
	if err != nil {
		s.t.Fatal(err)
	}
	for _, f := range families {
		for _, m := range f.GetMetric() {
			for _, l := range m.GetLabel() {
				if f.GetName() == name && l.GetName() == label && l.GetValue() == value {
					return m.GetCounter().GetValue()
				}
			}
		}
	}
	return 0
}

// another starts a second server on the same store, changed before it serves, and
// returns its public address.
func (s *story) another(change func(*program)) string {
	s.t.Helper()
	st, err := store.Open(s.t.Context(), store.Options{URL: s.redis.URL(), Clinic: "story", Keys: s.keys})
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { _ = st.Close() })
	var h http.Handler
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { h.ServeHTTP(w, r) }))
	s.t.Cleanup(srv.Close)
	mine := s.program.s
	mine.store, mine.scripts, mine.watch = st, clinic.FS, 0
	mine.process.PublicURL = srv.URL
	p, err := newProgram(s.t.Context(), mine)
	if err != nil {
		s.t.Fatal(err)
	}
	change(p)
	h = p.handler
	return srv.URL
}

// form is a text as Twilio posts it.
func form(sid, from, body string) url.Values {
	return url.Values{"MessageSid": {sid}, "AccountSid": {twiliotest.AccountSID}, "From": {from}, "To": {twiliotest.Line}, "Body": {body}, "NumMedia": {"0"}}
}

// numbered is a message id.
func numbered(n int) string { return fmt.Sprintf("SM%032x", n) }

func twoServersStory(t *testing.T) {
	s := newStory(t)
	servers := []string{s.public, s.another(func(*program) {})}
	const texts = 12
	var all sync.WaitGroup
	answers := make([][]string, texts)
	for n := range texts {
		answers[n] = make([]string, len(servers))
		for i, at := range servers { // each text reaches both, and either may be first
			all.Go(func() {
				x := s.carrier.Post(at+twilio.PathSMS, form(numbered(n), sam, fmt.Sprint("what are your hours ", strings.Repeat("?", n))))
				if x.Status != http.StatusOK {
					t.Errorf("status %d", x.Status)
				}
				answers[n][i] = messageOf(x.Answer)
			})
		}
	}
	all.Wait()
	for n, a := range answers {
		if a[0] == "" || a[0] != a[1] {
			t.Errorf("text %d got %q and %q", n, a[0], a[1])
		}
	}
	if got := s.session(sam).Turns; got != texts {
		t.Errorf("%d turns, want %d", got, texts)
	}
}

// messageOf is what a TwiML document says.
func messageOf(doc string) string {
	_, after, _ := strings.Cut(doc, "<Message")
	_, after, _ = strings.Cut(after, ">")
	said, _, _ := strings.Cut(after, "</Message>")
	return said
}

func statusStory(t *testing.T) {
	s := newStory(t)
	report := url.Values{"MessageSid": {numbered(1)}, "AccountSid": {twiliotest.AccountSID}, "To": {sam}, "From": {twiliotest.Line}, "MessageStatus": {"failed"}, "ErrorCode": {"21610"}}
	before := s.writes()
	for name, query := range map[string]string{"wrong MAC": "?s=x&m=AAAA", "no MAC": "?s=x", "two ids": "?s=x&s=y&m=AAAA"} {
		for range 3 {
			if x := s.carrier.Post(s.public+twilio.PathStatus+query, report); x.Status != http.StatusNoContent || x.Answer != "" {
				t.Errorf("%s: status %d %q", name, x.Status, x.Answer)
			}
		}
	}
	if got := s.counted("nightdesk_webhook_events_total", "event", "status_forged"); got != 9 {
		t.Errorf("%v forged reports are counted, want 9", got)
	}
	if got := s.writes() - before; got != 0 {
		t.Errorf("%d writes", got)
	}
	unsigned, err := http.PostForm(s.public+twilio.PathStatus, report)
	if err != nil {
		t.Fatal(err)
	}
	_ = unsigned.Body.Close()
	if unsigned.StatusCode != http.StatusForbidden {
		t.Errorf("unsigned: status %d", unsigned.StatusCode)
	}
	s.says(sam, "hi") // nothing of it made them opted out
	if !s.session(sam).OptedOut.IsZero() {
		t.Error("a forged report opted somebody out")
	}
}

// pumpingStory: a clinic that spends at most 120 segments a day.
func pumpingStory(t *testing.T) {
	s := storyOf(t, func(s *story) { s.clinic.Limits.DaySegments = 120 })
	s.at(11)
	for n := range 200 {
		from := []string{"+4477009%05d", "+1876555%04d", "+1900555%04d", "24%04d", "+2567005%05d"}[n%5]
		d := s.carrier.Text(fmt.Sprintf(from, n), "hi i would like some information please")
		if d.Answers[0].Status != http.StatusOK || len(d.Replies) != 0 {
			t.Fatalf("text %d: status %d, %d replies; want 200 and none", n, d.Answers[0].Status, len(d.Replies))
		}
	}
	s.hearsOf(s.supervisor(), "not answered")
	segments := 0
	for n := range 150 {
		for _, r := range s.carrier.Text(fmt.Sprintf("+1907555%04d", 2000+n), "hi").Replies {
			_, count := text.Segments(r.Body)
			segments += count
		}
	}
	if limit := s.clinic.Limits.DaySegments; segments < limit || segments > limit+1 {
		t.Errorf("%d segments went out, want the day's %d", segments, limit)
	}
	s.hearsOf(s.supervisor(), "as it may in a day")
	s.hearsOf(s.onCall(), "level 2")
	for _, from := range []string{"+447700900000", "+19075552000", "240000"} {
		if got := s.says(from, "my friend is not breathing"); !strings.Contains(got, "911") {
			t.Errorf("danger was answered %q", got)
		}
	}
	s.hearsOf(s.onCall(), "level 1")
	if err := s.carrier.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	told := 0
	for _, m := range s.carrier.Phone(s.supervisor()).Inbox() {
		if strings.Contains(m.Body, "not answered") || strings.Contains(m.Body, "in a day") {
			told++
		}
	}
	if told != 2 {
		t.Errorf("the supervisor was told %d times of 350 texts, want once of each kind", told)
	}
	if s.counted("nightdesk_limited_total", "limit", "not_answered") != 200 || s.counted("nightdesk_limited_total", "limit", "day_spent") == 0 ||
		s.counted("nightdesk_webhook_events_total", "event", "sender_premium") != 40 {
		t.Error("it is not counted")
	}
}

// at sets the program's clock to a full hour of today at the clinic.
func (s *story) at(hour int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	y, m, d := s.now.In(s.clinic.Zone).Date()
	s.now = time.Date(y, m, d, hour, 0, 0, 0, s.clinic.Zone)
}

// echoStory: whatever we say comes back, and when we say nothing it says that.
func echoStory(t *testing.T) {
	s := newStory(t)
	s.at(9)
	replies, body := 0, "Thank you for your message. We are closed."
	for n := range 1000 {
		got := s.says(sam, body)
		if got != "" {
			replies++
		}
		if body = "RE: " + got; got == "" {
			body = fmt.Sprintf("Ticket %d: thank you for message number %d of today", n, n*7)
		}
		s.forward(10 * time.Second)
	}
	// Our own lines read like danger, so it comes into a hold, where there is half
	// as much again and then a line every five minutes.
	hours := 1000.0 * 10 / 3600
	if most := s.clinic.Limits.RepliesPerDay*3/2 + int(12*hours) + 1; replies > most {
		t.Errorf("%d replies to 1,000 texts, want at most %d", replies, most)
	}
	if got := s.says(sam, "my friend is not breathing"); !strings.Contains(got, "911") {
		t.Errorf("danger was answered %q", got)
	}
	if n := len(s.keysOf("{story}:s:*")); n != 1 {
		t.Errorf("%d sessions", n)
	}
	if stored := s.redis.Client(t).LLen(t.Context(), s.keysOf("{story}:th:*")[0]).Val(); stored > 2000 {
		t.Errorf("%d turns are kept of one conversation", stored)
	}
}

func stopStory(t *testing.T) {
	s := newStory(t)
	for n, body := range []string{"STOP", " stop. ", "Unsubscribe", "please stop texting me", "no me mande mas mensajes", "take me off your list", "don't text me anymore"} {
		from := fmt.Sprintf("+19075552%03d", n)
		s.says(from, "hi")
		s.says(from, "1")
		s.says(from, body)
		if s.session(from).OptedOut.IsZero() {
			t.Errorf("%q is no wish to stop", body)
		}
		if out, err := s.store.OptedOut(t.Context(), s.store.Person(bot.Phone(from))); err != nil || !out[0] {
			t.Errorf("%q: the list does not have it (%v)", body, err)
		}
	}
	s.says(sam, "hi")
	if s.says(sam, "is there a bus stop near you"); !s.session(sam).OptedOut.IsZero() {
		t.Error("a bus stop is taken for a wish")
	}
}

func dangerStory(t *testing.T) {
	for name, before := range map[string][]string{
		"first text": nil, "asked for consent": {"hi"}, "opted out": {"hi", "stop texting me"}, "waits for a person": {"hi", "I want a person"},
		"in another language": {"hola"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStory(t)
			for _, body := range before {
				s.says(sam, body)
			}
			if got := s.says(sam, "i took all my pills i want to die"); !strings.Contains(got, "911") && !strings.Contains(got, "988") {
				t.Errorf("answered %q", got)
			}
			s.hearsOf(s.onCall(), "level 1")
		})
	}
}

// hostileStory: what was sent is what is kept, and nothing is made of it.
func hostileStory(t *testing.T) {
	s := newStory(t)
	for n, body := range []string{
		strings.Repeat("=1+1;", 320), "a\x00b\x01", "\u202Egnp.exe", "ze\u200Bro\u200Dwidth", "not UTF-8 \xff\xfe", "]]></Message><Message>hi",
		"<script>alert(1)</script>", "=cmd|' /C calc'!A0", "a\r\nSet-Cookie: x=y", base64.StdEncoding.EncodeToString([]byte("STOP")), "{{.Phone}} {clinic name} ${HOME}",
		"%s%n%d", "'; DROP TABLE people; --", "return redis.call('FLUSHALL')",
	} {
		from := fmt.Sprintf("+19075553%03d", n)
		d := s.carrier.Text(from, body)
		if d.Answers[0].Status != http.StatusOK || d.Answers[0].Type != "text/xml" || len(d.Replies) != 1 {
			t.Errorf("%q: status %d %s, %d replies", body, d.Answers[0].Status, d.Answers[0].Type, len(d.Replies))
		}
		said, err := s.store.Thread(t.Context(), s.store.Person(bot.Phone(from)))
		if err != nil || len(said) == 0 || said[0].Text.Text() != strings.ToValidUTF8(body, "\uFFFD") {
			t.Errorf("%q is not kept as it was sent (%v)", body, err)
		}
		if len(d.Replies) == 1 && (strings.Contains(d.Replies[0].Body, "<script") || strings.Contains(d.Replies[0].Body, "Anchorage Treatment") || strings.Contains(d.Replies[0].Body, "/root")) {
			t.Errorf("%q made %q", body, d.Replies[0].Body)
		}
	}
}

// mediaStory: nothing that a text links to is fetched, whoever has it.
func mediaStory(t *testing.T) {
	var fetched atomic.Int32
	trap := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { fetched.Add(1) }))
	t.Cleanup(trap.Close)
	s := newStory(t)
	for n, body := range []string{"", "look " + trap.URL + "/x.jpg", "my friend is not breathing " + trap.URL} {
		f := form(numbered(n), fmt.Sprintf("+19075554%03d", n), body)
		f.Set("NumMedia", "1000000")
		for i := range 10 {
			f.Set(fmt.Sprint("MediaUrl", i), fmt.Sprint(trap.URL, "/", i))
			f.Set(fmt.Sprint("MediaContentType", i), "image/jpeg")
		}
		if x := s.carrier.Post(s.public+twilio.PathSMS, f); x.Status != http.StatusOK || messageOf(x.Answer) == "" {
			t.Errorf("status %d, answer %q", x.Status, x.Answer)
		}
	}
	s.hearsOf(s.onCall(), "level 1") // whatever runs beside the webhook has run
	if err := s.carrier.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := fetched.Load(); n != 0 {
		t.Errorf("%d links were followed", n)
	}
}

// otherHandsStory: a number that was silent for months may have a new owner.
func otherHandsStory(t *testing.T) {
	s := newStory(t)
	for _, body := range []string{"hi", "1", "1", "1", "1", "1", "1", "4", "Zebulon", "1", "none", "1", "1"} {
		s.says(sam, body)
	}
	if !slices.Contains(slices.Collect(maps.Values(s.session(sam).Kept)), "Zebulon") {
		t.Fatal("no name is kept: the story tests nothing")
	}
	s.forward(91 * 24 * time.Hour)
	for _, body := range []string{"hi", "who is this", "1", "when is my visit", "1"} {
		if got := s.says(sam, body); strings.Contains(got, "Zebulon") || strings.Contains(strings.ToLower(got), "methadone") {
			t.Errorf("whoever has the number now is told %q", got)
		}
	}
}

// strangersStory: whoever is not signed in finds the sign-in and nothing else, and nothing
// answers where there is nothing.
func strangersStory(t *testing.T) {
	s := newStory(t)
	ask := func(method, path string) *http.Response {
		req, err := http.NewRequestWithContext(t.Context(), method, s.public+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		req.AddCookie(&http.Cookie{Name: "nightdesk", Value: "made up"})
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		c := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
		res, err := c.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		_ = res.Body.Close()
		return res
	}
	for _, path := range []string{"/admin", "/chat", "/debug/pprof/", "/debug/vars", "/webhooks", "/webhooks/twilio"} {
		for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodDelete} {
			if res := ask(method, path); res.StatusCode != http.StatusNotFound || len(res.Cookies()) != 0 {
				t.Errorf("%s %s: status %d, %d cookies", method, path, res.StatusCode, len(res.Cookies()))
			}
		}
	}
	for _, path := range []string{"/console/", "/console/people", "/console/account", "/console/accounts", "/console/accounts/ana/reset", "/console/emergency"} {
		get, post := ask(http.MethodGet, path), ask(http.MethodPost, path)
		if away := get.Header.Get("Location"); get.StatusCode != http.StatusMethodNotAllowed && (get.StatusCode != http.StatusSeeOther || away != "/console/signin") {
			t.Errorf("%s: %d to %q", path, get.StatusCode, away)
		}
		if post.StatusCode != http.StatusUnauthorized && post.StatusCode != http.StatusMethodNotAllowed {
			t.Errorf("post to %s: %d", path, post.StatusCode)
		}
	}
	if res := ask(http.MethodGet, "/console/signin"); res.StatusCode != http.StatusOK {
		t.Errorf("the sign-in answers %d", res.StatusCode)
	}
}

// dumpStory: whoever reads all of Redis reads no number, name or word.
func dumpStory(t *testing.T) {
	s := newStory(t)
	const from = "+19075550177"
	said := []string{"hi", "1", "1", "1", "1", "1", "1", "4", "my name is Quimby", "1", "none", "xylophone lessons", "my friend is not breathing"}
	for _, body := range said {
		s.says(from, body)
	}
	s.hearsOf(s.onCall(), "level 1")
	c := s.redis.Client(t)
	all, keys := strings.Builder{}, s.keysOf("*")
	for _, key := range keys {
		all.WriteString(key + "\n" + c.Dump(t.Context(), key).Val() + "\n")
	}
	if len(keys) < 10 {
		t.Fatalf("only %d keys: the story tests nothing", len(keys))
	}
	dump := strings.ToLower(all.String() + string(s.redis.Files(t)))
	for _, word := range []string{"9075550177", "quimby", "xylophone", "not breathing", "naloxone"} {
		if strings.Contains(dump, word) || strings.Contains(dump, hex.EncodeToString([]byte(word))) {
			t.Errorf("Redis holds %q", word)
		}
	}
}

// movedStory: a session that was swapped for another's, or for an older one of
// its own, is no session. A person takes over.
func movedStory(t *testing.T) {
	s := newStory(t)
	const kim = "+19075550142"
	s.says(sam, "hi")
	s.says(kim, "hi")
	c, key := s.redis.Client(t), func(n string) string { return "{story}:s:" + string(s.store.Person(bot.Phone(n))) }
	old := c.Get(t.Context(), key(sam)).Val()
	s.says(sam, "1")
	now := c.Get(t.Context(), key(sam)).Val()
	for name, value := range map[string]string{
		"another person's": now[:20] + c.Get(t.Context(), key(kim)).Val()[20:],
		"an older one's":   now[:20] + old[20:],
		"one bit":          now[:len(now)-1] + string(now[len(now)-1]^1),
	} {
		if err := c.Set(t.Context(), key(sam), value, time.Hour).Err(); err != nil {
			t.Fatal(err)
		}
		if _, err := s.store.Load(t.Context(), "", s.store.Person(sam)); err == nil {
			t.Errorf("%s content is taken for the session", name)
		}
	}
	if got := s.says(sam, "2"); got == "" {
		t.Error("no answer")
	}
	s.hearsOf(s.onCall(), "level 2")
}

// prefixes are networks.
func prefixes(names ...string) []netip.Prefix {
	out := make([]netip.Prefix, len(names))
	for i, n := range names {
		out[i] = netip.MustParsePrefix(n)
	}
	return out
}
