import type { ComponentChildren } from "preact";
import { Notice } from "../components/Notice.tsx";
import { formatDuration } from "../logs/format_duration.ts";
import { ExampleRequests } from "./ExampleRequests.tsx";
import { costDelta, share } from "./replay_figures.ts";
import type { DraftReplay } from "./run_replay.ts";

interface ReplayResultProps {
  replay: DraftReplay;
  /** Where requests are looked at; null where that is not one project's. */
  logsPath: string | null;
}

/** What would have become of the requests: first what would be refused, then where they would go, and what that costs. */
export function ReplayResult({ replay, logsPath }: ReplayResultProps) {
  const { replayed, compared, unchanged, tookMs, newDenials, noLongerDenied, changedTargets, modelNotFound } = replay;
  if (replayed === 0) {
    return <Notice tone="info">No request on record fits. Send some, or ask for more of them.</Notice>;
  }
  const isSame = compared === unchanged;
  const refusedMore = [...newDenials, ...modelNotFound.map((one) => ({ ...one, policyName: null, limit: null }))];
  return (
    <div class="flex flex-col gap-4">
      <Notice tone={refusedMore.length > 0 ? "warning" : "success"}>
        {compared.toLocaleString("en")} of {replayed.toLocaleString("en")} requests compared in {formatDuration(tookMs)}
        {isSame
          ? ": nothing would have been another."
          : `: ${unchanged.toLocaleString("en")} would have been the same, ${
            (compared - unchanged).toLocaleString("en")
          } another.`}
      </Notice>
      <Sides replay={replay} />
      {refusedMore.length > 0 && (
        <Group title="Would be refused, and were not">
          {refusedMore.map(({ policyName, limit, errorCode, requests, requestLogIds }) => (
            <tr key={`${policyName} ${limit} ${errorCode}`}>
              <td>{policyName ?? LED_NOWHERE[errorCode] ?? "The model leads nowhere"}</td>
              <td class="text-muted">{limit?.replaceAll("_", " ") ?? ""}</td>
              <td class="font-mono text-xs">{errorCode}</td>
              <Count {...{ requests, requestLogIds, compared, logsPath }} />
            </tr>
          ))}
        </Group>
      )}
      {noLongerDenied.length > 0 && (
        <Group title="Were refused, and would not be">
          {noLongerDenied.map(({ policyName, limit, errorCode, requests, requestLogIds }) => (
            <tr key={`${policyName} ${limit} ${errorCode}`}>
              <td>{policyName ?? LED_NOWHERE[errorCode] ?? "The model led nowhere"}</td>
              <td class="text-muted">{limit?.replaceAll("_", " ") ?? ""}</td>
              <td class="font-mono text-xs">{errorCode}</td>
              <Count {...{ requests, requestLogIds, compared, logsPath }} />
            </tr>
          ))}
        </Group>
      )}
      {changedTargets.length > 0 && (
        <Group title="Would go elsewhere">
          {changedTargets.map(({ from, to, requests, requestLogIds }) => (
            <tr key={`${from} ${to}`}>
              <td class="font-mono text-xs">{from}</td>
              <td class="text-muted" aria-label="to">→</td>
              <td class="font-mono text-xs">{to}</td>
              <Count {...{ requests, requestLogIds, compared, logsPath }} />
            </tr>
          ))}
        </Group>
      )}
      <Unknown replay={replay} />
    </div>
  );
}

function Group({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <section aria-label={title} class="overflow-x-auto">
      <h3 class="mb-1 text-sm font-semibold">{title}</h3>
      <table class="table table-sm">
        <tbody>{children}</tbody>
      </table>
    </section>
  );
}

interface CountProps {
  requests: number;
  requestLogIds: readonly string[];
  compared: number;
  logsPath: string | null;
}

function Count({ requests, requestLogIds, compared, logsPath }: CountProps) {
  return (
    <>
      <td class="text-right tabular-nums">{requests.toLocaleString("en")}</td>
      <td class="text-right text-muted tabular-nums">{share(requests, compared)}</td>
      <td class="text-right">
        {logsPath !== null && <ExampleRequests ids={requestLogIds} logsPath={logsPath} />}
      </td>
    </>
  );
}

function Sides({ replay: { before, after } }: { replay: DraftReplay }) {
  const duration = (ms: number | null) => ms === null ? "–" : formatDuration(ms);
  const cost = costDelta(before.costNanoUsd, after.costNanoUsd);
  const rows: [string, string, string][] = [
    ["Served", before.served.toLocaleString("en"), after.served.toLocaleString("en")],
    ["Refused", before.denied.toLocaleString("en"), after.denied.toLocaleString("en")],
    ["Cost", cost.before, `${cost.after}${cost.delta === null ? "" : ` (${cost.delta})`}`],
    ["Latency, half of them", duration(before.p50Ms), duration(after.p50Ms)],
    ["Latency, 19 of 20", duration(before.p95Ms), duration(after.p95Ms)],
  ];
  return (
    <section aria-label="Before and after" class="overflow-x-auto">
      <table class="table table-sm max-w-xl">
        <thead>
          <tr>
            <td />
            <th scope="col" class="text-right">As it was</th>
            <th scope="col" class="text-right">With the draft</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(([title, one, other]) => (
            <tr key={title}>
              <th scope="row" class="font-normal">{title}</th>
              <td class="text-right tabular-nums">{one}</td>
              <td class="text-right tabular-nums">{other}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="mt-1 text-xs text-muted">
        {[
          after.estimated > 0 && `The tokens of ${after.estimated} are estimated.`,
          after.unpriced > 0 && `${after.unpriced} have no known price and are left out of the cost.`,
          after.latencyUnknown > 0 && `Of ${after.latencyUnknown} nobody knows how long they would take.`,
        ].filter(Boolean).join(" ")}
      </p>
    </section>
  );
}

function Unknown({ replay: { unknown } }: { replay: DraftReplay }) {
  if (unknown.length === 0) return null;
  return (
    <section aria-label="Cannot be told">
      <h3 class="mb-1 text-sm font-semibold">Cannot be told</h3>
      <ul class="text-sm text-muted">
        {unknown.map(({ reason, field, requests }) => (
          <li key={`${reason} ${field}`}>
            {requests.toLocaleString("en")}: {REASONS[reason]}
            {field !== null && (
              <>
                {" "}
                <code>{field}</code>
              </>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

const REASONS: Record<DraftReplay["unknown"][number]["reason"], string> = {
  INPUT_NOT_RECORDED: "the draft looks at something that was not recorded:",
  INPUT_CUT: "it looks at a value of which only the beginning was recorded:",
  NOT_READ: "turned away before the body was understood",
  TURNED_AWAY: "the gateway was at fault, full or about to stop",
  PROJECT_GONE: "the draft does not have the project",
};

/** What is refused before any policy is asked. */
const LED_NOWHERE: Readonly<Record<string, string>> = { direct_models_not_allowed: "Asked for past every route" };
