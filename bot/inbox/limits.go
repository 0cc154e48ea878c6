package inbox

import (
	"context"
	"slices"
	"sync"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/text"
)

// What is automatic costs money, and somebody may want it to: texts can be sent
// here by the thousand from numbers whose owner earns by every answer. So a text
// from where none is expected is not answered, one person gets so many answers,
// and the clinic has a sum for the day. Danger and staff are outside of all of it.

const (
	// budgetEvery is how often servers tell each other what they have sent, and
	// budgetTime bounds one such word. In between each counts for itself: the
	// day's limit can be passed by what the others send in that time.
	budgetEvery = 5 * time.Second
	budgetTime  = 4 * time.Second
	// mostHasty bounds how many people are counted within a minute.
	mostHasty = 20_000
)

// limits are the counts of this server. What a person gets in an hour and a day
// is in their session.
type limits struct {
	mu     sync.Mutex
	day    string // whose sums these are
	mine   int    // segments that this server has sent
	others int    // and the others, as far as was last heard
	told   bool   // staff know that the day is spent

	minute time.Time
	texts  map[bot.PersonID]int // since minute
}

// begin makes the sums those of a day. The lock is held.
func (l *limits) begin(day string) {
	if l.day != day {
		l.day, l.mine, l.others, l.told = day, 0, 0, false
	}
}

func (l *limits) spend(day string, n int) {
	if n == 0 {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.begin(day)
	l.mine += n
}

// spent reports whether a day's sum is reached; 0 is no limit.
func (l *limits) spent(day string, limit int) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.begin(day)
	return limit > 0 && l.mine+l.others >= limit
}

// hasty counts the texts of a person that are too many in this minute, with the
// one that is being decided.
func (l *limits) hasty(p bot.PersonID, now time.Time, limit int) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	if limit == 0 || now.Sub(l.minute).Abs() >= time.Minute {
		return 0
	}
	return max(l.texts[p]+1-limit, 0)
}

// took counts a text of a person.
func (l *limits) took(p bot.PersonID, now time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if now.Sub(l.minute).Abs() >= time.Minute || l.texts == nil {
		l.minute, l.texts = now, map[bot.PersonID]int{}
	}
	if len(l.texts) < mostHasty {
		l.texts[p]++
	}
}

// day is the clinic's date, which sums and what is told once a day go by.
func (x *Inbox) day(now time.Time) string {
	zone := x.Clinic.Zone
	if zone == nil {
		zone = time.UTC
	}
	return now.In(zone).Format(time.DateOnly)
}

// segments is what a text takes from the clinic's day.
func segments(s bot.Send) int {
	if s.Body == "" || s.Staff != "" || s.Class == bot.SendCrisis || s.Class == bot.SendAlert {
		return 0
	}
	_, n := text.Segments(s.Body.Text())
	return n
}

// SpentToday is how many segments all servers have sent today, as far as this
// one knows.
func (x *Inbox) SpentToday() int {
	l := &x.limits
	l.mu.Lock()
	defer l.mu.Unlock()
	l.begin(x.day(x.Now()))
	return l.mine + l.others
}

// RunBudget tells the other servers what this one has sent, and hears of them,
// until ctx ends.
func (x *Inbox) RunBudget(ctx context.Context) {
	tick := time.NewTicker(budgetEvery)
	defer tick.Stop()
	for {
		if err := x.ShareBudget(ctx); err != nil && ctx.Err() == nil && x.Log != nil {
			x.Log.Warn("what the day has spent is counted by this server alone", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// ShareBudget does that once.
func (x *Inbox) ShareBudget(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, budgetTime)
	defer cancel()
	l, day := &x.limits, x.day(x.Now())
	l.mu.Lock()
	l.begin(day)
	mine := l.mine
	l.mu.Unlock()
	all, err := x.Store.Spent(ctx, day, mine)
	if err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.day == day {
		l.others = max(all-mine, 0)
	}
	return nil
}

// limited is what follows a text that was applied, by what its turn came to.
func (x *Inbox) limited(ctx context.Context, person bot.PersonID, note string) {
	x.limits.took(person, x.Now())
	switch note {
	case bot.NoteNotAnswered, bot.NoteDaySpent, bot.NoteOverBudget:
		if x.Count != nil {
			x.Count(note)
		}
	}
	if note == bot.NoteDaySpent {
		x.tellSpent(ctx)
	}
}

// What staff are told of limits: nothing of whom it came from.
const (
	spentText = "The text line has sent as many automatic texts as it may in a day. Until midnight only people in danger are answered. " +
		"Somebody may be sending texts by the thousand: look at the carrier's message log. limits: day_segments sets how many."
	notAnsweredText = "Texts came today from abroad or from senders that are no phones. They were not answered, as is set, and held no danger that we could see. " +
		"See the carrier's message log; texting: countries says whom the line answers."
)

// tellSpent opens one case a day, whichever server gets here first, and tells
// somebody what it is about. If it can't be stored the next text tries again.
func (x *Inbox) tellSpent(ctx context.Context) {
	now := x.Now()
	day := x.day(now)
	x.limits.mu.Lock()
	told := x.limits.day == day && x.limits.told
	x.limits.mu.Unlock()
	if told {
		return
	}
	_, err := x.settle(ctx, func(*bot.Opening) (bot.Commit, *bot.Answer, error) {
		c := bot.Commit{Input: bot.InputID("limit|spent|" + day), At: now, Actor: "clock", Note: "day_spent_told"}
		x.tellOne(&c, bot.SendID(idOf("spent", day)), spentText, now)
		err := x.raise(ctx, &c, view{now: now}, []bot.Raise{{Level: bot.LevelSameDay, Reason: "the day's automatic texts are spent: only danger is answered until midnight"}})
		return c, nil, err
	})
	if err != nil {
		if x.Log != nil {
			x.Log.Error("staff could not be told that the day's texts are spent", "err", err)
		}
		return
	}
	if x.Log != nil {
		x.Log.Error("the day's automatic texts are spent: only danger is answered until midnight", "limit", x.DaySegments)
	}
	x.limits.mu.Lock()
	defer x.limits.mu.Unlock()
	if x.limits.day == day {
		x.limits.told = true
	}
}

// tellNotAnswered tells somebody once a day, in the daytime, of texts that were
// not answered. Its id is the day's, and one id is sent once.
func (x *Inbox) tellNotAnswered(c *bot.Commit) {
	due := c.At
	if x.Clinic.Zone != nil {
		due = bot.Daytime(c.At, x.Clinic.Zone)
	}
	x.tellOne(c, bot.SendID(idOf("not answered", x.day(due))), notAnsweredText, due)
}

// tellOne puts a text to the supervisor into a commit, or to whoever is on call
// if that phone takes none.
func (x *Inbox) tellOne(c *bot.Commit, id bot.SendID, body string, due time.Time) {
	r := x.rota()
	sup := slices.DeleteFunc(slices.Clone(r.Staff), func(s bot.Staff) bool { return s.ID != r.Supervisor })
	for _, s := range slices.Concat(sup, r.OnCall(c.At), r.Staff) {
		if !slices.Contains(r.Off, s.ID) {
			c.Sends = append(c.Sends, bot.Send{ID: id, Class: bot.SendAlert, To: s.Phone, Staff: s.ID, Due: due, Body: bot.Words(body)})
			return
		}
	}
}
