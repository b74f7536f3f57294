-- What one attempt led to. The attempt is in the log in any case; the rest is done only by who still holds the lease.
-- KEYS queue, delivery, endpoint, log, ops.  Returns 1, or 0 when the lease was taken over.
local queue, delivery, endpoint, log, ops = take_key(), take_key(), take_key(), take_key(), take_key()
local id, token, outcome, reason, delay_ms = take(), take(), take(), take(), take_number()
local kept_ms, log_ms, line, event = take(), take_number(), take_fields(), take_fields()
local now = now_ms()
if delay_ms > 0 then
  line[#line + 1] = 'next_ms'
  line[#line + 1] = now + delay_ms
end
redis.call('XADD', log, 'MINID', '~', now - log_ms, '*', unpack(line))
if tonumber(redis.call('ZSCORE', queue, id) or '-1') ~= tonumber(token) then return 0 end

if outcome == 'delivered' then
  redis.call('HSET', endpoint, 'failures', 0, 'last_success', now)
  redis.call('HDEL', endpoint, 'failing_since', 'paused_until', 'reason')
else
  redis.call('HSETNX', endpoint, 'failing_since', now)
  redis.call('HSET', endpoint, 'last_failure', now, 'reason', reason)
  if outcome ~= 'paused' then redis.call('HINCRBY', endpoint, 'failures', 1) end
end
if outcome == 'paused' then redis.call('HSET', endpoint, 'paused_until', now + delay_ms) end
if outcome == 'retry' or outcome == 'dead' or outcome == 'disabled' then redis.call('HINCRBY', delivery, 'attempts', 1) end
if outcome == 'disabled' then
  redis.call('HSET', endpoint, 'state', 'disabled', 'disabled_at', now)
  if #event > 0 then append_event(ops, event, now) end
end
if outcome == 'retry' or outcome == 'paused' then
  redis.call('ZADD', queue, now + delay_ms, id)
  redis.call('HSET', delivery, 'reason', reason)
else
  redis.call('ZREM', queue, id)
  if redis.call('EXISTS', delivery) == 1 then
    redis.call('HSET', delivery, 'state', outcome == 'delivered' and 'delivered' or 'dead', 'reason', reason, 'settled', now)
  end
end
if redis.call('EXISTS', delivery) == 1 then redis.call('PEXPIRE', delivery, kept_ms) end
return 1
