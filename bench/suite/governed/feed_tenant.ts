import { uuidv7 } from "../../../shared/identifiers/uuid.ts";
import { systemClock } from "../../../shared/time/clock.ts";
import type { Transport } from "../../../shared/transport/transport.ts";
import type { GovernedTenant } from "./governed_tenant.ts";

/**
 * Does for one tenant what a control plane does: puts credentials, revision and keys into the feed, begins the ledger's
 * epoch and makes the record stream ready. Throws when Redis is not there.
 */
export async function feedTenant(transport: Transport, tenant: GovernedTenant): Promise<void> {
  const { feedState, credentialFeed, configFeed, keyDirectory, reservationLedger, recordStream } = transport;
  const epoch = uuidv7(systemClock.now());
  await feedState.clear(epoch);
  for (const credential of tenant.credentials) await credentialFeed.put(credential);
  await configFeed.put(tenant.revision);
  for (let first = 0; first < tenant.keys.length; first += PUTS_AT_ONCE) {
    await Promise.all(tenant.keys.slice(first, first + PUTS_AT_ONCE).map((key) => keyDirectory.put(key)));
  }
  if (await feedState.commit(epoch, 1n) === "forgotten") throw new Error("Redis was emptied while it was filled.");
  await reservationLedger.rebuild(tenant.revision.tenantId, epoch, []);
  await recordStream.reader.initialise(new Map());
}

const PUTS_AT_ONCE = 64;
