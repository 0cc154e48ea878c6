package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"nightdesk/bot"
	"nightdesk/flows"
	"nightdesk/flows/release"
)

// pulledFile remembers in a folder which release its files are a change of. It belongs
// into git with them.
const pulledFile = ".nightdesk-release"

// workFolder is a folder that somebody edits scripts in.
type workFolder struct {
	dir   string
	files bot.ScriptFiles
	based int // 0 = nothing says
}

// folderAt reads one; it may be missing or empty.
func (d flowsDesk) folderAt(dir string) (workFolder, error) {
	if dir == "" {
		if dir = d.dir; dir == "" {
			return workFolder{}, wrongUse("no folder is named, and clinic.yaml names none (mend: nightdesk flows pull DIR)")
		}
	}
	w := workFolder{dir: dir, files: bot.ScriptFiles{}.Clone()}
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return w, nil
	}
	if err != nil {
		return w, fmt.Errorf("read the folder: %w (mend: name a folder)", err)
	}
	all := map[string]string{}
	for _, e := range entries {
		ext := filepath.Ext(e.Name())
		if e.IsDir() || strings.HasPrefix(e.Name(), ".") || ext != ".flow" && ext != ".talk" {
			continue
		}
		src, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			return w, err
		}
		all[e.Name()] = string(src)
	}
	w.files = release.Files(all)
	mark, err := os.ReadFile(filepath.Join(dir, pulledFile))
	if err == nil {
		if _, bad := fmt.Sscanf(string(bytes.TrimSpace(mark)), "release %d", &w.based); bad != nil {
			return w, fmt.Errorf("%s can't be read (mend: write \"release N\" into it, N being the release that these files are a change of)", filepath.Join(dir, pulledFile))
		}
	} else if !errors.Is(err, fs.ErrNotExist) {
		return w, err
	}
	return w, nil
}

// write makes the folder hold these files and no other scripts, and remembers the
// release. Each file is replaced whole.
func (w workFolder) write(files bot.ScriptFiles, number int) error {
	had, want := release.All(w.files), release.All(files)
	names := slices.Sorted(maps.Keys(want))
	for _, name := range names {
		if !release.IsFileName(name) { // nothing is written beside the folder
			return fmt.Errorf("release %d has a file called %q, which is no name of a script (mend: take it out in the console and publish)", number, name)
		}
	}
	if err := os.MkdirAll(w.dir, 0o755); err != nil {
		return err
	}
	for _, name := range names {
		if src, is := had[name]; is && src == want[name] {
			continue
		}
		if err := replaceFile(filepath.Join(w.dir, name), want[name]); err != nil {
			return err
		}
	}
	for name := range had {
		if _, stays := want[name]; !stays {
			if err := os.Remove(filepath.Join(w.dir, name)); err != nil {
				return err
			}
		}
	}
	return w.mark(number)
}

func (w workFolder) mark(number int) error {
	return replaceFile(filepath.Join(w.dir, pulledFile), fmt.Sprintf("release %d\n", number))
}

// differing are the names of files that are not as in any of the others.
func differing(files bot.ScriptFiles, others ...bot.ScriptFiles) []string {
	var names []string
	mine := release.All(files)
	all := map[string]bool{}
	for _, o := range append(others, files) {
		for name := range release.All(o) {
			all[name] = true
		}
	}
	for _, name := range slices.Sorted(maps.Keys(all)) {
		src, has := mine[name]
		if !slices.ContainsFunc(others, func(o bot.ScriptFiles) bool {
			was, had := release.All(o)[name]
			return had == has && was == src
		}) {
			names = append(names, name)
		}
	}
	return names
}

// fileNames lists some names, and says how many more there are.
func fileNames(names []string) string {
	if len(names) > 6 {
		return strings.Join(names[:6], ", ") + fmt.Sprintf(" and %d more", len(names)-6)
	}
	return strings.Join(names, ", ")
}

type flowsPullCmd struct {
	Dir   string `arg:"" optional:"" help:"The folder (default: scripts: dir of clinic.yaml)." type:"path"`
	Force bool   `help:"Overwrite what was changed in the folder and not published." xor:"how"`
	Merge bool   `help:"Keep what was changed in the folder, on top of what is live." xor:"how"`
	flowsOptions
}

