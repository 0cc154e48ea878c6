-- Sets a time, unless a later one stands.
--
-- KEYS 1 the time
-- ARGV 1 new value (ms)
-- Returns 1 if it moved
local old = tonumber(redis.call('GET', KEYS[1]) or '0')
if tonumber(ARGV[1]) <= old then return 0 end
redis.call('SET', KEYS[1], ARGV[1])
return 1
