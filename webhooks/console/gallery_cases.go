package console

import (
	"fmt"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/account"
)

// galleryDesk and galleryPeople are there so that the pages have their routes; the
// gallery asks them nothing.
type (
	galleryDesk   struct{ Desk }
	galleryPeople struct{ People }
)

// galleryStaff are the made-up members of staff.
var galleryStaff = []bot.Staff{
	{ID: "ana", Name: "Ana Flores", Role: "nurse"}, {ID: "ben", Name: "Ben Okafor", Role: "counselor"}, {ID: "carla", Name: "Carla Ito", Role: "front_desk"},
}

// galleryScript is a script as short as a page of answers can be shown with.
func galleryScript() *bot.Script {
	step := func(keep, ask string, kind bot.AnswerKind, options ...string) *bot.Step {
		s := &bot.Step{Name: keep, Keep: keep, Ask: bot.Text{bot.English: ask}, Answer: bot.AnswerSpec{Kind: kind, SkipAs: "skipped"}}
		for i := 0; i+1 < len(options); i += 2 {
			s.Answer.Options = append(s.Answer.Options, bot.Option{Name: options[i], Label: bot.Text{bot.English: options[i+1]}})
		}
		return s
	}
	f := bot.NewFlow("intake", "Someone new asks for care", []*bot.Step{
		step("phone", "Is this phone only yours? 1 only mine 2 shared", bot.AnswerChoice, "mine", "only mine", "shared", "shared"),
		step("adult", "Are you 18 or older? 1 yes 2 no", bot.AnswerYesNo),
		step("reason", "What brings you here? 1 new here", bot.AnswerChoice, "new", "new here", "before", "was here before"),
		step("urgent", "Are any true?", bot.AnswerChoices, "pregnant", "pregnant", "sick", "sick now", "out", "just out of hospital or jail", "none", "none"),
		step("name", "What should we call you?", bot.AnswerName),
		step("pay", "How will you pay?", bot.AnswerChoice, "medicaid", "Medicaid", "noplan", "no plan"),
		step("needs", "Do you need any of these?", bot.AnswerChoices, "interpreter", "interpreter", "ride", "a ride"),
		step("calls", "May we call you about this?", bot.AnswerChoice, "voicemail", "yes, voicemail OK", "novoicemail", "yes, no voicemail", "textonly", "text only"),
		step("times", "When is it best to call?", bot.AnswerChoice, "morning", "morning", "any", "any time"),
	})
	return &bot.Script{Version: "gallery", Start: "intake", Home: "intake", Flows: map[string]*bot.Flow{"intake": f}}
}

// galleryPerson is a made-up texter of one who asks for care.
func galleryPerson(now time.Time) Person {
	at := func(ago time.Duration) time.Time { return now.Add(-ago) }
	s := bot.Session{Phone: "+19075550141", Lang: bot.English, LangSure: true, LastIn: at(4 * time.Minute),
		At:       bot.Position{Version: "gallery", Place: bot.Place{Flow: "intake", Step: "calls"}},
		Kept:     map[string]string{"phone": "mine", "adult": "yes", "reason": "new", "urgent": "out", "name": "Sunny", "pay": "skipped", "needs": "ride", "texting": "yes", "calls": "novoicemail", "times": "morning"},
		Care:     bot.Care{Group: "release_or_discharge", Asked: at(30 * time.Minute)},
		Consents: []bot.Consent{{Purpose: bot.PurposeConversation, Given: at(29 * time.Minute)}},
		Visits:   []bot.Visit{{ID: "v1", Opening: bot.Opening{Kind: "intake_assessment", Start: now.Add(44 * time.Hour), End: now.Add(46 * time.Hour)}, Status: bot.VisitBooked}},
	}
	p := Person{ID: "PERSONOFTHEGALLERYAAAAAAAA", Session: s, Version: 7}
	say := func(ago time.Duration, by, text string) {
		p.Said = append(p.Said, bot.Said{At: at(ago), By: by, Text: bot.Words(text)})
	}
	say(30*time.Minute, "them", "hi, is this the place for getting help")
	say(30*time.Minute, "us", "Hi, this is ATS, an automated line. Not for emergencies: call 911. Crisis: call or text 988. Reply 1 to go on, 2 for a call, 9 Espanol. STOP to end.")
	say(29*time.Minute, "them", "1")
	say(29*time.Minute, "us", "Texts are not private and can be read on this phone. Please don't send ID or card numbers. Msg & data rates may apply. OK to text here? 1 yes 2 call me instead")
	say(28*time.Minute, "them", "yes")
	say(28*time.Minute, "us", "What brings you here? 1 new here 2 was here before 3 moving from another clinic 4 visiting, need guest doses 5 patient now 6 a question")
	say(26*time.Minute, "them", "new. got out of detox on monday")
	say(26*time.Minute, "us", "What should we call you? A first name or nickname is fine.")
	say(20*time.Minute, "them", "Sunny")
	say(20*time.Minute, "us", "How will you pay? No plan is OK too. 1 Medicare 2 Medicaid 3 other plan 4 no plan 5 not sure. Please don't send card numbers.")
	say(18*time.Minute, "them", "can i talk to a real person please")
	say(18*time.Minute, "us", "Yes. We told our team, and somebody writes to you here today. You can go on answering meanwhile.")
	say(9*time.Minute, "ana", "Hi Sunny, this is Ana. I have your messages. Is now a good time for a call?")
	say(4*time.Minute, "them", "not right now, im on the bus. after 3 works. do i need to bring anything")
	return p
}

