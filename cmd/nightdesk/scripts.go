package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/answer"
	"nightdesk/bot/engine"
	"nightdesk/bot/safety"
	"nightdesk/bot/schedule"
	"nightdesk/bot/store"
	"nightdesk/config"
	"nightdesk/flows"
	"nightdesk/flows/clinic"
)

// scriptsFS is a folder of scripts, or the built-in ones if dir is "".
func scriptsFS(dir string) fs.FS {
	if dir == "" {
		return clinic.FS
	}
	return os.DirFS(dir)
}

// scriptFiles reads the scripts of a folder that somebody named.
func scriptFiles(dir string) (map[string]string, error) {
	if err := namedFolder(dir); err != nil {
		return nil, err
	}
	files, err := flows.Files(scriptsFS(dir))
	if err != nil {
		return nil, unreadable(dir, err)
	}
	return files, nil
}

// namedFolder refuses what is no folder.
func namedFolder(dir string) error {
	if dir == "" {
		return nil
	}
	info, err := os.Stat(dir)
	switch {
	case err != nil:
		return wrongUse("there is no folder %s (mend: name one with *.flow files in it, as a copy of flows/clinic)", dir)
	case !info.IsDir():
		return wrongUse("%s is a file (mend: name the folder that it is in)", dir)
	}
	return nil
}

// unreadable says why a folder gives no scripts.
func unreadable(dir string, err error) error {
	return fmt.Errorf("read the scripts of %s: %w (mend: put *.flow files in it; begin with a copy of flows/clinic)", dir, err)
}

// knownOf is what the checker may hold scripts against.
func knownOf(c config.Clinic, cal *schedule.Calendar) flows.Known {
	k := flows.Known{Facts: factNames, Values: factsOf(c, cal), Languages: langsOf(c), Commands: globalWord, Danger: dangerRules,
		Options: readingOf, Topics: engine.ReadTopics}
	for name := range k.Values {
		k.Facts = append(k.Facts, name)
	}
	for _, v := range c.Visits {
		k.VisitKinds = append(k.VisitKinds, v.Kind)
	}
	for _, g := range cal.Groups {
		k.Priorities = append(k.Priorities, g.Name)
	}
	return k
}

// dangerRules hold a clinic's own crisis wordings to what package safety, which
// package flows may not know, asks of them.
var dangerRules = flows.DangerRules{
	Names: safety.Names(),
	Lacks: func(name, wording string, lang bot.Lang) []string {
		var all []string
		for _, l := range safety.Require(name, wording, lang) {
			all = append(all, l.What)
		}
		return all
	},
	Mended: safety.Mended,
}

// globalWord is which of the words that work everywhere a text is, danger among
// them, in the order in which they are heard.
func globalWord(s string) string {
	// Withdrawal that is plain gets its reply, and the talk goes on.
	if f := safety.Screen(s); f.Raised() && (f.Label != safety.Withdrawal || f.Strength != safety.Act) {
		return "danger"
	}
	switch safety.KeywordIn(s) {
	case safety.KeywordStop:
		return "stop"
	case safety.KeywordStart:
		return "start"
	case safety.KeywordHelp:
		return "help"
	}
	switch safety.OptOutIn(s) {
	case safety.OptOutClear, safety.OptOutUnclear, safety.OptOutWrongNumber:
		return "stop"
	}
	cmd, _ := answer.CommandIn(s)
	return string(cmd)
}

// readingOf tells the checker how the engine, which package flows may not know, reads
// the answers to a question.
func readingOf(spec bot.AnswerSpec) flows.Reading {
	options := engine.ReadOptions(spec)
	r := flows.Reading{Loose: options.Loose}
	for _, s := range options.Shared() {
		r.Shared = append(r.Shared, flows.SharedForm(s))
	}
	return r
}

// builtInScript is the built-in script checked against the example clinic; nil
// if it has errors.
func builtInScript() (*bot.Script, []flows.Problem, error) {
	lib := flows.NewLibrary(exampleKnown())
	_, problems, err := lib.Load(clinic.FS)
	return lib.Current(), problems, err
}

