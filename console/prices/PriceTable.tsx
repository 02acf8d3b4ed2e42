import { Badge } from "../components/Badge.tsx";
import { Button } from "../components/Button.tsx";
import { ConfirmByName } from "../components/ConfirmByName.tsx";
import { TableFrame } from "../components/TableFrame.tsx";
import { objectPath } from "../session/object_path.ts";
import { type Price, priceName, RATE_FIELDS } from "./price_values.ts";

interface PriceTableProps {
  rows: readonly Price[];
  /** Of the page itself. */
  path: string;
  /** Without: a table to be read. */
  canWrite: boolean;
  onArchive: (row: Price) => void;
  onRestore: (row: Price, event: SubmitEvent) => void;
}

/** A tenant's own prices, in US dollars for a million tokens. */
export function PriceTable({ rows, ...rest }: PriceTableProps) {
  return (
    <TableFrame label="Prices">
      <table class="table table-sm">
        <thead>
          <tr>
            <th scope="col">Model</th>
            <th scope="col">Provider</th>
            {["Input", "Output", "Cache read", "Cache write"].map((title) => (
              <th key={title} scope="col" class="text-right" title="US dollars for a million tokens">{title}</th>
            ))}
            <th scope="col">Service tiers</th>
            <th scope="col">State</th>
            {rest.canWrite && (
              <th scope="col">
                <span class="sr-only">Actions</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody>{rows.map((row) => <Row key={row.id} row={row} {...rest} />)}</tbody>
      </table>
    </TableFrame>
  );
}

function Row({ row, path, canWrite, onArchive, onRestore }: { row: Price } & Omit<PriceTableProps, "rows">) {
  const name = priceName(row);
  const isInUse = row.archivedAt === null;
  return (
    <tr class={isInUse ? "" : "text-muted"}>
      <th scope="row" class="max-w-72 truncate font-mono font-medium">
        <a href={objectPath(path, row.id)} class="link link-hover" title={row.model}>{row.model}</a>
      </th>
      <td class="font-mono">{row.provider ?? <span class="font-sans text-muted">every provider</span>}</td>
      {RATE_FIELDS.map((field) => (
        <td key={field} class="text-right tabular-nums">{row[field] === null ? "–" : `$${row[field]}`}</td>
      ))}
      <td class="max-w-48 truncate text-xs">
        {row.tierMultipliers.map(({ tier, multiplier }) => `${tier} × ${multiplier}`).join(", ")}
      </td>
      <td>
        <Badge tone={isInUse ? "success" : "neutral"}>{isInUse ? "In use" : "Archived"}</Badge>
      </td>
      {canWrite && (
        <td>
          <div class="flex justify-end gap-1.5">
            {isInUse
              ? (
                <>
                  <Button href={objectPath(path, row.id)} size="small" aria-label={`Edit ${name}`}>Edit</Button>
                  <ConfirmByName
                    id={`archive-${row.id}`}
                    trigger="Archive"
                    title={`Archive the price of “${name}”?`}
                    name={name}
                    confirm="Archive the price"
                    fields={{ action: "archive", id: row.id, version: String(row.version) }}
                    onConfirm={() => onArchive(row)}
                  >
                    From the next publish the price list’s own price holds, if it has one; else its requests are
                    unpriced, and budgets do not count them.
                  </ConfirmByName>
                </>
              )
              : (
                <form method="post" onSubmit={(event) => onRestore(row, event)}>
                  <input type="hidden" name="action" value="restore" />
                  <input type="hidden" name="id" value={row.id} />
                  <input type="hidden" name="version" value={row.version} />
                  <Button type="submit" size="small" aria-label={`Restore ${name}`}>Restore</Button>
                </form>
              )}
          </div>
        </td>
      )}
    </tr>
  );
}
