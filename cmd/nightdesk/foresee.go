package main

import (
	"context"
	"errors"

	"nightdesk/bot"
	"nightdesk/flows/release"
	"nightdesk/webhooks/console"
)

// Plays are the sets whose talks an order would have played. See console.Scripts.
func (p *publisher) Plays(ctx context.Context, o bot.PublishOrder) ([]console.Played, error) {
	if o.Repeats != 0 {
		return nil, nil // see verdict
	}
	planned, _, err := p.foresee(ctx, o)
	all := make([]console.Played, len(planned))
	for i, x := range planned {
		all[i] = console.Played{Files: x.Files, Into: x.Release.Carries}
	}
	return all, err
}

// PlaysAgreed are those of agreeing to a proposal. See console.Scripts.
func (p *publisher) PlaysAgreed(ctx context.Context, id string) ([]console.Played, error) {
	r, _, err := p.store.Releases(ctx)
	if err != nil || waits(r, id) != nil {
		return nil, err
	}
	pr, _ := r.ProposalOf(id)
	o, err := p.proposed(ctx, pr)
	if err != nil {
		return nil, err
	}
	return p.Plays(ctx, o)
}

// Approval is why a second person would be asked for. See console.Scripts.
func (p *publisher) Approval(ctx context.Context, o bot.PublishOrder) (string, error) {
	planned, files, err := p.foresee(ctx, o)
	return p.why(&order{PublishOrder: o}, planned, files), err
}

// proposed is the order that a proposal was.
func (p *publisher) proposed(ctx context.Context, pr bot.Proposal) (bot.PublishOrder, error) {
	x := pr.Release
	files, err := filesOf(ctx, p.store, x)
	return bot.PublishOrder{ID: pr.ID, By: x.By, Note: x.Note, Mode: x.Mode, From: x.From, Until: x.Until, Files: files, Based: x.Based}, err
}

// foresee plans an order as once does. One that can't be planned is compared with what it
// is based on; publishing it says why not.
func (p *publisher) foresee(ctx context.Context, o bot.PublishOrder) ([]release.Planned, map[int]bot.ScriptFiles, error) {
	if !release.Says(o.Note) { // it is not written yet
		o.Note = "to come"
	}
	r, _, err := p.store.Releases(ctx)
	if err != nil {
		return nil, nil, err
	}
	planned, files, err := p.plan(ctx, r, o, p.now())
	if errors.Is(err, bot.ErrOvertaken) || errors.Is(err, bot.ErrOrder) || errors.Is(err, bot.ErrNothing) {
		planned = []release.Planned{{Release: bot.Release{On: o.Based}, Files: o.Files}}
		files, err = p.sources(ctx, r, o.Based)
	}
	return planned, files, err
}