// exampleKnown is what scripts may rely on where no clinic.yaml is given.
func exampleKnown() flows.Known {
	c, _ := config.Example()
	return knownOf(c, calendarOf(c))
}

// pinned finds script versions for conversations that began on them, also after
// a restart: the store keeps the sources of every version that was live.
type pinned struct {
	*flows.Library
	store *store.Store
	log   *slog.Logger
	// unsaved are the sources of the current version until the store has them.
	// One goroutine at a time looks: the start, then the loop of the program.
	unsaved map[string]string
	// standIn is set while the built-in scripts stand in for the clinic's, which
	// can't be read: they must not be saved as those that were live last.
	standIn bool
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
	files, err := p.store.Script(ctx, version)
	if err != nil || files == nil {
		p.log.Warn("a script version that conversations are pinned to is not to be had", "version", version, "err", err)
		return nil
	}
	p.Add(files)
	return p.Library.Get(version)
}

// lastLive is what the newest live version is saved as, beside its own name.
const lastLive = "last live"

// settle keeps the current sources in the store, which was not there at the start.
// Where the built-in ones stand in, those that were live last take over.
func (p *pinned) settle(ctx context.Context) error {
	if !p.standIn {
		return p.save(ctx, p.unsaved)
	}
	last, err := p.store.Script(ctx, lastLive)
	if err != nil {
		return err
	}
	if last == nil || flows.Blocks(p.Check(last)) {
		p.log.Error("the built-in scripts go on: mend the clinic's own")
		return p.store.SaveScript(ctx, p.Current().Version, p.unsaved)
	}
	p.Reload(last)
	p.standIn = false
	p.log.Error("the scripts that were live last go on: mend the clinic's own", "live", p.Current().Version)
	return p.save(ctx, last)
}

// save keeps the sources of a version for a restart and for other replicas.
func (p *pinned) save(ctx context.Context, files map[string]string) error {
	return errors.Join(p.store.SaveScript(ctx, flows.Version(files), files), p.store.SaveScript(ctx, lastLive, files))
}

// reloadEvery is how often an edited folder is looked at.
const reloadEvery = 2 * time.Second

// watch takes an edited folder over when it has no error, and says what is wrong
// when it has, once for each edit. The version before stays live. A folder that
// still changes between two looks is being written, and is let be.
func (p *pinned) watch(ctx context.Context, fsys fs.FS, every time.Duration) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	judged, seen, unread := p.Current().Version, "", ""
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		files, err := flows.Files(fsys)
		if err != nil {
			if err.Error() != unread {
				unread = err.Error()
				p.log.Error("the edited scripts can't be read", "err", err, "live", p.Current().Version)
			}
			continue
		}
		unread = ""
		version := flows.Version(files)
		if version != judged && version == seen && p.take(ctx, files) {
			judged = version
		}
		seen = version
	}
}

// take makes edited scripts live if they have no error. They are saved before: a
// conversation must not begin on a version that a restart would forget. It
// reports false if it is to be tried again.
func (p *pinned) take(ctx context.Context, files map[string]string) bool {
	if flows.Version(files) == p.Current().Version {
		p.log.Info("the scripts are again those that are live", "live", p.Current().Version)
		return true
	}
	problems := p.Check(files)
	bad := flows.Blocks(problems)
	if !bad {
		if err := p.save(ctx, files); err != nil {
			p.log.Warn("the edited scripts can't be saved, so they are not live yet", "err", err)
			return false
		}
		_, problems = p.Reload(files)
	}
	for _, x := range flows.Open(problems) {
		p.log.Warn("script problem", "problem", x.String())
	}
	if bad {
		p.log.Error("the edited scripts are not live: mend the errors above", "live", p.Current().Version)
	} else {
		p.log.Info("the edited scripts are live", "live", p.Current().Version)
	}
	return true
}
