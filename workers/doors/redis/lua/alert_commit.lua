-- All that alerts have to say of one stream entry, with the step past that entry: everything or nothing. Or a digest.
-- KEYS position, outbox, log, dead; of each decision endpoint, rate, held, sent item, sent story, queue, delivery
-- Returns 'settled' (done before), 'moved' (an alert spoke meanwhile: decide again) or 'done'.
local position, outbox, log, dead = take_key(), take_key(), take_key(), take_key()
local entry, sent_ms, delivery_ms, window_ms = take(), take(), take(), take_number()
local now, decisions = now_ms(), {}
for _ = 1, take_number() do
  decisions[#decisions + 1] = {
    endpoint = take_key(), rate = take_key(), held = take_key(), item = take_key(), story = take_key(),
    queue = take_key(), delivery = take_key(),
    alert = take(), revision = take(), mode = take(), id = take(), subject = take(), version = take(),
    independent = take(), flush_at = take(), note = take(), fields = take_fields(),
  }
end
if entry ~= '' and not is_later(entry, redis.call('GET', position) or '0-0') then return 'settled' end
for _, one in ipairs(decisions) do
  if (redis.call('HGET', one.endpoint, 'revision') or '0') ~= one.revision then return 'moved' end
end
if entry ~= '' then redis.call('SET', position, entry) end

local function remember(key, name, value)
  local before = tonumber(redis.call('HGET', key, name) or '-1')
  if tonumber(value) > before then redis.call('HSET', key, name, value) end
  redis.call('PEXPIRE', key, sent_ms)
end

local function hold(one)
  if redis.call('HLEN', one.held) == 0 then redis.call('HSET', one.endpoint, 'flush_at', one.flush_at) end
  redis.call('HSET', one.held, one.subject, one.note)
  redis.call('PEXPIRE', one.held, sent_ms)
end

-- A delivery joins its queue. To a disabled endpoint it is a dead letter at once, told in the log: never silently nothing.
local function post(one)
  if redis.call('EXISTS', one.delivery) == 1 then return end
  redis.call('HSET', one.delivery, 'created', now, 'attempts', 0, unpack(one.fields))
  redis.call('PEXPIRE', one.delivery, delivery_ms)
  if redis.call('HGET', one.endpoint, 'state') == 'disabled' then
    local reason = 'the endpoint is disabled: ' .. (redis.call('HGET', one.endpoint, 'reason') or '')
    redis.call('HSET', one.delivery, 'state', 'dead', 'reason', reason)
    redis.call('ZREMRANGEBYSCORE', dead, '-inf', now)
    redis.call('ZADD', dead, now + delivery_ms, one.id)
    local line = {'alert', one.alert, 'delivery', one.id, 'attempt', 0, 'sent', 0, 'outcome', 'dead', 'reason', reason}
    for index = 1, #one.fields, 2 do
      if one.fields[index] == 'trigger' or one.fields[index] == 'items' then
        line[#line + 1], line[#line + 2] = one.fields[index], one.fields[index + 1]
      end
    end
    redis.call('XADD', log, '*', unpack(line))
    return
  end
  redis.call('HSET', one.delivery, 'state', 'pending')
  redis.call('ZADD', one.queue, now, one.id)
  redis.call('ZADD', outbox, now, one.alert)
end

for _, one in ipairs(decisions) do
  redis.call('HINCRBY', one.endpoint, 'revision', 1)
  if one.mode == 'flush' then
    redis.call('DEL', one.held)
    redis.call('HDEL', one.endpoint, 'flush_at')
    post(one)
  else
    remember(one.item, 'version', one.version)
    remember(one.story, 'independent', one.independent)
    if one.mode == 'hold' then
      hold(one)
    else
      redis.call('ZREMRANGEBYSCORE', one.rate, '-inf', now - window_ms)
      redis.call('ZADD', one.rate, now, one.id)
      redis.call('PEXPIRE', one.rate, window_ms)
      post(one)
    end
  end
end
return 'done'
