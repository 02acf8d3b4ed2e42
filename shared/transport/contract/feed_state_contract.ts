import assert from "node:assert/strict";
import { test } from "../../../testing/test.ts";
import type { OpenTransport } from "./tested_transport.ts";

/** What holds for every feed's bookkeeping. */
export function feedStateContract(implementation: string, open: OpenTransport): void {
  test(`${implementation} FeedState.commit() sets an epoch that clear() announced, and raises what is delivered`, async () => {
    await using under = await open();
    const { feedState } = under.transport;
    assert.equal(await feedState.read(), null);
    await feedState.clear("epoch-1");
    assert.equal(await feedState.read(), null);
    assert.equal(await feedState.commit("epoch-1", 3n), "committed");
    assert.deepEqual(await feedState.read(), { epoch: "epoch-1", delivered: 3n });
    const steps: [bigint, bigint][] = [[10n, 10n], [9n, 10n], [9_007_199_254_740_993n, 9_007_199_254_740_993n]];
    for (const [delivered, expected] of steps) {
      assert.equal(await feedState.commit("epoch-1", delivered), "committed");
      assert.deepEqual(await feedState.read(), { epoch: "epoch-1", delivered: expected });
    }
    await feedState.clear("epoch-2");
    assert.equal(await feedState.read(), null);
    assert.equal(await feedState.commit("epoch-2", 4n), "committed");
    assert.deepEqual(await feedState.read(), { epoch: "epoch-2", delivered: 4n }, "a new epoch may begin lower");
  });

  test(`${implementation} FeedState.commit() answers forgotten when the feed may not be whole`, async () => {
    await using under = await open();
    const { feedState } = under.transport;
    assert.equal(await feedState.commit("epoch-1", 1n), "forgotten", "nobody began to fill it");
    await feedState.clear("epoch-1");
    await under.forget();
    assert.equal(await feedState.commit("epoch-1", 1n), "forgotten", "emptied while it was filled");
    await feedState.clear("epoch-1");
    await feedState.clear("epoch-2");
    assert.equal(await feedState.commit("epoch-1", 1n), "forgotten", "another one began to fill it");
    assert.equal(await feedState.commit("epoch-2", 1n), "committed");
    assert.equal(await feedState.commit("epoch-1", 2n), "forgotten");
    await under.forget();
    assert.equal(await feedState.commit("epoch-2", 2n), "forgotten", "emptied after it was whole");
    assert.equal(await feedState.read(), null);
  });
}
