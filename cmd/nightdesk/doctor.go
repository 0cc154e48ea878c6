package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/handoff"
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
	// edits are what staff changed of the rota, at a version, and off whose phones take
	// no texts, if the store could say.
	edits   handoff.Edits
	version int64
	off     []string
	// unused says that no server has worked with the store yet: one that runs has timers.
	unused bool
	// sound says that clinic.yaml has no problems.
	sound bool
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
	if f.sound = len(problems) == 0; f.sound {
		cal := calendarOf(clinic)
		f.scripts(clinic, cal)
		f.countries(clinic)
		f.madeUp(clinic)
		f.channels(clinic, std.env)
		f.keywords(clinic)
		f.relay(clinic)
	}
	f.checkpoints(process.AuditFile)
	f.consoleName(process)
	f.certificates(process, time.Now())
	f.store(ctx, clinic, process)
	if len(problems) == 0 {
		f.rota(clinic, time.Now())
	}
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

// relay tells whoever runs the clinic what they have switched on.
func (f *findings) relay(c config.Clinic) {
	if c.Relay {
		f.note("relay", "words of people go to the phones of staff, where nobody can take them back (mend: alerts: relay: off, and answer in the console)")
	}
}

// countries looks whether the people around the clinic are answered at all.
func (f *findings) countries(c config.Clinic) {
	senders, err := twilio.NewSenders(c.Texting.Countries...)
	if line := bot.Phone(c.Texting.Line); err == nil && !line.TollFree() && senders.Of(line) == twilio.Abroad {
		f.say(false, "countries", fmt.Sprintf("only numbers of %s are answered, and the clinic's own line has none of these (mend: name its country too under texting: countries)",
			strings.Join(c.Texting.Countries, ", ")))
	}
}

// fictional are the numbers that North America keeps for films and examples.
var fictional = regexp.MustCompile(`^\+1[0-9]{3}55501[0-9]{2}$`)

// madeUp names staff whose telephones nobody has: the example's, left as they were.
func (f *findings) madeUp(c config.Clinic) {
	var ids []string
	for _, s := range c.Staff {
		if fictional.MatchString(s.Phone) {
			ids = append(ids, s.ID)
		}
	}
	if len(ids) > 0 {
		f.note("staff", "the numbers of "+strings.Join(ids, ", ")+" are made up (555-01..): before anybody is in danger, write real ones under staff, or no alert reaches them")
	}
}

// checkpoints looks whether the file of checkpoints can be added to, and changes
// nothing in it.
func (f *findings) checkpoints(path string) {
	if path == "" {
		f.note("audit", "NIGHTDESK_AUDIT_FILE names no file: nightdesk audit verify could not tell a log that was cut off from a whole one")
		return
	}
	file, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
	if errors.Is(err, fs.ErrNotExist) {
		if dir, gone := os.Stat(filepath.Dir(path)); gone == nil && dir.IsDir() {
			f.note("audit", "NIGHTDESK_AUDIT_FILE is not there yet: serve makes it")
			return
		}
	}
	if err != nil {
		f.say(false, "audit", fmt.Sprintf("NIGHTDESK_AUDIT_FILE: %v (mend: name a file in a folder that is there and that this user may write to)", err))
		return
	}
	_ = file.Close()
	f.say(true, "audit", "checkpoints are kept in NIGHTDESK_AUDIT_FILE")
}

func (f *findings) store(ctx context.Context, c config.Clinic, p config.Process) {
	ctx, cancel := context.WithTimeout(ctx, storeTime)
	defer cancel()
	if p.Keyset == "" {
		return // said above
	}
	keys, err := store.ParseKeyset(p.Keyset.Reveal())
	if err != nil {
		f.say(false, "keyset", fmt.Sprintf("NIGHTDESK_KEYSET: %v (%s)", err, mendKeyset))
		return
	}
	f.keyAge(keys, time.Now())
	clinicID := c.ID
	if clinicID == "" {
		clinicID = "doctor"
	}
	st, err := store.Open(ctx, store.Options{URL: p.RedisURL.Reveal(), TLS: p.RedisTLS(), Clinic: clinicID, Keys: keys})
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
		f.keptRota(ctx, c, st)
		f.builtIn(ctx, st)
		f.accounts(ctx, c, st)
		f.records(ctx, st)
		f.secrets(ctx, st, secretsOf(p, c, f.std.env), time.Now())
		f.redaction(ctx, c, st)
		f.alertPath(ctx, c, st, time.Now())
		if f.sound {
			f.groups(ctx, st, calendarOf(c), time.Now())
		}
	}
}

// mendRecords is for what no command of ours writes: somebody else did, or a part of
// the store was lost.
const mendRecords = "copy the store as it is, then run nightdesk audit verify; if it finds nothing, ask who writes to this Redis beside nightdesk"

// records reads through everything the clinic has stored.
func (f *findings) records(ctx context.Context, st *store.Store) {
	found, err := st.Fsck(ctx)
	if err != nil {
		f.say(false, "records", err.Error())
		return
	}
	f.unused = found.Sessions+found.Cases+found.Sends+found.Timers == 0
	have := fmt.Sprintf("%d sessions, %d open cases of %d, %d messages, %d timers", found.Sessions, found.OpenCases, found.Cases, found.Sends, found.Timers)
	if found.Wrong() == 0 {
		f.say(true, "records", have+", all sound")
		return
	}
	for _, wrong := range []struct {
		what, mend string
		n          int
	}{
		{"can't be read", "put the key that is missing back into NIGHTDESK_KEYSET: nightdesk keyset status says how much is under none", found.Unreadable},
		{"messages would never leave", mendRecords, found.SendsNotDue},
		{"queue entries have no message", mendRecords, found.DueWithout},
		{"timers have no session or case", mendRecords, found.TimersWithout},
		{"open cases are listed and not there", mendRecords, found.OpenWithout},
		{"cases are listed as open and closed", mendRecords, found.ClosedOpen},
		{"seat entries can't be read", mendRecords, found.CellsBroken},
		{"consents stand without their proof", mendRecords, found.Unproven},
		{"redactions are out of their queue", mendRecords, found.Unredacted},
		{"visits or waitlists are not where they are listed", mendRecords, found.Unlisted},
	} {
		if wrong.n > 0 {
			f.say(false, "records", fmt.Sprintf("%d %s, of %s (mend: %s)", wrong.n, wrong.what, have, wrong.mend))
		}
	}
}

// carrierTrouble says why the account could not be looked at, on one line: settings
// that can't be used, an address that is not reached, or credentials refused there.
func carrierTrouble(err error, base string) string {
	sent := (*bot.SendError)(nil)
	switch {
	case !errors.As(err, &sent):
		return strings.ReplaceAll(err.Error(), "\n", "; ") + " (mend: copy TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN again from the Twilio console's first page)"
	case sent.Code == 0:
		return fmt.Sprintf("%s at %s (mend: let this machine reach that address; TWILIO_API_BASE sets it)", sent.Public, base)
	default:
		return fmt.Sprintf("%s at %s, with error %d (mend: look at TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and TWILIO_API_KEY, and whether the Twilio console calls the account active)", sent.Public, base, sent.Code)
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
		f.say(false, "twilio", carrierTrouble(err, p.Twilio.APIBase))
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
