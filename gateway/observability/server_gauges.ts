import { Gauge } from "../../shared/metrics/gauge.ts";
import type { MetricRegistry } from "../../shared/metrics/metric_registry.ts";
import type { EnduringServer } from "../../shared/network/enduring_server.ts";
import { lowestDescriptor } from "../../shared/network/lowest_descriptor.ts";

/** Adds what only the server knows of its connections. */
export function addServerGauges(registry: MetricRegistry, server: Pick<EnduringServer, "renewals">): void {
  registry.add(
    new Gauge("perpetuo_connections_renewed_total", "Times that idle connections were closed for being too many.", {
      read: () => server.renewals,
      counter: true,
    }),
  );
  registry.add(
    new Gauge("perpetuo_descriptors_open", "Files and connections that are open, at least.", {
      // None where the system does not tell: a series without a value is left out.
      read: () => {
        const lowest = lowestDescriptor();
        return lowest === null ? {} : lowest;
      },
    }),
  );
}
