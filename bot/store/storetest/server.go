package storetest

import (
	"context"
	"crypto/rand"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/redis/go-redis/v9"

	"nightdesk/bot/store"
)

// Server is a redis-server of the tests' own, with the durability that
// production asks for.
type Server struct {
	p *process
}

// shared is the one server of this test binary, alive while a test uses it.
var shared struct {
	sync.Mutex
	users int
	srv   *Server
}

// Redis is the test binary's shared server. Tests that kill or reconfigure a
// server take one of their own from Start.
func Redis(tb testing.TB) *Server {
	tb.Helper()
	shared.Lock()
	defer shared.Unlock()
	if shared.users == 0 {
		shared.srv = start(tb)
	}
	shared.users++
	tb.Cleanup(func() {
		shared.Lock()
		defer shared.Unlock()
		if shared.users--; shared.users == 0 {
			shared.srv.end(tb)
		}
	})
	return shared.srv
}

// Start starts a server for this test alone. Settings are those of
// redis-server's command line ("--appendfsync", "everysec"), last wins.
func Start(tb testing.TB, settings ...string) *Server {
	tb.Helper()
	s := start(tb, settings...)
	tb.Cleanup(func() { s.end(tb) })
	return s
}

func start(tb testing.TB, settings ...string) *Server {
	tb.Helper()
	dir, err := tempDir(tb)
	if err != nil {
		tb.Fatal(err)
	}
	args, err := rights(dir)
	if err != nil {
		tb.Fatal(err)
	}
	s := &Server{p: newProcess(dir, filepath.Join(dir, "s"), slices.Concat(durable(dir), args, settings)...)}
	s.p.keeper = true
	if err := s.p.start(context.Background()); err != nil {
		os.RemoveAll(dir)
		tb.Fatal(err)
	}
	return s
}

// keeper is the user who looks behind the store, and their password.
const keeper = "keeper"

// rights lets whoever says nothing of themselves do what a store may do, and no more.
func rights(dir string) ([]string, error) {
	path := filepath.Join(dir, "users.acl")
	users := "user default on nopass " + store.Rights + "\nuser " + keeper + " on >" + keeper + " ~* &* +@all\n"
	return []string{"--aclfile", path}, os.WriteFile(path, []byte(users), 0o600)
}

// end stops the server, and fails if a store asked for what it may not: most errors of
// that kind end a test by themselves, but some commands have their answer ignored.
func (s *Server) end(tb testing.TB) {
	defer s.stop()
	s.p.refused(tb)
}

// refused fails for what somebody asked of the server and may not.
func (p *process) refused(tb testing.TB) {
	c := p.client()
	defer c.Close()
	refused, err := c.ACLLog(context.Background(), 3).Result()
	if err != nil {
		return // it was killed
	}
	for _, r := range refused {
		tb.Errorf("a store may not %s: if it must, store.Rights has to say so", r.Object)
	}
}

func (s *Server) stop() {
	s.p.kill()
	os.RemoveAll(s.p.dir)
}

// URL is the server's address for store.Options.
func (s *Server) URL() string { return "unix://" + s.p.address }

// Open makes a store of a clinic that no other test has.
func (s *Server) Open(tb testing.TB) *store.Store {
	tb.Helper()
	return Open(tb, store.Options{URL: s.URL()})
}

// Client is a plain connection, for looking behind the store.
func (s *Server) Client(tb testing.TB) *redis.Client {
	c := s.p.client()
	tb.Cleanup(func() { c.Close() })
	return c
}

// Hang stops the server where it is: it takes connections, and answers nothing.
func (s *Server) Hang() { s.p.signal(syscall.SIGSTOP) }

// GoOn ends a hang.
func (s *Server) GoOn() { s.p.signal(syscall.SIGCONT) }

// Kill ends the server at once, as a crash would.
func (s *Server) Kill() { s.p.kill() }

// Restart starts a killed server again on the same files.
func (s *Server) Restart(tb testing.TB) {
	tb.Helper()
	if err := s.p.start(context.Background()); err != nil {
		tb.Fatal(err)
	}
}

// Files is everything the server has written to disk, its log included.
func (s *Server) Files(tb testing.TB) []byte {
	tb.Helper()
	var all []byte
	err := filepath.WalkDir(s.p.dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		b, err := os.ReadFile(path)
		all = append(all, b...)
		return err
	})
	if err != nil {
		tb.Fatal(err)
	}
	return all
}

// Open makes a store with what o leaves out: fresh keys, and a clinic that no
// other test has.
func Open(tb testing.TB, o store.Options) *store.Store {
	tb.Helper()
	if o.Clinic == "" {
		o.Clinic = Clinic()
	}
	if o.Keys.Empty() {
		o.Keys = Keys(tb)
	}
	s, err := store.Open(context.Background(), o)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { s.Close() })
	return s
}

// Clinic is a clinic id that no other test has.
func Clinic() string { return strings.ToLower(rand.Text()[:12]) }

// Keys is a fresh keyset.
func Keys(tb testing.TB) store.Keyset {
	tb.Helper()
	k, err := store.NewKeyset(rand.Reader)
	if err != nil {
		tb.Fatal(err)
	}
	return k
}
