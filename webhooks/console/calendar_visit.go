package console

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/account"
	"nightdesk/bot/schedule"
)

// visitData is one visit.
type visitData struct {
	ID               bot.VisitID
	Code             string
	Day              string // its date, as the address of the calendar has it
	Start, End       time.Time
	Kind, With, Room string
	Group            string
	State            string
	Until            time.Time // of a hold or request
	Asked, Changed   time.Time
	By               string
	Who              string // "" for those who may not know
	Person           bot.PersonID
	Phone            bot.Phone
	Language         string
	Shared           bool
	Due              time.Time // of their clock
	Priority         string
	// Acts are the orders that can be given now; MayMove says that it can be moved.
	Acts    []visitAct
	MayMove bool
	MayBook bool
	// Problem is why the last order was refused.
	Problem string
	Order   string // the id of the next order
}

// visitAct is one button.
type visitAct struct {
	Do     bot.DeskDo
	Label  string
	Class  string
	Effect string // what follows, for whoever hesitates
}

// visitOf is the visit that the address names.
func (v *visit) visitOf() (bot.Booking, error) {
	b, err := v.c.o.Visits.Visit(v.r.Context(), bot.VisitID(v.r.PathValue("id")))
	if err == nil && b.ID == "" {
		err = errNotFound
	}
	return b, err
}

func visitPage(v *visit) error {
	b, err := v.visitOf()
	if err != nil {
		return err
	}
	return showVisit(v, http.StatusOK, b, "")
}

// showVisit shows a visit, with what was wrong with an order.
func showVisit(v *visit, status int, b bot.Booking, problem string) error {
	d, err := v.visitData(b)
	if err != nil {
		return err
	}
	d.Problem = problem
	return v.renderStatus(status, "calendar_visit", d)
}

func (v *visit) visitData(b bot.Booking) (visitData, error) {
	known, err := v.who(readVisit, []bot.PersonID{b.Person})
	if err != nil {
		return visitData{}, err
	}
	line := visitLineOf(b, schedule.Codes([]bot.Booking{b})[b.ID], known)
	d := visitData{ID: b.ID, Code: line.Code, Day: v.c.o.Schedule.Date(b.Start), Start: b.Start, End: b.End, Kind: plainName(b.Kind), With: plainName(b.Resource),
		Room: plainName(b.Room), Group: plainName(b.Series), State: line.State, Until: line.Until, Asked: b.Asked, Changed: b.Changed, By: b.By,
		Who: line.Who, Person: line.Person}
	if s, ok := known[b.Person]; ok {
		d.Phone, d.Language, d.Shared, d.Priority = s.Phone, languageName(s.Lang), s.Discreet, groupName(s.Care.Group)
		if s.Care.Seen.IsZero() {
			d.Due = s.Care.Due
		}
	}
	if d.MayBook = v.may(account.BookVisits); d.MayBook {
		d.Acts, d.MayMove = actsOf(b, v.now), movable(b.Visit, v.now)
	}
	d.Order, err = v.c.orderID()
	return d, err
}

// languageName is a language in words.
func languageName(l bot.Lang) string {
	if l == bot.Spanish {
		return "Spanish"
	}
	return "English"
}

// movable reports whether a visit can be moved: a seat of a group moves with it.
func movable(v bot.Visit, now time.Time) bool {
	return v.Series == "" && (v.Status == bot.VisitBooked || v.Status == bot.VisitProposed) && v.Start.After(now)
}

var (
	actApprove = visitAct{Do: bot.DeskApprove, Label: "Approve", Class: "primary", Effect: "The time is theirs. They are told by text if they may be texted."}
	actDecline = visitAct{Do: bot.DeskDecline, Label: "Decline", Class: "danger", Effect: "The time is free again. They are told by text if they may be texted."}
	actArrived = visitAct{Do: bot.DeskArrived, Label: "Arrived", Class: "primary", Effect: "They are here."}
	actDone    = visitAct{Do: bot.DeskFulfilled, Label: "Done", Effect: "It took place."}
	actMissed  = visitAct{Do: bot.DeskMissed, Label: "Missed", Effect: "Nobody came. They are asked by text whether they want another time."}
	actCancel  = visitAct{Do: bot.DeskCancel, Label: "Cancel the visit", Class: "danger", Effect: "The time is free again. They are told by text if they may be texted."}
)

