package storetest

import (
	"context"
	"fmt"
	"net"
	"strconv"
	"strings"
	"testing"
)

const slots = 16384

// Cluster starts three masters with one replica each.
func Cluster(tb testing.TB) *HA {
	tb.Helper()
	h := &HA{}
	tb.Cleanup(func() { h.end(tb) })
	ports := freePorts(tb, 12)
	var hosts []string
	for i, port := range ports[:6] {
		p := h.node(tb, port, false, func(dir string) []string {
			return append(durable(dir), "--cluster-enabled", "yes", "--cluster-node-timeout", downAfter,
				"--cluster-port", strconv.Itoa(ports[6+i]), "--cluster-replica-validity-factor", "0")
		})
		hosts = append(hosts, p.address)
	}
	h.url = "redis+cluster://" + deskUser + ":" + deskUser + "@" + strings.Join(hosts, ",")
	h.master = h.clusterMaster
	h.join(tb, ports)
	return h
}

// join introduces the nodes to one another, deals out the slots, and makes the
// last three the replicas of the first three.
func (h *HA) join(tb testing.TB, ports []int) {
	tb.Helper()
	ctx := tb.Context()
	ids := make([]string, 3)
	for i, p := range h.nodes {
		c := p.client()
		defer c.Close()
		if i < 3 {
			if err := c.Do(ctx, "CLUSTER", "ADDSLOTSRANGE", i*slots/3, (i+1)*slots/3-1).Err(); err != nil {
				tb.Fatal("deal out slots: ", err)
			}
			ids[i] = c.Do(ctx, "CLUSTER", "MYID").Val().(string)
		}
		if i > 0 {
			if err := c.Do(ctx, "CLUSTER", "MEET", "127.0.0.1", ports[0], ports[6]).Err(); err != nil {
				tb.Fatal("introduce a node: ", err)
			}
		}
	}
	for i, p := range h.nodes[3:] {
		c := p.client()
		defer c.Close()
		err := until(ctx, func() bool { return c.Do(ctx, "CLUSTER", "REPLICATE", ids[i]).Err() == nil })
		if err != nil {
			tb.Fatal("make a replica: ", err)
		}
	}
	if err := until(ctx, func() bool { return h.clusterWhole(ctx) }); err != nil {
		tb.Fatal("cluster: ", err)
	}
}

// clusterWhole reports whether every node sees all slots served and each
// replica is in step.
func (h *HA) clusterWhole(ctx context.Context) bool {
	for i, p := range h.nodes {
		c := p.client()
		info, err := c.ClusterInfo(ctx).Result()
		nodes, _ := c.ClusterNodes(ctx).Result()
		repl, _ := c.Info(ctx, "replication").Result()
		c.Close()
		if err != nil || !strings.Contains(info, "cluster_state:ok") || strings.Count(nodes, "slave") != 3 {
			return false
		}
		if i >= 3 && !strings.Contains(repl, "master_link_status:up") {
			return false
		}
	}
	return true
}

func (h *HA) clusterMaster(ctx context.Context, clinic string) (*process, error) {
	c := h.nodes[0].client()
	defer c.Close()
	slot, err := c.ClusterKeySlot(ctx, "{"+clinic+"}:x").Result()
	if err != nil {
		return nil, err
	}
	parts, err := c.ClusterSlots(ctx).Result()
	if err != nil {
		return nil, err
	}
	for _, part := range parts {
		if int64(part.Start) <= slot && slot <= int64(part.End) {
			host, port, _ := net.SplitHostPort(part.Nodes[0].Addr)
			return h.at(net.JoinHostPort(host, port))
		}
	}
	return nil, fmt.Errorf("no master has slot %d", slot)
}
