import { Gauge } from "../../shared/metrics/gauge.ts";
import type { MetricRegistry } from "../../shared/metrics/metric_registry.ts";
import type { GatewayHandler } from "../http/handler.ts";

/** Adds what only the handler knows. */
export function addHandlerGauges(
  registry: MetricRegistry,
  handler: Pick<GatewayHandler, "inFlight" | "turnedAway">,
): void {
  registry.add(
    new Gauge("perpetuo_requests_in_flight", "Requests received and not yet recorded.", {
      read: () => handler.inFlight,
    }),
  );
  registry.add(
    new Gauge("perpetuo_requests_turned_away_total", "Requests that came while the process was about to end.", {
      read: () => handler.turnedAway,
      counter: true,
    }),
  );
}
