-- In front of the scripts that look at the seen:<yyyymm> sets.

-- The calendar month of a Unix time, as a count of months.
local function month(at)
  local z = math.floor(at / 86400) + 719468
  local era = math.floor(z / 146097)
  local doe = z - era * 146097
  local yoe = math.floor((doe - math.floor(doe / 1460) + math.floor(doe / 36524) - math.floor(doe / 146096)) / 365)
  local doy = doe - (365 * yoe + math.floor(yoe / 4) - math.floor(yoe / 100))
  local mp = math.floor((5 * doy + 2) / 153)
  local year, m = yoe + era * 400, mp + 3
  if m > 12 then m = m - 12; year = year + 1 end
  return year * 12 + m - 1
end

-- The name of the seen set of a month, from the names' prefix.
local function seenKey(prefix, m)
  return prefix .. string.format('%04d%02d', math.floor(m / 12), m % 12 + 1)
end

-- Whether an input id's hash is in the set of this quarter of the year or the
-- one before: seen for three months at least. Sets are named by their first month.
local quarter = month(sec)
quarter = quarter - quarter % 3
local function seenBefore(prefix, hash)
  return redis.call('SISMEMBER', seenKey(prefix, quarter - 3), hash) == 1
end
local function seen(prefix, hash)
  return redis.call('SISMEMBER', seenKey(prefix, quarter), hash) == 1 or seenBefore(prefix, hash)
end
