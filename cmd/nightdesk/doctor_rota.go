package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/handoff"
	"nightdesk/bot/schedule"
	"nightdesk/bot/store"
	"nightdesk/config"
)

// gapsAhead is how far the rota is looked through.
const gapsAhead = 14 * 24 * time.Hour

// keptRota reads what the store knows of the rota: what staff changed, and whose phones
// take no texts.
func (f *findings) keptRota(ctx context.Context, c config.Clinic, st *store.Store) {
	var err error
	if f.edits, f.version, err = st.Rota(ctx); err != nil {
		f.say(false, "rota", "what the console has changed of it: "+err.Error()+" (mend: see the lines on the store and its keyset)")
	}
	people := make([]bot.PersonID, len(c.Staff))
	for i, s := range c.Staff {
		people[i] = st.Person(bot.Phone(s.Phone))
	}
	out, err := st.OptedOut(ctx, people...)
	if err != nil {
		return // said above, of the store
	}
	for i, s := range c.Staff {
		if out[i] {
			f.off = append(f.off, s.ID)
		}
	}
}

// rota says when nobody is on call, by the rota that stands, and who of it can't be
// texted.
func (f *findings) rota(c config.Clinic, now time.Time) {
	base := rotaOf(c, calendarOf(c))
	if !f.edits.None() {
		f.note("rota", fmt.Sprintf("the console has changed it (version %d): the shifts, overrides and supervisor in clinic.yaml are not used until somebody goes back to them there", f.version))
		for _, p := range f.edits.Validate(base) {
			f.say(false, "rota", p+" (mend: in the console, under Rota)")
		}
	}
	r := handoff.Apply(*base, f.edits)
	for _, id := range f.off {
		if slices.ContainsFunc(r.Shifts, func(s handoff.Shift) bool { return s.Staff == id }) || id == r.Supervisor {
			f.say(false, "rota", id+" is in the rota, and that phone has stopped our texts, so alerts go to others (mend: START from that phone)")
		}
	}
	r.Off = f.off
	gaps := r.Gaps(now, now.Add(gapsAhead))
	for _, g := range gaps {
		f.say(false, "rota", gapLine(g, c, now))
	}
	if len(gaps) == 0 {
		f.say(true, "rota", "somebody is on call at every minute of the next 14 days")
	}
}

func gapLine(g handoff.Gap, c config.Clinic, now time.Time) string {
	of := ""
	if !g.Everyones() {
		var names []string
		for _, t := range g.Teams {
			names = append(names, string(t))
		}
		of = "for " + strings.Join(names, " and ") + " "
	}
	return fmt.Sprintf("nobody is on call %sfrom %s to %s and alerts go to the supervisor (mend: add a shift under rota)", of,
		schedule.When(g.From, now, c.Zone, bot.English), schedule.When(g.To, now, c.Zone, bot.English))
}

// accounts names those of the console that have the id of somebody on the rota and are
// not linked to them: made before that had to be said, or before the rota had that id.
func (f *findings) accounts(ctx context.Context, c config.Clinic, st *store.Store) {
	all, err := st.Accounts(ctx)
	if err != nil {
		f.say(false, "accounts", err.Error())
		return
	}
	for _, a := range all {
		if unlinked(a, c) {
			f.note("accounts", "the account "+a.ID+" is "+notThem(a.ID))
		}
	}
}
