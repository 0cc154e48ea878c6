package store

import "strings"

// Rights is what a store's user may do in Redis and no more, in the words of Redis 7's
// ACL, without a password: the keys of clinics, and the commands that this package and
// its scripts give. There is none that empties a database, changes a setting, lists
// keys at one go, loads code, reads what others do or stops the server.
//
// The tests' servers let their stores do this alone, so a command that is missing here
// fails there. Sentinel and Cluster ask for more: readers of their documents find it
// under "Rights" in webhooks/DECISIONS.md.
func Rights() string {
	words := []string{"resetchannels", "resetkeys", "~{*}:*", "-@all"}
	for command := range strings.FieldsSeq(commands) {
		words = append(words, "+"+command)
	}
	return strings.Join(words, " ")
}

// commands are those of this package and of its scripts. "config|get" is only there to
// see whether the server keeps what it acknowledges, and "scan" to seal anew what is
// stored under an old key and to look through everything.
const commands = `
	info time wait config|get
	eval evalsha multi exec
	del exists expire expireat persist pexpire pttl ttl scan
	get getdel getrange mget set setnx
	hdel hexists hget hgetall hincrby hkeys hlen hmget hset hsetnx hvals
	lindex lrange lset ltrim rpush
	sadd sismember smembers srem
	xadd xrange xrevrange xtrim
	zadd zrange zrangebyscore zrem zremrangebyscore zrevrange zscore`
