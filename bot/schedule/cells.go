package schedule

import (
	"maps"
	"math/bits"
	"strconv"
	"strings"
	"time"

	"nightdesk/bot"
)

// CellTime is the length of a cell, and cellsADay how many a UTC day has.
const (
	CellTime  = 5 * time.Minute
	cellsADay = 288
)

// Cell is the atom of the seat ledger: 5 minutes of one resource. Two visits
// with one resource overlap exactly if they share a cell (or, for times that
// are not a multiple of 5 minutes, at most 5 minutes lie between them).
type Cell struct {
	Resource string
	Day      string // UTC date "2006-01-02"
	N        int    // 0 to 287: the 5 minutes of that UTC day
}

// Cells are all cells that a visit from start until end (exclusive) touches, in
// order. An empty time has none.
func Cells(resource string, start, end time.Time) []Cell {
	if !start.Before(end) {
		return nil
	}
	first := start.UTC().Truncate(CellTime)
	cells := make([]Cell, 0, int(end.Sub(first)/CellTime)+1)
	var name string
	for t := first; t.Before(end); t = t.Add(CellTime) {
		n := cellOf(t)
		if n == 0 || name == "" {
			name = dayName(t)
		}
		cells = append(cells, Cell{resource, name, n})
	}
	return cells
}

// cellOf is the number of the cell that a UTC time falls in.
func cellOf(t time.Time) int { return (t.Hour()*60 + t.Minute()) / 5 }

// Busy is what is taken. The zero value is a clinic where nothing is.
type Busy struct {
	days   map[busyDay]*dayCells
	shared map[Share]int
}

// busyDay names one UTC day of one resource.
type busyDay struct{ Resource, Day string }

// Share names what several visits may have together: the seats of one start of
// one kind with one resource in one room, or with Name alone those of a group.
type Share struct{ Resource, Name string }

// ShareOf is the share that an opening's seat is part of; the zero Share if one
// visit has the time alone.
func ShareOf(o bot.Opening) Share {
	switch {
	case o.Series != "":
		return Share{Name: o.Series}
	case o.Seats > 1:
		name := o.Kind + "@" + strconv.FormatInt(o.Start.Unix(), 10)
		if o.Room != "" {
			name += "/" + o.Room
		}
		return Share{o.Resource, name}
	}
	return Share{}
}

// startOf reads what ShareOf wrote for a start of a kind.
func startOf(s Share, kind string) (start time.Time, room string, ok bool) {
	at, ok := strings.CutPrefix(s.Name, kind+"@")
	if !ok {
		return time.Time{}, "", false
	}
	at, room, _ = strings.Cut(at, "/")
	unix, err := strconv.ParseInt(at, 10, 64)
	return time.Unix(unix, 0), room, err == nil
}

// SeriesDay is the name, in place of a day's, under which the seats of groups
// are kept: they belong to no day.
const SeriesDay = "series"

// OpeningCells are all cells that a visit at this opening claims: with the times
// kept free around it, and of its room as well. A seat of a group is one cell of
// [SeriesDay].
func OpeningCells(o bot.Opening) []Cell {
	if o.Series != "" {
		return []Cell{{Resource: o.Series, Day: SeriesDay}}
	}
	cells := Cells(o.Resource, o.Start.Add(-o.Before), o.End.Add(o.After))
	if o.Room != "" {
		cells = append(cells, Cells(o.Room, o.Start.Add(-o.Before), o.End.Add(o.After))...)
	}
	return cells
}

// dayCells is a set of cells of one day, one bit each: cell n is bit n%64 of
// word n/64.
type dayCells [5]uint64

// set marks cell n; numbers outside the day are left alone.
func (d *dayCells) set(n int) {
	if n >= 0 && n < cellsADay {
		d[n/64] |= 1 << (n % 64)
	}
}

// has reports whether cell n is marked.
func (d *dayCells) has(n int) bool {
	return d != nil && n >= 0 && n < cellsADay && d[n/64]&(1<<(n%64)) != 0
}

// any reports whether a cell from lo until hi (exclusive) is marked.
func (d *dayCells) any(lo, hi int) bool {
	if d == nil {
		return false
	}
	for lo < hi {
		n := min(64-lo%64, hi-lo)
		if d[lo/64]>>(lo%64)&(1<<n-1) != 0 {
			return true
		}
		lo += n
	}
	return false
}

func (d *dayCells) count() int {
	n := 0
	if d != nil {
		for _, w := range d {
			n += bits.OnesCount64(w)
		}
	}
	return n
}

// Add marks cells as taken.
func (b *Busy) Add(cells ...Cell) {
	if b.days == nil {
		b.days = map[busyDay]*dayCells{}
	}
	for _, c := range cells {
		k := busyDay{c.Resource, c.Day}
		d := b.days[k]
		if d == nil {
			d = new(dayCells)
			b.days[k] = d
		}
		d.set(c.N)
	}
}

// AddShare says how many seats of a share are taken, beside marking its cells.
func (b *Busy) AddShare(s Share, taken int) {
	if b.shared == nil {
		b.shared = map[Share]int{}
	}
	b.shared[s] = taken
}

// Equal reports whether the same is taken in both.
func (b Busy) Equal(o Busy) bool {
	return maps.EqualFunc(b.days, o.days, func(x, y *dayCells) bool { return *x == *y }) && maps.Equal(b.shared, o.shared)
}

// Taken is how many seats of a share are taken.
func (b Busy) Taken(s Share) int { return b.shared[s] }

// Has reports whether a cell is taken.
func (b Busy) Has(c Cell) bool { return b.days[busyDay{c.Resource, c.Day}].has(c.N) }

// Free reports whether nothing is taken from start until end (exclusive).
func (b Busy) Free(resource string, start, end time.Time) bool {
	return b.free(resource, start, end, dayName)
}

func dayName(utc time.Time) string { return utc.Format(time.DateOnly) }

// free is Free with the caller's way to name a UTC day.
func (b Busy) free(resource string, start, end time.Time, name func(time.Time) string) bool {
	from := start.UTC().Truncate(CellTime)
	for from.Before(end) {
		midnight := from.Truncate(24 * time.Hour).Add(24 * time.Hour)
		hi := cellsADay
		if end.Before(midnight) {
			hi = int((end.Sub(midnight) + 24*time.Hour + CellTime - 1) / CellTime)
		}
		if b.days[busyDay{resource, name(from)}].any(cellOf(from), hi) {
			return false
		}
		from = midnight
	}
	return true
}
