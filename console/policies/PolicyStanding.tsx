import { Button } from "../components/Button.tsx";
import { Card } from "../components/Card.tsx";
import { CounterBars } from "../limits/CounterBars.tsx";
import type { PolicyDetail, PolicyVerdicts } from "./read_policy.ts";

interface PolicyStandingProps {
  detail: PolicyDetail;
  /** The end user whose counters are shown. */
  endUser: string;
  verdicts: PolicyVerdicts | null;
}

/** How a policy's counters stand, and what it said of late. */
export function PolicyStanding({ detail: { policy, counted, hasMore }, endUser, verdicts }: PolicyStandingProps) {
  return (
    <div class="flex flex-col gap-4">
      <Card title="Now">
        <div class="flex flex-col gap-4">
          {policy.scope.type === "END_USER" && (
            <form method="get" class="flex items-end gap-2">
              <label class="flex min-w-0 flex-1 flex-col gap-1 text-sm font-medium">
                End user
                <input class="input input-sm w-full" name="user" autocomplete="off" defaultValue={endUser} />
              </label>
              <Button type="submit">Show</Button>
            </form>
          )}
          {counted.length === 0 && <p class="text-sm text-muted">{nothingCounted(policy, endUser)}</p>}
          {counted.map(({ subject, counters }) => (
            <section key={subject ?? ""} aria-label={subject ?? "Counters"}>
              {subject !== null && <h3 class="mb-1 truncate text-sm font-medium" title={subject}>{subject}</h3>}
              <CounterBars counters={counters} />
            </section>
          ))}
          {hasMore && <p class="text-xs text-muted">The newest keys are shown; there are more.</p>}
        </div>
      </Card>
      {verdicts !== null && (
        <Card title="Last 24 hours">
          <dl class="grid grid-cols-[1fr_auto] gap-x-4 gap-y-1 text-sm">
            <Figure title="Requests that it counted" value={verdicts.counted} />
            <Figure title="… refused, by this or another policy" value={verdicts.denied} />
            <Figure title="… over a limit that only observes" value={verdicts.observed} />
          </dl>
        </Card>
      )}
    </div>
  );
}

function Figure({ title, value }: { title: string; value: number }) {
  return (
    <>
      <dt class="text-muted">{title}</dt>
      <dd class="text-right tabular-nums">{value.toLocaleString("en")}</dd>
    </>
  );
}

function nothingCounted({ scope, archivedAt }: PolicyDetail["policy"], endUser: string): string {
  if (archivedAt !== null) return "It is out of use.";
  if (scope.type === "END_USER" && endUser === "") return "Name an end user to see how their counters stand.";
  return "Counters are there once it is published. Lists of models and providers need none.";
}
