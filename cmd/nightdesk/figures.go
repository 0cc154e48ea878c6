package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/handoff"
	"nightdesk/bot/report"
	"nightdesk/bot/store"
	"nightdesk/webhooks/console"
)

// consoleFigures makes the console's reports.
type consoleFigures struct{ *program }

// Report is of a stretch of time, midnights of the clinic. The cases of it are open or
// were closed since it began.
func (f consoleFigures) Report(ctx context.Context, from, to time.Time) (report.Report, error) {
	now := f.s.now()
	open, err := f.s.store.OpenCases(ctx)
	if err != nil && !errors.Is(err, bot.ErrUnreadable) {
		return report.Report{}, err
	}
	closed, bad := f.s.store.ClosedCases(ctx, from, now.Add(time.Hour))
	if bad != nil && !errors.Is(bad, bot.ErrUnreadable) {
		return report.Report{}, bad
	}
	zone := f.s.clinic.Zone
	days, lost := f.s.store.Counts(ctx, from.In(zone).Format(time.DateOnly), to.Add(-time.Second).In(zone).Format(time.DateOnly))
	if lost != nil {
		return report.Report{}, lost
	}
	in := report.Input{From: from, To: to, Now: now, Zone: zone, Days: days, Limits: f.limits()}
	for _, w := range append(open[:len(open):len(open)], closed...) {
		in.Cases = append(in.Cases, w.Case)
	}
	return report.Make(in), errors.Join(err, bad)
}

// limits are within which time a case of each level is to be taken: by when the last
// step of its ladder has told everybody.
func (f consoleFigures) limits() map[bot.Level]time.Duration {
	limits := map[bot.Level]time.Duration{}
	rota := f.inbox.CurrentRota()
	for level, l := range handoff.DefaultLadders() {
		if own, ok := rota.Ladders[level]; ok && len(own.Steps) > 0 {
			l = own
		}
		limits[level] = l.Steps[len(l.Steps)-1].After
	}
	return limits
}

// consoleAudit is the audit log as the console reads it.
type consoleAudit struct {
	*program
	last *lastCheck
}

// lastCheck is what the last check of the log found.
type lastCheck struct {
	mu    sync.Mutex
	chain console.AuditChain
}

// mostAudited is how many entries one page looks through.
const mostAudited = 100_000

// Entries reads those that the filter lets through, newest first.
func (a consoleAudit) Entries(ctx context.Context, q console.AuditQuery) (console.AuditPage, error) {
	var p console.AuditPage
	last, more, err := a.s.store.AuditBack(ctx, q.From, q.To, q.Before, mostAudited, func(e store.AuditEntry) bool {
		if q.Actor != "" && e.Actor != q.Actor || q.What != "" && e.Note != q.What || q.Person != "" && e.Person != q.Person {
			return true
		}
		p.Entries = append(p.Entries, console.AuditEntry{ID: e.ID, At: e.At, Actor: e.Actor, What: e.Note, Person: e.Person, Touched: e.Touched,
			Cases: len(e.Cases), Detail: e.Detail})
		return len(p.Entries) < q.Most
	})
	if more {
		p.Next = last
	}
	return p, err
}

// Chain says how far the log is sealed, and what the last check found.
func (a consoleAudit) Chain(ctx context.Context) (console.AuditChain, error) {
	a.last.mu.Lock()
	chain := a.last.chain
	a.last.mu.Unlock()
	var err error
	chain.Sealed, chain.SealedTo, err = a.s.store.AuditSealed(ctx)
	if err != nil && errors.Is(err, bot.ErrUnavailable) {
		return chain, err
	}
	if err != nil { // the check says what is wrong with it
		chain.Sealed, chain.SealedTo = 0, time.Time{}
	}
	return chain, nil
}

// Check seals what is new and goes through the whole log, with the checkpoints that
// this server keeps.
func (a consoleAudit) Check(ctx context.Context) (console.AuditChain, error) {
	if _, _, err := a.s.store.SealAudit(ctx); err != nil && errors.Is(err, bot.ErrUnavailable) {
		return console.AuditChain{}, err
	}
	points, err := a.checkpoints()
	if err != nil {
		return console.AuditChain{}, err
	}
	_, upTo, err := a.s.store.AuditSealed(ctx)
	if err != nil && errors.Is(err, bot.ErrUnavailable) {
		return console.AuditChain{}, err
	}
	r, err := a.s.store.VerifyAudit(ctx, points)
	if err != nil {
		return console.AuditChain{}, err
	}
	chain := console.AuditChain{Checked: a.s.now(), Sound: r.First == nil && len(r.Bad) == 0, Upto: upTo}
	switch {
	case r.First != nil:
		chain.Problem = fmt.Sprintf("Entry %d: %s.", r.First.N, r.First.What)
	case len(r.Bad) > 0:
		chain.Problem = fmt.Sprintf("%d records are not as they were stored last.", len(r.Bad))
	}
	a.last.mu.Lock()
	a.last.chain = chain
	a.last.mu.Unlock()
	return a.Chain(ctx)
}

// checkpoints are those that this server has kept outside of the store.
func (a consoleAudit) checkpoints() ([]store.Checkpoint, error) {
	if a.s.process.AuditFile == "" {
		return nil, nil
	}
	points, err := readCheckpoints(a.s.process.AuditFile)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	return points, err
}
