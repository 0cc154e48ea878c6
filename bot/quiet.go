package bot

import "time"

// Hours between which a text may go out that nobody asked for, clinic-local.
// Source: 47 CFR 64.1200(c)(1).
const (
	quietUntil = 8
	quietFrom  = 21
)

// Daytime returns t, or the next time the clinic's day begins if t is in the
// quiet hours.
func Daytime(t time.Time, zone *time.Location) time.Time {
	local := t.In(zone)
	y, m, d := local.Date()
	switch {
	case local.Hour() < quietUntil:
	case local.Hour() >= quietFrom:
		d++
	default:
		return t
	}
	return time.Date(y, m, d, quietUntil, 0, 0, 0, zone)
}
