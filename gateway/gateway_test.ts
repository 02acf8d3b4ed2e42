import assert from "node:assert/strict";
import { ANY_ADDRESS } from "../shared/network/address_policy.ts";
import { masterKeysSchema } from "../shared/vault/master_keys.ts";
import { createSecretToken, sha256Hex } from "../shared/identifiers/secret_token.ts";
import { MemoryLogger } from "../shared/logging/testing/memory_logger.ts";
import { systemClock } from "../shared/time/clock.ts";
import type { Limit } from "../shared/contracts/policy.ts";
import type { RequestRecord } from "../shared/contracts/request_record.ts";
import { memoryTransport } from "../shared/transport/memory/memory_transport.ts";
import type { Transport } from "../shared/transport/transport.ts";
import { test } from "../testing/test.ts";
import { eventually } from "../testing/eventually.ts";
import type { GatewayConfig } from "./config.ts";
import { type RunningGateway, startGateway } from "./gateway.ts";
import { GatewayStartFault } from "./start_fault.ts";
import { inTemporaryDirectory } from "./records/testing/temporary_directory.ts";
import { sampleKey, sampleRevision, tenantId } from "./snapshot/testing/sample_configuration.ts";

const key = createSecretToken("ppk");

/** A transport with one tenant and a key, and all that was recorded on it. */
class Scene implements AsyncDisposable {
  readonly transport: Transport = memoryTransport({ clock: systemClock });
  readonly records: RequestRecord[] = [];
  readonly logger = new MemoryLogger();
  readonly #stop = new AbortController();
  #recording: Promise<void> = Promise.resolve();
  readonly config: GatewayConfig;

  constructor(dataDirectory: string) {
    this.config = {
      host: "127.0.0.1",
      port: 0,
      redisUrl: null,
      workers: null,
      redisCacheUrl: null,
      cacheBytesMax: 67_108_864,
      dataDirectory,
      masterKeys: masterKeysSchema.parse(`k1:${btoa("0123456789abcdef0123456789abcdef")}`),
      bodyBytesMax: 1_000_000,
      requestsInFlightMax: 100,
      connectionsMax: 16_384,
      requestBodyMs: 30_000,
      answerUnreadMs: 60_000,
      spoolBytesMax: 10_000_000,
      spoolMemoryBytesMax: 10_000_000,
      internalSecret: null,
      metricsAccess: "secret",
      tracing: false,
      traceToProviders: false,
      logLevel: "info",
      drainMs: 2_000,
      stopListeningMs: 0,
      warmConnections: false,
      usesProxy: false,
      addressPolicy: ANY_ADDRESS,
    };
  }

  async publish(): Promise<void> {
    const { configFeed, keyDirectory, feedState } = this.transport;
    await feedState.clear("epoch-1");
    await configFeed.put(sampleRevision(1));
    await keyDirectory.put(sampleKey(key.id, { sha256: sha256Hex(key.token) }));
    await feedState.commit("epoch-1", 1n);
  }

  /** Commits records as the control plane's recorder does. */
  async record(): Promise<void> {
    await this.transport.recordStream.reader.initialise(new Map());
    this.#recording = this.#record();
  }

  start(overrides: Partial<GatewayConfig> = {}): Promise<RunningGateway> {
    const { transport, logger } = this;
    return startGateway({ config: { ...this.config, ...overrides }, transport, logger });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#recording;
    await this.transport.close();
  }

  async #record(): Promise<void> {
    const { reader } = this.transport.recordStream;
    while (!this.#stop.signal.aborted) {
      const options = { recordsMax: 100, signal: this.#stop.signal };
      for (const { entryId, records } of await reader.read("recorder", options)) {
        this.records.push(...records);
        await reader.acknowledge([entryId], new Map(records.map(({ sequence }) => [sequence.instance, sequence.n])));
      }
    }
  }
}

