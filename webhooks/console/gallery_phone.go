package console

import (
	"strings"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/account"
	"nightdesk/flows/transcript"
)

// galleryPhoneTalk is a made-up talk with what came of it, as text.
const galleryPhoneTalk = `# Asks for a person at night, and it comes twice.
at      Mon 7 Dec 2026 21:40
given   nobody on call
them    hi
us      Hi, this is ATS, an automated line. Not for emergencies: call 911. Crisis: call or text 988. Reply 1 to go on, 2 for a call, 9 Espanol. STOP to end.
them    1
us      Texts are not private and can be read on this phone. Please don't send ID or card numbers. Msg & data rates may apply. OK to text here? 1 yes 2 call me instead
them    can i talk to somebody?
case    open level 2: asked for a person
us      I told our team. Nobody is at the desk now; it opens Tue Dec 8, 5:30 AM. In danger? Call 911. To talk any time: 988.
alert   sue: Alert P4JH, level 2, waiting 0 min. Reply P4JH or 1 to take it, DONE P4JH when finished.
again   them
us      I told our team. Nobody is at the desk now; it opens Tue Dec 8, 5:30 AM. In danger? Call 911. To talk any time: 988.
staff   1
case    claimed level 2 by sue
desk    sue: P4JH is yours. They were told that a person is on it. DONE P4JH when finished, PASS P4JH to hand it on.
us      ATS: a person has your message now and will answer here or call. In danger? Call 911.
`

// galleryHeld is that talk held.
func galleryHeld(text string) (transcript.Talk, Held) {
	whole, err := transcript.Read("asks_at_night.talk", text)
	if err != nil {
		panic(err) // made-up data that can't be read
	}
	t := inputs(whole)
	h := Held{Got: transcript.Got{}, At: map[int]time.Time{}, Stands: map[int]Stand{}}
	at := GalleryNow().AddDate(0, 0, -1).Truncate(24 * time.Hour).Add(30*time.Hour + 40*time.Minute)
	n := -1
	for _, l := range whole.Lines {
		switch {
		case l.Word == "":
		case l.Caused():
			n++
			if l.Word == "wait" {
				at = at.Add(l.Wait)
			}
			h.At[n] = at
			h.Stands[n] = Stand{Place: bot.Place{Flow: "intake", Step: "texting"}, Source: bot.Source{File: "intake.flow", Line: 18}, Shared: n > 5}
		default:
			h.Got[n] = append(h.Got[n], transcript.Event{Kind: l.Word, Text: l.Text, At: at})
		}
	}
	h.Next = at.Add(2 * time.Hour)
	return t, h
}

func galleryPhone(c *Console, id identity) phoneData {
	v := &visit{c: c, now: c.o.Now(), identity: id}
	t, h := galleryHeld(galleryPhoneTalk)
	d := phoneData{Alone: true, MayAct: true, Of: "your draft (2 scripts changed)", Talk: transcript.Write(t), MayAgain: true,
		Langs: []choice{{"", "as they write", true}, {"en", "English", false}, {"es", "Spanish", false}}}
	v.shownHeld(t, h, &d)
	d.Stand.Path = editAt(d.Stand.File, d.Stand.Line)
	d.Date = "2026-12-08"
	for _, w := range worlds {
		d.Toggles = append(d.Toggles, phoneToggle{"world:" + w.name, w.label, isOn(&t, w.on)})
	}
	return d
}

// galleryRun is a run with differences of every kind.
func galleryRun(c *Console, id identity) testsData {
	v := &visit{c: c, now: c.o.Now(), identity: id}
	t, _ := galleryHeld(galleryPhoneTalk)
	line := func(word, text string) transcript.Line { return transcript.Line{Word: word, Text: text} }
	reworded := func(name string) *transcript.Difference {
		want := line("us", "Booked: Fri Dec 11, 8:30 AM. Bring your ID.")
		return &transcript.Difference{Name: name, Line: 8, Talk: []transcript.Line{line("us", "I can give you Fri Dec 11, 8:30 AM. 1 book it 2 other times"), line("them", "1")},
			Want: &want, Got: &transcript.Event{Kind: "us", Text: "Booked: Fri Dec 11, 8:30 AM. Bring your ID and your medicine list."}}
	}
	want := line("case", "open level 2: asked for a person")
	results := []TalkResult{
		{FailedTalk: FailedTalk{Name: "books_first_visit.talk"}, Diffs: []*transcript.Difference{reworded("books_first_visit.talk")}},
		{FailedTalk: FailedTalk{Name: "books_in_spanish.talk"}, Diffs: []*transcript.Difference{reworded("books_in_spanish.talk")}},
		{FailedTalk: FailedTalk{Name: "asks_at_night.talk"}, Diffs: []*transcript.Difference{{Name: "asks_at_night.talk", Line: 9, Talk: t.Lines[2:5],
			Want: &want, Got: nil}}},
		{FailedTalk: FailedTalk{Name: "hours.talk"}, OK: true},
		{FailedTalk: FailedTalk{Name: "old.talk", Why: "old.talk:4: given: the world can't be changed so (hint: \"nobody on call\")"}},
	}
	b := bench{files: bot.ScriptFiles{Talks: map[string]string{}}}
	for _, r := range results {
		b.files.Talks[r.Name] = galleryPhoneTalk
	}
	d := testsData{Draft: true, MayAct: true, Of: "your draft (2 scripts changed)", Run: &runLine{Done: 31, Of: 31, OK: 27, Bad: 4}, Ways: 212, Taken: 188, Share: 88}
	d.decisions = v.decisions(results, b)
	for _, r := range results {
		row := talkRow{Name: r.Name, Label: talkLabel(r.Name), State: "goes another way", Mark: "bad", About: "Somebody new books a first visit and agrees to reminders."}
		if r.OK {
			row.State, row.Mark, row.About, row.New = "as expected", "good", "Asks when we are open, in the middle of a question.", true
		}
		d.Own = append(d.Own, row)
	}
	d.Safety = []talkRow{{Name: "safety/overdose.talk", Label: "Overdose", About: "Somebody is blue and does not wake up: 911 and naloxone at once, and staff are told.", State: "as expected", Mark: "good"}}
	d.Untaken = []untakenLine{{"intake.flow", "visit", "no time is open", editAt("intake.flow", 84)}, {"family.flow", "who", `the answer "partner"`, editAt("family.flow", 12)}}
	return d
}

