-- Claims due messages, oldest first, each for one attempt under a lease.
--
-- KEYS 1 due  2 opt-outs  3 prefix of the messages (same hash tag)
-- ARGV 1 how many at most  2 lease (ms)
-- Returns {{id, attempt, state before, since (ms), opted out (0|1), sealed}, ...}
local out = {}
for _, id in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', ms(now), 'LIMIT', 0, ARGV[1])) do
  local key = KEYS[3] .. id
  local job = redis.call('HMGET', key, 'st', 'n', 'si', 'd', 'p')
  local before = job[1]
  if before ~= 'pending' and before ~= 'sending' then
    -- Gone or settled: nothing left to do.
    redis.call('ZREM', KEYS[1], id)
  else
    local attempt, since = tonumber(job[2]) + 1, job[3] or ms(now)
    redis.call('HSET', key, 'st', 'sending', 'n', ms(attempt), 'si', since)
    redis.call('ZADD', KEYS[1], ms(now + tonumber(ARGV[2])), id)
    if not check.lookup then before = 'pending' end
    local out_of_it = 0
    if job[5] ~= '' then out_of_it = redis.call('HEXISTS', KEYS[2], job[5]) end
    out[#out + 1] = {id, ms(attempt), before, since, out_of_it, job[4]}
  end
end
return out
