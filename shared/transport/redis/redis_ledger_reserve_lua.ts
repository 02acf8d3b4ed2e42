/**
 * Lua that reserves, after `LEDGER_HOLD_LUA`: `reserveAll()` answers the codes and what is told in full, for `SETTLE_AND_RESERVE`.
 *
 * What is new and fits in every limit, which is nearly everything, is decided by a comparison a claim and added up by
 * counter (`level` is what a counter would hold then, `taken` what it does not hold yet), and what is stored of it is put
 * together from parts that are the same for all of its form. All else is looked at closely, one claim after the other.
 */
export const LEDGER_RESERVE_LUA = `
local packedAmounts = {}
local function packedAmount(amount)
  local packed = packedAmounts[amount]
  if not packed then
    packed = cmsgpack.pack(amount)
    packedAmounts[amount] = packed
  end
  return packed
end

-- How MessagePack begins a list.
local function listHead(length)
  if length < 16 then return string.char(144 + length) end
  return string.char(220, math.floor(length / 256), length % 256)
end

-- As put() would store an open reservation, in parts between which the amounts go.
local function prepare(form)
  local parts, seen = { listHead(2 + 4 * #form) .. cmsgpack.pack(0, form.owner) }, {}
  form.isSimple = true
  for j, limit in ipairs(form) do
    local one = counterOf(limit)
    limit.counter = one
    one.level, one.taken = one.level or used(one), one.taken or 0
    -- Two claims on one counter do not each see the room of both.
    if seen[one] then form.isSimple = false end
    seen[one] = true
    parts[2 * j - 1] = parts[2 * j - 1] .. cmsgpack.pack(limit.name)
    parts[2 * j] = ''
    parts[2 * j + 1] = cmsgpack.pack(one.second or one.endsMs or 0, 0)
  end
  form.parts = parts
end

local function fitsAtOnce(form, at)
  for j = 1, #form do
    if form[j].counter.level + amounts[at + j] > form[j].max then return false end
  end
  return true
end

local function reserveAtOnce(id, form, at)
  local parts = form.parts
  for j = 1, #form do
    local one, amount = form[j].counter, amounts[at + j]
    one.level, one.taken = one.level + amount, one.taken + amount
    parts[2 * j] = packedAmount(amount)
  end
  putPacked(id, table.concat(parts), digits(endsMs))
end

local function takeAll()
  for _, one in ipairs(loaded) do
    if one.taken and one.taken > 0 then
      take(one, one.taken)
      one.dirty, one.taken = true, 0
    end
  end
end

local function levelAll()
  for _, one in ipairs(loaded) do one.level = used(one) end
end

-- Nobody is denied a place that is held by what has expired.
local function fits(limit, amount)
  local one = counterOf(limit)
  local fit = used(one) + amount <= limit.max
  while not fit and more and one.kind == 'c' do
    more = sweep()
    fit = used(one) + amount <= limit.max
  end
  return fit
end

local function again(id, exceeded)
  local held = cmsgpack.unpack(stored[id])
  revive(id, held, endsMs)
  for i = 6, #held, 4 do
    if held[i] == 1 then exceeded[#exceeded + 1] = (i - 6) / 4 end
  end
end

local function decide(id, form, at, exceeded)
  local held, deniedBy, retryAfterMs = { 0, form.owner }, -1, 0
  for j, limit in ipairs(form) do
    local amount = amounts[at + j]
    local fit = fits(limit, amount)
    if not fit and limit.enforced then
      local wait = waitMs(counterOf(limit), amount, limit.max)
      if wait > retryAfterMs then deniedBy, retryAfterMs = j - 1, wait end
    elseif not fit then
      exceeded[#exceeded + 1] = j - 1
    end
    hold(held, limit, amount, not fit)
  end
  if deniedBy < 0 then
    keep(form, at)
    put(id, held, endsMs)
  else
    for j, limit in ipairs(form) do undo(counterOf(limit), amounts[at + j]) end
  end
  return deniedBy, retryAfterMs
end

local function reserveClosely(id, form, at)
  local exceeded, deniedBy, retryAfterMs = {}, -1, 0
  if stored[id] then again(id, exceeded) else deniedBy, retryAfterMs = decide(id, form, at, exceeded) end
  local reply = { deniedBy, retryAfterMs, #exceeded, unpack(exceeded) }
  for _, limit in ipairs(form) do tell(counterOf(limit), reply) end
  return reply
end

local function reserveAll()
  local codes, told, at = {}, {}, 0
  for i, id in ipairs(ids) do
    local form = forms[formOf[i]]
    if form.isSimple and not stored[id] and fitsAtOnce(form, at) then
      reserveAtOnce(id, form, at)
      codes[i] = 0
    else
      takeAll()
      told[#told + 1] = reserveClosely(id, form, at)
      levelAll()
      codes[i] = 1
    end
    at = at + #form
  end
  takeAll()
  return table.concat(codes), told
end
`;
