package bot_test

import (
	"testing"
	"time"

	"nightdesk/bot"
)

func TestDaytime(t *testing.T) {
	z, err := time.LoadLocation("America/Anchorage")
	if err != nil {
		t.Fatal(err)
	}
	at := func(month time.Month, d, h, m int) time.Time { return time.Date(2026, month, d, h, m, 0, 0, z) }
	for _, c := range []struct {
		name              string
		now, want, before time.Time
	}{
		{"opens at eight", at(11, 23, 8, 0), at(11, 23, 8, 0), at(11, 23, 8, 0)},
		{"a minute before", at(11, 23, 7, 59), at(11, 23, 8, 0), at(11, 22, 20, 0)},
		{"last minute", at(11, 23, 20, 59), at(11, 23, 20, 59), at(11, 23, 20, 59)},
		{"nine in the evening", at(11, 23, 21, 0), at(11, 24, 8, 0), at(11, 23, 20, 0)},
		{"midnight", at(11, 24, 0, 0), at(11, 24, 8, 0), at(11, 23, 20, 0)},
		{"end of the month", at(11, 30, 22, 0), at(12, 1, 8, 0), at(11, 30, 20, 0)},
		{"night the clock goes forward", at(3, 7, 23, 0), at(3, 8, 8, 0), at(3, 7, 20, 0)},
		{"night the clock goes back", at(10, 31, 23, 0), at(11, 1, 8, 0), at(10, 31, 20, 0)},
	} {
		if got := bot.Daytime(c.now, z); !got.Equal(c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
		if got := bot.Daytime(c.now.UTC(), z); !got.Equal(c.want) {
			t.Errorf("%s, in UTC: %v, want %v", c.name, got, c.want)
		}
		if got := bot.DaytimeBefore(c.now.UTC(), z); !got.Equal(c.before) {
			t.Errorf("%s, before: %v, want %v", c.name, got, c.before)
		}
	}
}
