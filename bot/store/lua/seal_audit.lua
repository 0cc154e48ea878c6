-- Adds seals to the end of the audit's chain, if its end is still the one that
-- they were made for: two who seal at once add one chain and not two.
--
-- KEYS 1 chain  2 where the chain begins
-- ARGV 1 id of the last seal, or "" if there is none  2 where the chain begins, or ""
--      then for each seal: entry's id, its number, content's MAC, link
-- Returns 1 if added, 0 if the end has moved
local last = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)
local id = ''
if last[1] then id = last[1][1] end
if id ~= ARGV[1] or (redis.call('GET', KEYS[2]) or '') ~= ARGV[2] then return 0 end
for i = 3, #ARGV, 4 do
  redis.call('XADD', KEYS[1], ARGV[i], 'n', ARGV[i + 1], 'c', ARGV[i + 2], 'l', ARGV[i + 3])
end
return 1
