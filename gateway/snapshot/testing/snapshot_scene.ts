import { randomBytes } from "node:crypto";
import { MemoryLogger } from "../../../shared/logging/testing/memory_logger.ts";
import { ManualClock } from "../../../shared/time/manual_clock.ts";
import {
  forgetfulMemoryTransport,
  type ForgetfulTransport,
} from "../../../shared/transport/memory/memory_transport.ts";
import { LocalKms } from "../../../shared/vault/local_kms.ts";
import { Vault } from "../../../shared/vault/vault.ts";
import { eventually } from "../../../testing/eventually.ts";
import { FeedSnapshot, type FeedSnapshotOptions } from "../feed_snapshot.ts";

/** A feed that is whole, and snapshots over it that share a directory. */
export class SnapshotScene {
  readonly clock = new ManualClock();
  readonly logger = new MemoryLogger();
  readonly vault = new Vault(LocalKms.parse(`k1:${randomBytes(32).toString("base64")}`));
  readonly transport: ForgetfulTransport = forgetfulMemoryTransport({ clock: this.clock });
  readonly directory: string;
  readonly #started: FeedSnapshot[] = [];
  /** How often the key directory was asked. */
  keyReads = 0;

  private constructor(directory: string) {
    this.directory = `${directory}/gateway/snapshot`;
    const { keyDirectory } = this.transport;
    const get = keyDirectory.get.bind(keyDirectory);
    keyDirectory.get = (keyId) => {
      this.keyReads++;
      return get(keyId);
    };
  }

  static async run(run: (scene: SnapshotScene) => Promise<void>): Promise<void> {
    const directory = await Deno.makeTempDir({ prefix: "perpetuo-test-" });
    const scene = new SnapshotScene(directory);
    try {
      await scene.fill();
      await run(scene);
    } finally {
      for (const snapshot of scene.#started) await snapshot.stop();
      await scene.transport.close();
      await Deno.remove(directory, { recursive: true });
    }
  }

  /** Says that the feed is whole. */
  async fill(epoch = "epoch-1"): Promise<void> {
    await this.transport.feedState.clear(epoch);
    await this.transport.feedState.commit(epoch, 1n);
  }

  /** Takes the feed away: from now on it answers `unknown`. */
  async lose(): Promise<void> {
    await this.transport.feedState.clear("lost");
  }

  async start(options: Partial<FeedSnapshotOptions> = {}): Promise<FeedSnapshot> {
    const { transport, vault, clock, logger, directory } = this;
    const snapshot = new FeedSnapshot({
      ...{ transport, vault, clock, logger, directory, instance: "gateway-1", build: "test" },
      ...options,
    });
    this.#started.push(snapshot);
    await snapshot.start();
    return snapshot;
  }

  /** Lets time come at which changes are saved, and waits until the condition holds: a disk takes as long as it takes. */
  async saving(saved: () => unknown): Promise<void> {
    await this.clock.advance(300);
    await eventually(saved);
  }

  /** Resolves when the tenant has been saved. */
  async saved(tenantId: string): Promise<void> {
    await this.saving(() => Deno.statSync(`${this.directory}/${tenantId}.json`));
  }
}
