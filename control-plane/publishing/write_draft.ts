import type { ConfigContent } from "../../shared/contracts/config_revision.ts";
import { sameJson } from "../../shared/configuration/config_change.ts";
import { revokeKeysOfProject } from "../api-keys/api_key_service.ts";
import { archivedName } from "../archived_name.ts";
import type { Call } from "../call.ts";
import type { Transaction } from "../database.ts";
import { revokeCredentials } from "../providers/credential_store.ts";
import type { DraftRow, DraftRows, Leaving } from "./draft_rows.ts";
import { type NamedTable, retireRows, upsertRows } from "./draft_tables.ts";
import { writePrices } from "./write_prices.ts";

export interface DraftChange {
  tenantId: string;
  /** All rows as they are. */
  rows: DraftRows;
  /** The draft as it is. */
  present: ConfigContent;
  /** The draft as it is to be; what has an id that no row has is made. Keys are never made, only their weights set. */
  target: ConfigContent;
  /** Rows that go out of use. */
  leaving: Leaving;
  /** Shares at which policies warn, by the policies' ids; those of others stay. No part of the content. */
  warnAtPercent?: ReadonlyMap<string, readonly number[]>;
}

/**
 * Makes the rows of a tenant's draft what `target` says, in a transaction that holds `lockTenant()`: by their ids, names
 * exchanged in any way, out of use and into use again. Only rows that differ are written, and their versions rise. What
 * leaves loses its keys for good, as by archiving it. The caller authorizes, audits and pokes the outbox.
 */
export async function writeDraft(transaction: Transaction, call: Call, change: DraftChange): Promise<void> {
  const { tenantId, rows, present, target, leaving } = change;
  if (target.timeZone !== present.timeZone) {
    await transaction.tenant.update({
      where: { id: tenantId },
      data: { timeZone: target.timeZone, version: { increment: 1 } },
    });
  }
  const now = new Date(call.dependencies.clock.now());
  const steps: [NamedTable, DraftRow[], readonly string[], { id: string; name: string }[]][] = [
    ["Project", rows.projects, leaving.projects, changed(present.projects, target.projects)],
    ["Provider", rows.providers, leaving.providers, changed(present.providers, target.providers)],
    ["Route", rows.routes, leaving.routes, changed(present.routes, target.routes)],
    ["Policy", rows.policies, leaving.policies, changed(present.policies, target.policies)],
  ];
  for (const [table, existing, gone, written] of steps) {
    await retireRows(transaction, table, { rows: retired(existing, gone), now });
    await retireRows(transaction, table, { rows: parked(existing, written), now: null });
    await upsertRows(transaction, table, { tenantId, rows: written, now });
  }
  await writePrices(transaction, call, change);
  await writeWeights(transaction, change);
  for (const [id, shares] of change.warnAtPercent ?? []) {
    const data = { warnAtPercent: [...shares], version: { increment: 1 } };
    await transaction.policy.update({ where: { id }, data, select: { id: true } });
  }
  for (const id of leaving.projects) await revokeKeysOfProject(transaction, call, { id });
  for (const id of leaving.providers) await revokeCredentials(transaction, call, { providerId: id });
}

/** What of a list is not there yet, or is there otherwise. */
function changed<T extends { id: string }>(present: readonly T[], target: readonly T[]): T[] {
  const before = new Map(present.map((object) => [object.id, object]));
  return target.filter((object) => !sameJson(before.get(object.id), object));
}

function retired(rows: readonly DraftRow[], gone: readonly string[]): { id: string; name: string }[] {
  const names = new Map(rows.map(({ id, name }) => [id, name]));
  return gone.map((id) => ({ id, name: archivedName(names.get(id)!, id) }));
}

/** Rows that change their names give the old ones up first: no two may have one at any moment, not even within a statement. */
function parked(rows: readonly DraftRow[], written: readonly { id: string; name: string }[]) {
  const names = new Map(rows.map(({ id, name }) => [id, name]));
  return written
    .filter(({ id, name }) => names.has(id) && names.get(id) !== name)
    .map(({ id }) => ({ id, name: `~${id}` }));
}

async function writeWeights(transaction: Transaction, { rows, target }: DraftChange): Promise<void> {
  const present = new Map(rows.providers.flatMap(({ keys }) => keys.map(({ id, weight }) => [id, weight])));
  const wanted = target.providers.flatMap(({ credentials }) => credentials)
    .filter(({ credentialId, weight }) => present.has(credentialId) && present.get(credentialId) !== weight);
  for (const { credentialId, weight } of wanted) {
    await transaction.credential.updateMany({ where: { id: credentialId, revokedAt: null }, data: { weight } });
  }
}
