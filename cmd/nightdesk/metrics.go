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
	dropped  *prometheus.CounterVec
	redact   *prometheus.CounterVec
	late     prometheus.Gauge
	pathOK   prometheus.Gauge
	accepted prometheus.Histogram
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
		redact: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "nightdesk_redactions_total",
			Help: "Attempts to blank a message in the carrier's log, by result."}, []string{"result"}),
		late: prometheus.NewGauge(prometheus.GaugeOpts{Name: "nightdesk_redactions_overdue",
			Help: "Messages whose words should have left the carrier's log 14 days ago and have not."}),
	}
	m.pathOK, m.accepted = newPathMetrics()
	m.dropped = prometheus.NewCounterVec(prometheus.CounterOpts{Name: "nightdesk_sends_dropped_total",
		Help: "Outbound messages that were not sent because they must not be, by class and why."}, []string{"class", "why"})
	unreplicated := prometheus.NewCounterFunc(prometheus.CounterOpts{Name: "nightdesk_unreplicated_total",
		Help: "Commits that no replica had within 200 ms; losing the master just then loses them."}, func() float64 { return float64(st.Unreplicated()) })
	m.registry.MustRegister(m.requests, m.events, m.limits, m.sends, m.dropped, m.redact, m.late, m.pathOK, m.accepted, unreplicated, collectors.NewGoCollector(),
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
	if r.State == bot.SendDropped {
		m.dropped.WithLabelValues(string(class), r.Why).Inc()
	}
}

func (m *metrics) redacted(result string) { m.redact.WithLabelValues(result).Inc() }

func (m *metrics) redactionsLate(n int) { m.late.Set(float64(n)) }
