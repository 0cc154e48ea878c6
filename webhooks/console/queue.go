package console

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/account"
)

func (c *Console) queueRoutes() []route {
	if c.o.Desk == nil {
		return nil
	}
	return []route{
		// Whoever may not see the queue is led to what they may see.
		{method: http.MethodGet, path: "/console/{$}", area: "queue", handle: c.queuePage},
		{method: http.MethodGet, path: "/console/queue/rows", need: account.SeeQueue, area: "queue", handle: c.queueRows},
		{method: http.MethodGet, path: "/console/events", area: "queue", handle: c.events},
	}
}

// queueRow is one case of the queue.
type queueRow struct {
	ID      bot.CaseID
	Code    string
	Version int64
	Level   bot.Level
	Kind    string // tells nothing of the person
	Reason  string // "" for who may not read conversations
	More    int    // further reasons
	Status  bot.CaseStatus
	Since   time.Time // waits, or is with its owner, since
	Owner   string    // name
	Mine    bool
	Next    time.Time // when it climbs next
	Snoozed time.Time
	Rose    bool
	Asked   bool // whether its owner still has it: until Next they can say so
	Closed  time.Time
	Outcome string
	Person  bot.PersonID
	Name    string // "" = none, or not to be seen
}

// Waiting reports whether nobody has it.
func (r queueRow) Waiting() bool { return r.Status == bot.CaseOpen }

// queueData is the page.
type queueData struct {
	Filter  string // open, mine, closed
	Mine    []queueRow
	Others  []queueRow
	Total   int // of Others, before the page was cut
	Pages   []int
	At      int
	Names   bool // names may be shown
	NoNames bool // they could not be: the audit log can't be written
	Bad     int
	Waiting int
	Now     int // of those, level 1
	Live    string
}

// pageSize is how many cases a page of the queue shows.
const pageSize = 100

// queuePage shows the queue.
func (c *Console) queuePage(v *visit) error {
	if !v.may(account.SeeQueue) {
		for _, n := range c.nav {
			if n.need != account.SeeQueue && v.may(n.need) {
				return v.redirect(n.Path)
			}
		}
		return errForbidden
	}
	d, err := v.queue(true)
	if err != nil {
		return err
	}
	return v.render("queue", d)
}

// queueRows is what the page fetches again when something has changed.
func (c *Console) queueRows(v *visit) error {
	d, err := v.queue(false)
	if err != nil {
		return err
	}
	return v.piece("queue", "rows", d)
}

// queue gathers the cases of a filter. first says that somebody opened the page.
func (v *visit) queue(first bool) (queueData, error) {
	d := queueData{Filter: v.query("show"), At: 1}
	if d.Filter != "mine" && d.Filter != "closed" {
		d.Filter = "open"
	}
	if n, err := strconv.Atoi(v.query("page")); err == nil && n > 1 {
		d.At = n
	}
	var all []bot.CaseWrite
	var err error
	if d.Filter == "closed" {
		all, err = v.c.o.Desk.ClosedSince(v.r.Context(), midnight(v.now, v.c.o.Zone))
	} else {
		all, err = v.openCases()
	}
	if err != nil && !isUnreadable(err) {
		return d, err
	}
	d.fill(v, all)
	d.Live = "/console/queue/rows?show=" + d.Filter + "&page=" + strconv.Itoa(d.At)
	return d, v.names(&d, first)
}

func midnight(now time.Time, zone *time.Location) time.Time {
	y, m, day := now.In(zone).Date()
	return time.Date(y, m, day, 0, 0, 0, 0, zone)
}

// fill sorts the cases into the page: the most urgent first, of those the ones that
// nobody has, and of those whoever waits longest.
func (d *queueData) fill(v *visit, all []bot.CaseWrite) {
	me := v.staff().ID
	slices.SortStableFunc(all, func(a, b bot.CaseWrite) int {
		if d.Filter == "closed" {
			return b.Case.Closed.Compare(a.Case.Closed)
		}
		return cmp.Or(cmp.Compare(a.Case.Level, b.Case.Level), cmp.Compare(owned(a.Case), owned(b.Case)), since(a.Case).Compare(since(b.Case)))
	})
	skip := (d.At - 1) * pageSize
	for _, w := range all {
		mine := w.Case.Owner == me
		if w.Case.Status == bot.CaseOpen {
			d.Waiting++
			if w.Case.Level == bot.LevelNow {
				d.Now++
			}
		}
		switch {
		case mine && d.Filter != "closed":
			d.Mine = append(d.Mine, v.queueRow(w, true))
		case d.Filter == "mine":
		default:
			if d.Total++; d.Total > skip && len(d.Others) < pageSize {
				d.Others = append(d.Others, v.queueRow(w, mine))
			}
		}
	}
	if d.Total > pageSize {
		for n := range (d.Total + pageSize - 1) / pageSize {
			d.Pages = append(d.Pages, n+1)
		}
	}
}

// owned is 0 for a case that nobody has, which comes first in its level.
func owned(k bot.Case) int {
	if k.Status == bot.CaseOpen {
		return 0
	}
	return 1
}

// since is when somebody began to wait, or their owner took the case.
func since(k bot.Case) time.Time {
	switch {
	case k.Status == bot.CaseClaimed:
		return k.Claimed
	case k.Passed.After(k.Opened):
		return k.Passed
	}
	return k.Opened
}

func (v *visit) queueRow(w bot.CaseWrite, mine bool) queueRow {
	k := w.Case
	r := queueRow{ID: k.ID, Code: k.Code, Version: w.Version, Level: k.Level, Kind: kindOf(k), Status: k.Status, Since: since(k), Mine: mine,
		Next: k.Wake, Rose: !k.Rose.IsZero(), Asked: k.Asked(), Closed: k.Closed, Person: k.Person}
	if k.Owner != "" {
		r.Owner = v.c.nameOf(k.Owner)
	}
	if k.Snoozed.After(v.now) {
		r.Snoozed = k.Snoozed
	}
	if k.Status == bot.CaseClosed {
		r.Outcome, r.Next = endings[k.Outcome], time.Time{}
	}
	if n := len(k.Reasons); n > 0 && v.may(needs) {
		r.Reason, r.More = reasonOf(k.Reasons[n-1]), n-1
	}
	return r
}

// names fills in how people want to be called, for those who may read conversations.
// What could not be audited is not shown: then the queue does without.
func (v *visit) names(d *queueData, first bool) error {
	if !v.may(needs) {
		return nil
	}
	audit := v.auditedOnce
	if first {
		audit = v.audited
	}
	if err := audit("", readNames); err != nil {
		d.NoNames = true
		return nil
	}
	d.Names = true
	var ids []bot.PersonID
	for _, rows := range [][]queueRow{d.Mine, d.Others} {
		for _, r := range rows {
			ids = append(ids, r.Person)
		}
	}
	names, err := v.c.o.People.Names(v.r.Context(), ids)
	if err != nil && !isUnreadable(err) {
		return err
	}
	for _, rows := range [][]queueRow{d.Mine, d.Others} {
		for i := range rows {
			rows[i].Name = names[rows[i].Person]
		}
	}
	return nil
}

// endings are how a case ended, in words.
var endings = map[bot.Ending]string{
	bot.EndedReached: "Talked with them", bot.EndedBooked: "Visit made or changed", bot.EndedReferred: "Other care has them",
	bot.EndedNoAnswer: "Tried, not reached", bot.EndedFalseAlarm: "False alarm", bot.EndedDone: "Done",
}
