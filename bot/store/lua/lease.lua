-- Takes a lease, or keeps it if it is ours already.
--
-- KEYS 1 lease
-- ARGV 1 who asks  2 for how long (ms)
-- Returns 1 if it is ours
local owner = redis.call('GET', KEYS[1])
if owner and owner ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
