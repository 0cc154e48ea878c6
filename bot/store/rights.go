package store

// Rights is what a store's user may do in Redis, in the words of Redis 7's ACL and
// without a password: read and write the keys of clinics, alone and in scripts, and see
// whether the server keeps what it acknowledges. Nothing of it empties a database,
// changes a setting, lists keys at one go, loads code, reads what others do or stops
// the server.
//
// It names kinds of commands and not each of them: a server reads its users when it
// starts, and a newer nightdesk must not find itself without a right in one that has run
// since before. The tests' servers let their stores do this alone.
const Rights = "resetchannels resetkeys ~{*}:* -@all " +
	"+@read +@write +@transaction -@dangerous -@blocking -randomkey -dbsize -swapdb " +
	"+eval +evalsha +info +time +wait +config|get"

// RightsInCluster is what is needed besides where several servers are one: to ask them
// who has what. Sentinels want a user of their own, for "sentinel" and "subscribe".
const RightsInCluster = "+cluster|slots"
