package bot_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

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

func load(t testing.TB, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

func TestZones(t *testing.T) {
	clinic := load(t, "America/Anchorage")
	for _, c := range []struct {
		name string
		p    bot.Phone
		want string
	}{
		{"Alaska has two zones, and one is the clinic's", "+19075550141", "America/Anchorage"},
		{"New York", "+12125550141", "America/Anchorage America/New_York"},
		{"Vancouver", "+16045550141", "America/Anchorage America/Vancouver"},
		{"toll-free", "+18005550141", "America/Anchorage"},
		{"Manila", "+639171234567", "America/Anchorage Asia/Manila"},
		{"no country", "+999555014112", "America/Anchorage"},
		{"a short code", "90123", "America/Anchorage"},
		{"letters", "ATS", "America/Anchorage"},
		{"nothing", "", "America/Anchorage"},
	} {
		var got []string
		for _, z := range bot.Zones(clinic, c.p) {
			got = append(got, z.String())
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("%s: %s, want %s", c.name, s, c.want)
		}
	}
}

// In any two zones of the earth there is an hour of day in common, and the time
// found is in it: the next, or the last before. Zones without one leave the
// clinic's.
func TestDaytimeInSeveralZones(t *testing.T) {
	clinic := load(t, "America/Anchorage")
	day := func(at time.Time, z *time.Location) bool { h := at.In(z).Hour(); return h >= 8 && h < 21 }
	rapid.Check(t, func(t *rapid.T) {
		zones := []*time.Location{clinic}
		for range rapid.IntRange(0, 3).Draw(t, "zones") {
			zones = append(zones, time.FixedZone("z", rapid.IntRange(-48, 56).Draw(t, "quarters")*900))
		}
		at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(rapid.Int64Range(0, 366*24*60).Draw(t, "minute")) * time.Minute)
		all := func(at time.Time) bool {
			return !slices.ContainsFunc(zones, func(z *time.Location) bool { return !day(at, z) })
		}
		next, before := bot.Daytime(at, zones...), bot.DaytimeBefore(at, zones...)
		if next.Before(at) || next.Sub(at) > 26*time.Hour || before.After(at) || !day(next, clinic) || !day(before, clinic) {
			t.Fatalf("%v: next %v, before %v", at, next, before)
		}
		if len(zones) < 3 && (!all(next) || !all(before)) {
			t.Fatalf("%v in two zones: next %v, before %v", at, next, before)
		}
		for m := at; m.Before(at.Add(25 * time.Hour)); m = m.Add(5 * time.Minute) {
			if all(m) {
				if !all(next) || next.After(m) {
					t.Fatalf("%v: %v is day everywhere, got %v", at, m, next)
				}
				return
			}
		}
		if want := bot.Daytime(at, clinic); !next.Equal(want) {
			t.Fatalf("%v: no hour in common, got %v, want %v", at, next, want)
		}
	})
}

func TestCapped(t *testing.T) {
	z := load(t, "America/Anchorage")
	at := func(d, h int) time.Time { return time.Date(2026, 11, d, h, 0, 0, 0, z) }
	for _, c := range []struct {
		name string
		sent []time.Time
		now  time.Time
		want bool
		next time.Time
	}{
		{"none", nil, at(23, 12), false, at(23, 12)},
		{"today", []time.Time{at(23, 9)}, at(23, 20), true, at(24, 8)},
		{"yesterday evening, UTC's today", []time.Time{at(22, 20)}, at(23, 8), false, at(23, 8)},
		{"three in the week", []time.Time{at(17, 12), at(19, 12), at(21, 12)}, at(23, 12), true, at(25, 8)},
		{"by night", nil, at(23, 23), false, at(24, 8)},
	} {
		if got := bot.Capped(c.sent, c.now, z); got != c.want {
			t.Errorf("%s: capped %v", c.name, got)
		}
		if got := bot.UnaskedAt(c.sent, c.now, z); !got.Equal(c.next) {
			t.Errorf("%s: next %v, want %v", c.name, got, c.next)
		}
	}
}
