-- Notes that a session was used, if it is still there. Time only goes forward.
--
-- KEYS 1 session
-- ARGV 1 when (ms)
-- Returns 1 if it is there, else 0
local s = redis.call('HGET', KEYS[1], 's')
if not s then return 0 end
if tonumber(s) < tonumber(ARGV[1]) then redis.call('HSET', KEYS[1], 's', ARGV[1]) end
return 1
