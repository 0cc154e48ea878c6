-- Makes a ledger of the consents that stand in a session, if there is none yet and
-- the session has not changed.
--
-- KEYS 1 session  2 ledger  3 standing consents  4 opt-outs
-- ARGV 1 how the session must begin (its version in 20 digits)  2 sealed entry
--      3 seconds to keep the ledger
--      then for each consent its field and since when it stands (ms), or "" if it was
--      taken back; last the person
-- Returns 1 if it was made
if redis.call('GETRANGE', KEYS[1], 0, 19) ~= ARGV[1] or redis.call('EXISTS', KEYS[2]) == 1 then return 0 end
redis.call('RPUSH', KEYS[2], ARGV[2])
redis.call('EXPIRE', KEYS[2], ARGV[3])
if redis.call('HEXISTS', KEYS[4], ARGV[#ARGV]) == 0 then
  for i = 4, #ARGV - 1, 2 do
    if ARGV[i + 1] == '' then
      redis.call('HDEL', KEYS[3], ARGV[i])
    else
      redis.call('HSETNX', KEYS[3], ARGV[i], ARGV[i + 1])
    end
  end
end
return 1
