package main

import (
	"context"
	"errors"

	"nightdesk/bot"
	"nightdesk/bot/engine"
	"nightdesk/flows"
	"nightdesk/flows/release"
	"nightdesk/webhooks/console"
)

// fewest is the smallest number of people that is told of one step: of fewer somebody
// could be recognised.
const fewest = 5

// outlook is what publishing would do, before anybody orders it.
func (c consoleScripts) outlook(ctx context.Context, o bot.PublishOrder) (console.Outlook, error) {
	out := console.Outlook{Talks: len(o.Files.Talks), People: -1}
	r, err := c.Releases(ctx)
	if err != nil {
		return out, err
	}
	if based, ok := r.ByNumber(o.Based); ok {
		before, err := c.Files(ctx, based)
		if err != nil {
			return out, err
		}
		after, _ := flows.Parse(o.Files.Flows)
		out.Approval = c.why(&order{PublishOrder: o}, after, before)
	}
	ctx, cancel := context.WithTimeout(ctx, foreseeFor)
	defer cancel()
	fates, err := c.Moves(ctx, o.Files, bot.MoveSafe)
	if errors.Is(err, bot.ErrRefused) || errors.Is(err, context.DeadlineExceeded) {
		return out, nil // it can't be published yet, or the count is a courtesy that takes too long
	}
	if err != nil {
		return out, err
	}
	out.Moving = fates.Total[release.FateMove]
	out.People = out.Moving + fates.Total[release.FateStay]
	for _, s := range fates.Steps {
		if s.Fate != release.FateStay {
			continue
		}
		n := s.N
		if n < fewest {
			n = -1
		}
		out.Stays = append(out.Stays, console.Stay{Flow: s.Place.Flow, Step: s.Place.Step, Why: s.Why, People: n})
	}
	return out, nil
}

// understand is which topic of a script a question gets, as in a conversation; the
// nearest one if none is sure.
func understand(s *bot.Script, question string) (topic string, sure bool) {
	p := engine.Compile(s)
	if t, sure := p.Topic(question); t != nil {
		return t.Name, sure
	}
	return "", false
}
