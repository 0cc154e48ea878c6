package main

import (
	"slices"
	"strings"

	"nightdesk/bot"
	"nightdesk/flows"
)

// flowsSheetCmd prints the translation sheet of a folder: the same that the console
// gives out under Translations, which also takes it back.
type flowsSheetCmd struct {
	Dir    string `arg:"" optional:"" help:"A folder of *.flow files (default: scripts: dir of clinic.yaml, or else the built-in scripts)." type:"path"`
	Lang   string `help:"The language to translate into, by its letters: es (default: the clinic's second one)." placeholder:"LANG"`
	Config string `help:"The clinic whose languages and facts the scripts use (default: the example clinic)." placeholder:"FILE"`
}

// Help is the long help of the command.
func (flowsSheetCmd) Help() string {
	return `The sheet (CSV) opens in any spreadsheet program: nightdesk flows sheet --lang es > texts.csv
Its column of translations is filled in; the other columns stay as they are. An
administrator brings it back in the console, under Scripts, Translations, and sees there
what it changes before anything is changed.`
}

// Run prints it.
func (c *flowsSheetCmd) Run(std *streams) error {
	clinic, calendar, err := clinicFor(c.Config, std)
	if err != nil {
		return err
	}
	if err := namedFolder(c.Dir); err != nil {
		return err
	}
	dir := c.Dir
	if dir == "" && c.Config != "" {
		dir = clinic.ScriptsDir
	}
	known := knownOf(clinic, calendar)
	lang, err := c.language(known.Languages)
	if err != nil {
		return err
	}
	files, problems, err := flows.Judge(scriptsFS(dir), known)
	if err != nil {
		return unreadable(dir, err)
	}
	if flows.Blocks(problems) {
		printProblems(std.out, slices.DeleteFunc(problems, func(p flows.Problem) bool { return p.Severity != flows.Error }))
		return errProblems
	}
	script, _ := flows.Parse(files)
	_, err = std.out.Write(flows.WriteSheet(flows.Sheet(script, lang, known, nil)))
	return err
}

// language is the one to translate into. The first of a clinic is what is translated.
func (c *flowsSheetCmd) language(all []bot.Lang) (bot.Lang, error) {
	var others []string
	for _, l := range all[min(1, len(all)):] {
		others = append(others, string(l))
	}
	switch {
	case len(others) == 0:
		return "", wrongUse("the clinic texts in one language only (mend: name others under languages in clinic.yaml)")
	case c.Lang == "":
		return bot.Lang(others[0]), nil
	case !slices.Contains(others, c.Lang):
		return "", wrongUse("--lang %q is not a language that the clinic's texts are translated into (mend: one of %s)", c.Lang, strings.Join(others, ", "))
	}
	return bot.Lang(c.Lang), nil
}
