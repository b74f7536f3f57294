-- When may this host be asked for a page? 0 means now; else come back with the same ticket after so many milliseconds.
-- A wait beyond `longest_ms` is told, and no place in the queue kept for it.
-- KEYS hosts, free pages of the host, the ticket's reservation
local hosts, free, reservation = take_key(), take_key(), take_key()
local host, gap_ms, longest_ms, now = take(), take_number(), take_number(), now_ms()
local slot = tonumber(redis.call('GET', reservation) or '')
if slot then
  if slot > now then return slot - now end
  redis.call('DEL', reservation)
  return 0
end
local ready = tonumber(redis.call('ZSCORE', hosts, host) or '0')
local pages = tonumber(redis.call('GET', free) or '0')
if pages > 0 and ready <= now + gap_ms then
  redis.call('DECR', free)
  return 0
end
if ready <= now then
  redis.call('ZADD', hosts, now + gap_ms, host)
  return 0
end
if ready - now > longest_ms then return ready - now end
redis.call('SET', reservation, ready, 'PX', ready - now + 600000)
redis.call('ZADD', hosts, ready + gap_ms, host)
return ready - now
