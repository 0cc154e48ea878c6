package inbox_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"nightdesk/bot"
)

// While the store is down the alerts that it holds stand still. Staff are told so
// directly: after a minute, every quarter of an hour, and when it is over.
func TestAStoreThatIsDownIsTold(t *testing.T) {
	d, p := open(t, morning), &phones{}
	d.Alarm = p.alarm
	d.says(sam, "i want to die")
	broken := false
	ready := func(ctx context.Context) error {
		if broken {
			return bot.ErrUnavailable
		}
		return d.store.Ready(ctx)
	}
	looks := func(long time.Duration) {
		for end := d.now.Add(long); d.now.Before(end); {
			d.now = d.now.Add(10 * time.Second)
			d.Watch(t.Context(), ready)
			d.WorkAlarms(t.Context())
		}
	}
	looks(time.Hour)
	d.wantAlarms(p, "all is well", nil)
	broken = true
	looks(50 * time.Second)
	d.wantAlarms(p, "a store that changes masters", nil)
	broken = false
	looks(time.Minute)
	broken = true
	looks(70 * time.Second)
	d.wantAlarms(p, "a minute", map[string]int{"ana": 1, "sue": 1})
	looks(14 * time.Minute)
	d.wantAlarms(p, "a quarter of an hour", map[string]int{"ana": 1, "sue": 1})
	looks(40 * time.Minute)
	d.wantAlarms(p, "an hour", map[string]int{"ana": 4, "sue": 4})
	broken = false
	looks(30 * time.Second)
	broken = true
	looks(30 * time.Second)
	d.wantAlarms(p, "it comes and goes", map[string]int{"ana": 4, "sue": 4})
	broken = false
	looks(time.Hour)
	d.wantAlarms(p, "it is back", map[string]int{"ana": 5, "sue": 5})
	for i, got := range p.got {
		want := "alerts do not go out"
		if i >= 8 {
			want = "alerts go out again"
		}
		d.wants(got, want)
		if len(got) > len("ana: ")+160 {
			t.Errorf("%d characters: %q", len(got), got)
		}
	}
}

// It is told although the first phone fails, and from the start.
func TestAStoreThatWasNeverUpIsTold(t *testing.T) {
	d, p := down(t)
	p.fail = func(_ context.Context, staff string) error {
		if staff == "ana" {
			return errRefused
		}
		return nil
	}
	gone := func(context.Context) error { return bot.ErrUnavailable }
	d.Watch(t.Context(), gone)
	d.now = d.now.Add(61 * time.Second)
	d.Watch(t.Context(), gone)
	d.WorkAlarms(t.Context())
	d.wantAlarms(p, "from the start", map[string]int{"sue": 1})
	p.fail = nil
	d.now = d.now.Add(6 * time.Second)
	d.WorkAlarms(t.Context())
	d.wantAlarms(p, "again", map[string]int{"ana": 1, "sue": 1})
	if strings.Contains(d.log.String(), "+1907") {
		t.Error("a number is in the log")
	}
}
