package main

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"nightdesk/flows/transcript"
)

// testCmd plays the transcripts of a folder through the real inbox and store.
type testCmd struct {
	Dir    string `arg:"" optional:"" help:"A folder of *.flow and *.talk files (default: the built-in ones)." type:"path"`
	Update bool   `help:"Write what really happened into the transcripts. Read the difference as wording before you keep it."`
	Config string `help:"The clinic whose facts, hours and rota hold (default: the example clinic)." placeholder:"FILE"`
}

// Run plays every talk and prints the first difference of each.
func (c *testCmd) Run(std *streams) error {
	clinic, _, err := clinicFor(c.Config, std)
	if err != nil {
		return err
	}
	if c.Update && c.Dir == "" {
		return wrongUse("the built-in transcripts can't be written (mend: name their folder: nightdesk test -update flows/clinic)")
	}
	fsys := scriptsFS(c.Dir)
	names, err := fs.Glob(fsys, "*.talk")
	if err != nil {
		return err
	}
	s, err := newStage(clinic, c.Dir)
	if err != nil {
		return err
	}
	defer s.Close()
	failed := 0
	for _, name := range names {
		ok, err := c.play(std, s, fsys, name)
		if err != nil {
			fmt.Fprintln(std.out, err)
		}
		if !ok {
			failed++
		}
	}
	fmt.Fprintf(std.out, "%d passed, %d failed\n", len(names)-failed, failed)
	if failed > 0 {
		return errProblems
	}
	return nil
}

// play plays one talk. Nothing expected that did not come, nothing that came
// unexpected: only then is it good.
func (c *testCmd) play(std *streams, s *stage, fsys fs.FS, name string) (bool, error) {
	raw, err := fs.ReadFile(fsys, name)
	if err != nil {
		return false, err
	}
	talk, err := transcript.Read(name, string(raw))
	if err != nil {
		return false, err
	}
	got, err := transcript.Play(talk, s, s.clinic.Zone)
	if err != nil {
		return false, err
	}
	diff := transcript.Compare(talk, got)
	if diff == nil {
		return true, nil
	}
	fmt.Fprint(std.out, diff.String())
	if !c.Update {
		return false, nil
	}
	updated := transcript.Write(transcript.Update(talk, got))
	return true, os.WriteFile(filepath.Join(c.Dir, name), []byte(updated), 0o644)
}
