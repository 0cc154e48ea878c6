-- Looks inputs up.
--
-- KEYS 1 prefix of the seen sets (same hash tag), then one applied input each
-- ARGV the hash of each input id, in the same order
-- Returns {1 if applied else 0, ...}
local out = {}
for i, hash in ipairs(ARGV) do
  if redis.call('EXISTS', KEYS[i + 1]) == 1 or seen(KEYS[1], hash) then out[i] = 1 else out[i] = 0 end
end
return out