// galleryStops are questions that tests stop at: one with choices and an example, one that
// is answered in words.
func galleryStops(d *testsData) {
	us := func(text string) phoneItem { return phoneItem{Kind: "us", Text: text} }
	them := func(text string) phoneItem { return phoneItem{Kind: "them", Text: text} }
	texting, asked, phone := us("Texts are not private and can be read on this phone. OK to text here? 1 yes 2 call me instead"), us("Have you been to our clinic before? 1 first time 2 once or more"),
		us("Is this phone only yours? 1 only mine 2 shared")
	d.decisions, d.Untaken = decisions{}, nil
	d.Stops = []stopLine{
		{Question: "intake/clinic_visits", Step: "clinic_visits", Path: editAt("intake.flow", 42), New: true, Names: []string{"asks_at_night.talk", "books_first_visit.talk", "books_in_spanish.talk"},
			Ask: asked, Choices: []choice{{"1", "1 first time", true}, {"2", "2 once or more", false}, {skipChoice, "they pass on it", false}},
			Example: &answerExample{Name: "asks_at_night.talk", Passes: true,
				Was: []examplePart{{phoneItem: texting}, {phoneItem: them("1")}, {phoneItem: phone}, {phoneItem: them("mine")}},
				Is:  []examplePart{{phoneItem: texting}, {phoneItem: them("1")}, {asked, true, true}, {them("1"), true, false}, {phoneItem: phone}, {phoneItem: them("mine")}}}},
		{Question: "intake/town", Step: "town", Path: editAt("intake.flow", 60), New: true, Names: []string{"hours.talk"}, Wrong: "Write what people answer in Spanish.",
			Before: []phoneItem{phone, them("1")}, Ask: us("Which town do you live in?"), Instead: &texting,
			Langs: []stopLang{{"en", "English", "Palmer", true}, {"es", "Spanish", "", true}}},
	}
	d.Promises = []differLine{{Name: "safety/first_text.talk", About: "The first text says where to turn in an emergency.", Asked: "town",
		Before: []phoneItem{them("hi")}, Want: phoneItem{Kind: "note", Text: "A text that says “911”"}, Got: us("Which town do you live in?")}}
	d.Shared = []sharedLine{{Known: true, Text: "step/intake/greet/ask", Names: []string{"books_first_visit.talk", "greeting.talk"}, Later: []string{"hours.talk"},
		Parts: []sharedPart{{Say: `says "Good day," instead of "Hi,"`, Was: "Hi, this is ATS.", Is: "Good day, this is ATS.", Talks: 2}}}}
	d.count()
	d.Run.OK, d.Run.Bad = 26, 6
}

