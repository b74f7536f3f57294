-- What deliveries say and how their endpoints fare, in one look. Writes nothing.
-- KEYS delivery and endpoint of each.  Returns {{field, value, …}, {field, value, …}, …}
local answer = {}
for index = 1, #KEYS do answer[index] = redis.call('HGETALL', KEYS[index]) end
return answer
