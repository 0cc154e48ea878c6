package console

import (
	"context"
	"net/http"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/account"
	"nightdesk/bot/handoff"
)

// galleryRota keeps made-up edits.
type galleryRota struct {
	edits   handoff.Edits
	version int64
}

// Rota is the made-up one.
func (g galleryRota) Rota(context.Context) (handoff.Edits, int64, error) {
	return g.edits, g.version, nil
}

// SetRota stores nothing: nobody presses a button of the gallery.
func (galleryRota) SetRota(context.Context, handoff.Edits, int64, string) error {
	return handoff.ErrEdited
}

// galleryRotaFile is a made-up clinic's rota.
func galleryRotaFile(zone *time.Location) *handoff.Rota {
	work, weekend := weekFromMonday[:5], weekFromMonday[5:]
	const h = handoff.Minutes(60)
	return &handoff.Rota{Zone: zone, Supervisor: "sue",
		Staff: []bot.Staff{{ID: "ana", Name: "Ana Flores", Role: "nurse"}, {ID: "ben", Name: "Ben Okoye", Role: "counselor"},
			{ID: "cleo", Name: "Cleo Marsh", Role: "counselor"}, {ID: "sue", Name: "Sue Hallam", Role: "supervisor"}},
		Shifts: []handoff.Shift{{Staff: "ben", Days: work, From: 5*h + 30, To: 16 * h}, {Staff: "ana", Days: work, From: 16 * h, To: 5*h + 30},
			{Staff: "ana", Days: work, From: 6 * h, To: 14 * h, Team: bot.TeamNursing, Holidays: handoff.HolidaysNot},
			{Staff: "cleo", Days: weekend, From: 5*h + 30, To: 5*h + 30}}}
}

// rotaSamples are the rota's pages: as the file has it, changed with gaps, refused.
func rotaSamples() []sample {
	now := GalleryNow()
	file := galleryRotaFile(now.Location())
	at := func(day, hour int) time.Time {
		return time.Date(2026, time.December, day, hour, 0, 0, 0, now.Location())
	}
	edits := handoff.EditsOf(file)
	edits.Shifts = edits.Shifts[:3]
	edits.Overrides = []handoff.Override{{Staff: "cleo", Instead: "ben", From: at(8, 9), To: at(8, 15)}, {Staff: "sue", Instead: "ana", From: at(10, 16), To: at(11, 5), Team: bot.TeamCrisis},
		{Staff: "cleo", From: at(12, 6), To: at(13, 18)}}
	as := func(g galleryRota, role account.Role) *visit {
		c := &Console{o: Options{Zone: now.Location(), Now: func() time.Time { return now }, RotaKeeper: g, RotaFile: func() *handoff.Rota { return file }, Schedule: galleryCalendar(now.Location())}}
		return &visit{r: &http.Request{}, c: c, now: now, identity: identity{account: account.Account{ID: "ana", StaffID: "ana", Name: "Ana Flores", Roles: []account.Role{role}}}}
	}
	var all []sample
	rota := func(name string, g galleryRota, role account.Role, d rotaData) {
		v := as(g, role)
		n, err := v.readRota()
		if err != nil {
			panic(err) // made-up data that can't be drawn
		}
		all = append(all, sample{name: name, page: "rota", area: "rota", role: role, data: v.rotaData(n, d)})
	}
	changed := galleryRota{edits: edits, version: 4}
	rota("rota", galleryRota{}, account.MedicalDirector, rotaData{})
	rota("rota-read-only", galleryRota{}, account.Counselor, rotaData{})
	rota("rota-changed", changed, account.MedicalDirector, rotaData{})
	form := as(changed, account.MedicalDirector).emptyChange(file)
	form.From, form.To = "2026-12-24T17:00", "2026-12-24T08:00"
	form.Wrong = map[string]string{"comes": "Choose who comes, who is away, or both.", "to": "It ends before it begins: let the end be later."}
	rota("rota-wrong", changed, account.MedicalDirector, rotaData{Change: form})
	rota("rota-conflict", changed, account.MedicalDirector, rotaData{Problem: changedMeanwhile})
	n, err := as(changed, account.MedicalDirector).readRota()
	if err != nil {
		panic(err)
	}
	s := n.edits.Shifts[1]
	all = append(all, sample{name: "rota-shift", page: "rota_shift", area: "rota", role: account.MedicalDirector, data: shiftDataOf(n, 1, s, clockForm(s.From), clockForm(s.To))})
	wrong := shiftDataOf(n, -1, handoff.Shift{}, "", "")
	wrong.Wrong = map[string]string{"who": "Choose who is on call.", "days": "Choose at least one day.", "from": "Write a time of day, as 17:30.", "to": "Write a time of day, as 17:30."}
	return append(all, sample{name: "rota-shift-wrong", page: "rota_shift", area: "rota", role: account.MedicalDirector, data: wrong})
}

// gallerySettings are a made-up clinic's.
func gallerySettings() *Settings {
	return &Settings{File: "clinic.yaml", Read: GalleryNow().Add(-52 * time.Hour), Sections: []SettingsSection{
		{Title: "Clinic", Where: "clinic", Facts: []SettingsFact{{"Name", "Anchorage Treatment Solutions"}, {"Short name in texts", "ATS"}, {"Zone", "America/Anchorage"}, {"Languages", "English, Spanish"}, {"Number people call", "(907) 555-0110"}}},
		{Title: "Hours", Where: "hours", Facts: []SettingsFact{{"Desk", "Mon-Fri 5:30 AM-4 PM, Sat 6 AM-10 AM, closed Sun"}, {"Dosing", "Mon-Fri 5:30 AM-11 AM, Sat 6 AM-9 AM, Sun 7 AM-9 AM"}, {"Walk-in", "Mon-Fri 6 AM-8 AM, closed Sat and Sun"}}},
		{Title: "Closures", Where: "closures", Table: &SettingsTable{Caption: "Nothing is offered on these days", Columns: []string{"From", "To", "Why"}, Rows: [][]string{{"Dec 11, 2026", "Dec 11, 2026", "staff training"}, {"Dec 25, 2026", "Dec 25, 2026", "Christmas Day"}}}},
		{Title: "Visits", Where: "visits", Table: &SettingsTable{Caption: "What can be booked", Columns: []string{"Kind", "Called", "Takes", "Who books", "With"}, Rows: [][]string{{"intake assessment", "first visit", "2 h", "people, by text", "counselor 1, counselor 2"}, {"medical exam", "visit", "1 h", "people ask, staff decide", "exam room"}}}},
		{Title: "Groups", Where: "groups", Table: &SettingsTable{Caption: "Groups that meet again and again", Columns: []string{"Group"}, Empty: "No group is set"}},
		{Title: "Limits", Where: "limits", Note: "Replies to a person in danger and alerts to staff are never held back by these.", Facts: []SettingsFact{{"Texts to one number", "30 a minute, 40 an hour, 120 a day"}, {"Segments to everybody", "5000 a day"}}},
	}}
}

func settingsSamples() []sample {
	return []sample{{name: "settings", page: "settings", area: "settings", role: account.FrontDesk, data: gallerySettings()},
		{name: "settings-empty", page: "settings", area: "settings", role: account.Auditor, data: &Settings{File: "clinic.yaml", Read: GalleryNow()}}}
}
