package main

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"strings"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/schedule"
	"nightdesk/bot/store"
	"nightdesk/config"
	"nightdesk/flows"
	"nightdesk/webhooks/twilio"
)

// doctorCmd says what is wrong before people find out.
type doctorCmd struct {
	Config string `help:"The clinic's settings (default: ${default})." default:"clinic.yaml" placeholder:"FILE"`
}

// findings prints one line for each thing looked at.
type findings struct {
	std *streams
	bad int
}

func (f *findings) say(ok bool, what, detail string) {
	mark := "good"
	if !ok {
		mark = "BAD "
		f.bad++
	}
	fmt.Fprintf(f.std.out, "%s  %-14s %s\n", mark, what, detail)
}

// note is for what only a person can check.
func (f *findings) note(what, detail string) {
	fmt.Fprintf(f.std.out, "note  %-14s %s\n", what, detail)
}

// Bounds of each look at something outside. The store is near.
const (
	storeTime  = 3 * time.Second
	doctorTime = 10 * time.Second
)

// Run looks at everything and prints what it finds.
func (c *doctorCmd) Run(ctx context.Context, std *streams) error {
	f := &findings{std: std}
	clinic, problems := config.Load(c.Config)
	process, more := processOf(std)
	for _, p := range append(problems, more...) {
		f.say(false, "configuration", p.String())
	}
	if len(problems)+len(more) == 0 {
		f.say(true, "configuration", c.Config+" and the environment")
	}
	if len(problems) == 0 {
		cal := calendarOf(clinic)
		f.scripts(clinic, cal)
		f.rota(clinic, cal, time.Now())
		f.keywords(clinic)
	}
	f.store(ctx, clinic, process)
	f.carrier(ctx, clinic, process)
	if f.bad > 0 {
		fmt.Fprintf(std.out, "%d to mend\n", f.bad)
		return errProblems
	}
	return nil
}

func (f *findings) scripts(c config.Clinic, cal *schedule.Calendar) {
	files, problems, err := flows.Judge(scriptsFS(c.ScriptsDir), knownOf(c, cal))
	if err != nil {
		where, _ := os.Getwd()
		f.say(false, "scripts", fmt.Sprintf("%s: scripts: dir: %s: %v (mend: name a folder of *.flow files, from where the program runs, which is %s)", c.ScriptsAt, c.ScriptsDir, err, where))
		return
	}
	check := strings.TrimSpace("nightdesk check " + c.ScriptsDir)
	switch {
	case flows.Blocks(problems):
		f.say(false, "scripts", "they have errors (mend: "+check+")")
	case len(problems) > 0:
		f.say(true, "scripts", fmt.Sprintf("version %s, %d warnings: %s shows them", flows.Version(files), len(problems), check))
	default:
		f.say(true, "scripts", "version "+flows.Version(files)+", no warnings")
	}
}

// gapsAhead is how far the rota is looked through.
const gapsAhead = 7 * 24 * time.Hour

func (f *findings) rota(c config.Clinic, cal *schedule.Calendar, now time.Time) {
	gaps := rotaOf(c, cal).Gaps(now, now.Add(gapsAhead))
	for _, g := range gaps {
		f.say(false, "rota", fmt.Sprintf("nobody is on call from %s to %s and alerts go to the supervisor (mend: add a shift under rota)",
			schedule.When(g.From, now, c.Zone, bot.English), schedule.When(g.To, now, c.Zone, bot.English)))
	}
	if len(gaps) == 0 {
		f.say(true, "rota", "somebody is on call at every minute of the next 7 days")
	}
}

