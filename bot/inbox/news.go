package inbox

import (
	"slices"
	"strconv"
	"time"

	"nightdesk/bot"
)

// newsEvery is how often the owner of a thread is told by text that there are new
// ones in it, however many come.
const newsEvery = 5 * time.Minute

// news tells the owner of a thread that the person has written: not a word of what,
// and not if they are looking at it. What comes soon after is told of once, when the
// time is over.
func (x *Inbox) news(c *bot.Commit, k bot.Case, in bot.Input, turn bot.Turn) {
	if c.Session == nil || c.Session.Owned.By == "" || in.Kind != bot.TextIn {
		return
	}
	own := &c.Session.Owned
	to := slices.IndexFunc(x.Rota.Staff, func(s bot.Staff) bool { return s.ID == own.By })
	alerted := slices.ContainsFunc(c.Sends, func(s bot.Send) bool { return s.Staff == own.By && s.Class == bot.SendAlert })
	switch {
	case to < 0 || x.Rota.Staff[to].Phone == "", slices.Contains(x.off.get(), own.By):
		return
	case x.Watching != nil && x.Watching(own.By, k.ID):
		own.Told = c.At
		return
	case x.Relay:
		x.relay(c, k, x.Rota.Staff[to], turn)
		return
	case alerted:
		own.Told = c.At
		return
	case own.Told.After(c.At) && own.Told.Sub(c.At) <= newsEvery:
		return // it is on its way
	}
	due := c.At
	if since := c.At.Sub(own.Told); !own.Told.IsZero() && since >= 0 && since < newsEvery {
		due = own.Told.Add(newsEvery)
	}
	own.Told = due
	s := x.Rota.Staff[to]
	c.Sends = append(c.Sends, bot.Send{
		ID: bot.SendID(idOf("news", string(k.ID), s.ID, strconv.FormatInt(due.UnixMilli(), 10))), Class: bot.SendAlert, To: s.Phone,
		Person: x.Store.Person(s.Phone), Staff: s.ID, Due: due,
		Body: bot.Words(k.Code + ": they wrote to you. Answer in the console. PASS " + k.Code + " hands it on."),
	})
}

// relay sends the words themselves to the owner's phone, as they may be kept.
func (x *Inbox) relay(c *bot.Commit, k bot.Case, s bot.Staff, turn bot.Turn) {
	if turn.Heard == "" {
		return
	}
	c.Session.Owned.Told = c.At
	c.Sends = append(c.Sends, bot.Send{
		ID: bot.SendID(idOf("relay", string(c.Input), s.ID)), Class: bot.SendAlert, To: s.Phone, Person: x.Store.Person(s.Phone), Staff: s.ID, Due: c.At,
		Body: bot.Words(k.Code + ": " + turn.Heard.Text()),
	})
}
