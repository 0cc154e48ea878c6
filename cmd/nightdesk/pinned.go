package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"slices"
	"sync/atomic"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/schedule"
	"nightdesk/bot/store"
	"nightdesk/flows"
	"nightdesk/flows/clinic"
	"nightdesk/flows/release"
)

// pinned finds script versions: the one that is live, and those that conversations
// began on, also after a restart. The store has the sources of all of them.
type pinned struct {
	*flows.Library
	store *store.Store
	log   *slog.Logger
	now   func() time.Time
	// publisher makes releases of what the folder or the program brings.
	publisher *publisher

	// folder is the clinic's own folder of scripts on the server; nil = it has none.
	folder fs.FS
	// standing are the scripts that this process started with, which count until the
	// store has said what is live; standIn: they are not the clinic's own, because those
	// have errors.
	standing bot.ScriptFiles
	standIn  bool
	unsaved  bool // the store has not been asked yet

	live atomic.Pointer[timeline]
}

// timeline is what is live from now on, as far as it is known, with its scripts.
type timeline struct {
	version  int64 // of the stored releases
	releases bot.Releases
	terms    []release.Term
	scripts  map[string]*bot.Script
}

// newPinned wires the scripts of a program. Only a folder can be watched, so where
// nobody watches the scripts are the built-in ones.
func (p *program) newPinned(cal *schedule.Calendar) *pinned {
	known := knownOf(p.s.clinic, cal)
	x := &pinned{Library: flows.NewLibrary(known), store: p.s.store, log: p.s.log, now: p.s.now}
	if p.s.watch > 0 {
		x.folder = p.s.scripts
	}
	x.publisher = &publisher{store: p.s.store, known: known, now: p.s.now, changed: x.refreshNow, play: playsOf(p.s.clinic, &p.passed), review: p.s.clinic.ReviewScripts}
	return x
}

// Current is the script that new conversations begin with.
func (p *pinned) Current() *bot.Script {
	s, _ := p.Live()
	return s
}

// Live is that script with its release: what is live changes by the clock alone where
// something is scheduled or ends. The zero Release until the store has answered.
func (p *pinned) Live() (*bot.Script, bot.Release) {
	t := p.live.Load()
	if t == nil {
		return p.Library.Current(), bot.Release{}
	}
	x := release.At(t.terms, p.now())
	return t.scripts[x.Version], x
}

// Releases are all, as this process last saw them.
func (p *pinned) Releases() bot.Releases {
	if t := p.live.Load(); t != nil {
		return t.releases
	}
	return bot.Releases{}
}

// versionWait bounds the look-up of an old version within a turn.
const versionWait = 3 * time.Second

// Get returns a version, or nil if nobody has it.
func (p *pinned) Get(version string) *bot.Script {
	if s := p.Library.Get(version); s != nil {
		return s
	}
	ctx, cancel := context.WithTimeout(context.Background(), versionWait)
	defer cancel()
	s, err := p.read(ctx, version)
	if err != nil {
		p.log.Warn("a script version that conversations are pinned to is not to be had", "version", version, "err", err)
	}
	return s
}

// read takes a version from the store into the library.
func (p *pinned) read(ctx context.Context, version string) (*bot.Script, error) {
	if s := p.Library.Get(version); s != nil {
		return s, nil
	}
	files, err := p.store.Script(ctx, version)
	if err == nil && files == nil {
		err = errors.New("it was never saved")
	}
	if err != nil {
		return nil, err
	}
	if _, problems := p.Add(files); flows.Blocks(problems) {
		return nil, fmt.Errorf("it can't be read: %s", problems[0])
	}
	return p.Library.Get(version), nil
}

// stand makes files current until the store says what is live.
func (p *pinned) stand(files bot.ScriptFiles) {
	p.Reload(files.Flows)
	p.standing, p.unsaved = files, true
}

