import { fleetSentence, STATE_WORDS, troubledTargets } from "../../fleet/fleet_words.ts";
import type { fleetQuery } from "../../graphql/documents/fleet.ts";
import type { ResultOf } from "../../graphql/graphql.ts";
import type { QueryOutcome } from "../../graphql/outcome.ts";
import { Badge } from "../Badge.tsx";
import { Card } from "../Card.tsx";

/** Whether the gateways are well, in short. */
export function FleetCard({ outcome, href }: { outcome: QueryOutcome<ResultOf<typeof fleetQuery>>; href: string }) {
  return (
    <Card title="Gateways" actions={<a class="link text-sm" href={href}>Fleet</a>}>
      {outcome.kind === "failed"
        ? <p role="alert" class="text-sm">Gateways cannot be shown: {outcome.message}</p>
        : <FleetLines fleet={outcome.data.fleet} />}
    </Card>
  );
}

function FleetLines({ fleet }: { fleet: ResultOf<typeof fleetQuery>["fleet"] }) {
  const states = [...Map.groupBy(fleet.gateways, ({ state }) => state)];
  const troubled = troubledTargets(fleet);
  return (
    <div class="flex flex-col gap-2 text-sm">
      <p>{fleetSentence(fleet)}</p>
      {states.length > 0 && (
        <p class="flex flex-wrap gap-1.5">
          {states.map(([state, gateways]) => (
            <Badge key={state} tone={STATE_WORDS[state][0]}>{`${gateways.length} ${STATE_WORDS[state][1]}`}</Badge>
          ))}
        </p>
      )}
      {troubled.length > 0 && (
        <ul class="flex flex-col gap-1">
          {troubled.slice(0, SHOWN_MAX).map(({ target, gateways }) => (
            <li key={`${target.provider}/${target.model}`} class="flex items-baseline gap-2">
              <Badge tone="warning">{target.errorClass.replaceAll("_", " ")}</Badge>
              <span class="min-w-0 truncate">{`${target.provider}/${target.model}`}</span>
              <span class="text-xs text-muted">{`seen by ${gateways}`}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

const SHOWN_MAX = 5;
