package flows

import "nightdesk/bot"

// CheckIDs are the rules that Check runs.
func CheckIDs() []string {
	ids := make([]string, len(checks))
	for i, c := range checks {
		ids[i] = c.rule
	}
	return ids
}

// Sentences and WithoutMenu are for TestScans.
var (
	Sentences   = sentences
	WithoutMenu = withoutMenu
)

// Grade is the grade of a text alone.
func Grade(s string, lang bot.Lang) (float64, bool) { return measure(s, lang).grade(lang) }

// Meters are those of all files.
func Meters(files map[string]string, known Known) []Meter {
	script, _ := Parse(files)
	return MetersOf(script, files, known)
}

// CheckOnly runs one rule of Check alone.
func CheckOnly(script *bot.Script, known Known, rule string) []Problem {
	return run(script, known, func(r check) bool { return r.rule == rule })
}
