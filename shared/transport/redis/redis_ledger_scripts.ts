import { SETTLED_MINUTES, SPEND_KEPT_MS } from "../ledger_rules.ts";
import { LEDGER_LUA } from "./redis_ledger_lua.ts";
import { RedisScript } from "./redis_script.ts";

/**
 * Reads what `LedgerArguments` writes: ARGV 4 is how many limits follow, each of a counter's name, its maximum, whether it
 * is enforced, and the end of its period. Claims are pairs of a limit's number and an amount.
 */
const LIMITS_LUA = `
local limits, at = {}, 5
for i = 1, tonumber(ARGV[4]) do
  limits[i] = { name = ARGV[at], max = tonumber(ARGV[at + 1]), enforced = ARGV[at + 2] == '1', endsMs = tonumber(ARGV[at + 3]) }
  at = at + 4
end

local function argument()
  at = at + 1
  return ARGV[at - 1]
end

local function claimsOf(count)
  local claims = {}
  for i = 1, count do
    local limit = limits[tonumber(argument())]
    claims[i] = { limit = limit, amount = tonumber(argument()) }
  end
  return claims
end

local function counterOf(claim) return counter(claim.limit.name, claim.limit.endsMs) end
`;

const RESERVATIONS_LUA = `
local endsMs = nowMs + tonumber(argument())
local reservations, ids = {}, {}
while at <= #ARGV do
  local one = { id = argument(), owner = argument() }
  one.claims = claimsOf(tonumber(argument()))
  reservations[#reservations + 1], ids[#ids + 1] = one, one.id
end

local function hold(held, claim, inExcess)
  local last = #held
  held[last + 1], held[last + 2] = claim.limit.name, claim.amount
  held[last + 3], held[last + 4] = take(counterOf(claim), claim.amount), inExcess and 1 or 0
end

local function keep(claims)
  for _, claim in ipairs(claims) do
    if claim.amount > 0 then counterOf(claim).dirty = true end
  end
end

local more = sweep()
stored = storedOf(ids)
`;

/** Replies the epoch and by reservation: deniedBy or -1, retryAfterMs, how many exceeded, those, and by claim its state. */
export const RESERVE = new RedisScript(`${LEDGER_LUA}${LIMITS_LUA}${RESERVATIONS_LUA}
local function fits(claim)
  local one, limit = counterOf(claim), claim.limit
  local fit = used(one) + claim.amount <= limit.max
  -- Nobody is denied a place that is held by what has expired.
  while not fit and more and one.kind == 'c' do
    more = sweep()
    fit = used(one) + claim.amount <= limit.max
  end
  return fit
end

local function again(one, exceeded)
  local held = cmsgpack.unpack(stored[one.id])
  revive(one.id, held, endsMs)
  for i = 6, #held, 4 do
    if held[i] == 1 then exceeded[#exceeded + 1] = (i - 6) / 4 end
  end
end

-- Claims are taken one by one, so that two on one counter do not each see the room of both.
local function decide(one, exceeded)
  local held, deniedBy, retryAfterMs = { 0, one.owner }, -1, 0
  for i, claim in ipairs(one.claims) do
    local fit = fits(claim)
    if not fit and claim.limit.enforced then
      local wait = waitMs(counterOf(claim), claim.amount, claim.limit.max)
      if wait > retryAfterMs then deniedBy, retryAfterMs = i - 1, wait end
    elseif not fit then
      exceeded[#exceeded + 1] = i - 1
    end
    hold(held, claim, not fit)
  end
  if deniedBy < 0 then
    keep(one.claims)
    put(one.id, held, endsMs)
  else
    for _, claim in ipairs(one.claims) do undo(counterOf(claim), claim.amount) end
  end
  return deniedBy, retryAfterMs
end

local replies = { epoch }
for _, one in ipairs(reservations) do
  local exceeded, deniedBy, retryAfterMs = {}, -1, 0
  if stored[one.id] then again(one, exceeded) else deniedBy, retryAfterMs = decide(one, exceeded) end
  local reply = { deniedBy, retryAfterMs, #exceeded, unpack(exceeded) }
  for _, claim in ipairs(one.claims) do
    local held, last = counterOf(claim), #reply
    reply[last + 1], reply[last + 2], reply[last + 3] = exact(used(held)), exact(held.reserved or 0), resetMs(held)
  end
  replies[#replies + 1] = reply
end
savePuts()
save()
return replies
`);

/** Replies the epoch. */
export const RENEW = new RedisScript(`${LEDGER_LUA}${LIMITS_LUA}${RESERVATIONS_LUA}
for _, one in ipairs(reservations) do
  if stored[one.id] then
    local held = cmsgpack.unpack(stored[one.id])
    held[2] = one.owner
    revive(one.id, held, endsMs)
  elseif not isSettled(one.id) then
    local held = { 0, one.owner }
    for _, claim in ipairs(one.claims) do hold(held, claim, false) end
    keep(one.claims)
    put(one.id, held, endsMs)
  end
end
savePuts()
save()
return { epoch }
`);

