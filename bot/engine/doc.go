// Package engine decides one turn: what a text, or time having passed, means
// for the conversation it falls into.
//
// [Advance] is a pure function of the world it is shown, the session, the input
// and now. It does no I/O, reads no clock, draws nothing at random and logs
// nothing, so a turn can be computed again after a conflict, replayed from a
// transcript, or fuzzed. It knows no storage and no channel; everything it
// decides goes out as a [bot.Turn] for others to carry out or throw away.
//
// The order in which a text is looked at is the order of what matters most:
// danger, the wish to stop, a spent reply budget, the words that work
// everywhere, the waiting question, the common questions. The first that
// understands it answers, and the waiting question comes back in the same
// reply.
//
// What no text of theirs begins has entries of its own, as pure: [OfferSeat] for
// who waits for a time, [Desk] for what staff do with visits, and the timers of a
// person, which come in through Advance like a text.
//
//	p := engine.Compile(script)
//	turn := engine.Advance(engine.World{Program: p, Clinic: clinic}, session, input, now)
//	if turn.Need != "" { // look up openings of that kind and ask again }
package engine
