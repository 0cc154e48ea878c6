package schedule

import (
	"math/bits"
	"time"
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

// Busy is what is taken, by resource and UTC day. The zero value of a day is
// free; make one with Busy{}.
type Busy map[BusyDay]*DayCells

// BusyDay names one UTC day of one resource.
type BusyDay struct{ Resource, Day string }

// DayCells is a set of cells of one day, one bit each: cell n is bit n%64 of
// word n/64.
type DayCells [5]uint64

// Set marks cell n; numbers outside the day are left alone.
func (d *DayCells) Set(n int) {
	if n >= 0 && n < cellsADay {
		d[n/64] |= 1 << (n % 64)
	}
}

// Has reports whether cell n is marked.
func (d *DayCells) Has(n int) bool {
	return d != nil && n >= 0 && n < cellsADay && d[n/64]&(1<<(n%64)) != 0
}

// any reports whether a cell from lo until hi (exclusive) is marked.
func (d *DayCells) any(lo, hi int) bool {
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

func (d *DayCells) count() int {
	n := 0
	if d != nil {
		for _, w := range d {
			n += bits.OnesCount64(w)
		}
	}
	return n
}

// Add marks cells as taken.
func (b Busy) Add(cells ...Cell) {
	for _, c := range cells {
		k := BusyDay{c.Resource, c.Day}
		d := b[k]
		if d == nil {
			d = new(DayCells)
			b[k] = d
		}
		d.Set(c.N)
	}
}

// Has reports whether a cell is taken.
func (b Busy) Has(c Cell) bool { return b[BusyDay{c.Resource, c.Day}].Has(c.N) }

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
		if b[BusyDay{resource, name(from)}].any(cellOf(from), hi) {
			return false
		}
		from = midnight
	}
	return true
}
