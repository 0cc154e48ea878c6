package inbox

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"nightdesk/bot"
)

// tally adds what a commit does to the clinic's figures: fixed words, and of nobody.
// What is counted goes with the commit, so it counts once however often it is tried.
func (x *Inbox) tally(c *bot.Commit) {
	c.Day = x.day(c.At)
	add := func(word string) { c.Counts = append(c.Counts, word) }
	for _, s := range c.Said {
		switch s.By {
		case "them":
			add(bot.CountIn + talks(c.Session))
		case "us":
			add(bot.CountOut)
		default:
			add(bot.CountRelayed)
		}
	}
	for range c.Segments {
		add(bot.CountSegments)
	}
	for _, m := range c.Sends {
		switch m.Class {
		case bot.SendAlert:
			add(bot.CountAlert + cmp.Or(m.Channel, "text"))
		case bot.SendUnprompted:
			add(bot.CountUnasked)
		case bot.SendReply, bot.SendCrisis: // they are among what was said
		}
	}
	for _, k := range c.Cases {
		if k.Version == 0 {
			add(bot.CountCase + strconv.Itoa(int(k.Case.Level)))
		}
	}
	switch c.OptOut {
	case bot.OptOutSet:
		add(bot.CountOptOut)
	case bot.OptOutClear:
		add(bot.CountOptIn)
	case bot.OptOutNone:
	}
	for _, s := range c.Seats {
		if s.Op == bot.SeatBook {
			add(bot.CountBooked + s.Kind + ":" + bot.DelayBucket(s.Start.Sub(c.At)))
		}
	}
}

// talks is the language of a talk.
func talks(s *bot.Session) string {
	if s == nil || s.Lang == "" {
		return "none"
	}
	return string(s.Lang)
}

// answerTime counts how soon a text had its answer. A carrier does not say when a text
// that it delivers at once was sent; one found late says it.
func answerTime(in bot.Input, turn bot.Turn, now time.Time) []string {
	if in.Kind != bot.TextIn || turn.Reply == "" {
		return nil
	}
	var took time.Duration
	if !in.At.IsZero() {
		took = max(0, now.Sub(in.At))
	}
	return []string{bot.CountAnswer + bot.AnswerBucket(took)}
}

// crises counts the dangers that a case did not know of.
func crises(k bot.Case, raise []bot.Raise) []string {
	var words []string
	for _, r := range raise {
		word := bot.CountCrisis + r.Crisis
		if r.Crisis == "" || k.Status != bot.CaseClosed && slices.Contains(k.Labels, r.Crisis) || slices.Contains(words, word) {
			continue
		}
		words = append(words, word)
	}
	return words
}
