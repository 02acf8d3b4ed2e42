import { SETTLED_MINUTES, SPEND_KEPT_MS, WINDOW_SECONDS } from "../ledger_rules.ts";
import { IDLE_KEPT_MS } from "./redis_ledger_open_lua.ts";

/** How many seconds of a window are looked through for the oldest that is left, beyond those that are forgotten. */
const SECONDS_BEYOND = 16;

/** More ids than that are not put on Lua's stack at once. */
const IDS_MAX = 1_500;

/**
 * Lua of turns that go through as they are, after `LEDGER_OPEN_LUA`: `plainTurn(question)` answers what `readTurn` reads, or
 * nothing, and then has written nothing either and the general way is gone.
 *
 * Nearly every turn is plain: nothing has expired, what is settled is open, what is reserved is new and fits by its sums, and
 * no clock went back. Such a turn needs few commands, and none of the many functions of the general way, whose making alone
 * takes as long. It leaves behind what the general way would.
 */
export const LEDGER_PLAIN_LUA = `
local R, T, C, S = string.byte('rtcs', 1, 4)

-- Of a window that begins before the oldest second that counts: its new beginning, and what was forgotten of it by second.
local function forgetOld(key, first, last, oldest)
  local names, sum, forgotten = {}, 0, {}
  for second = first, math.min(oldest + ${SECONDS_BEYOND}, last) do names[#names + 1] = digits(second) end
  for i, amount in ipairs(redis.call('HMGET', key, unpack(names))) do
    local second = first + i - 1
    amount = tonumber(amount) or 0
    if second >= oldest and amount > 0 then return second, sum, forgotten end
    if amount > 0 then
      sum = sum + amount
      forgotten[#forgotten + 1] = names[i]
    end
  end
  return nil, sum, forgotten
end

-- How MessagePack begins a list.
local function listHead(length)
  if length < 16 then return string.char(144 + length) end
  return string.char(220, math.floor(length / 256), length % 256)
end

-- What is stored of a form's reservations, as texts between which those amounts go that are not 1 of one request.
local function formOf(form, limits, kinds)
  local between, varying = {}, {}
  local before = listHead(4 * #form - 2) .. cmsgpack.pack(0, form[1])
  for j = 2, #form do
    local i = form[j]
    local kind = kinds[i]
    before = before .. cmsgpack.pack(limits[4 * i - 3])
    if kind == T or kind == S then
      varying[#varying + 1] = j - 1
      between[2 * #varying - 1], between[2 * #varying] = before, ''
      before = ''
    else
      before = before .. cmsgpack.pack(1)
    end
    before = before .. cmsgpack.pack((kind == R or kind == T) and nowSecond or limits[4 * i], 0)
  end
  between[#between + 1] = before
  return { between = between, varying = varying, claims = #form - 1 }
end

local function plainTurn(question)
  local limits, forms, epochs, sheaves, runs = question[5], question[6], question[7], question[8], question[9]
  local amounts, ids, reserving = question[10], question[11], question[3]
  local settled, secondText = #ids - question[4], digits(nowSecond)
  if question[2] == 0 or #ids == 0 or #ids > ${IDS_MAX} then return end
  if redis.call('ZRANGEBYSCORE', KEYS[3], '-inf', digits(nowMs), 'LIMIT', '0', '1')[1] then return end
  local values = redis.call('HMGET', KEYS[2], unpack(ids))
  for i = settled + 1, #ids do
    if values[i] then return end
  end
  local place, at = 0, 1
  while sheaves[at] do
    local expected, count, claims = epochs[sheaves[at + 1]], sheaves[at + 2], #forms[sheaves[at]] - 1
    if expected ~= '' and expected ~= epoch then return end
    local stateAt = claims < 4 and 2 or 4
    for i = place + 1, place + count do
      if not values[i] or string.byte(values[i], stateAt) ~= 0 then return end
    end
    place, at = place + count, at + 4 + 2 * claims
  end

  -- By limit: used is all that its counter holds, reserved the part that is; of a window also its seconds.
  local base, keys, kinds, texts, used, reserved = ARGV[1] .. generation .. ':', {}, {}, {}, {}, {}
  local first, last, present, changes, emptied, begins, ends, stood = {}, {}, {}, {}, {}, {}, {}, {}
  for i = 1, #limits / 4 do
    local name = limits[4 * i - 3]
    local kind, key = string.byte(name), base .. name
    keys[i], kinds[i] = key, kind
    if kind == C or kind == S then
      texts[#texts + 1] = key
    elseif kind == T or i <= reserving then
      local held = redis.call('HMGET', key, 't', 'f', 'l', secondText)
      local total, from, to, now = tonumber(held[1]), nowSecond, nowSecond, 0
      if total then
        from, to, now = tonumber(held[2]), tonumber(held[3]), tonumber(held[4]) or 0
        local oldest = nowSecond - ${WINDOW_SECONDS}
        if to > nowSecond or to < oldest then return end
        begins[i], ends[i] = from, to
        if from < oldest then
          local begin, sum, forgotten = forgetOld(key, from, to, oldest)
          total = total - sum
          if not begin and total ~= 0 then return end
          from, changes[i], emptied[i] = begin or nowSecond, {}, forgotten
        end
      end
      used[i], first[i], last[i], present[i], reserved[i] = total or 0, from, to, now, 0
    end
  end
  if texts[1] then
    local stored, text = redis.call('MGET', unpack(texts)), 0
    for i, kind in ipairs(kinds) do
      if kind == C then
        text = text + 1
        used[i] = tonumber(stored[text]) or 0
        reserved[i], stood[i] = used[i], used[i]
      elseif kind == S then
        text = text + 1
        local amount, held
        if stored[text] then amount, held = string.match(stored[text], '^(%d+) (%d+)$') end
        reserved[i] = tonumber(held) or 0
        used[i] = (tonumber(amount) or 0) + reserved[i]
      end
    end
  end

  at = 1
  while sheaves[at] do
    local form, second = forms[sheaves[at]], sheaves[at + 3]
    for j = 2, #form do
      local i, back, more = form[j], sheaves[at + 2 * j], sheaves[at + 2 * j + 1]
      local kind = kinds[i]
      if kind == T then
        local of = changes[i] or {}
        changes[i] = of
        if back > 0 and second >= first[i] and second <= last[i] then
          local amount = present[i]
          if second ~= nowSecond then
            amount = of[second] or tonumber(redis.call('HGET', keys[i], digits(second))) or 0
          end
          back = math.min(back, amount)
          amount = amount - back
          used[i] = used[i] - back
          if second == nowSecond then present[i] = amount else of[second] = amount end
          -- Another second is the oldest now, if any is.
          if amount == 0 and second == first[i] and used[i] ~= 0 then return end
        end
        if more > 0 then
          if used[i] == 0 then first[i] = nowSecond end
          used[i], present[i], last[i] = used[i] + more, present[i] + more, nowSecond
        end
      elseif kind ~= R then
        local freed = math.min(reserved[i], back)
        reserved[i] = reserved[i] - freed
        used[i] = used[i] - freed
        if kind == S then used[i] = used[i] + more end
        changes[i] = true
      end
    end
    at = at + 4 + 2 * (#form - 1)
  end

  local states = {}
  for i = 1, reserving do states[3 * i - 2], states[3 * i - 1] = exact(used[i]), exact(reserved[i]) end
  local r = 1
  while runs[r] do
    local form = forms[runs[r]]
    for j = 2, #form do
      local i, sum = form[j], runs[r + j]
      if used[i] + sum > limits[4 * i - 2] then return end
      if sum > 0 then
        if not first[i] then
          reserved[i] = reserved[i] + sum
        else
          if used[i] == 0 then first[i] = nowSecond end
          present[i], last[i] = present[i] + sum, nowSecond
        end
        used[i], changes[i] = used[i] + sum, changes[i] or {}
      end
    end
    r = r + 1 + #form
  end

  -- From here on it is written.
  local puts, expiries = {}, {}
  local packed, formed, endsText = {}, {}, digits(nowMs + question[1])
  r, at, place = 1, 0, settled
  while runs[r] do
    local number, count = runs[r], runs[r + 1]
    local made = formed[number]
    if not made then
      made = formOf(forms[number], limits, kinds)
      formed[number] = made
    end
    local between, varying, claims = made.between, made.varying, made.claims
    for i = place + 1, place + count do
      for v = 1, #varying do
        local amount = amounts[at + varying[v]]
        local text = packed[amount]
        if not text then
          text = cmsgpack.pack(amount)
          packed[amount] = text
        end
        between[2 * v] = text
      end
      at = at + claims
      local put = 2 * (i - settled)
      puts[put - 1], puts[put] = ids[i], table.concat(between)
      expiries[put - 1], expiries[put] = endsText, ids[i]
    end
    r, place = r + 2 + claims, place + count
  end
  -- Before others are taken out: what is never empty is not made anew.
  if puts[1] then
    redis.call('HSET', KEYS[2], unpack(puts))
    redis.call('ZADD', KEYS[3], unpack(expiries))
    keepIndexes()
  end
  if settled > 0 then
    local minute = math.floor(nowSecond / 60)
    local settledKey = ARGV[2] .. generation .. ':' .. digits(minute)
    redis.call('HDEL', KEYS[2], unpack(ids, 1, settled))
    redis.call('ZREM', KEYS[3], unpack(ids, 1, settled))
    redis.call('SADD', settledKey, unpack(ids, 1, settled))
    if redis.call('PTTL', settledKey) < 0 then
      redis.call('PEXPIRE', settledKey, digits((minute + ${SETTLED_MINUTES} + 1) * 60000 - nowMs))
    end
  end
  for i, kind in ipairs(kinds) do
    local key, changed = keys[i], changes[i]
    if not changed then
      -- It stands as it stood.
    elseif kind == C then
      -- One that ends and one that begins leave it as it is; once a minute it is kept for longer all the same.
      if used[i] == 0 then redis.call('DEL', key)
      elseif used[i] ~= stood[i] or nowSecond % 60 == 0 then
        redis.call('SET', key, digits(used[i]), 'PX', '${IDLE_KEPT_MS}')
      end
    elseif kind == S then
      local leftMs = limits[4 * i] + ${SPEND_KEPT_MS} - nowMs
      if leftMs > 0 and used[i] > 0 then
        redis.call('SET', key, digits(used[i] - reserved[i]) .. ' ' .. digits(reserved[i]), 'PX', digits(leftMs))
      else
        redis.call('DEL', key)
      end
    elseif used[i] <= 0 then
      redis.call('DEL', key)
    else
      local fields, gone = { 't', digits(used[i]) }, emptied[i] or {}
      if begins[i] ~= first[i] then fields[3], fields[4] = 'f', digits(first[i]) end
      if ends[i] ~= last[i] then
        fields[#fields + 1] = 'l'
        fields[#fields + 1] = digits(last[i])
      end
      changed[nowSecond] = last[i] == nowSecond and present[i] or nil
      for second, amount in pairs(changed) do
        local name = second == nowSecond and secondText or digits(second)
        if amount > 0 then
          fields[#fields + 1] = name
          fields[#fields + 1] = digits(amount)
        else
          gone[#gone + 1] = name
        end
      end
      redis.call('HSET', key, unpack(fields))
      if gone[1] then redis.call('HDEL', key, unpack(gone)) end
      if ends[i] ~= last[i] then
        redis.call('PEXPIRE', key, digits((last[i] + ${WINDOW_SECONDS} + 1) * 1000 - nowMs))
      end
    end
  end
  for i = 1, reserving do
    local resetMs = 0
    if kinds[i] == S then resetMs = math.max(0, limits[4 * i] - nowMs)
    elseif kinds[i] ~= C and used[i] > 0 then resetMs = (first[i] + ${WINDOW_SECONDS} + 1) * 1000 - nowMs end
    states[3 * i] = resetMs
  end
  return { epoch, nowSecond, states }
end
`;
