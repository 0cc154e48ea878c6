// Package schedule knows the clinic's week: when it is open, what visits and
// groups there are, and which openings a person could be offered.
//
// It promises that an opening
//   - lies inside the hours of its visit kind, its resource and its room, a date's
//     own hours where it has some, and touches no closure;
//   - overlaps no busy cell and no session of a group that its resource or room
//     takes part in, and that the time to be kept free around it is as free, though
//     that may lie outside hours;
//   - is a seat of a start that others share only while one is left, and no new
//     start beside one that has seats left;
//   - lies in no hours that are reserved for others;
//   - is never in the past, and respects lead and horizon;
//
// and that this holds over midnight, leap days, year's end and the nights on which
// the clocks change. A visit claims 5-minute [Cell]s ([OpeningCells]): two visits
// that overlap share one, whatever their lengths, so a ledger that gives each cell
// away once, or to one [Share] as often as it has seats, can't double-book. What a
// question costs depends on the days it asks about, not on what was booked before
// them nor on how long ago a group began.
//
// It may not know conversations, stores or the time of day: now, the zone and
// what is busy come in as arguments, and the same arguments give the same answer.
//
//	busy := schedule.Busy{} // of cal.Needs(kind), from k.Since(now) to k.Until(now)
//	busy.Add(schedule.Cells("room", start, end)...)
//	for o := range cal.Openings("intake_assessment", schedule.Who{}, busy, now) {
//		fmt.Println(schedule.When(o.Start, now, cal.Zone, bot.English))
//	}
//
// Local times that a spring night skips mean the moment the clock jumps; those
// an autumn night repeats mean the first of the two. A group keeps its time of day
// all year.
package schedule
