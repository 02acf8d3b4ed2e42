import { z } from "zod";
import type { Provider } from "../../prisma/generated/client/client.ts";
import { restoredName } from "../archived_name.ts";
import { recordAudit } from "../audit/record_audit.ts";
import { authorizeObject } from "../authorization/authorize_object.ts";
import type { Call } from "../call.ts";
import { conflictWhenTaken } from "../database_conflict.ts";
import { addressableNameInput, type Restoring, versionInput } from "../input_fields.ts";
import { parseInput } from "../parse_input.ts";
import { unlessStale } from "../stale_version.ts";
import { summary } from "./provider_service.ts";

/**
 * Takes an archived provider back into use, under its old name unless another is given: `ConflictError` when that is taken.
 * Its keys stay revoked, so that it needs new ones before it answers.
 */
export async function restoreProvider(call: Call, input: Restoring): Promise<Provider> {
  const { db } = call.dependencies;
  const { actor, object: provider } = await authorizeObject(
    call,
    "provider.restore",
    () => db.provider.findUnique({ where: { id: input.id } }),
  );
  if (provider.archivedAt === null) return provider;
  const { version, name = restoredName(provider.name, provider.id) } = parseInput(restoring, input);
  return await conflictWhenTaken(
    `There is a provider named '${name}' already. Restore this one under another name.`,
    () =>
      db.$transaction(async (tx) => {
        const { count } = await tx.provider.updateMany({
          where: { id: provider.id, archivedAt: { not: null }, version },
          data: { archivedAt: null, name, version: { increment: 1 } },
        });
        const restored = await tx.provider.findUniqueOrThrow({ where: { id: provider.id } });
        if (count === 0) return unlessStale("Provider", { current: restored, version });
        await recordAudit(tx, { ...call, actor }, {
          action: "provider.restore",
          tenantId: provider.tenantId,
          target: { kind: "Provider", id: provider.id },
          after: summary(restored),
        });
        return restored;
      }),
  );
}

const restoring = z.object({ name: addressableNameInput.optional(), version: versionInput });
