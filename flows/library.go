package flows

import (
	"io/fs"
	"sync"
	"sync/atomic"

	"nightdesk/bot"
)

// Library holds a clinic's published scripts: the current one, which new
// conversations begin with, and those that older conversations are pinned to.
// Its methods may be called at once from anywhere.
type Library struct {
	known   Known
	current atomic.Pointer[bot.Script]

	mu       sync.Mutex
	versions sync.Map // version to *bot.Script
}

// NewLibrary makes an empty library whose scripts are checked against what the
// clinic knows.
func NewLibrary(known Known) *Library { return &Library{known: known} }

// Current is the newest good script, or nil before the first.
func (l *Library) Current() *bot.Script { return l.current.Load() }

// Get returns a version that was current or added, or nil.
func (l *Library) Get(version string) *bot.Script {
	s, _ := l.versions.Load(version)
	script, _ := s.(*bot.Script)
	return script
}

// Reload makes files the current script if they hold no error; otherwise the
// one before stays, whole. changed tells whether another version is current
// now. The problems are of files, warnings included, those of translations left
// behind by a change among them.
func (l *Library) Reload(files map[string]string) (changed bool, problems []Problem) {
	l.mu.Lock()
	defer l.mu.Unlock()
	script, problems := ParseAndCheck(files, l.known)
	if Blocks(problems) {
		return false, problems
	}
	if now := l.Current(); now != nil {
		if now.Version == script.Version {
			return false, problems
		}
		problems = append(problems, Stale(now, script, l.known)...)
		sortProblems(problems)
	}
	l.versions.Store(script.Version, script)
	l.current.Store(script) // last: whoever reads it finds it complete
	return true, problems
}

// Check is what Reload would say of files. It changes nothing.
func (l *Library) Check(files map[string]string) []Problem {
	_, problems := ParseAndCheck(files, l.known)
	return problems
}

// Load is Reload from the *.flow files at the top of a file system.
func (l *Library) Load(fsys fs.FS) (changed bool, problems []Problem, err error) {
	files, err := Files(fsys)
	if err != nil {
		return false, nil, err
	}
	changed, problems = l.Reload(files)
	return changed, problems, nil
}

// Add takes in an older version for the conversations pinned to it. It is not
// checked against the rules of today, only read: what those conversations began
// on was good then, and they must be able to finish.
func (l *Library) Add(files map[string]string) (version string, problems []Problem) {
	script, problems := Parse(files)
	if Blocks(problems) {
		return "", problems
	}
	l.versions.LoadOrStore(script.Version, script)
	return script.Version, problems
}

// ParseAndCheck is Parse and, as far as the script could be read, Check, with the
// reasons for which its files let warnings stand.
func ParseAndCheck(files map[string]string, known Known) (*bot.Script, []Problem) {
	script, problems := Parse(files)
	whole := !Blocks(problems)
	if whole {
		problems = append(problems, Check(script, known)...)
	} else {
		problems = append(problems, checkWordings(script, known)...)
	}
	addFixes(files, problems, func() map[string]bool { return valuesOf(script, known.Facts) })
	sortProblems(problems)
	return script, accept(files, problems, func(rule string) bool { return whole && rule != untested })
}