// Help is the long help of the command.
func (flowsPullCmd) Help() string {
	return "The file " + pulledFile + " in the folder remembers which release it was; keep it in git with the others.\n\n" + flowsHelp
}

// Run writes them.
func (c *flowsPullCmd) Run(ctx context.Context, std *streams) error {
	return c.with(ctx, std, func(ctx context.Context, d flowsDesk) error {
		w, err := d.folderAt(c.Dir)
		if err != nil {
			return err
		}
		r, live, files, err := d.live(ctx)
		if err != nil {
			return err
		}
		base, based := files, false
		if x, ok := r.ByNumber(w.based); ok {
			if base, err = filesOf(ctx, d.store, x); err != nil {
				return err
			}
			based = true
		}
		changed := differing(w.files, base, files)
		if len(w.files.Flows)+len(w.files.Talks) == 0 {
			changed = nil
		}
		if c.Merge && len(changed) > 0 {
			if !based {
				return wrongUse("nothing says which release %s is a change of (mend: write \"release N\" into %s)", near(w.dir), filepath.Join(near(w.dir), pulledFile))
			}
			return c.merge(std, w, base, files, live.Number)
		}
		if len(changed) > 0 && !c.Force {
			return fmt.Errorf("these were changed in %s and not published: %s (mend: push them, or --merge to keep them on top of what is live, or --force to lose them)", near(w.dir), fileNames(changed))
		}
		if err := w.write(files, live.Number); err != nil {
			return err
		}
		fmt.Fprintf(std.out, "release %d is in %s: %d flows, %d tests\n", live.Number, near(w.dir), len(files.Flows), len(files.Talks))
		return nil
	})
}

// merge brings the folder up to date with what is live.
func (c *flowsPullCmd) merge(std *streams, w workFolder, base, live bot.ScriptFiles, number int) error {
	if open := release.Open(w.files); len(open) > 0 {
		return fmt.Errorf("two wordings still stand in %s (mend: keep one of each, and take out the lines that begin with >>>)", open[0].File)
	}
	draft, conflicts := release.Update(release.Of(bot.Draft{}, w.based, base, w.files), base, number, live)
	if err := w.write(release.Apply(live, draft), number); err != nil {
		return err
	}
	for _, x := range conflicts {
		fmt.Fprintln(std.out, x)
	}
	fmt.Fprintf(std.out, "release %d is in %s, with what you changed\n", number, near(w.dir))
	if len(conflicts) > 0 {
		fmt.Fprintf(std.out, "%d times both of you changed the same: both wordings stand in the files, keep one of each\n", len(conflicts))
		return errProblems
	}
	return nil
}

type flowsPushCmd struct {
	Dir  string `arg:"" optional:"" help:"The folder (default: scripts: dir of clinic.yaml)." type:"path"`
	Note string `help:"What changed and why, in a few words for your colleagues." required:"" placeholder:"WORDS"`
	scheduleOptions
	byOption
	flowsOptions
}

// Help is the long help of the command.
func (flowsPushCmd) Help() string {
	return "The folder must have been pulled from what is live (nightdesk flows pull), so that nothing\nthat others published is undone. Errors and failed tests block; warnings are shown.\n\n" + flowsHelp
}

