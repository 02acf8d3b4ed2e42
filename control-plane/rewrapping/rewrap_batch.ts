import { Buffer } from "node:buffer";
import { Prisma } from "../../prisma/generated/client/client.ts";
import type { Vault } from "../../shared/vault/vault.ts";
import { VaultError } from "../../shared/vault/vault_error.ts";
import type { Transaction } from "../database.ts";
import type { Outbox } from "../publishing/outbox.ts";
import type { SealedPlace } from "./sealed_places.ts";

/** What came of one batch. */
export interface RewrappedBatch {
  /** The last row that was looked at; null when there was none. */
  last: string | null;
  rewrapped: number;
  /** Rows that do not open: their key is not at hand, or they were altered. */
  failed: number;
}

interface SealedRow {
  id: string;
  tenantId: string;
  wrappedKey: Uint8Array<ArrayBuffer>;
  masterKeyId: string;
}

interface RewrappedRow {
  id: string;
  tenantId: string;
  wrappedKey: string;
}

/**
 * Wraps the data keys of the next rows of a place by the current master key, in the caller's transaction. Rows that another
 * process has in hand are passed over; ciphertexts are neither read nor written.
 */
export async function rewrapBatch(
  tx: Transaction,
  { vault, outbox }: { vault: Vault; outbox: Outbox },
  { place, after, rowsMax }: { place: SealedPlace; after: string | null; rowsMax: number },
): Promise<RewrappedBatch> {
  const rows = await nextRows(tx, vault.currentKeyId, { place, after, rowsMax });
  const rewrapped: RewrappedRow[] = [];
  for (const row of rows) {
    const wrappedKey = await rewrap(vault, place, row);
    if (wrappedKey !== null) rewrapped.push({ id: row.id, tenantId: row.tenantId, wrappedKey });
  }
  await store(tx, vault.currentKeyId, { place, rewrapped });
  if (place.isFed) {
    for (const { id, tenantId } of rewrapped) {
      await outbox.enqueue(tx, { kind: "CREDENTIAL", tenantId, entityId: id });
    }
  }
  return { last: rows.at(-1)?.id ?? null, rewrapped: rewrapped.length, failed: rows.length - rewrapped.length };
}

/** By the primary key, so that what does not open is looked at once a round. */
function nextRows(
  tx: Transaction,
  currentKeyId: string,
  { place, after, rowsMax }: { place: SealedPlace; after: string | null; rowsMax: number },
): Promise<SealedRow[]> {
  const { id, wrappedKey, masterKeyId, tenantId, table } = place;
  const key = Prisma.raw(`"${id.column}"`);
  const later = after === null ? Prisma.empty : Prisma.sql`AND ${key} > ${after}::${Prisma.raw(id.type)}`;
  return tx.$queryRaw<SealedRow[]>`
    SELECT ${key}::text AS "id", ${Prisma.raw(tenantId)}::text AS "tenantId",
      ${Prisma.raw(`"${wrappedKey}"`)} AS "wrappedKey", ${Prisma.raw(`"${masterKeyId}"`)} AS "masterKeyId"
    FROM ${Prisma.raw(`"${table}"`)}
    WHERE ${Prisma.raw(`"${masterKeyId}"`)} <> ${currentKeyId} ${later}
    ORDER BY ${key} LIMIT ${rowsMax}
    FOR UPDATE SKIP LOCKED`;
}

/** The data key wrapped anew, base64; null when it does not open. */
async function rewrap(vault: Vault, place: SealedPlace, row: SealedRow): Promise<string | null> {
  const { masterKeyId, wrappedKey } = row;
  const sealed = { masterKeyId, wrappedKey: new Uint8Array(wrappedKey), ciphertext: NO_CIPHERTEXT };
  try {
    const anew = await vault.rewrap(sealed, place.context(row.tenantId, row.id));
    return Buffer.from((anew ?? sealed).wrappedKey).toString("base64");
  } catch (error) {
    if (!(error instanceof VaultError)) throw error;
    return null;
  }
}

async function store(
  tx: Transaction,
  currentKeyId: string,
  { place, rewrapped }: { place: SealedPlace; rewrapped: readonly RewrappedRow[] },
): Promise<void> {
  if (rewrapped.length === 0) return;
  const { table, id, wrappedKey, masterKeyId, alsoSet } = place;
  const also = alsoSet === null ? Prisma.empty : Prisma.raw(`, ${alsoSet}`);
  await tx.$executeRaw`
    UPDATE ${Prisma.raw(`"${table}"`)} t
    SET ${Prisma.raw(`"${wrappedKey}"`)} = decode(r."wrappedKey", 'base64'),
      ${Prisma.raw(`"${masterKeyId}"`)} = ${currentKeyId} ${also}
    FROM jsonb_to_recordset(${JSON.stringify(rewrapped)}::jsonb) AS r("id" text, "wrappedKey" text)
    WHERE t.${Prisma.raw(`"${id.column}"`)} = r."id"::${Prisma.raw(id.type)}`;
}

const NO_CIPHERTEXT = new Uint8Array(0);
