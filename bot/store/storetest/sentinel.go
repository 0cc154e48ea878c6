package storetest

import (
	"context"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"nightdesk/bot/store"
)

// HA is a group of servers that survives the loss of one: Sentinel or Cluster.
type HA struct {
	url   string
	nodes []*process // data nodes
	extra []*process // sentinels
	// master finds the data node that takes a clinic's writes.
	master func(ctx context.Context, clinic string) (*process, error)
}

// URL is the group's address for store.Options.
func (h *HA) URL() string { return h.url }

// Open makes a store of a clinic that no other test has.
func (h *HA) Open(tb testing.TB) *store.Store {
	tb.Helper()
	return Open(tb, store.Options{URL: h.url})
}

// KillMaster kills the node that takes this clinic's writes. It stays dead.
func (h *HA) KillMaster(tb testing.TB, clinic string) {
	tb.Helper()
	h.Master(tb, clinic)()
}

// Master finds the node that takes this clinic's writes now, and returns what kills
// it at once.
func (h *HA) Master(tb testing.TB, clinic string) (kill func()) {
	tb.Helper()
	p, err := h.master(tb.Context(), clinic)
	if err != nil {
		tb.Fatal(err)
	}
	return p.kill
}

// end is Server.end for each data node.
func (h *HA) end(tb testing.TB) {
	defer h.stop()
	for _, p := range h.nodes {
		if p.cmd != nil {
			p.refused(tb)
		}
	}
}

func (h *HA) stop() {
	for _, p := range append(h.nodes, h.extra...) {
		if p.cmd != nil {
			p.kill()
		}
		os.RemoveAll(p.dir)
	}
}

// deskUser is the user of the stores in a group, and their password; the servers
// themselves and the tests are the default user, who may do everything.
const deskUser = "desk"

// node starts one server of the group on a port.
func (h *HA) node(tb testing.TB, port int, sentinel bool, settings func(dir string) []string) *process {
	tb.Helper()
	dir, err := tempDir(tb)
	if err != nil {
		tb.Fatal(err)
	}
	args := settings(dir)
	if !sentinel {
		path := filepath.Join(dir, "users.acl")
		args = append(args, "--aclfile", path)
		if err := os.WriteFile(path, []byte("user "+deskUser+" on >"+deskUser+" "+store.Rights+" "+store.RightsInCluster+"\n"), 0o600); err != nil {
			tb.Fatal(err)
		}
	}
	p := newProcess(dir, net.JoinHostPort("127.0.0.1", strconv.Itoa(port)), args...)
	if sentinel {
		h.extra = append(h.extra, p)
	} else {
		h.nodes = append(h.nodes, p)
	}
	if err := p.start(tb.Context()); err != nil {
		tb.Fatal(err)
	}
	return p
}

// The name Sentinels know the master by, and after how many milliseconds
// without an answer they call it down: short, to keep tests short.
const (
	masterName = "mymaster"
	downAfter  = "1000"
)

// Sentinel starts a master, two replicas and three Sentinels.
func Sentinel(tb testing.TB) *HA {
	tb.Helper()
	h := &HA{}
	tb.Cleanup(func() { h.end(tb) })
	ports := freePorts(tb, 6)
	for i, port := range ports[:3] {
		h.node(tb, port, false, func(dir string) []string {
			args := append(durable(dir), "--min-replicas-to-write", "1")
			if i > 0 {
				args = append(args, "--replicaof", "127.0.0.1 "+strconv.Itoa(ports[0]))
			}
			return args
		})
	}
	var hosts []string
	for _, port := range ports[3:] {
		p := h.node(tb, port, true, func(dir string) []string { return sentinelConfig(tb, dir, port, ports[0]) })
		hosts = append(hosts, p.address)
	}
	h.url = fmt.Sprintf("redis+sentinel://"+deskUser+":"+deskUser+"@%s/0?master=%s", strings.Join(hosts, ","), masterName)
	h.master = h.sentinelMaster
	if err := until(tb.Context(), func() bool { return h.sentinelsAgree(tb.Context()) }); err != nil {
		tb.Fatal("sentinels: ", err)
	}
	return h
}

// sentinelConfig writes the file that a Sentinel rewrites as it learns.
func sentinelConfig(tb testing.TB, dir string, port, master int) []string {
	path := filepath.Join(dir, "sentinel.conf")
	text := fmt.Sprintf("port %d\nbind 127.0.0.1\ndir %s\nlogfile %s/log\nsentinel monitor %s 127.0.0.1 %d 2\n"+
		"sentinel down-after-milliseconds %s %s\nsentinel failover-timeout %s 5000\n",
		port, dir, dir, masterName, master, masterName, downAfter, masterName)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		tb.Fatal(err)
	}
	return []string{path, "--sentinel"}
}

// sentinelsAgree reports whether each knows both replicas and both others, and
// the replicas are in step.
func (h *HA) sentinelsAgree(ctx context.Context) bool {
	for _, p := range h.extra {
		c := p.client()
		m, err := c.Do(ctx, "SENTINEL", "MASTER", masterName).Slice()
		c.Close()
		if err != nil || field(m, "num-slaves") != "2" || field(m, "num-other-sentinels") != "2" {
			return false
		}
	}
	c := h.nodes[0].client()
	defer c.Close()
	info, err := c.Info(ctx, "replication").Result()
	return err == nil && strings.Count(info, "state=online") == 2
}

func field(pairs []any, name string) string {
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i] == name {
			s, _ := pairs[i+1].(string)
			return s
		}
	}
	return ""
}

func (h *HA) sentinelMaster(ctx context.Context, _ string) (*process, error) {
	c := h.extra[0].client()
	defer c.Close()
	addr, err := c.Do(ctx, "SENTINEL", "GET-MASTER-ADDR-BY-NAME", masterName).StringSlice()
	if err != nil {
		return nil, err
	}
	return h.at(net.JoinHostPort(addr[0], addr[1]))
}

func (h *HA) at(address string) (*process, error) {
	for _, p := range h.nodes {
		if p.address == address {
			return p, nil
		}
	}
	return nil, fmt.Errorf("no node of ours at %s", address)
}