func galleryCase(now time.Time) bot.Case {
	at := func(ago time.Duration) time.Time { return now.Add(-ago) }
	return bot.Case{ID: "case1", Code: "A7K2", Person: "PERSONOFTHEGALLERYAAAAAAAA", Level: bot.LevelSameDay, Status: bot.CaseClaimed, Opened: at(18 * time.Minute), Answered: at(11 * time.Minute), Claimed: at(11 * time.Minute),
		Owner: "ana", Reasons: []string{"just out of hospital, jail or detox, asks for care", "asked for a person"}, Told: []bot.Told{{Staff: "ben", At: at(18 * time.Minute), N: 1}, {Staff: "ana", At: at(13 * time.Minute), N: 2}}, Wake: now.Add(26 * time.Minute)}
}

// galleryDanger is somebody in danger whom nobody has yet.
func galleryDanger(now time.Time) (Person, bot.Case) {
	at := func(ago time.Duration) time.Time { return now.Add(-ago) }
	p := Person{ID: "PERSONINDANGERAAAAAAAAAAAA", Version: 3, Session: bot.Session{Phone: "+19075550163", Lang: bot.English, LangSure: true, Discreet: true, LastIn: at(70 * time.Second),
		Kept: map[string]string{"phone": "shared", "reason": "before"}, At: bot.Position{Version: "gallery", Place: bot.Place{Flow: "intake", Step: "name"}},
		Crisis: &bot.Crisis{Label: "suicide_risk", Held: true, Since: at(150 * time.Second)}},
		Failures: []Failure{{At: at(60 * time.Second), Why: "The carrier did not deliver it (30005: unknown or inactive number).", Kind: bot.SendCrisis}}}
	say := func(ago time.Duration, by, text string) {
		p.Said = append(p.Said, bot.Said{At: at(ago), By: by, Text: bot.Words(text)})
	}
	say(4*time.Minute, "us", "What should we call you? A first name or nickname is fine.")
	say(150*time.Second, "them", "it doesnt matter anymore. i dont want to be here, everyone would be better off")
	say(150*time.Second, "us", "I'm glad you told me. This is an automated line. In danger now? Call 911. To talk with a person any time, call or text 988. Please move away from pills or weapons and be near someone. We're alerting our team.")
	say(70*time.Second, "them", "ok")
	k := bot.Case{ID: "case2", Code: "M3QX", Person: p.ID, Level: bot.LevelNow, Status: bot.CaseOpen, Opened: at(150 * time.Second), Reasons: []string{"crisis screen: suicide_risk"}, Labels: []string{"suicide_risk"},
		Team: bot.TeamCrisis, Told: []bot.Told{{Staff: "ana", At: at(150 * time.Second), N: 1}}, Wake: now.Add(30 * time.Second)}
	return p, k
}

