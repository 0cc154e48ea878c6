package inbox_test

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/engine"
	"nightdesk/bot/handoff"
	"nightdesk/bot/inbox"
	"nightdesk/bot/outbox"
	"nightdesk/bot/schedule"
	"nightdesk/bot/store"
	"nightdesk/flows"
	"nightdesk/flows/clinic"
)

const (
	line = bot.Phone("+19075550100")
	sam  = bot.Phone("+19075550141")
	kim  = bot.Phone("+19075550142")
	ana  = bot.Phone("+19075550131") // on call
	ben  = bot.Phone("+19075550132") // on call after her
	sue  = bot.Phone("+19075550133") // supervisor
)

var (
	zone = func() *time.Location {
		z, err := time.LoadLocation("America/Anchorage")
		if err != nil {
			panic(err)
		}
		return z
	}()
	morning = time.Date(2026, 3, 4, 10, 0, 0, 0, zone) // a Wednesday
	night   = time.Date(2026, 3, 4, 23, 30, 0, 0, zone)
)

// versions are scripts by their version.
type versions struct {
	now *bot.Script
	all map[string]*bot.Script
}

func (v *versions) Current() *bot.Script           { return v.now }
func (v *versions) Get(version string) *bot.Script { return v.all[version] }

var script = func() *bot.Script {
	files, err := flows.Files(clinic.FS)
	if err != nil {
		panic(err)
	}
	s, problems := flows.Parse(files)
	if flows.Blocks(problems) {
		panic(fmt.Sprint(problems))
	}
	return s
}()

// desk is the real inbox, outbox and store, with phones for a carrier and a clock
// that only the test moves.
type desk struct {
	*inbox.Inbox
	t       *testing.T
	now     time.Time
	embed   *store.Embed
	store   *store.Store
	box     *outbox.Outbox
	scripts *versions
	mu      sync.Mutex // guards got: the outbox sends side by side
	got     map[bot.Phone][]string
	refuse  func(bot.Send) error // nil: every text arrives
	texts   int
	log     strings.Builder
}

func open(t *testing.T, at time.Time) *desk {
	t.Helper()
	d := &desk{t: t, now: at, got: map[bot.Phone][]string{}, scripts: &versions{now: script, all: map[string]*bot.Script{script.Version: script}}}
	clock := func() time.Time { return d.now }
	var err error
	if d.embed, err = store.Embedded(clock); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.embed.Close() })
	if d.store, err = d.embed.Open("c1"); err != nil {
		t.Fatal(err)
	}
	everyDay := []time.Weekday{0, 1, 2, 3, 4, 5, 6}
	d.Inbox = &inbox.Inbox{
		DangerWaits: time.Minute, // the store in memory is slow on a busy machine
		Store:       d.store, Scripts: d.scripts, Now: clock, Calendar: &schedule.Calendar{Zone: zone},
		Log:    slog.New(slog.NewTextHandler(&d.log, nil)),
		Clinic: engine.Clinic{Zone: zone, Langs: []bot.Lang{bot.English, bot.Spanish}, Facts: bot.Facts{"clinic short name": {bot.English: "ATS"}}},
		Rota: &handoff.Rota{Zone: zone, Supervisor: "sue",
			Staff:  []bot.Staff{{ID: "ana", Name: "Ana", Phone: ana}, {ID: "ben", Name: "Ben", Phone: ben}, {ID: "sue", Name: "Sue", Phone: sue}},
			Shifts: []handoff.Shift{{Staff: "ana", Days: everyDay}, {Staff: "ben", Days: everyDay}}},
	}
	d.box = outbox.New(outbox.Options{Store: d.store, Sender: d, Zone: zone, Now: clock})
	return d
}

