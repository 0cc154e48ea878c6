package main

import (
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"nightdesk/bot"
	"nightdesk/bot/store"
)

// metrics are what Prometheus reads. No label holds a number, a name, a word or
// a message id: only fixed words of the program's own.
type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.HistogramVec
	events   *prometheus.CounterVec
	limits   *prometheus.CounterVec
	sends    *prometheus.CounterVec
}

func newMetrics(st *store.Store) *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "nightdesk_request_seconds",
			Help: "Time to answer a request, by route and status.", Buckets: []float64{.001, .005, .02, .1, .5, 2, 5, 12}}, []string{"route", "status"}),
		events: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "nightdesk_webhook_events_total",
			Help: "What webhooks brought, by kind."}, []string{"event"}),
		limits: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "nightdesk_limited_total",
			Help: "Texts that no script answered, by the limit that held."}, []string{"limit"}),
		sends: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "nightdesk_sends_total",
			Help: "Outbound messages, by class, result and the carrier's error code."}, []string{"class", "state", "code"}),
	}
	unreplicated := prometheus.NewCounterFunc(prometheus.CounterOpts{Name: "nightdesk_unreplicated_total",
		Help: "Commits that no replica had within 200 ms; losing the master just then loses them."}, func() float64 { return float64(st.Unreplicated()) })
	m.registry.MustRegister(m.requests, m.events, m.limits, m.sends, unreplicated, collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

func (m *metrics) request(route string, status int, took time.Duration) {
	m.requests.WithLabelValues(route, strconv.Itoa(status)).Observe(took.Seconds())
}

func (m *metrics) event(event string) { m.events.WithLabelValues(event).Inc() }

func (m *metrics) limit(which string) { m.limits.WithLabelValues(which).Inc() }

// day shows how much of the day's automatic texts is spent, as this server knows
// it, and of how many.
func (m *metrics) day(spent func() int, limit int) {
	m.registry.MustRegister(
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "nightdesk_day_segments",
			Help: "Segments of automatic texts sent today by all servers; danger and staff are not counted."}, func() float64 { return float64(spent()) }),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "nightdesk_day_segments_limit",
			Help: "How many of them there may be."}, func() float64 { return float64(limit) }))
}

func (m *metrics) sent(class bot.SendClass, r bot.SendResult) {
	m.sends.WithLabelValues(string(class), string(r.State), strconv.Itoa(r.Code)).Inc()
}