func (f *findings) store(ctx context.Context, c config.Clinic, p config.Process) {
	ctx, cancel := context.WithTimeout(ctx, storeTime)
	defer cancel()
	if p.Keyset == "" {
		return // said above
	}
	keys, err := store.ParseKeyset(p.Keyset.Reveal())
	if err != nil {
		f.say(false, "keyset", `NIGHTDESK_KEYSET can't be read (mend: "nightdesk keyset new" makes one)`)
		return
	}
	clinicID := c.ID
	if clinicID == "" {
		clinicID = "doctor"
	}
	st, err := store.Open(ctx, store.Options{URL: p.RedisURL.Reveal(), Clinic: clinicID, Keys: keys})
	if err != nil {
		f.say(false, "store", err.Error())
		return
	}
	defer func() { _ = st.Close() }()
	warnings, err := st.Durability(ctx)
	if err != nil {
		f.say(false, "store", err.Error()+" (mend: start redis-server, or set NIGHTDESK_REDIS_URL)")
		return
	}
	for _, w := range warnings {
		f.say(false, "store", w)
	}
	if len(warnings) == 0 {
		f.say(true, "store", "it answers and keeps what it acknowledged")
	}
	if c.ID != "" {
		if err := st.CheckKeys(ctx); err != nil {
			f.say(false, "keyset", err.Error())
		}
		f.records(ctx, st)
		f.redaction(ctx, c, st)
	}
}

// records reads through everything the clinic has stored.
func (f *findings) records(ctx context.Context, st *store.Store) {
	found, err := st.Fsck(ctx)
	if err != nil {
		f.say(false, "records", err.Error())
		return
	}
	have := fmt.Sprintf("%d sessions, %d open cases of %d, %d messages, %d timers", found.Sessions, found.OpenCases, found.Cases, found.Sends, found.Timers)
	if found.Wrong() == 0 {
		f.say(true, "records", have+", all sound")
		return
	}
	for what, n := range map[string]int{
		"can't be read: is an old key missing from NIGHTDESK_KEYSET?": found.Unreadable,
		"messages would never leave":                                  found.SendsNotDue,
		"queue entries have no message":                               found.DueWithout,
		"timers have no session or case":                              found.TimersWithout,
		"open cases are listed and not there":                         found.OpenWithout,
		"cases are listed as open and closed":                         found.ClosedOpen,
		"seat entries can't be read":                                  found.CellsBroken,
		"consents stand without their proof":                          found.Unproven,
		"redactions are out of their queue":                           found.Unredacted,
	} {
		if n > 0 {
			f.say(false, "records", fmt.Sprintf("%d %s (%s)", n, what, have))
		}
	}
}

func (f *findings) carrier(ctx context.Context, c config.Clinic, p config.Process) {
	ctx, cancel := context.WithTimeout(ctx, doctorTime)
	defer cancel()
	if p.Twilio.AccountSID == "" || len(p.Twilio.AuthTokens) == 0 {
		return // said above
	}
	from := bot.Phone(p.Twilio.From)
	if from == "" && p.Twilio.MessagingService == "" {
		from = bot.Phone(c.Texting.Line)
	}
	client, err := twilio.NewClient(twilio.ClientOptions{AccountSID: p.Twilio.AccountSID, AuthToken: p.Twilio.AuthTokens[0].Reveal(),
		APIKey: p.Twilio.APIKey, APISecret: p.Twilio.APISecret.Reveal(), Base: p.Twilio.APIBase, From: from,
		ServiceSID: p.Twilio.MessagingService, PublicURL: p.PublicURL, LinkKey: []byte("doctor checks and sends nothing")})
	if err == nil {
		err = client.Check(ctx)
	}
	if err != nil {
		f.say(false, "twilio", fmt.Sprintf("%v at %s (mend: look at TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and whether this machine reaches that address)", err, p.Twilio.APIBase))
	} else {
		f.say(true, "twilio", "the credentials are good and the account is active")
	}
	u, err := url.Parse(p.PublicURL)
	if err != nil || u.Host == "" {
		return // said above
	}
	if u.Scheme != "https" {
		f.say(false, "webhooks", p.PublicURL+" is not https, so texts would cross the net in clear (mend: put a TLS proxy in front and set NIGHTDESK_PUBLIC_URL)")
	}
	f.note("webhooks", "set these at Twilio for the number: "+p.PublicURL+twilio.PathSMS+"#rc=5&rp=all, fallback "+
		p.PublicURL+twilio.PathFallback+", voice "+p.PublicURL+twilio.PathVoice)
}
