package main

import (
	"bytes"
	"crypto/rand"
	"crypto/tls"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nightdesk/bot/store"
	"nightdesk/bot/store/storetest"
	"nightdesk/config"
	"nightdesk/webhooks/twilio/twiliotest"
)

// certsOf runs "certs" on a folder and returns what it made.
func certsOf(t *testing.T, dir string, code int, args ...string) (files map[string]string, out string) {
	t.Helper()
	got, out, errs := ran(t, nil, "", append([]string{"certs", dir}, args...)...)
	if got != code {
		t.Fatalf("certs %v: %d, want %d: %s%s", args, got, code, out, errs)
	}
	files = map[string]string{}
	for _, d := range []string{"redis", "desk"} {
		all, err := os.ReadDir(filepath.Join(dir, d))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range all {
			b, err := os.ReadFile(filepath.Join(dir, d, f.Name()))
			if err != nil {
				t.Fatal(err)
			}
			files[d+"/"+f.Name()] = string(b)
		}
	}
	return files, out + errs
}

func TestCertsAreMadeOnceAndChangedWhenAsked(t *testing.T) {
	dir := t.TempDir()
	for _, d := range []string{"redis", "desk"} {
		if err := os.Mkdir(filepath.Join(dir, d), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	one, _ := certsOf(t, dir, exitGood)
	for name, mode := range map[string]os.FileMode{"redis/redis.key": 0o640, usersFile: 0o640, "redis/redis.crt": 0o644, "desk/redis.key": 0o600, "desk/desk.key": 0o600, lastCert: 0o600} {
		if info, err := os.Stat(filepath.Join(dir, name)); err != nil || info.Mode().Perm() != mode {
			t.Errorf("%s: %v %v, want %v", name, info.Mode(), err, mode)
		}
	}
	if len(one) != 10 {
		t.Errorf("%d files", len(one))
	}
	_, after, _ := strings.Cut(one[lastCert], "rediss://nightdesk:")
	password, _, _ := strings.Cut(after, "@")
	if len(password) < 26 {
		t.Fatalf("the password is %d letters", len(password))
	}
	for name, text := range one {
		if name != lastCert && strings.Contains(text, password) {
			t.Errorf("%s holds the password", name)
		}
		if strings.HasPrefix(name, "redis/") && text == one["desk/redis.key"] {
			t.Errorf("%s is nightdesk's key", name)
		}
	}
	two, out := certsOf(t, dir, exitGood)
	if two[lastCert] != one[lastCert] || two["redis/redis.crt"] != one["redis/redis.crt"] || !strings.Contains(out, "good until "+time.Now().Add(goodFor).Format("2006")) {
		t.Errorf("a second start changes them: %s", out)
	}

	// Rights of an older version are brought up to date; the password stays.
	old := strings.Replace(one[usersFile], "+@write", "+set", 1)
	if err := os.WriteFile(filepath.Join(dir, usersFile), []byte(old), 0o640); err != nil {
		t.Fatal(err)
	}
	if got, _ := certsOf(t, dir, exitGood); got[usersFile] != one[usersFile] {
		t.Errorf("the users are %s", got[usersFile])
	}

	// A start that was cut off in the middle is begun again; what can't be read is not
	// written over unless somebody wants it.
	if err := os.Remove(filepath.Join(dir, lastCert)); err != nil {
		t.Fatal(err)
	}
	three, _ := certsOf(t, dir, exitGood)
	if three["desk/ca.crt"] == one["desk/ca.crt"] || three["desk/ca.crt"] != three["redis/ca.crt"] {
		t.Error("after a start that was cut off the two do not know each other")
	}
	if err := os.WriteFile(filepath.Join(dir, "desk/desk.crt"), []byte("spoilt"), 0o644); err != nil {
		t.Fatal(err)
	}
	if got, out := certsOf(t, dir, exitProblems); got["redis/ca.crt"] != three["redis/ca.crt"] || !strings.Contains(out, "--anew") {
		t.Errorf("spoilt ones: %s", out)
	}
	four, _ := certsOf(t, dir, exitGood, "--anew")
	if four["redis/ca.crt"] == three["redis/ca.crt"] || four[lastCert] == three[lastCert] {
		t.Error("--anew leaves what was there")
	}
	if err := os.RemoveAll(filepath.Join(dir, "redis")); err != nil {
		t.Fatal(err)
	}
	if code, _, errs := ran(t, nil, "", "certs", dir); code != exitProblems || !strings.Contains(errs, "folders redis and desk") {
		t.Errorf("without its folder: %d %s", code, errs)
	}
}

// Those that were cut off while they were made anew, or put together of two makings, are
// not taken for good; what has ended is made anew, and a clock that is wrong makes none
// that end too early or begin too late.
func TestCertsThatDoNotFitOrHaveEnded(t *testing.T) {
	dir, now := t.TempDir(), time.Now()
	for _, d := range []string{"redis", "desk"} {
		if err := os.Mkdir(filepath.Join(dir, d), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	made := func(at time.Time, anew bool) (string, error) {
		var out bytes.Buffer
		err := (&certsCmd{Dir: dir, Anew: anew}).run(&streams{out: &out}, at)
		return out.String(), err
	}
	if _, err := made(time.Unix(0, 0), false); err == nil || !strings.Contains(err.Error(), "clock") {
		t.Errorf("made in 1970: %v", err)
	}
	if _, err := made(now.AddDate(3, 0, 0), false); err != nil {
		t.Fatal(err)
	}
	one, out := certsOf(t, dir, exitGood)
	if pair, err := tls.LoadX509KeyPair(filepath.Join(dir, "redis/redis.crt"), filepath.Join(dir, "redis/redis.key")); err != nil || pair.Leaf.NotBefore.After(now) {
		t.Errorf("a clock that was ahead made what is not good yet: %v %s", err, out)
	}
	if out, err := made(now.AddDate(9, 0, 0), false); err != nil || !strings.Contains(out, "ended on") || !strings.Contains(out, "made") {
		t.Errorf("what has ended: %q %v", out, err)
	}
	if _, err := made(now, true); err != nil {
		t.Fatal(err)
	}
	two, _ := certsOf(t, dir, exitGood)
	for _, mixed := range [][]string{{"redis/ca.crt", "redis/redis.crt", "redis/redis.key"}, {"desk/ca.crt"}, {"desk/redis.crt", "desk/redis.key"}, {usersFile}, {lastCert}} {
		for _, name := range mixed {
			if err := os.WriteFile(filepath.Join(dir, name), []byte(one[name]), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := made(now, false); err == nil || !strings.Contains(err.Error(), "--anew") {
			t.Errorf("%v of an earlier making: %v", mixed, err)
		}
		for _, name := range mixed {
			if err := os.WriteFile(filepath.Join(dir, name), []byte(two[name]), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	// The folder of Redis is full, or another's: nothing says afterwards that all is there.
	inTheWay := filepath.Join(dir, "redis/redis.key")
	if err := errors.Join(os.Remove(inTheWay), os.Mkdir(inTheWay, 0o755)); err != nil {
		t.Fatal(err)
	}
	if _, err := made(now, true); err == nil {
		t.Fatal("it was written into a folder")
	}
	if err := os.Remove(inTheWay); err != nil {
		t.Fatal(err)
	}
	if out, err := made(now, false); err != nil || !strings.HasPrefix(out, "made") {
		t.Errorf("after --anew that was cut off: %q %v", out, err)
	}
}

// doctor says of certificates and of the key when they end, and complains in time.
func TestDoctorSaysWhatEndsWhen(t *testing.T) {
	now := time.Date(2026, 11, 27, 15, 0, 0, 0, time.UTC)
	ca, err := newAuthority(now)
	if err != nil {
		t.Fatal(err)
	}
	k, err := store.NewKeyset(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	p := config.Process{PublicURL: "https://desk.example.org", RedisCA: string(ca.pem)}
	st := storetest.Redis(t).Open(t)
	token := map[string]string{"TWILIO_AUTH_TOKEN": twiliotest.AuthToken}
	if since, err := st.SecretSince(t.Context(), token, true); err != nil || len(since) != 1 {
		t.Fatal(since, err)
	}
	today, year := time.Now(), time.Now().Add(store.KeyFor)
	secrets := secretsOf(config.Process{Twilio: config.Twilio{AuthTokens: []config.Secret{twiliotest.AuthToken, "older"}}, RedisURL: "redis://h"}, config.Clinic{}, nil)
	if d := cmp.Diff(token, secrets); d != "" {
		t.Error(d)
	}
	for _, tt := range []struct {
		do   func(f *findings)
		bad  int
		want string
	}{
		{func(f *findings) { f.certificates(p, now) }, 0, "good  certificates   that of NIGHTDESK_REDIS_CA is good until 2031-11-26\n"},
		{func(f *findings) { f.certificates(p, now.Add(goodFor-30*24*time.Hour)) }, 1, "BAD   certificates   that of NIGHTDESK_REDIS_CA ends on 2031-11-26 (mend: "},
		{func(f *findings) { f.certificates(config.Process{}, now) }, 0, ""},
		{func(f *findings) { f.keyAge(k, now) }, 0, "note  keyset         nobody wrote down when"},
		{func(f *findings) { f.keyAge(k.MadeAt(now), now) }, 0, "good  keyset         the key that seals what is stored was made on 2026-11-27; change it by 2027-11-27\n"},
		{func(f *findings) { f.keyAge(k.MadeAt(now), now.Add(store.KeyFor)) }, 1, "BAD   keyset         the key that seals what is stored was made on 2026-11-27, and is to be changed once a year (mend: nightdesk keyset rotate"},
		{func(f *findings) { f.secrets(t.Context(), st, secrets, today) }, 0, "good  secrets        the same for less than a year: TWILIO_AUTH_TOKEN since " + today.UTC().Format("2006-")},
		{func(f *findings) { f.secrets(t.Context(), st, secrets, year) }, 1, "BAD   secrets        that of TWILIO_AUTH_TOKEN has been the same since " + today.UTC().Format("2006-")},
		{func(f *findings) { f.secrets(t.Context(), st, map[string]string{"TWILIO_AUTH_TOKEN": "new"}, year) }, 0, ""},
		{func(f *findings) { f.consoleName(p) }, 0, "note  console        it shares the host name of the webhooks"},
		{func(f *findings) {
			f.consoleName(config.Process{PublicURL: p.PublicURL, ConsoleURL: "http://console.example.org"})
		}, 1, "BAD   console        console: people may sign in over https"},
		{func(f *findings) { // serve says it too
			(&program{s: settings{process: p, log: slog.New(slog.NewTextHandler(f.std.out, nil))}}).warnOfEnds(now.Add(goodFor))
		}, 0, "time="},
		{func(f *findings) {
			(&program{s: settings{process: p, log: slog.New(slog.NewTextHandler(f.std.out, nil))}}).warnOfEnds(now)
		}, 0, ""},
	} {
		var out bytes.Buffer
		f := &findings{std: &streams{out: &out}}
		tt.do(f)
		if f.bad != tt.bad || !strings.HasPrefix(out.String(), tt.want) || tt.want == "" && out.Len() > 0 {
			t.Errorf("%d bad, says %q, want %d, %q", f.bad, out.String(), tt.bad, tt.want)
		}
	}
}
