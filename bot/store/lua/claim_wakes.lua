-- Claims due timers, oldest first. A claimed timer comes back when the lease is
-- over, with the time it was first set to, so that the input made of it keeps
-- its id; a commit that sets or clears the same timer ends the claim.
--
-- KEYS 1 wake  2 waking
-- ARGV 1 how many at most  2 lease (ms)  3 lease of some kinds (ms)  then these kinds, as
--      keys begin: "c:"
-- Returns {key, time (ms), key, time, ...}
local due = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', ms(now), 'WITHSCORES', 'LIMIT', 0, ARGV[1])
local out, kinds = {}, {}
for i = 4, #ARGV do kinds[ARGV[i]] = true end
for i = 1, #due, 2 do
  local key = due[i]
  local at = redis.call('HGET', KEYS[2], key) or ms(tonumber(due[i + 1]))
  redis.call('HSET', KEYS[2], key, at)
  local lease = kinds[string.match(key, '^[^:]*:')] and ARGV[3] or ARGV[2]
  redis.call('ZADD', KEYS[1], ms(now + tonumber(lease)), key)
  out[#out + 1] = key
  out[#out + 1] = at
end
return out
