-- A delivery goes out again, under its old id and with its old body.  KEYS queue, outbox, delivery, endpoint, dead
-- Returns '', or why not: 'unknown' or 'disabled'.
local queue, outbox, delivery, endpoint, dead = take_key(), take_key(), take_key(), take_key(), take_key()
local alert, id, delivery_ms, now = take(), take(), take(), now_ms()
if redis.call('HGET', delivery, 'alert') ~= alert then return 'unknown' end
if redis.call('HGET', endpoint, 'state') == 'disabled' then return 'disabled' end
redis.call('HSET', delivery, 'state', 'pending', 'attempts', 0)
redis.call('PEXPIRE', delivery, delivery_ms)
redis.call('ZADD', queue, now, id)
redis.call('ZADD', outbox, now, alert)
redis.call('ZREM', dead, id)
return ''
