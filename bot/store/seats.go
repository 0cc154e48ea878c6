package store

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"nightdesk/bot/schedule"
)

// Busy reads the seat ledger of some resources, rooms among them, from one instant
// until another (whole UTC days), and the seats of all groups, in one round trip.
// Holds that have ended are free; the commit checks again. What it costs depends on
// what those days hold and on nothing else.
func (s *Store) Busy(ctx context.Context, resources []string, from, to time.Time) (schedule.Busy, error) {
	days := append(utcDays(from, to), schedule.SeriesDay)
	var reads []*redis.StringSliceCmd
	var now *redis.TimeCmd
	err := s.retry(ctx, "read seats", func(ctx context.Context, c conn) error {
		reads = reads[:0]
		_, err := c.Pipelined(ctx, func(p redis.Pipeliner) error {
			now = p.Time(ctx)
			for _, d := range days {
				// Fields and values one after the other: thousands of them, of which no
				// map need be made.
				cmd := redis.NewStringSliceCmd(ctx, "HGETALL", s.names.day(d))
				reads = append(reads, cmd)
				_ = p.Process(ctx, cmd)
			}
			return nil
		})
		return err
	})
	if err != nil {
		return schedule.Busy{}, err
	}
	asked := make(map[string]bool, len(resources))
	for _, r := range resources {
		asked[r] = true
	}
	busy := schedule.Busy{}
	for i, day := range days {
		fields := reads[i].Val()
		for f := 0; f+1 < len(fields); f += 2 {
			cell, ok := parseCell(day, fields[f])
			if !ok || !asked[cell.Resource] && day != schedule.SeriesDay {
				continue
			}
			addCell(&busy, cell, readCell(fields[f+1], now.Val()))
		}
	}
	return busy, nil
}

// addCell adds what a cell holds. The cells of a share are alike, unless the length
// of the visits has changed since: then the fullest counts.
func addCell(busy *schedule.Busy, cell schedule.Cell, c stored) {
	n := c.taken()
	if n == 0 {
		return
	}
	busy.Add(cell)
	if c.share != (schedule.Share{}) && n > busy.Taken(c.share) {
		busy.AddShare(c.share, n)
	}
}

// utcDays are the UTC dates that from..to touches.
func utcDays(from, to time.Time) []string {
	var days []string
	for d := from.UTC().Truncate(24 * time.Hour); d.Before(to); d = d.Add(24 * time.Hour) {
		days = append(days, d.Format(time.DateOnly))
	}
	return days
}

// parseCell reads a field of a day's hash.
func parseCell(day, field string) (schedule.Cell, bool) {
	i := strings.LastIndexByte(field, ':')
	if i < 0 {
		return schedule.Cell{}, false
	}
	n, err := strconv.Atoi(field[i+1:])
	return schedule.Cell{Resource: field[:i], Day: day, N: n}, err == nil
}
