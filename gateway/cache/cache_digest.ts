import { createHash } from "node:crypto";
import type { RevisionProvider } from "../../shared/contracts/config_revision.ts";
import { REQUEST_HEADERS } from "../../shared/contracts/headers.ts";
import type { Dialect } from "../../shared/contracts/request_record.ts";
import type { TargetNode } from "../../shared/contracts/route_tree.ts";
import { canonicalJson } from "../../shared/configuration/canonical_json.ts";

/** Everything that decides about an answer. */
export interface CacheQuestion {
  projectId: string;
  routeId: string;
  /** Where the request would go first: another target may answer another way. */
  target: TargetNode;
  provider: RevisionProvider | null;
  dialect: Dialect;
  body: Readonly<Record<string, unknown>>;
  header(name: string): string | null;
}

/**
 * A digest that is equal exactly where requests are: the same project, route and first target, and a body that says the
 * same in whatever order and spacing. `model` is left out of the body, since it is a name of the route. SHA-256 in
 * hexadecimal.
 */
export function cacheDigest(question: CacheQuestion): string {
  const { projectId, routeId, target, provider, dialect, header } = question;
  const { model: _, ...body } = question.body;
  const { model, overrides } = target;
  const headers = HEADERS.map(header);
  const place = provider === null ? target.provider : `${provider.id} ${provider.baseUrl ?? ""}`;
  const whole = canonicalJson([VERSION, projectId, routeId, place, model, overrides ?? null, dialect, headers, body]);
  return createHash("sha256").update(whole).digest("hex");
}

/** Part of every digest: raised when the same request would be answered otherwise by a new build. */
const VERSION = 1;
/** Headers that providers are given, and so may answer to. */
const HEADERS = [REQUEST_HEADERS.anthropicVersion, REQUEST_HEADERS.anthropicBeta, REQUEST_HEADERS.mock];
