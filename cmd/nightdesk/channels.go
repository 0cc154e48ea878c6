package main

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"nightdesk/bot"
	"nightdesk/bot/handoff"
	"nightdesk/bot/inbox"
	"nightdesk/bot/outbox"
	"nightdesk/bot/schedule"
	"nightdesk/config"
	"nightdesk/webhooks/notify"
)

// channelsOf opens the channels that clinic.yaml names. One that can't be opened is a
// problem and left out: what is sent to it fails at once, climbs, and is an alert of
// its own, so a lost secret of a channel does not keep the line from starting.
func channelsOf(c config.Clinic, environ []string) (map[string]*notify.Channel, []config.Problem) {
	channels := map[string]*notify.Channel{}
	var problems []config.Problem
	for _, x := range c.Channels {
		ch, err := channelOf(x, environ)
		if err != nil {
			problems = append(problems, config.Problem{File: x.At, Text: fmt.Sprintf("channel %s: %v", x.Name, err)})
			continue
		}
		channels[x.Name] = ch
	}
	return channels, problems
}

func channelOf(x config.Channel, environ []string) (*notify.Channel, error) {
	address, err := x.URL.Secret(environ, os.ReadFile)
	if err != nil {
		return nil, fmt.Errorf("its address: %w", err)
	}
	key, err := x.Key.Secret(environ, os.ReadFile)
	if err != nil {
		return nil, fmt.Errorf("its key: %w", err)
	}
	ch, err := notify.New(notify.Options{Name: x.Name, URL: address.Reveal(), Key: []byte(key.Reveal())})
	if err != nil {
		return nil, fmt.Errorf("its address: %w", err)
	}
	return ch, nil
}

// boundDefaultClient gives the client that some services of the library share an end
// to wait: it has none by itself.
func boundDefaultClient() { http.DefaultClient.Timeout = 10 * time.Second }

// ways are all by which messages leave.
func (p *program) ways() outbox.Ways {
	w := outbox.Ways{Text: p.client, Voice: p.client.Calls(), Channels: map[string]outbox.Sender{}}
	for name, c := range p.s.channels {
		w.Channels[name] = c
	}
	return w
}

// selfTestOf is the daily test of the ways by which alerts go; nil if there is none.
func selfTestOf(c config.Clinic, cal *schedule.Calendar, r *handoff.Rota) *inbox.SelfTest {
	if c.SelfTest.Off != "" {
		return nil
	}
	return &inbox.SelfTest{Ways: inbox.WaysOf(r), At: func(now time.Time) time.Time { return testTime(c, cal, now) }}
}

// testTime is when the test of the local day of now is: as it is set, or when the desk
// opens, or at nine on days on which it does not.
func testTime(c config.Clinic, cal *schedule.Calendar, now time.Time) time.Time {
	y, m, d := now.In(c.Zone).Date()
	minutes := c.SelfTest.At
	if minutes < 0 {
		minutes = 9 * 60
		if spans := cal.Desk[now.In(c.Zone).Weekday()]; len(spans) > 0 {
			minutes = int(slices.MinFunc(spans, func(a, b schedule.Span) int { return int(a.From - b.From) }).From)
		}
	}
	return time.Date(y, m, d, 0, minutes, 0, 0, c.Zone)
}

// pathEvery is how often the state of the alert path is looked at for the metric.
const pathEvery = 30 * time.Second

