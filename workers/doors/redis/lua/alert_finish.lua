-- What one attempt led to. The attempt is in the log in any case; the rest is done only by who still holds the lease.
-- KEYS queue, delivery, endpoint, log, ops, dead.  Returns 1, or 0 when the lease was taken over.
local queue, delivery, endpoint = take_key(), take_key(), take_key()
local log, ops, dead = take_key(), take_key(), take_key()
local id, token, outcome, reason, delay_ms = take(), take(), take(), take(), take_number()
local kept_ms, log_ms, line, event = take_number(), take_number(), take_fields(), take_fields()
local now = now_ms()
if delay_ms > 0 then
  line[#line + 1] = 'next_ms'
  line[#line + 1] = now + delay_ms
end
redis.call('XADD', log, 'MINID', '~', now - log_ms, '*', unpack(line))
if tonumber(redis.call('ZSCORE', queue, id) or '-1') ~= tonumber(token) then return 0 end

-- A disabled endpoint keeps the reason it was disabled for: nothing that comes after says more about it.
local function of_endpoint()
  if outcome == 'delivered' then
    redis.call('HSET', endpoint, 'failures', 0, 'last_success', now)
    redis.call('HDEL', endpoint, 'failing_since', 'paused_until', 'reason')
    return
  end
  redis.call('HSETNX', endpoint, 'failing_since', now)
  redis.call('HSET', endpoint, 'last_failure', now, 'reason', reason)
  if outcome == 'paused' then
    redis.call('HSET', endpoint, 'paused_until', now + delay_ms)
  else
    redis.call('HINCRBY', endpoint, 'failures', 1)
    redis.call('HINCRBY', delivery, 'attempts', 1)
  end
  if outcome == 'disabled' then
    redis.call('HSET', endpoint, 'state', 'disabled', 'disabled_at', now)
    if #event > 0 then append_event(ops, event, now) end
  end
end

local stored = redis.call('EXISTS', delivery) == 1
if stored and redis.call('HGET', endpoint, 'state') ~= 'disabled' then of_endpoint() end
if outcome == 'retry' or outcome == 'paused' then
  redis.call('ZADD', queue, now + delay_ms, id)
  if stored then redis.call('HSET', delivery, 'reason', reason) end
else
  redis.call('ZREM', queue, id)
  if stored then
    local state = outcome == 'delivered' and 'delivered' or 'dead'
    redis.call('HSET', delivery, 'state', state, 'reason', reason, 'settled', now)
    if state == 'dead' then
      redis.call('ZREMRANGEBYSCORE', dead, '-inf', now)
      redis.call('ZADD', dead, now + kept_ms, id)
    end
  end
end
if stored then redis.call('PEXPIRE', delivery, kept_ms) end
return 1
