import { z } from "zod";
import type { EndUserErasure } from "../../prisma/generated/client/client.ts";
import { uuidv7 } from "../../shared/identifiers/uuid.ts";
import { NotFoundError } from "../api_error.ts";
import { recordAudit } from "../audit/record_audit.ts";
import { authorize } from "../authorization/authorize.ts";
import type { Call } from "../call.ts";
import { parseInput } from "../parse_input.ts";
import { endUserHash } from "./end_user_hash.ts";

export interface EndUserToErase {
  tenantId: string;
  /** Default: in every project of the tenant. */
  projectId: string | null;
  /** As requests name it. */
  endUser: string;
  /** The same once more: what is erased cannot be had back. */
  confirmEndUser: string;
}

/**
 * Has erased what is stored of an end user's requests up to now: their records with their bodies, and what usage says of the
 * end user. The same erasure, where one of this end user is not done yet, is not begun twice.
 */
export async function eraseEndUser(call: Call, input: EndUserToErase): Promise<EndUserErasure> {
  const actor = authorize(call.actor, "end_user.erase", input.tenantId);
  const { endUser } = parseInput(endUserToErase, input);
  const { tenantId, projectId } = input;
  const { db, clock } = call.dependencies;
  return await db.$transaction(async (tx) => {
    if (projectId !== null && await tx.project.count({ where: { id: projectId, tenantId } }) === 0) {
      throw new NotFoundError();
    }
    const queued = await tx.endUserErasure.findFirst({ where: { tenantId, projectId, endUser, state: "QUEUED" } });
    if (queued !== null) return queued;
    const nowMs = clock.now();
    const id = uuidv7(nowMs);
    const hash = endUserHash(id, endUser);
    const erasure = await tx.endUserErasure.create({
      data: { id, tenantId, projectId, endUser, endUserHash: hash, requestedAt: new Date(nowMs) },
    });
    await recordAudit(tx, { ...call, actor }, {
      action: "end_user.erase",
      tenantId,
      target: { kind: "EndUserErasure", id },
      // The trail outlives what was erased, and must not bring the name back.
      after: { projectId, endUserHash: hash },
    });
    return erasure;
  });
}

/** How much of the way an erasure has gone, from 0 to 1: by days, of which it does one after the other. */
export function erasureProgress({ state, erasedFrom, erasedUntil, requestedAt }: EndUserErasure): number {
  if (state === "DONE") return 1;
  if (erasedFrom === null || erasedUntil === null) return 0;
  const whole = requestedAt.getTime() - erasedFrom.getTime();
  return whole <= 0 ? 0 : Math.min(1, (erasedUntil.getTime() - erasedFrom.getTime()) / whole);
}

const endUserToErase = z.object({ endUser: z.string().min(1).max(256), confirmEndUser: z.string() })
  .refine(({ endUser, confirmEndUser }) => endUser === confirmEndUser, {
    path: ["confirmEndUser"],
    message: "must be the same as endUser: what is erased cannot be had back",
  });
