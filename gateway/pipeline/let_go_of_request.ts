import type { PreparedRequest } from "../providers/provider_adapter.ts";
import type { RoutePlan } from "../../shared/routing/plan_route.ts";
import type { ProviderCall } from "../wires/wire.ts";
import type { Exchange } from "./exchange.ts";

/**
 * Lets go of what was asked when its answer has begun to flow: nobody else will be asked, and a stream may last for minutes
 * while a prompt is long. What is left is what the record says. A body that is captured stays until then.
 */
export function letGoOfRequest(
  { route, asked, bodies }: Pick<Exchange, "route" | "asked" | "bodies">,
  { call, prepared }: { call: ProviderCall; prepared: Extract<PreparedRequest, { state: "ready" }> },
): void {
  call.body = NO_FIELDS;
  call.bodyBytes = NO_BYTES;
  prepared.body = NO_BYTES;
  if (route !== null) route.plan = settledPlan(route.plan);
  if (asked === null || bodies?.mark === "captured") return;
  asked.body = NO_FIELDS;
  asked.bytes = NO_BYTES;
}

const NO_FIELDS = Object.freeze({});
const NO_BYTES = new Uint8Array(0);

/** A plan that leads nowhere else; what it has looked at is for the record. */
function settledPlan({ first, seen }: RoutePlan): RoutePlan {
  return { first, seen, next: () => null, reachable: () => [] };
}
