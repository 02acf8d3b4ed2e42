import { Badge } from "../components/Badge.tsx";
import { Button } from "../components/Button.tsx";
import { TableFrame } from "../components/TableFrame.tsx";
import Time from "../islands/Time.tsx";
import { publisherOf, type RevisionRow } from "./read_publish_page.ts";

interface HistoryProps {
  revisions: readonly RevisionRow[];
  /** The number of the one that gateways are to serve; 0 for none. */
  current: number;
  /** Of the page itself. */
  path: string;
  canPublish: boolean;
}

/** What was published, the newest first; any two are compared, and any is gone back to. Reads without a script. */
export function History({ revisions, current, path, canPublish }: HistoryProps) {
  return (
    <form method="get" action={`${path}/compare`}>
      <TableFrame label="Revisions">
        <table class="table table-sm">
          <thead>
            <tr>
              <th scope="col" class="text-right">Revision</th>
              <th scope="col">Published</th>
              <th scope="col">By</th>
              <th scope="col">Message</th>
              <th scope="col" class="text-right">Changes</th>
              <th scope="col" class="text-center">From</th>
              <th scope="col" class="text-center">To</th>
              <th scope="col">
                <span class="sr-only">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {revisions.map((row, index) => (
              <Row key={row.id} {...{ row, index, path }} isCurrent={row.number === current} canPublish={canPublish} />
            ))}
          </tbody>
        </table>
      </TableFrame>
      <div class="flex justify-end border-t border-base-300 p-2">
        <Button type="submit" size="small">Compare the two</Button>
      </div>
    </form>
  );
}

interface RowProps {
  row: RevisionRow;
  index: number;
  path: string;
  isCurrent: boolean;
  canPublish: boolean;
}

function Row({ row, index, path, isCurrent, canPublish }: RowProps) {
  const { number, publishedAt, publishedBy, message, changes } = row;
  return (
    <tr>
      <th scope="row" class="text-right font-medium tabular-nums">
        <span class="flex items-center justify-end gap-1.5">
          {isCurrent && <Badge tone="success">current</Badge>}
          {number}
        </span>
      </th>
      <td>
        <Time at={publishedAt} />
      </td>
      <td class="max-w-40 truncate" title={publishedBy?.email}>{publisherOf(row)}</td>
      <td class="max-w-96 break-words">{message ?? <span class="text-muted">–</span>}</td>
      <td class="text-right tabular-nums">
        <a
          class="link"
          href={`${path}/compare?from=${number - 1}&to=${number}`}
          aria-label={`${changes.length} changes of revision ${number}`}
        >
          {changes.length}
        </a>
      </td>
      {(["from", "to"] as const).map((end) => (
        <td key={end} class="text-center">
          <input
            type="radio"
            name={end}
            value={number}
            class="radio radio-xs align-middle"
            aria-label={`${end === "from" ? "From" : "To"} revision ${number}`}
            defaultChecked={index === (end === "from" ? 1 : 0)}
          />
        </td>
      ))}
      <td class="text-right">
        {canPublish && !isCurrent && (
          <Button
            href={`${path}/rollback?to=${number}`}
            size="small"
            class="whitespace-nowrap"
            aria-label={`Roll back to revision ${number}`}
          >
            Roll back
          </Button>
        )}
      </td>
    </tr>
  );
}
