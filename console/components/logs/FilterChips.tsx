import type { FilterChip } from "../../logs/filter_chips.ts";

/** The demands of a filter one by one; a click on one takes it away. Links: they need no script. */
export function FilterChips({ chips, hrefOf }: {
  chips: readonly FilterChip[];
  hrefOf(chip: FilterChip): string;
}) {
  if (chips.length === 0) return null;
  return (
    <ul aria-label="Active filters" class="mb-3 flex flex-wrap gap-1.5">
      {chips.map((chip) => (
        <li key={chip.words} class="max-w-full">
          <a
            href={hrefOf(chip)}
            class="inline-flex max-w-full items-center gap-1.5 rounded-full border border-primary/40 bg-primary/10 px-2.5 py-0.5 text-xs hover:border-primary"
            aria-label={`Remove ${chip.words}`}
          >
            <span class="truncate font-mono">{chip.words}</span>
            <span aria-hidden="true">✕</span>
          </a>
        </li>
      ))}
    </ul>
  );
}
