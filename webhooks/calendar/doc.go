// Package calendar shows the clinic's schedule to other programs: as iCalendar
// feeds that staff subscribe to, as FHIR R4 resources for a records system, and as
// a table of one day for the desk.
//
// [ICal], [FHIR] and [CSV] are functions over values: a [schedule.View] in, bytes
// out. [Feeds] is the handler that serves the feeds.
//
// A feed tells nothing of a person: no name, no number, no id that is known
// anywhere else, not whether somebody came. Its address is a secret that is kept
// out of every log; whoever asks for another one gets 404 and an empty body. The
// FHIR bundle names people by keyed pseudonyms only. The table alone holds who is
// expected, and whoever makes it writes that down first.
//
// It may not know Redis, Twilio, or how a visit is decided.
//
//	feeds := calendar.New(calendar.Options{Key: key, Generation: 1, Name: "ATS", Calendar: cal, Visits: store, Now: time.Now})
//	http.Handle(calendar.Path+"/", feeds)
//
// # What calendar programs need
//
// Google Calendar fetches from its own servers every few hours whatever we ask
// for, so the address must be public and must work without a cookie. It takes the
// name from X-WR-CALNAME, shows times in X-WR-TIMEZONE, tells events apart by UID
// and takes a new version by SEQUENCE and LAST-MODIFIED. It drops events without
// DTSTAMP.
//
// Outlook wants a path that ends in .ics, Content-Type text/calendar, METHOD and
// CRLF, is said to refuse a calendar without any component, takes X-WR-CALNAME for
// the name, refreshes at X-PUBLISHED-TTL ([MS-OXCICAL] 2.1.3.1.1.15) and shows free, busy or
// tentative by X-MICROSOFT-CDO-BUSYSTATUS where other programs use TRANSP and
// STATUS.
//
// Apple Calendar refreshes at REFRESH-INTERVAL (RFC 7986 5.7), asks with
// If-None-Match, and needs dates without a zone, as DTSTART;VALUE=DATE with an
// exclusive DTEND, for whole days.
//
// Times are in UTC, so that no program has to know our zone. A VTIMEZONE stands in
// each feed all the same: RFC 5545 3.6 asks for at least one component, and a clinic
// where nothing is booked has no other.
package calendar
