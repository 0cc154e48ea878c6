package main

import (
	"context"
	"errors"

	"nightdesk/bot"
	"nightdesk/bot/engine"
	"nightdesk/bot/report"
	"nightdesk/flows/release"
	"nightdesk/webhooks/console"
)

// outlook is what publishing would do, before anybody orders it.
func (c consoleScripts) outlook(ctx context.Context, o bot.PublishOrder) (console.Outlook, error) {
	out := console.Outlook{People: -1}
	ctx, cancel := context.WithTimeout(ctx, foreseeFor)
	defer cancel()
	fates, err := c.Moves(ctx, o.Files, bot.MoveSafe)
	if errors.Is(err, bot.ErrRefused) || errors.Is(err, context.DeadlineExceeded) {
		return out, nil // it can't be published yet, or the count is a courtesy that takes too long
	}
	if err != nil {
		return out, err
	}
	moving, staying := fates.Total[release.FateMove], fates.Total[release.FateStay]
	if !isFew(moving) && !isFew(staying) { // each would tell of the other
		out.Moving, out.People = moving, moving+staying
	}
	for _, s := range fates.Steps {
		if s.Fate == release.FateStay {
			out.Stays = append(out.Stays, console.Stay{Flow: s.Place.Flow, Step: s.Place.Step, Why: s.Why, People: s.N})
		}
	}
	hideFew(out.Stays)
	return out, nil
}

// isFew reports whether somebody could be recognised among so many people.
func isFew(n int) bool { return n > 0 && n < report.Few }

// hideFew takes out the numbers of few people, and one more where those that are taken
// out could be told from the sum of all.
func hideFew(all []console.Stay) {
	hidden, least := 0, -1
	for i, s := range all {
		switch {
		case isFew(s.People):
			hidden += s.People
			all[i].People = -1
		case least < 0 || s.People < all[least].People:
			least = i
		}
	}
	if isFew(hidden) && least >= 0 {
		all[least].People = -1
	}
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
