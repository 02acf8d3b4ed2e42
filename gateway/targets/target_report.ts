import type { ErrorClass } from "../../shared/contracts/error_class.ts";
import type { ProviderKind } from "../../shared/contracts/provider_kind.ts";
import type { Clock } from "../../shared/time/clock.ts";
import type { CircuitState } from "./circuit.ts";
import type { KnownTarget } from "./known_target.ts";
import type { TargetHealth } from "./target_health.ts";

/** What operators are told of the targets; names are part of `troubled` and `cooling` alone. */
export interface TargetReport {
  byKind: Partial<Record<ProviderKind, { closed: number; open: number; halfOpen: number }>>;
  coolingCredentials: number;
  troubled?: TroubledTarget[];
  cooling?: { credentialId: string; model: string | null; reason: string; leftMs: number }[];
}

export interface TroubledTarget {
  tenantId: string;
  provider: string;
  model: string;
  state: CircuitState;
  errorClass: ErrorClass;
  /** How long it is left alone yet, milliseconds. */
  leftMs: number;
}

/** Counts the circuits of the targets that this gateway has called lately, and names those in trouble where asked to. */
export function targetReport(health: TargetHealth, options: { clock: Clock; withNames: boolean }): TargetReport {
  const nowMs = options.clock.monotonic();
  const { troubled, closed } = health.known();
  const cooling = health.cooling.list();
  const report: TargetReport = {
    byKind: countByKind([...troubled, ...closed], nowMs),
    coolingCredentials: cooling.length,
  };
  if (!options.withNames) return report;
  report.troubled = troubled.map(({ identity: { tenantId, provider, model }, circuit }) => ({
    tenantId,
    provider,
    model,
    state: circuit.state(nowMs),
    errorClass: circuit.errorClass,
    leftMs: Math.max(0, Math.ceil(circuit.leftMs(nowMs))),
  }));
  report.cooling = cooling.map(({ credentialId, model, reason, leftMs }) => ({
    credentialId,
    model,
    reason,
    leftMs: Math.ceil(leftMs),
  }));
  return report;
}

const COUNTED_AS = { closed: "closed", open: "open", half_open: "halfOpen" } as const;

function countByKind(targets: readonly KnownTarget[], nowMs: number): TargetReport["byKind"] {
  const byKind: TargetReport["byKind"] = {};
  for (const { identity: { providerKind }, circuit } of targets) {
    const counts = byKind[providerKind] ??= { closed: 0, open: 0, halfOpen: 0 };
    counts[COUNTED_AS[circuit.state(nowMs)]]++;
  }
  return byKind;
}
