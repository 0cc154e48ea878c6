package console

import (
	"net/http"

	"nightdesk/bot"
	"nightdesk/bot/account"
)

// aloneRoutes are of the form that ends that somebody's phone is a shared one, on the
// pages of a case and of a person.
func (c *Console) aloneRoutes() []route {
	if c.o.Visits == nil || c.o.People == nil || c.o.Desk == nil {
		return nil
	}
	return []route{{method: http.MethodPost, path: "/console/person/{id}/alone", need: account.BookVisits, area: "people", handle: c.alone}}
}

// alone carries it out and goes back to the page that it was asked on.
func (c *Console) alone(v *visit) error {
	person := bot.PersonID(v.r.PathValue("id"))
	back := "/console/person/" + string(person)
	if v.form("case") != "" {
		w, err := v.c.o.Desk.Case(v.r.Context(), bot.CaseID(v.form("case")))
		if err != nil {
			return err
		}
		if w.Version == 0 || w.Case.Person != person {
			return errNotFound
		}
		back = "/console/case/" + w.Case.Code + "?id=" + string(w.Case.ID)
	}
	op, err := v.deskOrder(bot.DeskAlone)
	if err != nil {
		return err
	}
	done, err := c.o.Visits.Desk(v.r.Context(), person, op)
	if say := refusal(err); say != "" {
		v.warn(say)
		return v.redirect(back)
	}
	if err != nil {
		return err
	}
	v.flash(v.cameOf(op, done))
	return v.redirect(back)
}
