-- Records what became of one attempt to blank a message, if that attempt still
-- owns it.
--
-- KEYS 1 redactions due  2 tries
-- ARGV 1 carrier's id  2 attempt  3 again at (ms), or "" if it is done
-- Returns 1 if recorded
local n = string.match(redis.call('HGET', KEYS[2], ARGV[1]) or '', '^(%d+)|')
if n ~= ARGV[2] then return 0 end
if ARGV[3] == '' then
  redis.call('ZREM', KEYS[1], ARGV[1])
  redis.call('HDEL', KEYS[2], ARGV[1])
else
  redis.call('ZADD', KEYS[1], ARGV[3], ARGV[1])
end
return 1
