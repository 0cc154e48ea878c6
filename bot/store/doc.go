// Package store keeps everything that outlives a request, in Redis, and is the
// only package that speaks Redis. It keeps promises and decides nothing.
//
// What it promises:
//
//   - One turn is one atomic step. [Store.Commit] runs one script that checks
//     first (was this input applied, has anything read changed, is a seat
//     somebody else's) and writes last, so a turn is stored whole or not at all.
//   - An input is applied once. A repeated id gets the reply that was stored.
//   - A seat is claimed by one visit, or by as many as its opening seats. Holds end
//     by Redis time; nobody has to be alive to end them. A move gives up one seat and
//     takes another in one step.
//   - A message that tells of a visit is claimed with a word whether the visit is
//     still the one it was composed about.
//   - Timers and outbound messages are claimed under a lease and come back when
//     the claimer dies. A message that may have been sent says so.
//   - An error wrapping [bot.ErrUnavailable] means: come again with the same
//     ids. It never means that nothing was executed, which is why every script
//     is idempotent by an id that the caller chose.
//   - The ledger of consents is only added to, in the commit that gives or takes
//     back; a claim tells whether the consent that a message needs stands.
//   - Every turn and every look at a record is an entry of the audit log, which
//     [Store.SealAudit] seals into a chain. [Store.VerifyAudit] names the first entry
//     that was altered, moved, taken out or cut off, records that were put back
//     to what they were, and cases that were taken away before their time. What it
//     cannot see is an entry changed before it was sealed, and, without a checkpoint
//     from elsewhere, an end that was cut off.
//   - An account and what the audit log says of its change are one step, with the end
//     of its signed-in sessions if it says so. Two who change it at once do not
//     overwrite each other: see [account.ErrChanged]. A session that was ended stays ended.
//   - Values are sealed before they leave the process and keys hold no number:
//     a person is known by a keyed hash. What cannot be opened or read is
//     [bot.ErrUnreadable], never an empty record.
//
// # Keys
//
// A sealing key is changed while turns go on, in the steps that [Keyset] names:
// rotate (known, does not seal), promote (seals), [Store.Reseal] in the background,
// retire. [Store.AdoptKeys] refuses a keyset that is not the store's before it makes
// a stranger of everybody. Details of audit entries and ids of people hang on the
// index key, which never changes.
//
// # Retention
//
// How long each class of record is kept (config: retention), and what ends it:
//
//	thread   90 days   s: th:           TTL, begun anew by each turn; a session lives at
//	                                    least until its visits are over, and for 90 days
//	                                    while staff have its case or there was danger
//	         90 days   v: vis           TTL, from the visit's end; commits of visits take
//	                                    what has expired out of the index, 20 at a time
//	         -         wl: wl           no TTL: until taken off; by PurgeExpired once the
//	                                    session has expired, which it does not while it waits
//	                                    for another 90 days
//	crisis   6 years   th: c:           TTL: the thread from the last danger in it, a case
//	                                    from its end; an open case has none
//	consent  6 years   cl: scr:         TTL, from the last entry, the last save
//	         -         con              no TTL: goes with its ledger, by PurgeExpired
//	audit    6 years   au ac gone:      streams trimmed by SealAudit; TTL
//	         7 days    in:              TTL: the reply of a repeated webhook
//	         8 days    un:              TTL
//	         14 days   car:             TTL
//	         30 days   o: dead cal:     TTL, from when a message is settled, a day is over;
//	                                    cal:series has none: a seat in a group is given up
//	         190 days  seen:            TTL
//	         400 days  red redn         given up by ClaimRedactions; else until done
//	         12 hours  ses: sac:        TTL, from when somebody signed in; 30 min of an enrolment
//	         10 min    cha: gc:         TTL
//	         90 days   nts:             TTL, from the last notice
//	         for ever  optout canary    a keyed hash and a sealed word
//	         for ever  sec              keyed hashes of secrets, each with a day
//	         for ever  acc: accs fails  accounts are disabled, not deleted: the audit names them
//	         for ever  rota             until it is changed; the audit has what it was
//	         for ever  rel              with the scr: of every release and proposal in it,
//	                                    so that each can be compared and published again
//	         for ever  dra: dras        until it is published or dropped
//
// open, due, wake and waking hold what still waits, and are emptied as it ends.
//
// Everything of one clinic begins with "{clinic}:", so it stands in one slot of
// a Cluster and one script can commit it. The ceiling that follows, some 16,000
// commits a second and one core for each clinic, is a thousand times the need.
// The same scripts run on redis-server 7.0 and later, Valkey, Sentinel, Cluster,
// and on the miniredis of [Embedded], which has no persistence.
//
// It may not know what a session or a case means, when anybody is told
// anything, or what a message says.
//
//	st, err := store.Open(ctx, store.Options{URL: "redis://127.0.0.1:6379/0", Clinic: "c1", Keys: keys})
//	...
//	who := st.Person(input.From)
//	loaded, err := st.Load(ctx, input.ID, who)
//	...
//	out, err := st.Commit(ctx, commit)
//	if out.Result == bot.Conflict { /* load and decide again */ }
package store
