-- Stores an account, if it is still the one that was read, with its audit entry and
-- the end of its sessions.
--
-- KEYS 1 account  2 accounts  3 its sessions  4 audit  5 beginning of the keys of sessions
-- ARGV 1 id of this write  2 account  3 version that was read; 0 = there is none
--      4 sealed account  5 when it was made (ms)  6 "1" = end its sessions, but not
--      7 this one  8... fields of the audit entry
-- Returns 1 if it is stored, 0 if it was changed meanwhile
if redis.call('HGET', KEYS[1], 'w') == ARGV[1] then return 1 end
if (redis.call('HGET', KEYS[1], 'v') or '0') ~= ARGV[3] then return 0 end
local entry = {}
for i = 8, #ARGV do entry[#entry + 1] = ARGV[i] end
redis.call('XADD', KEYS[4], '*', unpack(entry))
if ARGV[6] == '1' then
  for _, id in ipairs(redis.call('ZRANGE', KEYS[3], 0, -1)) do
    if id ~= ARGV[7] then
      redis.call('DEL', KEYS[5] .. id)
      redis.call('ZREM', KEYS[3], id)
    end
  end
end
redis.call('ZADD', KEYS[2], 'NX', ARGV[5], ARGV[2])
redis.call('HSET', KEYS[1], 'v', ms(tonumber(ARGV[3]) + 1), 'd', ARGV[4], 'w', ARGV[1])
return 1
