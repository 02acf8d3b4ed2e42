import assert from "node:assert/strict";
import { eventually } from "../../../../testing/eventually.ts";
import type { RevisionChange } from "../../config_feed.ts";
import { known, requests, reservation, TTL_MS } from "../../contract/ledger_samples.ts";
import { sampleRevision } from "../../contract/samples.ts";
import { testedRedisTransport } from "../../contract/tested_redis_transport.ts";
import { KeptChanges, type TestedTransport } from "../../contract/tested_transport.ts";
import type { Transport } from "../../transport.ts";
import { TransportError } from "../../transport_error.ts";

/** A transport in use: a filled feed that is watched, a ledger that is asked, and a recorder that waits for records. */
export class FailoverScene {
  readonly #under: TestedTransport;
  readonly #tenantId: string;
  readonly #kept = new KeptChanges<RevisionChange>();
  #reservations = 0;
  #resyncs = 0;

  private constructor(under: TestedTransport, tenantId: string) {
    this.#under = under;
    this.#tenantId = tenantId;
  }

  /** `tenantId`: of one whose counters are on the server that is going to fail. */
  static async open(url: string, tenantId: string): Promise<FailoverScene> {
    const scene = new FailoverScene(testedRedisTransport({ url }), tenantId);
    const { feedState, configFeed, reservationLedger } = scene.transport;
    configFeed.watch(scene.#kept);
    await eventually(() => scene.#kept.resyncs > 0);
    await feedState.clear("epoch-1");
    await configFeed.put(sampleRevision(1));
    await feedState.commit("epoch-1", 1n);
    await reservationLedger.rebuild(tenantId, "epoch-1", []);
    known(await scene.#reserve());
    return scene;
  }

  get transport(): Transport {
    return this.#under.transport;
  }

  /** What needs the counters fails at once or at its deadline, as what is out of reach, and nothing hangs. */
  async assertLost(): Promise<void> {
    this.#resyncs = this.#kept.resyncs;
    const startMs = performance.now();
    await assert.rejects(this.#reserve(), (error) => error instanceof TransportError && error.code === "unreachable");
    assert.ok(performance.now() - startMs < 1_000);
  }

  /** The ledger, the feed and whoever watches it are there again, with nobody doing anything. */
  async assertBack(): Promise<void> {
    const { configFeed } = this.transport;
    await eventually(async () => known(await this.#reserve()), { timeoutMs: 20_000 });
    await eventually(async () => (await configFeed.get(sampleRevision(1).tenantId)).state === "found");
    let number = 1;
    await eventually(async () => await configFeed.put(sampleRevision(++number)) === "stored");
    await eventually(() => this.#kept.changes.at(-1)?.number === number || this.#kept.resyncs > this.#resyncs);
    assert.deepEqual(await this.transport.healthy(), { ok: true });
  }

  close(): Promise<void> {
    return this.transport.close();
  }

  #reserve() {
    const claims = requests(1_000_000);
    return this.transport.reservationLedger.reserve(
      this.#tenantId,
      [reservation(++this.#reservations, claims)],
      TTL_MS,
    );
  }
}
