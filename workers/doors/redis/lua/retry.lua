-- Takes a work entry out of hand and puts it into the delay set. Returns 1, or 0 when somebody else has settled it.
-- KEYS entries, retry, retry payload, record
local entries, retry, payloads, record = take_key(), take_key(), take_key(), take_key()
local group, work, member, delay_ms, payload = take(), take(), take(), take_number(), take()
local fields, memory_ms = take_fields(), take()
local pending = redis.pcall('XPENDING', entries, group, work, work, 1)
if pending.err or #pending == 0 then return 0 end
redis.call('XACK', entries, group, work)
redis.call('XDEL', entries, work)
redis.call('HDEL', record, 'starts')
redis.call('ZADD', retry, now_ms() + delay_ms, member)
redis.call('HSET', payloads, member, payload)
if #fields > 0 then
  redis.call('HSET', record, unpack(fields))
  redis.call('PEXPIRE', record, memory_ms)
end
return 1
