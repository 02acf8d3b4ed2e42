import { Badge } from "../components/Badge.tsx";
import { Card } from "../components/Card.tsx";
import { TableFrame } from "../components/TableFrame.tsx";
import Time from "../islands/Time.tsx";
import { formatDuration } from "../logs/format_duration.ts";
import { type Gateway, STATE_WORDS } from "./fleet_words.ts";

/** Every living gateway. What only those see who run the installation is left out for all others. */
export function GatewayTable({ gateways, nowMs }: { gateways: readonly Gateway[]; nowMs: number }) {
  const isOperator = gateways.some(({ requestsInFlight }) => requestsInFlight !== null);
  return (
    <Card title="Gateways" flush>
      <TableFrame label="Gateways">
        <table class="table table-sm">
          <thead>
            <tr>
              <th scope="col">Instance</th>
              <th scope="col">State</th>
              <th scope="col" class="text-right">Revision</th>
              <th scope="col" class="text-right">After publishing</th>
              <th scope="col">Started</th>
              <th scope="col">Seen</th>
              {isOperator && <th scope="col" class="text-right">Under way</th>}
              {isOperator && <th scope="col" class="text-right">Records lost</th>}
            </tr>
          </thead>
          <tbody>
            {gateways.map((gateway) => <GatewayRow key={gateway.instance} {...{ gateway, isOperator, nowMs }} />)}
          </tbody>
        </table>
      </TableFrame>
    </Card>
  );
}

function GatewayRow({ gateway, isOperator, nowMs }: { gateway: Gateway; isOperator: boolean; nowMs: number }) {
  const { instance, build, state, revision, revisionsBehind, refusal, recordsLost } = gateway;
  const [tone, words] = STATE_WORDS[state];
  return (
    <tr data-gateway={instance}>
      <th scope="row" class="font-normal">
        <code class="text-xs">{instance}</code>
        <span class="block text-xs text-muted">{build}</span>
      </th>
      <td>
        <Badge tone={tone}>{words}</Badge>
        {refusal && <span class="block max-w-72 text-xs whitespace-normal">{refusal.message}</span>}
        {state === "IDLE" && <span class="block text-xs text-muted">loads it with the first request</span>}
      </td>
      <td class="text-right tabular-nums" title={revision?.hash}>
        {revision?.number ?? "–"}
        {revisionsBehind !== null && revisionsBehind > 0 && (
          <span class="block text-xs text-muted">{`${revisionsBehind} behind`}</span>
        )}
      </td>
      <td class="text-right tabular-nums">
        {gateway.acknowledgedAfterSeconds === null ? "–" : formatDuration(gateway.acknowledgedAfterSeconds * 1_000)}
      </td>
      <td>
        <Time at={gateway.startedAt} />
      </td>
      <td class="whitespace-nowrap tabular-nums">{seenWords(gateway.lastSeenAt, nowMs)}</td>
      {isOperator && <td class="text-right tabular-nums">{gateway.requestsInFlight ?? "–"}</td>}
      {isOperator && (
        <td class={`text-right tabular-nums ${recordsLost ? "font-medium text-error" : ""}`}>{recordsLost ?? "–"}</td>
      )}
    </tr>
  );
}

/** Clocks differ by some seconds: nobody is seen in the future. */
function seenWords(lastSeenAt: string | null, nowMs: number): string {
  if (lastSeenAt === null) return "not said";
  const seconds = Math.max(0, Math.round((nowMs - Date.parse(lastSeenAt)) / 1_000));
  return seconds <= FRESH_SECONDS ? "just now" : `${formatDuration(seconds * 1_000)} ago`;
}

const FRESH_SECONDS = 7;
