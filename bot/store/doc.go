// Package store keeps everything that outlives a request, in Redis, and is the
// only package that speaks Redis. It keeps promises and decides nothing.
//
// What it promises:
//
//   - One turn is one atomic step. [Store.Commit] runs one script that checks
//     first (was this input applied, has anything read changed, is a seat
//     somebody else's) and writes last, so a turn is stored whole or not at all.
//   - An input is applied once. A repeated id gets the reply that was stored.
//   - A seat is claimed by one visit. Holds end by Redis time; nobody has to be
//     alive to end them.
//   - Timers and outbound messages are claimed under a lease and come back when
//     the claimer dies. A message that may have been sent says so.
//   - An error wrapping [bot.ErrUnavailable] means: come again with the same
//     ids. It never means that nothing was executed, which is why every script
//     is idempotent by an id that the caller chose.
//   - Values are sealed before they leave the process and keys hold no number:
//     a person is known by a keyed hash. What cannot be opened or read is
//     [bot.ErrUnreadable], never an empty record.
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
