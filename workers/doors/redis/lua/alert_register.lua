-- Makes alerts known. One with a new target is enabled again: the reason it was disabled for is gone.
-- KEYS endpoint of each.  Returns the (one-based) positions of those that were enabled again.
local now, enabled = now_ms(), {}
for position = 1, take_number() do
  local endpoint, target = take_key(), take()
  redis.call('HSETNX', endpoint, 'since', now)
  local before = redis.call('HGET', endpoint, 'target')
  if before ~= target then
    redis.call('HSET', endpoint, 'target', target)
    if before and redis.call('HGET', endpoint, 'state') == 'disabled' then enabled[#enabled + 1] = position end
    redis.call('HDEL', endpoint, 'state', 'reason', 'failures', 'failing_since', 'paused_until')
  end
end
return enabled
