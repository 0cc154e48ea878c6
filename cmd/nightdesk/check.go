package main

import (
	"fmt"

	"nightdesk/flows"
)

// checkCmd lists every problem in a folder of scripts.
type checkCmd struct {
	Dir    string `arg:"" optional:"" help:"A folder of *.flow files (default: the built-in scripts)." type:"path"`
	Config string `help:"The clinic whose facts and visit kinds the scripts use (default: the example clinic)." placeholder:"FILE"`
}

// Run prints the problems; warnings do not fail.
func (c *checkCmd) Run(std *streams) error {
	clinic, calendar, err := clinicFor(c.Config, std)
	if err != nil {
		return err
	}
	if err := namedFolder(c.Dir); err != nil {
		return err
	}
	files, problems, err := flows.Judge(scriptsFS(c.Dir), knownOf(clinic, calendar))
	if err != nil {
		return unreadable(c.Dir, err)
	}
	printProblems(std.out, problems)
	if flows.Blocks(problems) {
		return errProblems
	}
	script, _ := flows.Parse(files)
	warnings := fmt.Sprintf("%d warnings", len(problems))
	if len(problems) == 1 {
		warnings = "1 warning"
	}
	fmt.Fprintf(std.out, "%d files, %d flows, %d questions: no errors, %s (version %s)\n",
		len(files), len(script.Flows), len(script.Topics), warnings, script.Version)
	return nil
}
