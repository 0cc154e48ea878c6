-- Keeps the sources of scripts. Those that a release names are kept for ever, and stay
-- so when they are saved again.
--
-- KEYS 1 the sources
-- ARGV 1 sealed  2 how long to keep them (ms)
local left = redis.call('PTTL', KEYS[1])
redis.call('SET', KEYS[1], ARGV[1])
if left ~= -1 then redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
return 1