// refresh takes over what is live, if the stored releases changed. All of a release's
// scripts are here before anybody meets the first of it.
func (p *pinned) refresh(ctx context.Context) error {
	was := p.live.Load()
	version, err := p.store.ReleasesVersion(ctx)
	if err != nil || was != nil && was.version == version {
		return err
	}
	r, version, err := p.store.Releases(ctx)
	if err != nil {
		return err
	}
	t := &timeline{version: version, releases: r, terms: release.Timeline(r, p.now()), scripts: map[string]*bot.Script{}}
	for _, term := range t.terms {
		if term.Release.Number == 0 {
			return fmt.Errorf("nothing is live from %s on", term.From.Format(time.RFC3339))
		}
		s, err := p.read(ctx, term.Release.Version)
		if err != nil {
			return fmt.Errorf("the scripts of release %d: %w", term.Release.Number, err)
		}
		t.scripts[term.Release.Version] = s
	}
	for now := p.live.Load(); now == nil || now.version < version; now = p.live.Load() { // never back
		if p.live.CompareAndSwap(now, t) {
			break
		}
	}
	return nil
}

// refreshNow is refresh after a change of our own: what can't be read now is read by
// the next look.
func (p *pinned) refreshNow(ctx context.Context) {
	if err := p.refresh(ctx); err != nil {
		p.log.Warn("what was published is not taken over yet", "err", err)
	}
}

// lastLive is what the newest live version was saved as before there were releases.
const lastLive = "last live"

// liveFiles are the scripts that the store says are live; none if it never had any.
func (p *pinned) liveFiles(ctx context.Context) (bot.ScriptFiles, error) {
	r, _, err := p.store.Releases(ctx)
	if err != nil {
		return bot.ScriptFiles{}, err
	}
	if x := release.Live(r, p.now()); x.Number != 0 {
		return filesOf(ctx, p.store, x)
	}
	last, err := p.store.Script(ctx, lastLive)
	return bot.ScriptFiles{Flows: last}, err
}

// settle asks the store what is live, and takes over what the folder or the program
// brought meanwhile.
func (p *pinned) settle(ctx context.Context) error {
	r, _, err := p.store.Releases(ctx)
	if err != nil {
		return err
	}
	if len(r.List) == 0 {
		err = p.begin(ctx)
	} else {
		err = p.bring(ctx, r)
	}
	if err == nil {
		err = p.refresh(ctx)
	}
	if err != nil {
		return err
	}
	if now := p.Current().Version; p.standIn && len(r.List) > 0 && now != flows.Version(p.standing.Flows) {
		p.log.Error("the scripts that were live last go on: mend the clinic's own", "live", now)
	}
	p.unsaved, p.standIn = false, false
	return nil
}

// begin makes the first release.
func (p *pinned) begin(ctx context.Context) error {
	files, from, note := p.standing, p.source(), "the scripts that were there at the start"
	if p.standIn {
		last, err := p.liveFiles(ctx)
		if err != nil {
			return err
		}
		from = bot.FromBuiltIn
		if len(last.Flows) > 0 && !flows.Blocks(p.Check(last.Flows)) {
			files, from, note = last, bot.FromFolder, "the scripts that were live last"
			p.log.Error("the scripts that were live last go on: mend the clinic's own")
		} else {
			p.log.Error("the built-in scripts go on: mend the clinic's own")
		}
	}
	_, err := p.publisher.publish(ctx, order{imported: importOf(files), raw: files, PublishOrder: bot.PublishOrder{By: from, Note: note, Files: files}})
	if errors.Is(err, bot.ErrOvertaken) || errors.Is(err, bot.ErrNothing) { // another replica was first
		return nil
	}
	return err
}

// source is where this process has its scripts from.
func (p *pinned) source() string {
	if p.folder != nil {
		return bot.FromFolder
	}
	return bot.FromBuiltIn
}

func importOf(f bot.ScriptFiles) bot.Import {
	return bot.Import{Version: flows.Version(f.Flows), Talks: release.TalksName(f.Talks)}
}

// bring takes over what is new since the last start: an edited folder, or the scripts
// of a newer program if the clinic never published any of its own.
func (p *pinned) bring(ctx context.Context, r bot.Releases) error {
	from := p.source()
	taken := r.Taken[from]
	if i := slices.Index(taken, importOf(p.standing)); p.standIn || i >= 0 {
		if i >= 0 && i < len(taken)-1 { // a replica that was not brought up to date, or somebody went back
			p.log.Warn("these scripts were taken over before, and newer ones since: they are not taken again (mend: if they are meant, nightdesk flows push)", "from", from)
		}
		return nil
	}
	if from == bot.FromBuiltIn && slices.ContainsFunc(r.List, func(x bot.Release) bool { return x.By != bot.FromBuiltIn }) {
		p.log.Info("this program comes with newer built-in scripts; the clinic's own go on (nightdesk flows diff --builtin shows what is new)")
		return nil
	}
	_, err := p.take(ctx, from, p.standing, false)
	return err
}

