-- Commits one turn, all of it or none. Everything is checked before anything
-- is written, because a script that fails midway keeps its earlier writes; and
-- the first write (SADD) is one that a full, read-only or unreplicated server
-- refuses, so that those refuse the whole.
--
-- KEYS 1 applied input  2 session  3 thread  4 prefix of the seen sets
--      5 due  6 wake  7 waking  8 open cases  9 opt-outs  10 audit
--      11 consent ledger  12 standing consents  13 redactions due  14 redactions
--      then one for each case, each send and each calendar day, in that order.
--      Keys made here (seen:<yyyymm>, due:<class>) carry the same hash tag.
-- ARGV 1 record of the input: MAC of its digest (16 bytes), sealed reply
--      2 how the stored session must begin (its version in 20 digits, the seal),
--        or "" if there must be none; the seal is given if the session was
--        recalled, and then the person must not have opted out
--      3 seconds to keep the record  4 hash of the input id (8 bytes)
--      5 seconds to keep a seen set
--      6 person  7 session version read, or ""  8 session: its new version in 20
--        digits, sealed value
--      9 seconds to keep the session  10 sealed thread entry, or ""
--      11 opt-out: "0" none, "1" set, "2" clear
--      12 input id  13 actor  14 note  15 what the turn touches, for the audit
--      16..19 how many cases, sends, wakes, seat groups follow
--      20 the quarter that this script named last, or 0
--      21 seconds to keep the thread  22 the caller's time (ms), or 0
--      23 "1" to delete the thread before this turn
--      24 sealed ledger entry, or ""  25 sealed entry of what was agreed to before
--        there was a ledger, or ""  26 seconds to keep the ledger
--      27..29 how many consents, consents of before and redactions follow
--      30 how long a redaction waits (ms)
--      31 MAC of the session's words for the audit, or ""
--      32 seconds to keep a thread that nobody was in danger in
--      consent: field, ms since, or "" to take it back
--      redaction: carrier's id
--      case:  id, version read, sealed, opened (ms), "1" if closed, ttl (s), MAC
--      send:  id, sealed, due (ms), person, end of its queue's name ("", ":alert",
--             ":crisis"), class, purpose
--      wake:  key, time (ms) or "" to clear
--      seats: seat index, op, visit, until (ms; "0" = booked), day's index among
--             the KEYS of days, expires at (s), n, then n cell fields
-- Returns {"applied", the quarter of the seen set, which has an expiry} |
--      {"duplicate", sealed reply or ""} | {"mismatch"} | {"conflict"} |
--      {"taken", seat index}

-- 1. Was this input applied before?
if check.dedup then
  local record = redis.call('GET', KEYS[1])
  if record then
    if string.sub(record, 1, 16) ~= string.sub(ARGV[1], 1, 16) then return {'mismatch'} end
    return {'duplicate', string.sub(record, 17)}
  end
  if seenBefore(KEYS[4], ARGV[4]) then return {'duplicate', ''} end
end

