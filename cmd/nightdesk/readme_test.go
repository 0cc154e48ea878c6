package main

import (
	"fmt"
	"io"
	"io/fs"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"nightdesk/bot"
	"nightdesk/bot/handoff"
	"nightdesk/bot/safety"
)

// readmes are the README at the top and those of the folders it points to, by path.
func readmes(t *testing.T) map[string]string {
	t.Helper()
	all := map[string]string{}
	for _, pattern := range []string{"README.md", "*/README.md", "*/*/README.md"} {
		found, err := filepath.Glob(filepath.Join(root, pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range found {
			name, err := filepath.Rel(root, f)
			if err != nil {
				t.Fatal(err)
			}
			all[filepath.ToSlash(name)] = readRoot(t, name)
		}
	}
	if len(all) < 6 {
		t.Fatalf("only %d of them were found", len(all))
	}
	return all
}

// whole are all of them as one text.
func whole(t *testing.T) string {
	t.Helper()
	all := readmes(t)
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(all)) {
		b.WriteString(all[name] + "\n")
	}
	return b.String()
}

// readmeCode is what a README marks as code: the lines of its blocks, and the words
// between backticks.
func readmeCode(readme string) (lines, spans []string) {
	inside := false
	for l := range strings.Lines(readme) {
		l = strings.TrimSpace(l)
		switch {
		case strings.HasPrefix(l, "```"):
			inside = !inside
		case inside:
			l, _, _ = strings.Cut(l, "#")
			lines = append(lines, strings.TrimSpace(l))
		default:
			for i, s := range strings.Split(l, "`") {
				if i%2 == 1 {
					spans = append(spans, s)
				}
			}
		}
	}
	return lines, spans
}

// matches are what the first group of a pattern finds in texts, each once.
func matches(pattern string, texts ...string) []string {
	var all []string
	for _, s := range texts {
		for _, m := range regexp.MustCompile(pattern).FindAllStringSubmatch(s, -1) {
			if !slices.Contains(all, m[1]) {
				all = append(all, m[1])
			}
		}
	}
	return all
}

// some fails the test if a pattern has stopped finding anything.
func some(t *testing.T, what string, found []string) []string {
	t.Helper()
	if len(found) == 0 {
		t.Fatalf("no README names %s: the test proves nothing", what)
	}
	return found
}

func TestThePathsInTheReadmesExist(t *testing.T) {
	for name, readme := range readmes(t) {
		_, spans := readmeCode(readme)
		for _, link := range matches(`\]\(([^)]+)\)`, readme) {
			if strings.HasPrefix(link, "https:") {
				continue
			}
			file, heading, _ := strings.Cut(link, "#")
			to := filepath.ToSlash(filepath.Join(filepath.Dir(name), file))
			if file == "" {
				to = name
			}
			if _, err := os.Stat(filepath.Join(root, to)); err != nil {
				t.Errorf("%s links to %s, which is not there", name, link)
			} else if heading != "" && !slices.Contains(headings(readRoot(t, to)), heading) {
				t.Errorf("%s links to %s, and there is no such heading", name, link)
			}
		}
		named := matches(`(?:^|\s)\./([a-z/]+)`, readme)
		for _, s := range spans {
			if regexp.MustCompile(`^[A-Za-z][\w*.]*(/[\w*.]+)*(/|\.\w+)?$`).MatchString(s) && strings.ContainsAny(s, "/.") && s != "clinic.yaml" {
				named = append(named, s)
			}
		}
		for _, p := range named {
			if found, err := filepath.Glob(filepath.Join(root, p)); err == nil && len(found) > 0 {
				continue
			}
			// A script or a note by its name alone.
			if found := findName(t, p); !found {
				t.Errorf("%s names %s, and there is nothing of that name", name, p)
			}
		}
	}
	some(t, "links", matches(`\]\(([^)#]+)\)`, readRoot(t, "README.md")))
	some(t, "folders", matches(`(?:^|\s)\./([a-z/]+)`, readRoot(t, "README.md")))
	for _, dir := range []string{"bot", "cmd", "config", "flows", "webhooks"} {
		if _, err := os.Stat(filepath.Join(root, dir, "DECISIONS.md")); err != nil {
			t.Error(err)
		}
	}
}

// headings are those of a text as links name them.
func headings(text string) []string {
	var all []string
	for _, h := range matches(`(?m)^#+ (.*)$`, text) {
		all = append(all, strings.ReplaceAll(strings.ToLower(regexp.MustCompile(`[^\w\- ]`).ReplaceAllString(h, "")), " ", "-"))
	}
	return all
}

// The README at the top says what this is and where the rest is told: what one kind of
// reader needs has its own.
func TestTheReadmeAtTheTopIsShort(t *testing.T) {
	readme := readRoot(t, "README.md")
	if n := len(readme); n > 12_000 {
		t.Errorf("README.md has %d bytes (mend: tell it in the folder that it is about)", n)
	}
	for name := range readmes(t) {
		if name != "README.md" && !strings.Contains(readme, "]("+name+")") {
			t.Errorf("README.md does not link to %s", name)
		}
	}
}

// findName looks for a file or a kind of file ("*.talk") anywhere in the tree.
func findName(t *testing.T, name string) bool {
	t.Helper()
	found := false
	err := filepath.WalkDir(root, func(_ string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		ok, err := filepath.Match(name, d.Name())
		found = found || ok
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// A package that is not in the README's table is not in its readers' heads.
func TestTheReadmesTableHasEveryPackage(t *testing.T) {
	readme := readRoot(t, "README.md")
	var table []string
	for l := range strings.Lines(readme) {
		if cells := strings.Split(l, "|"); len(cells) == 4 {
			table = append(table, matches("`([a-z]+(?:/[a-z]+)*)`", cells[1], cells[2])...)
		}
	}
	for _, p := range some(t, "packages", table) {
		if found, err := filepath.Glob(filepath.Join(root, p, "*.go")); err != nil || len(found) == 0 {
			t.Errorf("README.md names the package %s, and it holds no Go", p)
		}
	}
	err := filepath.WalkDir(root, func(dir string, d fs.DirEntry, err error) error {
		if err != nil || !d.IsDir() {
			return err
		}
		if dir != root && strings.HasPrefix(d.Name(), ".") || slices.Contains([]string{"testdata", "internal"}, d.Name()) {
			return fs.SkipDir
		}
		name, err := filepath.Rel(root, dir)
		if err != nil {
			return err
		}
		sources, err := filepath.Glob(filepath.Join(dir, "*.go"))
		// Content, and what only tests import, is no part of the map.
		if len(sources) > 0 && name != "flows/clinic" && !strings.HasSuffix(name, "test") && !slices.Contains(table, filepath.ToSlash(name)) {
			t.Errorf("the table of README.md lacks the package %s", name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestTheCommandsInTheReadmeExist(t *testing.T) {
	lines, spans := readmeCode(whole(t))
	parser, err := newParser(streams{out: io.Discard, err: io.Discard})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range some(t, "commands", matches(`(?:^|\$\(|go run \./cmd/)nightdesk ([^)]+)`, append(lines, spans...)...)) {
		if _, err := parser.Parse(strings.Fields(c)); err != nil {
			t.Errorf("a README says nightdesk %s: %v", c, err)
		}
	}
	makefile := readRoot(t, "Makefile")
	for _, target := range some(t, "make targets", matches(`^make (\w+)`, append(lines, spans...)...)) {
		if !regexp.MustCompile(`(?m)^` + target + `:`).MatchString(makefile) {
			t.Errorf("a README says make %s, and Makefile has no such target", target)
		}
	}
	for _, target := range matches(`(\w+)`, matches(`(?m)^\.PHONY: (.*)$`, makefile)...) {
		if !regexp.MustCompile(`(?m)^` + target + `:`).MatchString(makefile) {
			t.Errorf("Makefile calls %s a target, and it is none", target)
		}
	}
}

// What the README says to somebody in danger is what they are told.
func TestTheRepliesInTheReadmeAreTrue(t *testing.T) {
	section := readRoot(t, "bot/safety/README.md")
	said := map[string]string{}
	for _, name := range safety.Names() {
		for _, lang := range []bot.Lang{bot.English, bot.Spanish} {
			if s := safety.BuiltIn(name, lang); said[s] == "" { // some serve shared phones as well
				said[s] = name + " " + string(lang)
			}
		}
	}
	var quoted []string
	for _, q := range some(t, "a reply", matches(`(?m)^> ([A-Z].*)$`, readRoot(t, "README.md"))) {
		if said[q] != "overdose_now en" {
			t.Errorf("README.md quotes what nobody is told: %q", q)
		}
	}
	for _, q := range some(t, "replies", matches(`(?m)^> (.*)$`, section)) {
		if said[q] == "" {
			t.Errorf("bot/safety/README.md quotes what nobody is told: %q", q)
		}
		quoted = append(quoted, said[q])
	}
	for _, want := range []string{"overdose_now en", "medical_emergency en", "suicide_risk en", "danger_from_others en", "withdrawal en", "overdose_now es"} {
		if !slices.Contains(quoted, want) {
			t.Errorf("bot/safety/README.md does not quote %s", want)
		}
	}
	var steps []string
	for _, s := range handoff.DefaultLadders()[bot.LevelNow].Steps[1:] {
		steps = append(steps, fmt.Sprint(s.After.Minutes()))
	}
	if want := fmt.Sprintf("to the next after %s minutes, the supervisor after %s, everyone after %s", steps[0], steps[1], steps[2]); !strings.Contains(section, want) {
		t.Errorf("bot/safety/README.md does not say %q", want)
	}
}

// The tests and benchmarks whose figures the README shows are there to be run.
func TestTheFiguresInTheReadmeCanBeMeasured(t *testing.T) {
	_, spans := readmeCode(whole(t))
	for _, s := range spans {
		m := regexp.MustCompile(`^go test \./(\S+) .*-(run|bench) (\w+)`).FindStringSubmatch(s)
		if m == nil {
			continue
		}
		kind := map[string]string{"run": "Test", "bench": "Benchmark"}[m[2]]
		files, err := filepath.Glob(filepath.Join(root, m[1], "*_test.go"))
		if err != nil {
			t.Fatal(err)
		}
		if !slices.ContainsFunc(files, func(f string) bool {
			src, err := os.ReadFile(f)
			return err == nil && regexp.MustCompile(`(?m)^func `+kind+`\w*`+m[3]).Match(src)
		}) {
			t.Errorf("README.md says %s, and there is no such %s", s, kind)
		}
	}
}

func TestTheSettingsInTheReadmeAreKnown(t *testing.T) {
	help := serveCmd{}.Help()
	for _, name := range some(t, "variables", matches(`\b((?:NIGHTDESK|TWILIO)_[A-Z_]+)\b`, whole(t), readRoot(t, "compose.yaml"))) {
		if !strings.Contains(help, strings.TrimSuffix(name, "_FILE")) {
			t.Errorf("a README or compose.yaml names %s, and serve --help does not", name)
		}
	}
}

func TestTheAddressesInTheReadmeAnswer(t *testing.T) {
	s := newStory(t)
	readme := whole(t)
	for _, p := range some(t, "webhooks", matches("https://desk\\.example\\.org(/[a-z/]+)", readme)) {
		if got := status(t, http.MethodPost, s.public+p); got != http.StatusForbidden {
			t.Errorf("%s answers an unsigned request with %d, want 403", p, got)
		}
	}
	for _, p := range some(t, "addresses", matches("(?:GET |`)(/[a-z]+)`", readme)) {
		if got := status(t, http.MethodGet, s.public+p); got != http.StatusOK {
			t.Errorf("%s answers %d, want 200", p, got)
		}
	}
}

func status(t *testing.T, method, url string) int {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	return res.StatusCode
}
