package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/store"
	"nightdesk/flows"
	"nightdesk/flows/release"
	"nightdesk/webhooks/console"
)

// publisher makes releases of scripts, for the console, the command line, the folder
// on the server and the scripts that came with the program alike.
//
// What it stores it stores in this order: the sources, then, in one step, the releases
// with their audit entry. So whenever it is cut off, either the release is there whole
// or it is not there, and who asks again with the same order gets the same release.
type publisher struct {
	store *store.Store
	known flows.Known
	// play plays the talks of a set of scripts; nil = nobody asks for it.
	play func(context.Context, bot.ScriptFiles) ([]console.FailedTalk, error)
	// review: the clinic asks for a second person always.
	review bool
	now    func() time.Time
	// changed is called when something was published.
	changed func(context.Context)
}

// Words of the audit log for what happens to releases.
const (
	actPublished = "scripts_published"
	actScheduled = "scripts_scheduled"
	actProposed  = "scripts_proposed"
	actAgreed    = "scripts_agreed"
	actDeclined  = "scripts_declined"
	actWithdrawn = "scripts_withdrawn"
	actBack      = "scripts_rolled_back"
	actTaken     = "scripts_taken"
)

// overtakenTries is how often an order is planned anew because something else was
// stored between reading and writing.
const overtakenTries = 20

// errRaced: the releases changed between reading and writing.
var errRaced = errors.New("the releases changed meanwhile")

// order is a wish to publish, with what only we know of it.
type order struct {
	bot.PublishOrder
	approved string          // who agreed
	imported bot.Import      // of By, which is FromFolder or FromBuiltIn
	raw      bot.ScriptFiles // what was imported, before it was put into what is live
	judged   map[string]verdict
}

// verdict is what check and talks say of a set of files.
type verdict struct {
	script   *bot.Script
	problems []flows.Problem
	failed   []console.FailedTalk
}

func (v verdict) refused() bool { return flows.Blocks(v.problems) || len(v.failed) > 0 }

// Publish makes a release of an order, or a proposal. See console.Scripts.
func (p *publisher) Publish(ctx context.Context, o bot.PublishOrder) (console.Published, error) {
	return p.publish(ctx, order{PublishOrder: o})
}

func (p *publisher) publish(ctx context.Context, o order) (out console.Published, err error) {
	if o.ID == "" {
		o.ID = rand.Text()
	}
	o.judged = map[string]verdict{}
	for range overtakenTries {
		if out, err = p.once(ctx, &o); !errors.Is(err, errRaced) {
			return out, err
		}
	}
	return out, bot.ErrOvertaken
}

// once plans the order on what is stored now, judges it and stores it.
func (p *publisher) once(ctx context.Context, o *order) (out console.Published, err error) {
	r, version, err := p.store.Releases(ctx)
	if err != nil {
		return out, err
	}
	if done, ok := doneBefore(r, *o); ok {
		return done, nil
	}
	if o.approved != "" { // what was agreed to may have been declined since
		if err := waits(r, o.ID); err != nil {
			return out, err
		}
	}
	now := p.now()
	live := release.Live(r, now)
	planned, files, err := p.plan(ctx, r, o.PublishOrder, now)
	if err != nil {
		return out, err
	}
	first, err := p.judge(ctx, o, planned, files[live.Number], &out)
	if err != nil {
		return out, err
	}
	if why := p.why(o, planned, files); why != "" && live.Number != 0 {
		return p.propose(ctx, r, version, o, why, planned[0], out)
	}
	if r, err = p.add(ctx, r, o, planned); err != nil {
		return out, err
	}
	out.Release = planned[0].Release
	if err := p.set(ctx, r, version, store.Act{Actor: cmp.Or(o.approved, o.By), Note: actOf(*o, out.Release, now), Detail: detailOf(planned, *o)}); err != nil {
		out.Release = bot.Release{}
		return out, err
	}
	if o.imported.Version == "" {
		out.Moves = p.foretold(ctx, first.script, out.Release.Mode)
	}
	return out, nil
}

// plan is what an order comes to, and the sources of what it was planned on.
func (p *publisher) plan(ctx context.Context, r bot.Releases, o bot.PublishOrder, now time.Time) ([]release.Planned, map[int]bot.ScriptFiles, error) {
	files, err := p.sources(ctx, r, append(numbersOf(release.Alive(r, now)), o.Based, o.Repeats, release.Live(r, now).Number)...)
	if err != nil {
		return nil, nil, err
	}
	planned, err := release.Plan(r, o, files, now)
	return planned, files, err
}

// add keeps the sources of what is planned, and gives the releases with it.
func (p *publisher) add(ctx context.Context, r bot.Releases, o *order, planned []release.Planned) (bot.Releases, error) {
	for i := range planned {
		planned[i].Release.Approved = o.approved
		if err := p.saveFiles(ctx, planned[i].Release, planned[i].Files); err != nil {
			return r, err
		}
		r.List = append(slices.Clip(r.List), planned[i].Release)
	}
	r.Proposals = without(r.Proposals, o.ID)
	return p.take(ctx, r, *o)
}