// Send is the carrier's: it delivers unless told to refuse.
func (d *desk) Send(_ context.Context, s bot.Send) (string, error) {
	if d.refuse != nil {
		if err := d.refuse(s); err != nil {
			return "", err
		}
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.got[s.To] = append(d.got[s.To], s.Body.Text())
	return "SM" + string(s.ID), nil
}

// Find is the carrier's: no text ever leaves without a word.
func (*desk) Find(context.Context, bot.Send, time.Time) (string, bool, error) {
	return "", false, nil
}

func (d *desk) text(from bot.Phone, body string) bot.Input {
	d.texts++
	return bot.Input{ID: bot.InputID(fmt.Sprintf("SM%d", d.texts)), From: from, To: line, Body: bot.Words(body)}
}

// says texts the desk and returns the answer on the line.
func (d *desk) says(from bot.Phone, body string) string {
	d.t.Helper()
	a, err := d.Receive(d.t.Context(), d.text(from, body))
	if err != nil {
		d.t.Fatalf("%q: %v", body, err)
	}
	d.settle()
	return a.Reply.Text()
}

// settle works off what is due.
func (d *desk) settle() {
	d.t.Helper()
	for range 100 {
		wakes, err := d.WorkWakes(d.t.Context())
		if err != nil {
			d.log.WriteString("timers: " + err.Error() + "\n")
		}
		sends, err := d.box.Work(d.t.Context(), d.now)
		if err != nil {
			d.t.Fatal(err)
		}
		if wakes+sends == 0 {
			return
		}
	}
	d.t.Fatal("there is always something due")
}

// passes lets time pass, half a minute at a time.
func (d *desk) passes(long time.Duration) {
	d.t.Helper()
	for end := d.now.Add(long); d.now.Before(end); {
		d.now = d.now.Add(30 * time.Second)
		d.settle()
	}
}

// found is a text that the catch-up finds in the carrier's log.
func (d *desk) found(texts ...bot.Input) (int, error) {
	d.t.Helper()
	n, err := d.CatchUp(d.t.Context(), d.store, logOf(texts))
	d.settle()
	return n, err
}

type logOf []bot.Input

func (l logOf) Inbound(_ context.Context, _ time.Time, each func(bot.Input) error) error {
	for _, in := range l {
		if err := each(in); err != nil {
			return err
		}
	}
	return nil
}

// Replied is the carrier's: it gave nothing on the line.
func (logOf) Replied(context.Context, bot.Phone, bot.Words, time.Time) (bool, error) {
	return false, nil
}

func (d *desk) cases() []bot.Case {
	d.t.Helper()
	open, err := d.store.OpenCases(d.t.Context())
	if err != nil {
		d.log.WriteString("cases: " + err.Error() + "\n")
	}
	cases := make([]bot.Case, len(open))
	for i, o := range open {
		cases[i] = o.Case
	}
	slices.SortFunc(cases, func(a, b bot.Case) int { return a.Opened.Compare(b.Opened) })
	return cases
}

// only is the one open case.
func (d *desk) only() bot.Case {
	d.t.Helper()
	cases := d.cases()
	if len(cases) != 1 {
		d.t.Fatalf("%d open cases, want 1: %+v", len(cases), cases)
	}
	return cases[0]
}

func (d *desk) loaded(who bot.Phone) bot.Loaded {
	d.t.Helper()
	l, err := d.store.Load(d.t.Context(), "", d.store.Person(who))
	if err != nil {
		d.t.Fatal(err)
	}
	return l
}

// timers are the keys of all timers that wait.
func (d *desk) timers() string {
	d.t.Helper()
	keys, err := d.embed.Client().ZRange(d.t.Context(), "{c1}:wake", 0, -1).Result()
	if err != nil {
		d.t.Fatal(err)
	}
	return strings.Join(keys, " ")
}

// breaks makes what is stored under a key unreadable, and gives back what mends
// it. Nothing is recalled meanwhile, as after a restart.
func (d *desk) breaks(pattern string) (mend func()) {
	d.t.Helper()
	ctx, c := d.t.Context(), d.embed.Client()
	keys, err := c.Keys(ctx, pattern).Result()
	if err != nil || len(keys) != 1 {
		d.t.Fatalf("%d keys are %s (%v)", len(keys), pattern, err)
	}
	if kind := c.Type(ctx, keys[0]).Val(); kind == "hash" {
		was := c.HGet(ctx, keys[0], "d").Val()
		c.HSet(ctx, keys[0], "d", was[:len(was)-3]+"xyz")
		mend = func() { c.HSet(ctx, keys[0], "d", was) }
	} else {
		was := c.Get(ctx, keys[0]).Val()
		c.Set(ctx, keys[0], was[:len(was)-3]+"xyz", time.Hour)
		mend = func() { c.Set(ctx, keys[0], was, 90*24*time.Hour) }
	}
	if d.store, err = d.embed.Open("c1"); err != nil {
		d.t.Fatal(err)
	}
	d.Store = d.store
	return mend
}

// wants fails unless each part is in got.
func (d *desk) wants(got string, parts ...string) {
	d.t.Helper()
	for _, p := range parts {
		if !strings.Contains(got, p) {
			d.t.Errorf("%q: want %q in it", got, p)
		}
	}
}

// heard are the texts on a phone since the last look.
func (d *desk) heard(phone bot.Phone) string {
	got := strings.Join(d.got[phone], "\n")
	d.got[phone] = nil
	return got
}
