package inbox

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/engine"
	"nightdesk/bot/handoff"
	"nightdesk/bot/schedule"
)

// Store is what a turn needs of storage. Every method may fail with an error
// wrapping bot.ErrUnavailable, after which nothing is known to be stored: the
// same call may be made again.
type Store interface {
	// Person gives the id of whoever has a number.
	Person(bot.Phone) bot.PersonID
	// Load reads a person, and whether the input was applied before.
	Load(context.Context, bot.InputID, bot.PersonID) (bot.Loaded, error)
	// Recall is what may be known of a person without asking; see bot.Loaded.Stamp.
	Recall(bot.PersonID) (bot.Loaded, bool)
	// Commit stores all of a turn or nothing.
	Commit(context.Context, bot.Commit) (bot.Outcome, error)
	Case(context.Context, bot.CaseID) (bot.Case, int64, error)
	OpenCases(context.Context) ([]bot.CaseWrite, error)
	// OptedOut reads who of some people has opted out.
	OptedOut(context.Context, ...bot.PersonID) ([]bool, error)
	// Busy reads which times are claimed.
	Busy(ctx context.Context, resources []string, from, to time.Time) (schedule.Busy, error)
	// Visit reads one visit of the clinic's ledger; of one that it does not know the
	// zero Booking. Waitlist reads who waits on a list, whose turn it is first.
	Visit(context.Context, bot.VisitID) (bot.Booking, error)
	Waitlist(ctx context.Context, list string) ([]bot.PersonID, error)
	// Receipt records a carrier's word on a message; changed is false if it told
	// nothing new. send is the message, if it is known.
	Receipt(context.Context, bot.Receipt) (changed bool, send bot.Send, err error)
	// ClaimWakes hands out due timers for as long as the lease.
	ClaimWakes(ctx context.Context, n int, lease time.Duration) ([]bot.Wake, error)
	// Sent reads how messages stand, in the order of their ids.
	Sent(context.Context, ...bot.SendID) ([]bot.Sent, error)
	// Spent notes what this process has sent on a day, and reads what all have.
	Spent(ctx context.Context, day string, mine int) (all int, err error)
}

// Scripts are the published versions of the clinic's scripts.
type Scripts interface {
	Current() *bot.Script
	// Get finds the version a conversation is pinned to; nil if it is nowhere.
	Get(version string) *bot.Script
}

// Inbox applies inputs. Its fields are set before the first use and stay.
type Inbox struct {
	Store    Store
	Scripts  Scripts
	Clinic   engine.Clinic
	Calendar *schedule.Calendar
	// Rota is that of the clinic's file; see SetEdits for what staff change of it.
	Rota *handoff.Rota
	// Now is the wall clock, read once for each try of a turn.
	Now func() time.Time
	Log *slog.Logger
	// Poke tells the outbox that something is due; nil = it finds out by itself.
	Poke func()
	// Alarm texts staff without the store, for when it is down; nil = it can't.
	Alarm func(ctx context.Context, s bot.Staff, text string) error

	// SelfTest is the daily test of the ways by which alerts go; nil = there is none.
	SelfTest *SelfTest

	// Redact has the carrier's copy of each text that was applied blanked.
	Redact bool

	// DangerWaits is how long danger waits for the store before it is answered
	// without it; 0 is 2 s.
	DangerWaits time.Duration

	// Answered says whose texts are answered when nobody is in danger; nil =
	// everybody's.
	Answered func(bot.Phone) bool
	// MinuteReplies is how many texts a minute of one person are answered by the
	// scripts, and DaySegments how many segments the clinic sends to people in a
	// day, danger apart; 0 = as many as there are.
	MinuteReplies, DaySegments int
	// Relay lets the owner of a thread write to the person from a phone, and has the
	// person's words sent to it: words that a clinic may not want on staff phones.
	Relay bool
	// Watching reports whether a member of staff looks at a case in the console just
	// now, so that no text has to tell them of news in it; nil = nobody does.
	Watching func(staff string, k bot.CaseID) bool
	// Ways are where a conversation pinned to a version may go on now, best first; nil =
	// all finish where they began.
	Ways func(version string, now time.Time) []Way
	// Took is told which ways each turn takes through the scripts, for tests of them; nil
	// = nobody is.
	Took func([]bot.Way)
	// Code is what a case is called by staff, the same for the same id; nil =
	// handoff.Code. A test of scripts names its cases whatever came before them.
	Code func(bot.CaseID) string
	// Count is told of limits that were reached, by fixed words; nil = nobody is.
	Count func(event string)

	// Programs are the scripts made ready, which inboxes of one world may share; nil =
	// this one makes its own.
	Programs *Programs

	own      Programs
	limits   limits
	alarms   alarms
	alarming sync.WaitGroup
	owed     owed
	watch    watch
	off      off
	tested   tested
	edited   edited
}

func isUnreadable(err error) bool { return errors.Is(err, bot.ErrUnreadable) }

// dangerWaits is how long a text in which somebody is in danger waits for the
// store if nothing else is said: others may use all of the webhook's time, in
// which a store fails over.
const dangerWaits = 2 * time.Second

