/** Lua of what reserves or renews, after `LEDGER_LUA`: it says what a reservation holds, claim by claim. */
export const LEDGER_HOLD_LUA = `
local ids, formOf = asked.ids, asked.formOf
local endsMs = nowMs + asked.ttlMs

-- Writes down what one claim takes as held.
local function hold(held, limit, amount, inExcess)
  local last = #held
  held[last + 1], held[last + 2] = limit.name, amount
  held[last + 3], held[last + 4] = take(counterOf(limit), amount), inExcess and 1 or 0
end

-- Marks what a form's amounts, those after the place at, have changed.
local function keep(form, at)
  for j, limit in ipairs(form) do
    if amounts[at + j] > 0 then counterOf(limit).dirty = true end
  end
end
`;
