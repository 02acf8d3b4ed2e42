import type { BadgeTone } from "../components/Badge.tsx";
import type { fleetQuery } from "../graphql/documents/fleet.ts";
import type { ResultOf } from "../graphql/graphql.ts";

export type Fleet = ResultOf<typeof fleetQuery>["fleet"];
export type Gateway = Fleet["gateways"][number];
export type TroubledTarget = Gateway["troubledTargets"][number];

export const STATE_WORDS: Readonly<Record<Gateway["state"], readonly [BadgeTone, string]>> = {
  APPLIED: ["success", "up to date"],
  BEHIND: ["warning", "behind"],
  IDLE: ["neutral", "idle"],
  REFUSED: ["error", "refused"],
};

/** How the gateways stand all together, in a sentence. */
export function fleetSentence({ gateways, currentRevision, converged }: Fleet): string {
  if (gateways.length === 0) return "No gateway is alive: requests are answered by none.";
  const count = `${gateways.length} ${gateways.length === 1 ? "gateway is" : "gateways are"} alive`;
  if (currentRevision === null) return `${count}. Nothing was published yet.`;
  const served = `revision ${currentRevision.number}`;
  const refused = gateways.filter(({ state }) => state === "REFUSED").length;
  if (refused > 0) return `${count}; ${refused} cannot use ${served}.`;
  const idle = gateways.filter(({ state }) => state === "IDLE").length;
  if (idle === gateways.length) return `${count}; each loads ${served} with its first request.`;
  const serve = gateways.length === 1 ? "serves" : "serve";
  return converged ? `${count}, and ${serve} ${served}.` : `${count}; not all serve ${served} yet.`;
}

/** A target that several gateways found failing is one, with how many of them did. */
export function troubledTargets({ gateways }: Fleet): { target: TroubledTarget; gateways: number }[] {
  const all = gateways.flatMap((gateway) => gateway.troubledTargets);
  return [...Map.groupBy(all, ({ provider, model }) => JSON.stringify([provider, model])).values()]
    .map((told) => ({ target: told[0]!, gateways: told.length }));
}
