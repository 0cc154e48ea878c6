package main

import (
	"cmp"
	"fmt"
	"strings"

	"nightdesk/flows"
)

// checkCmd lists every problem in a folder of scripts.
type checkCmd struct {
	Dir      string `arg:"" optional:"" help:"A folder of *.flow files (default: the built-in scripts)." type:"path"`
	Config   string `help:"The clinic whose facts and visit kinds the scripts use (default: the example clinic)." placeholder:"FILE"`
	Accepted bool   `help:"List the warnings that the scripts let stand as well, each with its reason."`
	Rules    bool   `help:"List every kind of problem that there is, and why it is one."`
	Rule     string `help:"Explain one kind of problem, with an example." placeholder:"ID"`
}

// Run prints the problems; warnings do not fail.
func (c *checkCmd) Run(std *streams) error {
	if c.Rules || c.Rule != "" {
		return c.explain(std)
	}
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
	open, accepted := flows.Open(problems), flows.Accepted(problems)
	if c.Accepted {
		printProblems(std.out, problems)
	} else {
		printProblems(std.out, open)
	}
	if flows.Blocks(problems) {
		return errProblems
	}
	script, _ := flows.Parse(files)
	warnings := counted(len(open), "warning")
	if n := len(accepted); n > 0 {
		warnings += fmt.Sprintf(", %d accepted", n)
	}
	fmt.Fprintf(std.out, "%d files, %d flows, %d questions: no errors, %s (version %s)\n",
		len(files), len(script.Flows), len(script.Topics), warnings, script.Version)
	return nil
}

// explain prints the catalogue, or one rule of it.
func (c *checkCmd) explain(std *streams) error {
	if c.Rule == "" {
		for _, r := range flows.Rules() {
			fmt.Fprintf(std.out, "%-17s %-7s  %s\n", r.ID, r.Severity, r.Why)
		}
		fmt.Fprintln(std.out, "\nAn error keeps a script from going live. A warning does not, and can be accepted: write\n# accept ID: the reason\non the line above. For an example: nightdesk check --rule ID")
		return nil
	}
	r, near, ok := flows.RuleOf(c.Rule)
	if !ok {
		return wrongUse("there is no rule %q (mend: %s)", c.Rule, cmp.Or(probably(near), "nightdesk check --rules lists them"))
	}
	indented := func(s string) string { return "  " + strings.ReplaceAll(s, "\n", "\n  ") }
	fmt.Fprintf(std.out, "%s (%s)\n%s\n%s\n\nNot so:\n%s\n\nBut so:\n%s\n", r.ID, r.Severity, r.Why, r.Mend, indented(r.Bad), indented(r.Good))
	return nil
}

func probably(near string) string {
	if near == "" {
		return ""
	}
	return fmt.Sprintf("did you mean %q?", near)
}
