import assert from "node:assert/strict";
import { test } from "../../../testing/test.ts";
import { ACKNOWLEDGING_INSTANCES_MAX, type RevisionChange } from "../config_feed.ts";
import { feedContract, type TestedFeed } from "./feed_contract.ts";
import { sampleAcknowledgement, sampleId, sampleRevision } from "./samples.ts";
import type { OpenTransport } from "./tested_transport.ts";

const feed: TestedFeed<RevisionChange> = {
  name: "ConfigFeed",
  put: ({ configFeed }, version) => configFeed.put(sampleRevision(version)),
  get: ({ configFeed }) => configFeed.get(sampleId(1)),
  watch: ({ configFeed }, watcher) => configFeed.watch(watcher),
  found: (version) => sampleRevision(version),
  change: (number) => ({ tenantId: sampleId(1), number, hash: sampleRevision(number).hash }),
};

/** What holds for every config feed. */
export function configFeedContract(implementation: string, open: OpenTransport): void {
  feedContract(implementation, open, feed);

  test(`${implementation} ConfigFeed.get() keeps tenants apart`, async () => {
    await using under = await open();
    const { configFeed, feedState } = under.transport;
    await feedState.clear("epoch-1");
    await feedState.commit("epoch-1", 0n);
    await configFeed.put(sampleRevision(7, sampleId(8)));
    await configFeed.put(sampleRevision(2, sampleId(9)));
    assert.deepEqual(await configFeed.get(sampleId(8)), { state: "found", value: sampleRevision(7, sampleId(8)) });
    assert.deepEqual(await configFeed.get(sampleId(9)), { state: "found", value: sampleRevision(2, sampleId(9)) });
    assert.deepEqual(await configFeed.get(sampleId(10)), { state: "absent" });
  });

  test(`${implementation} ConfigFeed.acknowledge() keeps an instance's last word, and of so many instances`, async () => {
    await using under = await open();
    const { configFeed } = under.transport;
    await configFeed.acknowledge(sampleAcknowledgement("gateway-a", 1));
    await configFeed.acknowledge(sampleAcknowledgement("gateway-b", 1));
    const refused = { ...sampleAcknowledgement("gateway-a", 2), status: "refused", reason: "invalid" } as const;
    await configFeed.acknowledge(refused);
    const words = await configFeed.acknowledgements(sampleId(1));
    words.sort((a, b) => a.instance.localeCompare(b.instance));
    assert.deepEqual(words, [refused, sampleAcknowledgement("gateway-b", 1)]);
    assert.deepEqual(await configFeed.acknowledgements(sampleId(9)), []);
    for (let n = 3; n < ACKNOWLEDGING_INSTANCES_MAX + 2; n++) {
      await configFeed.acknowledge(sampleAcknowledgement(`gateway-${n}`, n));
    }
    const bounded = await configFeed.acknowledgements(sampleId(1));
    assert.equal(bounded.length, ACKNOWLEDGING_INSTANCES_MAX);
    assert.ok(!bounded.some((word) => word.instance === "gateway-b"), "who spoke longest ago goes first");
  });
}
