package store_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"nightdesk/bot"
	"nightdesk/bot/schedule"
	"nightdesk/bot/store"
	"nightdesk/bot/store/storetest"
)

// bareClaim claims cells if all are free, and nothing else: what a seat ledger costs
// at the least.
var bareClaim = redis.NewScript(`
local cells = redis.call('HMGET', KEYS[1], unpack(ARGV, 2))
local set = {}
for i, v in ipairs(cells) do
  if v then return 0 end
  set[2 * i - 1], set[2 * i] = ARGV[i + 1], ARGV[1]
end
redis.call('HSET', KEYS[1], unpack(set))
return 1`)

// slotOf is the n-th of many times of 45 minutes, each free.
func slotOf(n int) bot.Opening {
	start := time.Now().UTC().Truncate(24 * time.Hour).Add(time.Duration(24+n%24) * time.Hour)
	return bot.Opening{Kind: "intake", Resource: fmt.Sprint("r", n/24), Start: start, End: start.Add(45 * time.Minute)}
}

// BenchmarkClaim compares the commit of one seat with a bare script that claims the
// same cells on the same server: of-bare is the ratio of their throughput, and
// server-us what one call takes inside the server.
func BenchmarkClaim(b *testing.B) {
	for _, fsync := range []string{"always", "everysec"} {
		srv := storetest.Start(b, "--appendfsync", fsync)
		raw := srv.Client(b)
		for _, workers := range []int{1, 32} {
			name := fmt.Sprintf("%s/workers=%d", fsync, workers)
			var bare float64
			b.Run("bare/"+name, func(b *testing.B) {
				c := redis.NewClient(&redis.Options{Network: "unix", Addr: strings.TrimPrefix(srv.URL(), "unix://"), PoolSize: 64, MaxRetries: -1, PipelinePoolSize: -1, Protocol: 2, DisableIdentity: true})
				defer c.Close()
				clinic := storetest.Clinic()
				measured(b, raw, func() {
					bare = many(b, workers, func(_, n int) error {
						o := slotOf(n)
						cells := schedule.Cells(o.Resource, o.Start, o.End)
						args := make([]any, 0, 1+len(cells))
						args = append(args, "v"+strconv.Itoa(n)+"|0")
						for _, cell := range cells {
							args = append(args, cell.Resource+":"+strconv.Itoa(cell.N))
						}
						got, err := bareClaim.Run(b.Context(), c, []string{"{" + clinic + "}:cal:" + cells[0].Day}, args...).Int()
						if err == nil && got != 1 {
							err = fmt.Errorf("slot %d is taken", n)
						}
						return err
					})
				})
			})
			b.Run("commit/"+name, func(b *testing.B) {
				s := srv.Open(b)
				measured(b, raw, func() {
					per := many(b, workers, func(_, n int) error {
						out, err := s.Commit(b.Context(), bot.Commit{Input: bot.InputID("SM" + strconv.Itoa(n)), Actor: "person",
							Seats: []bot.SeatChange{{Op: bot.SeatBook, Visit: bot.VisitID("v" + strconv.Itoa(n)), Opening: slotOf(n)}}})
						if err == nil && out.Result != bot.Applied && out.Result != bot.Duplicate {
							err = fmt.Errorf("slot %d: %s", n, out.Result)
						}
						return err
					})
					if bare > 0 {
						b.ReportMetric(bare/per, "of-bare")
					}
				})
			})
		}
	}
}

// measured reports how long the server took for one script of a run.
func measured(b *testing.B, raw *redis.Client, run func()) {
	b.Helper()
	raw.ConfigResetStat(b.Context())
	run()
	_, stats, _ := strings.Cut(raw.Info(b.Context(), "commandstats").Val(), "cmdstat_evalsha:")
	_, us, _ := strings.Cut(stats, "usec_per_call=")
	us, _, _ = strings.Cut(us, ",")
	if f, err := strconv.ParseFloat(us, 64); err == nil {
		b.ReportMetric(f, "server-us")
	}
}

// BenchmarkBusy reads 30 days of 20 resources with 5,000 visits, alone and with 50,000
// past ones beside them: the two must cost the same.
func BenchmarkBusy(b *testing.B) {
	srv := storetest.Start(b)
	from := time.Now().UTC().Truncate(24 * time.Hour)
	var resources []string
	for i := range 20 {
		resources = append(resources, fmt.Sprint("r", i))
	}
	for _, past := range []int{0, 50_000} {
		s := srv.Open(b)
		sell(b, s, from, 30, 20, 5000)
		sell(b, s, from.AddDate(0, 0, -29), 29, 100, past)
		b.Run(fmt.Sprintf("past=%d", past), func(b *testing.B) {
			b.ReportAllocs()
			var busy schedule.Busy
			for b.Loop() {
				var err error
				if busy, err = s.Busy(b.Context(), resources, from, from.AddDate(0, 0, 30)); err != nil {
					b.Fatal(err)
				}
			}
			if busy.Free("r7", from, from.AddDate(0, 0, 30)) {
				b.Fatal("nothing is taken")
			}
		})
	}
}

// sell books n visits of 45 minutes, spread over days and resources. Seats are kept for
// 30 days, so what lies in the past lies there.
func sell(b *testing.B, s *store.Store, from time.Time, days, resources, n int) {
	b.Helper()
	for at := 0; at < n; {
		c := bot.Commit{Input: bot.InputID(fmt.Sprint("sell", from.Unix(), "-", at)), Actor: "desk"}
		for ; at < n && len(c.Seats) < 50; at++ {
			start := from.AddDate(0, 0, at%days).Add(time.Duration(at/days/resources) * time.Hour)
			c.Seats = append(c.Seats, bot.SeatChange{Op: bot.SeatBook, Visit: bot.VisitID(fmt.Sprint("v", from.Unix(), "-", at)),
				Opening: bot.Opening{Kind: "intake", Resource: fmt.Sprint("r", at/days%resources), Start: start, End: start.Add(45 * time.Minute)}})
		}
		out, err := s.Commit(b.Context(), c)
		if err != nil || out.Result != bot.Applied && out.Result != bot.Duplicate { // stored, and the answer came late
			b.Fatal(out, err)
		}
	}
}
