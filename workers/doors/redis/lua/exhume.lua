-- A dead letter goes back to the work stream, or away for good.  KEYS dead, entries, record
-- Returns 1, or 0 when there is no such letter.
local dead, entries, record = take_key(), take_key(), take_key()
local id, again, memory_ms, fields = take(), take() == '1', take(), take_fields()
if redis.call('XDEL', dead, id) == 0 then return 0 end
if again then
  redis.call('XADD', entries, '*', unpack(fields))
  if redis.call('HGET', record, 'state') ~= 'published' then
    redis.call('HSET', record, 'state', 'pending')
    redis.call('HDEL', record, 'reason', 'detail', 'dead_letter', 'starts')
  end
  redis.call('PEXPIRE', record, memory_ms)
else
  redis.call('HDEL', record, 'dead_letter')
end
return 1
