-- Brings entries whose delay is over back to the work stream. Returns {moved, milliseconds to the next or -1}
-- KEYS entries, retry, retry payload
local entries, retry, payloads = take_key(), take_key(), take_key()
local limit, now, moved = take_number(), now_ms(), 0
for _, member in ipairs(redis.call('ZRANGEBYSCORE', retry, '-inf', now, 'LIMIT', 0, limit)) do
  local payload = redis.call('HGET', payloads, member)
  if payload then redis.call('XADD', entries, '*', unpack(cjson.decode(payload))) end
  redis.call('ZREM', retry, member)
  redis.call('HDEL', payloads, member)
  moved = moved + 1
end
local first = redis.call('ZRANGE', retry, 0, 0, 'WITHSCORES')
return {moved, first[2] and math.max(0, tonumber(first[2]) - now) or -1}
