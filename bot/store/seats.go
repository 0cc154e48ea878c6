package store

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"nightdesk/bot/schedule"
)

// Busy reads the seat ledger of some resources from one instant until another
// (whole UTC days), in one round trip. Holds that have ended are free; the
// commit checks again.
func (s *Store) Busy(ctx context.Context, resources []string, from, to time.Time) (schedule.Busy, error) {
	days := utcDays(from, to)
	var reads []*redis.MapStringStringCmd
	var now *redis.TimeCmd
	err := s.retry(ctx, "read seats", func(ctx context.Context, c conn) error {
		reads = reads[:0]
		_, err := c.Pipelined(ctx, func(p redis.Pipeliner) error {
			now = p.Time(ctx)
			for _, d := range days {
				reads = append(reads, p.HGetAll(ctx, s.names.day(d)))
			}
			return nil
		})
		return err
	})
	if err != nil {
		return schedule.Busy{}, err
	}
	busy := schedule.Busy{}
	for i, day := range days {
		for field, value := range reads[i].Val() {
			cell, ok := parseCell(day, field)
			if ok && slices.Contains(resources, cell.Resource) && standing(value, now.Val()) {
				busy.Add(cell)
			}
		}
	}
	return busy, nil
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

// standing reports whether a claim "visit|until" still holds. What cannot be
// read counts as taken: better an opening less than one sold twice.
func standing(value string, now time.Time) bool {
	i := strings.LastIndexByte(value, '|')
	until, err := strconv.ParseInt(value[i+1:], 10, 64)
	return err != nil || until == 0 || until > now.UnixMilli()
}
