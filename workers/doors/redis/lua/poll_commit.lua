-- What a poll found, stored at once: entries with their records and aliases, the feed's record, its next due time.
-- KEYS feed, due, entries, ops, hosts, free pages of the host; per entry: record, aliases; refreshed aliases
-- Returns {1, ids queued} or {0} when the lease was taken over. The same commit sent twice answers the same.
local feed, due, entries, ops, hosts, free = take_key(), take_key(), take_key(), take_key(), take_key(), take_key()
local source, token, next_due, host = take(), take(), take_number(), take()
local cool_until, free_pages, free_ms, memory_ms = take_number(), take_number(), take_lifetime(1), take_lifetime(1)
local record, now = take_fields(), now_ms()

need_types('hash', {feed})
need_types('zset', {due, hosts})
need_types('stream', {entries, ops})
need_type('string', free)
local replayed = redis.call('HGET', feed, 'committed') == token
if not replayed and redis.call('HGET', feed, 'lease') ~= token then return {0} end

local events = {}
for index = 1, take_number() do events[index] = take_fields() end

local found = {}
for index = 1, take_number() do
  local one = {key = take_key(), id = take(), revision = take_number(), baseline = take() == '1', payload = take(),
    fields = take_fields(), aliases = {}}
  for place = 1, take_number() do one.aliases[place] = take_key() end
  need_type('hash', one.key)
  need_types('string', one.aliases)
  found[index] = one
end
local refreshed = {}
for index = 1, take_number() do refreshed[index] = take_key() end
need_all_taken()

local queued = {1}
for _, one in ipairs(found) do
  local entry_key, entry, revision, baseline, aliases, known = one.key, one.id, one.revision, one.baseline, one.aliases, nil
  for _, alias in ipairs(aliases) do known = known or redis.call('GET', alias) end
  local ours = known and string.match(known, '^%S+') == entry
  local stored = ours and tonumber(redis.call('HGET', entry_key, 'revision') or '1') or 0
  if replayed then
    if redis.call('HGET', entry_key, 'poll') == token and redis.call('HGET', entry_key, 'state') ~= 'dropped' then
      queued[#queued + 1] = entry
    end
  else
    local news = not known or (ours and revision > stored)
    if news then
      local since = redis.call('HGET', entry_key, 'first_seen')
      redis.call('HSET', entry_key, 'poll', token, 'revision', revision, unpack(one.fields))
      if since then redis.call('HSET', entry_key, 'first_seen', since) end  -- later revisions know it to the minute only
      if not known then
        if baseline then redis.call('HSET', entry_key, 'state', 'dropped', 'reason', 'baseline')
        else redis.call('HSET', entry_key, 'state', 'pending') end
      end
      if not baseline then
        redis.call('XADD', entries, '*', 'v', '1', 'entry', one.payload)
        queued[#queued + 1] = entry
      end
    end
    if news or ours then redis.call('PEXPIRE', entry_key, memory_ms) end
    for _, alias in ipairs(aliases) do
      if not redis.call('SET', alias, known or entry, 'NX', 'PX', memory_ms) then
        redis.call('PEXPIRE', alias, memory_ms)
      end
    end
  end
end
if replayed then return queued end

for _, alias in ipairs(refreshed) do redis.call('PEXPIRE', alias, memory_ms) end
for index = 1, #record, 2 do
  if record[index + 1] == '' then redis.call('HDEL', feed, record[index])
  else redis.call('HSET', feed, record[index], record[index + 1]) end
end
redis.call('HSET', feed, 'committed', token, 'host', host)
redis.call('HDEL', feed, 'lease')
redis.call('ZADD', due, 'XX', next_due, source)
if cool_until > now then redis.call('ZADD', hosts, 'GT', cool_until, host) end
if free_pages > 0 and #queued > 1 then redis.call('SET', free, free_pages, 'PX', free_ms) end
for _, event in ipairs(events) do append_event(ops, event, now) end
return queued
