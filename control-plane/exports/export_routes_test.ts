import assert from "node:assert/strict";
import { systemClock } from "../../shared/time/clock.ts";
import { test } from "../../testing/test.ts";
import { SYSTEM } from "../authorization/actor.ts";
import type { GraphqlContext } from "../graphql/context.ts";
import { Slots } from "../http/slots.ts";
import { createExportRoutes } from "./export_routes.ts";
import type { ExportSource } from "./export_source.ts";

/** Exports that never end by themselves, of the tenant that the query names. */
const endless: ExportSource = {
  name: "endless",
  open: (_call, query) =>
    Promise.resolve({
      tenantId: query.get("tenantId")!,
      action: "audit.read",
      columns: ["n"],
      told: {},
      nextPage: () => Promise.resolve([{ n: 1 }]),
    }),
};

test("createExportRoutes() lets so many run at a time, and another when one was left", async () => {
  const events: unknown[] = [];
  const routes = createExportRoutes([endless], new Slots({ eachMax: 2, allMax: 3 }));
  const start = (tenant: string) =>
    routes(new Request(`http://localhost/api/export/endless.csv?tenantId=${tenant}`), call(events));
  const [first, second] = [await start("a"), await start("a")];
  const refused = await start("a");
  assert.deepEqual([first.status, second.status, refused.status], [200, 200, 429]);
  assert.equal(refused.headers.get("retry-after"), "10");
  assert.equal((await refused.json()).errors[0].extensions.code, "RATE_LIMITED");
  const third = await start("b");
  assert.deepEqual([third.status, (await start("c")).status], [200, 429]);
  assert.equal(events.length, 3, "what does not begin is no event");
  await first.body!.cancel();
  const again = await start("a");
  assert.equal(again.status, 200);
  for (const answer of [second, third, again]) await answer.body!.cancel();
});

test("createExportRoutes() gives the place back when the event cannot be written", async () => {
  const routes = createExportRoutes([endless], new Slots({ eachMax: 1, allMax: 1 }));
  const request = () => new Request("http://localhost/api/export/endless.jsonl?tenantId=a");
  const failing = {
    ...call([]),
    dependencies: { ...call([]).dependencies, db: { $transaction: () => Promise.reject(new Error("away")) } },
  };
  await assert.rejects(routes(request(), failing as never), /away/);
  const answer = await routes(request(), call([]));
  assert.equal(answer.status, 200);
  await answer.body!.cancel();
});

function call(events: unknown[]): GraphqlContext {
  const auditEvent = { create: ({ data }: { data: unknown }) => Promise.resolve(events.push(data)) };
  const db = { $transaction: (work: (tx: unknown) => Promise<unknown>) => work({ auditEvent }) };
  const silent = () => {};
  const logger = { info: silent, warn: silent, error: silent };
  return { actor: SYSTEM, clientAddress: null, dependencies: { db, clock: systemClock, logger } } as never;
}