async function ask(gateway: { url: string }, model = "default"): Promise<{ status: number; id: string; body: string }> {
  const response = await fetch(`${gateway.url}/v1/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${key.token}` },
    body: JSON.stringify({ model, messages: [{ role: "user", content: "Hello" }] }),
  });
  return { status: response.status, id: response.headers.get("x-request-id") ?? "", body: await response.text() };
}

function gatewayTest(name: string, run: (scene: Scene) => Promise<void>): void {
  test(name, () =>
    inTemporaryDirectory(async (directory) => {
      await using scene = new Scene(directory);
      await run(scene);
    }));
}

gatewayTest("startGateway() answers, records, and leaves nothing on disk once all is committed", async (scene) => {
  await scene.publish();
  await scene.record();
  const gateway = await scene.start();
  const { status, id, body } = await ask(gateway);
  assert.equal(status, 200, body);
  await eventually(() => scene.records.length === 1);
  const [record] = scene.records;
  assert.deepEqual([record!.id, record!.outcome, record!.sequence], [id, "completed", {
    instance: gateway.instance,
    n: 1,
  }]);
  assert.deepEqual((await scene.transport.fleet.alive()).map(({ instance }) => instance), [gateway.instance]);
  const ready = await fetch(`${gateway.url}/readyz`);
  const { status: state, reasons, feed, held, records } = await ready.json();
  assert.deepEqual([ready.status, state, reasons, feed, held], [200, "ready", [], "reachable", {
    tenants: 1,
    keys: 1,
  }]);
  assert.deepEqual([records.lostRecords, records.obstacle], [0, null]);
  await gateway.stop();
  assert.deepEqual([...Deno.readDirSync(`${scene.config.dataDirectory}/spool`)], []);
  assert.deepEqual(await scene.transport.fleet.alive(), []);
  assert.deepEqual(scene.logger.names("error"), []);
});

gatewayTest(
  "startGateway() is not ready, and answers 503 and never 401, while nobody knows a configuration",
  async (scene) => {
    await scene.record();
    const gateway = await scene.start();
    const ready = await fetch(`${gateway.url}/readyz`);
    assert.equal(ready.status, 503);
    assert.match((await ready.json()).reasons[0], /no configuration is known/);
    const { status, body } = await ask(gateway);
    assert.equal(status, 503);
    assert.equal(JSON.parse(body).error.code, "configuration_unavailable");
    await scene.publish();
    await eventually(async () => (await ask(gateway)).status === 200);
    await gateway.stop();
  },
);

gatewayTest(
  "startGateway() serves from its last good state, and ships what an earlier process could not",
  async (scene) => {
    await scene.publish();
    const first = await scene.start({ drainMs: 100 });
    const early = await ask(first);
    assert.equal(early.status, 200, early.body);
    const drained = first.drain();
    const refused = await ask(first);
    assert.equal(refused.status, 503);
    await drained;
    await first.stop();
    await scene.transport.feedState.clear("lost");
    const second = await scene.start();
    const ready = await fetch(`${second.url}/readyz`);
    assert.equal(ready.status, 200, await ready.text());
    const late = await ask(second);
    assert.equal(late.status, 200, late.body);
    await scene.record();
    const ids = [early.id, refused.id, late.id];
    await eventually(() => ids.every((id) => scene.records.some((record) => record.id === id)));
    assert.equal(new Set(scene.records.map(({ id }) => id)).size, 3);
    await second.stop();
  },
);

gatewayTest("RunningGateway.stop() lets requests in flight finish and records them", async (scene) => {
  await scene.publish();
  await scene.record();
  const gateway = await scene.start();
  const slow = ask(gateway, "mock/demo?ttft=150");
  await eventually(() => gateway.handler.inFlight === 1);
  await gateway.stop();
  assert.equal((await slow).status, 200);
  assert.deepEqual(scene.records.map(({ outcome }) => outcome), ["completed"]);
});