// actsOf are the orders that a visit takes as it stands. The desk decides once more
// when one comes.
func actsOf(b bot.Booking, now time.Time) []visitAct {
	begun, soon := !b.Start.After(now), b.Start.Sub(now) < 12*time.Hour
	switch b.Status {
	case bot.VisitProposed:
		return []visitAct{actApprove, actDecline}
	case bot.VisitBooked:
		var acts []visitAct
		if soon {
			acts = append(acts, actArrived)
		}
		if begun {
			acts = append(acts, actDone, actMissed)
		}
		if !begun || b.Series != "" && !overSession(b.ID) {
			acts = append(acts, actCancel)
		}
		return acts
	case bot.VisitArrived:
		if begun {
			return []visitAct{actDone, actMissed}
		}
	case bot.VisitFulfilled:
		return []visitAct{actMissed}
	case bot.VisitMissed:
		return []visitAct{actArrived, actDone}
	case bot.VisitPending, bot.VisitCancelled:
	}
	return nil
}

// overSession reports whether an id is that of a session of a group that is over.
func overSession(id bot.VisitID) bool {
	_, date := id.Seat()
	return date != ""
}

// visitOrder carries out one of the buttons of a visit.
func visitOrder(v *visit) error {
	b, err := v.visitOf()
	if err != nil {
		return err
	}
	op, err := v.deskOrder(bot.DeskDo(v.form("do")))
	if err != nil {
		return err
	}
	all := []bot.DeskDo{bot.DeskApprove, bot.DeskDecline, bot.DeskArrived, bot.DeskFulfilled, bot.DeskMissed, bot.DeskCancel, bot.DeskAlone}
	if !slices.Contains(all, op.Do) {
		return bad("There is no such order. Open the visit again and use its buttons.")
	}
	op.Visit = b.ID
	done, err := v.c.o.Visits.Desk(v.r.Context(), b.Person, op)
	if say := refusal(err); say != "" {
		return showVisit(v, http.StatusConflict, b, say)
	}
	if err != nil {
		return err
	}
	v.flash(v.cameOf(op, done))
	return v.redirect(calendarPath + "/visit/" + string(b.ID))
}

// cameOf says what an order did, and whether the person hears of it.
func (v *visit) cameOf(op bot.DeskOp, done bot.DeskDone) string {
	if done.Repeated {
		return "That was done already: sending it twice did nothing more."
	}
	when := func(x bot.Visit) string {
		s := plainName(x.Kind) + ", " + v.c.clock(x.Start)
		if x.Resource != "" {
			s += ", with " + plainName(x.Resource)
		}
		return s
	}
	switch x := done.Visit; op.Do {
	case bot.DeskBook:
		return "Booked: " + when(x) + ". " + v.told(done)
	case bot.DeskMove:
		return "Moved to: " + when(x) + ". " + v.told(done)
	case bot.DeskCancel:
		return "Cancelled. " + v.told(done)
	case bot.DeskApprove:
		return "Approved: " + when(x) + ". " + v.told(done)
	case bot.DeskDecline:
		return "Declined. " + v.told(done)
	case bot.DeskArrived, bot.DeskFulfilled, bot.DeskMissed:
		return "Marked " + schedule.Word(bot.VisitStatus(op.Do)) + "."
	case bot.DeskWaitlistAdd:
		return "They are on the list. They are asked by text when a time comes free."
	case bot.DeskWaitlistOff:
		return "They are off the list."
	case bot.DeskPriority:
		return "Noted: " + groupName(op.Group) + "."
	case bot.DeskAlone:
		return "Noted: the phone is theirs alone. The code word is forgotten."
	case bot.DeskSeen:
		return "Noted: their clock has stopped."
	}
	return "Done."
}

// personOf finds who a form means: the code of a case, or a number. What it says of
// one that is neither, or nobody's, is for whoever typed it.
func (v *visit) personOf(written string) (person bot.PersonID, phone bot.Phone, problem string, err error) {
	written = strings.TrimSpace(written)
	if written == "" {
		return "", "", "Say whom it is for: the code of a case, as A7K2, or a phone number.", nil
	}
	if digits := strings.Count(strings.Map(digitsOnly, written), "0"); digits >= 7 {
		person, phone = v.c.o.Visits.Number(written)
		if person == "" {
			return "", "", "That is no number that can be texted. Write it with its area code, as 907 555 0123.", nil
		}
		return person, phone, "", nil
	}
	person, err = v.c.o.Visits.Whose(v.r.Context(), strings.ToUpper(written))
	if err == nil && person == "" {
		problem = "No case has that code, and it is too short for a phone number. The queue shows the codes."
	}
	return person, "", problem, err
}

// digitsOnly maps each digit to 0 and drops all else.
func digitsOnly(r rune) rune {
	if r >= '0' && r <= '9' {
		return '0'
	}
	return -1
}