// watchPath keeps the metric of the alert path, until ctx ends.
func (p *program) watchPath(ctx context.Context) {
	tick := time.NewTicker(pathEvery)
	defer tick.Stop()
	for {
		ok, err := p.inbox.AlertPath(ctx)
		if ctx.Err() == nil { // a store that can't be asked sends no alert
			p.metrics.alertPath(ok && err == nil)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// channels says of each channel whether it could be used. Nothing is sent.
func (f *findings) channels(c config.Clinic, environ []string) {
	channels, problems := channelsOf(c, environ)
	for _, p := range problems {
		f.say(false, "channel", p.String())
	}
	used := inbox.WaysOf(rotaOf(c, calendarOf(c)))
	for _, x := range c.Channels {
		switch ch := channels[x.Name]; {
		case ch == nil:
		case !slices.Contains(used, x.Name):
			f.say(false, "channel", fmt.Sprintf("%s (%s) gets no alert: no step names it (mend: write it in a step under alerts, as \"- %s: 0 min\")", x.Name, ch.Kind(), x.Name))
		default:
			f.say(true, "channel", fmt.Sprintf("%s (%s) has an address that can be used; the daily test tells whether it arrives", x.Name, ch.Kind()))
		}
	}
}

// mendPath is what to do about a way that does not work.
const mendPath = "mend: see that phone or channel, then watch the next test"

// alertPath says how the last test of the ways to staff went.
func (f *findings) alertPath(ctx context.Context, c config.Clinic, st inbox.SentReader, now time.Time) {
	if c.SelfTest.Off != "" {
		f.note("alert path", "it is not tested every day: "+c.SelfTest.Off)
		return
	}
	cal := calendarOf(c)
	ways := inbox.WaysOf(rotaOf(c, cal))
	for back, day := range []string{"today", "yesterday"} {
		at := now.In(c.Zone).AddDate(0, 0, -back)
		results, err := inbox.ReadSelfTest(ctx, st, at.Format(time.DateOnly), ways)
		if err != nil {
			f.say(false, "alert path", err.Error())
			return
		}
		if len(results) > 0 {
			ok, words := pathWords(results, ways, now)
			detail := fmt.Sprintf("tested %s %s, %s", day, results[0].At.In(c.Zone).Format("3:04 PM"), words)
			if !ok {
				detail += " (" + mendPath + ")"
			}
			f.say(ok, "alert path", detail)
			return
		}
	}
	if f.unused {
		f.note("alert path", "it was not tested yet: nightdesk serve has not run with this store")
		return
	}
	if at := testTime(c, cal, now); at.After(now) {
		f.note("alert path", "it was not tested yet; the test is today at "+at.In(c.Zone).Format("3:04 PM"))
		return
	}
	f.say(false, "alert path", "it was tested neither today nor yesterday (mend: start nightdesk serve, and see its log)")
}

// pathWords says how each way did.
func pathWords(results []inbox.Tested, ways []string, now time.Time) (ok bool, words string) {
	ok = true
	var said []string
	for _, t := range results {
		name := t.Way
		if t.Staff != "" {
			name = cmp.Or(t.Way, "text") + " to " + t.Staff
		}
		switch {
		case t.Mute:
			said = append(said, name+" taken by the carrier, which gives no receipts: whether it arrives nobody can know")
		case t.Arrived():
			said = append(said, name+" delivered")
		case t.Waiting(now):
			said = append(said, name+" on its way")
		default:
			ok = false
			is := "did not arrive"
			if t.Code != 0 {
				is = fmt.Sprintf("did not arrive (%d)", t.Code)
			}
			said = append(said, name+" "+is)
		}
	}
	for _, way := range ways {
		if way != bot.ChannelVoice && !slices.ContainsFunc(results, func(t inbox.Tested) bool { return t.Way == way }) {
			said = append(said, cmp.Or(way, "text")+" not tested yet")
		}
	}
	return ok, strings.Join(said, ", ")
}

// newPathMetrics are what tells an operator's own alarm about the ways to staff.
func newPathMetrics() (ok prometheus.Gauge, accepted prometheus.Histogram) {
	return prometheus.NewGauge(prometheus.GaugeOpts{Name: "nightdesk_alert_path_ok",
			Help: "1 if the last daily test arrived by every way and no case says that one is broken, else 0."}),
		prometheus.NewHistogram(prometheus.HistogramOpts{Name: "nightdesk_alert_accepted_seconds",
			Help:    "Time from when a case was opened or rose to when a carrier or channel had taken its first alerts.",
			Buckets: []float64{.05, .1, .2, .3, .5, .75, 1, 1.5, 2, 3, 5, 10, 30, 60, 180}})
}

func (m *metrics) alertPath(ok bool) {
	v := 0.0
	if ok {
		v = 1
	}
	m.pathOK.Set(v)
}

// taken notes how long an alert took, if it is one of the first about something.
func (m *metrics) taken(s bot.Send, at time.Time) {
	if s.Class == bot.SendAlert && !s.Raised.IsZero() {
		m.accepted.Observe(max(0, at.Sub(s.Raised).Seconds()))
	}
}
