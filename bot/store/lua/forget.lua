-- Deletes what is stored of a person and leaves a tombstone.
--
-- KEYS 1 session  2 thread  3 unprompted texts  4 tombstone  5 standing consents
--      6 wake  7 waking  8 due (and its :alert, :crisis)  9 dead  10 index of visits
--      11 waitlists (and wl:<list> beside it)
--      then every other key that goes: visits, messages, carrier ids, applied inputs
-- ARGV 1 how the session must begin (its version in 20 digits), or "" if there must
--        be none
--      2 sealed tombstone  3 seconds to keep it
--      4..8 how many consents, timers, messages, visits and waitlists follow
--      9 person
--      in this order: consents: field   timers: key   visits: id   waitlists: name
--      messages: id, end of the queue's name
-- Returns 1 if it is done, 0 if the session has changed
if redis.call('GETRANGE', KEYS[1], 0, 19) ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[4], 't', ms(now), 'd', ARGV[2])
redis.call('EXPIRE', KEYS[4], ARGV[3])
redis.call('DEL', KEYS[1], KEYS[2], KEYS[3])
local a = 10
for _ = 1, tonumber(ARGV[4]) do
  redis.call('HDEL', KEYS[5], ARGV[a])
  a = a + 1
end
for _ = 1, tonumber(ARGV[5]) do
  redis.call('ZREM', KEYS[6], ARGV[a])
  redis.call('HDEL', KEYS[7], ARGV[a])
  a = a + 1
end
for _ = 1, tonumber(ARGV[7]) do
  redis.call('ZREM', KEYS[10], ARGV[a])
  a = a + 1
end
for _ = 1, tonumber(ARGV[8]) do
  local list = KEYS[11] .. ':' .. ARGV[a]
  if redis.call('ZREM', list, ARGV[9]) == 1 and redis.call('EXISTS', list) == 0 then redis.call('SREM', KEYS[11], ARGV[a]) end
  a = a + 1
end
for _ = 1, tonumber(ARGV[6]) do
  redis.call('ZREM', KEYS[8] .. ARGV[a + 1], ARGV[a])
  redis.call('ZREM', KEYS[9], ARGV[a])
  a = a + 2
end
for i = 12, #KEYS do redis.call('DEL', KEYS[i]) end
return 1
