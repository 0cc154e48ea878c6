package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"nightdesk/bot"
	"nightdesk/config"
)

// openDemo starts the demo as its command does, on a Wednesday at 10 in the
// morning, and returns its address.
func openDemo(t *testing.T) (*demo, string) {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	zone, err := time.LoadLocation("America/Anchorage")
	if err != nil {
		t.Fatal(err)
	}
	began, wednesday := time.Now(), time.Date(2026, 3, 4, 10, 0, 0, 0, zone)
	d, err := newDemo(t.Context(), ln.Addr().String(), func() time.Time { return wednesday.Add(time.Since(began)) })
	if err != nil {
		t.Fatal(err)
	}
	d.start(ln)
	t.Cleanup(func() {
		close(d.done)
		ctx, cancel := context.WithTimeout(context.Background(), stopTime)
		defer cancel()
		if err := d.program.Stop(ctx); err != nil {
			t.Error(err)
		}
		d.Close()
	})
	return d, "http://" + ln.Addr().String()
}

// press posts what the page's buttons post.
func press(t *testing.T, address, body string, header ...string) int {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	if len(header) == 2 {
		req.Header.Set(header[0], header[1])
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close()
	return res.StatusCode
}

// texts sends texts from the left-hand phone.
func texts(t *testing.T, at string, bodies ...string) {
	t.Helper()
	for _, body := range bodies {
		if st := press(t, at+"/demo/text", `{"phone":"them","body":"`+body+`"}`); st != http.StatusNoContent {
			t.Fatalf("status %d", st)
		}
	}
}

// watch reads what the page is told until a state is right.
func watch(t *testing.T, at string, right func(demoState) bool) demoState {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, at+"/demo/events", nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	lines := bufio.NewScanner(res.Body)
	lines.Buffer(nil, 4<<20)
	var s demoState
	for lines.Scan() {
		data, ok := strings.CutPrefix(lines.Text(), "data: ")
		if !ok {
			continue
		}
		s = demoState{}
		if err := json.Unmarshal([]byte(data), &s); err != nil {
			t.Fatal(err)
		}
		if right(s) {
			return s
		}
	}
	t.Fatalf("it never came; the texter's phone at the end: %+v", s.Them.Messages)
	return s
}

// stands says that the clock has arrived.
func stands(s demoState) bool { return !s.Moving }

// count is how many of a phone's texts match.
func count(p demoPhone, pattern string) int {
	n := 0
	for _, m := range p.Messages {
		if !m.Out && regexp.MustCompile(pattern).MatchString(m.Text) {
			n++
		}
	}
	return n
}

// toOpenings are the answers that lead to the list of times.
var toOpenings = []string{"hi", "1", "1", "1", "1", "1", "1", "4", "sam", "1", "7", "1", "2"}

func TestDemoFromHiToABookedVisitAndAnAlertThatClimbs(t *testing.T) {
	_, at := openDemo(t)
	texts(t, at, append(toOpenings, "1", "1", "1", "I want a person")...)
	s := watch(t, at, func(s demoState) bool { return count(s.Them, `^I told our team`) == 1 })
	if count(s.Them, `^Booked: `) != 1 {
		t.Errorf("no visit was booked: %+v", s.Them.Messages)
	}
	if len(s.Wire) == 0 {
		t.Error("no traffic is shown")
	}
	if st := press(t, at+"/demo/clock", `{"forward":"1h"}`); st != http.StatusAccepted {
		t.Fatalf("status %d", st)
	}
	s = watch(t, at, stands)
	alerted := 0
	for _, p := range s.Staff {
		if count(p, `^Alert `) > 0 {
			alerted++
		}
	}
	if alerted < 2 {
		t.Errorf("%d phones were alerted in an hour in which nobody took it, want it to have climbed", alerted)
	}
}

// TestDemoTimePassesInOrder moves the clock two days at once: what falls due on
// the way must happen at its own time.
func TestDemoTimePassesInOrder(t *testing.T) {
	t.Parallel()
	d, at := openDemo(t)
	texts(t, at, append(toOpenings, "in 3 days", "1", "1", "1")...)
	press(t, at+"/demo/person", `{}`)
	texts(t, at, "hi", "1", "1")
	began := d.clock.Now()
	if st := press(t, at+"/demo/clock", `{"forward":"48h"}`); st != http.StatusAccepted {
		t.Fatalf("status %d", st)
	}
	watch(t, at, stands)
	if took := d.clock.Now().Sub(began); took < 48*time.Hour || took > 49*time.Hour {
		t.Errorf("the clock moved by %v", took)
	}
	var nudge, reminder time.Time
	for _, m := range d.twilio.Messages() {
		switch {
		case strings.Contains(m.Body, "still there?"):
			nudge = m.Created
		case strings.Contains(m.Body, "You have a visit"):
			reminder = m.Created
		}
	}
	if after := nudge.Sub(began); after < 2*time.Hour-time.Minute || after > 2*time.Hour+2*clockStep {
		t.Errorf("the nudge came after %v, want 2 hours", after)
	}
	if at := reminder.In(d.clinic.Zone); at.Hour() != 8 || at.Minute() > 10 {
		t.Errorf("the reminder came at %v, want 8 in the morning", at)
	}
}

func TestDemoClockGoesToATimeOfDay(t *testing.T) {
	t.Parallel()
	d, at := openDemo(t)
	press(t, at+"/demo/clock", `{"forward":"1h"}`)
	press(t, at+"/demo/clock", `{"until":"09:00"}`) // counts from where the clock will be
	watch(t, at, stands)
	if now := d.clock.Now().In(d.clinic.Zone); now.Day() != 5 || now.Hour() != 9 || now.Minute() > 1 {
		t.Errorf("it is %v, want Thursday at 9", now)
	}
}

func TestDemoRefusesWhatItsPageWouldNotSend(t *testing.T) {
	d, at := openDemo(t)
	long := strings.Repeat("a", textMost+1)
	for name, c := range map[string]struct{ path, body string }{
		"bad JSON":           {"/demo/text", "{"},
		"another type":       {"/demo/text", `{"phone":1,"body":"hi"}`},
		"no such phone":      {"/demo/text", `{"phone":"nobody","body":"hi"}`},
		"no phone":           {"/demo/text", `{"body":"hi"}`},
		"blank text":         {"/demo/text", `{"phone":"them","body":" \n"}`},
		"long text":          {"/demo/text", `{"phone":"them","body":"` + long + `"}`},
		"huge body":          {"/demo/text", `{"phone":"them","body":"` + strings.Repeat(long, 20) + `"}`},
		"bad JSON for clock": {"/demo/clock", "forward"},
		"clock back":         {"/demo/clock", `{"forward":"-1h"}`},
		"huge clock":         {"/demo/clock", `{"forward":"100000h"}`},
		"overflowing clock":  {"/demo/clock", `{"forward":"9999999999999h"}`},
		"no clock":           {"/demo/clock", `{}`},
		"no time of day":     {"/demo/clock", `{"until":"25:99"}`},
		"no such page":       {"/demo/day", `{"page":99,"date":"2026-03-05"}`},
		"page of no number":  {"/demo/day", `{"date":"2026-03-05"}`},
		"no date":            {"/demo/day", `{"page":1,"date":"2026-02-30"}`},
		"bad JSON for day":   {"/demo/day", "2026-03-05"},
	} {
		if st := press(t, at+c.path, c.body); st != http.StatusBadRequest {
			t.Errorf("%s: status %d, want 400", name, st)
		}
	}
	for _, path := range []string{"/demo/text", "/demo/clock", "/demo/person", "/demo/day", "/demo/others"} {
		if st := press(t, at+path, `{"phone":"them","body":"hi","forward":"1h"}`, "Sec-Fetch-Site", "cross-site"); st != http.StatusForbidden {
			t.Errorf("%s: another site was answered with %d, want 403", path, st)
		}
		if st := press(t, at+path, `{"phone":"them","body":"hi","forward":"1h"}`, "Origin", "https://elsewhere.example"); st != http.StatusForbidden {
			t.Errorf("%s: another origin was answered with %d, want 403", path, st)
		}
	}
	if d.others.state() != (othersState{Left: true}) {
		t.Error("others text")
	}
	if n := len(d.twilio.Messages()); n != 0 || d.clock.Moving() {
		t.Errorf("%d texts were sent, clock moving %v", n, d.clock.Moving())
	}
}

// TestDemoOthersBookAndNobodyTwice lets the eight text: each has a visit in the
// end, and no resource has two at once.
func TestDemoOthersBookAndNobodyTwice(t *testing.T) {
	t.Parallel()
	d, at := openDemo(t)
	if st := press(t, at+"/demo/others", `{}`); st != http.StatusAccepted {
		t.Fatalf("status %d", st)
	}
	if st := press(t, at+"/demo/others", `{}`); st != http.StatusConflict {
		t.Errorf("a second time while they text: status %d, want 409", st)
	}
	watch(t, at, func(s demoState) bool { return s.Others.Booked > 0 && !s.Others.Texting })
	if booked := d.others.state().Booked; booked != othersAtOnce {
		t.Errorf("%d of %d have a visit", booked, othersAtOnce)
	}
	visits, err := d.program.s.store.Visits(t.Context(), d.clock.Now(), d.clock.Now().Add(clockMost))
	if err != nil {
		t.Fatal(err)
	}
	people := map[bot.PersonID]bool{}
	for i, v := range visits {
		people[v.Person] = true
		if v.Status != bot.VisitBooked {
			t.Errorf("a visit is left as %s", v.Status)
		}
		for _, o := range visits[:i] {
			if o.Resource == v.Resource && o.Start.Before(v.End) && v.Start.Before(o.End) {
				t.Errorf("%s has two at %v", v.Resource, v.Start)
			}
		}
	}
	if len(people) != othersAtOnce {
		t.Errorf("%d people have a visit, want %d", len(people), othersAtOnce)
	}
	for _, m := range d.twilio.Messages() {
		if slices.ContainsFunc(d.clinic.Staff, func(s config.Staff) bool { return s.Phone == m.To }) {
			t.Errorf("staff were alerted, so one of them was not understood: %s", m.Body)
		}
	}
}

// TestDemoOthersComeToAnEnd counts who can text in one demo.
func TestDemoOthersComeToAnEnd(t *testing.T) {
	d, at := openDemo(t)
	taken := map[string]bool{d.clinic.Texting.Line: true, d.clinic.Phone: true, d.person(): true}
	for _, s := range d.clinic.Staff {
		taken[s.Phone] = true
	}
	for range othersMost / othersAtOnce {
		people := d.invite()
		if len(people) != othersAtOnce || d.invite() != nil {
			t.Fatalf("%d came", len(people))
		}
		for _, o := range people {
			if taken[o.number] || !strings.HasPrefix(o.number, "+190755501") {
				t.Errorf("%s is somebody else's number, or is not made up", o.number)
			}
			taken[o.number] = true
		}
		d.others.talking = 0
	}
	if st := press(t, at+"/demo/others", `{}`); st != http.StatusConflict || d.others.state().Left {
		t.Errorf("status %d when all have texted", st)
	}
}

// TestDemoDayIsTurnedForOnePage turns the calendar of one of two open pages.
func TestDemoDayIsTurnedForOnePage(t *testing.T) {
	_, at := openDemo(t)
	turned := false
	watch(t, at, func(s demoState) bool { // reads on while it is turned
		if !turned {
			turned = true
			if s.Calendar.Date != "2026-03-04" || s.Calendar.Turned {
				t.Errorf("it opens on %s", s.Calendar.Date)
			}
			if st := press(t, at+"/demo/day", fmt.Sprintf(`{"page":%d,"date":"2026-03-06"}`, s.Page)); st != http.StatusNoContent {
				t.Errorf("status %d", st)
			}
			other := watch(t, at, func(s demoState) bool { return true })
			if other.Calendar.Turned || other.Page == s.Page {
				t.Errorf("another page was turned as well: %+v", other.Calendar)
			}
		}
		return s.Calendar.Turned && s.Calendar.Date == "2026-03-06"
	})
}

// Whoever signs out of the demo's console may come back as somebody else: words for
// danger take two people.
func TestDemoHasTwoStaffInItsConsole(t *testing.T) {
	t.Parallel()
	_, at := openDemo(t)
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	browser := &http.Client{Jar: jar}
	answer := func(res *http.Response, err error) string {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		b, err := io.ReadAll(res.Body)
		if err != nil || res.StatusCode != http.StatusOK {
			t.Fatal(res.Status, err)
		}
		return string(b)
	}
	if first := answer(browser.Get(at + "/console/scripts")); !strings.Contains(first, "Ana Example") {
		t.Error("the first is not Ana")
	}
	if out := answer(browser.PostForm(at+"/console/signout", nil)); !strings.Contains(out, `value="ben"`) || !strings.Contains(out, `<link rel="icon" href="/icon.svg"`) {
		t.Errorf("signing out leads nowhere, or to a page without its icon: %s", out)
	}
	answer(browser.Get(at + "/icon.svg"))
	answer(browser.PostForm(at+"/demo/signin", url.Values{"who": {"ben"}}))
	if then := answer(browser.Get(at + "/console/scripts")); !strings.Contains(then, "Ben Example") {
		t.Error("Ben is not let in")
	}
}
