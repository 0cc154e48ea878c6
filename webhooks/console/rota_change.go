package console

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/handoff"
)

// momentForm is how a browser sends a local date and time.
const momentForm = "2006-01-02T15:04"

// emptyChange is the form of a change before anything is typed: this evening.
func (v *visit) emptyChange(r *handoff.Rota) changeForm {
	day := v.now.In(v.c.o.Zone)
	at := func(days, hour int) string {
		return time.Date(day.Year(), day.Month(), day.Day()+days, hour, 0, 0, 0, v.c.o.Zone).Format(momentForm)
	}
	return changeForm{Comes: staffChoices(r, "nobody", ""), Away: staffChoices(r, "nobody", ""), Team: teamChoices(""), From: at(1, 17), To: at(2, 8)}
}

// changeOrder adds who comes and who is away for a while, or takes such a change out.
func changeOrder(v *visit) error {
	n, err := v.readRota()
	if err != nil {
		return err
	}
	e := n.edits
	if v.form("do") == "remove" {
		i, err := strconv.Atoi(v.form("index"))
		if err != nil || i < 0 || i >= len(e.Overrides) {
			return v.saved(changedMeanwhile, nil, rotaData{})
		}
		e.Overrides = slices.Delete(e.Overrides, i, i+1)
		problem, err := v.saveRota(n, e)
		return v.saved(problem, err, rotaData{})
	}
	o, form := v.changeOf(&n.rota)
	if len(form.Wrong) > 0 {
		return showRota(v, http.StatusUnprocessableEntity, rotaData{Change: form})
	}
	if !slices.Contains(e.Overrides, o) { // sent twice it is there once
		e.Overrides = append(e.Overrides, o)
	}
	problem, err := v.saveRota(n, e)
	return v.saved(problem, err, rotaData{Change: form})
}

// changeOf reads the form, and says at each field what is wrong with it.
func (v *visit) changeOf(r *handoff.Rota) (handoff.Override, changeForm) {
	o := handoff.Override{Staff: v.form("comes"), Instead: v.form("away"), Team: bot.Team(v.form("team"))}
	f := changeForm{Comes: staffChoices(r, "nobody", o.Staff), Away: staffChoices(r, "nobody", o.Instead), Team: teamChoices(o.Team),
		From: v.form("from"), To: v.form("to"), Wrong: map[string]string{}}
	switch {
	case o.Staff == "" && o.Instead == "":
		f.Wrong["comes"] = "Choose who comes, who is away, or both."
	case o.Staff == o.Instead:
		f.Wrong["comes"] = "The same person can't come and be away: choose two."
	}
	moment := func(field, written string) time.Time {
		t, err := time.ParseInLocation(momentForm, written, v.c.o.Zone)
		if err != nil || t.Year() < 2000 || t.Year() > 2200 {
			f.Wrong[field] = "Write a date and a time, as 2026-12-24 17:00."
			return time.Time{}
		}
		return t.UTC()
	}
	o.From, o.To = moment("from", f.From), moment("to", f.To)
	if f.Wrong["from"] == "" && f.Wrong["to"] == "" {
		switch {
		case !o.From.Before(o.To):
			f.Wrong["to"] = "It ends before it begins: let the end be later."
		case !o.To.After(v.now):
			f.Wrong["to"] = "That time is over: let the end be still to come."
		}
	}
	return o, f
}

// shiftData is the form of one shift.
type shiftData struct {
	Version int64
	Index   int // -1 = a new one
	Who     []choice
	Team    []choice
	Days    []choice
	From    string
	To      string
	Holiday []choice
	Wrong   map[string]string
	Problem string
}

func shiftPage(v *visit) error {
	n, err := v.readRota()
	if err != nil {
		return err
	}
	s := handoff.Shift{Days: weekFromMonday[:5], From: 8 * 60, To: 17 * 60}
	i := -1
	if written := v.query("n"); written != "" {
		if i, err = strconv.Atoi(written); err != nil || i < 0 || i >= len(n.edits.Shifts) {
			return errNotFound
		}
		s = n.edits.Shifts[i]
	}
	return v.render("rota_shift", shiftDataOf(n, i, s, clockForm(s.From), clockForm(s.To)))
}

