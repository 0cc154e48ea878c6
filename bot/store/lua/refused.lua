-- In front of the scripts that hear that the carrier refuses a number.

-- Notes that a person opted out, once: with an entry of their ledger, and no
-- consent standing.
-- from is where in ARGV this begins: sealed ledger entry, the person it was sealed
-- for, seconds to keep the ledger, then every field that a consent of theirs has.
local function refused(optOuts, ledgers, standing, person, from)
  if redis.call('HSETNX', optOuts, person, ms(now)) == 0 then return end
  if ARGV[from] ~= '' and ARGV[from + 1] == person then
    redis.call('RPUSH', ledgers .. person, ARGV[from])
    redis.call('EXPIRE', ledgers .. person, ARGV[from + 2])
    for i = from + 3, #ARGV do redis.call('HDEL', standing, ARGV[i]) end
  end
end

-- Notes when an unprompted text went to a person, once for each message.
local function unasked(key, id)
  redis.call('ZADD', key, 'NX', ms(now), id)
  redis.call('ZREMRANGEBYSCORE', key, '-inf', ms(now - 8 * 86400000))
  redis.call('EXPIRE', key, 8 * 86400)
end
