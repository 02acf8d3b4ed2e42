import { NEVER_FITS_RETRY_MS, WINDOW_SECONDS } from "../ledger_rules.ts";

/** How many seconds of a window are read at a time where more than the present one are needed. */
const SECONDS_AT_ONCE = 16;

/**
 * Lua of the windows of a minute, for `LEDGER_LUA`, which gives `digits`, `nowMs` and `nowSecond`.
 *
 * A window is a hash of amounts by the second, and of `t`, their total, `f`, the oldest of them, and `l`, the newest. Where
 * the total is above zero, so is the oldest second's amount: then a call needs to read no second but its own, and each
 * second that passes is read once more to be forgotten.
 */
export const LEDGER_WINDOW_LUA = `
local function gone(second) return (second + ${WINDOW_SECONDS} + 1) * 1000 end

local function bucket(window, second)
  local amount = window.buckets[second]
  if amount then return amount end
  local names = {}
  for at = second, math.max(second, math.min(second + ${SECONDS_AT_ONCE - 1}, window.last)) do
    names[#names + 1] = digits(at)
  end
  local amounts = redis.call('HMGET', window.key, unpack(names))
  for i = 1, #names do
    local at = second + i - 1
    if not window.buckets[at] then window.buckets[at] = tonumber(amounts[i]) or 0 end
  end
  return window.buckets[second]
end

local function clearWindow(window)
  window.total, window.first, window.last, window.buckets, window.changed = 0, nowSecond, nowSecond, {}, {}
end

-- A total that no second holds is what rounding has left of amounts beyond 2^53; without an end to the search Redis would
-- hang on it.
local function findFirst(window)
  while window.total > 0 and window.first <= window.last and bucket(window, window.first) == 0 do
    window.first = window.first + 1
  end
  if window.first > window.last then window.total = 0 end
end

local function changeWindow(window, second, amount)
  if amount == 0 then return end
  window.buckets[second] = bucket(window, second) + amount
  window.changed[second] = true
  if window.total == 0 then window.first = second end
  window.total = window.total + amount
  window.last = math.max(window.last, second)
  if amount < 0 and second == window.first then findFirst(window) end
end

local function openWindow(window)
  local held = redis.call('HMGET', window.key, 't', 'f', 'l', digits(nowSecond))
  clearWindow(window)
  window.second = nowSecond
  if not held[1] then
    window.buckets[nowSecond] = 0
    return
  end
  local last = tonumber(held[3])
  -- A clock that goes back a little stands still instead; after more than a window nothing here is true any longer.
  if last < nowSecond - ${WINDOW_SECONDS} or last > nowSecond + ${WINDOW_SECONDS} then
    redis.call('DEL', window.key)
    window.buckets[nowSecond] = 0
    return
  end
  window.total, window.first, window.last = tonumber(held[1]), tonumber(held[2]), last
  window.second = math.max(last, nowSecond)
  window.expiresWith = last
  window.buckets[nowSecond] = tonumber(held[4]) or 0
  local oldest = window.second - ${WINDOW_SECONDS}
  if window.first >= oldest then return end
  window.dirty = true
  while window.first < oldest do
    local second = window.first
    local amount = bucket(window, second)
    window.first = second + 1
    if amount > 0 then
      window.buckets[second], window.changed[second] = 0, true
      window.total = window.total - amount
    end
  end
  findFirst(window)
end

local function giveBack(window, amount, at)
  if amount > 0 and at >= window.first and at <= window.last then
    changeWindow(window, at, -math.min(amount, bucket(window, at)))
  end
end

local function settleWindow(window, reserved, actual, at)
  if actual >= reserved then changeWindow(window, window.second, actual - reserved)
  else giveBack(window, reserved - actual, at) end
end

local function windowWaitMs(window, amount, max)
  if amount > max then return ${NEVER_FITS_RETRY_MS} end
  local excess, second = window.total + amount - max, window.first
  while excess > 0 and second <= window.last do
    excess = excess - bucket(window, second)
    second = second + 1
  end
  return gone(second - 1) - nowMs
end

local function saveWindow(window)
  if window.total <= 0 then
    redis.call('DEL', window.key)
    return
  end
  local fields = { 't', digits(window.total), 'f', digits(window.first), 'l', digits(window.last) }
  local empty = {}
  for second in pairs(window.changed) do
    if window.buckets[second] == 0 then
      empty[#empty + 1] = digits(second)
    else
      fields[#fields + 1] = digits(second)
      fields[#fields + 1] = digits(window.buckets[second])
    end
  end
  redis.call('HSET', window.key, unpack(fields))
  if #empty > 0 then redis.call('HDEL', window.key, unpack(empty)) end
  if window.expiresWith ~= window.last then redis.call('PEXPIRE', window.key, digits(gone(window.last) - nowMs)) end
end
`;
