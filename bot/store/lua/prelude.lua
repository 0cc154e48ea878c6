-- In front of every script: Redis time, the only clock of scripts.
local time = redis.call('TIME')
local sec = tonumber(time[1])
local now = sec * 1000 + math.floor(tonumber(time[2]) / 1000)

-- Lua would write large numbers as 1.7e+12.
local function ms(n) return string.format('%.0f', n) end
