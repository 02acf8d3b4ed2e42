import { METRICS_TYPE } from "../../shared/metrics/metric_registry.ts";
import type { Gateway } from "../pipeline/gateway.ts";
import { showsSecret } from "../../shared/identifiers/internal_secret.ts";

/** `GET /metrics`: everything that is counted, for Prometheus. Null, as if there were nothing, for whoever may not read it. */
export function answerMetrics({ dependencies }: Gateway, request: Request): Promise<Response> | null {
  const { metricsAccess, internalSecret, metricRegistry } = dependencies;
  if (request.method !== "GET" || metricsAccess === "off") return null;
  if (metricsAccess === "secret" && !showsSecret(request, internalSecret)) return null;
  const headers = { "content-type": METRICS_TYPE, "cache-control": "no-store" };
  return metricRegistry.render().then((text) => new Response(text, { headers }));
}
