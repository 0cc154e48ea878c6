package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"nightdesk/bot"
	"nightdesk/bot/store"
	"nightdesk/bot/store/storetest"
	"nightdesk/flows/clinic"
	"nightdesk/webhooks/twilio/twiliotest"
)

func TestMain(m *testing.M) {
	testscript.Main(tidy{m}, map[string]func(){"nightdesk": main})
}

// tidy are the tests, and then what they built is removed.
type tidy struct{ *testing.M }

func (m tidy) Run() int {
	defer func() { _ = os.RemoveAll(built.dir) }()
	return m.M.Run()
}

// TestCommands runs the real binary's main as people run it, in an environment
// that holds nothing of ours. Beside what testscript offers, scripts may say:
//
//	exits CODE COMMAND...   run it, and want this exit code; with 2, one line and a hint
//	keep NAME               put what it printed into a variable
//	scripts DIR             copy the built-in scripts, without their talks
//	edit FILE OLD NEW       replace the one place where OLD stands
//	misspell FILE           put a slip into every key of a clinic.yaml
//	named FILE              every such slip was printed, with its place and its mend
//	opens OLD NEW           what is stored under the keyset OLD is read with NEW
func TestCommands(t *testing.T) {
	redis := storetest.Redis(t)
	carrier, err := twiliotest.Start(twiliotest.Options{Numbers: []string{"+19075550100"}, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(carrier.Close)
	example, err := filepath.Abs("../../config/clinic.example.yaml")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(e *testscript.Env) error {
			e.Setenv("EXAMPLE", example)
			e.Setenv("REDIS", redis.URL())
			e.Setenv("CARRIER", carrier.URL())
			e.Setenv("SID", twiliotest.AccountSID)
			e.Setenv("TOKEN", twiliotest.AuthToken)
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits": exits,
			"keep": func(ts *testscript.TestScript, _ bool, a []string) {
				ts.Setenv(a[0], strings.TrimSpace(ts.ReadFile("stdout")))
			},
			"audited": func(ts *testscript.TestScript, _ bool, a []string) {
				ts.Check(audited(t, redis.URL(), ts.Getenv("NIGHTDESK_KEYSET"), a[0], store.AuditEntry{Actor: a[1], Note: a[2], Detail: a[3]}))
			},
			"scripts":  copyScripts,
			"edit":     edit,
			"misspell": misspell,
			"named":    named,
			"opens": func(ts *testscript.TestScript, neg bool, a []string) {
				if err := opens(t, redis.URL(), ts.Getenv(a[0]), ts.Getenv(a[1])); neg != (err != nil) {
					ts.Fatalf("the keyset %s reads what %s sealed: %v (%v)", a[1], a[0], err == nil, err)
				}
			},
		},
	})
}

// oneHint is how wrong use is answered: one line in lower case, names and quoted
// words aside, and what to do about it.
var oneHint = regexp.MustCompile(`^nightdesk: [^A-Z\n].*\(mend: .+\)\n$`)

func exits(ts *testscript.TestScript, _ bool, args []string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got, err := 0, ts.Exec(args[1], args[2:]...)
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		got = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
	if said := ts.ReadFile("stderr"); want == exitUsage && !oneHint.MatchString(said) {
		ts.Fatalf("wrong use is answered %q, want one lower-case line with a hint", said)
	}
}

func copyScripts(ts *testscript.TestScript, _ bool, args []string) {
	dir := ts.MkAbs(args[0])
	ts.Check(os.MkdirAll(dir, 0o755))
	writeScripts(ts.Check, dir)
}

// writeScripts copies the built-in scripts, without their talks, into a folder.
func writeScripts(check func(error), dir string) {
	names, err := fs.Glob(clinic.FS, "*.flow")
	check(err)
	for _, name := range names {
		src, err := fs.ReadFile(clinic.FS, name)
		check(err)
		check(os.WriteFile(filepath.Join(dir, name), src, 0o644))
	}
}

