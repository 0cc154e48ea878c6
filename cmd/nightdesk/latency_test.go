package main

import (
	"fmt"
	"slices"
	"testing"
	"time"
)

// alertPeople is how many people the time to an alert is measured with.
const alertPeople = 200

// As many people text, one after the other, and each time it is measured how long the
// alert takes from their text to the carrier. The figures are said, not judged: how
// fast a machine is at the moment is no fault of the program.
func TestAnAlertLeavesAtOnce(t *testing.T) {
	s := newStory(t)
	phone, took := s.onCall(), make([]time.Duration, alertPeople)
	for n := range took {
		took[n] = s.timeToAlert(phone, n)
	}
	slices.Sort(took)
	t.Logf("from the text to the alert at the carrier, %d texts: p50 %v, p99 %v, longest %v",
		len(took), quantile(took, .50), quantile(took, .99), took[len(took)-1])
}

// BenchmarkAlert is the same for as long as it runs. The target is 2 s at p99.
func BenchmarkAlert(b *testing.B) {
	s := newStory(b)
	phone := s.onCall()
	var took []time.Duration
	for b.Loop() {
		took = append(took, s.timeToAlert(phone, len(took)))
	}
	slices.Sort(took)
	b.ReportMetric(float64(quantile(took, .50).Microseconds())/1000, "p50-ms")
	b.ReportMetric(float64(quantile(took, .99).Microseconds())/1000, "p99-ms")
}

// timeToAlert is how long the nth alert takes, by what the nth person texts.
func (s *story) timeToAlert(phone string, n int) time.Duration {
	s.t.Helper()
	began := time.Now()
	s.says(fmt.Sprintf("+1907%07d", 5560000+n), "I want to talk to a real person")
	s.hears(phone, n+1)
	return time.Since(began)
}

func quantile(sorted []time.Duration, q float64) time.Duration {
	return sorted[min(len(sorted)-1, int(q*float64(len(sorted))))]
}
