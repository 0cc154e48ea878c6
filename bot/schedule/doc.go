// Package schedule knows the clinic's week: when it is open, what visits there
// are, and which openings a person could be offered.
//
// It promises that an opening never overlaps a busy cell, lies inside the hours
// of its visit and its resource, touches no closure, is never in the past, and
// respects lead and horizon; and that this holds over midnight, leap days, year's
// end and both daylight-saving nights. A visit claims 5-minute [Cell]s: two
// visits that overlap share one, whatever their lengths, so a ledger that gives
// each cell away once can't double-book.
//
// It may not know conversations, stores or the time of day: now, the zone and
// what is busy come in as arguments, and the same arguments give the same answer.
//
//	busy := schedule.Busy{}
//	busy.Add(schedule.Cells("room", start, end)...)
//	for o := range cal.Openings("intake_assessment", schedule.Who{}, busy, now) {
//		fmt.Println(schedule.When(o.Start, now, cal.Zone, bot.English))
//	}
//
// Local times that a spring night skips mean the moment the clock jumps; those
// an autumn night repeats mean the first of the two.
package schedule
