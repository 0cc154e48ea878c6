package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/answer"
	"nightdesk/bot/mask"
	"nightdesk/bot/safety"
	"nightdesk/bot/store"
	"nightdesk/bot/text"
	"nightdesk/config"
	"nightdesk/webhooks"
	"nightdesk/webhooks/console"
)

// consoleOf makes the staff's pages. change may set what only the caller knows.
func (p *program) consoleOf(change func(*console.Options)) (*console.Console, error) {
	desk := consoleDesk{p}
	o := console.Options{
		Clinic: console.Clinic{Name: p.s.clinic.Name, ShortName: p.s.clinic.ShortName}, Zone: p.s.clinic.Zone, Now: p.s.now, Log: p.s.log,
		PublicURL: p.s.process.Console(), Secure: strings.HasPrefix(p.s.process.Console(), "https://"),
		Figures: consoleFigures{p}, AuditLog: consoleAudit{p, &lastCheck{}},
		Desk: desk, People: consolePeople{p}, Auditor: desk, Staff: func() []bot.Staff { return p.inbox.CurrentRota().Staff },
		Script: p.script, Kind: p.kindName, Mask: p.masked, Phrase: alarming,
	}
	for _, ph := range p.s.clinic.Phrases {
		o.Phrases = append(o.Phrases, console.Phrase{Name: ph.Name, Text: textOf(ph.Text)})
	}
	p.deskPages(&o)
	scripts := consoleScripts{p.scripts.publisher, p.s.store}
	o.Scripts, o.Outlook, o.Understand = scripts, scripts.outlook, understand
	if p.trials == nil {
		p.trials = newTrials(p.s.clinic, time.Now, &p.passed)
	}
	o.Trial = p.trials
	if p.s.deviceKey != nil {
		if err := console.SignInAt(o.PublicURL); err != nil {
			p.s.log.Error("nobody can sign in to the console, everything else goes on", "err", err)
		} else {
			o.Door, o.DeviceKey, o.Proxies, o.Provider = p.s.store, p.s.deviceKey, p.s.process.Proxies, providerOf(p.s.process.OIDC)
		}
	}
	if change != nil {
		change(&o)
	}
	return console.New(o)
}

// providerOf is the clinic's identity provider; nil = it has none.
func providerOf(x config.OIDC) *console.Provider {
	if x.Issuer == "" {
		return nil
	}
	return &console.Provider{Name: "Clinic sign-in", Issuer: x.Issuer, ClientID: x.ClientID, ClientSecret: x.ClientSecret.Reveal(), TrustMFA: x.TrustMFA}
}

// mountConsole adds them to what the program serves.
func (p *program) mountConsole(o *webhooks.Options) error {
	c, err := p.consoleOf(p.s.console)
	if err != nil {
		return err
	}
	p.console, p.inbox.Watching = c, c.Watching
	o.Mounts = append(slices.Clone(o.Mounts), webhooks.Mount{Path: console.Path, Handler: c.Handler(), Origin: p.s.process.ConsoleURL})
	return nil
}

// script is a version, or the newest.
func (p *program) script(version string) *bot.Script {
	if s := p.scripts.Get(version); version != "" && s != nil {
		return s
	}
	return p.scripts.Current()
}

// kindName is a visit kind as texts call it, with a capital.
func (p *program) kindName(kind string) string {
	label := p.inbox.Calendar.Kinds[kind].Label.In(bot.English)
	if label == "" {
		return ""
	}
	return strings.ToUpper(label[:1]) + label[1:]
}

// masked takes out what was stored before anything was masked; addresses may be of
// somebody in danger.
func (p *program) masked(s string, at time.Time) string {
	shown, _ := mask.Rules{KeepAddresses: true}.Mask(s, at.In(p.s.clinic.Zone))
	return shown
}

// alarming finds the words of a text that raise the alarm: as few in a row as raise
// what the whole text does.
func alarming(s string) (from, to int, ok bool) {
	whole := safety.Screen(s)
	if !whole.Raised() {
		return 0, 0, false
	}
	words := wordsOf(s)
	if len(words) > mostAlarming {
		return 0, len(s), true
	}
	raises := func(words [][2]int) bool {
		return len(words) > 0 && safety.Screen(s[words[0][0]:words[len(words)-1][1]]).Label == whole.Label
	}
	if !raises(words) {
		return 0, len(s), true
	}
	for raises(words[1:]) {
		words = words[1:]
	}
	for raises(words[:len(words)-1]) {
		words = words[:len(words)-1]
	}
	return words[0][0], words[len(words)-1][1], true
}

// mostAlarming bounds the words that are looked through one by one.
const mostAlarming = 120

// wordsOf are where the words of a text begin and end.
func wordsOf(s string) (all [][2]int) {
	begin := -1
	for i, r := range s + " " {
		switch space := r == ' ' || r == '\n' || r == '\t'; {
		case !space && begin < 0:
			begin = i
		case space && begin >= 0:
			all, begin = append(all, [2]int{begin, i}), -1
		}
	}
	return all
}

// consoleDesk is the desk as the console asks it.
type consoleDesk struct{ *program }

func (d consoleDesk) OpenCases(ctx context.Context) ([]bot.CaseWrite, error) {
	return d.s.store.OpenCases(ctx)
}

func (d consoleDesk) ClosedSince(ctx context.Context, since time.Time) ([]bot.CaseWrite, error) {
	return d.s.store.ClosedSince(ctx, since)
}