/** Replies the epoch and by settlement 0 settled, 1 added, 2 repeated; or the epoch and `stale`. */
export const SETTLE = new RedisScript(`${LEDGER_LUA}${LIMITS_LUA}
local expected = argument()
if expected ~= '' and expected ~= epoch then return { epoch, 'stale' } end
local settlements, ids = {}, {}
while at <= #ARGV do
  local one = { id = argument() }
  one.claims = claimsOf(tonumber(argument()))
  settlements[#settlements + 1], ids[#ids + 1] = one, one.id
end
sweep()
stored = storedOf(ids)

local function replace(held, i, actual)
  local kind = string.sub(held[i], 1, 1)
  -- A request has happened, whatever it used.
  if kind == 'r' then return end
  local one, reserved = counter(held[i], held[i + 2]), held[i + 1]
  one.dirty = true
  if kind == 't' then
    settleWindow(one, reserved, actual, held[i + 2])
  elseif held[1] == 0 then
    free(one, reserved)
  elseif kind == 's' then
    one.settled = math.max(0, one.settled - reserved)
  end
  if kind == 's' then one.settled = one.settled + actual end
end

local function add(claim, actual)
  local one = counterOf(claim)
  if one.kind == 'c' then return end
  one.dirty = true
  if one.kind == 's' then one.settled = one.settled + actual else changeWindow(one, one.second, actual) end
end

local function settle(one)
  local actual = {}
  for _, claim in ipairs(one.claims) do
    actual[claim.limit.name] = (actual[claim.limit.name] or 0) + claim.amount
  end
  local held = stored[one.id] and cmsgpack.unpack(stored[one.id]) or {}
  for i = 3, #held, 4 do
    replace(held, i, actual[held[i]] or 0)
    actual[held[i]] = nil
  end
  for _, claim in ipairs(one.claims) do
    if actual[claim.limit.name] then add(claim, actual[claim.limit.name]) end
    actual[claim.limit.name] = nil
  end
end

local replies, known, done = { epoch }, {}, {}
local minute = math.floor(nowMs / 60000)
for _, one in ipairs(settlements) do
  local outcome = 2
  if not done[one.id] and (stored[one.id] or not isSettled(one.id)) then
    settle(one)
    outcome = stored[one.id] and 0 or 1
    if stored[one.id] then known[#known + 1] = one.id end
    done[one.id], done[#done + 1] = true, one.id
  end
  replies[#replies + 1] = outcome
end
inParts('HDEL', KEYS[2], known)
inParts('ZREM', KEYS[3], known)
inParts('SADD', settledKey(minute), done)
if #done > 0 then
  redis.call('PEXPIRE', settledKey(minute), digits((minute + ${SETTLED_MINUTES} + 1) * 60000 - nowMs))
end
save()
return replies
`);

/** Replies the epoch and by claim its state. */
export const READ = new RedisScript(`${LEDGER_LUA}${LIMITS_LUA}
sweep()
local reply = { epoch }
for _, claim in ipairs(claimsOf(tonumber(argument()))) do
  local held, last = counterOf(claim), #reply
  reply[last + 1], reply[last + 2], reply[last + 3] = exact(used(held)), exact(held.reserved or 0), resetMs(held)
end
save()
return reply
`);

/** Replies the epoch. */
export const CORRECT = new RedisScript(`${LEDGER_LUA}${LIMITS_LUA}
sweep()
for _, claim in ipairs(claimsOf(tonumber(argument()))) do
  local spend = counterOf(claim)
  spend.settled, spend.dirty = claim.amount, true
end
save()
return { epoch }
`);

/**
 * KEYS and ARGV 1 to 3 as ever; ARGV 4 is the epoch, and by spend follow its counter's name, the end of its period and the
 * amount. The epoch is the last that is written: without it nobody decides by counters that are half there.
 */
export const REBUILD = new RedisScript(`
local opened = redis.call('GET', KEYS[1]) or ''
local generation, epoch = string.match(opened, '^(%d+) (.*)$')
-- The same epoch again is a repetition, and would undo what was settled since.
if epoch == ARGV[4] then return 'OK' end
local nowMs = tonumber(ARGV[3])
if not nowMs then
  local time = redis.call('TIME')
  nowMs = time[1] * 1000 + math.floor(time[2] / 1000)
end
local function digits(number) return string.format('%.0f', number) end
generation = digits(math.max(nowMs, (tonumber(generation) or 0) + 1))
redis.call('DEL', KEYS[1])
redis.call('UNLINK', KEYS[2], KEYS[3])
for i = 5, #ARGV, 3 do
  local leftMs = tonumber(ARGV[i + 1]) + ${SPEND_KEPT_MS} - nowMs
  if leftMs > 0 and ARGV[i + 2] ~= '0' then
    redis.call('SET', ARGV[1] .. generation .. ':' .. ARGV[i], ARGV[i + 2] .. ' 0', 'PX', digits(leftMs))
  end
end
redis.call('SET', KEYS[1], generation .. ' ' .. ARGV[4])
return 'OK'
`);
