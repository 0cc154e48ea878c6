package console

import (
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"time"
	"unicode/utf8"

	"nightdesk/bot"
	"nightdesk/bot/handoff"
)

func (c *Console) caseRoutes() []route {
	if c.o.People == nil || c.o.Desk == nil {
		return nil
	}
	rs := []route{
		{method: http.MethodGet, path: "/console/case/{code}", need: needs, area: "queue", handle: c.casePage},
		{method: http.MethodGet, path: "/console/case/{code}/thread", need: needs, area: "queue", handle: c.caseThread},
		{method: http.MethodGet, path: "/console/case/{code}/acts", need: needs, area: "queue", handle: c.caseActs},
		{method: http.MethodPost, path: "/console/case/{code}/draft", need: needs, area: "queue", handle: c.draft},
	}
	for do, read := range acts {
		rs = append(rs, route{method: http.MethodPost, path: "/console/case/{code}/" + string(do), need: needs, area: "queue",
			handle: func(v *visit) error { return c.act(v, do, read) }})
	}
	return rs
}

// acts are what staff do with a case, and what each reads from its form.
var acts = map[bot.CaseDo]func(*visit, *bot.CaseOrder) error{
	bot.CaseTake:    readNothing,
	bot.CaseHold:    readNothing,
	bot.CaseRelease: readNothing,
	bot.CasePass:    readPass,
	bot.CaseSnooze:  readSnooze,
	bot.CaseClose:   readClose,
	bot.CaseReply:   readReply,
}

func readNothing(*visit, *bot.CaseOrder) error { return nil }

func readPass(v *visit, o *bot.CaseOrder) error {
	to := v.form("to")
	if to == "" {
		return nil // whoever is next
	}
	for _, s := range v.c.colleagues() {
		if s.ID == to {
			o.To = to
			return nil
		}
	}
	return bad("Choose a colleague from the list, or whoever is next.")
}

func readSnooze(v *visit, o *bot.CaseOrder) error {
	how := v.form("for")
	if how == "morning" {
		o.Until = midnight(v.now, v.c.o.Zone).AddDate(0, 0, 1)
		y, m, d := o.Until.Date()
		o.Until = time.Date(y, m, d, 8, 0, 0, 0, v.c.o.Zone)
		return nil
	}
	for _, p := range pauses {
		if p.Value == how {
			d, err := time.ParseDuration(how)
			o.Until = v.now.Add(d)
			return err
		}
	}
	return bad("Choose for how long.")
}

func readClose(v *visit, o *bot.CaseOrder) error {
	o.Outcome = bot.Ending(v.form("outcome"))
	if endings[o.Outcome] == "" {
		return bad("Choose how it ended: the reports are made from that.")
	}
	return nil
}

// mostWords is how long a text may be (Twilio: 1600 characters).
const mostWords = 1600

func readReply(v *visit, o *bot.CaseOrder) error {
	words := v.form("words")
	switch n := utf8.RuneCountInString(words); {
	case n == 0:
		return bad("Write something first.")
	case n > mostWords:
		return bad(fmt.Sprintf("A text holds 1600 characters, and this has %d. Shorten it.", n))
	}
	o.Words, o.Sure = bot.Words(words), v.form("sure") == "yes"
	return nil
}

// orderIDs are what orderID makes. Nothing else is taken, so that no form can use up
// the id of somebody's text.
var orderIDs = regexp.MustCompile(`^console-[A-Za-z0-9_-]{16}$`)

// order is the id of the order that a form carries.
func (v *visit) order() (bot.InputID, error) {
	id := v.form("order")
	if !orderIDs.MatchString(id) {
		return "", bad("This form is out of date. Open the page again.")
	}
	return bot.InputID(id), nil
}

// version is that of the case which whoever sent the form was looking at; 0 = none.
func (v *visit) version() int64 {
	var n int64
	if _, err := fmt.Sscanf(v.form("version"), "%d", &n); err != nil || n < 0 {
		return 0
	}
	return n
}

// casePage shows a case. That it was looked at is written down first.
func (c *Console) casePage(v *visit) error {
	d, err := c.readCase(v, v.audited)
	if err != nil {
		return err
	}
	if err := v.tellHistory(d); err != nil {
		return err
	}
	return v.render("case", d)
}

// tellHistory fills in what happened to the case.
func (v *visit) tellHistory(d *conversation) error {
	events, err := v.c.o.Desk.History(v.r.Context(), d.Case.ID)
	if err != nil && !isUnreadable(err) {
		return err
	}
	d.Case.History = v.c.history(d.Case.raw, events)
	return nil
}

