package console

import (
	"context"
	"strconv"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/account"
	"nightdesk/bot/report"
)

// galleryFigures and galleryAudit are there so that the pages have their routes.
type (
	galleryFigures struct{ Figures }
	galleryAudit   struct{ AuditLog }
	galleryAuditor struct{}
)

func (galleryAuditor) Read(context.Context, string, bot.PersonID, string) error { return nil }

// galleryReport is a month of a clinic that is neither small nor large.
func galleryReport(now time.Time) (span, report.Report) {
	zone := now.Location()
	from := midnight(now, zone).AddDate(0, 0, -27)
	in := report.Input{From: from, To: midnight(now, zone).AddDate(0, 0, 1), Now: now, Zone: zone, Days: map[string]map[string]int{},
		Limits: map[bot.Level]time.Duration{bot.LevelNow: 10 * time.Minute, bot.LevelSameDay: time.Hour, bot.LevelNextWorkday: 6 * time.Hour}}
	for i := range 28 {
		at := from.AddDate(0, 0, i)
		n := 30 + i*7%23
		if wd := at.Weekday(); wd == time.Saturday || wd == time.Sunday {
			n /= 2
		}
		in.Days[at.Format(time.DateOnly)] = map[string]int{
			bot.CountIn + "en": n, bot.CountIn + "es": n / 6, bot.CountOut: n + n/4, bot.CountRelayed: n / 8, bot.CountUnasked: n / 7, bot.CountSegments: n*2 - n/3,
			bot.CountAlert + "text": n / 5, bot.CountOptOut: i % 9 / 8, bot.CountAnswer + "2s": n, bot.CountAnswer + "1m": i % 3, bot.CountAnswer + "15m": i % 14 / 13,
			bot.StepShown + "intake/who@3f8a1c27": 9, bot.StepAnswered + "intake/who@3f8a1c27": 8, bot.StepSilent + "intake/who@3f8a1c27": i % 2, bot.StepLeft + "intake/who@3f8a1c27": i % 5 / 4,
			bot.StepShown + "intake/pay@3f8a1c27": 7, bot.StepAnswered + "intake/pay@3f8a1c27": 6, bot.StepSilent + "intake/pay@3f8a1c27": i % 3 / 2, bot.StepUnclear + "intake/pay@3f8a1c27": i % 4 / 3, bot.StepHandoff + "intake/pay@3f8a1c27": i % 7 / 6,
			bot.StepShown + "intake/visit@3f8a1c27": 6, bot.StepAnswered + "intake/visit@3f8a1c27": 5, bot.StepSilent + "intake/visit@3f8a1c27": i % 12 / 11,
			bot.CountBooked + "intake_assessment:same_day": i % 2, bot.CountBooked + "intake_assessment:3_7_days": 1 + i%3, bot.CountBooked + "intake_assessment:15_days": i % 4 / 3,
			bot.CountKept + "intake_assessment:same_day": i % 2, bot.CountKept + "intake_assessment:3_7_days": 1, bot.CountMissed + "intake_assessment:3_7_days": i % 3 / 2,
			bot.CountKept + "individual_counseling:1_2_days": 1 + i%2, bot.CountMissed + "individual_counseling:1_2_days": i % 5 / 4,
		}
		for j := range 1 + n/12 {
			k := bot.Case{Level: bot.Level(1 + (i+j)%3), Opened: at.Add(time.Duration(7+j*5+i%4) * time.Hour), Status: bot.CaseClosed}
			k.Told = []bot.Told{{Staff: "ana", At: k.Opened.Add(time.Second), N: 1}}
			k.Answered = k.Opened.Add(time.Duration(40+(i*31+j*17)%500) * time.Second * time.Duration(int(k.Level)*int(k.Level)))
			if k.Level == bot.LevelNow {
				k.Labels = []string{[]string{"suicide_risk", "withdrawal", "overdose_now"}[(i*2+j)%3]}
				if i < 24 {
					k.Review = bot.Review{By: "dr", At: now, Danger: (i+j)%4 != 0}
				}
			}
			in.Cases = append(in.Cases, k)
		}
	}
	s := span{From: from.Format(time.DateOnly), To: now.Format(time.DateOnly), Days: 28, begin: in.From, end: in.To}
	return s, report.Make(in)
}

func galleryAlert(now time.Time, i int) bot.CaseWrite {
	at := now.Add(-time.Duration(20+i*31) * time.Hour)
	labels := [][]string{{"suicide_risk"}, {"withdrawal"}, {"asked_overdose_now", "overdose_now"}, {"danger_from_others"}}
	return bot.CaseWrite{Version: 6, Case: bot.Case{ID: bot.CaseID("alert" + strconv.Itoa(i)), Code: []string{"K4TR", "B2XM", "P9DA", "T3WN"}[i%4], Person: "PERSONOFTHEGALLERY00000000", Level: bot.LevelNow,
		Status: bot.CaseClosed, Opened: at, Closed: at.Add(50 * time.Minute), Labels: labels[i%4], Owner: []string{"ana", "ben"}[i%2],
		Outcome: []bot.Ending{bot.EndedReached, bot.EndedFalseAlarm, bot.EndedReferred}[i%3]}}
}

