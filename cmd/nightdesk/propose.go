package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/store"
	"nightdesk/flows"
	"nightdesk/flows/release"
	"nightdesk/webhooks/console"
)

// Why a second person is asked for: see bot.Proposal.
const (
	whyCrisis = "crisis"
	whyClinic = "clinic"
)

// propose stores a proposal instead of a release.
func (p *publisher) propose(ctx context.Context, r bot.Releases, version int64, o *order, why string, x release.Planned, out console.Published) (console.Published, error) {
	if waitingOf(r.Proposals, o.By) >= mostWaiting {
		return out, fmt.Errorf("%w: %d proposals of yours wait already (mend: take some of them back, or ask somebody to answer them)", bot.ErrOrder, mostWaiting)
	}
	pr := bot.Proposal{ID: o.ID, Release: x.Release, Why: why}
	pr.Release.Number = 0
	if !o.From.After(x.Release.At) {
		pr.Release.From = time.Time{} // once somebody agrees
	}
	f := o.Files
	pr.Release.Version, pr.Release.Talks = flows.Version(f.Flows), release.TalksName(f.Talks)
	if err := p.saveFiles(ctx, pr.Release, f); err != nil {
		return out, err
	}
	r.Proposals = append(slices.Clip(r.Proposals), pr)
	r, err := p.take(ctx, r, *o)
	if err != nil {
		return out, err
	}
	if err := p.set(ctx, r, version, store.Act{Actor: o.By, Note: actProposed, Detail: fmt.Sprintf("%s: version %s, based on release %d, %s: %s", pr.ID, pr.Release.Version, o.Based, why, o.Note)}); err != nil {
		return out, err
	}
	out.Proposal = pr
	return out, nil
}

// Agree makes a release of a proposal. See console.Scripts.
func (p *publisher) Agree(ctx context.Context, id, by string) (out console.Published, err error) {
	r, _, err := p.store.Releases(ctx)
	if err != nil {
		return out, err
	}
	pr, ok := r.ProposalOf(id)
	if !ok {
		if done, ok := doneBefore(r, order{PublishOrder: bot.PublishOrder{ID: id}}); ok {
			return done, nil
		}
	}
	if err := waits(r, id); err != nil {
		return out, err
	}
	if samePerson(pr.Release.By, by) {
		return out, bot.ErrOwn
	}
	o, err := p.proposed(ctx, pr)
	if err != nil {
		return out, err
	}
	return p.publish(ctx, order{approved: by, PublishOrder: o})
}

// waits is nil if a proposal waits for an answer.
func waits(r bot.Releases, id string) error {
	pr, err := proposalOf(r, id)
	if err == nil && pr.Declined != "" {
		return fmt.Errorf("%w: it was declined (mend: whoever proposed it may propose it anew)", bot.ErrOrder)
	}
	return err
}

// proposalOf is a proposal that is kept.
func proposalOf(r bot.Releases, id string) (bot.Proposal, error) {
	pr, ok := r.ProposalOf(id)
	if !ok {
		return pr, fmt.Errorf("%w: there is no such proposal any more (mend: look at the list again)", bot.ErrOrder)
	}
	return pr, nil
}

// samePerson reports whether two actors are one: an account, and the same name on the
// command line.
func samePerson(a, b string) bool {
	return strings.TrimPrefix(a, bot.FromCommand+" ") == strings.TrimPrefix(b, bot.FromCommand+" ")
}

// Decline says no to a proposal. See console.Scripts.
func (p *publisher) Decline(ctx context.Context, id, by, answer string) error {
	return p.change(ctx, func(r bot.Releases) (bot.Releases, store.Act, error) {
		pr, err := proposalOf(r, id)
		if err != nil {
			return r, store.Act{}, err
		}
		if pr.Declined != "" {
			return r, store.Act{}, nil
		}
		pr.Declined, pr.DeclinedAt, pr.Answer = by, p.now(), answer
		r.Proposals = answeredLast(append(without(r.Proposals, id), pr))
		return r, store.Act{Actor: by, Note: actDeclined, Detail: fmt.Sprintf("%s of %s, version %s: %s", id, pr.Release.By, pr.Release.Version, answer)}, nil
	})
}

// Bounds of the proposals that are kept: of those that were declined, and of those of
// one author that wait.
const (
	mostDeclined = 100
	mostWaiting  = 20
)

// answeredLast is the proposals without the declined ones that are too old to be kept.
func answeredLast(list []bot.Proposal) []bot.Proposal {
	declined := 0
	for _, x := range list {
		if x.Declined != "" {
			declined++
		}
	}
	return slices.DeleteFunc(list, func(x bot.Proposal) bool {
		old := x.Declined != "" && declined > mostDeclined
		if old {
			declined--
		}
		return old
	})
}

// waitingOf counts the proposals of an author that nobody has answered.
func waitingOf(list []bot.Proposal, by string) (n int) {
	for _, x := range list {
		if x.Declined == "" && x.Release.By == by {
			n++
		}
	}
	return n
}

// without is a list of proposals without one.
func without(list []bot.Proposal, id string) []bot.Proposal {
	return slices.DeleteFunc(slices.Clone(list), func(p bot.Proposal) bool { return p.ID == id })
}
