package console

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/account"
	"nightdesk/bot/report"
)

// The false-positive review: was there a danger behind each crisis alert? What comes
// of it tells whether the screen cries wolf, and nothing else.

// readAlert is noted of whoever reads the text that raised an alert.
const readAlert = "alert_text_read"

// reviewDays is how long after a case is closed its alert waits to be judged.
const reviewDays = 30

func (c *Console) reviewRoutes() []route {
	if c.o.Desk == nil || c.o.People == nil {
		return nil
	}
	return []route{
		{method: http.MethodGet, path: "/console/review", need: account.ReviewAlerts, area: "review", handle: c.reviewPage},
		{method: http.MethodGet, path: "/console/review/{code}", need: account.ReviewAlerts, area: "review", handle: c.reviewOne},
		{method: http.MethodPost, path: "/console/review/{code}", need: account.ReviewAlerts, area: "review", handle: c.judge},
	}
}

// reviewRow is one alert that waits to be judged.
type reviewRow struct {
	ID      bot.CaseID
	Code    string
	Dangers string
	Level   bot.Level
	Opened  time.Time
	Closed  time.Time
	Outcome string
	Owner   string
}

// reviewData is the list.
type reviewData struct {
	Rows   []reviewRow
	Total  int
	Judged report.Share
	False  report.Share
	Days   int
	Words  bool // whoever looks may read the words
}

// Bar draws a share.
func (reviewData) Bar(s report.Share) any { return bar(s) }

// closedAlerts are the crisis alerts that were closed lately, the longest ago first.
func (v *visit) closedAlerts() ([]bot.CaseWrite, error) {
	closed, err := v.c.o.Desk.ClosedSince(v.r.Context(), v.now.AddDate(0, 0, -reviewDays))
	if err != nil && !isUnreadable(err) {
		return nil, err
	}
	closed = slices.DeleteFunc(closed, func(w bot.CaseWrite) bool { return !judgeable(w.Case) })
	slices.SortStableFunc(closed, func(a, b bot.CaseWrite) int { return a.Case.Closed.Compare(b.Case.Closed) })
	return closed, nil
}

// judgeable reports whether a case is a closed alert of danger. That a text of ours
// may not have arrived is none.
func judgeable(k bot.Case) bool {
	return k.Status == bot.CaseClosed && slices.ContainsFunc(k.Labels, func(l string) bool { return l != "reply_blocked" })
}

func (c *Console) reviewPage(v *visit) error {
	closed, err := v.closedAlerts()
	if err != nil {
		return err
	}
	return v.render("review", c.reviewData(closed, v.may(account.Converse)))
}

func (c *Console) reviewData(closed []bot.CaseWrite, words bool) reviewData {
	d := reviewData{Days: reviewDays, Words: words}
	for _, w := range closed {
		d.Judged.Of++
		if k := w.Case; !k.Review.At.IsZero() {
			d.Judged.Part++
			d.False.Of++
			if !k.Review.Danger {
				d.False.Part++
			}
			continue
		}
		if d.Total++; len(d.Rows) < pageSize {
			d.Rows = append(d.Rows, c.reviewRow(w))
		}
	}
	return d
}

func (c *Console) reviewRow(w bot.CaseWrite) reviewRow {
	k := w.Case
	r := reviewRow{ID: k.ID, Code: k.Code, Level: k.Level, Dangers: strings.Join(labelsOf(k), ", "), Opened: k.Opened, Closed: k.Closed, Outcome: endings[k.Outcome]}
	if k.Owner != "" {
		r.Owner = c.nameOf(k.Owner)
	}
	return r
}

// alertData is one alert.
type alertData struct {
	Row     reviewRow
	Version int64
	Words   bool     // whoever looks may read the words
	Trigger *message // nil = not found, or not to be seen
	Around  []message
	Judged  time.Time
	By      string
	Danger  bool
	Order   string
}

// aroundAlert is how many texts before and after the one that raised the alarm are
// shown with it: nothing can be judged from a phrase alone.
const aroundAlert = 3

func (c *Console) reviewOne(v *visit) error {
	w, err := v.alert()
	if err != nil {
		return err
	}
	d := c.alertData(w, v.may(account.Converse))
	if d.Words {
		if err := v.audited(w.Case.Person, readAlert); err != nil {
			return err
		}
		p, err := c.o.People.Person(v.r.Context(), w.Case.Person)
		if err != nil && !isUnreadable(err) {
			return err
		}
		c.around(&d, p, w.Case)
	}
	return v.render("alert", d)
}

// alert is the closed alert that the address or the form names.
func (v *visit) alert() (bot.CaseWrite, error) {
	w, err := v.find()
	if err == nil && !judgeable(w.Case) {
		err = errNotFound
	}
	return w, err
}

func (c *Console) alertData(w bot.CaseWrite, words bool) alertData {
	d := alertData{Row: c.reviewRow(w), Version: w.Version, Words: words, Judged: w.Case.Review.At, Danger: w.Case.Review.Danger}
	if w.Case.Review.By != "" {
		d.By = c.nameOf(w.Case.Review.By)
	}
	return d
}

// around fills in the text that raised the alarm and those beside it.
func (c *Console) around(d *alertData, p Person, k bot.Case) {
	d.Trigger = c.trigger(p, k)
	if d.Trigger == nil {
		return
	}
	at := slices.IndexFunc(p.Said, func(s bot.Said) bool { return s.By == "them" && s.At.Equal(d.Trigger.At) })
	if at < 0 {
		return
	}
	for i := max(0, at-aroundAlert); i < min(len(p.Said), at+aroundAlert+1); i++ {
		if i == at {
			d.Around = append(d.Around, *d.Trigger)
			continue
		}
		d.Around = append(d.Around, c.message(p.Said[i], "", time.Time{}))
	}
}

// judge notes what somebody says of an alert.
func (c *Console) judge(v *visit) error {
	w, err := v.alert()
	if err != nil {
		return err
	}
	id, err := v.order()
	if err != nil {
		return err
	}
	danger := v.form("danger")
	if danger != "yes" && danger != "no" {
		return bad("Choose whether there was a danger. Go back and choose one of the two.")
	}
	done, err := c.o.Desk.Staff(v.r.Context(), bot.CaseOrder{ID: id, By: v.staff(), Do: bot.CaseReview, Case: w.Case.ID, Version: v.version(), Danger: danger == "yes"})
	if err != nil {
		return err
	}
	v.flash(done.Say)
	return v.redirect("/console/review")
}
