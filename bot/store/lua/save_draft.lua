-- Stores a draft of the scripts in the place of the one that was read.
--
-- KEYS 1 the draft  2 accounts with drafts
-- ARGV 1 version read (0 = none)  2 sealed value  3 id of this change  4 account
-- 5 version of the new one
-- Returns 1 if it is stored, now or by an earlier try of the same change, 0 if
-- another change came before it
if redis.call('HGET', KEYS[1], 'i') == ARGV[3] then return 1 end
if (redis.call('HGET', KEYS[1], 'v') or '0') ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'v', ARGV[5], 'd', ARGV[2], 'i', ARGV[3])
redis.call('ZADD', KEYS[2], now, ARGV[4])
return 1
