/**
 * Lua that reserves, after `LEDGER_HOLD_LUA`: `reserveAll()` reserves run by run, each of one form.
 *
 * A run that is new and whose sums fit, which is nearly everything, is decided by a comparison a limit and added up by counter (`level` is what a counter would hold then, `taken` what it does not hold yet), and what is stored of it is put
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

-- The second that minutes' windows count reservations in; 0 where they are not all in the same.
local secondOfAll = nowSecond

-- As put() would store an open reservation, in parts between which the amounts go.
local function prepare(form)
  local parts, seen = {}, {}
  form.isSimple, form.parts = true, parts
  local before = listHead(2 + 4 * #form) .. cmsgpack.pack(0, form.owner)
  for j, limit in ipairs(form) do
    local one = counterOf(limit)
    limit.counter = one
    one.level, one.taken = one.level or used(one), one.taken or 0
    -- Two claims on one counter do not each see the room of both.
    if seen[one] then form.isSimple = false end
    seen[one] = true
    if one.second and one.second ~= nowSecond then secondOfAll = 0 end
    parts[2 * j - 1] = before .. cmsgpack.pack(limit.name)
    parts[2 * j] = ''
    before = cmsgpack.pack(one.second or one.endsMs or 0, 0)
  end
  parts[2 * #form + 1] = before
end

local function fits(form, list, at)
  for j = 1, #form do
    if form[j].counter.level + list[at + j] > form[j].max then return false end
  end
  return true
end

local function raise(form, list, at)
  for j = 1, #form do
    local one, amount = form[j].counter, list[at + j]
    one.level, one.taken = one.level + amount, one.taken + amount
  end
end

local endsText = digits(endsMs)

local function store(id, form, at)
  local parts = form.parts
  for j = 1, #form do parts[2 * j] = packedAmount(amounts[at + j]) end
  putPacked(id, table.concat(parts), endsText)
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
local function fitsClosely(limit, amount)
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
    local fit = fitsClosely(limit, amount)
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

-- Whether none of what a turn reserves at these places is held already.
local function areNew(place, count)
  for i = place + 1, place + count do
    if values[i] or stored[all[i]] then return false end
  end
  return true
end

local function reserveOne(place, form, at, told)
  local id = all[place]
  if form.isSimple and not values[place] and not stored[id] and fits(form, amounts, at) then
    raise(form, amounts, at)
    store(id, form, at)
    return '0'
  end
  takeAll()
  if stored[id] == nil then stored[id] = values[place] end
  told[#told + 1] = reserveClosely(id, form, at)
  levelAll()
  return '1'
end

-- Answers the codes, and what is told in full.
local function reserveAll()
  local codes, told, place, at, runs, r = {}, {}, #all - asked.reserved, 0, asked.runs, 1
  while runs[r] do
    local form, count = forms[runs[r]], runs[r + 1]
    if form.isSimple and areNew(place, count) and fits(form, runs, r + 1) then
      raise(form, runs, r + 1)
      for i = 1, count do store(all[place + i], form, at + (i - 1) * #form) end
      codes[#codes + 1] = string.rep('0', count)
    else
      for i = 1, count do codes[#codes + 1] = reserveOne(place + i, form, at + (i - 1) * #form, told) end
    end
    place, at, r = place + count, at + count * #form, r + 2 + #form
  end
  takeAll()
  return table.concat(codes), told
end
`;