func edit(ts *testscript.TestScript, _ bool, args []string) {
	if strings.Count(ts.ReadFile(args[0]), args[1]) != 1 {
		ts.Fatalf("%q does not stand in %s once", args[1], args[0])
	}
	edited := strings.Replace(ts.ReadFile(args[0]), args[1], strings.Join(args[2:], "\n"), 1)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(edited), 0o644))
}

// yamlKey is a line of clinic.yaml that begins with a key.
var yamlKey = regexp.MustCompile(`^( *(?:- )?[A-Za-z_-]*)([A-Za-z])(: .*|:)$`)

// misspell doubles the last letter of every key.
func misspell(ts *testscript.TestScript, _ bool, args []string) {
	lines := strings.Split(ts.ReadFile(args[0]), "\n")
	for i, l := range lines {
		lines[i] = yamlKey.ReplaceAllString(l, "${1}${2}${2}${3}")
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(strings.Join(lines, "\n")), 0o644))
}

// named wants a problem with a mend for each line of a misspelt file that has a
// key, wherever it was printed.
func named(ts *testscript.TestScript, _ bool, args []string) {
	said := ts.ReadFile("stdout") + ts.ReadFile("stderr")
	for i, l := range strings.Split(ts.ReadFile(args[0]), "\n") {
		key := yamlKey.FindString(l)
		problem := fmt.Sprintf(`(?m)\b%s:%d:[0-9]+: error: .+ \(mend: .+\)$`, regexp.QuoteMeta(args[0]), i+1)
		if key != "" && !regexp.MustCompile(problem).MatchString(said) {
			ts.Fatalf("%s:%d: nothing is said of %q", args[0], i+1, key)
		}
	}
	if bad := regexp.MustCompile(`(?m)^.*: error: .*[^)\n]$`).FindString(said); bad != "" {
		ts.Fatalf("a problem without a mend: %s", bad)
	}
}

// opens stores a session under one keyset and reads it with another.
func opens(t *testing.T, url, before, after string) error {
	const who bot.Phone = "+19075550141"
	clinic := storetest.Clinic()
	with := func(text string, use func(*store.Store) error) error {
		keys, err := store.ParseKeyset(text)
		if err != nil {
			return err
		}
		st, err := store.Open(t.Context(), store.Options{URL: url, Clinic: clinic, Keys: keys})
		if err != nil {
			return err
		}
		return errors.Join(use(st), st.Close())
	}
	err := with(before, func(st *store.Store) error {
		_, err := st.Commit(t.Context(), bot.Commit{Input: "SM1", Digest: "d", At: time.Now(), Person: st.Person(who), Actor: "person", Note: "answer",
			Session: &bot.Session{Format: bot.SessionFormat, Phone: who, Turns: 7}})
		return err
	})
	if err != nil {
		return err
	}
	return with(after, func(st *store.Store) error {
		l, err := st.Load(t.Context(), "", st.Person(who))
		if err == nil && l.Session.Turns != 7 {
			err = errors.New("the session is not there")
		}
		return err
	})
}

// audited looks whether the audit log of a clinic holds an entry.
func audited(t *testing.T, url, keyset, clinic string, want store.AuditEntry) error {
	keys, err := store.ParseKeyset(keyset)
	if err != nil {
		return err
	}
	st, err := store.Open(t.Context(), store.Options{URL: url, Clinic: clinic, Keys: keys})
	if err != nil {
		return err
	}
	defer func() { _ = st.Close() }()
	found := false
	err = st.AuditBetween(t.Context(), time.Now().Add(-time.Hour), time.Now().Add(time.Hour), func(e store.AuditEntry) error {
		found = found || e.Actor == want.Actor && e.Note == want.Note && e.Detail == want.Detail
		return nil
	})
	if err == nil && !found {
		err = fmt.Errorf("the audit log has no %s by %s with %q", want.Note, want.Actor, want.Detail)
	}
	return err
}
