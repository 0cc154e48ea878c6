-- Claims due redactions, oldest first, each for one attempt under a lease.
--
-- KEYS 1 redactions due  2 tries
-- ARGV 1 how many at most  2 lease (ms)  3 after how long one is given up (ms)
-- Returns {{carrier's id, attempt, due since (ms)}, ...}
local out = {}
for _, carrier in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', ms(now), 'LIMIT', 0, ARGV[1])) do
  local n, since = string.match(redis.call('HGET', KEYS[2], carrier) or '', '^(%d+)|(%d+)$')
  if not n then n, since = '0', ms(now) end
  if now - tonumber(since) > tonumber(ARGV[3]) then
    redis.call('ZREM', KEYS[1], carrier)
    redis.call('HDEL', KEYS[2], carrier)
  else
    local attempt = ms(tonumber(n) + 1)
    redis.call('HSET', KEYS[2], carrier, attempt .. '|' .. since)
    redis.call('ZADD', KEYS[1], ms(now + tonumber(ARGV[2])), carrier)
    out[#out + 1] = {carrier, attempt, since}
  end
end
return out
