// Package outbox sends what was decided, durably: it claims what is due, holds it
// to one gate (opt-out, expiry, consent, quiet hours, caps), sends, records what
// became of it, backs off, and gives up aloud (an alert that cannot be sent makes
// its case climb).
//
// The gate is [DecideUnsent], and there is no other: a text that waited is judged
// by what is true when it leaves, not when it was composed.
//
// It promises that a text which may have left is looked for at the carrier
// before it is sent again, that an attempt ends before its claim does, and that
// closing the program leaves no text in an unknown state that the next start
// would not resolve.
//
// Behind the sends, [RedactWorker] has the carrier blank what is dealt with.
//
// It may not know how a message was decided, Twilio, or Redis: [Store] and
// [Sender], [RedactionQueue] and [Redactor] are its only neighbours. What to do is
// decided by pure functions in decide.go; outbox.go carries it out.
//
//	box := outbox.New(outbox.Options{Store: store, Sender: client, Zone: clinic})
//	go box.Run(ctx)
//	...
//	box.Poke() // something was committed: look now, not at the next tick
package outbox