// galleryEvents is what happened to one, by what it says of itself.
func galleryEvents(k bot.Case) (all []bot.CaseEvent) {
	e := bot.CaseEvent{At: k.Opened, Actor: "person", Note: "handoff", Status: bot.CaseOpen, Level: k.Level, Reasons: k.Reasons}
	note := func(at time.Time, by, what string, alerted ...string) {
		e.Version, e.At, e.Actor, e.Note, e.Alerted = e.Version+1, at, by, what, alerted
		all = append(all, e)
	}
	for i, t := range k.Told {
		note(t.At, map[bool]string{true: "person", false: "clock"}[i == 0], "case_climbed", t.Staff)
	}
	if k.Owner != "" && !k.Claimed.IsZero() {
		e.Status, e.Owner = bot.CaseClaimed, k.Owner
		note(k.Claimed, k.Owner, "case_took")
		note(k.Claimed.Add(2*time.Minute), k.Owner, "case_answered")
	}
	if k.Status == bot.CaseClosed {
		e.Status, e.Outcome = bot.CaseClosed, k.Outcome
		note(k.Closed, k.Owner, "case_closed")
	}
	return all
}

// galleryMarks stands in for the screen.
func galleryMarks(text string) (from, to int, ok bool) {
	const what = "i dont want to be here"
	for i := 0; i+len(what) <= len(text); i++ {
		if text[i:i+len(what)] == what {
			return i, i + len(what), true
		}
	}
	return 0, 0, false
}

// galleryCases are the open cases of the queue, with how people want to be called.
func galleryCases(now time.Time) (all []bot.CaseWrite, names map[bot.PersonID]string) {
	at := func(ago time.Duration) time.Time { return now.Add(-ago) }
	_, danger := galleryDanger(now)
	names = map[bot.PersonID]string{"PERSONOFTHEGALLERYAAAAAAAA": "Sunny", "p3": "J", "p5": "Maria del Carmen Rodriguez de la Torre"}
	for i, k := range []bot.Case{
		danger, galleryCase(now),
		{ID: "case3", Code: "T9WD", Person: "p3", Level: bot.LevelNow, Status: bot.CaseClaimed, Owner: "ben", Opened: at(25 * time.Minute), Claimed: at(22 * time.Minute), Labels: []string{"withdrawal"}, Reasons: []string{"crisis screen: withdrawal, pregnancy"}, Rose: at(3 * time.Minute), Wake: now.Add(4*time.Minute + 20*time.Second)},
		{ID: "case4", Code: "B4HN", Person: "p4", Level: bot.LevelSameDay, Status: bot.CaseOpen, Opened: at(52 * time.Minute), Reasons: []string{"wants a call instead of texts"}, Wake: now.Add(8*time.Minute + 5*time.Second)},
		{ID: "case5", Code: "R2VP", Person: "p5", Level: bot.LevelSameDay, Status: bot.CaseClaimed, Owner: "carla", Opened: at(3 * time.Hour), Claimed: at(2 * time.Hour), Snoozed: now.Add(90 * time.Minute), Reasons: []string{"needs a ride to the visit"}, Wake: now.Add(90 * time.Minute)},
		{ID: "case6", Code: "C8LE", Person: "p6", Level: bot.LevelNextWorkday, Status: bot.CaseOpen, Opened: at(20 * time.Hour), Reasons: []string{"has a question we could not answer"}, Wake: now.Add(19 * time.Hour)},
	} {
		all = append(all, bot.CaseWrite{Case: k, Version: int64(i + 2)})
	}
	return all, names
}

// galleryQueue draws the queue through the code that serves it.
func galleryQueue(filter string, role account.Role, only func(bot.Case) bool) func(*Console, identity) any {
	return func(c *Console, who identity) any {
		v := &visit{c: c, now: c.o.Now(), identity: who}
		d := queueData{Filter: filter, At: 1, Names: role == account.Counselor, Live: "/console/queue/rows?show=" + filter + "&page=1"}
		all, names := galleryCases(v.now)
		var shown []bot.CaseWrite
		for _, w := range all {
			if filter == "closed" {
				w.Case.Status, w.Case.Closed, w.Case.Outcome = bot.CaseClosed, w.Case.Opened.Add(15*time.Minute), bot.Endings[len(shown)%len(bot.Endings)]
			}
			if only == nil || only(w.Case) {
				shown = append(shown, w)
			}
		}
		d.fill(v, shown)
		for _, rows := range [][]queueRow{d.Mine, d.Others} {
			for i := range rows {
				if d.Names {
					rows[i].Name = names[rows[i].Person]
				}
			}
		}
		return d
	}
}