-- 2. Has anything that was read changed since?
local cases, sends, wakes, groups = tonumber(ARGV[16]), tonumber(ARGV[17]), tonumber(ARGV[18]), tonumber(ARGV[19])
local version = ARGV[7]
if version ~= '' and check.version then
  -- No value is version 0; one that does not begin with digits matches nothing
  -- and is never overwritten.
  if redis.call('GETRANGE', KEYS[2], 0, math.max(#ARGV[2] - 1, 0)) ~= ARGV[2] then return {'conflict'} end
  -- Of a recalled session nobody has looked whether the person opted out since.
  if #ARGV[2] > 20 and redis.call('HEXISTS', KEYS[9], ARGV[6]) == 1 then return {'conflict'} end
end
-- Times to come are by the caller's clock, and are kept by ours: where the two
-- differ by more than the time a call takes, an alert must not wait for it.
local skew = ARGV[22] == '0' and 0 or now - tonumber(ARGV[22])
if math.abs(skew) < 2000 then skew = 0 end
local function ours(at) return ms(tonumber(at) + skew) end
local consentAt, consents, formers, redactions = 33, tonumber(ARGV[27]), tonumber(ARGV[28]), tonumber(ARGV[29])
local redactAt = consentAt + (consents + formers) * 2
local caseAt, caseKeys = redactAt + redactions, 14
for i = 1, cases do
  local a = caseAt + (i - 1) * 7
  if check.version and (redis.call('HGET', KEYS[caseKeys + i], 'v') or '0') ~= ARGV[a + 1] then return {'conflict'} end
end

-- 3. Are the seats free? Changes see the ones before them in the same turn.
local sendAt, sendKeys = caseAt + cases * 7, caseKeys + cases
local wakeAt = sendAt + sends * 7
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

-- 4. Nothing can refuse any more: write. An id that is in this quarter's set was
-- applied before its record expired; then nothing has been written yet.
local seenNow = seenKey(KEYS[4], quarter)
if redis.call('SADD', seenNow, ARGV[4]) == 0 and check.dedup then return {'duplicate', ''} end
if tonumber(ARGV[20]) ~= quarter and redis.call('TTL', seenNow) < 0 then redis.call('EXPIRE', seenNow, ARGV[5]) end
redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[3])

if version ~= '' then redis.call('SET', KEYS[2], ARGV[8], 'EX', ARGV[9]) end
if ARGV[23] == '1' then redis.call('DEL', KEYS[3]) end
if ARGV[10] ~= '' then
  -- A thread with a danger in it is kept for longer, and more of it: what comes
  -- after takes nothing away.
  local turns, keep, most = redis.call('RPUSH', KEYS[3], ARGV[10]), redis.call('TTL', KEYS[3]), 200
  if math.max(keep, tonumber(ARGV[21])) > tonumber(ARGV[32]) then most = 2000 end
  if turns > most then redis.call('LTRIM', KEYS[3], -most, -1) end
  if keep < tonumber(ARGV[21]) then redis.call('EXPIRE', KEYS[3], ARGV[21]) end
end

local audited = {}
for i = 1, cases do
  local c, key = caseAt + (i - 1) * 7, KEYS[caseKeys + i]
  redis.call('HSET', key, 'v', ms(tonumber(ARGV[c + 1]) + 1), 'd', ARGV[c + 2])
  audited[i] = ARGV[c] .. ':' .. ms(tonumber(ARGV[c + 1]) + 1) .. ':' .. ARGV[c + 6]
  if ARGV[c + 4] == '1' then
    redis.call('ZREM', KEYS[8], ARGV[c])
    redis.call('EXPIRE', key, ARGV[c + 5])
  else
    redis.call('ZADD', KEYS[8], ARGV[c + 3], ARGV[c])
    redis.call('PERSIST', key)
  end
end

for i = 1, sends do
  local s, key = sendAt + (i - 1) * 7, KEYS[sendKeys + i]
  -- The same id is the same message: it is not queued twice.
  if redis.call('EXISTS', key) == 0 then
    redis.call('HSET', key, 'st', 'pending', 'n', '0', 'k', '-1', 'd', ARGV[s + 1], 'p', ARGV[s + 3], 'q', ARGV[s + 4],
      'cl', ARGV[s + 5], 'pu', ARGV[s + 6])
    redis.call('ZADD', KEYS[5] .. ARGV[s + 4], ours(ARGV[s + 2]), ARGV[s])
  end
end

for i = 1, wakes do
  local w = wakeAt + (i - 1) * 2
  if ARGV[w + 1] == '' then
    redis.call('ZREM', KEYS[6], ARGV[w])
  else
    redis.call('ZADD', KEYS[6], ours(ARGV[w + 1]), ARGV[w])
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

-- What a session held before there was a ledger goes in front of its first entry.
local function consent(at, n)
  for i = at, at + (n - 1) * 2, 2 do
    if ARGV[i + 1] == '' then
      redis.call('HDEL', KEYS[12], ARGV[i])
    else
      redis.call('HSETNX', KEYS[12], ARGV[i], ARGV[i + 1])
    end
  end
end
if ARGV[24] ~= '' then
  if ARGV[25] ~= '' and redis.call('EXISTS', KEYS[11]) == 0 then
    redis.call('RPUSH', KEYS[11], ARGV[25])
    consent(consentAt + consents * 2, formers)
  end
  redis.call('RPUSH', KEYS[11], ARGV[24])
  redis.call('EXPIRE', KEYS[11], ARGV[26])
end
consent(consentAt, consents)

for i = redactAt, redactAt + redactions - 1 do redact(KEYS[13], KEYS[14], ARGV[i], ARGV[30]) end

redis.call('XADD', KEYS[10], '*', 'i', ARGV[12], 'p', ARGV[6], 'a', ARGV[13], 'n', ARGV[14], 'v', version,
  'w', ARGV[15], 'h', ARGV[31], 'k', table.concat(audited, '\n'))
return {'applied', quarter}
