import { SPEND_KEPT_MS } from "../ledger_rules.ts";
import { LEDGER_HOLD_LUA } from "./redis_ledger_hold_lua.ts";
import { LEDGER_LUA } from "./redis_ledger_lua.ts";
import { LEDGER_OPEN_LUA } from "./redis_ledger_open_lua.ts";
import { LEDGER_PLAIN_LUA } from "./redis_ledger_plain_lua.ts";
import { LEDGER_RESERVE_LUA } from "./redis_ledger_reserve_lua.ts";
import { LEDGER_SETTLE_LUA } from "./redis_ledger_settle_lua.ts";
import { RedisScript } from "./redis_script.ts";

/**
 * Settles, and then reserves. Asked is a list: the time to live; 1 where the turn may be plain; how many of the limits are the
 * reservations', which come first; how many reservations there are; and then `limits` and `forms` as ever, epochs, sheaves,
 * runs, amounts, ids and what single settlements are of, each as `redis_ledger_turn.ts` says.
 *
 * Where the turn was plain, so that all was settled and reserved and nothing exceeded, it replies the epoch, the second that
 * minutes' windows count what was reserved in, and by limit of the reservations how its counter stood before the first of
 * them. Else it replies
 *
 * - the epoch
 * - that second, or 0
 * - those counters
 * - by settlement a digit: 0 settled, 1 added, 2 repeated, 3 stale, 4 to be told by itself
 * - by reservation a digit: 0 reserved and nothing exceeded, 1 told in full
 * - by reservation that is told in full: deniedBy or -1, retryAfterMs, how many exceeded, those, and by claim its state
 */
export const SETTLE_AND_RESERVE = new RedisScript(`${LEDGER_OPEN_LUA}${LEDGER_PLAIN_LUA}
local question = cjson.decode(ARGV[4])
local plain = plainTurn(question)
if plain then return plain end
local asked = {
  ttlMs = question[1], reserving = question[3], reserved = question[4], limits = question[5], forms = question[6],
  epochs = question[7], sheaves = question[8], runs = question[9], amounts = question[10], all = question[11],
  singles = question[12], epochOf = question[13], singlesFrom = question[14],
}
${LEDGER_LUA}${LEDGER_HOLD_LUA}
more = sweep()
local all = asked.all
local values = valuesOf(all)
${LEDGER_SETTLE_LUA}${LEDGER_RESERVE_LUA}
local outcomes = settleAll()
for _, form in ipairs(forms) do
  if form.owner then prepare(form) end
end
local states = {}
for i = 1, asked.reserving do tell(counterOf(limits[i]), states) end
local codes, told = reserveAll()
-- A window that was empty has a beginning now.
for i = 1, asked.reserving do states[3 * i] = resetMs(counterOf(limits[i])) end
savePuts()
save()
return { epoch, secondOfAll, states, outcomes, codes, told }
`);

const ASKED_LUA = `${LEDGER_OPEN_LUA}
local asked = cjson.decode(ARGV[4])
`;

/** Replies the epoch. */
export const RENEW = new RedisScript(`${ASKED_LUA}${LEDGER_LUA}${LEDGER_HOLD_LUA}
sweep()
stored = storedOf(ids)
local at = 0
for i, id in ipairs(ids) do
  local form = forms[formOf[i]]
  if stored[id] then
    local held = cmsgpack.unpack(stored[id])
    held[2] = form.owner
    revive(id, held, endsMs)
  elseif not isSettled(id) then
    local held = { 0, form.owner }
    for j, limit in ipairs(form) do hold(held, limit, amounts[at + j], false) end
    keep(form, at)
    put(id, held, endsMs)
  end
  at = at + #form
end
savePuts()
save()
return { epoch }
`);

/** Replies the epoch and by claim its state. */
export const READ = new RedisScript(`${ASKED_LUA}${LEDGER_LUA}
sweep()
local states = {}
for _, limit in ipairs(forms[1]) do tell(counterOf(limit), states) end
save()
return { epoch, states }
`);

/** Replies the epoch. */
export const CORRECT = new RedisScript(`${ASKED_LUA}${LEDGER_LUA}
sweep()
for j, limit in ipairs(forms[1]) do
  local spend = counterOf(limit)
  spend.settled, spend.dirty = amounts[j], true
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