// Run publishes them.
func (c *flowsPushCmd) Run(ctx context.Context, std *streams) error {
	by, err := c.actor(std)
	if err != nil {
		return err
	}
	return c.with(ctx, std, func(ctx context.Context, d flowsDesk) error {
		w, err := d.folderAt(c.Dir)
		if err != nil {
			return err
		}
		if len(w.files.Flows) == 0 {
			return wrongUse("there are no *.flow files in %s (mend: nightdesk flows pull %s)", near(w.dir), near(w.dir))
		}
		r, _, err := d.store.Releases(ctx)
		if err != nil {
			return err
		}
		live := release.Live(r, d.now())
		if w.based != live.Number && live.Version == flows.Version(w.files.Flows) && live.Talks == release.TalksName(w.files.Talks) {
			// A push that was cut off after it published: the folder does not know it yet.
			w.based = live.Number
			if err := w.mark(live.Number); err != nil {
				return err
			}
		}
		o := bot.PublishOrder{ID: rand.Text(), By: by, Note: c.Note, Files: w.files, Based: w.based}
		if err := c.into(d, &o); err != nil {
			return err
		}
		if w.based == 0 && live.Number != 0 {
			return wrongUse("nothing says which release %s is a change of (mend: pull into another folder and copy your changes there, or write \"release N\" into %s)", near(w.dir), filepath.Join(near(w.dir), pulledFile))
		}
		out, err := d.Publish(ctx, o)
		if err := d.tell(std, out, err); err != nil || out.Release.Number == 0 || out.Release.From.After(d.now()) {
			return err
		}
		if r, _, err = d.store.Releases(ctx); err != nil {
			return err
		}
		now := release.Live(r, d.now())
		if now.Version != flows.Version(w.files.Flows) {
			fmt.Fprintf(std.out, "what is live holds more than this folder: nightdesk flows pull %s\n", near(w.dir))
			return nil
		}
		return w.mark(now.Number)
	})
}

type flowsDiffCmd struct {
	Dir     string `arg:"" optional:"" help:"The folder (default: scripts: dir of clinic.yaml)." type:"path"`
	Text    bool   `help:"Line by line as well."`
	BuiltIn bool   `name:"builtin" help:"What is new in the scripts that come with this program, since yours began with those."`
	flowsOptions
}

// Help is the long help of the command.
func (flowsDiffCmd) Help() string { return flowsHelp }

// Run compares them.
func (c *flowsDiffCmd) Run(ctx context.Context, std *streams) error {
	return c.with(ctx, std, func(ctx context.Context, d flowsDesk) error {
		if c.BuiltIn {
			return c.builtIn(ctx, std, d)
		}
		w, err := d.folderAt(c.Dir)
		if err != nil {
			return err
		}
		if len(w.files.Flows) == 0 {
			return wrongUse("there are no *.flow files in %s (mend: nightdesk flows pull %s)", near(w.dir), near(w.dir))
		}
		_, live, files, err := d.live(ctx)
		if err != nil {
			return err
		}
		if w.based != 0 && w.based != live.Number {
			fmt.Fprintf(std.out, "release %d is live, and this folder was pulled from %d: what others changed shows as well (mend: nightdesk flows pull --merge)\n", live.Number, w.based)
		}
		return c.show(std, files, w.files)
	})
}

// builtIn compares the program's own scripts with those that were taken over last.
func (c *flowsDiffCmd) builtIn(ctx context.Context, std *streams, d flowsDesk) error {
	r, _, err := d.store.Releases(ctx)
	if err != nil {
		return err
	}
	files, err := builtInFiles()
	if err != nil {
		return err
	}
	taken := r.Taken[bot.FromBuiltIn]
	if len(taken) == 0 {
		return errors.New("the built-in scripts were never live here (mend: nightdesk flows diff DIR)")
	}
	last := taken[len(taken)-1]
	was, err := filesOf(ctx, d.store, bot.Release{Version: last.Version, Talks: last.Talks})
	if err != nil {
		return err
	}
	return c.show(std, was, files)
}

// show prints the differences; there being some is no failure.
func (c *flowsDiffCmd) show(std *streams, before, after bot.ScriptFiles) error {
	changes := release.Diff(before, after)
	for _, x := range changes {
		fmt.Fprintf(std.out, "%s:%d: %s\n", x.File, x.Line, x)
	}
	names := differing(after, before)
	if len(names) == 0 {
		fmt.Fprintln(std.out, "nothing differs")
	}
	if !c.Text {
		return nil
	}
	was, is := release.All(before), release.All(after)
	for _, name := range names {
		fmt.Fprintf(std.out, "--- %s\n", name)
		for _, l := range release.TextDiff(was[name], is[name]) {
			if l.Op == '@' {
				fmt.Fprintf(std.out, "@ %s lines\n", l.Text)
				continue
			}
			fmt.Fprintf(std.out, "%c %s\n", l.Op, strings.TrimRight(l.Text, "\n"))
		}
	}
	return nil
}
