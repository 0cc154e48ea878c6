// Package console is what staff and administrators see at /console: the queue,
// conversations, people, the calendar, the rota, reports, the audit log, settings.
//
// Pages are rendered here, on the server, from templates that are part of the
// binary. They work without JavaScript; what JavaScript there is (assets/live.js)
// keeps them up to date and counts characters.
//
// It promises that every route but the sign-in's asks who is there and whether they
// may (the table of routes is the only list, and the tests are made from it); that a
// conversation is audited before it is shown, and not shown if it could not be; that
// no address, title or log line holds a number, a name or a word of anybody; that a
// page is whole or not sent at all; that what somebody wrote is text on every page and
// never markup; that nothing is loaded from anywhere else.
//
// It may not know Redis, Twilio, Gin or how a turn is decided: what it needs of the
// program is in Options, as small interfaces beside their users.
//
//	c, err := console.New(console.Options{Clinic: facts, Zone: zone, Desk: desk, ...})
//	webhooks.New(webhooks.Options{Mounts: []webhooks.Mount{{Path: console.Path, Handler: c.Handler()}}})
//
// # Security
//
// ASVS.md lists the 211 requirements of OWASP ASVS 5.0.0 at level 2 that concern the
// console, and 7 of level 3: where each is met and tested, or why it is not; and what
// the standard wants written down of sign-in, sessions, keys, limits, data and logs.
//
// # Adding a page
//
// A file of its own with xRoutes (listed in Console.routes), a template
// templates/x.html that defines "title" and "main" and finds its data in .Data, its
// own assets/x.css, and xSamples in gallery_x.go (listed in samples). Its routes also go
// into cmd/nightdesk/testdata/console_routes.txt, by hand.
package console
