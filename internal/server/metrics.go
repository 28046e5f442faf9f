package server

import (
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// metrics count requests and operations, by kind and never by who asked.
type metrics struct {
	registry   *prometheus.Registry
	requests   *prometheus.CounterVec
	operations *prometheus.HistogramVec
	errors     *prometheus.CounterVec
	streams    prometheus.Gauge
}

func newMetrics() *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "kobo_http_requests_total", Help: "Requests answered, by route and class of status.",
		}, []string{"route", "status"}),
		operations: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "kobo_graphql_operation_seconds", Help: "Time from request to answer, by kind of operation.",
			Buckets: []float64{.002, .005, .01, .02, .05, .1, .2, .5, 1, 2, 5, 10},
		}, []string{"kind"}),
		errors: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "kobo_graphql_errors_total", Help: "Operations answered with errors, by kind and code of the first.",
		}, []string{"kind", "code"}),
		streams: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "kobo_graphql_streams", Help: "Subscriptions under way.",
		}),
	}
	m.registry.MustRegister(m.requests, m.operations, m.errors, m.streams,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

func (m *metrics) request(route string, status int, took time.Duration) {
	m.requests.WithLabelValues(route, strconv.Itoa(status/100)+"xx").Inc()
}

func (m *metrics) operation(kind, code string, took time.Duration) {
	if kind != "subscription" { // which lasts as long as someone listens
		m.operations.WithLabelValues(kind).Observe(took.Seconds())
	}
	if code != "" {
		m.errors.WithLabelValues(kind, code).Inc()
	}
}

func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}
