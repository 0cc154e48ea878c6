// Package report makes a clinic's figures: how soon people were answered and staff
// came, where talks end, which visits are kept, and how often an alarm was false.
//
// It is pure: cases and what the days counted go in, and a [Report] comes out, that
// says of each figure how many observations it is made from. What is made from too
// few is not said: a median of three is no median, and a count under [Few] of people
// could single somebody out, so it shows as "<5".
//
// It may not know persons, storage or pages; nothing in a report names anybody.
//
//	r := report.Make(report.Input{From: monday, To: nextMonday, Now: now, Zone: zone,
//		Cases: cases, Days: counts, Limits: limits})
//	for _, s := range r.Claim {
//		fmt.Println(s.Level, s.Part, s.N, s.P50, s.P90)
//	}
package report
