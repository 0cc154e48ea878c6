package main

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"nightdesk/bot"
	"nightdesk/webhooks/twilio"
	"nightdesk/webhooks/twilio/twiliotest"
)

// What people are called and write in TestNoCanaryGetsOut, and the numbers they
// have. Nothing of nightdesk's own holds any of it.
var (
	canaryNumbers = []string{"+19075551701", "+19075551702", "+19075551703", "+19075551704", "+19075551705", "+19075551706", "+12065551707", "+447700901708", "+18765551709", "+19005551710"}
	canaryNames   = []string{"Zebulon", "Quimby", "Wilhelmina", "Thaddeus", "Ysolde", "Bartholomew", "Xiomara", "Ferdinand", "Oceanne", "Krzysztof"}
	canaryWords   = []string{"marmalade", "quokka", "xylophone", "periwinkle", "kumquat", "didgeridoo", "flibbertigibbet", "zucchini", "walrus", "tarantella",
		"555-55-1234", "gargoyle", "mandolin", "pterodactyl", "rhubarb", "saxophone", "tambourine", "umbrella", "vermilion", "wolverine"}
)

// forms are the ways in which a word could be written: as it is, in hex, in
// base64 wherever it begins, in an address; a number also as people write it.
func forms(word string) []string {
	out := []string{word, hex.EncodeToString([]byte(word)), url.QueryEscape(word), url.PathEscape(word)}
	if d, ok := strings.CutPrefix(word, "+1"); ok {
		out = append(out, d, d[:3]+"-"+d[3:6]+"-"+d[6:], "("+d[:3]+") "+d[3:6]+"-"+d[6:])
		out = append(out, hex.EncodeToString([]byte(d)))
	}
	for _, enc := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
		for shift := range 3 { // what stands before it shares its first letters
			b := []byte(strings.Repeat("\x00", shift) + word)
			b = b[:len(b)/3*3] // and what comes after it the last
			out = append(out, enc.EncodeToString(b)[(shift*8+5)/6:])
		}
	}
	return out
}

// finds are the canaries in a text, whatever the letters' case.
func finds(text string) []string {
	low := strings.ToLower(text)
	var found []string
	for _, c := range slices.Concat(canaryNumbers, canaryNames, canaryWords) {
		if slices.ContainsFunc(forms(c), func(f string) bool { return strings.Contains(low, strings.ToLower(f)) }) {
			found = append(found, c)
		}
	}
	return found
}

func TestTheCanariesAreFoundHoweverTheyAreWritten(t *testing.T) {
	if n := len(slices.Concat(canaryNumbers, canaryNames, canaryWords)); n != 40 {
		t.Errorf("%d canaries", n)
	}
	for _, c := range slices.Concat(canaryNumbers, canaryNames, canaryWords) {
		for _, written := range []string{c, strings.ToUpper(c), hex.EncodeToString([]byte("x" + c)), "https://x.example/?q=" + url.QueryEscape("a "+c),
			base64.StdEncoding.EncodeToString([]byte(c + "!")), base64.StdEncoding.EncodeToString([]byte("a" + c + "bc")), base64.URLEncoding.EncodeToString([]byte("ab" + c + "c"))} {
			if !slices.Contains(finds("before "+written+" after"), c) {
				t.Errorf("%q is not found in %q", c, written)
			}
		}
	}
	if got := finds("Alert A7K2, level 1, waiting 3 min. Reply A7K2 or 1 to take it."); len(got) > 0 {
		t.Errorf("%q in an alert", got)
	}
}

// TestNoCanaryGetsOut has ten people tell the program all of it, in talks, in
// danger, over limits, while Redis refuses, while a server panics with their
// words in its hands, while the carrier fails; and looks for it everywhere but in
// the talks themselves.
func TestNoCanaryGetsOut(t *testing.T) {
	t.Parallel()
	s := storyOf(t, func(s *story) { s.clinic.Limits.DaySegments = 400 }, "--rdbcompression", "no")
	s.at(10)
	s.canariesTalk()
	s.canariesMeetFaults()
	if err := s.carrier.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	places := s.places()
	for where, text := range places {
		if len(text) == 0 {
			t.Errorf("nothing was gathered of the %s: the test proves nothing of it", where)
		}
		if found := finds(text); len(found) > 0 {
			t.Errorf("%q got into the %s", found, where)
		}
	}
	for _, event := range []string{"panic in a handler", "a turn broke", "webhook refused"} {
		if !strings.Contains(places["log"], event) {
			t.Errorf("no %q happened", event)
		}
	}
	s.leaksArePlanted(slices.Sorted(maps.Keys(places)))
}

// canariesTalk is what everybody says while all is well.
func (s *story) canariesTalk() {
	for i, from := range canaryNumbers {
		name, one, two := canaryNames[i], canaryWords[2*i], canaryWords[2*i+1]
		talk := []string{"hi", "1", "1", "1", "1", "1", "1", "4", "my name is " + name, "1", "none", "1", "1"}
		if i%2 == 1 {
			talk = append([]string{"hola"}, talk...)
		}
		for _, body := range append(talk, "what about my "+one, name+" likes "+two, "my number is "+from, "I want a person, ask for "+name) {
			s.says(from, body, twiliotest.Media(i%3))
		}
		s.says(from, "my friend "+name+" is not breathing, "+one)
		s.says(from, two+" he is awake now")
		if i%3 == 0 {
			s.says(from, name+": please stop texting me about "+two)
		}
		s.forward(time.Minute)
	}
	s.hearsOf(s.onCall(), "level 1")
	for _, body := range []string{"1", "list", "who", "done", "1 " + canaryNames[0], canaryWords[0]} {
		s.says(s.onCall(), body)
	}
	s.forward(3 * time.Hour) // nudges, escalations
}

