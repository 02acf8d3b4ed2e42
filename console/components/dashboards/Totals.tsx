import type { UsageTotal } from "../../dashboards/usage_totals.ts";

/** A few large figures, each with how it was before. */
export function Totals(
  { totals, compare, fetching }: { totals: readonly UsageTotal[]; compare: boolean; fetching: boolean },
) {
  return (
    <dl
      aria-label="Totals"
      aria-busy={fetching}
      class={`grid grid-cols-2 overflow-hidden rounded-box border border-base-300 sm:grid-cols-4 xl:grid-cols-7 ${
        fetching ? "opacity-60" : ""
      }`}
    >
      {totals.map(({ title, text, exact, change }) => (
        <div key={title} class="-mr-px -mb-px border-r border-b border-base-300 px-4 py-3" data-total={title}>
          <dt class="text-xs text-muted">{title}</dt>
          <dd class="mt-0.5 text-lg font-semibold tabular-nums" title={exact ?? undefined}>{text}</dd>
          {compare && (
            <dd class="text-xs text-muted tabular-nums">
              {change ?? "nothing before"}
            </dd>
          )}
        </div>
      ))}
    </dl>
  );
}
