import type { ConfigChange } from "../../shared/configuration/config_change.ts";
import type { ConfigDocument } from "../../shared/configuration/config_document.ts";
import { diffConfig } from "../../shared/configuration/diff_config.ts";
import type { ConfigContent } from "../../shared/contracts/config_revision.ts";
import { uuidv7 } from "../../shared/identifiers/uuid.ts";
import { ValidationError } from "../api_error.ts";
import type { Call } from "../call.ts";
import type { Transaction } from "../database.ts";
import { WARN_AT_PERCENT } from "../policies/policy_input.ts";
import { compileTenant, contentOf } from "../publishing/config_version.ts";
import { type ConfigWarning, keylessProviders, lostKeys } from "../publishing/config_warning.ts";
import { type DraftRows, type Leaving, leavingRows, readDraftRows } from "../publishing/draft_rows.ts";
import { checkDocument } from "./check_document.ts";
import { mergeDocument } from "./merge_document.ts";
import { keyChange, planKeys, type PlannedKey } from "./plan_keys.ts";

/** What making a draft what a document says comes to. */
export interface DocumentPlan {
  rows: DraftRows;
  present: ConfigContent;
  target: ConfigContent;
  leaving: Leaving;
  warnAtPercent: ReadonlyMap<string, readonly number[]>;
  keys: PlannedKey[];
  changes: ConfigChange[];
  warnings: ConfigWarning[];
}

/** Plans the changes that a document makes to a draft, and writes nothing; `ValidationError` with paths below `document`. */
export async function planDocument(
  transaction: Transaction,
  call: Call,
  { tenantId, document, prune, secrets }: {
    tenantId: string;
    document: ConfigDocument;
    prune: boolean;
    /** Values of the variables that keys come from. */
    secrets: ReadonlyMap<string, string>;
  },
): Promise<DocumentPlan> {
  const rows = await readDraftRows(transaction, tenantId);
  const present = contentOf(await compileTenant(transaction, tenantId));
  const keysInUse = await transaction.apiKey.findMany({
    where: { tenantId, revokedAt: null },
    select: { id: true, keyId: true },
  });
  const merged = mergeDocument(document, {
    present,
    hiddenPolicies: hiddenPolicies(rows, present),
    apiKeys: new Map(keysInUse.map(({ id, keyId }) => [keyId, id])),
    newId: () => uuidv7(call.dependencies.clock.now()),
  }, { prune });
  const target = withoutWhatWaits(merged.content, document);
  const planned = await planKeys(transaction, call, { document, merged: target, secrets });
  const issues = [...merged.issues, ...checkDocument(document, { present, merged: target })]
    .map(({ path, message }) => ({ path: ["document", ...path], message }));
  if (issues.length + planned.issues.length > 0) throw new ValidationError([...issues, ...planned.issues]);
  const warnAtPercent = changedWarnings(rows, merged.warnAtPercent);
  const leaving = presentOnly(leavingRows(rows, target), present, rows);
  const given = new Set(planned.keys.map(({ providerId }) => providerId));
  return {
    rows,
    present,
    target,
    leaving,
    warnAtPercent,
    keys: planned.keys,
    changes: [
      ...diffConfig(present, target),
      ...planned.keys.map(keyChange),
      ...[...warnAtPercent].map(([id, shares]) => warningChange(rows, target, { id, shares })),
    ],
    warnings: [
      ...lostKeys(rows, leaving),
      ...keylessProviders(target.providers.filter(({ id }) => !given.has(id))).filter(({ subject }) =>
        Object.hasOwn(document.providers ?? {}, subject.name)
      ),
    ],
  };
}

function hiddenPolicies(rows: DraftRows, present: ConfigContent): Map<string, string> {
  const shown = new Set(present.policies.map(({ id }) => id));
  const hidden = rows.policies.filter(({ id, archived }) => !archived && !shown.has(id));
  return new Map(hidden.map(({ id, name }) => [name, id]));
}

/** What is for a project or provider that goes out of use goes with it, as the draft has it; what the document names stays to be told. */
function withoutWhatWaits(content: ConfigContent, { policies = {}, prices = [] }: ConfigDocument): ConfigContent {
  const projects = new Set(content.projects.map(({ id }) => id));
  const providers = new Set(content.providers.map(({ name }) => name));
  const named = new Set(prices.map(({ provider }) => provider));
  return {
    ...content,
    policies: content.policies.filter(({ name, scope }) =>
      Object.hasOwn(policies, name) || !("projectId" in scope) || scope.projectId === undefined ||
      projects.has(scope.projectId)
    ),
    priceOverrides: content.priceOverrides.filter(({ provider }) =>
      provider === null || providers.has(provider) || named.has(provider)
    ),
  };
}

/** A document says nothing of rows that the draft does not show. */
function presentOnly(leaving: Leaving, present: ConfigContent, rows: DraftRows): Leaving {
  const shown = new Set(
    [...present.projects, ...present.routes, ...present.policies, ...present.providers].map(({ id }) => id),
  );
  const only = (ids: readonly string[]) => ids.filter((id) => shown.has(id));
  const names = new Set(present.providers.map(({ name }) => name));
  const prices = new Map(rows.prices.map(({ id, provider }) => [id, provider]));
  return {
    projects: only(leaving.projects),
    routes: only(leaving.routes),
    policies: only(leaving.policies),
    providers: only(leaving.providers),
    prices: leaving.prices.filter((id) => prices.get(id) === null || names.has(prices.get(id) ?? "")),
  };
}

/** Those that are not as the document says. */
function changedWarnings(rows: DraftRows, said: ReadonlyMap<string, readonly number[]>) {
  const present = new Map(rows.policies.map(({ id, warnAtPercent }) => [id, warnAtPercent]));
  return new Map([...said].filter(([id, shares]) => String(present.get(id) ?? WARN_AT_PERCENT) !== String(shares)));
}

function warningChange(
  rows: DraftRows,
  target: ConfigContent,
  { id, shares }: { id: string; shares: readonly number[] },
): ConfigChange {
  const name = target.policies.find((policy) => policy.id === id)!.name;
  const before = rows.policies.find((policy) => policy.id === id)?.warnAtPercent ?? WARN_AT_PERCENT;
  return {
    kind: "changed",
    subject: { type: "policy", id, name, project: null },
    aspect: "warn_at_percent",
    path: "/warnAtPercent",
    before,
    after: shares,
    sentence: `Policy '${name}': warnings are sent at ${shares.join(", ") || "no"} percent.`,
  };
}
