package main

import (
	"encoding/json"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/store"
	"nightdesk/bot/store/storetest"
	"nightdesk/config"
)

// people are a clinic with records of three people, for commands that work on them.
type people struct {
	t   *testing.T
	env []string
	st  *store.Store
	now time.Time
}

const (
	tess bot.Phone = "+19075550161" // nothing needs her record
	ugo  bot.Phone = "+19075550162" // a case, a visit and a danger
	vera bot.Phone = "+19075550163" // only opted out
)

func newPeople(t *testing.T) *people {
	t.Helper()
	redis, keys := storetest.Start(t), storetest.Keys(t)
	p := &people{t: t, now: time.Now(), st: storetest.Open(t, store.Options{URL: redis.URL(), Clinic: "ats", Keys: keys}),
		env: []string{"NIGHTDESK_REDIS_URL=" + redis.URL(), "NIGHTDESK_KEYSET=" + keys.Encode()}}
	p.commit(p.turn("SM1", tess))
	c := p.turn("SM2", ugo)
	c.Session.Crisis = &bot.Crisis{Label: "suicide_risk", Held: true}
	c.Session.Visits = []bot.Visit{{ID: "v1", Status: bot.VisitBooked, Opening: bot.Opening{Kind: "intake_assessment", Resource: "rosa",
		Start: p.now.Add(48 * time.Hour), End: p.now.Add(50 * time.Hour)}}}
	c.Seats = []bot.SeatChange{{Op: bot.SeatBook, Visit: "v1", Opening: c.Session.Visits[0].Opening}}
	old := c.Session.Visits[0]
	old.ID, old.Kind, old.Status, old.Version = "v0", "counseling", bot.VisitFulfilled, 1
	c.Session.Visits[0].Version = 1
	c.Visits = []bot.Visit{c.Session.Visits[0], old} // the ledger knows more than the session
	c.Waits = []bot.WaitChange{{List: "group/men", Since: p.now}}
	c.Cases = []bot.CaseWrite{{Case: bot.Case{ID: "k1", Code: "A7K2", Person: c.Person, Status: bot.CaseOpen, Reasons: []string{"suicide_risk"}, Opened: p.now}}}
	p.commit(c)
	p.commit(bot.Commit{Input: "SM3", Person: p.st.Person(vera), OptOut: bot.OptOutSet, Actor: "person"})
	// A member of staff writes, and touches the case alone.
	p.commit(bot.Commit{Input: "SM4", Person: p.st.Person("+19075550121"), Actor: "ana", Cases: []bot.CaseWrite{{Case: c.Cases[0].Case, Version: 1}}})
	return p
}

func (p *people) turn(in bot.InputID, who bot.Phone) bot.Commit {
	person := p.st.Person(who)
	return bot.Commit{Input: in, Digest: "d", At: p.now, Person: person, Actor: "person", Reply: "ok",
		Session:  &bot.Session{Phone: who, Lang: bot.English, Kept: map[string]string{"name": "Zebulon"}},
		Said:     []bot.Said{{At: p.now, By: "them", Text: "xylophone"}, {At: p.now, By: "us", Text: "thanks"}},
		Sends:    []bot.Send{{ID: bot.SendID("o" + in), Class: bot.SendUnprompted, To: who, Body: "See you", Person: person, Due: p.now.Add(time.Hour)}},
		Wakes:    []bot.Wake{{Key: "s:" + string(person), At: p.now.Add(time.Hour)}, {Key: "r:" + string(person) + ":v1:1", At: p.now.Add(time.Hour)}},
		Consents: []bot.ConsentChange{{Purpose: bot.PurposeReminders, Given: true, At: p.now, How: bot.HowAnswer, Wording: "v1"}},
	}
}

func (p *people) commit(c bot.Commit) {
	p.t.Helper()
	if out, err := p.st.Commit(p.t.Context(), c); err != nil || out.Result != bot.Applied {
		p.t.Fatal(out, err)
	}
}

// says runs a command with a number on its standard input.
func (p *people) says(want int, in string, args ...string) string {
	p.t.Helper()
	code, out, errs := ran(p.t, p.env, in, append(args, "--config", exampleYAML)...)
	if code != want {
		p.t.Errorf("%v: exit code %d, want %d:\n%s%s", args, code, want, out, errs)
	}
	if strings.Contains(errs, "016") || strings.Contains(errs, "xylophone") {
		p.t.Errorf("%v: it says who or what: %s", args, errs)
	}
	return out + errs
}

