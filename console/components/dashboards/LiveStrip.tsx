import { useComputed } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { formatCompact } from "../../charts/format_number.ts";
import { liveRate } from "../../dashboards/live_rate.ts";
import { useLiveUsage } from "../../dashboards/use_live_usage.ts";
import type { LiveTailStatus } from "../../graphql/live_tail.ts";
import { formatDuration } from "../../logs/format_duration.ts";
import { Money } from "../Money.tsx";

interface LiveStripProps {
  tenantId: string;
  /** Null: all of the tenant's. */
  projectId: string | null;
  /** Whose requests they are, as in "of the project Web". */
  of: string;
  /** Sums that were read before are old by now. */
  onArrivals: () => void;
}

/** What happens right now, over the last minute. */
export function LiveStrip({ tenantId, projectId, of, onArrivals }: LiveStripProps) {
  const live = useLiveUsage({ tenantId, projectId, onArrivals });
  const [isReady, setIsReady] = useState(false);
  useEffect(() => setIsReady(true), []);
  const rate = useComputed(() => liveRate(live.moments.value)).value;
  const status = live.status.value;
  return (
    <section
      aria-label="Live"
      class="flex min-h-10 flex-wrap items-center gap-x-5 gap-y-1 rounded-box border border-base-300 px-4 py-1.5"
    >
      <label class="flex cursor-pointer items-center gap-2 noscript:hidden">
        <input
          type="checkbox"
          role="switch"
          class="toggle toggle-xs toggle-success"
          checked={live.isOn.value && isReady}
          disabled={!isReady}
          onChange={live.toggle}
        />
        <span class="font-medium">Live</span>
      </label>
      <span class="text-muted" data-live-state={isReady ? live.isOn.value ? status?.state : "off" : undefined}>
        {live.isOn.value ? wordsOf(status) : "off"}
      </span>
      <noscript>
        <span class="text-muted">Live updates need JavaScript. Reload the page to see newer numbers.</span>
      </noscript>
      <dl class="flex flex-wrap items-center gap-x-5 gap-y-1 tabular-nums noscript:hidden">
        <Fact name="Requests" id="requests">{formatCompact(rate.requests)}</Fact>
        <Fact name="a second" id="per-second">{formatCompact(rate.perSecond)}</Fact>
        <Fact name="Errors" id="errors">{formatCompact(rate.errors)}</Fact>
        <Fact name="Tokens" id="tokens">{formatCompact(rate.tokens)}</Fact>
        <Fact name="Cost" id="cost">
          <Money nanoUsd={rate.costNanoUsd} />
        </Fact>
        <Fact name="p95" id="p95">{rate.p95Ms === null ? "–" : formatDuration(rate.p95Ms)}</Fact>
      </dl>
      <span class="ml-auto text-xs text-muted">{`Last minute, ${of}`}</span>
    </section>
  );
}

function Fact({ name, id, children }: { name: string; id: string; children: ComponentChildren }) {
  return (
    <div class="flex items-baseline gap-1.5" data-live={id}>
      <dt class="text-xs text-muted">{name}</dt>
      <dd class="font-medium">{children}</dd>
    </div>
  );
}

function wordsOf(status: LiveTailStatus | null): string {
  if (status?.failure) return status.failure.message;
  switch (status?.state ?? "connecting") {
    case "connecting":
      return "connecting";
    case "live":
      return "connected";
    case "paused":
      return "paused";
    case "retrying":
      return "connecting again";
    case "ended":
      return "ended";
  }
}
