-- What alerts have said and hold, for one item and its story. Writes nothing.
-- KEYS endpoint, rate, held, sent item, sent story of each.
-- Returns {now, {revision, since, muted until, state, sent in the window, held, flush at, version, independent}, …}; '' is unknown.
local now, answer = now_ms(), {}
local window_ms = take_number()
answer[1] = tostring(now)
for _ = 1, take_number() do
  local endpoint, rate, held, item, story = take_key(), take_key(), take_key(), take_key(), take_key()
  local known = redis.call('HMGET', endpoint, 'revision', 'since', 'muted_until', 'state', 'flush_at')
  answer[#answer + 1] = {
    known[1] or '0', known[2] or tostring(now), known[3] or '', known[4] or '',
    tostring(redis.call('ZCOUNT', rate, '(' .. (now - window_ms), '+inf')), tostring(redis.call('HLEN', held)), known[5] or '',
    redis.call('HGET', item, 'version') or '', redis.call('HGET', story, 'independent') or '',
  }
end
return answer
