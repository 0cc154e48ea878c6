-- Stores a signed-in session, if it is still the one that was read, with its audit
-- entry. One that was ended is not stored again.
--
-- KEYS 1 session  2 sessions of the account  3 audit  4 account
-- ARGV 1 session's id  2 version that was read; 0 = it is new  3 sealed session
--      4 when it was used (ms)  5 when it ends (ms)  6 how long until then (ms)
--      7 version that the account must have, or ""  8... fields of the audit entry, if any
-- Returns 1 if it is stored, 0 if it was changed meanwhile, 2 if it was ended, 3 if the
--      account was changed
local v = redis.call('HGET', KEYS[1], 'v')
if ARGV[2] == '0' then
  if v then return redis.call('HGET', KEYS[1], 'd') == ARGV[3] and 1 or 0 end
  if ARGV[7] ~= '' and redis.call('HGET', KEYS[4], 'v') ~= ARGV[7] then return 3 end
else
  if not v then return 2 end
  if v ~= ARGV[2] then return redis.call('HGET', KEYS[1], 'd') == ARGV[3] and 1 or 0 end
end
if #ARGV >= 8 then
  local entry = {}
  for i = 8, #ARGV do entry[#entry + 1] = ARGV[i] end
  redis.call('XADD', KEYS[3], '*', unpack(entry))
end
redis.call('HSET', KEYS[1], 'v', ms(tonumber(ARGV[2]) + 1), 'd', ARGV[3])
if ARGV[2] == '0' then
  redis.call('HSET', KEYS[1], 's', ARGV[4])
  redis.call('PEXPIRE', KEYS[1], ARGV[6])
  redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', '(' .. ARGV[4])
  redis.call('ZADD', KEYS[2], ARGV[5], ARGV[1])
  if redis.call('PTTL', KEYS[2]) < tonumber(ARGV[6]) then redis.call('PEXPIRE', KEYS[2], ARGV[6]) end
end
return 1
