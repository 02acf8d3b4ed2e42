import { Badge } from "../components/Badge.tsx";
import { Button } from "../components/Button.tsx";
import { ConfirmByName } from "../components/ConfirmByName.tsx";
import { TableFrame } from "../components/TableFrame.tsx";
import { CounterBars } from "../limits/CounterBars.tsx";
import { limitWords } from "../limits/limit_words.ts";
import { shownName } from "../lists/shown_name.ts";
import { objectPath } from "../session/object_path.ts";
import { ACTION_WORDS, scopeWords } from "./policy_words.ts";
import type { PolicyRow } from "./read_policies.ts";

interface PolicyTableProps {
  rows: readonly PolicyRow[];
  /** Of the page itself. */
  path: string;
  /** Without: a table to be read. */
  canWrite: boolean;
  onArchive: (row: PolicyRow) => void;
  onRestore: (row: PolicyRow, event: SubmitEvent) => void;
}

/** Policies, with how their counters stand. */
export function PolicyTable({ rows, ...rest }: PolicyTableProps) {
  return (
    <TableFrame label="Policies">
      <table class="table table-sm">
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Counts</th>
            <th scope="col">Action</th>
            <th scope="col">Limits now</th>
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

function Row({ row, path, canWrite, onArchive, onRestore }: { row: PolicyRow } & Omit<PolicyTableProps, "rows">) {
  const name = shownName(row);
  const isInUse = row.archivedAt === null;
  const { title, hint } = ACTION_WORDS[row.action];
  return (
    <tr class={isInUse ? "align-top" : "align-top text-muted"}>
      <th scope="row" class="max-w-56 truncate font-medium">
        <a href={objectPath(path, row.id)} class="link link-hover" title={name}>{name}</a>
      </th>
      <td class="max-w-56">{scopeWords(row.scope)}</td>
      <td>
        <span title={hint}>
          <Badge tone={isInUse ? row.action === "BLOCK" ? "primary" : "warning" : "neutral"}>
            {isInUse ? title : "Archived"}
          </Badge>
        </span>
      </td>
      <td class="min-w-72">
        <Limits row={row} />
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
                    title={`Archive the policy “${name}”?`}
                    name={name}
                    confirm="Archive the policy"
                    fields={{ action: "archive", id: row.id, version: String(row.version) }}
                    onConfirm={() => onArchive(row)}
                  >
                    From the next publish it limits nobody any more. It can be restored.
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

function Limits({ row: { limits, counters, countersOf } }: { row: PolicyRow }) {
  const counted = new Set(counters?.map(({ limit }) => `${limit.type} ${limit.period}`));
  const others = limits.filter(({ type, period }) => !counted.has(`${type} ${period}`));
  return (
    <div class="flex flex-col gap-2">
      {counters !== null && (
        <>
          {countersOf !== null && <p class="text-xs text-muted">Of {countersOf}, the newest key:</p>}
          <CounterBars counters={counters} />
        </>
      )}
      {others.length > 0 && <p class="text-xs">{others.map(limitWords).join(" · ")}</p>}
    </div>
  );
}