// clockForm is a time of day as a browser takes it.
func clockForm(m handoff.Minutes) string {
	return time.Date(2000, 1, 1, 0, int(m)%(24*60), 0, 0, time.UTC).Format("15:04")
}

func shiftDataOf(n rotaNow, i int, s handoff.Shift, from, to string) shiftData {
	d := shiftData{Version: n.version, Index: i, Who: staffChoices(&n.rota, "choose", s.Staff), Team: teamChoices(s.Team), From: from, To: to}
	for _, day := range weekFromMonday {
		d.Days = append(d.Days, choice{strconv.Itoa(int(day)), day.String(), slices.Contains(s.Days, day)})
	}
	for _, h := range []handoff.Holidays{handoff.AnyDay, handoff.HolidaysNot, handoff.HolidaysOnly} {
		label := holidayWords[h]
		if label == "" {
			label = "as on any other day"
		}
		d.Holiday = append(d.Holiday, choice{string(h), label, h == s.Holidays})
	}
	return d
}

// shiftOrder saves a shift, takes one out, or moves one up: the first is told first.
func shiftOrder(v *visit) error {
	n, err := v.readRota()
	if err != nil {
		return err
	}
	e := n.edits
	i, err := strconv.Atoi(v.form("index"))
	if err != nil || i < -1 || i >= len(e.Shifts) {
		return v.saved(changedMeanwhile, nil, rotaData{})
	}
	switch do := v.form("do"); {
	case do == "remove" && i >= 0:
		e.Shifts = slices.Delete(e.Shifts, i, i+1)
		if len(e.Shifts) == 0 {
			return v.saved("That is the last shift: somebody must be on call, so add another first.", nil, rotaData{})
		}
	case do == "up" && i > 0:
		e.Shifts[i-1], e.Shifts[i] = e.Shifts[i], e.Shifts[i-1]
	case do == "save":
		return saveShift(v, n, i)
	default:
		return bad("There is no such order. Open the rota again and use its buttons.")
	}
	problem, err := v.saveRota(n, e)
	return v.saved(problem, err, rotaData{})
}

// saveShift saves what the form of a shift says; what is wrong is said at its field.
func saveShift(v *visit, n rotaNow, i int) error {
	s, wrong := v.shiftOf()
	e, problem := n.edits, ""
	if i < 0 {
		if !slices.ContainsFunc(e.Shifts, func(o handoff.Shift) bool { return sameShift(o, s) }) {
			e.Shifts = append(e.Shifts, s)
		}
	} else {
		e.Shifts[i] = s
	}
	if len(wrong) == 0 {
		var err error
		if problem, err = v.saveRota(n, e); err != nil {
			return err
		}
	}
	if len(wrong) == 0 && problem == "" {
		return v.redirect(rotaPath)
	}
	d := shiftDataOf(n, i, s, v.form("from"), v.form("to"))
	d.Wrong, d.Problem = wrong, problem
	status := http.StatusUnprocessableEntity
	if problem != "" {
		status = http.StatusConflict
	}
	return v.renderStatus(status, "rota_shift", d)
}

func sameShift(a, b handoff.Shift) bool {
	return a.Staff == b.Staff && a.Team == b.Team && a.From == b.From && a.To == b.To && a.Holidays == b.Holidays && slices.Equal(a.Days, b.Days)
}

// shiftOf reads the form of a shift.
func (v *visit) shiftOf() (handoff.Shift, map[string]string) {
	s := handoff.Shift{Staff: v.form("who"), Team: bot.Team(v.form("team")), Holidays: handoff.Holidays(v.form("holidays"))}
	wrong := map[string]string{}
	if s.Staff == "" {
		wrong["who"] = "Choose who is on call."
	}
	for _, day := range weekFromMonday {
		if slices.Contains(v.r.PostForm["days"], strconv.Itoa(int(day))) {
			s.Days = append(s.Days, day)
		}
	}
	if len(s.Days) == 0 {
		wrong["days"] = "Choose at least one day."
	}
	clock := func(field string) handoff.Minutes {
		t, err := time.Parse("15:04", v.form(field))
		if err != nil {
			wrong[field] = "Write a time of day, as 17:30."
		}
		return handoff.Minutes(t.Hour()*60 + t.Minute())
	}
	s.From, s.To = clock("from"), clock("to")
	return s, wrong
}
