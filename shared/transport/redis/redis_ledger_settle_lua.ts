import { SETTLED_MINUTES } from "../ledger_rules.ts";

/**
 * Lua that settles, after `LEDGER_LUA`: `settleAll(ids)`, whose reservations are in `stored`, answers by settlement
 * 0 settled, 1 added, 2 repeated or 3 stale, as the digits of one text. Changed counters are not saved yet.
 */
export const LEDGER_SETTLE_LUA = `
local function replace(one, held, i, actual)
  local reserved = held[i + 1]
  one.dirty = true
  if one.kind == 't' then
    settleWindow(one, reserved, actual, held[i + 2])
  elseif held[1] == 0 then
    free(one, reserved)
  elseif one.kind == 's' then
    one.settled = math.max(0, one.settled - reserved)
  end
  if one.kind == 's' then one.settled = one.settled + actual end
end

local function add(limit, actual)
  local one = counterOf(limit)
  if one.kind == 'c' then return end
  one.dirty = true
  if one.kind == 's' then one.settled = one.settled + actual else changeWindow(one, one.second, actual) end
end

local actual = {}

local function settle(value, form, at)
  for j, limit in ipairs(form) do actual[limit.name] = (actual[limit.name] or 0) + amounts[at + j] end
  local held = value and cmsgpack.unpack(value) or {}
  for i = 3, #held, 4 do
    local name = held[i]
    -- A request has happened, whatever it used.
    if kindOf(name) ~= 'r' then replace(counter(name, held[i + 2]), held, i, actual[name] or 0) end
    actual[name] = nil
  end
  for _, limit in ipairs(form) do
    if actual[limit.name] then add(limit, actual[limit.name]) end
    actual[limit.name] = nil
  end
end

local function settleAll(settled)
  local outcomes, known, done = {}, {}, {}
  local at = asked.settledFrom
  for i, id in ipairs(settled) do
    local form, expected = forms[asked.settledFormOf[i]], asked.epochs[asked.epochOf[i]]
    if expected ~= '' and expected ~= epoch then
      outcomes[i] = 3
    elseif not done[id] and (stored[id] or not isSettled(id)) then
      settle(stored[id], form, at)
      outcomes[i] = stored[id] and 0 or 1
      if stored[id] then known[#known + 1] = id end
      done[id], done[#done + 1], stored[id] = true, id, false
    else
      outcomes[i] = 2
    end
    at = at + #form
  end
  if #done > 0 then
    local minute = math.floor(nowMs / 60000)
    inParts('HDEL', KEYS[2], known)
    inParts('ZREM', KEYS[3], known)
    inParts('SADD', settledKey(minute), done)
    redis.call('PEXPIRE', settledKey(minute), digits((minute + ${SETTLED_MINUTES} + 1) * 60000 - nowMs))
  end
  return table.concat(outcomes)
end
`;
