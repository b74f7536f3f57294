-- The end of one work entry, at once: acknowledged, recorded, and if it is an item, on the public stream.
-- KEYS entries, items, record, text, item, revision, window, story; aliases; of an item recheck, recheck payload,
-- fingerprints, merged stories.  Returns {kind, item, version, stream id, detail, line of the window}. Nothing is written when kind starts with `stale` or is `already_settled`.
local entries, items, record, text_key = take_key(), take_key(), take_key(), take_key()
local item_key, revision_key, window_key, story_key = take_key(), take_key(), take_key(), take_key()
local group, work, entry, publish, memory_ms = take(), take(), take(), take() == '1', take_lifetime(1)
local now = now_ms()

local function settled()
  local known = redis.call('HMGET', record, 'item', 'version', 'stream_id', 'state')
  return {'already_settled', known[1] or '', tonumber(known[2] or '0'), known[3] or '', known[4] or '', ''}
end
local function acknowledge()
  if work == '' then return end
  redis.call('XACK', entries, group, work)
  redis.call('XDEL', entries, work)
  redis.call('HDEL', record, 'starts')
end
local function remember(fields)
  redis.call('HSET', record, unpack(fields))
  redis.call('PEXPIRE', record, memory_ms)
end

local description, aliases = take_fields(), {}
for index = 1, take_number() do aliases[index] = take_key() end

local reason, detail, text, text_ms
local item, expected, window_revision, item_ms, story_ms, window_ms, said, kept, story, remembered
local fingerprints, merged, events = {}, {}, {}
local recheck, looks, look, look_ms
if publish then
  recheck, looks = take_key(), take_key()
  item, expected, window_revision = take(), take_number(), take()
  item_ms, story_ms, window_ms = take_lifetime(1), take_lifetime(1), tonumber(take_lifetime(1))
  said, kept = take_fields(), take_fields()
  for index = 1, take_number() do fingerprints[index] = take_key() end
  story, remembered = take_fields(), take()
  for index = 1, take_number() do merged[index] = {key = take_key(), fields = take_fields()} end
  for index = 1, take_number() do events[index] = take_fields() end
  look, look_ms = take(), take_number()
else
  reason, detail, text, text_ms = take(), take(), take(), take_lifetime(0)
end
need_all_taken()

need_types('stream', {entries, items, window_key})
need_types('hash', {record, item_key, story_key})
need_types('string', {text_key, revision_key})
need_types('string', aliases)
need_types('string', fingerprints)
for _, one in ipairs(merged) do need_type('hash', one.key) end
if publish then
  need_type('zset', recheck)
  need_type('hash', looks)
end
need(tonumber(redis.call('GET', revision_key) or '0'), 'WRONGTYPE', revision_key, 'holds no number')

if work ~= '' then
  local pending = redis.pcall('XPENDING', entries, group, work, work, 1)
  if pending.err or #pending == 0 then return settled() end
end

if not publish then
  acknowledge()
  if #description > 0 then redis.call('HSET', record, unpack(description)) end
  if redis.call('HGET', record, 'state') == 'published' then
    remember({'dropped_revision', reason, 'dropped_detail', detail})
  else
    remember({'state', 'dropped', 'reason', reason, 'detail', detail, 'settled', rfc3339(now)})
    if text ~= '' and text_ms ~= '0' then redis.call('SET', text_key, text, 'PX', text_ms) end
  end
  for _, alias in ipairs(aliases) do
    if not redis.call('SET', alias, entry, 'NX', 'PX', memory_ms) then redis.call('PEXPIRE', alias, memory_ms) end
  end
  return {'dropped', '', 0, '', reason, ''}
end

for _, alias in ipairs(aliases) do
  local owner, published = string.match(redis.call('GET', alias) or '', '^(%S+) (%S+)$')
  if published and published ~= item then
    if owner == entry then return {'stale_version', published, 0, '', 'the entry is already an item of another id', ''} end
    acknowledge()
    remember({'state', 'dropped', 'reason', 'duplicate', 'detail', 'duplicate of ' .. published, 'duplicate_of', published,
      'settled', rfc3339(now)})
    for _, other in ipairs(aliases) do
      local before = redis.call('GET', other)
      if not before or string.match(before, '^%S+') == entry then
        redis.call('SET', other, owner .. ' ' .. published, 'PX', memory_ms)
      end
    end
    return {'duplicate', published, 0, '', owner, ''}
  end
end

local current = tonumber(redis.call('HGET', item_key, 'version') or '0')
if current ~= expected then return {'stale_version', item, current, '', '', ''} end
if window_revision ~= '' and (redis.call('GET', revision_key) or '0') ~= window_revision then
  return {'stale_window', item, current, '', redis.call('GET', revision_key) or '0', ''}
end

acknowledge()
local version = expected + 1
local stream_id = append_event(items, said, now)
redis.call('HSET', item_key, 'version', version, 'stream_id', stream_id, 'entry', entry, unpack(kept))
redis.call('PEXPIRE', item_key, item_ms)
if #description > 0 then redis.call('HSET', record, unpack(description)) end
remember({'state', 'published', 'item', item, 'version', version, 'stream_id', stream_id, 'settled', rfc3339(now)})
redis.call('HDEL', record, 'reason', 'detail')
redis.call('DEL', text_key)
for _, alias in ipairs(aliases) do redis.call('SET', alias, entry .. ' ' .. item, 'PX', memory_ms) end

for _, fingerprint in ipairs(fingerprints) do
  if not redis.call('SET', fingerprint, item, 'NX', 'PX', story_ms) then redis.call('PEXPIRE', fingerprint, story_ms) end
end
if #story > 0 then
  redis.call('HSET', story_key, unpack(story))
  redis.call('PEXPIRE', story_key, story_ms)
end
local line = ''
if remembered ~= '' then
  line = redis.call('XADD', window_key, 'MINID', now - window_ms, '*', 'item', item, 'data', remembered)
end
for _, one in ipairs(merged) do
  redis.call('HSET', one.key, unpack(one.fields))
  redis.call('PEXPIRE', one.key, story_ms)
end
if remembered ~= '' or #story > 0 then redis.call('INCR', revision_key) end
for _, event in ipairs(events) do append_event(items, event, now) end
if look ~= '' then
  redis.call('ZADD', recheck, now + look_ms, entry)
  redis.call('HSET', looks, entry, look)
end
return {'published', item, version, stream_id, '', line}
