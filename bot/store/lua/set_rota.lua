-- Stores what staff changed of the rota, and its entry of the audit log.
--
-- KEYS 1 the rota  2 audit
-- ARGV 1 version read (0 = none)  2 sealed value  3 id of this change
--      4 actor  5 sealed detail of the audit entry
-- Returns 1 if it is stored, now or by an earlier try of the same change, 0 if
-- another change came before it
local version = redis.call('HGET', KEYS[1], 'v') or '0'
if redis.call('HGET', KEYS[1], 'i') == ARGV[3] then return 1 end
if version ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'v', ms(tonumber(version) + 1), 'd', ARGV[2], 'i', ARGV[3])
redis.call('XADD', KEYS[2], '*', 'i', ARGV[3], 'p', '', 'a', ARGV[4], 'n', 'rota_set', 'v', '', 'w', '', 'h', '', 'k', '', 'd', ARGV[5])
return 1
