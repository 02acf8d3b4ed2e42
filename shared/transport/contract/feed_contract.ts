import assert from "node:assert/strict";
import { eventually } from "../../../testing/eventually.ts";
import { test } from "../../../testing/test.ts";
import type { FeedAnswer, FeedWatcher, Watch } from "../feed_answer.ts";
import type { Transport } from "../transport.ts";
import { KeptChanges, type OpenTransport, type TestedTransport } from "./tested_transport.ts";

/** One of the feeds, seen as what they have in common: versioned entries that are put, got and watched. */
export interface TestedFeed<Change> {
  name: string;
  /** Puts the sample entry in this version. */
  put(transport: Transport, version: number): Promise<"stored" | "stale">;
  get(transport: Transport): Promise<FeedAnswer<unknown>>;
  watch(transport: Transport, watcher: FeedWatcher<Change>): Watch;
  /** What `get` finds when the sample entry is held in this version. */
  found(version: number): unknown;
  /** What a watcher is told of this version. */
  change(version: number): Change;
}

/** What holds for every feed alike. */
export function feedContract<Change>(implementation: string, open: OpenTransport, feed: TestedFeed<Change>): void {
  const title = `${implementation} ${feed.name}`;

  test(`${title}.get() tells what is absent from what cannot be known`, async () => {
    await using under = await open();
    const { transport } = under;
    assert.equal((await feed.get(transport)).state, "unknown", "no epoch yet");
    await feed.put(transport, 1);
    assert.equal((await feed.get(transport)).state, "unknown", "the feed is not whole before its epoch");
    await under.forget();
    await fill(transport, "epoch-1");
    assert.deepEqual(await feed.get(transport), { state: "absent" });
    await feed.put(transport, 1);
    assert.deepEqual(await feed.get(transport), { state: "found", value: feed.found(1) });
    await under.forget();
    assert.equal((await feed.get(transport)).state, "unknown");
  });

  test(`${title}.put() ignores a version lower than the one held`, async () => {
    await using under = await open();
    const { transport } = under;
    await fill(transport, "epoch-1");
    // 9 and 10 are in another order as texts.
    assert.equal(await feed.put(transport, 9), "stored");
    assert.equal(await feed.put(transport, 10), "stored");
    assert.equal(await feed.put(transport, 10), "stored");
    assert.equal(await feed.put(transport, 9), "stale");
    assert.deepEqual(await feed.get(transport), { state: "found", value: feed.found(10) });
  });

  test(`${title}.watch() tells of changes in order, not of stale ones, and nothing after its close`, async () => {
    await using under = await open();
    const { transport } = under;
    const kept = new KeptChanges<Change>();
    const other = new KeptChanges<Change>();
    const watch = await watching(under, feed, kept);
    feed.watch(transport, other);
    for (const version of [1, 2, 2, 1, 3]) await feed.put(transport, version);
    const expected = [1, 2, 2, 3].map((version) => feed.change(version));
    await eventually(() => kept.changes.length === 4 && other.changes.length === 4);
    assert.deepEqual(kept.changes, expected);
    watch.close();
    watch.close();
    await feed.put(transport, 4);
    await eventually(() => other.changes.length === 5);
    assert.deepEqual(kept.changes, expected);
  });

  test(`${title}.watch() does not call a watcher while put() is still on the stack, nor lets one spoil another`, async () => {
    await using under = await open();
    const kept = new KeptChanges<Change>();
    await watching(under, feed, kept);
    feed.watch(under.transport, {
      changed() {
        throw new Error("a watcher's fault");
      },
      resync() {},
    });
    const later = new KeptChanges<Change>();
    feed.watch(under.transport, later);
    const put = feed.put(under.transport, 1);
    assert.equal(kept.changes.length, 0);
    await put;
    await eventually(() => kept.changes.length === 1 && later.changes.length === 1);
  });

  test(`${title}.watch() says resync when the feed was emptied and filled anew`, async () => {
    await using under = await open();
    const { transport } = under;
    await fill(transport, "epoch-1");
    const kept = new KeptChanges<Change>();
    await watching(under, feed, kept);
    await feed.put(transport, 1);
    await eventually(() => kept.changes.length === 1);
    const before = kept.resyncs;
    await under.forget();
    // Whatever is filled in between may be told, too; in the end there must be a resync with the feed whole.
    await transport.feedState.clear("epoch-1");
    await feed.put(transport, 1);
    await transport.feedState.commit("epoch-1", 1n);
    await eventually(() => kept.resyncs > before && kept.events.at(-1) === "resync");
    assert.equal((await feed.get(transport)).state, "found");
  });
}

async function watching<Change>(
  under: TestedTransport,
  feed: TestedFeed<Change>,
  kept: KeptChanges<Change>,
): Promise<Watch> {
  const watch = feed.watch(under.transport, kept);
  if (!under.watchesAtOnce) await eventually(() => kept.resyncs > 0);
  return watch;
}

async function fill(transport: Transport, epoch: string): Promise<void> {
  await transport.feedState.clear(epoch);
  assert.equal(await transport.feedState.commit(epoch, 0n), "committed");
}
