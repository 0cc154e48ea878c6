-- Takes people off a waitlist whose session is gone: nobody could be offered anything.
--
-- KEYS 1 waitlist  2 waitlists  3 prefix of the sessions (all with the same hash tag)
-- ARGV 1 name of the list, then the people on it
-- Returns how many
local n = 0
for i = 2, #ARGV do
  if redis.call('EXISTS', KEYS[3] .. ARGV[i]) == 0 then n = n + redis.call('ZREM', KEYS[1], ARGV[i]) end
end
if redis.call('EXISTS', KEYS[1]) == 0 then redis.call('SREM', KEYS[2], ARGV[1]) end
return n
