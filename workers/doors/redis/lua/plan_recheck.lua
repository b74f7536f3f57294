-- Plans the next look at a published page; one plan an entry.
-- KEYS recheck, recheck payload
local recheck, payloads = take_key(), take_key()
local entry, delay_ms, payload = take(), take_number(), take()
redis.call('ZADD', recheck, now_ms() + delay_ms, entry)
redis.call('HSET', payloads, entry, payload)
return 1
