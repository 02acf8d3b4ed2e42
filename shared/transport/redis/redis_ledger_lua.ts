import { EXPIRED_KEPT_MS } from "../reservation_ledger.ts";
import { ROOM_RETRY_MS, SETTLED_MINUTES, SPEND_KEPT_MS } from "../ledger_rules.ts";
import { IDLE_KEPT_MS } from "./redis_ledger_open_lua.ts";
import { LEDGER_WINDOW_LUA } from "./redis_ledger_window_lua.ts";

/** How many reservations one call ends at most, unless a request would be denied a place that they hold. */
const SWEPT_A_CALL = 200;

/**
 * Lua shared by the ledger's scripts but `rebuild`, after `LEDGER_OPEN_LUA` and `asked`, what is asked (`LedgerQuestion`): it
 * holds counters while the script works on them, and ends what has expired.
 */
export const LEDGER_LUA = `
${LEDGER_WINDOW_LUA}
local kinds = {}
local function kindOf(name)
  local kind = kinds[name]
  if not kind then
    kind = string.sub(name, 1, 1)
    kinds[name] = kind
  end
  return kind
end

local amounts, limits, forms = asked.amounts, {}, {}
for i = 1, #asked.limits, 4 do
  local told = asked.limits
  local limit = { name = told[i], max = told[i + 1], enforced = told[i + 2] == 1, endsMs = told[i + 3] }
  limit.kind = kindOf(limit.name)
  limits[#limits + 1] = limit
end
for i, told in ipairs(asked.forms) do
  local form = { owner = told[1] }
  for j = 2, #told do form[j - 1] = limits[told[j]] end
  forms[i] = form
end

local counters, loaded = {}, {}

local function counter(name, endsMs)
  local held = counters[name]
  if held then return held end
  local kind = kindOf(name)
  held = { kind = kind, key = ARGV[1] .. generation .. ':' .. name, endsMs = endsMs }
  counters[name] = held
  loaded[#loaded + 1] = held
  if kind == 's' then
    local text = redis.call('GET', held.key)
    local settled, reserved
    if text then settled, reserved = string.match(text, '^(%d+) (%d+)$') end
    held.settled, held.reserved = tonumber(settled) or 0, tonumber(reserved) or 0
  elseif kind == 'c' then
    held.reserved = tonumber(redis.call('GET', held.key)) or 0
  else
    openWindow(held)
  end
  return held
end

local function used(held)
  if held.kind == 's' then return held.settled + held.reserved end
  if held.kind == 'c' then return held.reserved end
  return held.total
end

local function counterOf(limit) return counter(limit.name, limit.endsMs) end

-- Where it was reserved is returned.
local function take(held, amount)
  if held.kind == 's' or held.kind == 'c' then
    held.reserved = held.reserved + amount
    return held.endsMs or 0
  end
  changeWindow(held, held.second, amount)
  return held.second
end

local function undo(held, amount)
  if held.kind == 's' or held.kind == 'c' then held.reserved = held.reserved - amount
  else changeWindow(held, held.second, -amount) end
end

local function free(held, amount)
  held.reserved = math.max(0, held.reserved - amount)
  held.dirty = true
end

local function waitMs(held, amount, max)
  if held.kind == 'c' then return ${ROOM_RETRY_MS} end
  if held.kind ~= 's' then return windowWaitMs(held, amount, max) end
  if held.settled + amount > max then return math.max(1, held.endsMs - nowMs) end
  return ${ROOM_RETRY_MS}
end

local function resetMs(held)
  if held.kind == 's' then return math.max(0, held.endsMs - nowMs) end
  if held.kind == 'c' or held.total == 0 then return 0 end
  return gone(held.first) - nowMs
end

-- Adds to a list how a counter stands, in three numbers.
local function tell(held, list)
  local last = #list
  list[last + 1], list[last + 2], list[last + 3] = exact(used(held)), exact(held.reserved or 0), resetMs(held)
end

local function saveOne(held)
  if held.kind == 's' then
    local leftMs = held.endsMs + ${SPEND_KEPT_MS} - nowMs
    if leftMs > 0 and held.settled + held.reserved > 0 then
      redis.call('SET', held.key, digits(held.settled) .. ' ' .. digits(held.reserved), 'PX', digits(leftMs))
    else
      redis.call('DEL', held.key)
    end
  elseif held.kind ~= 'c' then
    saveWindow(held)
  elseif held.reserved > 0 then
    redis.call('SET', held.key, digits(held.reserved), 'PX', '${IDLE_KEPT_MS}')
  else
    redis.call('DEL', held.key)
  end
end

local function save()
  for _, held in ipairs(loaded) do
    if held.dirty then saveOne(held) end
  end
end

-- Lists as arguments, in as many commands as Lua's stack makes of them.
local function inParts(command, key, list)
  for from = 1, #list, 4000 do redis.call(command, key, unpack(list, from, math.min(from + 3999, #list))) end
end

-- What is stored under ids, in their order.
local function valuesOf(ids)
  if #ids == 0 then return {} end
  if #ids <= 4000 then return redis.call('HMGET', KEYS[2], unpack(ids)) end
  local values = {}
  for from = 1, #ids, 4000 do
    local some = redis.call('HMGET', KEYS[2], unpack(ids, from, math.min(from + 3999, #ids)))
    for i, value in ipairs(some) do values[from + i - 1] = value end
  end
  return values
end

local function storedOf(ids)
  local found = {}
  for i, value in ipairs(valuesOf(ids)) do found[ids[i]] = value end
  return found
end

-- What is stored by id as far as it is known, and whether there may be more that has expired.
local stored, more = {}, false
local puts, ends = {}, {}

local function putPacked(id, value, endsText)
  stored[id] = value
  local last = #puts
  puts[last + 1], puts[last + 2] = id, value
  ends[last + 1], ends[last + 2] = endsText, id
end

local function put(id, held, endsMs) putPacked(id, cmsgpack.pack(held), digits(endsMs)) end

local function savePuts()
  if #puts == 0 then return end
  inParts('HSET', KEYS[2], puts)
  inParts('ZADD', KEYS[3], ends)
  keepIndexes()
  puts, ends = {}, {}
end

local function expire(held)
  for i = 3, #held, 4 do
    local kind = kindOf(held[i])
    if kind == 'c' then
      free(counter(held[i]), held[i + 1])
    elseif kind == 's' then
      local spend = counter(held[i], held[i + 2])
      free(spend, held[i + 1])
      spend.settled = spend.settled + held[i + 1]
    end
  end
  held[1] = 1
end

-- Ends what has expired, and forgets what had; returns whether there may be more of it.
local function sweep()
  local due = redis.call('ZRANGEBYSCORE', KEYS[3], '-inf', digits(nowMs), 'WITHSCORES', 'LIMIT', 0, ${SWEPT_A_CALL})
  if #due == 0 then return false end
  local ids, gone = {}, {}
  for i = 1, #due, 2 do ids[#ids + 1] = due[i] end
  local values = storedOf(ids)
  for i, id in ipairs(ids) do
    local held = values[id] and cmsgpack.unpack(values[id])
    local forgottenMs = nowMs
    if held and held[1] == 0 then
      expire(held)
      forgottenMs = tonumber(due[2 * i]) + ${EXPIRED_KEPT_MS}
    end
    if forgottenMs > nowMs then put(id, held, forgottenMs) else gone[#gone + 1] = id end
  end
  savePuts()
  if #gone > 0 then
    redis.call('HDEL', KEYS[2], unpack(gone))
    redis.call('ZREM', KEYS[3], unpack(gone))
    for _, id in ipairs(gone) do stored[id] = false end
  end
  return #ids == ${SWEPT_A_CALL}
end

local function revive(id, held, endsMs)
  if held[1] == 1 then
    for i = 3, #held, 4 do
      local kind = kindOf(held[i])
      local one = (kind == 'c' or kind == 's') and counter(held[i], held[i + 2])
      if one then
        take(one, held[i + 1])
        one.dirty = true
      end
      if kind == 's' then one.settled = math.max(0, one.settled - held[i + 1]) end
    end
    held[1] = 0
  end
  put(id, held, endsMs)
end

local function settledKey(minute) return ARGV[2] .. generation .. ':' .. digits(minute) end

local function isSettled(id)
  local minute = math.floor(nowMs / 60000)
  for ago = 0, ${SETTLED_MINUTES} do
    if redis.call('SISMEMBER', settledKey(minute - ago), id) == 1 then return true end
  end
  return false
end
`;
