import { bodyContext, type CapturedBody, type CapturedTexts } from "../../../shared/contracts/captured_body.ts";
import type { RequestRecord } from "../../../shared/contracts/request_record.ts";
import { LocalKms } from "../../../shared/vault/local_kms.ts";
import { sealedToJson } from "../../../shared/vault/sealed_json.ts";
import { Vault } from "../../../shared/vault/vault.ts";
import { MASTER_KEYS } from "../../testing/test_control_plane.ts";

export const SAMPLE_TEXTS: CapturedTexts = {
  request: {
    text: '{"messages":[{"role":"user","content":"What is [redacted]?"}]}',
    bytes: 70,
    truncated: false,
    mediaCharacters: 0,
    redactions: [{ name: "secret", count: 1 }],
  },
  answer: { text: '{"choices":[]', bytes: 90_000, truncated: true, mediaCharacters: 12, redactions: [] },
};

/** The bodies of a record as a gateway with the tests' master keys (or others) would seal them. */
export async function sealedBody(
  record: Pick<RequestRecord, "id" | "ts" | "tenantId" | "projectId">,
  { texts = SAMPLE_TEXTS, masterKeys = MASTER_KEYS }: { texts?: CapturedTexts; masterKeys?: string } = {},
): Promise<CapturedBody> {
  const vault = new Vault(LocalKms.parse(masterKeys));
  const { id, ts, tenantId, projectId } = record;
  const sealed = await vault.seal(JSON.stringify(texts), bodyContext(tenantId, id));
  return { requestId: id, ts, tenantId, projectId, ...sealedToJson(sealed) };
}
