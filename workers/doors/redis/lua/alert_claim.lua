-- Leases due deliveries. The lease is the score, and the score is the fencing token.
-- KEYS queue and endpoint of each alert.  Returns {now, next due, {position, id, token}, …}; next due is -1 when there is none.
local lease_ms, now, following, answer = take_number(), now_ms(), -1, {}
local function soonest(ms) if ms and (following < 0 or ms < following) then following = ms end end
for position = 1, take_number() do
  local queue, endpoint, free = take_key(), take_key(), take_number()
  local paused = tonumber(redis.call('HGET', endpoint, 'paused_until') or '0')
  if paused > now then
    if redis.call('EXISTS', queue) == 1 then soonest(paused) end
  else
    if free > 0 then
      for _, id in ipairs(redis.call('ZRANGEBYSCORE', queue, '-inf', now, 'LIMIT', 0, free)) do
        redis.call('ZADD', queue, now + lease_ms, id)
        answer[#answer + 1] = {position, id, tostring(now + lease_ms)}
      end
    end
    soonest(tonumber(redis.call('ZRANGE', queue, 0, 0, 'WITHSCORES')[2]))
  end
end
return {tostring(now), tostring(following), answer}
