const DAY_MS = 86_400_000;

/**
 * How long what has no end of its own stays without being written, milliseconds. Longer than any budget's counter lives: a
 * reservation that is never swept must not be forgotten before the counter that it is in.
 */
export const IDLE_KEPT_MS = 35 * DAY_MS;

/** Longer than what Redis keeps in a list. */
const LONG_MEMBER = "-".repeat(300);

/**
 * Lua that the ledger's scripts but `rebuild` begin with: it opens the tenant's ledger.
 *
 * - KEYS: the epoch (string `<generation> <epoch>`), reservations (hash), expiries (sorted set).
 * - ARGV 1 to 3: what keys of counters and of settled ids begin with, and the present or "" for the time of Redis.
 * - ARGV 4: what is asked, in JSON; one text is read in a fraction of the time of many arguments.
 *
 * A counter's key is `<base><generation>:<name>`: a rebuilt ledger shares nothing with the one before, whose keys expire.
 * They are no KEYS because those of what has expired are known here alone; they carry the tenant's tag like all others.
 * A reservation is packed flat: 0 open or 1 expired, owner, and by claim the counter's name, the amount, where it is
 * (a window's second, the end of a budget's period), and whether it was let through in excess.
 */
export const LEDGER_OPEN_LUA = `
local opened = redis.call('GET', KEYS[1])
if not opened then return false end
local generation, epoch = string.match(opened, '^(%d+) (.*)$')
-- Integers below 2^63 are exact, and greater ones would be written as negative; most are written more than once, and writing
-- them is a good part of the work.
local written = {}
local function digits(number)
  local text = written[number]
  if not text then
    text = string.format(number < 9e18 and '%d' or '%.0f', number)
    written[number] = text
  end
  return text
end
local nowMs = tonumber(ARGV[3])
if not nowMs then
  local time = redis.call('TIME')
  nowMs = time[1] * 1000 + math.floor(time[2] / 1000)
end
local nowSecond = math.floor(nowMs / 1000)
-- Clients read great integers inexactly.
local function exact(number) return number < 4503599627370496 and number or digits(number) end

-- Sees to it that reservations and expiries, which have just been added to, do not go before they are done with.
local function keepIndexes()
  local leftMs = redis.call('PTTL', KEYS[3])
  if leftMs < 0 then
    -- A new set is a list that is searched through from its beginning; a member this long makes a tree of it.
    redis.call('ZADD', KEYS[3], '+inf', '${LONG_MEMBER}')
    redis.call('ZREM', KEYS[3], '${LONG_MEMBER}')
  end
  if leftMs < ${IDLE_KEPT_MS - DAY_MS} then
    redis.call('PEXPIRE', KEYS[2], '${IDLE_KEPT_MS}')
    redis.call('PEXPIRE', KEYS[3], '${IDLE_KEPT_MS}')
  end
end
`;