func (d consoleDesk) Case(ctx context.Context, id bot.CaseID) (bot.CaseWrite, error) {
	k, version, err := d.s.store.Case(ctx, id)
	return bot.CaseWrite{Case: k, Version: version}, err
}

func (d consoleDesk) Staff(ctx context.Context, o bot.CaseOrder) (bot.CaseDone, error) {
	return d.inbox.Staff(ctx, o)
}

func (d consoleDesk) Raise(ctx context.Context, id bot.InputID, by bot.Staff, about bot.PersonID, r bot.Raise) (bot.Case, error) {
	return d.inbox.OpenFor(ctx, id, by, about, r)
}

func (d consoleDesk) Changed(ctx context.Context, since string) (string, bool, error) {
	return d.s.store.Changed(ctx, since)
}

// Read writes the entry of the audit log that must stand there before anything is
// shown.
func (d consoleDesk) Read(ctx context.Context, account string, person bot.PersonID, what string) error {
	return d.s.store.Audit(ctx, store.Act{Actor: account, Note: what, Person: person, Touched: touchedBy[what]})
}

// touchedBy is what each kind of reading looks at.
var touchedBy = map[string]string{
	"thread_read": store.TouchedSession + store.TouchedThread + store.TouchedCase + store.TouchedConsent + store.TouchedVisit,
	"names_read":  store.TouchedSession + store.TouchedCase, "people_searched": store.TouchedSession,
	"alert_text_read": store.TouchedThread + store.TouchedCase,
	"calendar_read":   store.TouchedSession + store.TouchedVisit, "visit_read": store.TouchedSession + store.TouchedVisit,
	"waitlist_read": store.TouchedSession + store.TouchedWait, "clocks_read": store.TouchedSession + store.TouchedVisit,
}

// consolePeople are those who text the clinic, as the console asks of them.
type consolePeople struct{ *program }

// Person reads one, apart from where they wait and what was sent to them.
func (p consolePeople) Person(ctx context.Context, id bot.PersonID) (console.Person, error) {
	out := console.Person{ID: id}
	bad := func(err error) error {
		if errors.Is(err, bot.ErrUnreadable) {
			out.Lost = true
			return nil
		}
		return err
	}
	l, err := p.s.store.Load(ctx, "", id)
	if bad(err) != nil {
		return out, err
	}
	out.Session, out.Version, out.OptedOut = l.Session, l.Version, l.OptedOut
	if out.Said, err = p.s.store.Thread(ctx, id); bad(err) != nil {
		return out, err
	}
	if out.Consents, err = p.s.store.Consents(ctx, id); bad(err) != nil {
		return out, err
	}
	failed, err := p.s.store.Failures(ctx, id)
	if err != nil {
		return out, err
	}
	for _, f := range failed {
		out.Failures = append(out.Failures, console.Failure{At: f.At, Kind: f.Class, Why: whyNot(f)})
	}
	return out, nil
}

// whyNot is why a message did not arrive, in words for staff.
func whyNot(f store.GivenUp) string {
	why := map[int]string{
		21610: "they stopped our texts", 30003: "the phone is off or out of reach", 30004: "the carrier blocks it", 30005: "the number is not in use, or not any more",
		30006: "a landline, or out of reach", 30007: "the carrier took it for spam", 30008: "the carrier gave no reason",
	}[f.Code]
	if f.Code == 0 {
		return "A text of ours did not arrive."
	}
	return fmt.Sprintf("A text of ours did not arrive: %s (%d).", cmp.Or(why, "the carrier refused it"), f.Code)
}

// Names gives how people want to be called.
func (p consolePeople) Names(ctx context.Context, ids []bot.PersonID) (map[bot.PersonID]string, error) {
	sessions, err := p.s.store.Sessions(ctx, ids)
	names := map[bot.PersonID]string{}
	for id, s := range sessions {
		if f := console.FoundOf(s, p.s.now()); f.Name != "" {
			names[id] = p.masked(f.Name, p.s.now())
		}
	}
	return names, err
}

// ByNumber finds who has a number.
func (p consolePeople) ByNumber(number string) (bot.PersonID, bool) {
	n, ok := answer.Phone(number)
	if !ok {
		return "", false
	}
	return p.s.store.Person(bot.Phone(n)), true
}

// mostSearched is how many people a search by name looks through: some 2 s.
const mostSearched = 50_000

// ByName looks through those of whom a session is kept.
func (p consolePeople) ByName(ctx context.Context, name string, most int) (found []console.Found, all bool, err error) {
	people, err := p.s.store.People(ctx)
	if err != nil {
		return nil, false, err
	}
	all = len(people) <= mostSearched
	sessions, err := p.s.store.Sessions(ctx, people[:min(len(people), mostSearched)])
	want := text.Fold(name)
	for id, s := range sessions {
		f := console.FoundOf(s, p.s.now())
		if f.Name == "" || !strings.Contains(text.Fold(f.Name), want) {
			continue
		}
		f.ID, f.Name = id, p.masked(f.Name, p.s.now())
		found = append(found, f)
	}
	slices.SortFunc(found, func(a, b console.Found) int { return cmp.Or(b.Last.Compare(a.Last), cmp.Compare(a.ID, b.ID)) })
	if len(found) > most {
		found, all = found[:most], false
	}
	return found, all, err
}
