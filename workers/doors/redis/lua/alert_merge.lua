-- A story became part of another: what alerts said of the one, they have said of the other. Acknowledges the entry.
-- KEYS items; of each alert the surviving story, then the merged ones.  Returns 1, or 0 when it was settled before.
local items, group, entry, sent_ms, alerts, merged = take_key(), take(), take(), take(), take_number(), take_number()
for _ = 1, alerts do
  local survivor = take_key()
  local most = tonumber(redis.call('HGET', survivor, 'independent') or '-1')
  for _ = 1, merged do most = math.max(most, tonumber(redis.call('HGET', take_key(), 'independent') or '-1')) end
  if most >= 0 then
    redis.call('HSET', survivor, 'independent', most)
    redis.call('PEXPIRE', survivor, sent_ms)
  end
end
return redis.call('XACK', items, group, entry)