// set stores the releases.
func (p *publisher) set(ctx context.Context, r bot.Releases, version int64, act store.Act) error {
	err := p.store.SetReleases(ctx, r, version, act)
	if errors.Is(err, bot.ErrOvertaken) {
		return errRaced
	}
	if err == nil && p.changed != nil {
		p.changed(ctx)
	}
	return err
}

// doneBefore finds what an earlier try of the same order came to.
func doneBefore(r bot.Releases, o order) (console.Published, bool) {
	for _, x := range r.List {
		if x.Change == o.ID && x.With == 0 {
			return console.Published{Release: x}, true
		}
	}
	if pr, ok := r.ProposalOf(o.ID); ok && o.approved == "" {
		return console.Published{Proposal: pr}, true
	}
	return console.Published{}, false
}

// take notes what was taken over from outside, and keeps it: the next import is
// compared with it.
func (p *publisher) take(ctx context.Context, r bot.Releases, o order) (bot.Releases, error) {
	if o.imported.Version == "" {
		return r, nil
	}
	if err := p.saveFiles(ctx, bot.Release{Version: o.imported.Version, Talks: o.imported.Talks}, o.raw); err != nil {
		return r, err
	}
	taken := map[string][]bot.Import{}
	for from, list := range r.Taken {
		taken[from] = slices.Clone(list)
	}
	list := slices.DeleteFunc(taken[o.By], func(x bot.Import) bool { return x == o.imported })
	list = append(list, o.imported)
	taken[o.By] = list[max(0, len(list)-mostTaken):]
	r.Taken = taken
	return r, nil
}

// mostTaken is how many imports are remembered.
const mostTaken = 100

// sources reads those of some releases, by their numbers.
func (p *publisher) sources(ctx context.Context, r bot.Releases, numbers ...int) (map[int]bot.ScriptFiles, error) {
	files := map[int]bot.ScriptFiles{}
	for _, n := range numbers {
		x, ok := r.ByNumber(n)
		if _, had := files[n]; had || !ok {
			continue
		}
		var err error
		if files[n], err = filesOf(ctx, p.store, x); err != nil {
			return nil, err
		}
	}
	return files, nil
}

// filesOf reads the sources of a release.
func filesOf(ctx context.Context, st *store.Store, x bot.Release) (f bot.ScriptFiles, err error) {
	read := func(name string) (map[string]string, error) {
		if name == "" {
			return map[string]string{}, nil
		}
		files, err := st.Script(ctx, name)
		if err == nil && files == nil {
			err = fmt.Errorf("the sources of release %d are not in the store: %w", x.Number, bot.ErrUnreadable)
		}
		return files, err
	}
	if f.Flows, err = read(x.Version); err != nil {
		return f, err
	}
	f.Talks, err = read(x.Talks)
	return f, err
}

// saveFiles keeps the sources of a release that is about to be stored.
func (p *publisher) saveFiles(ctx context.Context, x bot.Release, f bot.ScriptFiles) error {
	if err := p.store.SaveScript(ctx, x.Version, f.Flows); err != nil {
		return err
	}
	if x.Talks == "" {
		return nil
	}
	return p.store.SaveScript(ctx, x.Talks, f.Talks)
}

// judge checks and plays all that is planned and notes what is wrong in out. The
// error is bot.ErrRefused if anything blocks.
func (p *publisher) judge(ctx context.Context, o *order, planned []release.Planned, live bot.ScriptFiles, out *console.Published) (first verdict, err error) {
	out.Problems, out.Failed = nil, nil
	refused := false
	for i, x := range planned {
		v, err := p.verdict(ctx, o, x.Files)
		if err != nil {
			return first, err
		}
		refused = refused || v.refused()
		for _, left := range x.Left {
			out.Problems = append(out.Problems, flows.Problem{File: left.File, Rule: "not-carried", Severity: flows.Warning,
				Text: fmt.Sprintf("release %d stays as it was planned, and has again: %s", x.Release.On, left)})
		}
		if i == 0 {
			first = v
			out.Problems, out.Failed = append(out.Problems, v.problems...), v.failed
			out.Problems = append(out.Problems, p.stale(live, v.script)...)
			continue
		}
		for _, problem := range v.problems {
			if problem.Severity == flows.Error {
				problem.Text = fmt.Sprintf("put into release %d, which is scheduled or ends soon: %s", x.Release.On, problem.Text)
				out.Problems = append(out.Problems, problem)
			}
		}
		if len(out.Failed) == 0 {
			out.Failed = v.failed
		}
	}
	if refused {
		return first, bot.ErrRefused
	}
	return first, nil
}

// stale are the translations that a change left behind.
func (p *publisher) stale(live bot.ScriptFiles, now *bot.Script) []flows.Problem {
	before, problems := flows.Parse(live.Flows)
	if len(live.Flows) == 0 || flows.Blocks(problems) {
		return nil
	}
	return flows.Stale(before, now, p.known)
}

