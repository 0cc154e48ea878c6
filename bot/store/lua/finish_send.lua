-- Records what became of one attempt to send, if that attempt still owns the
-- message and no receipt has settled it meanwhile.
--
-- KEYS 1 message  2 due (and its :alert, :crisis)  3 dead  4 opt-outs  5 wake  6 waking
--      7 carrier id's key, or the message again if there is none
--      8 prefix of the ledgers  9 standing consents  10 prefix of unprompted texts
-- ARGV 1 send id  2 attempt  3 state  4 carrier's id, or ""  5 error code
--      6 again at (ms), or "0"  7 "1" to record an opt-out
--      8 timer to set, or ""  9 its time (ms)
--      10 seconds to keep a settled message  11 seconds to keep the carrier id
--      12.. of the opt-out, see refused.lua
-- Returns 1 if recorded, 0 if the attempt no longer owns the message
local job = redis.call('HMGET', KEYS[1], 'st', 'n', 'p', 'q', 'cl')
if not job[1] or job[2] ~= ARGV[2] then return 0 end
local state, queue = ARGV[3], KEYS[2] .. (job[4] or '')

-- The message's own id may be all that its receipts name: keep the carrier's.
if ARGV[4] ~= '' then
  redis.call('SET', KEYS[7], ARGV[1], 'EX', ARGV[11])
  redis.call('HSET', KEYS[1], 'ca', ARGV[4])
end
-- A receipt came first, or this is the same call again.
if job[1] ~= 'sending' then return 1 end

redis.call('HSET', KEYS[1], 'st', state, 'cd', ARGV[5])
if state == 'pending' or state == 'sending' then
  local at = ARGV[6]
  if at ~= '0' then redis.call('ZADD', queue, at, ARGV[1]) end
else
  redis.call('ZREM', queue, ARGV[1])
  redis.call('EXPIRE', KEYS[1], ARGV[10])
  if state == 'failed' then
    redis.call('ZADD', KEYS[3], ms(now), ARGV[1])
    redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', ms(now - ARGV[10] * 1000))
  end
end
if state == 'sent' and job[5] == 'unprompted' and job[3] ~= '' then unasked(KEYS[10] .. job[3], ARGV[1]) end
if ARGV[7] == '1' and job[3] ~= '' then refused(KEYS[4], KEYS[8], KEYS[9], job[3], 12) end
if ARGV[8] ~= '' then
  redis.call('ZADD', KEYS[5], ARGV[9], ARGV[8])
  redis.call('HDEL', KEYS[6], ARGV[8])
end
return 1
