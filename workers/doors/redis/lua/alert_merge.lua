-- A story became part of another: what alerts said of the one, they have said of the other. May be done again and again.
-- KEYS of each alert the surviving story, then the merged ones.
local sent_ms, alerts, merged = take(), take_number(), take_number()
for _ = 1, alerts do
  local survivor = take_key()
  local most = tonumber(redis.call('HGET', survivor, 'independent') or '-1')
  for _ = 1, merged do most = math.max(most, tonumber(redis.call('HGET', take_key(), 'independent') or '-1')) end
  if most >= 0 then
    redis.call('HSET', survivor, 'independent', most)
    redis.call('PEXPIRE', survivor, sent_ms)
  end
end
