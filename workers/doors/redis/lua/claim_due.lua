-- Leases due sources to one poller. The caller names candidates; whether they are due is decided here, by the server's clock.
-- KEYS due, hosts, token, feed record of each candidate.  Returns {{source, token, {field, value, …}}, …}
local due, hosts, tokens = take_key(), take_key(), take_key()
local limit, lease_ms, gap_ms, candidates = take_number(), take_number(), take_number(), take_number()
local now, waiting, claims = now_ms(), {}, {}
for _ = 1, candidates do
  local feed, source = take_key(), take()
  local score = tonumber(redis.call('ZSCORE', due, source) or 'inf')
  if score <= now and #claims < limit then
    local host = redis.call('HGET', feed, 'host') or source
    local ready = tonumber(redis.call('ZSCORE', hosts, host) or '0')
    if ready > now then
      -- Its host was just asked: it queues behind its neighbours, so that a host with many feeds blocks no other.
      waiting[host] = (waiting[host] or 0) + 1
      redis.call('ZADD', due, ready + (waiting[host] - 1) * gap_ms, source)
    else
      local token = redis.call('INCR', tokens)
      redis.call('HSET', feed, 'lease', token)
      redis.call('ZADD', due, now + lease_ms, source)
      redis.call('ZADD', hosts, now + gap_ms, host)
      claims[#claims + 1] = {source, tostring(token), redis.call('HGETALL', feed)}
    end
  end
end
return claims