gatewayTest("RunningGateway.stop() answers for a while and then takes no connection, when told to", async (scene) => {
  await scene.publish();
  await scene.record();
  const gateway = await scene.start({ stopListeningMs: 100 });
  const slow = ask(gateway, "mock/demo?ttft=400");
  await eventually(() => gateway.handler.inFlight === 1);
  const stopped = gateway.stop();
  assert.equal((await ask(gateway)).status, 200);
  await eventually(() => ask(gateway).then(() => false, () => true));
  assert.equal((await slow).status, 200);
  await stopped;
  const outcomes = scene.records.map(({ outcome }) => outcome);
  assert.deepEqual(outcomes, outcomes.map(() => "completed"));
});

gatewayTest("RunningGateway.stop() cuts off what takes too long, and records that too", async (scene) => {
  await scene.publish();
  await scene.record();
  const gateway = await scene.start({ drainMs: 50 });
  const endless = ask(gateway, "mock/demo?ttft=600000").catch(() => null);
  await eventually(() => gateway.handler.inFlight === 1);
  await gateway.stop();
  await endless;
  assert.deepEqual(scene.records.map(({ outcome }) => outcome), ["cancelled"]);
  assert.ok(scene.logger.names("warn").includes("requests_cut_off"));
});

gatewayTest("RunningGateway.stop() settles what requests held, also of those that it cuts off", async (scene) => {
  await scene.publish();
  await scene.record();
  const { keyDirectory, reservationLedger } = scene.transport;
  const place: Limit = { type: "concurrent_requests", max: 1 };
  await keyDirectory.put(sampleKey(key.id, { sha256: sha256Hex(key.token), limits: [place], keyVersion: 2 }));
  await reservationLedger.rebuild(tenantId, "epoch-1", []);
  const gateway = await scene.start({ drainMs: 50 });
  const endless = ask(gateway, "mock/demo?ttft=600000").catch(() => null);
  await eventually(() => gateway.handler.inFlight === 1);
  await eventually(async () => (await ask(gateway)).status === 429);
  await gateway.stop();
  await endless;
  const { counterKey } = scene.records[0]!.policyVerdicts[0]!;
  const claim = { ...place, counterKey: counterKey!, enforced: true, amount: 1 as const };
  const answer = await reservationLedger.read(tenantId, [claim]);
  assert.ok(answer.state === "initialised" && answer.value[0]!.used === 0);
  assert.deepEqual(scene.records.map(({ outcome }) => outcome).toSorted(), ["cancelled", "denied"]);
});

gatewayTest("RunningGateway.stop() does not wait for a pause between two attempts", async (scene) => {
  await scene.publish();
  await scene.record();
  const gateway = await scene.start({ drainMs: 50 });
  const pausing = ask(gateway, "mock/demo?status=503&retry_after=30").catch(() => null);
  await eventually(async () => {
    const ready = await (await fetch(`${gateway.url}/readyz`)).json();
    return ready.targets.byKind.mock !== undefined;
  });
  assert.equal(gateway.handler.inFlight, 1);
  const startMs = performance.now();
  await gateway.stop();
  await pausing;
  assert.ok(performance.now() - startMs < 5_000);
  assert.deepEqual(scene.records.map(({ outcome, attempts }) => [outcome, attempts.length]), [["cancelled", 1]]);
});

gatewayTest("startGateway() says in one sentence why it cannot start, and leaves nothing open", async (scene) => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr as Deno.NetAddr;
  await assert.rejects(scene.start({ port }), (error: Error) => {
    assert.ok(error instanceof GatewayStartFault);
    assert.match(error.message, new RegExp(`^Port ${port} on 127.0.0.1 is taken\\. .*GATEWAY_PORT`));
    return true;
  });
  listener.close();
  await Deno.writeTextFile(`${scene.config.dataDirectory}/file`, "");
  await assert.rejects(
    scene.start({ dataDirectory: `${scene.config.dataDirectory}/file` }),
    /^GatewayStartFault: The data directory .*\/file cannot be written to \(.*PERPETUO_DATA_DIR/,
  );
  await assert.rejects(scene.start({ host: "192.0.2.1" }), /^GatewayStartFault: HOST is 192\.0\.2\.1/);
});
