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
local function take_number() return tonumber(take()) end
local function take_key() key = key + 1 return KEYS[key] end

-- Fields as a flat list: a count, then name and value in turn.
local function take_fields()
  local fields = {}
  for index = 1, take_number() * 2 do fields[index] = take() end
  return fields
end

-- Appends an event whose `time` is the server's. The only way anything reaches a public stream.
local function append_event(stream, fields, ms)
  fields[#fields + 1] = 'time'
  fields[#fields + 1] = rfc3339(ms)
  return redis.call('XADD', stream, '*', unpack(fields))
end
