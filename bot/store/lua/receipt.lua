-- Moves a message forward on the carrier's word, never back.
--
-- KEYS 1 message, or the carrier id's key if its id is all we have
--      2 carrier id's key, or KEYS 1 again  3 due (and its :alert, :crisis)  4 dead  5 opt-outs
--      6 prefix of the messages  7 prefix of the ledgers  8 standing consents
--      9 prefix of unprompted texts  10 redactions due  11 redactions (same hash tag)
-- ARGV 1 send id, or "" to look it up in KEYS 2  2 carrier's id, or ""
--      3 rank  4 state for rank 3 and 4  5 error code
--      6 "1" if the carrier refuses the number  7 person of the number, or ""
--      8 id of this call: asked again, it says again what it did
--      9 seconds to keep a settled message  10 seconds to keep the carrier id
--      11 how long a redaction waits (ms), or "" for none
--      12.. of the opt-out, see refused.lua
-- Returns {changed (0|1), send id or "", sealed message or "", state}
local id, key = ARGV[1], KEYS[1]
if id == '' then
  id = redis.call('GET', KEYS[2]) or ''
  key = KEYS[6] .. id
end
local job = {}
if id ~= '' then job = redis.call('HMGET', key, 'st', 'k', 'd', 'p', 'nc', 'q', 'cl', 'ca') end
local person = job[4] or ''
if person == '' then person = ARGV[7] end
if ARGV[6] == '1' and person ~= '' then refused(KEYS[5], KEYS[7], KEYS[8], person, 12) end
-- A final word: nothing has to be looked up at the carrier by its text any more.
local carrier = ARGV[2]
if carrier == '' then carrier = job[8] or '' end
if ARGV[11] ~= '' and ARGV[3] == '4' and carrier ~= '' and job[2] ~= '4' then redact(KEYS[10], KEYS[11], carrier, ARGV[11]) end
if not job[1] then return {0, '', '', ''} end

local rank, state = tonumber(ARGV[3]), ARGV[4]
if job[5] == ARGV[8] then return {1, id, job[3], job[1]} end
if rank <= tonumber(job[2]) or job[1] == 'dropped' then return {0, id, job[3], job[1]} end

-- Any word of the carrier's means that it took the message.
if rank < 3 or state == '' then state = 'sent' end
redis.call('HSET', key, 'st', state, 'k', ARGV[3], 'cd', ARGV[5], 'nc', ARGV[8])
redis.call('ZREM', KEYS[3] .. (job[6] or ''), id)
redis.call('EXPIRE', key, ARGV[9])
if ARGV[2] ~= '' then
  redis.call('HSET', key, 'ca', ARGV[2])
  redis.call('SET', KEYS[2], id, 'EX', ARGV[10])
end
if state ~= 'failed' and job[7] == 'unprompted' and person ~= '' then unasked(KEYS[9] .. person, id) end
if state == 'failed' or state == 'undelivered' then
  redis.call('ZADD', KEYS[4], ms(now), id)
  redis.call('ZREMRANGEBYSCORE', KEYS[4], '-inf', ms(now - ARGV[9] * 1000))
end
return {1, id, job[3], state}
