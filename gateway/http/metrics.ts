import { METRICS_TYPE } from "../../shared/metrics/metric_registry.ts";
import type { Gateway } from "../pipeline/gateway.ts";
import { showsSecret } from "../../shared/identifiers/internal_secret.ts";

/**
 * `GET /metrics`: everything that is counted, for Prometheus, by all workers where there are some. Null, as if there were
 * nothing, for whoever may not read it.
 */
export function answerMetrics(gateway: Gateway, request: Request): Promise<Response> | null {
  const { metricsAccess, internalSecret } = gateway.dependencies;
  if (request.method !== "GET" || metricsAccess === "off") return null;
  if (metricsAccess === "secret" && !showsSecret(request, internalSecret)) return null;
  const headers = { "content-type": METRICS_TYPE, "cache-control": "no-store" };
  return render(gateway).then((text) => new Response(text, { headers }));
}

/** Its own alone when the others cannot be asked in time. */
function render({ dependencies, wheel }: Gateway): Promise<string> {
  const { metricRegistry, allMetrics } = dependencies;
  if (allMetrics === undefined) return metricRegistry.render();
  return new Promise((resolve, reject) => {
    const timer = wheel.schedule(ALL_MS, () => metricRegistry.render().then(resolve, reject));
    void allMetrics().then((text) => {
      timer.cancel();
      resolve(text);
    });
  });
}

const ALL_MS = 3_000;
