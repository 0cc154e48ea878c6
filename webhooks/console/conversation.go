package console

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/text"
)

// conversation is everything that whoever takes over must see, on one page (domain
// reference 2.9).
type conversation struct {
	Person      bot.PersonID
	Phone       bot.Phone
	Gone        bool // the record was deleted or has expired
	Name        string
	Case        *caseView // nil on the page of a person
	Voice       voice
	Wants       string
	Group       string
	Due         time.Time
	Contact     contact
	Lang        string
	Sure        bool // the language is sure
	Interpreter bool

	Given, Skipped, Ahead []answer
	Visits                []bot.Visit
	Waiting               []string
	Payer                 string
	Texts, Reminders      agreement
	OptedOut              bool

	Messages []message
	Hidden   int // older ones that are not shown
	Shown    int
	LastIn   time.Time
	LastTold *message
	Failures []Failure
	Lost     bool

	// The reply.
	Draft      string
	Parts      string
	Problem    string
	MustBeSure bool
	MayWrite   bool // nobody else has it
	Resting    bool // the script rests, and whoever looks may let it go on
	HoldsAll   bool // reminders rest too
	Phrases    []phrase
	Colleagues []bot.Staff
	OpenCode   string     // their open case, on the page of a person
	Closed     []queueRow // their closed cases, on the page of a person
	Reasons    []string
	Live       string
	Endings    []ending
	Pauses     []pause
}

// caseView is the case itself.
type caseView struct {
	ID      bot.CaseID
	Code    string
	Version int64
	Level   bot.Level
	Status  bot.CaseStatus
	Reasons []string // newest first
	Dangers []string
	Owner   string
	OwnerID string
	Mine    bool
	Claimed time.Time
	Opened  time.Time
	Closed  time.Time
	Outcome string
	Next    time.Time
	Snoozed time.Time
	Rose    time.Time
	Asked   bool // whether its owner still has it: until Next they can say so
	History []happened
	raw     bot.Case
	Trigger *message // the text that raised it
}

// voice says who answers now.
type voice struct {
	Who  string // "script", "you", "colleague", "held", "nobody"
	Say  string
	More string
}

// contact is how and when somebody may be reached.
type contact struct {
	Call, Voicemail, Text string
	When                  string
	Shared                bool
	CallOK, TextOK        bool
}

// agreement is one consent.
type agreement struct {
	Given bool
	Asked bool
	At    time.Time
}

// message is one text of the thread.
type message struct {
	At    time.Time
	Them  bool
	By    string // "Script" or the name of a member of staff; "" for them
	Mine  bool
	Parts []part
	New   bool // after whoever looks wrote last
}

// part is a stretch of a message; Marked is what raised the alarm.
type part struct {
	Text   string
	Marked bool
}

// ending and pause are choices of the forms.
type ending struct {
	Value bot.Ending
	Label string
}

type pause struct{ Value, Label string }

var pauses = []pause{{"30m", "30 minutes"}, {"1h", "1 hour"}, {"2h", "2 hours"}, {"4h", "4 hours"}, {"morning", "until tomorrow 8 AM"}}

const (
	fewMessages  = 10
	manyMessages = 400
)

// conversation reads a person and shows them; w is their case, or nil.
func (v *visit) conversation(id bot.PersonID, w *bot.CaseWrite) (*conversation, error) {
	p, err := v.c.o.People.Person(v.r.Context(), id)
	if err != nil && !isUnreadable(err) {
		return nil, err
	}
	p.Lost = p.Lost || err != nil
	if p.Version == 0 && len(p.Said) == 0 && w == nil {
		return nil, errNotFound
	}
	most := fewMessages
	if v.query("all") == "1" {
		most = manyMessages
	}
	d := v.c.show(p, w, v.staff().ID, most, v.now)
	if w != nil {
		d.Live = "/console/case/" + w.Case.Code + "/thread?id=" + string(w.Case.ID)
	} else {
		d.Live = "/console/person/" + string(id) + "/thread"
	}
	if most != fewMessages {
		d.Live += cmp.Or(map[bool]string{true: "&all=1"}[w != nil], "?all=1")
	}
	return d, nil
}

