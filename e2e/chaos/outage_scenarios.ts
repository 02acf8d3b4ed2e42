import type { RecordsHealth } from "../../gateway/records/gateway_records.ts";
import { systemClock } from "../../shared/time/clock.ts";
import { eventually } from "../../testing/eventually.ts";
import type { ChaosPolicy } from "./policy.ts";
import type { ChaosForm, Scenario } from "./scenario.ts";
import type { Load } from "./load.ts";
import type { ChaosGateway, ChaosWorld } from "./world.ts";

/** Limits that nothing runs into, so that every request reserves and none is denied by them. */
const generous = (onLimiterLoss: ChaosPolicy["onLimiterLoss"]): ChaosPolicy => ({
  limits: [
    { type: "SPEND", period: "DAY", maxNanoUsd: "1000000000000" },
    { type: "REQUESTS_PER_MINUTE", max: 1_000_000 },
    { type: "CONCURRENT_REQUESTS", max: 4_000 },
  ],
  onLimiterLoss,
});

/** Whatever may be taken away while requests are under way. */
export const OUTAGE_SCENARIOS: readonly Scenario[] = [
  {
    name: "kill -9 of a gateway",
    short: true,
    kills: true,
    policy: generous("OPEN"),
    async meanwhile({ gateways }, _load, { calmMs }) {
      await calm(calmMs);
      // In the middle of something, also where the other gateways are the slower ones and hold most of the clients.
      await eventually(() => gateways[0]!.underWay > 4);
      await gateways[0]!.kill();
      await calm(calmMs);
      await gateways[0]!.start();
      await calm(calmMs);
    },
    // A client whose connection broke before it heard anything may have asked again by itself.
    mustHold: ({ interrupted }) => interrupted > 0 ? [] : ["the kill interrupted nothing"],
  },
  {
    name: "kill -9 of the recorder",
    short: false,
    policy: generous("OPEN"),
    async meanwhile({ controlPlanes }, _load, { calmMs }) {
      await calm(calmMs);
      await controlPlanes[1]!.kill();
      await calm(calmMs);
      await controlPlanes[1]!.start();
      await calm(calmMs);
    },
  },
  {
    name: "SIGTERM to every gateway in turn",
    short: false,
    policy: generous("CLOSED"),
    async meanwhile({ gateways }, _load, { calmMs }) {
      for (const gateway of gateways) {
        await calm(calmMs / 2);
        await gateway.stop();
        await gateway.start();
      }
      await calm(calmMs);
    },
    mustHold: ({ cutOff, interrupted }) =>
      cutOff + interrupted === 0 ? [] : [`${cutOff} cut off, ${interrupted} interrupted`],
  },
  {
    name: "kill -9 of Postgres",
    short: false,
    policy: generous("OPEN"),
    async meanwhile({ postgres }, _load, { calmMs, outageMs }) {
      await calm(calmMs);
      await postgres.kill();
      await calm(outageMs);
      await postgres.restart();
      await calm(calmMs);
    },
  },
  ...(["OPEN", "CLOSED", "LOCAL_SLICE"] as const).flatMap((onLoss): Scenario[] => [
    {
      name: `kill -9 of a Redis without persistence, ${named(onLoss)}`,
      short: false,
      policy: generous(onLoss),
      async meanwhile(world, _load, form) {
        await calm(form.calmMs);
        await world.redis.kill();
        await calm(form.calmMs * 2);
        await world.redis.restart();
        await untilLimited(world, form);
      },
      mustHold: asDeclared(onLoss),
    },
    {
      name: `a Redis that hangs (SIGSTOP), ${named(onLoss)}`,
      short: onLoss === "CLOSED",
      policy: generous(onLoss),
      async meanwhile(world, _load, form) {
        await calm(form.calmMs);
        world.redis.signal("SIGSTOP");
        await calm(form.calmMs * 2);
        world.redis.signal("SIGCONT");
        await untilLimited(world, form);
      },
      mustHold: asDeclared(onLoss),
    },
  ]),
  {
    name: "kill -9 of a Redis with persistence",
    short: false,
    redisKeeps: true,
    policy: generous("OPEN"),
    async meanwhile(world, _load, form) {
      await calm(form.calmMs);
      await world.redis.kill();
      await calm(form.calmMs * 2);
      await world.redis.restart();
      await untilLimited(world, form);
    },
    mustHold: asDeclared("OPEN"),
  },
  {
    name: "a Redis that is emptied (FLUSHALL)",
    short: false,
    policy: generous("OPEN"),
    async meanwhile(world, _load, form) {
      await calm(form.calmMs);
      await world.empty();
      await untilLimited(world, form);
    },
  },
  {
    name: "a full disk under a gateway's spool",
    short: false,
    firstDiskBytes: 32 * 1_024 ** 2,
    policy: generous("OPEN"),
    async meanwhile({ gateways }, _load, { calmMs }) {
      await calm(calmMs);
      const filler = `${gateways[0]!.dataDirectory}/filler`;
      await fill(filler);
      // Without this a disk that was never full would pass, too.
      await eventually(async () => (await recordsHealth(gateways[0]!)).heldRecords > 0);
      await calm(calmMs * 2);
      await Deno.remove(filler);
      await calm(calmMs);
      await eventually(async () => {
        const { spoolWritable, heldRecords, lostRecords } = await recordsHealth(gateways[0]!);
        return spoolWritable && heldRecords === 0 && lostRecords === 0;
      });
    },
  },
];

/** What a gateway says of its records, ready or not. */
async function recordsHealth({ url }: ChaosGateway): Promise<RecordsHealth> {
  return (await (await fetch(`${url}/readyz`)).json()).records;
}

/** Writes until the disk takes no more. */
async function fill(path: string): Promise<void> {
  using file = await Deno.open(path, { write: true, create: true });
  for (let size = 1_024 ** 2; size >= 1; size = Math.floor(size / 2)) {
    const bytes = new Uint8Array(size);
    try {
      for (;;) await file.write(bytes);
    } catch {
      // Smaller pieces may fit yet.
    }
  }
}

const calm = (ms: number) => systemClock.delay(ms);

function named(onLoss: "OPEN" | "CLOSED" | "LOCAL_SLICE"): string {
  return { OPEN: "policy open", CLOSED: "policy closed", LOCAL_SLICE: "policy with local slices" }[onLoss];
}

/** Until the ledger is back and has been in use for a while. */
async function untilLimited(_world: ChaosWorld, { calmMs }: ChaosForm): Promise<void> {
  await calm(calmMs * 4);
}

/** While the counters cannot be known, answers say so, or are refused: as the policy was told. */
function asDeclared(onLoss: "OPEN" | "CLOSED" | "LOCAL_SLICE"): Scenario["mustHold"] {
  return (_verdict, { denied, degraded, slowestHeadMs }: Load["report"]) => {
    const refused = denied.get("limiter_unavailable") ?? 0;
    const isClosed = onLoss === "CLOSED";
    return [
      ...(isClosed && refused === 0 ? ["nothing was refused while the counters were unknown"] : []),
      ...(!isClosed && refused > 0 ? [`${refused} were refused`] : []),
      ...(!isClosed && degraded.size === 0 ? ["no answer said that the counters were unknown"] : []),
      ...(slowestHeadMs > 5_000 ? [`a head took ${Math.round(slowestHeadMs)} ms`] : []),
    ];
  };
}
