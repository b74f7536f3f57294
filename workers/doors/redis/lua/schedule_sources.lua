-- Makes the due set name exactly the configured sources. One that is known keeps its time: a restart asks nobody again.
-- KEYS due; feed record of each configured source; feed record of each vanished one.  Returns {added, removed}
local due, now = take_key(), now_ms()
local added, removed = 0, 0
for _ = 1, take_number() do
  local feed, source, url, host, jitter = take_key(), take(), take(), take(), take_number()
  local before = redis.call('HGET', feed, 'configured_url')
  if before ~= url then redis.call('HSET', feed, 'configured_url', url, 'host', host) end
  if before and before ~= url then redis.call('ZADD', due, 'LT', now + jitter, source) end
  added = added + redis.call('ZADD', due, 'NX', now + jitter, source)
end
for _ = 1, take_number() do
  removed = removed + redis.call('ZREM', due, take())
  redis.call('DEL', take_key())
end
return {added, removed}
