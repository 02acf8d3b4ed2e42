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
}