// audited are the notes of everything that staff did, with its detail.
func (p *people) audited() string {
	p.t.Helper()
	var all strings.Builder
	err := p.st.AuditBetween(p.t.Context(), time.Unix(0, 0), time.Now().Add(time.Hour), func(e store.AuditEntry) error {
		if e.Detail != "" {
			all.WriteString(e.Actor + " " + e.Note + " " + string(e.Person) + " " + e.Detail + "\n")
		}
		return nil
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return all.String()
}

func TestPersonExport(t *testing.T) {
	t.Parallel()
	p := newPeople(t)
	export := []string{"person", "export", "--by", "ana", "--purpose", "asked for it"}
	text := p.says(0, "907-555-0162\n", export...)
	for _, want := range []string{"42 CFR 2.32", "+19075550162", "name: Zebulon", "intake_assessment", "reminders  given  answer  v1", "A7K2",
		"them  xylophone", "us    thanks", "pending  See you",
		"counseling  fulfilled", "WAITLISTS", "group/men"} {
		if !strings.Contains(text, want) {
			t.Errorf("the export lacks %q:\n%s", want, text)
		}
	}
	if by := p.says(0, "", append(export, "--case", "a7k2")...); !strings.HasPrefix(text, by) {
		t.Errorf("by its case it is another:\n%s", by)
	}
	if strings.Count(text, "intake_assessment") != 1 {
		t.Errorf("a visit of the session and the ledger is told twice:\n%s", text)
	}
	var e struct {
		Number   string
		Messages []struct{ Text string }
		Notice   string
	}
	code, out, _ := ran(t, p.env, "+1 907 555 0161", append(export, "--json", "--to", "Example Hospital", "--config", exampleYAML)...)
	if err := json.Unmarshal([]byte(out), &e); code != 0 || err != nil || e.Number != "+19075550161" || len(e.Messages) != 2 || !strings.Contains(e.Notice, "2.32") {
		t.Errorf("as JSON: %v\n%s", err, out)
	}
	if got := p.audited(); strings.Count(got, "ana person_exported") != 3 || !strings.Contains(got, "purpose: asked for it; to: Example Hospital") {
		t.Errorf("the audit log holds:\n%s", got)
	}
	if out := p.says(0, "+1 907 555 0169", export...); !strings.Contains(out, "Nothing is stored") {
		t.Errorf("nobody: %s", out)
	}
	if out := p.says(0, "+1 907 555 0163", export...); !strings.Contains(out, "no texts since") {
		t.Errorf("opted out alone: %s", out)
	}
	p.says(1, "not a number", export...)
	p.says(1, "+19075550162", "person", "export", "--by", "nobody", "--purpose", "x")
	p.says(2, "+19075550162", "person", "export", "--by", "ana")
	p.says(1, "", append(export, "--case", "ZZZZ")...)
}

func TestPersonDelete(t *testing.T) {
	t.Parallel()
	p := newPeople(t)
	ctx := t.Context()
	del := []string{"person", "delete", "--by", "ana", "--basis", "form of 3 Mar"}
	out := p.says(0, "+1 907 555 0161", del...)
	for _, want := range []string{"2 turns", "1 texts", "400 days", "their own phone"} {
		if !strings.Contains(out, want) {
			t.Errorf("it does not say %q: %s", want, out)
		}
	}
	r, err := p.st.Record(ctx, p.st.Person(tess))
	if err != nil || r.Version != 0 || len(r.Said)+len(r.Sends) != 0 || len(r.Consents) != 1 || r.Deleted == nil || r.Deleted.Basis != "form of 3 Mar" || r.Deleted.By != "ana" {
		t.Errorf("what is left: %+v %v", r, err)
	}
	if out := p.says(0, "+1 907 555 0161", "person", "export", "--by", "ana", "--purpose", "x"); !strings.Contains(out, "An earlier record was deleted on") {
		t.Errorf("the export after it: %s", out)
	}
	if out := p.says(0, "+1 907 555 0163", del...); !strings.Contains(out, "nothing is stored") {
		t.Errorf("opted out alone: %s", out)
	}

	out = p.says(1, "+1 907 555 0162", del...)
	for _, want := range []string{"case A7K2 is open", "in danger right now", "a visit is booked", "--force"} {
		if !strings.Contains(out, want) {
			t.Errorf("it does not say %q: %s", want, out)
		}
	}
	if r, err := p.st.Record(ctx, p.st.Person(ugo)); err != nil || r.Version != 1 || len(r.Said) != 2 {
		t.Errorf("it is deleted all the same: %+v %v", r, err)
	}
	// Once the danger is over, its record is still kept.
	c := p.turn("SM9", ugo)
	c.Version, c.Wakes, c.Sends = 1, nil, nil
	p.commit(c)
	if out := p.says(1, "+1 907 555 0162", del...); !strings.Contains(out, "somebody was in danger in what was said") {
		t.Errorf("after the danger: %s", out)
	}
	c.Input, c.Version = "SM10", 2
	c.Session.Visits = []bot.Visit{{ID: "v1", Status: bot.VisitBooked, Opening: bot.Opening{Kind: "intake_assessment", Resource: "rosa",
		Start: p.now.Add(48 * time.Hour), End: p.now.Add(50 * time.Hour)}}}
	p.commit(c)
	p.says(0, "+1 907 555 0162", append(del, "--force", "court order")...)
	r, err = p.st.Record(ctx, p.st.Person(ugo))
	if err != nil || r.Version != 0 || len(r.Said) != 0 || r.Deleted == nil || r.Deleted.Forced != "court order" || len(r.Cases) != 1 {
		t.Errorf("what is left: %+v %v", r, err)
	}
	// The case is still open, and says why it is empty.
	if out := p.says(0, "", "case", "a7k2", "--by", "ana"); !strings.Contains(out, "the record of this person was deleted") || strings.Contains(out, "number    ") {
		t.Errorf("the case after it: %s", out)
	}
	if out := p.says(1, "", "case", "a7k2", "--by", "zoe"); !strings.Contains(out, "--by zoe is no staff id (mend: ") {
		t.Errorf("a stranger at the case: %s", out)
	}
	f, err := p.st.Fsck(ctx)
	if err != nil || f.Wrong() != 0 || f.Sessions != 0 || f.Sends != 0 || f.Timers != 0 || f.Bookings != 0 || f.OptOuts != 1 || f.Visits != 0 || f.Waiting != 0 {
		t.Errorf("the store after it: %+v %v", f, err)
	}
	if got := p.audited(); strings.Count(got, "ana person_deleted") != 2 || !strings.Contains(got, "form of 3 Mar") {
		t.Errorf("the audit log holds:\n%s", got)
	}
	// A turn that was under way is decided again, and a repeated text is not new.
	c.Input, c.Version = "SM11", 3
	if out, err := p.st.Commit(ctx, c); err != nil || out.Result != bot.Conflict {
		t.Errorf("a turn of before: %v %v", out, err)
	}
	c.Input, c.Version = "SM9", 0
	if out, err := p.st.Commit(ctx, c); err != nil || out.Result != bot.Duplicate || out.Reply != "" {
		t.Errorf("a repeated text: %v %v", out, err)
	}
	if err := p.st.Forget(ctx, p.st.Person(ugo), 7, store.Tombstone{}); !errors.Is(err, store.ErrChanged) {
		t.Errorf("a record that changed: %v", err)
	}
	p.says(2, "", "person", "delete", "--by", "ana")
}

func TestAffected(t *testing.T) {
	t.Parallel()
	p := newPeople(t)
	clinic, problems := config.Load(filepath.Clean(exampleYAML))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	today := p.now.In(clinic.Zone).Format(time.DateOnly)
	days := []string{"affected", "--from", today, "--to", today}
	a, b := string(p.st.Person(tess)), string(p.st.Person(ugo))
	out := p.says(0, "", days...)
	for _, want := range []string{"2 people ", "sessions 2, threads 2, cases 1, texts 2", a + "  send,session,thread\n", b + "  case,send,session,thread\n"} {
		if !strings.Contains(out, want) {
			t.Errorf("it does not say %q:\n%s", want, out)
		}
	}
	if telephone.MatchString(out) {
		t.Errorf("it says numbers:\n%s", out)
	}
	if out := p.says(0, "", append(days, "--class", "case")...); !strings.Contains(out, "1 people") || !strings.Contains(out, b) {
		t.Errorf("cases:\n%s", out)
	}
	if out := p.says(0, "", append(days, "--account", "ana")...); !strings.Contains(out, "1 people") || !strings.Contains(out, b+"  case\n") {
		t.Errorf("what ana touched:\n%s", out)
	}
	yesterday := p.now.In(clinic.Zone).AddDate(0, 0, -1).Format(time.DateOnly)
	if out := p.says(0, "", "affected", "--from", yesterday, "--to", yesterday); !strings.Contains(out, "0 people") {
		t.Errorf("the day before:\n%s", out)
	}
	out = p.says(0, "", append(days, "--numbers", "--by", "sue", "--purpose", "notices")...)
	if !strings.Contains(out, a+"  send,session,thread  +19075550161\n") {
		t.Errorf("with numbers:\n%s", out)
	}
	if got := p.audited(); strings.Count(got, "sue number_shown") != 2 || !strings.Contains(got, "purpose: notices") {
		t.Errorf("the audit log holds:\n%s", got)
	}
	p.says(2, "", append(days, "--numbers", "--by", "sue")...)
	p.says(1, "", append(days, "--numbers", "--purpose", "x")...)
	p.says(2, "", "affected", "--from", today, "--to", "tomorrow")
	p.says(2, "", "affected", "--from", today, "--to", yesterday)
	p.says(2, "", append(days, "--class", "everything")...)
}
