-- Sets a time, unless a later one stands. A time that has not come yet is no time
-- up to which anything can have been done: it is cut to now, and one that stands
-- by mistake gives way.
--
-- KEYS 1 the time
-- ARGV 1 new value (ms)
-- Returns 1 if it moved
local at = math.min(tonumber(ARGV[1]), now)
local old = tonumber(redis.call('GET', KEYS[1]) or '0')
if at <= old and old <= now then return 0 end
redis.call('SET', KEYS[1], ms(at))
return 1
