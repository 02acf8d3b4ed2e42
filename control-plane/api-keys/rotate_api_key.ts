import { Buffer } from "node:buffer";
import { renewSecretToken, sha256Hex } from "../../shared/identifiers/secret_token.ts";
import { recordAudit } from "../audit/record_audit.ts";
import type { Call } from "../call.ts";
import type { VersionedChange } from "../input_fields.ts";
import { parseInput } from "../parse_input.ts";
import { rotationInput } from "./api_key_input.ts";
import { changeApiKey, type CreatedApiKey, findApiKey } from "./api_key_service.ts";

const HOUR_MS = 3_600_000;

/**
 * Gives a key a new secret under the same id; limits, counters and records stay its own. The secret before holds too for
 * `graceHours` (default 24), and any older one no more. Gateways hear of it within a second.
 */
export async function rotateApiKey(
  call: Call,
  input: VersionedChange & { graceHours?: number | undefined },
): Promise<CreatedApiKey> {
  const { actor, object: apiKey } = await findApiKey(call, "api_key.rotate", input.id);
  const { graceHours, version } = parseInput(rotationInput, input);
  const { db, clock, outbox } = call.dependencies;
  const { token } = renewSecretToken({ prefix: "ppk", id: apiKey.keyId });
  const previous = graceHours === 0 ? { previousSha256: null, previousUntil: null } : {
    previousSha256: Buffer.from(apiKey.sha256),
    previousUntil: new Date(clock.now() + graceHours * HOUR_MS),
  };
  const rotated = await db.$transaction(async (tx) => {
    // Of two rotations at once only one may hand out a secret: the version that was read must still be the present one.
    const data = { sha256: Buffer.from(sha256Hex(token), "hex"), ...previous };
    const changed = await changeApiKey(tx, apiKey, { version, data });
    await recordAudit(tx, { ...call, actor }, {
      action: "api_key.rotate",
      tenantId: apiKey.tenantId,
      target: { kind: "ApiKey", id: apiKey.id },
      after: { name: apiKey.name, keyId: apiKey.keyId, graceHours },
    });
    await outbox.enqueue(tx, { kind: "API_KEY", tenantId: apiKey.tenantId, entityId: apiKey.id });
    return changed;
  });
  outbox.poke();
  return { apiKey: rotated, secret: token };
}
