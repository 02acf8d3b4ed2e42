import type { RedisNode } from "./redis_url.ts";

/** Who has what of a Redis, which may change while it is used. */
export interface RedisTopology {
  /** The server with the primary copy of a slot. Rejects, with a sentence for people, when that cannot be learnt now. */
  primaryOf(slot: number): Promise<RedisNode>;
  /** Whether a server says itself that it is a primary is to be looked at: what was learnt may be old. */
  readonly verifiesRole: boolean;
  /** Says that what was learnt of a slot proved wrong, so that somebody else is asked the next time. */
  mistrust(slot: number, node: RedisNode): void;
  /** Tells once when a slot is known to be at another server than `node`; whoever holds a connection watches meanwhile. */
  watch(slot: number, node: RedisNode, onMoved: () => void): { close(): void };
  /** Ends whatever it does to learn; it is asked nothing after that. */
  close(): Promise<void>;
}

/** One server that is everything, for ever. */
export class FixedTopology implements RedisTopology {
  readonly verifiesRole = false;
  readonly #node: Promise<RedisNode>;

  constructor(node: RedisNode) {
    this.#node = Promise.resolve(node);
  }

  primaryOf(): Promise<RedisNode> {
    return this.#node;
  }

  mistrust(): void {}

  watch(): { close(): void } {
    return { close: () => {} };
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

/** The name of a server, equal for the same one. */
export function nameOf({ host, port }: Pick<RedisNode, "host" | "port">): string {
  return `${host}:${port}`;
}
