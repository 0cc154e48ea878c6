// Package bot is nightdesk's vocabulary: what a person, a text, a script, a
// session, a visit, a turn and a case are. Every other package speaks in these words.
//
// It holds values and the few rules that belong to a value itself (how long a
// phone number may be, what may be logged of it). It may not know any file
// format, storage, channel or clock: times come in as arguments, and what a
// turn decides goes out as a [Turn] or a [Commit] for others to carry out.
//
// All times are instants; what a person reads is put into the clinic's zone by
// whoever words it. Levels, labels and statuses use the field's own terms.
package bot
