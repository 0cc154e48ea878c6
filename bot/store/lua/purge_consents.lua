-- Takes back consents whose person has no ledger any more.
--
-- KEYS 1 standing consents  2 prefix of the ledgers (same hash tag)
-- ARGV fields of 1, person:purpose each
-- Returns how many
local n = 0
for _, field in ipairs(ARGV) do
  if redis.call('EXISTS', KEYS[2] .. string.match(field, '^[^:]*')) == 0 then n = n + redis.call('HDEL', KEYS[1], field) end
end
return n
