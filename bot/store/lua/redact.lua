-- In front of the scripts that queue redactions.

-- Queues the blanking of a message at the carrier, once. The hash holds how often
-- it was tried and since when it is due.
local function redact(due, tries, carrier, wait)
  local at = ms(now + tonumber(wait))
  if redis.call('HSETNX', tries, carrier, '0|' .. at) == 1 then redis.call('ZADD', due, at, carrier) end
end
