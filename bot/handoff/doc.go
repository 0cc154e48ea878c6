// Package handoff keeps a case for staff alive until somebody named has closed
// it: who is on call, who is told next, and when. How they are told is for
// others.
//
//	   reason, same level: noted; an owner is asked, once in a while
//	            ┌───┐                     ┌───┐   Snooze: not asked until a time,
//	            ▼   │                     ▼   │   or something new is heard
//	Open ─▶ ┌────────┐       Take      ┌─────────┐   Close    ┌────────┐
//	        │  open  │ ──────────────▶ │ claimed │ ─────────▶ │ closed │
//	        └────────┘ ◀────────────── └─────────┘            └────────┘
//	         │   ▲     Pass, PassTo, or    │   ▲                   ▲
//	  Wake,  │   │     silent twice   Wake │   │ owner asked       │
//	  Failed ▼   │                         ▼   │ "still yours?"    │
//	        next rung: on call,           Due ─┘                   │
//	        next, supervisor, everyone,                            │
//	        everyone again, for ever ──────────Close───────────────┘
//
//	team:  intake ──▶ nursing ──▶ crisis   by what is raised, never back; an open case
//	                                       begins the new team's ladder
//
// It promises that a case that is not closed always has a Wake: when it must be
// looked at again if nothing happens. Open cases climb their level's ladder and
// repeat its last step without end; an owner who stays silent is asked once and
// then passed over; an alert that can't be delivered climbs at once,
// unless whoever it went to has spoken since. A case that rose since its owner
// last wrote is not closed by one word. A person
// who texts ten times raises one alert, not ten. Nothing depends on a second
// look being in time: a look that comes late takes all the steps it missed.
//
// A rota is weekly shifts, for a team or for all, on holidays or not, with overrides,
// and ladders of steps by level and team. [Apply] puts what staff edited in the place of
// what the clinic's file says. A gap swallows nothing: a step that means nobody goes on
// to the supervisor, then to everyone, and [Rota.Gaps] names gaps while there is time.
//
// It may not know how anyone is told, or anything of the person: an alert text
// carries code, level, waiting time and what to reply. It has no clock: now is
// an argument.
//
//	ch := handoff.Open(rota, id, handoff.Code(id), person, raises, now)
//	for _, a := range ch.Alerts {
//		for _, by := range a.Ways() {
//			send(by, a.Staff.Phone, handoff.AlertText(ch.Case, a.Staff, now))
//		}
//	}
//	// Somebody texts "1" back:
//	ch = handoff.Take(rota, ch.Case, "ana", now)
package handoff
