package report

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"nightdesk/bot"
)

// Spread is how long something took, for the cases of one level that were opened in
// one part of the day.
type Spread struct {
	Level bot.Level
	Part  Part
	N     Count // that have happened
	Open  Count // where it has not
	P50, P90,
	P99 Time
	// Worst is the longest that is known, of those that have not happened too. It is
	// said with as many observations as a median.
	Worst Time
}

// Time is a time that is known, or not, for too few observations.
type Time struct {
	Took  time.Duration
	Known bool
}

// String is the time to the second, or "too few".
func (t Time) String() string {
	if !t.Known {
		return TooFew
	}
	return t.Took.Round(time.Second).String()
}

// Levels are the levels in the order in which they are reported.
var Levels = []bot.Level{bot.LevelNow, bot.LevelSameDay, bot.LevelNextWorkday}

// alerted is when the first alert of a case was put on its way. Of each member of
// staff a case keeps the last alert, so once whoever was first told is told again it
// is not known any more: the zero time.
func alerted(k bot.Case) (at time.Time, ok bool) {
	switch {
	case len(k.Told) == 0:
		return time.Time{}, false
	case k.Told[0].N > 1:
		return time.Time{}, true
	}
	return k.Told[0].At, true
}

// claimed is when somebody took it first.
func claimed(k bot.Case) (time.Time, bool) {
	at := k.Answered
	if at.IsZero() {
		at = k.Claimed // stored before there was Answered
	}
	return at, !at.IsZero()
}

func spreads(in Input, cases []bot.Case, when func(bot.Case) (time.Time, bool)) []Spread {
	var all []Spread
	for _, level := range Levels {
		for _, part := range Parts {
			s := Spread{Level: level, Part: part}
			var took []time.Duration
			var worst time.Duration
			for _, k := range cases {
				if k.Level != level || part != AnyTime && partOf(k.Opened, in.Zone) != part {
					continue
				}
				at, ok := when(k)
				if !ok {
					if s.Open++; k.Status != bot.CaseClosed {
						worst = max(worst, in.Now.Sub(k.Opened))
					}
					continue
				}
				if !at.IsZero() {
					took = append(took, max(0, at.Sub(k.Opened)))
				}
			}
			slices.Sort(took)
			s.N = Count(len(took))
			s.P50, s.P90, s.P99 = quantile(took, 50), quantile(took, 90), quantile(took, 99)
			if len(took) > 0 {
				worst = max(worst, took[len(took)-1])
			}
			s.Worst = Time{worst, len(took)+int(s.Open) >= Few}
			if len(took)+int(s.Open) > 0 {
				all = append(all, s)
			}
		}
	}
	return all
}

// quantile is the least of the sorted times that p percent of them do not exceed
// (nearest rank). It is known where at least one observation lies beyond it: a ninth
// tenth needs 10, a ninety-ninth hundredth 100.
func quantile(sorted []time.Duration, p int) Time {
	n := len(sorted)
	if n < Few || n*(100-p) < 100 {
		return Time{}
	}
	return Time{sorted[(n*p+99)/100-1], true}
}

// Within is how many cases of a level were taken within its limit.
type Within struct {
	Level bot.Level
	Limit time.Duration
	Share Share
}

// within leaves out cases that have not waited for as long as the limit yet.
func within(in Input, cases []bot.Case) []Within {
	var all []Within
	for _, level := range Levels {
		limit, ok := in.Limits[level]
		if !ok {
			continue
		}
		w := Within{Level: level, Limit: limit}
		for _, k := range cases {
			if k.Level != level {
				continue
			}
			at, taken := claimed(k)
			switch {
			case taken && at.Sub(k.Opened) <= limit:
				w.Share.Part++
				w.Share.Of++
			case taken || k.Status == bot.CaseClosed || in.Now.Sub(k.Opened) > limit:
				w.Share.Of++
			}
		}
		all = append(all, w)
	}
	return all
}

// Crisis is the alerts of one crisis label.
type Crisis struct {
	Label string
	N     Count
	// False is how many of those that were judged had no danger in them.
	False Share
}

// Judged is how far the review of crisis alerts has come: of those that are closed,
// and of those that were judged, how many were false.
type Judged struct{ Done, False Share }

// crises counts each case once for each of its labels.
func crises(cases []bot.Case) ([]Crisis, Judged) {
	by := map[string]*Crisis{}
	var j Judged
	for _, k := range cases {
		if len(k.Labels) == 0 {
			continue
		}
		judged := !k.Review.At.IsZero()
		if k.Status == bot.CaseClosed {
			j.Done.Of++
		}
		if judged {
			j.Done.Part++
			j.False.Of++
			if !k.Review.Danger {
				j.False.Part++
			}
		}
		for _, label := range k.Labels {
			c := by[label]
			if c == nil {
				c = &Crisis{Label: label}
				by[label] = c
			}
			c.N++
			if judged {
				if c.False.Of++; !k.Review.Danger {
					c.False.Part++
				}
			}
		}
	}
	var all []Crisis
	for _, label := range slices.Sorted(maps.Keys(by)) {
		all = append(all, *by[label])
	}
	slices.SortStableFunc(all, func(a, b Crisis) int { return cmp.Compare(b.N, a.N) })
	return all, j
}