// reloadEvery is how often an edited folder is looked at, and refreshEvery how often
// we look for what was published elsewhere.
const (
	reloadEvery  = 2 * time.Second
	refreshEvery = time.Second
)

// follow takes over what is published elsewhere, until ctx ends.
func (p *pinned) follow(ctx context.Context) {
	tick := time.NewTicker(refreshEvery)
	defer tick.Stop()
	said := ""
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		err := p.refresh(ctx)
		switch {
		case err == nil:
			said = ""
		case !errors.Is(err, bot.ErrUnavailable) && err.Error() != said && ctx.Err() == nil: // what is down says so itself
			said = err.Error()
			p.log.Error("what was published can't be taken over: what was live before goes on", "err", err)
		}
	}
}

// watch takes an edited folder over when it has no error, and says what is wrong
// when it has, once for each edit. What is live stays live. A folder that still
// changes between two looks is being written, and is let be.
func (p *pinned) watch(ctx context.Context, every time.Duration) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	judged, seen, unread := importOf(p.standing), bot.Import{}, ""
	if p.standInAtStart() {
		judged = bot.Import{}
	}
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		files, err := folderFiles(p.folder)
		if err != nil {
			if err.Error() != unread {
				unread = err.Error()
				p.log.Error("the edited scripts can't be read", "err", err, "live", p.Current().Version)
			}
			continue
		}
		unread = ""
		now := importOf(files)
		if now != judged && now == seen {
			done, err := p.take(ctx, bot.FromFolder, files, true)
			if err != nil {
				p.log.Warn("the edited scripts can't be saved, so they are not live yet", "err", err)
			}
			if done {
				judged = now
			}
		}
		seen = now
	}
}

// standInAtStart reports whether what stood at the start was not the folder's.
func (p *pinned) standInAtStart() bool {
	files, err := folderFiles(p.folder)
	return err != nil || importOf(files) != importOf(p.standing)
}

// folderFiles reads a folder of scripts, with its talks.
func folderFiles(fsys fs.FS) (bot.ScriptFiles, error) {
	files, err := flows.Files(fsys)
	if err != nil {
		return bot.ScriptFiles{}, err
	}
	talks, err := readTalks(fsys)
	if err != nil {
		return bot.ScriptFiles{}, fmt.Errorf("read the talks: %w", err)
	}
	return bot.ScriptFiles{Flows: files, Talks: talks}, nil
}

// builtInFiles are the scripts that came with the program.
func builtInFiles() (bot.ScriptFiles, error) { return folderFiles(clinic.FS) }

// take publishes what came from outside, if it has no error. What was published in
// the console meanwhile stays: what changed since the last import is put into it. It
// reports false if it is to be tried again.
func (p *pinned) take(ctx context.Context, from string, files bot.ScriptFiles, edited bool) (done bool, err error) {
	problems := p.Check(files.Flows)
	for _, x := range problems {
		p.log.Warn("script problem", "problem", x.String())
	}
	if flows.Blocks(problems) {
		p.log.Error("the edited scripts are not live: mend the errors above", "live", p.Current().Version)
		return true, nil
	}
	for range overtakenTries {
		out, err := p.publisher.importOnce(ctx, from, files)
		switch {
		case errors.Is(err, bot.ErrOvertaken):
			continue
		case errors.Is(err, bot.ErrNothing):
			p.log.Info("the scripts are again those that are live", "live", p.Current().Version)
		case errors.Is(err, bot.ErrOrder), errors.Is(err, bot.ErrRefused):
			p.log.Error("the edited scripts are not live", "why", err, "live", p.Current().Version)
			for _, x := range out.Problems {
				p.log.Error("script problem", "problem", x.String())
			}
		case err != nil:
			return false, err
		case out.Proposal.ID != "":
			p.log.Error("the edited scripts are not live: a second person must agree (nightdesk flows history names it, nightdesk flows agree)", "proposal", out.Proposal.ID, "why", out.Proposal.Why)
		case !edited:
			p.log.Info("the scripts that came while this server was stopped are live", "live", p.Current().Version, "release", out.Release.Number)
		default:
			p.log.Info("the edited scripts are live", "live", p.Current().Version, "release", out.Release.Number)
		}
		return true, nil
	}
	return false, bot.ErrOvertaken
}