// show makes the page of a person. me is the staff id of whoever looks.
func (c *Console) show(p Person, w *bot.CaseWrite, me string, most int, now time.Time) *conversation {
	s := p.Session
	masked := func(t string) string { return c.masked(t, cmp.Or(s.LastIn, now)) }
	d := &conversation{Person: p.ID, Phone: s.Phone, Gone: p.Version == 0, Name: masked(s.Kept["name"]), Group: groupOf(s.Care.Group), Due: s.Care.Due,
		Lang: languages[s.Lang], Sure: s.LangSure, OptedOut: p.OptedOut || !s.OptedOut.IsZero(), LastIn: s.LastIn, Failures: p.Failures, Lost: p.Lost,
		Phrases: c.phrases(s.Lang), Reasons: openReasons, Pauses: pauses}
	if skippedAs(s.Kept["name"]) {
		d.Name = ""
	}
	d.Lang = cmp.Or(d.Lang, string(s.Lang))
	if !s.Care.Seen.IsZero() {
		d.Due = time.Time{}
	}
	d.Given, d.Skipped, d.Ahead = answersOf(s, c.script(s.At.Version), masked)
	d.Interpreter = slices.Contains(strings.Split(s.Kept["needs"], ","), "interpreter")
	d.Payer = valueIn(d.Given, "pay")
	d.Contact = contactOf(s, d.OptedOut)
	d.Texts, d.Reminders = agreed(s, p.Consents, bot.PurposeConversation), agreed(s, p.Consents, bot.PurposeReminders)
	for _, x := range s.Visits {
		if !x.Lapsed(now) {
			d.Visits = append(d.Visits, x)
		}
	}
	if s.Hold != nil && !s.Hold.Lapsed(now) {
		d.Visits = append(d.Visits, *s.Hold)
	}
	slices.SortStableFunc(d.Visits, func(a, b bot.Visit) int { return a.Start.Compare(b.Start) })
	for _, x := range s.Waiting {
		d.Waiting = append(d.Waiting, c.kind(x.Kind))
	}
	c.thread(d, p, me, most)
	if w != nil {
		d.Case = c.caseOf(*w, me, now)
		d.Case.Trigger = c.trigger(p, w.Case)
	}
	if w != nil && w.Case.Status != bot.CaseClosed {
		mine := w.Case.Owner == me && w.Case.Status == bot.CaseClaimed
		d.MayWrite = mine || w.Case.Status == bot.CaseOpen
		d.HoldsAll = mine && s.Owned.Held
		d.Resting = mine && (s.Owned.By != "" || s.Crisis != nil && s.Crisis.Held)
	}
	d.Wants = wants(d)
	d.Voice = c.voiceOf(s, w, me)
	for _, x := range c.colleagues() {
		if x.ID != me {
			d.Colleagues = append(d.Colleagues, x)
		}
	}
	for _, e := range bot.Endings {
		d.Endings = append(d.Endings, ending{e, endings[e]})
	}
	return d
}

// languages are the names of languages.
var languages = map[bot.Lang]string{bot.English: "English", bot.Spanish: "Spanish"}

// groupOf is a priority group in words (domain reference 2.5).
func groupOf(name string) string {
	return sentence(strings.ReplaceAll(cmp.Or(name, "standard"), "_", " "))
}

func valueIn(all []answer, name string) string {
	for _, a := range all {
		if a.Name == name {
			return a.Value
		}
	}
	return ""
}

