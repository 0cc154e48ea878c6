package store

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/schedule"
)

// seatGroup is the part of one seat change that falls on one UTC day.
type seatGroup struct {
	seat   int
	change bot.SeatChange
	day    string
	fields []string
}

// seatGroups takes seat changes apart by UTC day, in the order they are made.
func seatGroups(changes []bot.SeatChange) []seatGroup {
	var groups []seatGroup
	for _, i := range freesFirst(changes) {
		start := len(groups)
		for _, cell := range schedule.OpeningCells(changes[i].Opening) {
			if len(groups) == start || groups[len(groups)-1].day != cell.Day {
				groups = append(groups, seatGroup{seat: i, change: changes[i], day: cell.Day})
			}
			g := &groups[len(groups)-1]
			g.fields = append(g.fields, cellField(cell))
		}
	}
	return groups
}

// freesFirst is the order in which changes are made: what is given up comes before
// what is claimed, because a move may overlap itself. Only giving up what an earlier
// change of the turn claimed stays behind it.
func freesFirst(changes []bot.SeatChange) []int {
	var first, rest []int
	for i, c := range changes {
		behind := c.Op != bot.SeatFree
		for _, earlier := range changes[:i] {
			behind = behind || earlier.Op != bot.SeatFree && sameSeat(earlier, c)
		}
		if behind {
			rest = append(rest, i)
		} else {
			first = append(first, i)
		}
	}
	return append(first, rest...)
}

// sameSeat reports whether two changes are about one seat of one visit.
func sameSeat(a, b bot.SeatChange) bool {
	return a.Visit == b.Visit && a.Resource == b.Resource && a.Room == b.Room && a.Series == b.Series &&
		a.Start.Equal(b.Start) && a.End.Equal(b.End)
}

// cellField names a cell within its day's hash.
func cellField(c schedule.Cell) string { return c.Resource + ":" + strconv.Itoa(c.N) }

func (s *Store) addSeats(call *call, groups []seatGroup) {
	days := map[string]int{}
	for _, g := range groups {
		if days[g.day] == 0 {
			days[g.day] = len(days) + 1
			call.keys = append(call.keys, s.names.day(g.day))
		}
		until := int64(0)
		if g.change.Op == bot.SeatHold {
			until = max(g.change.Until.UnixMilli(), 1)
		}
		call.add(g.seat, string(g.change.Op), string(g.change.Visit), until, days[g.day], seatsExpire(g.day),
			shareName(schedule.ShareOf(g.change.Opening)), max(g.change.Seats, 1), len(g.fields))
		for _, f := range g.fields {
			call.add(f)
		}
	}
}

// seatsExpire is when a day's seats are no longer kept, in Unix seconds; 0 = never.
func seatsExpire(day string) int64 {
	if day == schedule.SeriesDay {
		return 0
	}
	t, _ := time.Parse(time.DateOnly, day)
	return t.Add(24*time.Hour + keepSeats).Unix()
}

// inName and inCell write a name so that it ends where it ends in a stored share.
var inName = strings.NewReplacer("%", "%25", "|", "%7C", "\n", "%0A", "/", "%2F")

// shareName is how a share is named in its cells; "" for one visit alone.
func shareName(sh schedule.Share) string {
	if sh == (schedule.Share{}) {
		return ""
	}
	return inName.Replace(sh.Resource) + "/" + inName.Replace(sh.Name)
}

// stored is what a cell holds.
type stored struct {
	share schedule.Share // zero if one visit has it alone
	// held and booked are how many holders stand, and over how many have ended.
	held, booked, over int
	bad                bool // it cannot be read
}

// taken is how many seats of the cell are taken. What cannot be read counts as one:
// better an opening less than one sold twice.
func (c stored) taken() int {
	if c.bad {
		return 1
	}
	return c.held + c.booked
}

// readCell reads a cell's value: see commit.lua for its forms.
func readCell(value string, now time.Time) (c stored) {
	if !strings.HasSuffix(value, "\n") {
		c.count(value[strings.LastIndexByte(value, '|')+1:], now)
		c.bad = c.bad || !strings.Contains(value, "|")
		return c
	}
	head, rest, _ := strings.Cut(value, "\n")
	name, size, ok := strings.Cut(head, "|")
	resource, series, ok2 := strings.Cut(name, "/")
	var err, err2 error
	c.share.Resource, err = url.PathUnescape(resource)
	c.share.Name, err2 = url.PathUnescape(series)
	if n, bad := strconv.Atoi(size); !ok || !ok2 || err != nil || err2 != nil || bad != nil || n < 1 {
		return stored{bad: true}
	}
	for line := range strings.Lines(rest) {
		until, _, ok := strings.Cut(line, "|")
		if c.count(until, now); !ok {
			c.bad = true
		}
	}
	return c
}

// count takes in one holder by the end of its hold.
func (c *stored) count(until string, now time.Time) {
	ms, err := strconv.ParseInt(until, 10, 64)
	switch {
	case err != nil:
		c.bad = true
	case ms == 0:
		c.booked++
	case ms > now.UnixMilli():
		c.held++
	default:
		c.over++
	}
}
