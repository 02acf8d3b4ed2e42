import { formatNanoUsd } from "../components/format_nano_usd.ts";
import Time from "../islands/Time.tsx";
import type { limitCounterFragment } from "../graphql/documents/policies.ts";
import type { ResultOf } from "../graphql/graphql.ts";
import { limitWords } from "./limit_words.ts";

export type LimitCounter = ResultOf<typeof limitCounterFragment>;

/** How far limits are used up, a bar each. */
export function CounterBars({ counters }: { counters: readonly LimitCounter[] }) {
  return (
    <ul class="flex flex-col gap-2">
      {counters.map((counter) => <Bar key={`${counter.limit.type} ${counter.limit.period}`} counter={counter} />)}
    </ul>
  );
}

function Bar({ counter }: { counter: LimitCounter }) {
  const { limit, max, used, reserved, resetsAt } = counter;
  const words = limitWords(limit);
  if (used === null) {
    return (
      <li class="text-xs">
        <span class="font-medium">{words}</span>
        <span class="ml-2 text-warning">{LOSSES[counter.unknownBecause ?? "UNREACHABLE"]}</span>
      </li>
    );
  }
  const share = shareOf(used, max);
  const amount = (value: string) =>
    limit.type === "SPEND" ? formatNanoUsd(BigInt(value)).text : Number(value).toLocaleString("en");
  return (
    <li class="text-xs">
      <div class="flex items-baseline justify-between gap-3">
        <span class="font-medium whitespace-nowrap">{words}</span>
        <span class="whitespace-nowrap tabular-nums" data-used={used}>
          {amount(used)} used
          {reserved !== null && reserved !== "0" && <span class="text-muted">, {amount(reserved)} of it reserved</span>}
        </span>
      </div>
      <progress
        class={`progress block h-1.5 w-full ${
          share >= 100 ? "progress-error" : share >= 80 ? "progress-warning" : "progress-primary"
        }`}
        value={Math.min(share, 100)}
        max={100}
        aria-label={`${words}: ${share} % used`}
      />
      {resetsAt !== null && (
        <span class="text-muted">
          More is left at <Time at={resetsAt} format="second" />
        </span>
      )}
    </li>
  );
}

/** In whole percent, rounded down: what is full says so. */
export function shareOf(used: string, max: string): number {
  const most = BigInt(max);
  if (most === 0n) return 100;
  return Number(BigInt(used) * 100n / most);
}

const LOSSES = {
  UNREACHABLE: "unknown: the counters cannot be reached",
  UNINITIALISED: "unknown: the counters are being rebuilt",
};