// contactOf is how somebody may be reached, by what they said of it and nothing else:
// what was not asked is not allowed.
func contactOf(s bot.Session, out bool) contact {
	x := contact{Shared: s.Discreet, Call: "Not asked yet", Voicemail: "Not asked: leave none", Text: "Not agreed yet"}
	switch s.Kept["calls"] {
	case "voicemail":
		x.Call, x.Voicemail, x.CallOK = "Yes", "Yes: a name and a number, nothing else", true
	case "novoicemail":
		x.Call, x.Voicemail, x.CallOK = "Yes", "No", true
	case "textonly":
		x.Call, x.Voicemail = "No: texts only", "No"
	}
	if s.Kept["texting"] == "no" {
		x.Text, x.Call, x.CallOK = "No: asked for a call", "Yes: instead of texts", true
	}
	switch {
	case out:
		x.Text = "No: they stopped our texts"
	case s.Kept["texting"] == "yes" || s.Talk.Agreed:
		x.Text, x.TextOK = "Yes", true
	}
	if s.Crisis != nil && s.Crisis.AskedSafe {
		x.Text, x.TextOK = "Not known: we asked whether it is safe", false
	}
	x.When = bestTimes[s.Kept["times"]]
	return x
}

// bestTimes are when to call, by how the script keeps it.
var bestTimes = map[string]string{"morning": "best in the morning", "afternoon": "best in the afternoon", "evening": "best in the evening", "any": "at any time"}

// agreed is whether somebody agreed to texts for a purpose: what the ledger says last,
// or the session of one from before there was one.
func agreed(s bot.Session, ledger []bot.ConsentChange, purpose string) agreement {
	var a agreement
	for _, x := range s.Consents {
		if x.Purpose == purpose {
			a = agreement{Asked: true, Given: x.Withdrawn.IsZero(), At: x.Given}
		}
	}
	for _, x := range ledger {
		if x.Purpose == purpose || x.Purpose == bot.PurposeAll && !x.Given {
			a = agreement{Asked: true, Given: x.Given, At: x.At}
		}
	}
	return a
}

// thread fills in the messages.
func (c *Console) thread(d *conversation, p Person, me string, most int) {
	var mine time.Time
	for _, x := range p.Said {
		if x.By == me && x.At.After(mine) {
			mine = x.At
		}
	}
	from := max(0, len(p.Said)-most)
	d.Hidden, d.Shown = from, len(p.Said)-from
	for _, x := range p.Said[from:] {
		d.Messages = append(d.Messages, c.message(x, me, mine))
	}
	for _, x := range slices.Backward(p.Said) {
		if x.By == "us" {
			m := c.message(x, me, mine)
			d.LastTold = &m
			break
		}
	}
}

func (c *Console) message(x bot.Said, me string, mine time.Time) message {
	m := message{At: x.At, Them: x.By == "them", Parts: []part{{Text: c.masked(x.Text.Text(), x.At)}}}
	switch x.By {
	case "them":
		m.New = !mine.IsZero() && x.At.After(mine)
	case "us":
		m.By = "Script"
	default:
		m.By, m.Mine = c.nameOf(x.By), x.By == me
	}
	return m
}

// masked is a text without what nobody may keep (domain reference 2.3).
func (c *Console) masked(t string, at time.Time) string {
	if c.o.Mask == nil {
		return t
	}
	return c.o.Mask(t, at)
}

// trigger is the text that raised the case, with the phrase that did marked: the last
// one of theirs in which there is any, before the case rose last.
func (c *Console) trigger(p Person, k bot.Case) *message {
	if c.o.Phrase == nil || len(k.Labels) == 0 {
		return nil
	}
	until := cmp.Or(k.Closed, k.Opened)
	if k.Rose.After(k.Opened) {
		until = k.Rose
	}
	until = until.Add(time.Second)
	for i, looked := len(p.Said)-1, 0; i >= 0 && looked < fewMessages*2; i-- {
		x := p.Said[i]
		if x.By != "them" || x.At.After(until) {
			continue
		}
		looked++
		shown := c.masked(x.Text.Text(), x.At)
		from, to, ok := c.o.Phrase(shown)
		if !ok || from < 0 || to > len(shown) || from > to {
			continue
		}
		m := message{At: x.At, Them: true, Parts: []part{{Text: shown[:from]}, {Text: shown[from:to], Marked: true}, {Text: shown[to:]}}}
		return &m
	}
	return nil
}

