import { formatCompact, formatCount } from "../../charts/format_number.ts";
import { Money } from "../Money.tsx";
import { TableFrame } from "../TableFrame.tsx";

export interface TopRow {
  name: string;
  requests: bigint;
  /** Null where none are told. */
  errors: bigint | null;
  /** Null where none is told. */
  costNanoUsd: string | null;
  /** Where a click leads; null where it leads nowhere. */
  href: string | null;
  onFollow?: (event: MouseEvent) => void;
  /** Whether the page is narrowed down to it. */
  isChosen: boolean;
}

interface TopListProps {
  title: string;
  /** What a row is, as the head of its column. */
  of: string;
  rows: readonly TopRow[];
  /** Of all, to tell shares; the sum of the rows where it is not known. */
  all: bigint;
  /** Below it: what one should know of it. */
  note?: string | null;
  fetching: boolean;
}

/** What there was most of. A click narrows the page down to a row, another one takes that back. */
export function TopList({ title, of, rows, all, note = null, fetching }: TopListProps) {
  const hasErrors = rows.some(({ errors }) => errors !== null);
  const hasCost = rows.some(({ costNanoUsd }) => costNanoUsd !== null);
  return (
    <section class="rounded-box border border-base-300 bg-base-100" aria-busy={fetching}>
      <h2 class="border-b border-base-300 px-4 py-2 text-sm font-semibold">{title}</h2>
      {rows.length === 0
        ? <p class="px-4 py-6 text-center text-sm text-muted">None in this time.</p>
        : (
          <TableFrame label={title}>
            <table class={`table table-xs ${fetching ? "opacity-60" : ""}`}>
              <thead>
                <tr>
                  <th scope="col" class="pl-4">{of}</th>
                  <th scope="col" class={`text-right ${hasCost ? "" : "pr-4"}`}>Requests</th>
                  {hasErrors && <th scope="col" class="text-right">Errors</th>}
                  {hasCost && <th scope="col" class="pr-4 text-right">Cost</th>}
                </tr>
              </thead>
              <tbody>
                {rows.map((row) => (
                  <tr key={row.href ?? row.name} class={row.isChosen ? "bg-primary/10" : ""}>
                    <th scope="row" class="max-w-44 truncate pl-4 font-normal" title={row.name}>
                      <RowName row={row} />
                    </th>
                    <td class={`text-right tabular-nums ${hasCost ? "" : "pr-4"}`} title={formatCount(row.requests)}>
                      <span class="inline-flex items-center gap-2">
                        <meter
                          class="share-meter max-sm:hidden"
                          min={0}
                          max={1}
                          value={all === 0n ? 0 : Number(row.requests) / Number(all)}
                          aria-hidden="true"
                        />
                        <span class="min-w-9">{formatCompact(row.requests)}</span>
                      </span>
                    </td>
                    {hasErrors && (
                      <td class={`text-right tabular-nums ${row.errors ? "text-error" : "text-muted"}`}>
                        {formatCompact(row.errors ?? 0n)}
                      </td>
                    )}
                    {hasCost && (
                      <td class="pr-4 text-right">
                        <Money nanoUsd={row.costNanoUsd ?? 0} />
                      </td>
                    )}
                  </tr>
                ))}
              </tbody>
            </table>
          </TableFrame>
        )}
      {note !== null && <p class="px-4 pb-2 text-xs text-muted">{note}</p>}
    </section>
  );
}

function RowName({ row }: { row: TopRow }) {
  if (row.href === null) return <span class="text-muted">{row.name}</span>;
  return (
    <a
      href={row.href}
      class="link-hover rounded-field"
      aria-current={row.isChosen ? "true" : undefined}
      onClick={row.onFollow}
    >
      {row.name}
      {row.isChosen && <span class="sr-only">, chosen: take it out of the filter</span>}
    </a>
  );
}
