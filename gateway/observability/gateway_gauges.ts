import type { Clock } from "../../shared/time/clock.ts";
import { Gauge, type Reading } from "../../shared/metrics/gauge.ts";
import type { MetricRegistry } from "../../shared/metrics/metric_registry.ts";
import type { BodiesHealth } from "../bodies/body_queue.ts";
import type { Limiter } from "../limits/limiter.ts";
import type { RecordsHealth } from "../records/gateway_records.ts";
import { targetReport } from "../targets/target_report.ts";
import type { FeedSnapshot } from "../snapshot/feed_snapshot.ts";
import type { TargetHealth } from "../targets/target_health.ts";

/** The parts of a gateway whose state is told. */
export interface GaugedParts {
  limiter: Pick<Limiter, "health">;
  records: { readonly health: RecordsHealth };
  bodyQueue: { readonly health: BodiesHealth };
  snapshot: Pick<FeedSnapshot, "stale" | "held" | "newerEntries">;
  targetHealth: TargetHealth;
  clock: Clock;
  spoolBytesMax: number;
  requestsInFlightMax: number;
}

/** Adds what is read from a gateway's parts when somebody asks; it costs requests nothing. */
export function addGatewayGauges(registry: MetricRegistry, parts: GaugedParts): void {
  const gauge = (name: string, help: string, read: () => Reading, label?: string) =>
    registry.add(new Gauge(name, help, { read, label, counter: name.endsWith("_total") }));
  const { limiter, snapshot, targetHealth, clock } = parts;
  gauge("perpetuo_requests_in_flight_max", "Above it requests are turned away.", () => parts.requestsInFlightMax);
  gauge(
    "perpetuo_limiter_reachable",
    "1 while counters can be asked.",
    () => flag(limiter.health.ledger === "reachable"),
  );
  gauge("perpetuo_reservations_open", "Reservations that are held.", () => limiter.health.open);
  gauge("perpetuo_settlements_pending", "Settlements on their way.", () => limiter.health.unsettled);
  gauge("perpetuo_feed_reachable", "1 while configuration can be read.", () => flag(!snapshot.stale));
  gauge("perpetuo_tenants_held", "Tenants in memory.", () => snapshot.held.tenants);
  gauge("perpetuo_keys_held", "API keys in memory.", () => snapshot.held.keys);
  const newer = () => snapshot.newerEntries;
  gauge("perpetuo_feed_entries_refused", "Of a newer build, and not used.", () => newer().refused, "kind");
  gauge("perpetuo_feed_entries_passed_over", "Of a newer build, and used in part.", () => newer().passedOver, "kind");
  const targets = () => targetReport(targetHealth, { clock, withNames: false });
  gauge("perpetuo_circuits_closed", "Targets in use, by kind.", () => circuits(targets, "closed"), "provider_kind");
  gauge("perpetuo_circuits_open", "Targets that are left alone.", () => circuits(targets, "open"), "provider_kind");
  gauge("perpetuo_circuits_half_open", "Targets on trial.", () => circuits(targets, "halfOpen"), "provider_kind");
  gauge("perpetuo_credentials_cooling", "Provider keys left alone.", () => targets().coolingCredentials);
  addRecordGauges(gauge, parts);
}

function addRecordGauges(
  gauge: (name: string, help: string, read: () => Reading, label?: string) => void,
  { records, bodyQueue, spoolBytesMax }: GaugedParts,
): void {
  gauge("perpetuo_records_written_total", "Records that this process wrote.", () => records.health.written);
  gauge("perpetuo_records_lost_total", "Records that found no room anywhere.", () => records.health.lostRecords);
  gauge("perpetuo_records_lag", "Records not known as committed: the spool's depth.", () => ({
    own: records.health.lag,
    adopted: records.health.adoptedLag,
  }), "spool");
  gauge("perpetuo_records_in_memory", "Records that the disk has refused so far.", () => records.health.heldRecords);
  gauge("perpetuo_records_blocked", "1 while none can be shipped.", () => flag(records.health.obstacle !== null));
  gauge("perpetuo_spool_bytes", "What records take on disk.", () => records.health.spoolBytes);
  gauge("perpetuo_spool_bytes_max", "What they may take there.", () => spoolBytesMax);
  gauge("perpetuo_spool_writable", "1 while the disk takes them.", () => flag(records.health.spoolWritable));
  gauge("perpetuo_bodies_waiting", "Requests whose bodies wait.", () => bodyQueue.health.waiting);
  gauge("perpetuo_bodies_handed_on_total", "Requests whose bodies went on.", () => bodyQueue.health.handedOn);
  gauge("perpetuo_bodies_lost_total", "Requests whose bodies were lost.", () => bodyQueue.health.lost, "reason");
}

function circuits(
  read: () => ReturnType<typeof targetReport>,
  state: "closed" | "open" | "halfOpen",
): Record<string, number> {
  return Object.fromEntries(Object.entries(read().byKind).map(([kind, counts]) => [kind, counts[state]]));
}

function flag(holds: boolean): number {
  return holds ? 1 : 0;
}
