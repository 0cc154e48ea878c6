-- In front of commit.lua: the cells of the seat ledger, in the forms told there.

-- Names as they stand in a shared cell.
local function inside(name)
  return (string.gsub(name, '[%%|\n]', function(ch) return string.format('%%%02X', string.byte(ch)) end))
end

-- The seat change that begins at ARGV[a].
local function seatChange(a)
  local c = {op = ARGV[a + 1], visit = ARGV[a + 2], till = ARGV[a + 3], share = ARGV[a + 6], size = tonumber(ARGV[a + 7])}
  if c.share == '' then
    c.mine = c.visit .. '|' .. c.till
  else
    c.mine = c.share .. '|' .. ARGV[a + 7] .. '\n' .. c.till .. '|' .. inside(c.visit) .. '\n'
  end
  return c
end

-- What a change makes of a cell that one visit has. One that cannot be read is
-- taken for good: better an opening less than one sold twice.
local function changeSole(c, value)
  local who, till = string.match(value, '^(.*)|(%d+)$')
  local live = not who or till == '0' or tonumber(till) > now
  if c.op == 'free' then
    if who == c.visit then return false end
    return value
  end
  if check.claim and live and who ~= c.visit then return nil end
  -- A hold never weakens what the visit has booked.
  if c.op == 'hold' and who == c.visit and till == '0' then return value end
  return c.mine
end

-- What a change makes of a shared cell. Holders whose hold has ended count no more
-- and go when it is written; whoever has a seat keeps it if the size has shrunk.
local function changeShared(c, value)
  local share, size, rest = string.match(value, '^([^|\n]*)|(%d+)\n(.*)$')
  local visit, others, had, live, left = inside(c.visit), {}, false, nil, #(rest or 'x')
  for till, who in string.gmatch(rest or '', '(%d+)|([^\n]*)\n') do
    local stands = till == '0' or tonumber(till) > now
    left = left - #till - #who - 2
    if who == visit then
      had = true
      if stands then live = till end
    elseif stands then
      others[#others + 1] = till .. '|' .. who .. '\n'
    end
  end
  if left ~= 0 or share == '' then
    if c.op == 'free' then return value end
    if check.claim then return nil end
    return c.mine
  end
  if c.op == 'free' then
    if not had then return value end
    if #others == 0 then return false end
    return share .. '|' .. size .. '\n' .. table.concat(others)
  end
  if check.claim and #others > 0 and (share ~= c.share or (not live and #others >= c.size)) then return nil end
  if c.op == 'hold' and live == '0' then return value end
  if #others == 0 or share ~= c.share then return c.mine end
  return c.share .. '|' .. ms(c.size) .. '\n' .. table.concat(others) .. c.till .. '|' .. visit .. '\n'
end

-- Reads those of n cells named from ARGV[at] on that are not known yet.
local function readCells(key, cells, at, n)
  local fields = {}
  for i = at, at + n - 1 do
    if cells[ARGV[i]] == nil then fields[#fields + 1] = ARGV[i] end
  end
  if #fields == 0 then return end
  local values = redis.call('HMGET', key, unpack(fields))
  for i, field in ipairs(fields) do cells[field] = values[i] or false end
end

-- Writes the cells that changed, some at a time, because arguments are bounded.
local function writeCells(key, day)
  local set, del = {}, {}
  for field in pairs(day.changed) do
    local value = day.cells[field]
    if value then
      set[#set + 1] = field
      set[#set + 1] = value
    else
      del[#del + 1] = field
    end
    if #set >= 1000 then
      redis.call('HSET', key, unpack(set))
      set = {}
    end
  end
  if #set > 0 then redis.call('HSET', key, unpack(set)) end
  for _, field in ipairs(del) do redis.call('HDEL', key, field) end
  if day.expire ~= '0' and redis.call('TTL', key) < 0 then redis.call('EXPIREAT', key, day.expire) end
end

-- Takes up to 20 visits out of the index that began before what is kept and have
-- expired. One that began so long ago and stands still stays a while.
local function trimVisits(base, kept)
  local before = ms(now - (kept + 2 * 86400) * 1000)
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', base .. 'vis', '-inf', before, 'LIMIT', 0, 20)) do
    if redis.call('EXISTS', base .. 'v:' .. id) == 0 then redis.call('ZREM', base .. 'vis', id) end
  end
end
