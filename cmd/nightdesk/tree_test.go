package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
)

// root is the top of the tree.
const root = "../.."

// readRoot reads a file by its path in the tree.
func readRoot(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(root, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestTheTopOfTheTreeHoldsOnlyWhatItShould(t *testing.T) {
	known := []string{"cmd", "bot", "flows", "webhooks", "config", "go.mod", "go.sum", "Dockerfile", "README.md", "LICENSE", "Makefile", "compose.yaml"}
	entries, err := os.ReadDir(root)
	if err != nil {
		t.Fatal(err)
	}
	var there []string
	for _, e := range entries {
		there = append(there, e.Name())
		if !strings.HasPrefix(e.Name(), ".") && !slices.Contains(known, e.Name()) && !ignored(t, e.Name()) {
			t.Errorf("%s does not belong at the top of the tree", e.Name())
		}
	}
	for _, name := range known {
		if !slices.Contains(there, name) {
			t.Errorf("%s is missing", name)
		}
	}
}

// ignored reports whether .gitignore names a file of the top folder.
func ignored(t *testing.T, name string) bool {
	for pattern := range strings.FieldsSeq(readRoot(t, ".gitignore")) {
		if ok, err := path.Match(strings.Trim(pattern, "/"), name); err == nil && ok {
			return true
		}
	}
	return false
}

// packageMap is the depguard part of .golangci.yml: what each package may not
// import. The linter holds the tree to it, and so do these tests, for those who
// only run the tests.
type packageMap map[string]importRule

type importRule struct {
	Files []string
	Deny  []struct{ Pkg, Desc string }
	Allow []string
}

func readPackageMap(t *testing.T) packageMap {
	t.Helper()
	var file struct {
		Linters struct {
			Settings struct {
				Depguard struct{ Rules packageMap }
			}
		}
	}
	if err := yaml.Unmarshal([]byte(readRoot(t, ".golangci.yml")), &file); err != nil {
		t.Fatal(err)
	}
	rules := file.Linters.Settings.Depguard.Rules
	if len(rules) == 0 {
		t.Fatal(".golangci.yml holds no depguard rules")
	}
	return rules
}

// isAbout reports whether the rule holds for a file, given by its path in the
// tree. Patterns that begin with ! take files out.
func (r importRule) isAbout(file string) bool {
	in := func(pattern string) bool {
		if pattern == "$test" {
			return strings.HasSuffix(file, "_test.go")
		}
		p := regexp.QuoteMeta(pattern)
		p = strings.ReplaceAll(p, `\*\*`, `.*`)
		p = regexp.MustCompile(`([^.])\\\*`).ReplaceAllString(p, `$1[^/]*`)
		return regexp.MustCompile("^" + p + "$").MatchString("/tree/" + file)
	}
	about, only := false, false
	for _, p := range r.Files {
		if not, ok := strings.CutPrefix(p, "!"); !ok {
			only, about = true, about || in(p)
		} else if in(not) {
			return false
		}
	}
	return about || !only
}

// refuses says why the rule forbids an import, or "". A pattern is the beginning
// of a path, or all of it when it ends in $; what is allowed is not forbidden.
func (r importRule) refuses(pkg string) string {
	is := func(pattern string) bool {
		if whole, ok := strings.CutSuffix(pattern, "$"); ok {
			return pkg == whole
		}
		return strings.HasPrefix(pkg, pattern)
	}
	if slices.ContainsFunc(r.Allow, is) {
		return ""
	}
	for _, d := range r.Deny {
		if is(d.Pkg) {
			return d.Desc
		}
	}
	return ""
}

// refuses is why a file may not import a package, or "".
func (m packageMap) refuses(file, pkg string) string {
	for _, r := range m {
		if why := r.refuses(pkg); why != "" && r.isAbout(file) {
			return why
		}
	}
	return ""
}

func TestNoPackageImportsWhatItMayNotKnow(t *testing.T) {
	t.Parallel()
	rules := readPackageMap(t)
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && name != root && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata") {
			return fs.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(name, ".go") {
			return nil
		}
		file, err := filepath.Rel(root, name)
		if err != nil {
			return err
		}
		file = filepath.ToSlash(file)
		if !strings.HasPrefix(file, "cmd/") && !strings.HasSuffix(file, "_test.go") && rules.refuses(file, "nightdesk/cmd/nightdesk") == "" {
			t.Errorf("%s: .golangci.yml has no rule for this package: say there what it may not know", file)
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		for _, i := range parsed.Imports {
			pkg, err := strconv.Unquote(i.Path.Value)
			if err != nil {
				return err
			}
			if why := rules.refuses(file, pkg); why != "" {
				t.Errorf("%s may not import %s: %s", file, pkg, why)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// The rules say what the package map of the README means.
func TestThePackageMapForbidsWhatItShould(t *testing.T) {
	rules := readPackageMap(t)
	const self = "nightdesk/"
	for file, pkgs := range map[string]struct{ may, mayNot []string }{
		"bot/x.go":                        {[]string{"time", "log/slog"}, []string{self + "bot/text", self + "flows", "os", "net/http", "context"}},
		"bot/text/x.go":                   {[]string{"strings"}, []string{self + "bot", "os"}},
		"bot/answer/x.go":                 {[]string{self + "bot/text"}, []string{self + "bot", self + "bot/safety", self + "flows", "math/rand/v2"}},
		"bot/mask/x.go":                   {[]string{self + "bot/text", "regexp"}, []string{self + "bot", self + "bot/answer", self + "bot/safety", "os", "context"}},
		"bot/account/x.go":                {[]string{"time", "golang.org/x/crypto/argon2"}, []string{self + "bot", self + "bot/store", self + "webhooks", "os", "net/http", "context", "crypto/rand"}},
		"bot/safety/x.go":                 {[]string{self + "bot", self + "bot/text"}, []string{self + "bot/answer", self + "bot/engine", self + "flows", self + "config", "os"}},
		"bot/safety/model/x.go":           {[]string{self + "bot/text"}, []string{self + "bot", self + "bot/safety", "os", "math/rand/v2"}},
		"bot/safety/train/x.go":           {[]string{self + "bot/safety", self + "bot/safety/model"}, []string{self + "bot/engine", self + "bot/answer"}},
		"bot/schedule/x.go":               {[]string{self + "bot"}, []string{self + "bot/handoff", self + "bot/store", "context"}},
		"bot/handoff/x.go":                {[]string{self + "bot"}, []string{self + "bot/schedule", self + "bot/outbox", "context"}},
		"bot/report/x.go":                 {[]string{self + "bot", "time"}, []string{self + "bot/store", self + "bot/schedule", self + "webhooks", "os", "context"}},
		"bot/engine/x.go":                 {[]string{self + "bot", self + "bot/answer", self + "bot/safety"}, []string{self + "bot/store", self + "bot/inbox", self + "flows", "crypto/rand", "os"}},
		"bot/inbox/x.go":                  {[]string{self + "bot", self + "bot/engine", self + "bot/schedule", self + "bot/handoff"}, []string{self + "bot/store", self + "webhooks/twilio", "github.com/redis/go-redis/v9", "github.com/gin-gonic/gin"}},
		"bot/outbox/x.go":                 {[]string{self + "bot"}, []string{self + "bot/engine", self + "bot/store", self + "webhooks/twilio", "github.com/redis/go-redis/v9"}},
		"bot/store/x.go":                  {[]string{self + "bot", self + "bot/account", self + "bot/schedule", "github.com/redis/go-redis/v9"}, []string{self + "bot/engine", self + "bot/inbox", self + "flows"}},
		"bot/store/storetest/x.go":        {[]string{self + "bot", self + "bot/store"}, []string{self + "bot/inbox", self + "webhooks/twilio"}},
		"flows/x.go":                      {[]string{self + "bot"}, []string{self + "bot/store", self + "webhooks", self + "config", "github.com/redis/go-redis/v9"}},
		"flows/transcript/x.go":           {[]string{"time"}, []string{self + "webhooks/twilio", self + "bot/store"}},
		"webhooks/x.go":                   {[]string{self + "bot", self + "webhooks/twilio", "github.com/gin-gonic/gin"}, []string{self + "bot/store", self + "bot/inbox", self + "flows", "github.com/redis/go-redis/v9"}},
		"webhooks/twilio/x.go":            {[]string{self + "bot"}, []string{self + "bot/inbox", self + "bot/outbox", self + "flows", self + "webhooks"}},
		"webhooks/calendar/x.go":          {[]string{self + "bot", self + "bot/schedule", "net/http"}, []string{self + "bot/store", self + "bot/inbox", self + "bot/engine", self + "webhooks/twilio", self + "webhooks", self + "config", "github.com/redis/go-redis/v9"}},
		"webhooks/notify/x.go":            {[]string{self + "bot", "net/http", "github.com/nicholas-fedor/shoutrrr/pkg/router"}, []string{self + "bot/store", self + "bot/outbox", self + "bot/handoff", self + "webhooks/twilio", self + "config"}},
		"webhooks/console/x.go":           {[]string{self + "bot", self + "bot/account", self + "bot/report", self + "bot/schedule", self + "bot/handoff", self + "bot/text", self + "flows", "net/http"}, []string{self + "bot/store", self + "bot/inbox", self + "bot/engine", self + "bot/mask", self + "webhooks", self + "webhooks/twilio", self + "config", "github.com/redis/go-redis/v9", "github.com/gin-gonic/gin"}},
		"webhooks/twilio/twiliotest/x.go": {[]string{"net/http"}, []string{self + "webhooks/twilio", self + "bot"}},
		"config/x.go":                     {[]string{"github.com/goccy/go-yaml"}, []string{self + "bot", self + "flows"}},
		"cmd/nightdesk/x.go":              {[]string{self + "bot/store", self + "config", self + "webhooks/twilio", self + "flows"}, nil},
	} {
		for _, pkg := range pkgs.may {
			if why := rules.refuses(file, pkg); why != "" {
				t.Errorf("%s should be allowed to import %s, and is told: %s", file, pkg, why)
			}
		}
		for _, pkg := range pkgs.mayNot {
			if rules.refuses(file, pkg) == "" {
				t.Errorf("%s should not be allowed to import %s", file, pkg)
			}
		}
	}
}
