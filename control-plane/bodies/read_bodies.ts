import { Buffer } from "node:buffer";
import type { RequestBody } from "../../prisma/generated/client/client.ts";
import { bodyContext, type CapturedTexts, capturedTexts } from "../../shared/contracts/captured_body.ts";
import type { RequestRecord } from "../../shared/contracts/request_record.ts";
import { recordAudit } from "../audit/record_audit.ts";
import { authorize } from "../authorization/authorize.ts";
import type { Call } from "../call.ts";
import { captureOf } from "../projects/project_service.ts";
import { bodiesKeptFrom } from "./drop_expired_bodies.ts";

/**
 * What there is of a request's bodies.
 *
 * - `captured`: here they are · `not_captured`: the project captured none · `no_log`: the request did not want it
 * - `pending`: they may still be on their way · `dropped`: they were lost on their way
 * - `expired`: their time is over · `unreadable`: the key that they were sealed with is not at hand, or they were altered
 */
export type BodiesState = "captured" | "not_captured" | "no_log" | "pending" | "dropped" | "expired" | "unreadable";

export type ReadBodies =
  | { state: "captured"; texts: CapturedTexts }
  | { state: Exclude<BodiesState, "captured"> };

/** How long after its end a request's bodies may be on their way, milliseconds. */
const PENDING_MS = 60_000;

/** A request's prompt and answer. Every reading is on the audit trail before anything is given, whatever there is. */
export async function readBodies(call: Call, record: RequestRecord): Promise<ReadBodies> {
  const actor = authorize(call.actor, "bodies.read", record.tenantId);
  const bodies = await findBodies(call, record);
  await call.dependencies.db.$transaction((transaction) =>
    recordAudit(transaction, { ...call, actor }, {
      action: "bodies.read",
      tenantId: record.tenantId,
      target: { kind: "RequestLog", id: record.id },
      after: { state: bodies.state },
    })
  );
  return bodies;
}

async function findBodies({ dependencies }: Call, record: RequestRecord): Promise<ReadBodies> {
  if (record.bodies === undefined) return { state: "not_captured" };
  if (record.bodies === "no_log") return { state: "no_log" };
  const { db, clock } = dependencies;
  const [project, row] = await Promise.all([
    db.project.findUnique({ where: { id: record.projectId } }),
    // The tenant as well: what is shown is the record's own, whatever an id may lead to.
    db.requestBody.findUnique({ where: { requestId: record.id, tenantId: record.tenantId } }),
  ]);
  const retentionDays = project === null ? null : captureOf(project)?.retentionDays ?? null;
  // It may not have been deleted yet.
  if (record.ts < bodiesKeptFrom(clock, retentionDays)) return { state: "expired" };
  if (row !== null) return await openBodies(dependencies, row);
  const isFresh = record.ts + record.timings.totalMs > clock.now() - PENDING_MS;
  return { state: isFresh ? "pending" : "dropped" };
}

async function openBodies({ vault, logger }: Call["dependencies"], row: RequestBody): Promise<ReadBodies> {
  const { ciphertext, wrappedKey, masterKeyId } = row;
  const sealed = {
    ciphertext: new Uint8Array(Buffer.from(ciphertext)),
    wrappedKey: new Uint8Array(Buffer.from(wrappedKey)),
    masterKeyId,
  };
  try {
    const text = await vault.open(sealed, bodyContext(row.tenantId, row.requestId));
    return { state: "captured", texts: capturedTexts.parse(JSON.parse(text)) };
  } catch (error) {
    logger.error("body_unreadable", { requestId: row.requestId, masterKeyId, error: (error as Error).name });
    return { state: "unreadable" };
  }
}
