-- Removes what is older than its keeping time, by age alone, and says up to where, so that a reader can see a gap.
-- KEYS items, items meta, ops, ops meta, dead, hosts.  Returns how many went from items, ops and dead.
local now, gone = now_ms(), {}
local function trim(stream, meta, keep_ms)
  local cutoff = now - keep_ms
  if cutoff <= 0 then return 0 end
  local last = redis.call('XREVRANGE', stream, '(' .. string.format('%.0f', cutoff) .. '-0', '-', 'COUNT', 1)
  if #last == 0 then return 0 end
  if meta then redis.call('HSET', meta, 'trimmed_to', last[1][1], 'trimmed_at', rfc3339(now)) end
  return redis.call('XTRIM', stream, 'MINID', string.format('%.0f', cutoff) .. '-0')
end
local retention_ms, dead_ms = take_number(), take_number()
gone[1] = trim(KEYS[1], KEYS[2], retention_ms)
gone[2] = trim(KEYS[3], KEYS[4], retention_ms)
gone[3] = trim(KEYS[5], nil, dead_ms)
redis.call('ZREMRANGEBYSCORE', KEYS[6], '-inf', now - 3600000)
return gone
