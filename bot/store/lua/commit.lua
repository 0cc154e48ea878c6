-- Commits one turn, all of it or none. Everything is checked before anything
-- is written, because a script that fails midway keeps its earlier writes; and
-- the first write (SADD) is one that a full, read-only or unreplicated server
-- refuses, so that those refuse the whole.
--
-- KEYS 1 applied input  2 session  3 thread  4 prefix of the seen sets
--      5 due  6 wake  7 waking  8 open cases  9 opt-outs  10 audit
--      11 consent ledger  12 standing consents  13 redactions due  14 redactions
--      then one for each case, each send and each calendar day, in that order.
--      Keys made here (seen:<yyyymm>, due:<class>, v:<visit>, vis, wl, wl:<list>, openv,
--      closed, closed:<of>, ck:<case>, n:<day>)
--      carry the same hash tag.
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
--      33 the clinic's day that counts what follows, or ""  34 words to count, and
--        how often, a line each: "word\nn\nword\nn"  35 seconds to keep a day's count
--      consent: field, ms since, or "" to take it back
--      redaction: carrier's id
--      case:  id, version read, sealed, opened (ms), when it was closed (ms) or "" if it
--             is not, ttl (s), MAC, ends of the names of its lists of closed ones: of
--             its person, of its code; "" = none; sealed entry of its history
--      send:  id, sealed, due (ms), person, end of its queue's name ("", ":alert",
--             ":crisis"), class, purpose, visit it tells of or "", its version
--      wake:  key, time (ms) or "" to clear
--      seats: seat index, op, visit, until (ms; "0" = booked), day's index among
--             the KEYS of days, expires at (s; "0" = never), share or "", how many
--             have it together, n, then n cell fields
--      and, if the turn has any, how many visits and how many waits follow, and how
--      long visits are kept after their end (s):
--      visit: id, version, sealed, start (ms), expires at (s)
--      wait:  list, score, or "" to take the person off
--
-- A cell of one visit is visit|until. One that is shared is share|size, then
-- until|visit for each holder, each on a line of its own that ends (%, | and line
-- ends inside a name as %25, %7C, %0A): what an earlier build reads as taken.
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
local consentAt, consents, formers, redactions = 36, tonumber(ARGV[27]), tonumber(ARGV[28]), tonumber(ARGV[29])
local redactAt = consentAt + (consents + formers) * 2
local caseAt, caseKeys = redactAt + redactions, 14
for i = 1, cases do
  local a = caseAt + (i - 1) * 10
  if check.version and (redis.call('HGET', KEYS[caseKeys + i], 'v') or '0') ~= ARGV[a + 1] then return {'conflict'} end
end

-- 3. Are the seats free? Changes see the ones before them in the same turn.
local sendAt, sendKeys = caseAt + cases * 10, caseKeys + cases
local wakeAt = sendAt + sends * 9
local dayKeys = sendKeys + sends
local ledger, touched = {}, {}

-- What a change makes of a cell that holds value: its new value, false for an empty
-- one, nil if somebody else has it. mine is what it would be with this visit alone.
local function change(c, value)
  if value == false then return c.op ~= 'free' and c.mine end
  if string.byte(value, -1) ~= 10 then return changeSole(c, value) end
  return changeShared(c, value)
end