// wants is what somebody wants, in one line.
func wants(d *conversation) string {
	if d.Case != nil && len(d.Case.Reasons) > 0 {
		why := d.Case.Reasons[0]
		if r := valueIn(d.Given, "reason"); r != "" {
			return why + " (" + r + ")"
		}
		return why
	}
	if r := valueIn(d.Given, "reason"); r != "" {
		return sentence(r)
	}
	return "Not said yet"
}

// voiceOf says who answers the person now: never two at once.
func (c *Console) voiceOf(s bot.Session, w *bot.CaseWrite, me string) voice {
	danger := s.Crisis != nil && s.Crisis.Held
	owner, open := s.Owned.By, w != nil && w.Case.Status != bot.CaseClosed
	switch {
	case owner == me && owner != "" && s.Owned.Held:
		return voice{"you", "You answer", "The script is silent, and reminders of visits rest too. Their texts are still screened for danger."}
	case owner == me && owner != "":
		return voice{"you", "You answer", "The script is silent. Their texts are still screened for danger."}
	case owner != "":
		return voice{"colleague", c.nameOf(owner) + " answers", "The script is silent, and so are you: two voices at once help nobody."}
	case danger:
		return voice{"held", "Nobody of staff answers yet", "They may be in danger. The script rests, and says only what fits that, until somebody takes the case and lets it answer again."}
	case open && w.Case.Status == bot.CaseClaimed && w.Case.Owner == me:
		return voice{"script", "The script answers", "The case is yours. What you write takes the thread back from the script."}
	case open && w.Case.Status == bot.CaseClaimed:
		return voice{"script", "The script answers", c.nameOf(w.Case.Owner) + " has the case and lets the script go on."}
	case open:
		return voice{"script", "The script answers", "Nobody of staff has the thread. Whoever takes the case or writes has it."}
	}
	return voice{"script", "The script answers", "No case is open about them."}
}

// caseOf is a case as its page shows it.
func (c *Console) caseOf(w bot.CaseWrite, me string, now time.Time) *caseView {
	k := w.Case
	x := &caseView{ID: k.ID, Code: k.Code, Version: w.Version, Level: k.Level, Status: k.Status, Dangers: labelsOf(k), Opened: k.Opened, Claimed: k.Claimed,
		Closed: k.Closed, Outcome: endings[k.Outcome], Rose: k.Rose, Asked: k.Asked()}
	if k.Owner != "" {
		x.Owner, x.OwnerID, x.Mine = c.nameOf(k.Owner), k.Owner, k.Owner == me && k.Status == bot.CaseClaimed
	}
	if k.Status != bot.CaseClosed {
		x.Next = k.Wake
	}
	if k.Snoozed.After(now) {
		x.Snoozed = k.Snoozed
	}
	for _, r := range slices.Backward(k.Reasons) {
		x.Reasons = append(x.Reasons, reasonOf(r))
	}
	x.History, x.raw = c.history(k, nil), k
	return x
}

// script is a version of the scripts, or the newest one.
func (c *Console) script(version string) *bot.Script {
	if c.o.Script == nil {
		return nil
	}
	return c.o.Script(version)
}

// kind is a visit kind in words.
func (c *Console) kind(name string) string {
	if c.o.Kind != nil {
		if s := c.o.Kind(name); s != "" {
			return s
		}
	}
	return sentence(strings.ReplaceAll(name, "_", " "))
}

// mostTexts is how many texts what staff write may be, as package inbox has it.
const mostTexts = 3

// partsOf says how long a text is.
func partsOf(s string) string {
	if s == "" {
		return "160 plain characters are one text."
	}
	encoding, n := text.Segments(s)
	say := plural(len([]rune(s)), "character") + ", " + plural(n, "text")
	if n > mostTexts {
		say += ": too long, three is the most"
	}
	if encoding == text.UCS2 {
		say += " (“" + string(text.NotGSM7(s)) + "” makes it longer)"
	}
	return say
}
