-- Stores the releases of the scripts, with an entry of the audit log, and keeps the
-- sources that they name for ever.
--
-- KEYS 1 the releases  2 audit  3... sources that must be there
-- ARGV 1 version read (0 = none)  2 sealed value  3 id of this change
--      4... fields of the audit entry
-- Returns 1 if it is stored, now or by an earlier try of the same change, 0 if
-- another change came before it, -1 if sources are not there
local version = redis.call('HGET', KEYS[1], 'v') or '0'
if redis.call('HGET', KEYS[1], 'i') == ARGV[3] then return 1 end
if version ~= ARGV[1] then return 0 end
for i = 3, #KEYS do
  if redis.call('EXISTS', KEYS[i]) == 0 then return -1 end
end
local entry = {}
for i = 4, #ARGV do entry[#entry + 1] = ARGV[i] end
for i = 3, #KEYS do redis.call('PERSIST', KEYS[i]) end
redis.call('HSET', KEYS[1], 'v', ms(tonumber(version) + 1), 'd', ARGV[2], 'i', ARGV[3])
redis.call('XADD', KEYS[2], '*', unpack(entry))
return 1
