package console

import (
	"errors"
	"sync"
	"time"

	"nightdesk/bot"
)

func isUnreadable(err error) bool { return errors.Is(err, bot.ErrUnreadable) }

// readLasts is how long one entry of the audit log stands for a page that is open and
// keeps itself up to date.
const readLasts = 15 * time.Minute

// mostReads bounds what is remembered of reads.
const mostReads = 4096

// reads are those that were audited a while ago.
type reads struct {
	mu   sync.Mutex
	when map[readOf]time.Time
}

type readOf struct {
	account string
	person  bot.PersonID
	what    string
}

func (r *reads) has(account string, person bot.PersonID, what string, now time.Time) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	at, ok := r.when[readOf{account, person, what}]
	return ok && now.Sub(at) < readLasts && !now.Before(at)
}

func (r *reads) note(account string, person bot.PersonID, what string, now time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.when == nil || len(r.when) >= mostReads {
		r.when = map[readOf]time.Time{}
	}
	r.when[readOf{account, person, what}] = now
}

// audited writes down that whoever is asking reads something, before they do.
func (v *visit) audited(person bot.PersonID, what string) error {
	if err := v.c.o.Auditor.Read(v.r.Context(), v.account.ID, person, what); err != nil {
		return err
	}
	v.c.reads.note(v.account.ID, person, what, v.now)
	return nil
}

// auditedOnce is audited for a page that asks for a piece of itself: what was written
// down a moment ago stands for it.
func (v *visit) auditedOnce(person bot.PersonID, what string) error {
	if v.c.reads.has(v.account.ID, person, what, v.now) {
		return nil
	}
	return v.audited(person, what)
}
