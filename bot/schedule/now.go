package schedule

import (
	"strings"
	"time"

	"nightdesk/bot"
)

// NowText says whether w is open at now and what comes next, in a few words to
// put into a sentence: "open now until 11 AM", "closed for Thanksgiving, opens
// Sat Nov 28, 6 AM", "closed now, opens today 5:30 AM". Why a closure is one is
// said if the clinic has written it in the language.
func (c *Calendar) NowText(w Week, now time.Time, lang bot.Lang) string {
	n := in(lang)
	if never(w) {
		return n.closed + ", " + n.noHours
	}
	open, changes := c.OpenNow(w, now)
	switch {
	case open && changes.IsZero():
		return n.openNow
	case open:
		return n.openNow + " " + n.until + " " + c.closesText(n, changes, now)
	}
	s := n.closedNow
	closure, closed := c.Closed(c.Date(now))
	if lang != bot.Spanish {
		lang = bot.English // as the other words are
	}
	if why := strings.TrimSpace(closure.Why[lang]); closed && why != "" {
		s = n.closed + " " + n.because + " " + why
	}
	for i := 0; closed && changes.IsZero() && i < len(c.Closures); i++ { // longer than OpenNow looks
		changes = c.OpensAfter(w, closure.To)
		x, _ := parseDay(closure.To)
		closure, closed = c.Closed(x.add(1).String())
	}
	if changes.IsZero() {
		return s
	}
	return s + ", " + n.opens + " " + c.opensText(n, changes, now)
}

// never reports whether a week has no hours at all.
func never(w Week) bool {
	for _, spans := range w {
		if len(spans) > 0 {
			return false
		}
	}
	return true
}

// night is within how much of now a time of the next day needs no date.
const night = 12 * time.Hour

// closesText says until when it is open. Midnight is the end of the day before.
func (c *Calendar) closesText(n *names, t, now time.Time) string {
	l, today := t.In(c.Zone), dayOf(now.In(c.Zone))
	x, clock := dayOf(l), n.clock(minuteOf(l))
	if clock == n.midnight {
		x = x.add(-1)
	}
	if x == today || x == today.add(1) && t.Sub(now) < night {
		return clock
	}
	return c.dated(n, x, now) + ", " + clock
}

// opensText says when it opens. Midnight is the beginning of its day, so it is
// not called by that word.
func (c *Calendar) opensText(n *names, t, now time.Time) string {
	l, today := t.In(c.Zone), dayOf(now.In(c.Zone))
	x, clock := dayOf(l), n.clock(minuteOf(l))
	if clock == n.midnight {
		clock = "12 AM"
	}
	switch x {
	case today:
		return n.today + " " + clock
	case today.add(1):
		return n.tomorrow + ", " + c.dated(n, x, now) + ", " + clock
	}
	return c.dated(n, x, now) + ", " + clock
}

func minuteOf(l time.Time) Minutes { return Minutes(l.Hour()*60 + l.Minute()) }
