import type { MetricRegistry } from "../../shared/metrics/metric_registry.ts";
import { Gauge, type Reading } from "../../shared/metrics/gauge.ts";
import type { Clock } from "../../shared/time/clock.ts";
import type { Transport } from "../../shared/transport/transport.ts";
import type { Database } from "../database.ts";
import type { Readiness } from "../http/readiness.ts";
import type { Recorder } from "../recorder/recorder.ts";
import { revisionLagSeconds } from "./revision_lag.ts";

/** The parts of a control plane whose state is told. */
export interface GaugedParts {
  db: Database;
  clock: Clock;
  transport: Pick<Transport, "fleet" | "configFeed">;
  recorder: Pick<Recorder, "counts" | "readiness">;
  gaps: { readiness(): Readiness };
}

/** Adds what is read from the parts and the database when somebody asks; each question takes an index and a few rows. */
export function addControlPlaneGauges(registry: MetricRegistry, parts: GaugedParts): void {
  const { db, clock, transport, recorder, gaps } = parts;
  const gauge = (name: string, help: string, read: () => Reading | Promise<Reading>, label?: string) =>
    registry.add(new Gauge(name, help, { read, label, counter: name.endsWith("_total") }));
  const ageOf = (moment: Date | null | undefined) =>
    moment == null ? 0 : Math.max(0, clock.now() - moment.getTime()) / 1_000;
  gauge(
    "perpetuo_recorder_records_total",
    "Records, by what became of them.",
    () => ({ ...recorder.counts() }),
    "result",
  );
  gauge("perpetuo_recorder_ready", "1 while records are stored.", () => recorder.readiness().ready ? 1 : 0);
  gauge("perpetuo_record_gaps", "Records that are missing, of the whole installation.", () => gapCounts(gaps), "kind");
  gauge(
    "perpetuo_outbox_pending",
    "Changes that wait for the feed.",
    () => db.feedOutbox.count({ where: UNDELIVERED }),
  );
  gauge("perpetuo_outbox_oldest_seconds", "How long the oldest of them waits.", async () => {
    const oldest = await db.feedOutbox.aggregate({ where: UNDELIVERED, _min: { createdAt: true } });
    return ageOf(oldest._min.createdAt);
  });
  gauge(
    "perpetuo_webhook_deliveries_pending",
    "Deliveries that are owed.",
    () => db.webhookDelivery.count({ where: { state: "PENDING" } }),
  );
  gauge("perpetuo_webhook_overdue_seconds", "How long the most urgent delivery is overdue.", async () => {
    const due = await db.webhookDelivery.aggregate({ where: { state: "PENDING" }, _min: { nextAttemptAt: true } });
    return ageOf(due._min.nextAttemptAt);
  });
  gauge(
    "perpetuo_ledger_settlements_waiting",
    "Charges that gateways could not settle.",
    () => db.ledgerSettlement.count(),
  );
  gauge(
    "perpetuo_gateways_alive",
    "Gateways whose heartbeat counts.",
    async () => (await transport.fleet.alive()).length,
  );
  gauge(
    "perpetuo_revision_lag_seconds",
    "How long a published revision waits for a gateway that serves its tenant.",
    () => revisionLagSeconds(parts),
  );
}

const UNDELIVERED = { deliveredAt: null };

function gapCounts(gaps: GaugedParts["gaps"]): Record<string, number> {
  const readiness = gaps.readiness();
  const { missing = 0, givenUp = 0, lost = 0 } = readiness.ready ? readiness.details ?? {} : {};
  return { missing, given_up: givenUp, lost };
}