// canariesMeetFaults is what they say while something fails.
func (s *story) canariesMeetFaults() {
	t := s.t
	full := s.redis.Client(t)
	_ = full.ConfigSet(t.Context(), "maxmemory", "1")
	for i, from := range canaryNumbers {
		s.says(from, canaryNames[i]+" wants to die, "+canaryWords[2*i])
		s.says(from, "where is my "+canaryWords[2*i+1])
	}
	_ = full.ConfigSet(t.Context(), "maxmemory", "0")

	broken := s.another(func(p *program) {
		p.inbox.Answered = func(n bot.Phone) bool { panic("of " + n.E164()) } // within a turn
	})
	gone := s.another(func(p *program) {
		p.inbox.Now = func() time.Time { panic(fmt.Sprint("of ", canaryWords)) } // outside of one
	})
	for i, from := range canaryNumbers {
		body := canaryNames[i] + " has a " + canaryWords[2*i]
		for n, at := range []string{broken, gone} {
			s.carrier.Post(at+twilio.PathSMS, form(numbered(1000+10*n+i), from, body))
			s.carrier.Post(at+twilio.PathFallback, form(numbered(1100+10*n+i), from, body))
		}
		twice := form(numbered(1200+i), from, body)
		twice.Add("Body", canaryWords[2*i+1])
		s.carrier.Post(s.public+twilio.PathSMS, twice)
		s.carrier.Text(from, body, twiliotest.SID(numbered(1300+i)))
		s.carrier.Text(from, canaryWords[2*i+1], twiliotest.SID(numbered(1300+i)))
		s.carrier.Text(from, body, twiliotest.Forged())
		s.carrier.Text(from, body, twiliotest.To("+19075550999"))
		s.carrier.Unreachable(from, []int{21610, 30003, 30007}[i%3])
	}
	s.carrier.NextCreates(twiliotest.Broken, twiliotest.Refused, twiliotest.HungUp, twiliotest.Rejected(21610))
	s.forward(24 * time.Hour)
	s.says(canaryNumbers[0], "my friend "+canaryNames[0]+" is not breathing")
	if _, err := s.program.inbox.CatchUp(t.Context(), oneCatchUp{s.store}, s.program.client); err != nil {
		t.Log("catch-up:", err)
	}
	s.hearsOf(s.onCall(), "level 1")
}

// places are all that comes out of the program, but for the talks.
func (s *story) places() map[string]string {
	t := s.t
	t.Helper()
	places := map[string]string{"log": s.log.String()}
	res, err := http.Get(s.public + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	scraped, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	places["metrics"] = string(scraped)
	for _, x := range s.carrier.Log() {
		if x.Kind != "api" || x.Method != http.MethodGet { // the carrier's list can only be asked by number
			places["addresses"] += x.URL + "\n"
		}
		if x.Kind == "webhook" && x.Status >= 400 {
			places["refusals"] += fmt.Sprintln(x.Status, x.Type, x.Answer)
		}
	}
	for _, st := range s.clinic.Staff {
		for _, m := range s.carrier.Phone(st.Phone).Inbox() {
			places["staff texts"] += m.Body + "\n"
		}
	}
	if err := s.redis.Client(t).Save(t.Context()).Err(); err != nil {
		t.Fatal(err)
	}
	files := string(s.redis.Files(t))
	if !strings.Contains(files, "REDIS0") || !strings.Contains(files, "EVALSHA") && !strings.Contains(files, "hset") && !strings.Contains(files, "HSET") {
		t.Error("the files hold no snapshot or no log of changes")
	}
	places["redis files"] = files
	return places
}

// leaksArePlanted lets a canary out into each place, and sees that it is found.
func (s *story) leaksArePlanted(names []string) {
	t := s.t
	const out = "quokka"
	s.program.s.log.Info("planted", "v", hex.EncodeToString([]byte(out)))
	s.program.metrics.event(out)
	s.carrier.Post(s.public+"/planted?q="+base64.StdEncoding.EncodeToString([]byte("a"+out+"bc")), url.Values{})
	refuses := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { http.Error(w, out, http.StatusTeapot) }))
	t.Cleanup(refuses.Close)
	s.carrier.Post(refuses.URL, url.Values{})
	if _, err := s.program.client.Send(t.Context(), bot.Send{ID: "planted", Class: bot.SendAlert, To: bot.Phone(s.onCall()), Body: "Alert, " + out}); err != nil {
		t.Fatal(err)
	}
	if err := s.redis.Client(t).Set(t.Context(), "planted", strings.ToUpper(out), 0).Err(); err != nil {
		t.Fatal(err)
	}
	s.hearsOf(s.onCall(), out)
	places := s.places()
	for _, where := range names {
		if !slices.Contains(finds(places[where]), out) {
			t.Errorf("a leak planted in the %s is not found", where)
		}
	}
}
