package inbox_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/handoff"
	"nightdesk/bot/inbox"
)

func millis(t time.Time) string { return strconv.FormatInt(t.UnixMilli(), 10) }

// testing gives the desk a daily test at nine, by ways, and keeps what is sent.
func (d *desk) testing(ways ...string) *[]bot.Send {
	d.SelfTest = &inbox.SelfTest{Ways: ways, At: func(now time.Time) time.Time {
		y, m, day := now.In(zone).Date()
		return time.Date(y, m, day, 9, 0, 0, 0, zone)
	}}
	sent := &[]bot.Send{}
	d.refuse = func(s bot.Send) error {
		d.mu.Lock()
		defer d.mu.Unlock()
		*sent = append(*sent, s)
		return nil
	}
	return sent
}

// tests looks whether a test is due, and works off what follows.
func (d *desk) tests() {
	d.t.Helper()
	if err := d.WorkSelfTest(d.t.Context()); err != nil {
		d.t.Fatal(err)
	}
	d.settle()
}

// arrives is the carrier's receipt for the test of a text.
func (d *desk) arrives(way string, state bot.SendState) {
	d.t.Helper()
	id := inbox.SelfTestID(d.now.In(zone).Format(time.DateOnly), way)
	if err := d.Receipt(d.t.Context(), bot.Receipt{Send: id, Rank: 4, State: state, Call: way == bot.ChannelVoice}); err != nil {
		d.t.Fatal(err)
	}
}

func wed(hour, minute int) time.Time { return time.Date(2026, 3, 4, hour, minute, 0, 0, zone) } // a Wednesday

// Once a day, whatever replicas and restarts there are, and by each way: to the first
// on call, and to each channel. It says that it is a test.
func TestSelfTestOnceADay(t *testing.T) {
	d := open(t, wed(8, 59))
	sent := d.testing("", bot.ChannelVoice, "nurses-slack")
	d.tests()
	if len(*sent) != 0 {
		t.Fatalf("before its time: %+v", *sent)
	}
	d.now = wed(9, 0)
	other := d.second() // another process on the same store
	other.SelfTest, other.Rota = d.SelfTest, d.Rota
	for range 2 {
		d.tests()
		if err := other.WorkSelfTest(t.Context()); err != nil {
			t.Fatal(err)
		}
		d.settle()
	}
	if len(*sent) != 2 {
		t.Fatalf("%d tests: %+v", len(*sent), *sent)
	}
	for _, s := range *sent {
		if !strings.Contains(s.Body.Text(), "TEST") || s.Case != "" || s.Class != bot.SendAlert {
			t.Errorf("%+v", s)
		}
	}
	if i := slices.IndexFunc(*sent, func(s bot.Send) bool { return s.Channel == "" }); (*sent)[i].Staff != "ana" || (*sent)[i].To != ana {
		t.Errorf("%+v", (*sent)[i])
	}
	if i := slices.IndexFunc(*sent, func(s bot.Send) bool { return s.Channel != "" }); (*sent)[i].Alert == nil || (*sent)[i].Alert.Code != "TEST" || (*sent)[i].Alert.Level != 0 {
		t.Errorf("%+v", (*sent)[i])
	}
	d.arrives("", bot.SendDelivered)
	d.passes(15 * time.Minute)
	if len(d.cases()) != 0 {
		t.Errorf("%+v", d.cases())
	}
	if ok, err := d.AlertPath(t.Context()); err != nil || !ok {
		t.Error(ok, err)
	}
	d.now = wed(9, 0).AddDate(0, 0, 1)
	d.tests()
	if len(*sent) != 4 {
		t.Errorf("%d tests in two days", len(*sent))
	}
	d.arrives("", bot.SendDelivered)
	d.passes(11 * time.Minute)
	for d.now.Weekday() != time.Monday { // calls are tested on Mondays
		d.now = d.now.AddDate(0, 0, 1)
	}
	d.settle()
	before := len(*sent)
	d.tests()
	if len(*sent) != before+3 || !slices.ContainsFunc(*sent, func(s bot.Send) bool { return s.Channel == bot.ChannelVoice && s.Staff == "ana" }) {
		t.Errorf("on Monday: %+v", (*sent)[before:])
	}
}

