package main

import (
	"bytes"
	"debug/elf"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/goccy/go-yaml"

	"nightdesk/config"
)

// dockerfile is what the image is made of.
type dockerfile struct {
	build   string // the line that builds the binary
	golang  string // the version of the image it is built in
	copies  map[string]string
	command []string // ENTRYPOINT and CMD
}

func readDockerfile(t *testing.T) dockerfile {
	t.Helper()
	src := readRoot(t, "Dockerfile")
	d := dockerfile{copies: map[string]string{}}
	for l := range strings.Lines(src) {
		word, rest, _ := strings.Cut(strings.TrimSpace(l), " ")
		switch {
		case word == "FROM" && strings.HasPrefix(rest, "golang:"):
			d.golang = regexp.MustCompile(`[0-9]+\.[0-9]+`).FindString(rest)
		case word == "RUN" && strings.Contains(rest, "go build"):
			d.build = rest
		case word == "COPY" && !strings.HasPrefix(rest, "--from"):
			f := strings.Fields(rest)
			for _, from := range f[:len(f)-1] {
				d.copies[from] = f[len(f)-1]
			}
		case word == "ENTRYPOINT" || word == "CMD":
			var args []string
			if err := yaml.Unmarshal([]byte(rest), &args); err != nil {
				t.Fatal(err)
			}
			d.command = append(d.command, args...)
		}
	}
	return d
}

func TestTheDockerfileFitsTheTree(t *testing.T) {
	d := readDockerfile(t)
	for from := range d.copies {
		if _, err := os.Stat(filepath.Join(root, from)); err != nil {
			t.Errorf("Dockerfile copies %s: %v", from, err)
		}
	}
	if want := regexp.MustCompile(`(?m)^go ([0-9]+\.[0-9]+)`).FindStringSubmatch(readRoot(t, "go.mod"))[1]; d.golang != want {
		t.Errorf("Dockerfile builds with Go %s, go.mod asks for %s", d.golang, want)
	}
	if i := slices.Index(d.command, "--config"); i < 0 || d.copies["config/clinic.example.yaml"] != d.command[i+1] {
		t.Errorf("the image starts %q, and the settings are copied to %s", d.command, d.copies["config/clinic.example.yaml"])
	}
	parser, err := newParser(streams{out: io.Discard, err: io.Discard})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := parser.Parse(d.command[1:]); err != nil {
		t.Errorf("the image starts %q: %v", d.command, err)
	}
}

// The binary of the image needs nothing of the machine it runs on: no linker, no
// zone files, no shell. It is run from an empty folder with an empty environment
// and, where the test may, in a root that holds nothing else.
func TestTheImagesBinaryStandsAlone(t *testing.T) {
	if testing.Short() {
		t.Log("short: the image's own build is left to the full suite")
		return
	}
	t.Parallel()
	d := readDockerfile(t)
	empty := t.TempDir()
	binary := filepath.Join(empty, "nightdesk")
	build := exec.CommandContext(t.Context(), "sh", "-c", strings.Replace(d.build, "-o "+d.command[0], "-o "+binary, 1))
	build.Dir = root
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", d.build, err, out)
	}
	isStatic(t, binary)

	settings := filepath.Join(empty, d.copies["config/clinic.example.yaml"])
	if err := os.MkdirAll(filepath.Dir(settings), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(settings, []byte(readRoot(t, "config/clinic.example.yaml")), 0o644); err != nil {
		t.Fatal(err)
	}
	inside := func(args ...string) (string, int) {
		cmd := exec.CommandContext(t.Context(), binary, args...)
		cmd.Dir, cmd.Env = empty, []string{}
		if os.Geteuid() == 0 {
			cmd.Path, cmd.Dir, cmd.SysProcAttr = "/nightdesk", "/", &syscall.SysProcAttr{Chroot: empty}
		} else {
			for i, a := range args {
				if strings.HasPrefix(a, "/") {
					args[i] = filepath.Join(empty, a)
				}
			}
			cmd.Args = append([]string{binary}, args...)
		}
		out, err := cmd.CombinedOutput()
		if cmd.ProcessState == nil {
			t.Fatal(err)
		}
		return string(out), cmd.ProcessState.ExitCode()
	}
	if out, code := inside("version"); code != exitGood || !strings.HasPrefix(out, "nightdesk ") {
		t.Errorf("version ends with %d: %s", code, out)
	}
	if out, code := inside("serve", "--help"); code != exitGood || !strings.Contains(out, "--config") {
		t.Errorf("serve --help ends with %d: %s", code, out)
	}
	// The settings, zone and all, are read; only the environment is missed.
	out, code := inside(slices.Clone(d.command[1:])...)
	if all := strings.Count(out, "\n"); code != exitProblems || all == 0 || strings.Count(out, "environment: error: ") != all {
		t.Errorf("it starts with exit code %d and says:\n%s", code, out)
	}
	if out, code := inside("check"); code != exitGood {
		t.Errorf("check ends with %d: %s", code, out)
	}
}

