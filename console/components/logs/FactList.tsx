import type { ComponentChildren } from "preact";

export interface Fact {
  name: string;
  value: ComponentChildren;
  /** What the name means, for the pointer that rests on it. */
  hint?: string;
}

/** Names and values below each other. What has no value (null, false or nothing) is left out. */
export function FactList({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl class="grid grid-cols-[8.5rem_minmax(0,1fr)] gap-x-3 gap-y-1">
      {facts.filter(({ value }) => value !== null && value !== undefined && value !== false && value !== "").map((
        { name, value, hint },
      ) => (
        <div key={name} class="contents">
          <dt class="text-muted" title={hint}>{name}</dt>
          <dd class="min-w-0 break-words">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
