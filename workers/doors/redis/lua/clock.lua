-- Put before every script: the server's clock, in milliseconds and as RFC 3339.
local function now_ms()
  local time = redis.call('TIME')
  return tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end

-- Days since 1970 to year, month, day (the proleptic Gregorian calendar in 400-year eras that begin in March).
local function rfc3339(ms)
  local seconds = math.floor(ms / 1000)
  local days = math.floor(seconds / 86400)
  local rest = seconds - days * 86400
  local shifted = days + 719468
  local era = math.floor(shifted / 146097)
  local day_of_era = shifted - era * 146097
  local year_of_era = math.floor((day_of_era - math.floor(day_of_era / 1460) + math.floor(day_of_era / 36524)
    - math.floor(day_of_era / 146096)) / 365)
  local day_of_year = day_of_era - (365 * year_of_era + math.floor(year_of_era / 4) - math.floor(year_of_era / 100))
  local shifted_month = math.floor((5 * day_of_year + 2) / 153)
  local day = day_of_year - math.floor((153 * shifted_month + 2) / 5) + 1
  local month = shifted_month < 10 and shifted_month + 3 or shifted_month - 9
  local year = year_of_era + era * 400 + (month <= 2 and 1 or 0)
  return string.format('%04d-%02d-%02dT%02d:%02d:%02d.%03dZ', year, month, day, math.floor(rest / 3600),
    math.floor(rest / 60) % 60, rest % 60, ms % 1000)
end

-- Arguments and keys are read one after the other.
local argument, key = 0, 0
local function take() argument = argument + 1 return ARGV[argument] end
local function take_key() key = key + 1 return KEYS[key] end

-- Nothing rolls a script back: what could fail is told before the first write.
local function need(true_thing, ...)
  if not true_thing then error({err = table.concat({...}, ' ')}) end
end
local function take_number()
  local text = take()
  local number = tonumber(text)
  need(number and number == number and math.abs(number) < 2^53, 'ERR argument', argument, 'is no number:', tostring(text))
  return number
end

-- A lifetime in milliseconds that EXPIRE takes: at least `least`, less than 63 years.
local function take_lifetime(least)
  local ms = take_number()
  need(ms >= least and ms < 2e12 and ms == math.floor(ms), 'ERR argument', argument, 'is no lifetime:', ARGV[argument])
  return string.format('%.0f', ms)
end
local function need_type(wanted, name)
  local found = redis.call('TYPE', name).ok
  need(found == wanted or found == 'none', 'WRONGTYPE', name, 'holds a', found, 'where Marsad keeps a', wanted)
end
local function need_types(wanted, names)
  for _, name in ipairs(names) do need_type(wanted, name) end
end
local function need_all_taken()
  need(argument == #ARGV and key == #KEYS, 'ERR took', argument, 'arguments of', #ARGV, 'and', key, 'keys of', #KEYS)
end

local function is_later(one, other)
  local ms, number = string.match(one, '^(%d+)-(%d+)$')
  local other_ms, other_number = string.match(other, '^(%d+)-(%d+)$')
  ms, other_ms = tonumber(ms), tonumber(other_ms)
  return ms > other_ms or (ms == other_ms and tonumber(number) > tonumber(other_number))
end

-- Fields as a flat list: a count, then name and value in turn.
local function take_fields()
  local fields, count = {}, take_number()
  need(count >= 0 and count <= 1000, 'ERR', count, 'fields are more than unpack takes')
  for index = 1, count * 2 do fields[index] = take() end
  return fields
end

-- Appends an event whose `time` is the server's. The only way anything reaches a public stream.
local function append_event(stream, fields, ms)
  fields[#fields + 1] = 'time'
  fields[#fields + 1] = rfc3339(ms)
  return redis.call('XADD', stream, '*', unpack(fields))
end
