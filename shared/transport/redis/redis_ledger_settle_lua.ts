import { SETTLED_MINUTES } from "../ledger_rules.ts";

/**
 * Lua that settles, after `LEDGER_LUA`: `settleAll()` answers by settlement 0 settled, 1 added, 2 repeated, 3 stale or
 * 4 untold, as the digits of one text. Changed counters are not saved yet.
 *
 * Most of a turn comes in sheaves: what was reserved under one form and in one second, of which the gateway tells the sums.
 * Nothing need be looked at then but whether all of it is open. Where it is not, the sheaf is left as it is, for the gateway
 * to tell its settlements one by one.
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

-- Whether what a turn settles at these places is stored, and has not expired.
local function areOpen(form, place, count)
  local stateAt = #form < 4 and 2 or 4
  for i = place + 1, place + count do
    if not values[i] or string.byte(values[i], stateAt) ~= 0 then return false end
  end
  return true
end

-- Settles a sheaf by its sums: by limit what is given back of what was reserved, and what is added.
local function settleSheaf(form, second, at)
  for j, limit in ipairs(form) do
    local back, more, kind = asked.sheaves[at + 2 * j - 1], asked.sheaves[at + 2 * j], limit.kind
    local one = kind ~= 'r' and counterOf(limit)
    if kind == 't' then
      giveBack(one, back, second)
      changeWindow(one, one.second, more)
    elseif one then
      free(one, back)
      if kind == 's' then one.settled = one.settled + more end
    end
    if one then one.dirty = true end
  end
end

-- Answers the outcomes, the ids that were settled, and whether none was left as it is.
local function settleSheaves(sheaves)
  local outcomes, ended, place, at, isWhole = {}, {}, 0, 1, true
  while sheaves[at] do
    local form, expected, count, second = forms[sheaves[at]], asked.epochs[sheaves[at + 1]], sheaves[at + 2], sheaves[at + 3]
    local outcome = '0'
    if expected ~= '' and expected ~= epoch then
      outcome = '3'
    elseif not areOpen(form, place, count) then
      outcome, isWhole = '4', false
    else
      settleSheaf(form, second, at + 3)
      if #ended == 0 then ended = { unpack(all, place + 1, place + count) }
      else for i = place + 1, place + count do ended[#ended + 1] = all[i] end end
    end
    outcomes[#outcomes + 1] = string.rep(outcome, count)
    place, at = place + count, at + 4 + 2 * #form
  end
  return outcomes, ended, isWhole
end

-- Settles one by one what follows the sheaves, and answers which ids were not known.
local function settleSingles(outcomes, ended)
  local added, done, at, place = {}, {}, asked.singlesFrom, #all - asked.reserved - #asked.singles
  for _, id in ipairs(ended) do done[id] = true end
  for i, formNumber in ipairs(asked.singles) do
    local id, value, form, expected = all[place + i], values[place + i], forms[formNumber], asked.epochs[asked.epochOf[i]]
    local outcome = '2'
    if expected ~= '' and expected ~= epoch then
      outcome = '3'
    elseif not done[id] and (value or not isSettled(id)) then
      settle(value, form, at)
      outcome = value and '0' or '1'
      local list = value and ended or added
      list[#list + 1] = id
      done[id], stored[id] = true, false
    end
    outcomes[#outcomes + 1] = outcome
    at = at + #form
  end
  return added
end

local function settleAll()
  local outcomes, ended, isWhole = settleSheaves(asked.sheaves)
  local added = {}
  -- An id may come twice, and the first is told first.
  if not isWhole then outcomes[#outcomes + 1] = string.rep('4', #asked.singles)
  elseif #asked.singles > 0 then added = settleSingles(outcomes, ended) end
  inParts('HDEL', KEYS[2], ended)
  inParts('ZREM', KEYS[3], ended)
  if #ended + #added > 0 then
    local minute = math.floor(nowMs / 60000)
    inParts('SADD', settledKey(minute), ended)
    inParts('SADD', settledKey(minute), added)
    redis.call('PEXPIRE', settledKey(minute), digits((minute + ${SETTLED_MINUTES} + 1) * 60000 - nowMs))
  end
  return table.concat(outcomes)
end
`;
