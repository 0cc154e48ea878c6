-- Claims due messages, each for one attempt under a lease: alerts to staff first,
-- then texts to people in danger, then the rest, each oldest first. A thousand
-- reminders cannot hold up an alert.
--
-- KEYS 1 due (due:alert and due:crisis stand beside it)  2 opt-outs
--      3 prefix of the messages  4 standing consents  5 prefix of the ledgers
--      6 prefix of the unprompted texts of a person  7 prefix of the visits
--      8 prefix of the sessions (all with the same hash tag)
-- ARGV 1 how many at most  2 lease (ms)  3 how far back unprompted texts count (ms)
-- Returns {{id, attempt, state before, since (ms), opted out (0|1), sealed,
--        consent (0|1; -1 if the person has no ledger yet; 1 where none is needed),
--        {when an unprompted text went to this person (ms), ...},
--        1 if the visit it tells of is another by now or gone, else 0,
--        the person's session as it is stored, "" if there is none or it is
--        neither an unprompted text nor one that tells of a visit}, ...}
local room = tonumber(ARGV[1])
local out = {}

local function claim(queue)
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', queue, '-inf', ms(now), 'LIMIT', 0, room - #out)) do
    local key = KEYS[3] .. id
    local job = redis.call('HMGET', key, 'st', 'n', 'si', 'd', 'p', 'pu', 'vi', 'vv', 'cl')
    local before = job[1]
    if before ~= 'pending' and before ~= 'sending' then
      -- Gone or settled: nothing left to do.
      redis.call('ZREM', queue, id)
    else
      local attempt, since = ms(tonumber(job[2]) + 1), job[3] or ms(now)
      redis.call('HSET', key, 'st', 'sending', 'n', attempt, 'si', since)
      redis.call('ZADD', queue, ms(now + tonumber(ARGV[2])), id)
      if not check.lookup then before = 'pending' end
      local person, purpose, opted, consent, unasked = job[5] or '', job[6] or '', 0, 1, {}
      if person ~= '' then
        opted = redis.call('HEXISTS', KEYS[2], person)
        local texts = redis.call('ZRANGEBYSCORE', KEYS[6] .. person, ms(now - tonumber(ARGV[3])), '+inf', 'WITHSCORES')
        for i = 2, #texts, 2 do unasked[#unasked + 1] = ms(tonumber(texts[i])) end
      end
      if purpose ~= '' then
        consent = redis.call('HEXISTS', KEYS[4], person .. ':' .. purpose)
        if consent == 0 and redis.call('EXISTS', KEYS[5] .. person) == 0 then consent = -1 end
      end
      local stale, session = 0, ''
      if job[7] and redis.call('HGET', KEYS[7] .. job[7], 'v') ~= job[8] then stale = 1 end
      if person ~= '' and (job[9] == 'unprompted' or job[7]) then session = redis.call('GET', KEYS[8] .. person) or '' end
      out[#out + 1] = {id, attempt, before, since, opted, job[4], consent, unasked, stale, session}
    end
  end
end

for _, class in ipairs({':alert', ':crisis', ''}) do
  if #out < room then claim(KEYS[1] .. class) end
end
return out
