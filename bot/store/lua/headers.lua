-- Reads under which keys values are sealed.
--
-- KEYS of values
-- ARGV for each how it is stored: "hash" (field d), "list", or a number of bytes that
--      stand before the seal of a string
-- Returns for each the 5 bytes that each of its seals begins with, one after the other
local out = {}
for i, key in ipairs(KEYS) do
  local how, found = ARGV[i], {}
  if how == 'hash' then
    found[1] = string.sub(redis.call('HGET', key, 'd') or '', 1, 5)
  elseif how == 'list' then
    for j, box in ipairs(redis.call('LRANGE', key, 0, -1)) do found[j] = string.sub(box, 1, 5) end
  else
    found[1] = redis.call('GETRANGE', key, tonumber(how), tonumber(how) + 4)
  end
  out[i] = table.concat(found)
end
return out
