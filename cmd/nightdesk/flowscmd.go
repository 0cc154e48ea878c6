package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"nightdesk/bot"
	"nightdesk/flows"
	"nightdesk/flows/release"
	"nightdesk/webhooks/console"
)

// flowsCmd is what the console does with published scripts, for whoever keeps them in
// a folder, as in git.
type flowsCmd struct {
	Pull     flowsPullCmd     `cmd:"" help:"Write the live scripts and their tests into a folder."`
	Push     flowsPushCmd     `cmd:"" help:"Check, test and publish a folder's scripts."`
	Diff     flowsDiffCmd     `cmd:"" help:"What a folder changes of the live scripts, in words."`
	History  flowsHistoryCmd  `cmd:"" help:"Everything that was published, and what waits for a second person."`
	Publish  flowsPublishCmd  `cmd:"" help:"Publish an older release again: go back."`
	Withdraw flowsWithdrawCmd `cmd:"" help:"Take back what a scheduled or running release changed."`
	Agree    flowsAgreeCmd    `cmd:"" help:"Agree to a proposal, as the second person."`
	Sheet    flowsSheetCmd    `cmd:"" help:"Print the sheet of all texts for a translator (CSV)."`
	Decline  flowsDeclineCmd  `cmd:"" help:"Say no to a proposal."`
}

// flowsHelp is what each of the commands says of itself.
const flowsHelp = `These commands work on the store of the running server, which takes a new release over
within two seconds; nothing has to be restarted. They need the settings and the keyset of
"nightdesk serve" (NIGHTDESK_KEYSET, NIGHTDESK_REDIS_URL). Everything is written to the
audit log with the name that --by gives.`

// flowsOptions are the settings that each of the commands has.
type flowsOptions struct {
	Config string `help:"The clinic's settings (default: ${default})." default:"clinic.yaml" placeholder:"FILE"`
}

// byOption is who does it.
type byOption struct {
	By string `help:"Your name, for the history (default: the user of this computer)." placeholder:"NAME"`
}

// actor is the name that releases and the audit log have for it.
func (b byOption) actor(std *streams) (string, error) {
	name := b.By
	for _, key := range []string{"USER", "LOGNAME"} {
		for _, v := range std.env {
			if value, ok := strings.CutPrefix(v, key+"="); ok && name == "" {
				name = value
			}
		}
	}
	if name = strings.TrimSpace(name); name == "" {
		return "", wrongUse("nobody knows who you are (mend: add --by NAME)")
	}
	return bot.FromCommand + " " + name, nil
}

// flowsTime bounds one command: all talks may have to be played.
const flowsTime = 5 * time.Minute

// desk is what a command works with.
type flowsDesk struct {
	*publisher
	zone *time.Location
	dir  string // of clinic.yaml; "" = it names none
}

// with opens the store for one command.
func (o flowsOptions) with(ctx context.Context, std *streams, do func(context.Context, flowsDesk) error) error {
	d, err := openDesk(ctx, std, o.Config)
	if err != nil {
		return err
	}
	defer d.Close()
	ctx, cancel := context.WithTimeout(ctx, flowsTime)
	defer cancel()
	if err := d.store.AdoptKeys(ctx); err != nil {
		return err
	}
	p := &publisher{store: d.store, known: knownOf(d.clinic, calendarOf(d.clinic)), now: time.Now, play: playsOf(d.clinic, &passed{}), review: d.clinic.ReviewScripts}
	return do(ctx, flowsDesk{p, d.clinic.Zone, d.clinic.ScriptsDir})
}

// live is the live release with its sources.
func (d flowsDesk) live(ctx context.Context) (bot.Releases, bot.Release, bot.ScriptFiles, error) {
	r, _, err := d.store.Releases(ctx)
	if err != nil {
		return r, bot.Release{}, bot.ScriptFiles{}, err
	}
	x := release.Live(r, d.now())
	if x.Number == 0 {
		return r, x, bot.ScriptFiles{}, errors.New("nothing was published yet (mend: start nightdesk serve once, or nightdesk flows push DIR --note WORDS)")
	}
	files, err := filesOf(ctx, d.store, x)
	return r, x, files, err
}

// mended adds how to go on to errors that console users see as pages.
func mended(err error) error {
	switch {
	case errors.Is(err, bot.ErrOvertaken):
		return fmt.Errorf("%w (mend: nightdesk flows pull --merge, look at it, and push again)", err)
	case errors.Is(err, bot.ErrNothing):
		return fmt.Errorf("%w (mend: nightdesk flows history shows what is live)", err)
	case errors.Is(err, bot.ErrOwn):
		return fmt.Errorf("%w (mend: have a colleague do it, in the console or with --by NAME)", err)
	}
	return err
}

