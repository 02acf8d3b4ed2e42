import assert from "node:assert/strict";
import { test } from "../../../testing/test.ts";
import type { SealedCredential } from "../../contracts/credential.ts";
import type { CredentialChange } from "../credential_feed.ts";
import { feedContract, type TestedFeed } from "./feed_contract.ts";
import { sampleCredential, sampleId } from "./samples.ts";
import type { OpenTransport } from "./tested_transport.ts";

const feed: TestedFeed<CredentialChange> = {
  name: "CredentialFeed",
  put: ({ credentialFeed }, version) => credentialFeed.put(sampleCredential(5, version)),
  get: ({ credentialFeed }) => credentialFeed.getAll(sampleId(1)),
  watch: ({ credentialFeed }, watcher) => credentialFeed.watch(watcher),
  found: (version) => [sampleCredential(5, version)],
  change: (version) => ({ tenantId: sampleId(1), credentialId: sampleId(5), version }),
};

/** What holds for every credential feed. */
export function credentialFeedContract(implementation: string, open: OpenTransport): void {
  feedContract(implementation, open, feed);

  test(`${implementation} CredentialFeed.getAll() gives every credential of the tenant and no other's`, async () => {
    await using under = await open();
    const { credentialFeed, feedState } = under.transport;
    await feedState.clear("epoch-1");
    await feedState.commit("epoch-1", 0n);
    await credentialFeed.put(sampleCredential(5, 1));
    await credentialFeed.put(sampleCredential(6, 4));
    await credentialFeed.put(sampleCredential(7, 1, sampleId(9)));
    const answer = await credentialFeed.getAll(sampleId(1));
    assert.ok(answer.state === "found");
    answer.value.sort((a, b) => a.credentialId.localeCompare(b.credentialId));
    assert.deepEqual(answer.value, [sampleCredential(5, 1), sampleCredential(6, 4)]);
  });

  test(`${implementation} CredentialFeed.getAll() names what it does not understand, and gives the others`, async () => {
    await using under = await open();
    const { credentialFeed, feedState } = under.transport;
    await feedState.clear("epoch-1");
    await feedState.commit("epoch-1", 0n);
    const putNewer = (n: number, fields: object) =>
      credentialFeed.put({ ...sampleCredential(n, 1), ...fields } as SealedCredential);
    await credentialFeed.put(sampleCredential(5, 1));
    await putNewer(6, { region: "eu" });
    await putNewer(7, { ciphertext: { parts: [] } });
    const answer = await credentialFeed.getAll(sampleId(1));
    assert.ok(answer.state === "found");
    answer.value.sort((a, b) => a.credentialId.localeCompare(b.credentialId));
    assert.deepEqual(answer.value, [sampleCredential(5, 1), sampleCredential(6, 1)]);
    const named = answer.newer?.map(({ id, refused }) => `${id} ${refused}`).sort();
    assert.deepEqual(named, [`${sampleId(6)} false`, `${sampleId(7)} true`]);
  });
}
