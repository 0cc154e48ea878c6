package storetest

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
)

// process is one redis-server of ours, which can be killed and started again on
// the same files.
type process struct {
	dir     string
	address string // socket path or host:port
	args    []string
	keeper  bool // there is a user who may do everything: see rights
	cmd     *exec.Cmd
	done    chan struct{}
}

// newProcess lays out a server that keeps its files in dir.
//
// A settings file, if there is one, has to come first.
func newProcess(dir, address string, args ...string) *process {
	if filepath.IsAbs(address) {
		args = append(args, "--port", "0", "--unixsocket", address, "--unixsocketperm", "600")
	} else {
		_, port, _ := net.SplitHostPort(address)
		args = append(args, "--port", port, "--bind", "127.0.0.1")
	}
	return &process{dir: dir, address: address, args: args}
}

// durable are the settings that production is told to use.
func durable(dir string) []string {
	return []string{"--dir", dir, "--appendonly", "yes", "--appendfsync", "always", "--save", "",
		"--maxmemory-policy", "noeviction", "--repl-diskless-sync-delay", "0", "--logfile", filepath.Join(dir, "log")}
}

// start runs the server and waits until it answers.
func (p *process) start(ctx context.Context) error {
	bin, err := exec.LookPath("redis-server")
	if err != nil {
		return fmt.Errorf("redis-server is not installed: the store is tested against a real one; on Debian: apt-get install redis-server")
	}
	p.done = make(chan struct{})
	begun := make(chan error)
	go func() {
		// The kernel kills a child when the thread that made it ends, so that
		// thread has to stay: a test that panics leaves no server behind.
		runtime.LockOSThread()
		p.cmd = exec.Command(bin, p.args...)
		p.cmd.SysProcAttr = dieWithUs()
		err := p.cmd.Start()
		begun <- err
		if err == nil {
			_ = p.cmd.Wait()
		}
		close(p.done)
	}()
	if err := <-begun; err != nil {
		return fmt.Errorf("start redis-server: %w", err)
	}
	if err := p.answers(ctx); err != nil {
		p.signal(syscall.SIGKILL)
		log, _ := os.ReadFile(filepath.Join(p.dir, "log"))
		return fmt.Errorf("redis-server did not answer: %w\n%s", err, log)
	}
	return nil
}

// answers waits for a PONG, or for the process to give up.
func (p *process) answers(ctx context.Context) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	done := p.done // a later start has its own
	go func() {
		select {
		case <-done:
			cancel(errors.New("it ended"))
		case <-ctx.Done():
		}
	}()
	c := p.client()
	defer c.Close()
	return until(ctx, func() bool { return c.Ping(ctx).Err() == nil })
}

// client is a plain connection to the process.
func (p *process) client() *redis.Client {
	quiet()
	network := "tcp"
	if filepath.IsAbs(p.address) {
		network = "unix"
	}
	o := redis.Options{Network: network, Addr: p.address, MaxRetries: -1, DialerRetries: 1,
		DialTimeout: time.Second, DisableIdentity: true, Protocol: 2}
	if p.keeper {
		o.Username, o.Password = keeper, keeper
	}
	return redis.NewClient(&o)
}

// kill ends the process at once, as a crash would.
func (p *process) kill() {
	p.signal(syscall.SIGCONT)
	p.signal(syscall.SIGKILL)
	<-p.done
}

func (p *process) signal(s syscall.Signal) {
	if p.cmd != nil && p.cmd.Process != nil {
		_ = p.cmd.Process.Signal(s)
	}
}

// quiet keeps the library's own lines about servers that are not up yet out of
// the tests' output.
var quiet = sync.OnceFunc(func() { redis.SetLogger(silent{}) })

type silent struct{}

func (silent) Printf(context.Context, string, ...any) {}

// until asks again and again, pausing briefly, until ok says yes.
func until(ctx context.Context, ok func() bool) error {
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	tick := time.NewTicker(4 * time.Millisecond)
	defer tick.Stop()
	for !ok() {
		select {
		case <-ctx.Done():
			return fmt.Errorf("waited in vain: %w", context.Cause(ctx))
		case <-tick.C:
		}
	}
	return nil
}

// lastPort is the last one that was looked at, so that groups started at the
// same time get different ones; other test binaries begin elsewhere.
var lastPort struct {
	sync.Mutex
	n int
}

// freePorts finds n loopback ports below the range that connections use.
func freePorts(tb testing.TB, n int) []int {
	tb.Helper()
	lastPort.Lock()
	defer lastPort.Unlock()
	if lastPort.n == 0 {
		lastPort.n = 20000 + os.Getpid()*37%9000
	}
	var ports []int
	for len(ports) < n {
		if lastPort.n++; lastPort.n > 32000 {
			tb.Fatal("no free ports between 20000 and 32000")
		}
		p := lastPort.n
		l, err := net.Listen("tcp", "127.0.0.1:"+strconv.Itoa(p))
		if err != nil {
			continue
		}
		l.Close()
		ports = append(ports, p)
	}
	return ports
}

// tempDir is a directory with a short name, for sockets, removed at the end.
//
// It is in memory where there is room: a server that syncs every write waits for the
// disk most of the time, and a kill of the process, which is all that tests do, loses
// nothing of either. What a disk costs is part of what benchmarks measure, and TMPDIR
// says where else it is to be.
func tempDir(tb testing.TB) (string, error) {
	if _, bench := tb.(*testing.B); bench || os.Getenv("TMPDIR") != "" {
		return os.MkdirTemp("", "nd")
	}
	return os.MkdirTemp(memory(), "nd")
}

// memory is asked for once: what other servers write in the meantime is not to part them.
var memory = sync.OnceValue(memoryDir)