local a = wakeAt + wakes * 2
for _ = 1, groups do
  local key, n = KEYS[dayKeys + tonumber(ARGV[a + 4])], tonumber(ARGV[a + 8])
  local c = seatChange(a)
  local day = ledger[key]
  if not day then
    day = {cells = {}, changed = {}, expire = ARGV[a + 5]}
    ledger[key] = day
    touched[#touched + 1] = key
  end
  readCells(key, day.cells, a + 9, n)
  local was, is
  for i = a + 9, a + 8 + n do
    local field = ARGV[i]
    local value = day.cells[field]
    -- The cells of a visit are mostly alike.
    if value ~= was then was, is = value, change(c, value) end
    if is == nil then return {'taken', tonumber(ARGV[a])} end
    if is ~= value then
      day.cells[field] = is
      day.changed[field] = true
    end
  end
  a = a + 9 + n
end

-- 4. Has a visit that is written changed since, or is it somebody else's?
local visits, waits = tonumber(ARGV[a] or 0), tonumber(ARGV[a + 1] or 0)
local base = string.sub(KEYS[4], 1, -6)
local visitAt = a + 3
local waitAt = visitAt + visits * 5
for i = visitAt, waitAt - 1, 5 do
  local was = redis.call('HMGET', base .. 'v:' .. ARGV[i], 'v', 'p')
  if was[1] and check.version and (was[2] ~= ARGV[6] or tonumber(was[1]) >= tonumber(ARGV[i + 1])) then return {'conflict'} end
end

-- 5. Nothing can refuse any more: write. An id that is in this quarter's set was
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
  local c, key = caseAt + (i - 1) * 10, KEYS[caseKeys + i]
  local tag = ms(tonumber(ARGV[c + 1]) + 1) .. ':' .. ARGV[c + 6]
  redis.call('HSET', key, 'v', ms(tonumber(ARGV[c + 1]) + 1), 'd', ARGV[c + 2])
  audited[i] = ARGV[c] .. ':' .. tag
  local history = base .. 'ck:' .. ARGV[c]
  if redis.call('RPUSH', history, ARGV[c + 9]) > 1000 then redis.call('LTRIM', history, -1000, -1) end
  if ARGV[c + 4] ~= '' then
    redis.call('ZREM', KEYS[8], ARGV[c])
    redis.call('HDEL', KEYS[8] .. 'v', ARGV[c])
    local past = ms(now - tonumber(ARGV[c + 5]) * 1000)
    redis.call('ZADD', base .. 'closed', ARGV[c + 4], ARGV[c])
    redis.call('ZREMRANGEBYSCORE', base .. 'closed', '-inf', past)
    for j = c + 7, c + 8 do
      if ARGV[j] ~= '' then
        local list = base .. 'closed:' .. ARGV[j]
        redis.call('ZADD', list, ARGV[c + 4], ARGV[c])
        redis.call('ZREMRANGEBYSCORE', list, '-inf', past)
        redis.call('EXPIRE', list, ARGV[c + 5])
      end
    end
    redis.call('EXPIRE', key, ARGV[c + 5])
    redis.call('EXPIRE', history, ARGV[c + 5])
  else
    redis.call('ZADD', KEYS[8], ARGV[c + 3], ARGV[c])
    redis.call('HSET', KEYS[8] .. 'v', ARGV[c], tag)
    redis.call('ZREM', base .. 'closed', ARGV[c])
    redis.call('PERSIST', key)
    redis.call('PERSIST', history)
  end
end

for i = 1, sends do
  local s, key = sendAt + (i - 1) * 9, KEYS[sendKeys + i]
  -- The same id is the same message: it is not queued twice.
  if redis.call('EXISTS', key) == 0 then
    redis.call('HSET', key, 'st', 'pending', 'n', '0', 'k', '-1', 'd', ARGV[s + 1], 'p', ARGV[s + 3], 'q', ARGV[s + 4],
      'cl', ARGV[s + 5], 'pu', ARGV[s + 6])
    if ARGV[s + 7] ~= '' then redis.call('HSET', key, 'vi', ARGV[s + 7], 'vv', ARGV[s + 8]) end
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

for _, key in ipairs(touched) do writeCells(key, ledger[key]) end

for i = visitAt, waitAt - 1, 5 do
  local key = base .. 'v:' .. ARGV[i]
  redis.call('HSET', key, 'v', ARGV[i + 1], 'd', ARGV[i + 2], 'p', ARGV[6])
  redis.call('EXPIREAT', key, ms(math.max(tonumber(ARGV[i + 4]), sec + 86400)))
  redis.call('ZADD', base .. 'vis', ARGV[i + 3], ARGV[i])
end
if visits > 0 then trimVisits(base, tonumber(ARGV[visitAt - 1])) end
for i = waitAt, waitAt + waits * 2 - 1, 2 do
  local list = base .. 'wl:' .. ARGV[i]
  if ARGV[i + 1] == '' then
    if redis.call('ZREM', list, ARGV[6]) == 1 and redis.call('EXISTS', list) == 0 then redis.call('SREM', base .. 'wl', ARGV[i]) end
  else
    redis.call('ZADD', list, ARGV[i + 1], ARGV[6])
    redis.call('SADD', base .. 'wl', ARGV[i])
  end
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

if ARGV[34] ~= '' then
  local day, word = base .. 'n:' .. ARGV[33], nil
  for part in string.gmatch(ARGV[34], '[^\n]+') do
    if word then
      redis.call('HINCRBY', day, word, part)
      word = nil
    else
      word = part
    end
  end
  if redis.call('TTL', day) < 0 then redis.call('EXPIRE', day, ARGV[35]) end
end

redis.call('XADD', KEYS[10], '*', 'i', ARGV[12], 'p', ARGV[6], 'a', ARGV[13], 'n', ARGV[14], 'v', version,
  'w', ARGV[15], 'h', ARGV[31], 'k', table.concat(audited, '\n'))
return {'applied', quarter}
