package main

import (
	"fmt"
	"io/fs"
	"os"
	"strings"
	"sync"

	"nightdesk/bot"
	"nightdesk/bot/answer"
	"nightdesk/bot/engine"
	"nightdesk/bot/safety"
	"nightdesk/bot/schedule"
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
	k := flows.Known{Facts: factNames, Values: factsOf(c, cal), Languages: langsOf(c), Commands: globalWord, Asked: askedWord, Danger: dangerRules,
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

// wordsHeard remembers what globalWord found: the checker asks it of every word and example of
// the scripts at each edit, and hardly any of them has changed.
var wordsHeard = struct {
	sync.Mutex
	of map[string]string
}{of: map[string]string{}}

// mostHeard bounds it: a clinic's scripts have some 5,000 such texts.
const mostHeard = 50_000

// globalWord is which of the words that work everywhere a text of a script is.
func globalWord(s string) string { return remembered(s, hearWord) }

// askedWord is globalWord for the example of a question. Hundreds of them are about
// danger and none may say stop: the long look for danger is taken only where one does.
func askedWord(s string) string {
	// No text of a script begins with that byte.
	if word := remembered("\x00"+s, func(string) string { return plainWord(s) }); word == string(answer.CommandNone) {
		return word
	}
	return globalWord(s)
}

// remembered is what hear makes of s.
func remembered(s string, hear func(string) string) string {
	wordsHeard.Lock()
	word, known := wordsHeard.of[s]
	wordsHeard.Unlock()
	if known {
		return word
	}
	word = hear(s)
	wordsHeard.Lock()
	defer wordsHeard.Unlock()
	if len(wordsHeard.of) >= mostHeard {
		clear(wordsHeard.of)
	}
	wordsHeard.of[strings.Clone(s)] = word
	return word
}

// hearWord is globalWord without memory: danger first, then the others in the order in
// which they are heard.
func hearWord(s string) string {
	// Withdrawal that is plain gets its reply, and the talk goes on.
	if f := safety.Screen(s); f.Raised() && (f.Label != safety.Withdrawal || f.Strength != safety.Act) {
		return "danger"
	}
	return plainWord(s)
}

// plainWord is the word that a text is where it is no danger.
func plainWord(s string) string {
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
