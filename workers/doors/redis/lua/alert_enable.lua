-- An endpoint answered a test: what it was disabled or paused for is over.  KEYS endpoint.  Returns 1 when it was disabled.
local endpoint = take_key()
local before = redis.call('HGET', endpoint, 'state')
redis.call('HSET', endpoint, 'failures', 0, 'last_success', now_ms())
redis.call('HDEL', endpoint, 'state', 'reason', 'failing_since', 'paused_until')
return before == 'disabled' and 1 or 0
