-- Up to where the stream is announced. Kept beside the stream, not in a group of it: groups are open to any reader.
-- KEYS position, items, items meta.  Returns the position, and the last trimmed id when that is later ('' otherwise).
local group = take()

-- Where an earlier Marsad's group was: before the first entry that it had in hand, else after the last it was handed.
local function taken_over()
  local groups = redis.pcall('XINFO', 'GROUPS', KEYS[2])
  for _, row in ipairs(groups.err and {} or groups) do
    local told = {}
    for index = 1, #row, 2 do told[row[index]] = row[index + 1] end
    if told['name'] == group then
      local first = redis.call('XPENDING', KEYS[2], group, '-', '+', 1)[1]
      if not first then return told['last-delivered-id'] end
      local before = redis.call('XREVRANGE', KEYS[2], '(' .. first[1], '-', 'COUNT', 1)[1]
      return before and before[1] or '0-0'
    end
  end
  return '0-0'
end

local position = redis.call('GET', KEYS[1])
if not position then
  position = taken_over()
  redis.call('SET', KEYS[1], position)
  redis.pcall('XGROUP', 'DESTROY', KEYS[2], group)
end
local trimmed = redis.call('HGET', KEYS[3], 'trimmed_to')
return {position, position ~= '0-0' and trimmed and is_later(trimmed, position) and trimmed or ''}
