-- Takes one from each of some budgets (the generic cell rate algorithm), or from none:
-- a budget is kept as the time when it is whole again.
--
-- KEYS of budgets
-- ARGV 1 "take" or "give"  then for each: how many at once, and how long until one comes
--      back (ms)
-- Returns how long until all have one (ms); 0 = it was taken. Giving back returns 0.
local wait, at = 0, {}
for i, key in ipairs(KEYS) do
  local burst, every = tonumber(ARGV[i * 2]), tonumber(ARGV[i * 2 + 1])
  local whole = math.min(tonumber(redis.call('GET', key) or '0'), now + burst * every)
  whole = math.max(whole, now)
  if ARGV[1] == 'give' then
    at[i] = whole - every
  else
    at[i] = whole + every
    wait = math.max(wait, at[i] - burst * every - now)
  end
end
if wait > 0 then return math.ceil(wait) end
for i, key in ipairs(KEYS) do
  if at[i] <= now then
    redis.call('DEL', key)
  else
    redis.call('SET', key, ms(at[i]), 'PX', ms(at[i] - now))
  end
end
return 0
