import { Badge, type BadgeTone } from "../components/Badge.tsx";
import { TableFrame } from "../components/TableFrame.tsx";
import Time from "../islands/Time.tsx";
import type { gatewaysQuery } from "../graphql/documents/gateways.ts";
import type { ResultOf } from "../graphql/graphql.ts";

export type Gateway = ResultOf<typeof gatewaysQuery>["fleet"]["gateways"][number];

/** Every gateway with the revision that it serves. */
export function GatewayTable({ gateways }: { gateways: readonly Gateway[] }) {
  if (gateways.length === 0) {
    return <p class="p-4 text-sm text-muted">No gateway is alive that could serve anything.</p>;
  }
  return (
    <TableFrame label="Gateways">
      <table class="table table-sm">
        <thead>
          <tr>
            <th scope="col">Gateway</th>
            <th scope="col">State</th>
            <th scope="col" class="text-right">Revision</th>
            <th scope="col" class="text-right">Behind by</th>
            <th scope="col" class="text-right" title="From the publishing to its word">Took</th>
            <th scope="col">Last seen</th>
          </tr>
        </thead>
        <tbody>
          {gateways.map((gateway) => {
            const { instance, build, state, revision, revisionsBehind, acknowledgedAfterSeconds, refusal } = gateway;
            return (
              <tr key={instance} data-gateway-state={state}>
                <th scope="row" class="max-w-64 truncate font-mono text-xs font-medium" title={`Build ${build}`}>
                  {instance}
                </th>
                <td>
                  <span title={STATES[state].hint}>
                    <Badge tone={STATES[state].tone}>{STATES[state].title}</Badge>
                  </span>
                  {refusal && <p class="mt-0.5 max-w-96 text-xs text-error">{refusal.message}</p>}
                </td>
                <td class="text-right tabular-nums">{revision?.number ?? "–"}</td>
                <td class="text-right tabular-nums">{revisionsBehind ?? "–"}</td>
                <td class="text-right tabular-nums">
                  {acknowledgedAfterSeconds === null ? "–" : `${acknowledgedAfterSeconds.toFixed(2)} s`}
                </td>
                <td>{gateway.lastSeenAt === null ? "–" : <Time at={gateway.lastSeenAt} format="second" />}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </TableFrame>
  );
}

const STATES: Record<Gateway["state"], { title: string; hint: string; tone: BadgeTone }> = {
  APPLIED: { title: "Serves it", hint: "It serves that revision, or a later one.", tone: "success" },
  BEHIND: { title: "Behind", hint: "It serves an earlier one, and has not spoken since.", tone: "warning" },
  REFUSED: { title: "Refused it", hint: "It could not use it, and serves the one that it had.", tone: "error" },
  IDLE: {
    title: "Idle",
    hint: "It was not asked for this team yet: it loads what is current with the first request.",
    tone: "neutral",
  },
};
