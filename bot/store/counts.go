package store

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"nightdesk/bot"
)

// keepCounts is how long a day's counts are kept: a year beside the one before it.
const keepCounts = 400 * 24 * time.Hour

// countWord is what a count may be named: words of ours, names of scripts, steps and
// visit kinds. Nothing that a person writes reads like that by chance, and what does
// not is counted without its name.
var countWord = regexp.MustCompile(`^[a-z0-9_]+(:[A-Za-z0-9_ @/<>.-]+)*$`)

const (
	unnamedCount = "unnamed"
	mostCountLen = 120
)

// countDay is the day whose counts a commit adds to.
func countDay(c bot.Commit) string {
	if _, err := time.Parse(time.DateOnly, c.Day); err == nil {
		return c.Day
	}
	return c.At.UTC().Format(time.DateOnly)
}

// countLines lays counts out for the script: word and number, a line each, in the
// order of the words.
func countLines(words []string) string {
	if len(words) == 0 {
		return ""
	}
	n := map[string]int{}
	for _, w := range words {
		if len(w) > mostCountLen || !countWord.MatchString(w) {
			w = unnamedCount
		}
		n[w]++
	}
	lines := make([]string, 0, 2*len(n))
	for w, k := range n {
		lines = append(lines, w+"\n"+strconv.Itoa(k))
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

// Counts reads what was counted on each day of the clinic from one date to another,
// both included ("2026-11-23"). A day on which nothing was counted, or of longer ago
// than 400 days, is not there.
func (s *Store) Counts(ctx context.Context, from, to string) (map[string]map[string]int, error) {
	first, err := time.Parse(time.DateOnly, from)
	if err != nil {
		return nil, fmt.Errorf("read counts: %q is no date: write it as 2026-11-23", from)
	}
	last, err := time.Parse(time.DateOnly, to)
	if err != nil {
		return nil, fmt.Errorf("read counts: %q is no date: write it as 2026-11-23", to)
	}
	if oldest := last.Add(-keepCounts); first.Before(oldest) {
		first = oldest
	}
	var days []string
	for d := first; !d.After(last); d = d.AddDate(0, 0, 1) {
		days = append(days, d.Format(time.DateOnly))
	}
	counts := map[string]map[string]int{}
	err = s.retry(ctx, "read counts", func(ctx context.Context, c conn) error {
		reads := make([]*redis.MapStringStringCmd, len(days))
		if _, err := c.Pipelined(ctx, func(p redis.Pipeliner) error {
			for i, d := range days {
				reads[i] = p.HGetAll(ctx, s.names.counts(d))
			}
			return nil
		}); err != nil {
			return err
		}
		clear(counts)
		for i, r := range reads {
			if len(r.Val()) == 0 {
				continue
			}
			of := make(map[string]int, len(r.Val()))
			for word, n := range r.Val() {
				of[word], _ = strconv.Atoi(n) // only HINCRBY writes there
			}
			counts[days[i]] = of
		}
		return nil
	})
	return counts, err
}
