-- Puts values sealed anew in the place of the old ones, each if the old one still
-- stands there. Their time to live stays as it is.
--
-- KEYS of values
-- ARGV for each: how it is stored ("hash" for field d, "list" or "string"), as it is
--      stored, as it shall be, where in the list
-- Returns for each 1 if it was put there, else 0
local out = {}
for i, key in ipairs(KEYS) do
  local a = i * 4 - 3
  local how, old, new, at = ARGV[a], ARGV[a + 1], ARGV[a + 2], ARGV[a + 3]
  out[i] = 0
  if how == 'hash' then
    if redis.call('HGET', key, 'd') == old then
      redis.call('HSET', key, 'd', new)
      out[i] = 1
    end
  elseif how == 'list' then
    if redis.call('LINDEX', key, at) == old then
      redis.call('LSET', key, at, new)
      out[i] = 1
    end
  elseif redis.call('GET', key) == old then
    redis.call('SET', key, new, 'KEEPTTL')
    out[i] = 1
  end
end
return out