// caseThread and caseActs are the pieces of it that keep themselves up to date.
func (c *Console) caseThread(v *visit) error { return c.casePiece(v, "thread") }
func (c *Console) caseActs(v *visit) error   { return c.casePiece(v, "acts") }

func (c *Console) casePiece(v *visit, block string) error {
	d, err := c.readCase(v, v.auditedOnce)
	if err != nil {
		return err
	}
	return v.piece("case", block, d)
}

func (c *Console) readCase(v *visit, audit func(bot.PersonID, string) error) (*conversation, error) {
	w, err := v.find()
	if err != nil {
		return nil, err
	}
	if err := audit(w.Case.Person, readThread); err != nil {
		return nil, err
	}
	d, err := v.conversation(w.Case.Person, &w)
	if err != nil {
		return nil, err
	}
	d.Parts = partsOf("")
	return d, nil
}

// draft puts a phrase into the reply, or counts how long it is, for a browser without
// JavaScript. Nothing is sent.
func (c *Console) draft(v *visit) error {
	words := v.form("words")
	if fill := v.form("fill"); fill != "" {
		words = fill
	}
	return c.again(v, http.StatusOK, words, "", false)
}

// again shows the page of a case with what was written still there.
func (c *Console) again(v *visit, status int, words, problem string, sure bool) error {
	d, err := c.readCase(v, v.audited)
	if err != nil {
		return err
	}
	d.Draft, d.Parts, d.Problem, d.MustBeSure = words, partsOf(words), problem, sure
	if err := v.tellHistory(d); err != nil {
		return err
	}
	return v.renderStatus(status, "case", d)
}

// act carries out an order.
func (c *Console) act(v *visit, do bot.CaseDo, read func(*visit, *bot.CaseOrder) error) error {
	w, err := v.find()
	if err != nil {
		return err
	}
	id, err := v.order()
	if err != nil {
		return err
	}
	o := bot.CaseOrder{ID: id, By: v.staff(), Do: do, Case: w.Case.ID, Version: v.version()}
	err = read(v, &o)
	var b *badInput
	if errors.As(err, &b) {
		return c.again(v, http.StatusUnprocessableEntity, v.form("words"), b.Say, false)
	}
	if err != nil {
		return err
	}
	done, err := c.o.Desk.Staff(v.r.Context(), o)
	var mistaken bot.OrderError
	if errors.As(err, &mistaken) {
		return c.again(v, http.StatusUnprocessableEntity, o.Words.Text(), sentence(string(mistaken))+".", false)
	}
	if err != nil {
		return err
	}
	result := handoff.Result(done.Result)
	say := c.said(v, done)
	if do == bot.CaseReply && result != handoff.Answered { // what they wrote must not be lost
		return c.again(v, http.StatusConflict, o.Words.Text(), say, result == handoff.Unsure)
	}
	if carried[result] {
		v.flash(say)
	} else {
		v.warn(say)
	}
	switch result {
	case handoff.Closed, handoff.Passed, handoff.PassedTo:
		return v.redirect("/console/")
	default:
		return v.redirect("/console/case/" + w.Case.Code + "?id=" + string(w.Case.ID))
	}
}

// carried are the results of orders that were carried out.
var carried = map[handoff.Result]bool{handoff.Took: true, handoff.AlreadyYours: true, handoff.Passed: true, handoff.PassedTo: true, handoff.Snoozed: true,
	handoff.Closed: true, handoff.Answered: true, handoff.Held: true, handoff.Released: true, handoff.NotHolder: true}

// said is what came of an order, for whoever gave it. Two that act at once are told
// kindly: who was first, and when.
func (c *Console) said(v *visit, done bot.CaseDone) string {
	k := done.Case
	switch handoff.Result(done.Result) {
	case handoff.AlreadyTaken:
		return c.nameOf(k.Owner) + " took " + k.Code + " " + Since(v.now.Sub(k.Claimed)) + ", so it is theirs."
	case handoff.NotYours:
		if k.Owner != "" {
			return c.nameOf(k.Owner) + " has " + k.Code + ", so only they can do that."
		}
		return "Nobody has " + k.Code + ". Take it first."
	case handoff.WasClosed:
		who := ""
		if k.Owner != "" && k.Owner != v.staff().ID {
			who = " by " + c.nameOf(k.Owner)
		}
		return k.Code + " was closed " + Since(v.now.Sub(k.Closed)) + who + ". Nothing was changed."
	case handoff.Changed:
		return k.Code + " has changed since you looked. Read it again below, then decide."
	default:
		return done.Say
	}
}
