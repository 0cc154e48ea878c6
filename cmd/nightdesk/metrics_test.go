package main

import (
	"fmt"
	"testing"

	"github.com/prometheus/client_golang/prometheus"

	"nightdesk/bot"
	"nightdesk/bot/outbox"
)

// Why a text was not sent is counted by its class and a word of the gate's, and by
// nothing of whom it was for.
func TestWhatWasDroppedIsCounted(t *testing.T) {
	m := newMetrics(nil)
	m.sent(bot.SendUnprompted, bot.SendResult{State: bot.SendDropped, Why: outbox.WhyCapped})
	m.sent(bot.SendUnprompted, bot.SendResult{State: bot.SendDropped, Why: outbox.WhyCapped})
	m.sent(bot.SendReply, bot.SendResult{State: bot.SendDropped, Why: outbox.WhyOptedOut})
	m.sent(bot.SendReply, bot.SendResult{State: bot.SendSent})
	only := prometheus.NewRegistry()
	only.MustRegister(m.dropped)
	families, err := only.Gather()
	if err != nil || len(families) != 1 {
		t.Fatal(families, err)
	}
	got := map[string]float64{}
	for _, x := range families[0].GetMetric() {
		labels := x.GetLabel()
		if len(labels) != 2 || labels[0].GetName() != "class" || labels[1].GetName() != "why" {
			t.Fatal(labels)
		}
		got[labels[0].GetValue()+" "+labels[1].GetValue()] = x.GetCounter().GetValue()
	}
	want := map[string]float64{"unprompted capped": 2, "reply opted_out": 1}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
