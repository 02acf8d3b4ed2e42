import { Button } from "../components/Button.tsx";
import { ACTOR_KINDS, type AuditFilter } from "./audit_filter.ts";

/** The filter of the audit trail: a form that puts itself into the address. */
export function AuditFilterForm({ filter, path }: { filter: AuditFilter; path: string }) {
  const isFiltered = Object.values(filter).some((value) => value !== "");
  return (
    <form method="get" action={path} class="mb-4 flex flex-wrap items-end gap-3" role="search" aria-label="Filter">
      {/* Chosen by a link of the list; kept when the rest changes. */}
      {filter.actor && <input type="hidden" name="actor" value={filter.actor} />}
      {filter.targetId && <input type="hidden" name="targetId" value={filter.targetId} />}
      <FilterInput name="action" label="Action" value={filter.action} placeholder="policy.*" />
      <div class="flex flex-col gap-1">
        <label for="audit-actorKind" class="text-xs font-medium">By</label>
        <select id="audit-actorKind" name="actorKind" class="select select-sm w-40">
          <option value="" selected={filter.actorKind === ""}>Anybody</option>
          {ACTOR_KINDS.map((kind) => (
            <option key={kind} value={kind} selected={kind === filter.actorKind}>{ACTOR_KIND_TITLES[kind]}</option>
          ))}
        </select>
      </div>
      <FilterInput name="targetKind" label="Type of object" value={filter.targetKind} placeholder="Policy" />
      <FilterInput name="from" label="From day" value={filter.from} type="date" />
      <FilterInput name="to" label="To day" value={filter.to} type="date" />
      <FilterInput name="text" label="Text" value={filter.text} placeholder="address, request id, value" />
      <div class="flex gap-2">
        <Button type="submit" tone="primary">Filter</Button>
        {isFiltered && <Button href={path} tone="quiet">Clear</Button>}
      </div>
      {(filter.actor || filter.targetId) && (
        <p class="w-full text-xs text-muted">
          Only {filter.actor && "what one actor did"}
          {filter.actor && filter.targetId && ", and "}
          {filter.targetId && "what was done to one object"}.
        </p>
      )}
    </form>
  );
}

export const ACTOR_KIND_TITLES: Readonly<Record<(typeof ACTOR_KINDS)[number], string>> = {
  USER: "People",
  TOKEN: "Personal tokens",
  SERVICE_ACCOUNT: "Service accounts",
  SYSTEM: "The system",
};

interface FilterInputProps {
  name: keyof AuditFilter;
  label: string;
  value: string;
  placeholder?: string;
  type?: "text" | "date";
}

function FilterInput({ name, label, value, placeholder, type = "text" }: FilterInputProps) {
  return (
    <div class="flex flex-col gap-1">
      <label for={`audit-${name}`} class="text-xs font-medium">{label}</label>
      <input
        id={`audit-${name}`}
        name={name}
        type={type}
        value={value}
        placeholder={placeholder}
        autocomplete="off"
        spellcheck={false}
        class="input input-sm w-40"
      />
    </div>
  );
}
