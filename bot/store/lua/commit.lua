-- Commits one turn, all of it or none. Everything is checked before anything
-- is written, because a script that fails midway keeps its earlier writes; and
-- the first write (SET) is one that a full, read-only or unreplicated server
-- refuses, so that those refuse the whole.
--
-- KEYS 1 applied input  2 session  3 thread  4 prefix of the seen sets
--      5 due  6 wake  7 waking  8 open cases  9 opt-outs  10 audit
--      then one for each case, each send and each calendar day, in that order.
--      Keys made here (seen:<yyyymm>, due:<class>) carry the same hash tag.
-- ARGV 1 MAC of the input's digest (16 bytes)  2 sealed reply
--      3 seconds to keep it  4 hash of the input id (8 bytes)
--      5 seconds to keep a seen set
--      6 person  7 session version read, or ""  8 sealed session
--      9 seconds to keep session and thread  10 sealed thread entry, or ""
--      11 opt-out: "0" none, "1" set, "2" clear
--      12 input id  13 actor  14 note  15 days to keep audit entries
--      16..19 how many cases, sends, wakes, seat groups follow
--      case:  id, version read, sealed, opened (ms), "1" if closed, ttl (s)
--      send:  id, sealed, due (ms), person, end of its queue's name ("", ":alert",
--             ":crisis")
--      wake:  key, time (ms) or "" to clear
--      seats: seat index, op, visit, until (ms; "0" = booked), day's index among
--             the KEYS of days, expires at (s), n, then n cell fields
-- Returns {"applied"} | {"duplicate", sealed reply or ""} | {"mismatch"} |
--      {"conflict"} | {"taken", seat index}
-- 1. Was this input applied before?
if check.dedup then
  local record = redis.call('GET', KEYS[1])
  if record then
    if string.sub(record, 1, 16) ~= ARGV[1] then return {'mismatch'} end
    return {'duplicate', string.sub(record, 17)}
  end
  if seen(KEYS[4], ARGV[4]) then return {'duplicate', ''} end
end

-- 2. Has anything that was read changed since?
local cases, sends, wakes, groups = tonumber(ARGV[16]), tonumber(ARGV[17]), tonumber(ARGV[18]), tonumber(ARGV[19])
local version = ARGV[7]
if version ~= '' and check.version then
  -- The version is the first 20 digits of the value; no value is version 0, and
  -- one that does not begin with digits is never overwritten.
  local head = redis.call('GETRANGE', KEYS[2], 0, 19)
  if (head == '' and 0 or tonumber(head) or -2) ~= tonumber(version) then return {'conflict'} end
end
local caseAt, caseKeys = 20, 10
for i = 1, cases do
  local a = caseAt + (i - 1) * 6
  if check.version and (redis.call('HGET', KEYS[caseKeys + i], 'v') or '0') ~= ARGV[a + 1] then return {'conflict'} end
end

-- 3. Are the seats free? Changes see the ones before them in the same turn.
local sendAt, sendKeys = caseAt + cases * 6, caseKeys + cases
local wakeAt = sendAt + sends * 5
local dayKeys = sendKeys + sends
local ledger, touched = {}, {}

local function holder(value)
  if not value then return nil end
  local visit, untilMs = string.match(value, '^(.*)|(%d+)$')
  if not visit then return '?', 0 end
  untilMs = tonumber(untilMs)
  if untilMs > 0 and untilMs <= now then return nil end
  return visit, untilMs
end

local a = wakeAt + wakes * 2
for _ = 1, groups do
  local seat, op, visit, untilMs, key = ARGV[a], ARGV[a + 1], ARGV[a + 2], ARGV[a + 3], KEYS[dayKeys + tonumber(ARGV[a + 4])]
  local expire, n = ARGV[a + 5], tonumber(ARGV[a + 6])
  local day = ledger[key]
  if not day then
    day = {cells = {}, expire = expire}
    ledger[key] = day
    touched[#touched + 1] = key
  end
  for i = 1, n do
    local field = ARGV[a + 6 + i]
    local value = day.cells[field]
    if value == nil then value = redis.call('HGET', key, field) end
    local who, till = holder(value)
    if op == 'free' then
      if who == visit then day.cells[field] = false end
    else
      if check.claim and who and who ~= visit then return {'taken', tonumber(seat)} end
      -- A hold never weakens what the visit has booked.
      if not (op == 'hold' and who == visit and till == 0) then day.cells[field] = visit .. '|' .. untilMs end
    end
  end
  a = a + 7 + n
end

-- 4. Nothing can refuse any more: write.
redis.call('SET', KEYS[1], ARGV[1] .. ARGV[2], 'EX', ARGV[3])
local seenNow = seenKey(KEYS[4], quarter)
redis.call('SADD', seenNow, ARGV[4])
if redis.call('TTL', seenNow) < 0 then redis.call('EXPIRE', seenNow, ARGV[5]) end

if version ~= '' then
  redis.call('SET', KEYS[2], string.format('%020.0f', tonumber(version) + 1) .. ARGV[8], 'EX', ARGV[9])
end
if ARGV[10] ~= '' then
  if redis.call('RPUSH', KEYS[3], ARGV[10]) > 200 then redis.call('LTRIM', KEYS[3], -200, -1) end
  redis.call('EXPIRE', KEYS[3], ARGV[9])
end

for i = 1, cases do
  local c, key = caseAt + (i - 1) * 6, KEYS[caseKeys + i]
  redis.call('HSET', key, 'v', ms(tonumber(ARGV[c + 1]) + 1), 'd', ARGV[c + 2])
  if ARGV[c + 4] == '1' then
    redis.call('ZREM', KEYS[8], ARGV[c])
    redis.call('EXPIRE', key, ARGV[c + 5])
  else
    redis.call('ZADD', KEYS[8], ARGV[c + 3], ARGV[c])
    redis.call('PERSIST', key)
  end
end

for i = 1, sends do
  local s, key = sendAt + (i - 1) * 5, KEYS[sendKeys + i]
  -- The same id is the same message: it is not queued twice.
  if redis.call('EXISTS', key) == 0 then
    redis.call('HSET', key, 'st', 'pending', 'n', '0', 'k', '-1', 'd', ARGV[s + 1], 'p', ARGV[s + 3], 'q', ARGV[s + 4])
    redis.call('ZADD', KEYS[5] .. ARGV[s + 4], ARGV[s + 2], ARGV[s])
  end
end

for i = 1, wakes do
  local w = wakeAt + (i - 1) * 2
  if ARGV[w + 1] == '' then
    redis.call('ZREM', KEYS[6], ARGV[w])
  else
    redis.call('ZADD', KEYS[6], ARGV[w + 1], ARGV[w])
  end
  redis.call('HDEL', KEYS[7], ARGV[w])
end

for _, key in ipairs(touched) do
  for field, value in pairs(ledger[key].cells) do
    if value then redis.call('HSET', key, field, value) else redis.call('HDEL', key, field) end
  end
  redis.call('EXPIREAT', key, ledger[key].expire)
end

if ARGV[11] == '1' then
  redis.call('HSETNX', KEYS[9], ARGV[6], ms(now))
elseif ARGV[11] == '2' then
  redis.call('HDEL', KEYS[9], ARGV[6])
end

redis.call('XADD', KEYS[10], 'MINID', '~', ms((sec - tonumber(ARGV[15]) * 86400) * 1000), '*',
  'i', ARGV[12], 'p', ARGV[6], 'a', ARGV[13], 'n', ARGV[14], 'v', version)
return {'applied'}
