package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/schedule"
	"nightdesk/bot/store"
	"nightdesk/webhooks"
	"nightdesk/webhooks/calendar"
)

// feedsKey names what the key of the feeds is derived for.
const feedsKey = "calendar-feeds"

type scheduleFeedsCmd struct{ orderBy }

// Help says how to subscribe.
func (scheduleFeedsCmd) Help() string {
	return `Paste an address where your calendar program says "subscribe by URL" (Google: other
calendars, from URL; Outlook: add calendar, subscribe from web; Apple: new calendar
subscription). Whoever has an address can read that feed, so give each person
their own resource's and nobody more; a feed says when, and never who. If one got
into wrong hands, count up "generation" under "feeds" in clinic.yaml and start the
server anew: all addresses change. Who had them shown is in the audit log. The server writes no address into its log; see to
it that a reverse proxy in front writes none that begins with /calendar/ either.`
}

// Run audits first: addresses that could not be audited are not shown.
func (c *scheduleFeedsCmd) Run(ctx context.Context, std *streams) error {
	d, err := c.open(ctx, std)
	if err != nil {
		return err
	}
	defer d.Close()
	ctx, cancel := context.WithTimeout(ctx, scheduleTime)
	defer cancel()
	clinic := d.clinic
	process, keys, err := keysetOf(std)
	if err != nil {
		return err
	}
	if process.PublicURL == "" {
		return errors.New("NIGHTDESK_PUBLIC_URL is not set (mend: give it the value that the server has)")
	}
	key, err := keys.Derive(clinic.ID, feedsKey)
	if err != nil {
		return err
	}
	if err := d.store.Audit(ctx, store.Act{Actor: c.By, Note: "feeds_shown", Touched: store.TouchedVisit, Detail: fmt.Sprintf("generation: %d", clinic.Feeds.Generation)}); err != nil {
		return err
	}
	feeds := calendar.New(feedsOf(clinic, calendarOf(clinic), key, nil, time.Now))
	for _, a := range feeds.Addresses() {
		name := a.Resource
		if name == "" {
			name = "the whole clinic"
		}
		fmt.Fprintf(std.out, "%-20s  %s%s\n", name, strings.TrimSuffix(process.PublicURL, "/"), a.Path)
	}
	return nil
}

// feeds serves the calendar of a program.
func (p *program) feeds(cal *schedule.Calendar) webhooks.Mount {
	o := feedsOf(p.s.clinic, cal, p.s.feedKey, feedVisits{p.s.store}, p.s.now)
	o.Log = p.s.log
	return webhooks.Mount{Path: calendar.Path, Handler: calendar.New(o), Secret: true}
}

// feedVisits reads the ledger for feeds. What can't be read is left out: the rest of
// a calendar is worth having.
type feedVisits struct{ st *store.Store }

// Visits reads those that start in a time.
func (v feedVisits) Visits(ctx context.Context, from, to time.Time) ([]bot.Booking, error) {
	all, err := v.st.Visits(ctx, from, to)
	if errors.Is(err, bot.ErrUnreadable) {
		return all, nil
	}
	return all, err
}
