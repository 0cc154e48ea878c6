// Package inbox takes one input through one turn: load what is known of the
// person, let the engine decide, commit all of it in one step, and begin again
// if something changed meanwhile. It also turns due timers into inputs and feeds
// in texts that no webhook brought.
//
// It bounds what automatic texts may cost: nobody is answered from where
// Inbox.Answered says no, one person gets so many answers in a minute (and, by
// package engine, in an hour and a day), and the clinic so many segments in a day,
// over all servers. Danger is answered and staff are alerted beyond all of it.
//
// It carries out what staff do with visits ([Inbox.Desk]), once for each order, and
// works the waitlists: a seat that is given up is offered by a timer set in the
// same commit, to one person at a time.
//
// It promises that an input is applied once or not at all, and that a text in
// which somebody is in danger is answered even when nothing can be stored. It
// knows when a case is opened and who is told, by package handoff; it may not
// know Gin, Twilio or Redis. The store it needs is the interface [Store].
//
//	desk := &inbox.Inbox{Store: s, Scripts: library, Clinic: clinic, Calendar: cal, Rota: rota, Now: time.Now}
//	answer, err := desk.Receive(ctx, input)
package inbox