// galleryAlertPage is the page of an alert about the words of somebody made up.
func galleryAlertPage(c *Console, words bool) alertData {
	now := c.o.Now()
	w := galleryAlert(now, 0)
	d := c.alertData(w, words)
	if !words {
		return d
	}
	at := func(m int) time.Time { return w.Case.Opened.Add(time.Duration(m) * time.Minute) }
	p := Person{Said: []bot.Said{
		{At: at(-3), By: "us", Text: "What should we call you? A first name or nickname is fine."},
		{At: at(-1), By: "them", Text: "sunny. its been a rough week"},
		{At: at(-1), By: "us", Text: "Thanks. How will you pay? No plan is OK too. 1 Medicare 2 Medicaid 3 other plan 4 no plan"},
		{At: at(0), By: "them", Text: "some days i dont want to be here anymore"},
		{At: at(0), By: "us", Text: "I'm glad you told us. Call or text 988 now. In danger? Call 911. A person from our team is told."},
		{At: at(4), By: "ana", Text: "Hi, this is Ana, a nurse. Can I call you now?"},
	}}
	c.around(&d, p, w.Case)
	return d
}

func galleryAuditPage(c *Console, now time.Time) auditData {
	first := midnight(now, now.Location())
	d := auditData{Span: span{From: first.AddDate(0, 0, -6).Format(time.DateOnly), To: first.Format(time.DateOnly), Days: 7},
		Chain: AuditChain{Sealed: 18422, SealedTo: now.Add(-40 * time.Second), Checked: now.Add(-9 * time.Minute), Sound: true, Upto: now.Add(-10 * time.Minute)}}
	entry := func(ago time.Duration, actor, what string, person bot.PersonID, touched, detail string) AuditEntry {
		at := now.Add(-ago)
		return AuditEntry{ID: strconv.FormatInt(at.UnixMilli(), 10) + "-0", At: at, Actor: actor, What: what, Person: person, Touched: touched, Detail: detail}
	}
	who, other := bot.PersonID("K5XWQ2MDPERSONOFTHEGALLERY"), bot.PersonID("T7BEN4HAANOTHEROFTHEGALLER")
	c.fillAudit(&d, AuditPage{Next: "1-0", Entries: []AuditEntry{
		entry(0, "carla", readAudit, "", "", ""),
		entry(3*time.Minute, "ana", "case_replied", who, "kost", ""),
		entry(4*time.Minute, "person", "answer", who, "st", ""),
		entry(11*time.Minute, "ana", "case_took", who, "kos", ""),
		entry(12*time.Minute, "ana", readThread, who, "ckstv", ""),
		entry(12*time.Minute, "ana", readNames, "", "ks", ""),
		entry(18*time.Minute, "person", "handoff", who, "kost", ""),
		entry(3*time.Hour, "carla", "record_exported", other, "ckostv", "asked for by the person, at the desk; given to them on paper"),
		entry(5*time.Hour, "clock", "reminder", other, "ost", ""),
	}}, "")
	return d
}

func figureSamples() []sample {
	now := GalleryNow()
	return []sample{
		{name: "reports-full", page: "reports", area: "reports", role: account.MedicalDirector, make: func(c *Console, _ identity) any {
			s, r := galleryReport(now)
			d := c.reportData(s, r, now)
			d.Releases = bot.Releases{List: []bot.Release{{Number: 1, Version: "3f8a1c2795d01b6e"}}}
			return d
		}},
		{name: "reports-empty", page: "reports", area: "reports", role: account.ScriptAdmin, make: func(c *Console, _ identity) any {
			s, _ := galleryReport(now)
			return c.reportData(s, report.Report{}, now)
		}},
		{name: "review-full", page: "review", area: "review", role: account.MedicalDirector, make: func(c *Console, _ identity) any {
			var all []bot.CaseWrite
			for i := range 24 {
				w := galleryAlert(now, i)
				if i >= 4 {
					w.Case.Review = bot.Review{By: "ana", At: now, Danger: i%3 != 0}
				}
				all = append(all, w)
			}
			return c.reviewData(all, true)
		}},
		{name: "review-empty", page: "review", area: "review", role: account.MedicalDirector, make: func(c *Console, _ identity) any { return c.reviewData(nil, true) }},
		{name: "alert-words", page: "alert", area: "review", role: account.MedicalDirector, make: func(c *Console, _ identity) any { return galleryAlertPage(c, true) }},
		{name: "alert-no-words", page: "alert", area: "review", role: account.MedicalDirector, make: func(c *Console, _ identity) any {
			d := galleryAlertPage(c, false)
			d.Judged, d.By = now.Add(-time.Hour), "Ben Okafor"
			return d
		}},
		{name: "audit-full", page: "audit", area: "audit", role: account.Auditor, make: func(c *Console, _ identity) any { return galleryAuditPage(c, now) }},
		{name: "audit-empty", page: "audit", area: "audit", role: account.PrivacyOfficer, make: func(c *Console, _ identity) any {
			d := galleryAuditPage(c, now)
			d.Rows, d.Next, d.Chain, d.Actor = nil, "", AuditChain{}, "nobody"
			return d
		}},
		{name: "audit-broken", page: "audit", area: "audit", role: account.PrivacyOfficer, make: func(c *Console, _ identity) any {
			d := galleryAuditPage(c, now)
			d.Chain.Sound, d.Chain.Problem = false, "Entry 18,201 was altered after it was written."
			return d
		}},
	}
}