// Receive applies an inbound text and returns what it is answered. If nothing
// could be stored the error is not nil; the answer then still holds the crisis
// reply if the text needs one.
func (x *Inbox) Receive(ctx context.Context, in bot.Input) (bot.Answer, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	hurry := time.AfterFunc(cmp.Or(x.DangerWaits, dangerWaits), func() {
		if _, raise := engine.Alone(in); raise != nil {
			cancel()
		}
	})
	defer hurry.Stop()
	answer, err := x.receive(ctx, in)
	if err == nil {
		x.paid(in.ID)
	}
	if err == nil || errors.Is(err, bot.ErrMismatch) {
		return answer, err
	}
	return x.Fallback(ctx, in), err
}

// Fallback answers a text without the store: nothing if nobody is in danger. If
// the text was applied, or still is, its own answer follows from the outbox.
func (x *Inbox) Fallback(ctx context.Context, in bot.Input) bot.Answer {
	answer := x.alone(ctx, in)
	if answer.Reply == "" {
		x.owe(in)
	}
	return answer
}

// receive applies a text. What breaks its turn must break nothing else: then the
// text is answered as one whose session can't be read, and a person takes over.
func (x *Inbox) receive(ctx context.Context, in bot.Input) (answer bot.Answer, err error) {
	err = x.guard(func() error {
		answer, err = x.turn(ctx, in)
		return err
	})
	if err == nil || errors.Is(err, bot.ErrUnavailable) || errors.Is(err, bot.ErrMismatch) {
		return answer, err
	}
	if x.Log != nil {
		x.Log.Error("a turn broke", "input", in.ID, "err", err)
	}
	err = x.guard(func() error {
		answer, err = x.apply(ctx, x.Store.Person(in.From), in, true)
		return err
	})
	return answer, err
}

// turn takes a text through its turn.
func (x *Inbox) turn(ctx context.Context, in bot.Input) (bot.Answer, error) {
	if s, ok := x.staff(in.From); ok {
		return x.staffTexts(ctx, s, in)
	}
	return x.apply(ctx, x.Store.Person(in.From), in, false)
}

// guard makes an error of a panic. It tells where and of what kind, and never
// the value, which may quote somebody.
func (x *Inbox) guard(fn func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic of %T at %s", p, frames())
		}
	}()
	return fn()
}

// frames are the nearest functions of a panic, without their arguments.
func frames() string {
	var pcs [8]uintptr
	at := runtime.CallersFrames(pcs[:runtime.Callers(4, pcs[:])])
	var names []string
	for f, more := at.Next(); ; f, more = at.Next() {
		names = append(names, fmt.Sprintf("%s:%d", f.Function, f.Line))
		if !more {
			return strings.Join(names, " < ")
		}
	}
}

// about is the rota for a case: whoever's own phone it is about is not alerted,
// unless there is nobody else. Phones that take no texts come last.
func (x *Inbox) about(person bot.PersonID) *handoff.Rota {
	r := x.rota()
	others := slices.DeleteFunc(slices.Clone(x.Rota.Staff), func(s bot.Staff) bool { return x.Store.Person(s.Phone) == person })
	if len(others) == len(x.Rota.Staff) || len(others) == 0 {
		return r
	}
	r.Staff = others
	return r
}

// rota is the one that stands, with the phones that take no texts.
func (x *Inbox) rota() *handoff.Rota {
	r := *x.edited.rota(x.Rota)
	r.Off = x.off.get()
	return &r
}

// staff finds who of the staff has a number.
func (x *Inbox) staff(p bot.Phone) (bot.Staff, bool) {
	for _, s := range x.Rota.Staff {
		if s.Phone == p {
			return s, true
		}
	}
	return bot.Staff{}, false
}

// program is the script a conversation is pinned to, compiled; the newest if
// that version is nowhere to be found.
func (x *Inbox) program(version string) *engine.Program {
	script := x.Scripts.Current()
	if version != "" && version != script.Version {
		if pinned := x.Scripts.Get(version); pinned != nil {
			script = pinned
		}
	}
	return x.programs().of(script)
}

// Way is where a conversation that began on an older version may go on; see engine.Way.
type Way struct {
	To   *bot.Script
	Mode bot.MoveMode
	Take func(bot.Session) (bot.Session, bool)
}

// ways are those of a conversation that waits for an answer.
func (x *Inbox) ways(version string, now time.Time) []engine.Way {
	if x.Ways == nil || version == "" || version == x.Scripts.Current().Version {
		return nil
	}
	var all []engine.Way
	for _, w := range x.Ways(version, now) {
		all = append(all, engine.Way{To: x.programs().of(w.To), Mode: w.Mode, Take: w.Take})
	}
	return all
}

// Prepare makes the current script ready to run, so that no turn has to wait
// for it.
func (x *Inbox) Prepare() { x.programs().of(x.Scripts.Current()) }

func (x *Inbox) programs() *Programs {
	if x.Programs != nil {
		return x.Programs
	}
	return &x.own
}

// Programs are scripts made ready to run, each once. The zero value is ready.
type Programs struct {
	mu    sync.Mutex
	ready map[*bot.Script]*engine.Program
}

func (p *Programs) of(s *bot.Script) *engine.Program {
	p.mu.Lock()
	defer p.mu.Unlock()
	ready, ok := p.ready[s]
	if !ok {
		if p.ready == nil {
			p.ready = map[*bot.Script]*engine.Program{}
		}
		ready = engine.Compile(s)
		p.ready[s] = ready
	}
	return ready
}
