package main

import (
	"context"
	"fmt"
	"time"

	"nightdesk/bot/outbox"
	"nightdesk/bot/store"
	"nightdesk/config"
)

// redacts makes the worker that blanks what is done with at the carrier.
func (p *program) redacts() {
	p.redact = outbox.NewRedactWorker(outbox.RedactOptions{Queue: p.s.store, Carrier: p.client, Busy: p.outbox.Busy, Now: p.s.now, Log: p.s.log,
		Count: p.metrics.redacted, Late: p.metrics.redactionsLate})
}

// redaction says whether words leave the carrier's log, and how many stay there for
// too long.
func (f *findings) redaction(ctx context.Context, c config.Clinic, st *store.Store) {
	if !c.Texting.Redact {
		f.note("redaction", "off: the carrier keeps the words of every text (texting: redact: on has them blanked there)")
		return
	}
	late, err := st.RedactionsOverdue(ctx, time.Now().Add(-outbox.RedactWithin))
	switch {
	case err != nil:
		f.say(false, "redaction", fmt.Sprintf("on, and the queue can't be read: %v (mend: look at the store)", err))
	case late > 0:
		f.say(false, "redaction", fmt.Sprintf("on, and %d messages still hold their words at the carrier after %d days (mend: look at its status page, or delete them in its console)",
			late, int(outbox.RedactWithin.Hours()/24)))
	default:
		f.say(true, "redaction", "on: words leave the carrier's log about a minute after they are dealt with; none is overdue")
	}
}