func isStatic(t *testing.T, binary string) {
	t.Helper()
	f, err := elf.Open(binary)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if libs, err := f.ImportedLibraries(); err != nil || len(libs) > 0 {
		t.Errorf("the binary needs %v (%v)", libs, err)
	}
	for _, p := range f.Progs {
		if p.Type == elf.PT_INTERP {
			t.Error("the binary needs a dynamic linker")
		}
	}
	b, err := os.ReadFile(binary)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(b, []byte("Pacific/Pitcairn")) { // a zone that nothing of ours names
		t.Error("the binary does not bring the time zones")
	}
}

// composeFile is compose.yaml.
type composeFile struct {
	Services map[string]composeService
	Volumes  map[string]any
}

type composeService struct {
	Image, User string
	Command     any // words, or one line of them
	Environment map[string]string
	Volumes     []string
	GroupAdd    []string                              `yaml:"group_add"`
	DependsOn   map[string]struct{ Condition string } `yaml:"depends_on"`
	Healthcheck struct{ Test []string }
}

func readCompose(t *testing.T) composeFile {
	t.Helper()
	var f composeFile
	if err := yaml.Unmarshal([]byte(readRoot(t, "compose.yaml")), &f); err != nil {
		t.Fatal(err)
	}
	return f
}

// words are the service's command.
func (s composeService) words() (args []string) {
	if list, ok := s.Command.([]any); ok {
		for _, w := range list {
			args = append(args, fmt.Sprint(w))
		}
		return args
	}
	for w := range strings.FieldsSeq(fmt.Sprint(s.Command)) {
		args = append(args, strings.Trim(w, `"`))
	}
	return args
}

func TestComposeRunsAStoreThatKeepsWhatItAcknowledges(t *testing.T) {
	compose := readCompose(t)
	desk, redis := compose.Services["nightdesk"], compose.Services["redis"]
	args := redis.words()
	for _, want := range []string{"--appendonly yes", "--appendfsync always", "--maxmemory-policy noeviction"} {
		if !strings.Contains(strings.Join(args, " "), want) {
			t.Errorf("redis is started without %s", want)
		}
	}
	if major := regexp.MustCompile(`^redis:([0-9]+)\.`).FindStringSubmatch(redis.Image); major == nil || len(major[1]) == 1 && major[1] < "7" {
		t.Errorf("the image %q is not Redis 7.0 or later", redis.Image)
	}
	if !slices.ContainsFunc(redis.Volumes, func(v string) bool { return strings.HasSuffix(v, ":/data") }) {
		t.Errorf("redis keeps its files in %v, want a volume at /data", redis.Volumes)
	}
	for _, v := range slices.Concat(redis.Volumes, desk.Volumes) {
		if strings.HasPrefix(v, "./") {
			continue
		}
		if name, _, _ := strings.Cut(v, ":"); !hasKey(compose.Volumes, name) {
			t.Errorf("the volume %s is not defined", name)
		}
	}
	if desk.DependsOn["redis"].Condition != "service_healthy" || len(redis.Healthcheck.Test) == 0 {
		t.Error("nightdesk does not wait for redis to be healthy")
	}
	d := readDockerfile(t)
	mounted := slices.ContainsFunc(desk.Volumes, func(v string) bool {
		from, to, _ := strings.Cut(strings.TrimSuffix(v, ":ro"), ":")
		_, err := os.Stat(filepath.Join(root, from))
		return err == nil && slices.Contains(d.command, to)
	})
	if !mounted {
		t.Errorf("of %v none is a settings file where the image looks for it", desk.Volumes)
	}
	var environ []string
	for k, v := range desk.Environment {
		environ = append(environ, k+"="+v)
	}
	p, _ := config.FromEnv(environ, os.ReadFile)
	// The rest of the container is read only, and its user is nobody: the checkpoints
	// need a volume over a folder that the image gives to this user.
	kept := filepath.Dir(p.AuditFile)
	if !slices.ContainsFunc(desk.Volumes, func(v string) bool { return strings.HasSuffix(v, ":"+kept) }) {
		t.Errorf("no volume of %v holds NIGHTDESK_AUDIT_FILE, %q", desk.Volumes, p.AuditFile)
	}
	image := readRoot(t, "Dockerfile")
	user := matches(`(?m)^USER (\S+)$`, image)
	if len(user) != 1 || !regexp.MustCompile(`(?m)^COPY --from=build --chown=`+regexp.QuoteMeta(user[0])+` \S+ `+regexp.QuoteMeta(kept)+`$`).MatchString(image) {
		t.Errorf("the image does not give %s to its user %v", kept, user)
	}
}

func hasKey(m map[string]any, key string) bool {
	_, ok := m[key]
	return ok
}
