package main

import (
	"context"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// openDemo starts the demo as its command does and returns its address.
func openDemo(t *testing.T) (*demo, string) {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	d, err := newDemo(t.Context(), ln.Addr().String(), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.program.startOn(t.Context(), ln); err != nil {
		t.Fatal(err)
	}
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

func TestDemoFromHiToABookedVisitAndAnAlert(t *testing.T) {
	d, at := openDemo(t)
	for _, body := range []string{"hi", "1", "1", "1", "1", "1", "1", "4", "sam", "1", "7", "1", "2", "1", "1", "1"} {
		if st := press(t, at+"/demo/text", `{"phone":"them","body":"`+body+`"}`); st != http.StatusNoContent {
			t.Fatalf("status %d", st)
		}
	}
	booked := false
	for _, m := range d.state().Them.Messages {
		booked = booked || strings.HasPrefix(m.Text, "Booked: ")
	}
	if !booked {
		t.Fatalf("no visit was booked: %+v", d.state().Them.Messages)
	}
	if len(d.state().Wire) == 0 {
		t.Error("no traffic is shown")
	}
	press(t, at+"/demo/text", `{"phone":"them","body":"I want a person"}`)
	press(t, at+"/demo/clock", `{"forward":"1h"}`)
	alerted := 0
	for _, s := range d.state().Staff {
		for _, m := range s.Messages {
			if strings.HasPrefix(m.Text, "Alert ") {
				alerted++
			}
		}
	}
	if alerted < 2 {
		t.Errorf("%d alerts after an hour in which nobody took it, want it to have climbed", alerted)
	}
}

func TestDemoRefusesWhatItsPageWouldNotSend(t *testing.T) {
	_, at := openDemo(t)
	for name, c := range map[string]struct{ path, body string }{
		"bad JSON":   {"/demo/text", "{"},
		"clock back": {"/demo/clock", `{"forward":"-1h"}`},
		"huge clock": {"/demo/clock", `{"forward":"100000h"}`},
		"no clock":   {"/demo/clock", `{}`},
	} {
		if st := press(t, at+c.path, c.body); st != http.StatusBadRequest {
			t.Errorf("%s: status %d, want 400", name, st)
		}
	}
	if st := press(t, at+"/demo/text", `{"phone":"them","body":"hi"}`, "Sec-Fetch-Site", "cross-site"); st != http.StatusForbidden {
		t.Errorf("another site typed on the phone: status %d", st)
	}
}
