import { Badge } from "../components/Badge.tsx";
import { TableFrame } from "../components/TableFrame.tsx";
import Time from "../islands/Time.tsx";
import type { WebhookRow } from "./read_webhooks.ts";
import { webhookPath } from "./webhook_path.ts";
import { EVENT_TITLES } from "./webhook_words.ts";

/** A tenant's endpoints; each has a page of its own. */
export function WebhookTable({ rows, path }: { rows: readonly WebhookRow[]; path: string }) {
  return (
    <TableFrame label="Webhooks">
      <table class="table">
        <thead>
          <tr>
            {["Address", "For", "Events", "State", "Made"].map((title) => <th key={title} scope="col">{title}</th>)}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              <td class="max-w-96 break-all">
                <a class="link link-hover font-medium" href={webhookPath(path, row.id)}>{row.url}</a>
              </td>
              <td>{row.description}</td>
              <td>{row.events.map((type) => EVENT_TITLES[type]).join(", ")}</td>
              <td>
                <WebhookBadge row={row} />
              </td>
              <td>
                <Time at={row.createdAt} format="day" />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}

export function WebhookBadge({ row }: { row: WebhookRow }) {
  if (row.archivedAt !== null) return <Badge>Archived</Badge>;
  return row.active ? <Badge tone="success">Active</Badge> : <Badge tone="warning">Paused</Badge>;
}
