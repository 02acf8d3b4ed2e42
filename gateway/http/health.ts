import type { Gateway } from "../pipeline/gateway.ts";
import { targetReport } from "../targets/target_report.ts";
import { showsSecret } from "../../shared/identifiers/internal_secret.ts";

/** `GET /livez`: the process answers; whether it can do its job is `/readyz`'s business. */
export function livez(): Response {
  return Response.json({ status: "alive" });
}

/**
 * `GET /readyz`: 200 when the gateway can do its job, else 503 with the reasons. Providers in trouble are no such reason.
 * Names are told to whoever shows the internal secret.
 */
export function readyz(gateway: Gateway, request: Request): Response {
  const { build, instance, details, targetHealth, clock, internalSecret } = gateway.dependencies;
  const reasons = [...gateway.dependencies.problems()];
  if (gateway.isDraining) reasons.push("shutting_down");
  const ready = reasons.length === 0;
  const targets = targetReport(targetHealth, { clock, withNames: showsSecret(request, internalSecret) });
  const answer = { status: ready ? "ready" : "not_ready", reasons, build, instance, ...details?.(), targets };
  return Response.json(answer, { status: ready ? 200 : 503 });
}