// tell prints what became of a wish to publish.
func (d flowsDesk) tell(std *streams, out console.Published, err error) error {
	printProblems(std.out, flows.Open(out.Problems)) // what was accepted would bury what was not
	for _, f := range out.Failed {
		if f.First != nil {
			fmt.Fprint(std.out, f.First.String())
		} else {
			fmt.Fprintf(std.out, "%s: %s\n", f.Name, f.Why)
		}
	}
	switch x := out.Release; {
	case errors.Is(err, bot.ErrRefused):
		fmt.Fprintf(std.out, "not published: %d errors, %d tests failed\n", errorsIn(out.Problems), len(out.Failed))
		return errProblems
	case err != nil:
		return mended(err)
	case out.Proposal.ID != "":
		fmt.Fprintf(std.out, "proposal %s waits for a second person (%s)\n", out.Proposal.ID, whyWords[out.Proposal.Why])
	case x.From.After(d.now()):
		fmt.Fprintf(std.out, "release %d goes live on %s\n", x.Number, d.when(x.From))
	default:
		fmt.Fprintf(std.out, "release %d is live\n", x.Number)
	}
	return nil
}

// whyWords say why a second person is asked for.
var whyWords = map[string]string{whyCrisis: "what people in danger depend on changes", whyClinic: "the clinic asks for one always"}

func errorsIn(problems []flows.Problem) (n int) {
	for _, p := range problems {
		if p.Severity == flows.Error {
			n++
		}
	}
	return n
}

// when is a time at the clinic.
func (d flowsDesk) when(t time.Time) string { return t.In(d.zone).Format("Mon 2 Jan 2006 15:04") }

// moment reads a time at the clinic; zero for none.
func (d flowsDesk) moment(flag, s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	for _, layout := range []string{"2006-01-02 15:04", "2006-01-02T15:04", "2006-01-02", time.RFC3339} {
		if t, err := time.ParseInLocation(layout, s, d.zone); err == nil {
			return t, nil
		}
	}
	return time.Time{}, wrongUse("%s %q is no time (mend: write it as \"2026-12-24 08:00\", clinic time)", flag, s)
}

type flowsHistoryCmd struct{ flowsOptions }

// Help is the long help of the command.
func (flowsHistoryCmd) Help() string { return flowsHelp }

// Run lists them.
func (c *flowsHistoryCmd) Run(ctx context.Context, std *streams) error {
	return c.with(ctx, std, func(ctx context.Context, d flowsDesk) error {
		r, _, err := d.store.Releases(ctx)
		if err != nil {
			return err
		}
		live := release.Live(r, d.now())
		out := tabwriter.NewWriter(std.out, 0, 0, 2, ' ', 0)
		for _, x := range slices.Backward(r.List) {
			mark := " "
			if x.Number == live.Number {
				mark = "*"
			}
			fmt.Fprintf(out, "%s %d\t%s\t%s\t%s\t%s\n", mark, x.Number, d.when(x.From), x.By, d.state(x), x.Note)
		}
		_ = out.Flush()
		for _, p := range r.Proposals {
			if p.Declined == "" {
				fmt.Fprintf(std.out, "waits for a second person: %s by %s (%s): %s\n", p.ID, p.Release.By, whyWords[p.Why], p.Release.Note)
			} else {
				fmt.Fprintf(std.out, "declined by %s: %s by %s: %s\n", p.Declined, p.ID, p.Release.By, p.Answer)
			}
		}
		if newBuiltIn(r) {
			fmt.Fprintln(std.out, "this program comes with newer built-in scripts than yours began with: nightdesk flows diff --builtin")
		}
		return nil
	})
}

// state says what else there is to know of a release.
func (d flowsDesk) state(x bot.Release) string {
	var all []string
	if x.Approved != "" {
		all = append(all, "agreed by "+x.Approved)
	}
	if x.Repeats != 0 {
		all = append(all, fmt.Sprintf("%d again", x.Repeats))
	}
	if x.With != 0 {
		all = append(all, fmt.Sprintf("%d with release %d", x.Carries, x.With))
	}
	if x.Mode != bot.MoveFinish {
		all = append(all, string(x.Mode))
	}
	switch {
	case !x.Withdrawn.IsZero():
		all = append(all, "withdrawn "+d.when(x.Withdrawn))
	case x.From.After(d.now()):
		all = append(all, "scheduled")
	}
	if !x.Until.IsZero() && x.Withdrawn.IsZero() {
		all = append(all, "until "+d.when(x.Until))
	}
	return cmp.Or(strings.Join(all, ", "), "-")
}

type flowsPublishCmd struct {
	Number int    `arg:"" help:"The number of the release, as the history has it."`
	Note   string `help:"What for, in a few words for your colleagues." required:"" placeholder:"WORDS"`
	scheduleOptions
	byOption
	flowsOptions
}

