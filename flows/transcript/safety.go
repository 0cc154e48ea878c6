package transcript

import (
	"embed"
	"fmt"
	"io/fs"
	"regexp"
	"strings"
)

//go:embed safety/*.talk
var safetyFiles embed.FS

// SafetyPrefix stands before the names of the safety set.
const SafetyPrefix = "safety/"

// Safety are the talks that every clinic's scripts must hold, whatever they say: what
// people in danger, people who want no more texts and people who ask for a person are
// promised. They come with the program, so that nobody can take one away. By name,
// which begins with SafetyPrefix.
func Safety() map[string]string {
	files := map[string]string{}
	names, err := fs.Glob(safetyFiles, SafetyPrefix+"*.talk")
	for _, name := range names {
		var raw []byte
		if raw, err = safetyFiles.ReadFile(name); err != nil {
			break
		}
		files[name] = string(raw)
	}
	if err != nil {
		panic(fmt.Sprintf("the safety set that is built in: %v", err)) // a test reads them all
	}
	return files
}

var factName = regexp.MustCompile(`\{[a-z][a-z -]*\}`)

// WithFacts is the talk with a clinic's facts in the place of their names in braces.
// The error names a fact that it has not.
func (t Talk) WithFacts(fact func(name string) (string, bool)) (Talk, error) {
	out := Talk{Name: t.Name, Lines: make([]Line, len(t.Lines))}
	for i, l := range t.Lines {
		if l.Word != "" {
			for _, in := range factName.FindAllString(l.Text, -1) {
				value, ok := fact(strings.Trim(in, "{}"))
				if !ok {
					return Talk{}, fmt.Errorf("%s:%d: the clinic has no %s", t.Name, l.No, in)
				}
				l.Text = strings.ReplaceAll(l.Text, in, value)
			}
		}
		out.Lines[i] = l
	}
	return out, nil
}
