-- Forgets a draft of the scripts, if it is still the one that was read.
--
-- KEYS 1 the draft  2 accounts with drafts
-- ARGV 1 version read  2 account
-- Returns 1 if it is gone, now or already, 0 if it was changed meanwhile
local version = redis.call('HGET', KEYS[1], 'v')
if version and version ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[1])
redis.call('ZREM', KEYS[2], ARGV[2])
return 1
