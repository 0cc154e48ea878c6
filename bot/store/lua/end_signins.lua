-- Ends sessions of an account, with one audit entry if there were any.
--
-- KEYS 1 sessions of the account  2 audit  3 beginning of the keys of sessions
-- ARGV 1 how many sessions are named; 0 = all  2... their ids  then the fields of the
--      audit entry
-- Returns how many were ended
local n = tonumber(ARGV[1])
local ids = {}
if n == 0 then
  ids = redis.call('ZRANGE', KEYS[1], 0, -1)
else
  for i = 2, n + 1 do
    if redis.call('ZSCORE', KEYS[1], ARGV[i]) then ids[#ids + 1] = ARGV[i] end
  end
end
if #ids == 0 then return 0 end
local entry = {}
for i = n + 2, #ARGV do entry[#entry + 1] = ARGV[i] end
redis.call('XADD', KEYS[2], '*', unpack(entry))
local ended = 0
for _, id in ipairs(ids) do
  ended = ended + redis.call('DEL', KEYS[3] .. id)
  redis.call('ZREM', KEYS[1], id)
end
return ended
