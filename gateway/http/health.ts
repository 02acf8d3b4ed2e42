import type { Gateway } from "../pipeline/gateway.ts";

/** `GET /livez`: the process answers; whether it can do its job is `/readyz`'s business. */
export function livez(): Response {
  return Response.json({ status: "alive" });
}

/** `GET /readyz`: 200 when the gateway can do its job, else 503 with the reasons. */
export function readyz(gateway: Gateway): Response {
  const { build, instance, details } = gateway.dependencies;
  const reasons = [...gateway.dependencies.problems()];
  if (gateway.isDraining) reasons.push("shutting_down");
  const ready = reasons.length === 0;
  const answer = { status: ready ? "ready" : "not_ready", reasons, build, instance, ...details?.() };
  return Response.json(answer, { status: ready ? 200 : 503 });
}
