import assert from "node:assert/strict";
import { test } from "../../../testing/test.ts";
import type { ApiKeyEntry } from "../../contracts/api_key.ts";
import type { ApiKeyChange } from "../key_directory.ts";
import { feedContract, type TestedFeed } from "./feed_contract.ts";
import { sampleId, sampleKey } from "./samples.ts";
import type { OpenTransport } from "./tested_transport.ts";

const keyId = "abcdefgh0123";

const feed: TestedFeed<ApiKeyChange> = {
  name: "KeyDirectory",
  put: ({ keyDirectory }, version) => keyDirectory.put(sampleKey(keyId, version)),
  get: ({ keyDirectory }) => keyDirectory.get(keyId),
  watch: ({ keyDirectory }, watcher) => keyDirectory.watch(watcher),
  found: (version) => sampleKey(keyId, version),
  change: (keyVersion) => ({ tenantId: sampleId(1), keyId, keyVersion }),
};

/** What holds for every key directory. */
export function keyDirectoryContract(implementation: string, open: OpenTransport): void {
  feedContract(implementation, open, feed);

  test(`${implementation} KeyDirectory.get() understands a newer build's entry as far as is safe`, async () => {
    await using under = await open();
    const { keyDirectory, feedState } = under.transport;
    await feedState.clear("epoch-1");
    await feedState.commit("epoch-1", 0n);
    const putNewer = (keyVersion: number, fields: object) =>
      keyDirectory.put({ ...sampleKey(keyId, keyVersion), ...fields } as ApiKeyEntry);
    await putNewer(1, { note: "of a newer build" });
    const newer = [{ id: keyId, refused: false, detail: "note" }];
    assert.deepEqual(await keyDirectory.get(keyId), { state: "found", value: sampleKey(keyId, 1), newer });
    await putNewer(2, { limits: [{ type: "from_addresses" }] });
    const refused = await keyDirectory.get(keyId);
    assert.deepEqual([refused.state, refused.state === "unknown" && refused.newer?.[0]?.refused], ["unknown", true]);
    await putNewer(3, { limits: [{ type: "from_addresses" }], state: "revoked" });
    const revoked = await keyDirectory.get(keyId);
    assert.equal(revoked.state === "found" && revoked.value.state, "revoked");
  });
}
