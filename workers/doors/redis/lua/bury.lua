-- A work entry that cannot be processed becomes a dead letter, with all that is needed to try it again by hand.
-- KEYS entries, dead, record.  Returns the dead letter's id, or '' when somebody else has settled the entry.
local entries, dead, record = take_key(), take_key(), take_key()
local group, work, reason, detail, memory_ms, letter = take(), take(), take(), take(), take(), take_fields()
local now = now_ms()
local letter_has_entry = string.sub(record, -2) ~= ':-'
if work ~= '' then
  local pending = redis.pcall('XPENDING', entries, group, work, work, 1)
  if pending.err or #pending == 0 then return '' end
  redis.call('XACK', entries, group, work)
  redis.call('XDEL', entries, work)
end
letter[#letter + 1] = 'last_failed'
letter[#letter + 1] = rfc3339(now)
local id = redis.call('XADD', dead, '*', unpack(letter))
if letter_has_entry and redis.call('HGET', record, 'state') ~= 'published' then
  redis.call('HSET', record, 'state', 'dead', 'reason', reason, 'detail', detail, 'dead_letter', id, 'settled', rfc3339(now))
  redis.call('PEXPIRE', record, memory_ms)
end
return id
