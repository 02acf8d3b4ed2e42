import { Badge } from "../components/Badge.tsx";
import { Button } from "../components/Button.tsx";
import { TableFrame } from "../components/TableFrame.tsx";
import Time from "../islands/Time.tsx";
import type { DeliveryRow } from "./read_webhooks.ts";
import { FAILURE_WORDS, STATE_TITLES, STATE_TONES } from "./webhook_words.ts";

interface DeliveryTableProps {
  rows: readonly DeliveryRow[];
  canRedeliver: boolean;
  onRedeliver: (row: DeliveryRow) => void;
}

/** What was sent to an endpoint, and what came of it. */
export function DeliveryTable({ rows, canRedeliver, onRedeliver }: DeliveryTableProps) {
  return (
    <TableFrame label="Deliveries">
      <table class="table">
        <thead>
          <tr>
            {["Made", "Event", "State", "Last attempt", "Next attempt"].map((title) => (
              <th key={title} scope="col">{title}</th>
            ))}
            <th scope="col">
              <span class="sr-only">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id} class="align-top">
              <td>
                <Time at={row.createdAt} format="second" />
              </td>
              <td>
                <details>
                  <summary class="cursor-pointer">
                    <code class="text-xs">{row.eventType}</code>
                  </summary>
                  <p class="mt-1 text-xs text-muted">webhook-id {row.eventId}</p>
                  <pre class="mt-1 max-w-xl overflow-x-auto rounded-box bg-base-200 p-2 text-xs" tabIndex={0}>
                    {pretty(row.payload)}
                  </pre>
                </details>
              </td>
              <td>
                <Badge tone={STATE_TONES[row.state]}>{STATE_TITLES[row.state]}</Badge>
                {row.attempts > 1 && <span class="ml-1.5 text-xs text-muted">{row.attempts} attempts</span>}
              </td>
              <td>
                {row.lastAttemptAt === null ? "–" : <Time at={row.lastAttemptAt} format="second" />}
                <p class="text-xs text-muted">{attemptText(row)}</p>
              </td>
              <td>{row.nextAttemptAt === null ? "–" : <Time at={row.nextAttemptAt} format="second" />}</td>
              <td class="text-right">
                {canRedeliver && row.state !== "PENDING" && (
                  <Button size="small" onClick={() => onRedeliver(row)}>Send again</Button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}

function attemptText({ lastStatus, lastLatencyMs, lastError }: DeliveryRow): string {
  const parts = [
    lastStatus === null ? null : `${lastStatus}`,
    lastLatencyMs === null ? null : `${lastLatencyMs} ms`,
    lastError === null ? null : FAILURE_WORDS[lastError],
  ];
  return parts.filter((part) => part !== null).join(", ");
}

function pretty(payload: string): string {
  try {
    return JSON.stringify(JSON.parse(payload), null, 2);
  } catch {
    return payload;
  }
}