// What does not arrive in ten minutes is an alert to the others.
func TestSelfTestThatDoesNotArrive(t *testing.T) {
	for name, tc := range map[string]struct {
		happens func(*desk)
		reasons []string
	}{
		"no receipt":     {func(*desk) {}, []string{"alerts by text to ana do not arrive"}},
		"not delivered":  {func(d *desk) { d.arrives("", bot.SendUndelivered) }, []string{"alerts by text to ana do not arrive"}},
		"delivered":      {func(d *desk) { d.arrives("", bot.SendDelivered) }, nil},
		"a call is busy": {func(d *desk) { d.arrives("", bot.SendDelivered); d.arrives(bot.ChannelVoice, bot.SendUndelivered) }, nil},
		"the channel is down": {func(d *desk) { d.arrives("", bot.SendDelivered) },
			[]string{"alerts to the channel nurses-slack do not arrive"}},
	} {
		t.Run(name, func(t *testing.T) {
			d := open(t, wed(9, 0).AddDate(0, 0, 5)) // a Monday
			d.testing("", bot.ChannelVoice, "nurses-slack")
			d.refusesWhat(func(s bot.Send) bool { return name == "the channel is down" && s.Channel == "nurses-slack" })
			d.tests()
			d.arrives(bot.ChannelVoice, bot.SendDelivered)
			tc.happens(d)
			d.passes(11 * time.Minute)
			var reasons []string
			for _, k := range d.pathCases() {
				reasons = append(reasons, k.Reasons...)
			}
			if !slices.Equal(reasons, tc.reasons) || len(d.cases()) != len(reasons) {
				t.Errorf("%q, want %q", reasons, tc.reasons)
			}
			ok, err := d.AlertPath(t.Context())
			if err != nil || ok != (tc.reasons == nil) {
				t.Error(ok, err)
			}
			if tc.reasons != nil && strings.Contains(tc.reasons[0], "ana") {
				d.wants(d.heard(ben), "Alert "+d.pathCases()[0].Code+", level 1")
			}
		})
	}
}

// A test that was missed is made up for by day, and wakes nobody at night.
func TestSelfTestAfterAnOutage(t *testing.T) {
	for _, tc := range []struct {
		now  time.Time
		sent int
	}{{wed(8, 0), 0}, {wed(9, 30), 1}, {wed(15, 0), 1}, {wed(23, 0), 0}} {
		d := open(t, tc.now)
		sent := d.testing("")
		d.tests()
		if len(*sent) != tc.sent {
			t.Errorf("at %s: %d tests", tc.now.Format("15:04"), len(*sent))
		}
		if ok, err := d.AlertPath(t.Context()); err != nil || ok != (tc.sent > 0) {
			t.Errorf("at %s: %v %v", tc.now.Format("15:04"), ok, err)
		}
	}
	d := open(t, wed(9, 0))
	d.tests() // there is none
	if d.timers() != "" {
		t.Error(d.timers())
	}
}

// Nobody is on call: the test goes to whom an alert would go.
func TestSelfTestInAGap(t *testing.T) {
	d := open(t, wed(9, 0))
	sent := d.testing("")
	d.Rota.Shifts = nil
	d.tests()
	if len(*sent) != 1 || (*sent)[0].Staff != "sue" {
		t.Errorf("%+v", *sent)
	}
}

func TestWaysOf(t *testing.T) {
	step := func(by ...string) handoff.Ladder { return handoff.Ladder{Steps: []handoff.Step{{By: by}}} }
	r := &handoff.Rota{Ladders: map[bot.Level]handoff.Ladder{1: step("slack", bot.ChannelVoice), 2: step()},
		Teams: map[bot.Team]map[bot.Level]handoff.Ladder{bot.TeamNursing: {1: step("", "pager")}}}
	if got, want := inbox.WaysOf(r), []string{"", bot.ChannelVoice, "pager", "slack"}; !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	if got := inbox.WaysOf(&handoff.Rota{}); !slices.Equal(got, []string{""}) {
		t.Errorf("%q", got)
	}
}

// A carrier that never sends a receipt is told of once; from the next day on that it
// took the test is all that can be known, until it gives receipts or refuses one.
func TestSelfTestOfACarrierWithoutReceipts(t *testing.T) {
	d := open(t, wed(9, 0).AddDate(0, 0, 3)) // a Saturday
	d.testing("", bot.ChannelVoice)
	for day := range 5 {
		d.now = wed(9, 0).AddDate(0, 0, 3+day)
		d.settle()
		d.tests()
		switch day {
		case 3:
			d.arrives("", bot.SendDelivered)
		case 4:
			d.arrives("", bot.SendUndelivered)
		}
		d.passes(11 * time.Minute)
		path := d.pathCases()
		if broken := day == 0 || day == 4; broken != (len(path) == 1) {
			t.Fatalf("day %d: %+v", day, path)
		}
		if day == 0 {
			d.wants(d.says(ben, path[0].Code), "is yours")
			d.wants(d.says(ben, "done "+path[0].Code), "is closed")
		}
		results, err := inbox.ReadSelfTest(t.Context(), d.store, d.now.In(zone).Format(time.DateOnly), d.SelfTest.Ways)
		if err != nil || len(results) == 0 || results[0].Mute != (day == 1 || day == 2) {
			t.Errorf("day %d: %+v, %v", day, results, err)
		}
		if ok, err := d.AlertPath(t.Context()); err != nil || ok != (day > 0 && day < 4) {
			t.Errorf("day %d: the path works %t, %v", day, ok, err)
		}
	}
}
