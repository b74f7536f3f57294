-- What a version of an item is decided on, at one moment: its record, the version before it, the story window's news.
-- KEYS item, items, revision, window.  Returns {{field, value, …}, {field, value, …}, revision, {{id, {field, value, …}}, …}}
local item, items, revision, window = take_key(), take_key(), take_key(), take_key()
local start, count = take(), take_number()
local stream_id = redis.call('HGET', item, 'stream_id')
local version = stream_id and redis.call('XRANGE', items, stream_id, stream_id)[1]
return {
  redis.call('HGETALL', item), version and version[2] or {}, redis.call('GET', revision) or '0',
  redis.call('XRANGE', window, start, '+', 'COUNT', count),
}
