package inbox

import (
	"context"
	"slices"
	"time"

	"nightdesk/bot"
)

// newsEvery is how often the owner of a thread is told by text that there are new
// ones in it, however many come.
const newsEvery = 5 * time.Minute

// news tells the owner of a thread that the person has written: not a word of what,
// and not if they are looking at it. What comes soon after is told of once, when the
// time is over, unless they have answered by then.
func (x *Inbox) news(ctx context.Context, c *bot.Commit, k bot.Case, in bot.Input, turn bot.Turn) {
	if c.Session == nil || c.Session.Owned.By == "" || in.Kind != bot.TextIn {
		return
	}
	own := &c.Session.Owned
	s, ok := x.ownerPhone(own.By)
	alerted := slices.ContainsFunc(c.Sends, func(s bot.Send) bool { return s.Staff == own.By && s.Class == bot.SendAlert })
	switch {
	case !ok:
	case alerted, x.watches(ctx, own.By, k.ID):
		own.Told = c.At
	case x.Relay:
		if turn.Heard != "" {
			own.Told = c.At
			c.Sends = append(c.Sends, x.newsTo(s, string(c.Input), c.At, k.Code+": "+turn.Heard.Text()))
		}
	default:
		if since := c.At.Sub(own.Told); !own.Told.IsZero() && since >= 0 && since < newsEvery {
			c.Wakes = append(c.Wakes, bot.Wake{Key: bot.WakeNews + string(k.ID), At: own.Told.Add(newsEvery)})
			return
		}
		own.Told = c.At
		c.Sends = append(c.Sends, x.newsTo(s, string(c.Input), c.At, newsText(k)))
	}
}

func newsText(k bot.Case) string {
	return k.Code + ": they wrote to you. Answer in the console. PASS " + k.Code + " hands it on."
}

// newsTo is a text to the owner of a thread. It is of no case: if it does not arrive
// the owner is asked in any event, and passed over.
func (x *Inbox) newsTo(s bot.Staff, input string, now time.Time, text string) bot.Send {
	return bot.Send{ID: bot.SendID(idOf("news", input, s.ID)), Class: bot.SendAlert, To: s.Phone, Person: x.Store.Person(s.Phone), Staff: s.ID,
		Due: now, Body: bot.Words(text)}
}

// ownerPhone is the owner of a thread, if they have a phone that takes texts.
func (x *Inbox) ownerPhone(id string) (bot.Staff, bool) {
	i := slices.IndexFunc(x.Rota.Staff, func(s bot.Staff) bool { return s.ID == id })
	if i < 0 || x.Rota.Staff[i].Phone == "" || slices.Contains(x.off.get(), id) {
		return bot.Staff{}, false
	}
	return x.Rota.Staff[i], true
}

func (x *Inbox) watches(ctx context.Context, staff string, k bot.CaseID) bool {
	return x.Watching != nil && x.Watching(ctx, staff, k)
}

// dueNews tells the owner of a thread of what came since they were told last, if it
// is still theirs and they have not answered.
func (x *Inbox) dueNews(ctx context.Context, w bot.Wake, id bot.CaseID, now time.Time) (bot.Commit, *bot.Answer, error) {
	kase, _, err := x.Store.Case(ctx, id)
	if err != nil && !isUnreadable(err) {
		return bot.Commit{}, nil, err
	}
	v, err := x.thread(ctx, kase, now)
	if err != nil {
		return bot.Commit{}, nil, err
	}
	if v == nil || v.loaded.Session.Case != id {
		return dropped(w, now), nil, nil
	}
	session := v.loaded.Session
	own := &session.Owned
	s, ok := x.ownerPhone(own.By)
	if !ok || session.LastIn.Before(own.Told) || own.Replied.After(session.LastIn) || x.watches(ctx, own.By, id) {
		return dropped(w, now), nil, nil
	}
	own.Told = now
	c := bot.Commit{Input: inputOf(w, v.loaded.Version), At: now, Person: kase.Person, Session: &session, Version: v.loaded.Version,
		Wakes: []bot.Wake{{Key: w.Key}}, Actor: "clock", Note: "owner_told"}
	c.Sends = []bot.Send{x.newsTo(s, string(c.Input), now, newsText(kase))}
	return c, nil, nil
}
