import { parse } from "graphql";
import type { TypedDocumentNode } from "@urql/core";
import { ManualClock } from "../../../shared/time/manual_clock.ts";
import { eventually } from "../../../testing/eventually.ts";
import { LiveTail, type LiveTailEvent, type LiveTailOptions, type LiveTailStatus } from "../live_tail.ts";
import { createSessionExpiry } from "../session_expiry.ts";
import { SubscriptionSlot } from "../subscription_slot.ts";
import type { TabVisibility } from "../tab_visibility.ts";
import { TailServer } from "./tail_server.ts";

type Data = { requestLogTail: LiveTailEvent<{ id: string }> };
type Variables = { after?: string | null };
type Options = LiveTailOptions<Data, Variables, { id: string }>;

export const tailDocument = parse(
  "subscription Tail($after: String) { requestLogTail(after: $after) { cursor dropped gap log { id } } }",
) as TypedDocumentNode<Data, Variables>;

/** A tab that is shown or hidden as told. */
export class FakeVisibility implements TabVisibility {
  readonly #listeners = new Set<() => void>();
  visible = true;

  set(visible: boolean): void {
    this.visible = visible;
    for (const listener of this.#listeners) listener();
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

/** A live tail against a real server, in a tab and a time of its own. */
export class TailFixture implements AsyncDisposable {
  readonly clock = new ManualClock();
  readonly server = new TailServer();
  readonly visibility = new FakeVisibility();
  readonly slot = new SubscriptionSlot();
  readonly sessionExpiry = createSessionExpiry();
  /** Ids, in the order in which they were told. */
  readonly told: string[] = [];
  rereads = 0;
  readonly tail: LiveTail<Data, Variables, { id: string }>;
  readonly #tails: LiveTail<Data, Variables, { id: string }>[] = [];

  constructor(options: Partial<Options> = {}) {
    this.server.start();
    this.tail = this.open(options);
  }

  open(options: Partial<Options> = {}): LiveTail<Data, Variables, { id: string }> {
    const tail = new LiveTail<Data, Variables, { id: string }>({
      document: tailDocument,
      variables: {},
      select: (data) => data.requestLogTail,
      after: "0",
      onLog: ({ id }) => this.told.push(id),
      reread: () => this.rereads++,
      url: this.server.url,
      fetch,
      clock: this.clock,
      random: () => 0.5,
      visibility: this.visibility,
      slot: this.slot,
      sessionExpiry: this.sessionExpiry,
      ...options,
    });
    this.#tails.push(tail);
    return tail;
  }

  untilState(state: LiveTailStatus["state"]): Promise<unknown> {
    return eventually(() => this.tail.status.value.state === state);
  }

  /** Waits until so many records were told of. */
  untilTold(count: number): Promise<unknown> {
    return eventually(() => this.told.length >= count);
  }

  /** Lets a lost connection be made again. */
  async reconnect(): Promise<void> {
    await this.untilState("retrying");
    await eventually(async () => {
      await this.clock.advance(1_000);
      return this.tail.status.value.state === "live";
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const tail of this.#tails) await tail.stop();
    await this.server[Symbol.asyncDispose]();
  }
}