func phoneSamples() []sample {
	const area, role = "scripts", account.ScriptAdmin
	phone := func(change func(*phoneData)) func(*Console, identity) any {
		return func(c *Console, id identity) any {
			d := galleryPhone(c, id)
			change(&d)
			return d
		}
	}
	tests := func(change func(*testsData)) func(*Console, identity) any {
		return func(c *Console, id identity) any {
			d := galleryRun(c, id)
			change(&d)
			return d
		}
	}
	talk := talkData{Name: "asks_at_night.talk", Label: "Asks at night", Text: galleryPhoneTalk, Mark: "0a1b", MayAct: true, Lines: 20}
	safety, wrong := talk, talk
	safety.Name, safety.MayAct, safety.Safety = "safety/overdose.talk", false, true
	wrong.Wrong = "line 3: unknown word \"giben\" (hint: one of at, wait, them, again, staff, lang, given, office, console; us, alert, desk)"
	empty := func(d *phoneData) {
		*d = phoneData{Alone: true, MayAct: true, Of: "the scripts that are live", Talk: "at      Tue 8 Dec 2026 13:12\n", Now: GalleryNow(), Date: "2026-12-09", Langs: d.Langs,
			Toggles: d.Toggles, Stand: standLine{Say: "No question waits. Whatever they text begins anew."}}
	}
	return []sample{
		{name: "scripts-phone", page: "scripts_phone", area: area, role: role, make: phone(func(*phoneData) {})},
		{name: "scripts-phone-empty", page: "scripts_phone", area: area, role: role, make: phone(empty)},
		{name: "scripts-phone-save", page: "scripts_phone", area: area, role: role, make: phone(func(d *phoneData) { d.WrongName, d.Name = "A test has that name. Choose another one.", "hours" })},
		{name: "scripts-phone-problem", page: "scripts_phone", area: area, role: role, make: phone(func(d *phoneData) {
			empty(d)
			d.Problem = "The phone waits until the script can be read. intake.flow, line 12: the step \"visti\" is nowhere"
			d.WrongTalk = strings.TrimSpace("line 2: unknown word \"thme\" (hint: one of at, wait, them)")
		})},
		{name: "scripts-tests", page: "scripts_tests", area: area, role: role, make: tests(func(*testsData) {})},
		{name: "scripts-tests-updated", page: "scripts_tests", area: area, role: role, flash: "2 tests in your draft now expect what really comes.", make: tests(func(d *testsData) {
			d.Run, d.decisions, d.Untaken = nil, decisions{}, nil
			d.Changes = []changedTalk{{"books_first_visit.talk", []string{`after "1": the text says "ID and your medicine list." instead of "ID."`}}, {"hours.talk", []string{`after "hi": now also comes the text "We are closed on Friday."`}}}
		})},
		{name: "scripts-tests-stop", page: "scripts_tests", area: area, role: role, make: tests(galleryStops)},
		{name: "scripts-tests-answered", page: "scripts_tests", area: area, role: role, flash: "The question is answered in 5 tests of your draft.", make: tests(func(d *testsData) {
			d.Run, d.decisions, d.Untaken = &runLine{Done: 1, Of: 154, Going: true}, decisions{}, nil
			d.Answered = &answeredData{Question: "clinic_visits", Good: []string{"books_first_visit.talk", "hours.talk"}, Worded: []string{"greeting.talk", "minor.talk"},
				Further: []leftTalk{{"asks_at_night.talk", whyLeft(transcript.Answered{Times: 1})}},
				Left:    []leftTalk{{"books_in_spanish.talk", whyLeft(transcript.Answered{Why: transcript.NoWords, Lang: "es"})}}}
		})},
		{name: "scripts-tests-working", page: "scripts_tests", area: area, role: role, make: tests(func(d *testsData) {
			*d = testsData{MayAct: true, Of: d.Of, Working: &workingLine{What: "Playing 73 tests with the answer", Done: 31, Of: 73, Action: testsPath + "/answer",
				Fields: []hiddenField{{"choice", "1"}, {"do", "answer"}, {"name", "hours.talk"}, {"question", "intake/town"}}}}
		})},
		{name: "scripts-tests-playing", page: "scripts_tests", area: area, role: role, make: tests(func(d *testsData) {
			d.Run, d.decisions, d.Untaken = &runLine{Done: 40, Of: 154, Going: true}, decisions{}, nil
		})},
		{name: "scripts-tests-good", page: "scripts_tests", area: area, role: role, make: tests(func(d *testsData) {
			d.decisions, d.Untaken, d.Run.OK, d.Run.Bad, d.Onward = decisions{}, nil, 31, 0, changesPath
		})},
		{name: "scripts-tests-broken", page: "scripts_tests", area: area, role: role, make: tests(func(d *testsData) {
			d.decisions, d.Untaken, d.Run = decisions{}, nil, &runLine{Why: "The scripts have errors that block. Mend them first: then the tests can be played."}
			d.Broken = []problemWords{{File: "intake.flow", Title: "Someone new asks for care", Line: 13, Text: "the step famly is nowhere", Mend: "write family", Error: true, Href: editAt("intake.flow", 13)}}
		})},
		{name: "scripts-tests-none", page: "scripts_tests", area: area, role: account.Auditor, make: tests(func(d *testsData) {
			*d = testsData{Of: "the scripts that are live", Safety: d.Safety}
		})},
		{name: "scripts-talk", page: "scripts_talk", area: area, role: role, data: talk},
		{name: "scripts-talk-wrong", page: "scripts_talk", area: area, role: role, data: wrong},
		{name: "scripts-talk-safety", page: "scripts_talk", area: area, role: role, data: safety},
	}
}
