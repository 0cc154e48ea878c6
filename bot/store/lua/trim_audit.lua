-- Moves the beginning of the audit's chain on, and drops what is before it.
--
-- KEYS 1 audit  2 chain  3 where the chain begins
-- ARGV 1 where it began, or ""  2 where it begins now  3 the least id that is kept
-- Returns 1 if moved
if (redis.call('GET', KEYS[3]) or '') ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[3], ARGV[2])
redis.call('XTRIM', KEYS[1], 'MINID', ARGV[3])
redis.call('XTRIM', KEYS[2], 'MINID', ARGV[3])
return 1
