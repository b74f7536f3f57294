-- Removes a consumer that holds nothing; one that holds entries would take them along.  KEYS entries
local entries = take_key()
local group, consumer = take(), take()
if #redis.call('XPENDING', entries, group, '-', '+', 1, consumer) > 0 then return 0 end
redis.call('XGROUP', 'DELCONSUMER', entries, group, consumer)
return 1