// verdict checks a set of files, and plays its talks where that is asked for: not of
// an older release, whose talks passed when it was made, since going back must be
// possible at once.
func (p *publisher) verdict(ctx context.Context, o *order, f bot.ScriptFiles) (verdict, error) {
	key := keyOf(f)
	if v, ok := o.judged[key]; ok {
		return v, nil
	}
	var v verdict
	v.script, v.problems = p.Check(f)
	if p.play != nil && o.Repeats == 0 && o.imported.Version == "" && !flows.Blocks(v.problems) {
		var err error
		if v.failed, err = p.play(ctx, f); err != nil {
			return v, err
		}
	}
	o.judged[key] = v
	return v, nil
}

// Check is what the checker says of a set of files.
func (p *publisher) Check(f bot.ScriptFiles) (*bot.Script, []flows.Problem) {
	open, settled := release.Problems(f)
	script, problems := flows.ParseAndCheck(settled.Flows, p.known)
	return script, append(open, problems...)
}

// why says why a second person is asked for; "" = nobody is. What counts is what people
// get instead of what they got: each release against the one whose place it takes.
func (p *publisher) why(o *order, planned []release.Planned, files map[int]bot.ScriptFiles) string {
	if o.approved != "" || o.Repeats != 0 || o.By == bot.FromBuiltIn {
		return ""
	}
	for _, x := range planned {
		before, _ := flows.Parse(files[x.Release.On].Flows)
		after, _ := flows.Parse(x.Files.Flows)
		if len(release.Danger(before, after)) > 0 {
			return whyCrisis
		}
	}
	if p.review {
		return whyClinic
	}
	return ""
}

// Withdraw takes back what a scheduled or running release changed. See
// console.Scripts.
func (p *publisher) Withdraw(ctx context.Context, number int, by string) error {
	return p.change(ctx, func(r bot.Releases) (bot.Releases, store.Act, error) {
		now := p.now()
		files, err := p.sources(ctx, r, append(release.Needs(r, number), numbersOf(release.Alive(r, now))...)...)
		if err != nil {
			return r, store.Act{}, err
		}
		out, err := release.Withdraw(r, number, by, files, now)
		if err != nil || len(out.Gone) == 0 {
			return r, store.Act{}, err
		}
		for _, x := range out.New {
			if _, problems := p.Check(x.Files); flows.Blocks(problems) {
				i := slices.IndexFunc(problems, func(x flows.Problem) bool { return x.Severity == flows.Error })
				return r, store.Act{}, fmt.Errorf("%w: without release %d what was published since is not right: %s (mend: change it by hand and publish that)", bot.ErrOrder, number, problems[i])
			}
			if err := p.saveFiles(ctx, x.Release, x.Files); err != nil {
				return r, store.Act{}, err
			}
			out.Releases.List = append(out.Releases.List, x.Release)
		}
		return out.Releases, store.Act{Actor: by, Note: actWithdrawn, Detail: fmt.Sprintf("release %d (ended: %v; made anew without it: %d)", number, out.Gone, len(out.New))}, nil
	})
}

func numbersOf(list []bot.Release) []int {
	numbers := make([]int, len(list))
	for i, x := range list {
		numbers[i] = x.Number
	}
	return numbers
}

// change stores what how makes of the releases; nothing if the act has no name.
func (p *publisher) change(ctx context.Context, how func(bot.Releases) (bot.Releases, store.Act, error)) error {
	for range overtakenTries {
		r, version, err := p.store.Releases(ctx)
		if err != nil {
			return err
		}
		out, act, err := how(r)
		if err != nil || act.Note == "" {
			return err
		}
		if err := p.set(ctx, out, version, act); !errors.Is(err, errRaced) {
			return err
		}
	}
	return bot.ErrOvertaken
}

// actOf is what the audit log calls it.
func actOf(o order, x bot.Release, now time.Time) string {
	switch {
	case o.approved != "":
		return actAgreed
	case o.imported.Version != "":
		return actTaken
	case o.Repeats != 0:
		return actBack
	case x.From.After(now):
		return actScheduled
	}
	return actPublished
}

// detailOf is what the audit log keeps of it.
func detailOf(planned []release.Planned, o order) string {
	x := planned[0].Release
	var b strings.Builder
	fmt.Fprintf(&b, "release %d, version %s, based on %d, mode %s", x.Number, x.Version, x.Based, x.Mode)
	if x.Repeats != 0 {
		fmt.Fprintf(&b, ", repeats %d", x.Repeats)
	}
	if x.From.After(x.At) {
		fmt.Fprintf(&b, ", from %s", x.From.UTC().Format(time.RFC3339))
	}
	if !x.Until.IsZero() {
		fmt.Fprintf(&b, ", until %s", x.Until.UTC().Format(time.RFC3339))
	}
	if o.approved != "" {
		fmt.Fprintf(&b, ", proposed by %s", o.By)
	}
	for _, y := range planned[1:] {
		fmt.Fprintf(&b, "; put into release %d as %d, version %s", y.Release.Carries, y.Release.Number, y.Release.Version)
	}
	return b.String() + ": " + o.Note
}
