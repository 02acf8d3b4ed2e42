import { Button } from "../components/Button.tsx";
import { isFiltered, KEY_STATES, type KeyFilter } from "./key_filter.ts";

/** Which keys are shown; a form that needs no script. */
export function KeyFilterForm({ filter, path }: { filter: KeyFilter; path: string }) {
  return (
    <form method="get" class="flex flex-wrap items-center gap-2 border-b border-base-300 px-4 py-2">
      <input
        type="search"
        name="q"
        class="input input-sm w-56"
        placeholder="Name, description or id"
        aria-label="Search keys"
        maxLength={128}
        defaultValue={filter.text}
      />
      <select name="state" class="select select-sm w-36" aria-label="State">
        <option value="" selected={filter.state === null}>In any state</option>
        {KEY_STATES.map((state) => (
          <option key={state} value={state.toLowerCase()} selected={state === filter.state}>
            {state.charAt(0) + state.slice(1).toLowerCase()}
          </option>
        ))}
      </select>
      <Button type="submit">Filter</Button>
      {isFiltered(filter) && <Button href={path} tone="quiet">Clear</Button>}
    </form>
  );
}
