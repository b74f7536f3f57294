-- The work stream and what waits beside it, as they are at one moment: an entry that moves is counted once, not never.
-- KEYS entries, retry, dead letters.  Returns {length, pending, delayed, dead, age of the oldest, ms to the next delayed or -1}
local entries, retry, dead = take_key(), take_key(), take_key()
local group, now = take(), now_ms()
local pending = redis.pcall('XPENDING', entries, group)
local oldest = redis.call('XRANGE', entries, '-', '+', 'COUNT', 1)[1]
local following = redis.call('ZRANGE', retry, 0, 0, 'WITHSCORES')
return {
  redis.call('XLEN', entries), pending.err and 0 or pending[1], redis.call('ZCARD', retry), redis.call('XLEN', dead),
  oldest and math.max(0, now - tonumber(string.match(oldest[1], '^%d+'))) or 0,
  following[2] and math.max(0, tonumber(following[2]) - now) or -1,
}
