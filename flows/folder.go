package flows

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"strings"
)

// maxFile is far above any script that people could read, in bytes.
const maxFile = 1 << 20

// Files reads the *.flow files at the top of a file system, by name. The error
// says which it is: no folder, nothing in it, or no scripts.
func Files(fsys fs.FS) (map[string]string, error) {
	entries, err := fs.ReadDir(fsys, ".")
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, errors.New("there is no such folder")
	case err != nil:
		return nil, fmt.Errorf("list script files: %w", err)
	}
	files := map[string]string{}
	others := 0
	for _, e := range entries {
		switch {
		case strings.HasPrefix(e.Name(), "."): // an editor's half-written copy
		case path.Ext(e.Name()) != ".flow":
			others++
		default:
			if files[e.Name()], err = readFile(fsys, e.Name()); err != nil {
				return nil, err
			}
		}
	}
	switch {
	case len(files) > 0:
		return files, nil
	case others == 0:
		return nil, errors.New("the folder is empty")
	}
	text := "the folder has no script file, whose name ends in .flow, among the " + itoa(others) + " in it"
	if others == 1 {
		text = "the folder has no script file, whose name ends in .flow, only another"
	}
	if s := strays(fsys); len(s) > 0 {
		text += fmt.Sprintf("; %s reads like a script and should be named %s", s[0].name, s[0].better)
	}
	return nil, errors.New(text)
}

func readFile(fsys fs.FS, name string) (string, error) {
	info, err := fs.Stat(fsys, name)
	if err != nil {
		return "", fmt.Errorf("read script file: %w", err)
	}
	if info.Size() > maxFile {
		return "", fmt.Errorf("script file %s has %d bytes, more than %d: split it", name, info.Size(), maxFile)
	}
	src, err := fs.ReadFile(fsys, name)
	if err != nil {
		return "", fmt.Errorf("read script file: %w", err)
	}
	return string(src), nil
}

// stray is a file that reads like a script and is not named like one.
type stray struct{ name, better, src string }

// strays finds files whose names an editor or a copy has changed: intake.txt,
// Intake.Flow, intake.flow.bak. Nobody would notice that they are not read.
func strays(fsys fs.FS) []stray {
	var all []stray
	entries, err := fs.ReadDir(fsys, ".")
	if err != nil {
		return nil // said by Files
	}
	for _, e := range entries {
		name := e.Name()
		if ext := path.Ext(name); e.IsDir() || strings.HasPrefix(name, ".") || ext == ".flow" || ext == ".talk" {
			continue
		}
		if src, err := readFile(fsys, name); err == nil && readsLikeScript(src) {
			all = append(all, stray{name, betterName(name), src})
		}
	}
	return all
}

// betterName is the name under which a stray would be read.
func betterName(name string) string {
	if i := strings.Index(strings.ToLower(name), ".flow"); i > 0 {
		return name[:i] + ".flow"
	}
	return strings.TrimSuffix(name, path.Ext(name)) + ".flow"
}

// readsLikeScript reports whether the first words are those of a script file.
func readsLikeScript(src string) bool {
	for l := range strings.SplitSeq(strings.TrimPrefix(src, "\ufeff"), "\n") {
		w := strings.Fields(withoutComment(l))
		if len(w) == 0 {
			continue
		}
		return len(w) == 2 && (w[0] == "flow" || w[0] == "piece") && isName(w[1]) || len(w) == 1 && contains([]string{"settings", "questions", "phrases", "danger"}, w[0])
	}
	return false
}

// Judge is what there is to say of the scripts at the top of a file system, to
// somebody who is about to use them. Beside ParseAndCheck it finds files that
// look like scripts and have another name: they are an error, and judged as if
// they were named right, so that what leads to them is not called wrong as well;
// beside a script of the right name they are only copies, and a warning.
func Judge(fsys fs.FS, known Known) (files map[string]string, problems []Problem, err error) {
	files, err = Files(fsys)
	if err != nil {
		return nil, nil, err
	}
	judged := map[string]string{}
	maps.Copy(judged, files)
	var misnamed []Problem
	for _, s := range strays(fsys) {
		if _, copied := files[s.better]; copied {
			misnamed = append(misnamed, Problem{File: s.name, Rule: "misnamed", Severity: Warning,
				Text: "this is not read, for its name does not end in .flow; " + s.better + " is",
				Mend: "if your changes are in it, name it " + s.better + "; a copy is better kept in another folder"})
			continue
		}
		judged[s.name] = s.src
		misnamed = append(misnamed, Problem{File: s.name, Rule: "misnamed", Severity: Error,
			Text: "this reads like a script, but its name does not end in .flow, so it is not read", Mend: "name it " + s.better})
	}
	_, problems = ParseAndCheck(judged, known)
	problems = append(misnamed, problems...)
	sortProblems(problems)
	return files, problems, nil
}