func galleryTalk(change func(*conversation), make func(time.Time) (Person, *bot.Case)) func(*Console, identity) any {
	return func(c *Console, who identity) any {
		now := c.o.Now()
		p, k := make(now)
		if k != nil && k.Status == bot.CaseClaimed {
			p.Session.Owned = bot.Owned{By: k.Owner, Since: k.Claimed}
		}
		var w *bot.CaseWrite
		live := "/console/person/" + string(p.ID) + "/thread"
		if k != nil {
			w = &bot.CaseWrite{Case: *k, Version: 4}
			live = fmt.Sprintf("/console/case/%s/thread?id=%s", k.Code, k.ID)
		}
		d := c.show(p, w, who.account.ID, fewMessages, now)
		d.Live, d.Parts = live, partsOf("")
		if k != nil {
			d.Case.History = c.history(*k, galleryEvents(*k))
		}
		if change != nil {
			change(d)
		}
		return d
	}
}

func caseSamples() []sample {
	nobody := func(bot.Case) bool { return false }
	ours := func(now time.Time) (Person, *bot.Case) { k := galleryCase(now); return galleryPerson(now), &k }
	danger := func(now time.Time) (Person, *bot.Case) { p, k := galleryDanger(now); return p, &k }
	theirs := func(now time.Time) (Person, *bot.Case) {
		k := galleryCase(now)
		k.Owner = "ben"
		return galleryPerson(now), &k
	}
	asked := func(now time.Time) (Person, *bot.Case) {
		k := galleryCase(now)
		k.Rung, k.Wake = 1, now.Add(12*time.Minute)
		return galleryPerson(now), &k
	}
	queueAsked := func(c *Console, who identity) any {
		d := galleryQueue("mine", account.Counselor, nil)(c, who).(queueData)
		for i := range d.Mine {
			d.Mine[i].Asked, d.Mine[i].Next = true, c.o.Now().Add(12*time.Minute)
		}
		return d
	}
	closed := func(now time.Time) (Person, *bot.Case) {
		k := galleryCase(now)
		k.Status, k.Closed, k.Outcome = bot.CaseClosed, now.Add(-2*time.Minute), bot.EndedBooked
		return galleryPerson(now), &k
	}
	gone := func(now time.Time) (Person, *bot.Case) { k := galleryCase(now); return Person{ID: k.Person}, &k }
	desk := func(now time.Time) (Person, *bot.Case) {
		return Person{}, &bot.Case{ID: "case9", Code: "G2TN", Level: bot.LevelSameDay, Status: bot.CaseOpen, Opened: now.Add(-25 * time.Minute),
			Reasons: []string{"nobody is on call Sat 5:30 AM to 6:00 AM: mend the rota"}, Told: []bot.Told{{Staff: "ben", At: now.Add(-25 * time.Minute), N: 1}}, Wake: now.Add(35 * time.Minute)}
	}
	alone := func(now time.Time) (Person, *bot.Case) { return galleryPerson(now), nil }
	odd := func(now time.Time) (Person, *bot.Case) {
		p, k := ours(now)
		p.Session.Kept["name"] = "<script>alert(1)</script>"
		p.Said = append(p.Said, bot.Said{At: now.Add(-3 * time.Minute), By: "them", Text: "<img src=x onerror=alert(1)> \u202eevil\u202c ]]> =cmd() " + bot.Words(longWord(1500))})
		return p, k
	}
	return []sample{
		{name: "queue", page: "queue", area: "queue", role: account.Counselor, make: galleryQueue("open", account.Counselor, nil)},
		{name: "queue-flash", page: "queue", area: "queue", role: account.Counselor, flash: "A7K2 is closed: visit made or changed.", make: galleryQueue("open", account.Counselor, func(k bot.Case) bool { return k.Owner != "ana" })},
		{name: "queue-no-names", page: "queue", area: "queue", role: account.Admin, make: galleryQueue("open", account.Admin, nil)},
		{name: "queue-mine", page: "queue", area: "queue", role: account.Counselor, make: galleryQueue("mine", account.Counselor, nobody)},
		{name: "queue-asked", page: "queue", area: "queue", role: account.Counselor, make: queueAsked},
		{name: "queue-closed", page: "queue", area: "queue", role: account.Counselor, make: galleryQueue("closed", account.Counselor, nil)},
		{name: "queue-empty", page: "queue", area: "queue", role: account.Counselor, make: galleryQueue("open", account.Counselor, nobody)},
		{name: "case", page: "case", area: "queue", role: account.Counselor, make: galleryTalk(nil, ours)},
		{name: "case-asked", page: "case", area: "queue", role: account.Counselor, make: galleryTalk(nil, asked)},
		{name: "case-danger", page: "case", area: "queue", role: account.Counselor, make: galleryTalk(nil, danger)},
		{name: "case-colleague", page: "case", area: "queue", role: account.Counselor, flash: warning + "Ben Okafor took A7K2 10 s ago, so it is theirs.", make: galleryTalk(nil, theirs)},
		{name: "case-closed", page: "case", area: "queue", role: account.Counselor, make: galleryTalk(nil, closed)},
		{name: "case-gone", page: "case", area: "queue", role: account.Counselor, make: galleryTalk(nil, gone)},
		{name: "case-desk", page: "case", area: "queue", role: account.Counselor, make: galleryTalk(nil, desk)},
		{name: "case-hostile", page: "case", area: "queue", role: account.Counselor, make: galleryTalk(nil, odd)},
		{name: "case-problem", page: "case", area: "queue", role: account.Counselor, make: galleryTalk(func(d *conversation) {
			d.Problem, d.Draft, d.MustBeSure = "This names the clinic, and the phone is shared. Change it, or say that you mean it.", "Hi Sunny, this is the clinic. Your appointment is tomorrow at 9 — see you then!", true
			d.Parts = partsOf(d.Draft)
		}, ours)},
		{name: "person", page: "person", area: "people", role: account.Counselor, make: galleryTalk(func(d *conversation) {
			d.Closed = []queueRow{{ID: "case7", Code: "K4ZT", Kind: "Request", Owner: "Ben Okafor", Closed: d.LastIn.Add(-48 * time.Hour), Outcome: endings[bot.EndedBooked]}}
		}, alone)},
		{name: "people", page: "people", area: "people", role: account.Counselor, data: peopleData{}},
		{name: "people-found", page: "people", area: "people", role: account.Counselor, make: func(c *Console, _ identity) any {
			now := c.o.Now()
			f := foundOf(galleryPerson(now), now)
			return peopleData{Asked: true, Name: "su", All: true, Found: []foundRow{{f, "A7K2"}, {Found{ID: "p9", Name: "Susan", Last: now.Add(-80 * time.Hour)}, ""}}}
		}},
		{name: "people-case", page: "people", area: "people", role: account.Counselor, make: func(c *Console, _ identity) any {
			return peopleData{Asked: true, All: true, Code: "A7K2", Cases: []queueRow{{ID: "case1", Code: "A7K2", Kind: "Request", Owner: "Ana Flores"},
				{ID: "case8", Code: "A7K2", Kind: "Danger", Owner: "Ben Okafor", Closed: c.o.Now().Add(-40 * 24 * time.Hour), Outcome: endings[bot.EndedReached]}}}
		}},
		{name: "people-nobody", page: "people", area: "people", role: account.Counselor, data: peopleData{Asked: true, Name: "Zoe", All: true, Nobody: "Nobody goes by that name. People choose what to be called: a number is surer."}},
		{name: "people-problem", page: "people", area: "people", role: account.Counselor, data: peopleData{Asked: true, All: true, Problem: "That is no telephone number. Write it as 907-555-0123, or with + and the country for one abroad."}},
	}
}

// longWord is a word that no line can hold.
func longWord(n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = 'a' + byte(i%26)
	}
	return string(b)
}