// scheduleOptions are when a release is live, and what becomes of people who are in the
// middle of a conversation.
type scheduleOptions struct {
	Mode  string `help:"People in the middle of a conversation: finish on the old scripts, go on in the new ones where that is safe, or begin anew politely (finish, safe, restart)." enum:"finish,safe,restart" default:"finish"`
	From  string `help:"When it goes live, clinic time (default: now)." placeholder:"\"2026-12-24 08:00\""`
	Until string `help:"When it ends and what was live before goes on (default: never)." placeholder:"\"2026-12-26 08:00\""`
}

// into sets them in an order.
func (s scheduleOptions) into(d flowsDesk, o *bot.PublishOrder) (err error) {
	o.Mode = bot.MoveMode(s.Mode)
	if o.From, err = d.moment("--from", s.From); err != nil {
		return err
	}
	o.Until, err = d.moment("--until", s.Until)
	return err
}

// Help is the long help of the command.
func (flowsPublishCmd) Help() string {
	return "Going back needs no second person and plays no tests: these scripts were live before.\n\n" + flowsHelp
}

// Run publishes it again.
func (c *flowsPublishCmd) Run(ctx context.Context, std *streams) error {
	by, err := c.actor(std)
	if err != nil {
		return err
	}
	return c.with(ctx, std, func(ctx context.Context, d flowsDesk) error {
		o := bot.PublishOrder{By: by, Note: c.Note, Repeats: c.Number}
		if err := c.into(d, &o); err != nil {
			return err
		}
		out, err := d.Publish(ctx, o)
		return d.tell(std, out, err)
	})
}

type flowsWithdrawCmd struct {
	Number int `arg:"" help:"The number of the release, as the history has it."`
	byOption
	flowsOptions
}

// Help is the long help of the command.
func (flowsWithdrawCmd) Help() string { return flowsHelp }

// Run takes it back.
func (c *flowsWithdrawCmd) Run(ctx context.Context, std *streams) error {
	by, err := c.actor(std)
	if err != nil {
		return err
	}
	return c.with(ctx, std, func(ctx context.Context, d flowsDesk) error {
		if err := d.Withdraw(ctx, c.Number, by); err != nil {
			return mended(err)
		}
		_, x, _, err := d.live(ctx)
		fmt.Fprintf(std.out, "release %d is withdrawn; release %d is live\n", c.Number, x.Number)
		return err
	})
}

type flowsAgreeCmd struct {
	Proposal string `arg:"" optional:"" help:"The proposal, or how it begins (default: the one that waits)."`
	byOption
	flowsOptions
}

// Help is the long help of the command.
func (flowsAgreeCmd) Help() string { return flowsHelp }

// Run agrees.
func (c *flowsAgreeCmd) Run(ctx context.Context, std *streams) error {
	by, err := c.actor(std)
	if err != nil {
		return err
	}
	return c.with(ctx, std, func(ctx context.Context, d flowsDesk) error {
		id, err := d.waiting(ctx, c.Proposal)
		if err != nil {
			return err
		}
		out, err := d.Agree(ctx, id, by)
		return d.tell(std, out, err)
	})
}

type flowsDeclineCmd struct {
	Proposal string `arg:"" optional:"" help:"The proposal, or how it begins (default: the one that waits)."`
	Answer   string `help:"Why, for whoever proposed it." required:"" placeholder:"WORDS"`
	byOption
	flowsOptions
}

// Help is the long help of the command.
func (flowsDeclineCmd) Help() string { return flowsHelp }

// Run declines.
func (c *flowsDeclineCmd) Run(ctx context.Context, std *streams) error {
	by, err := c.actor(std)
	if err != nil {
		return err
	}
	return c.with(ctx, std, func(ctx context.Context, d flowsDesk) error {
		id, err := d.waiting(ctx, c.Proposal)
		if err != nil {
			return err
		}
		if err := d.Decline(ctx, id, by, c.Answer); err != nil {
			return err
		}
		fmt.Fprintf(std.out, "proposal %s is declined\n", id)
		return nil
	})
}

// waiting finds a proposal by how its id begins.
func (d flowsDesk) waiting(ctx context.Context, begins string) (string, error) {
	r, _, err := d.store.Releases(ctx)
	if err != nil {
		return "", err
	}
	found := map[string]bool{}
	for _, p := range r.Proposals {
		if p.Declined == "" && strings.HasPrefix(p.ID, begins) {
			found[p.ID] = true
		}
	}
	switch ids := slices.Sorted(maps.Keys(found)); {
	case len(ids) == 1:
		return ids[0], nil
	case len(ids) > 1:
		return "", wrongUse("several proposals wait (mend: name one: %s)", strings.Join(ids, ", "))
	}
	return "", wrongUse("no such proposal waits (mend: nightdesk flows history names them)")
}
