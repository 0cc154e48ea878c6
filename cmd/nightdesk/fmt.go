package main

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"nightdesk/flows"
	"nightdesk/flows/transcript"
)

// fmtCmd writes scripts and their talks in the one form in which all are written.
type fmtCmd struct {
	Dir   string `arg:"" optional:"" help:"A folder of *.flow and *.talk files (with --check the default is the built-in ones)." type:"path"`
	Check bool   `help:"Change nothing: list the files that are not in form, and fail if there are any."`
}

// Help says what the form is.
func (fmtCmd) Help() string {
	return "Scripts: two spaces under a step, languages and answers under each other, one blank line between steps. " +
		"Talks: the words in one column, what follows them in another. " +
		"Wordings and notes stay as they are, and no script changes its meaning: what cannot be read is left as it stands. " +
		"The words of the format, with an example for each, are in the console under Scripts."
}

// Run formats each file, and names those that it changed.
func (c *fmtCmd) Run(std *streams) error {
	if c.Dir == "" && !c.Check {
		return wrongUse("no folder is named (mend: nightdesk fmt DIR, or nightdesk fmt --check for the built-in scripts)")
	}
	files, err := scriptFiles(c.Dir)
	if err != nil {
		return err
	}
	talks, err := talkFiles(c.Dir)
	if err != nil {
		return err
	}
	maps.Copy(files, talks)
	changed := 0
	for _, name := range slices.Sorted(maps.Keys(files)) {
		format := flows.Format
		if filepath.Ext(name) == ".talk" {
			format = transcript.Format
		}
		out := format(files[name])
		if out == files[name] {
			continue
		}
		changed++
		fmt.Fprintln(std.out, name)
		if c.Check {
			continue
		}
		if err := replaceFile(filepath.Join(c.Dir, name), out); err != nil {
			return err
		}
	}
	if c.Check && changed > 0 {
		dir := c.Dir
		if dir == "" {
			dir = "flows/clinic"
		}
		fmt.Fprintf(std.out, "not in form: %d of %d files (mend: nightdesk fmt %s)\n", changed, len(files), dir)
		return errProblems
	}
	return nil
}

// replaceFile puts text in the place of a file, with its rights and through a link, or
// makes it.
func replaceFile(name, text string) error {
	mode := fs.FileMode(0o644)
	if real, err := filepath.EvalSymlinks(name); err == nil {
		name = real
	}
	if info, err := os.Stat(name); err == nil {
		mode = info.Mode()
	}
	return writeWhole(name, []byte(text), mode)
}

// writeWhole puts a file in its place at once: whoever reads it meanwhile has the old
// one whole or the new one.
func writeWhole(name string, data []byte, mode fs.FileMode) (err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("write %s: %w", name, err)
		}
	}()
	f, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+".*")
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(f.Name()) }() // gone already when all went well
	_, err = f.Write(data)
	// What is not on the disk when its name is may be empty after the power was cut.
	if err := errors.Join(err, f.Chmod(mode), f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), name)
}
