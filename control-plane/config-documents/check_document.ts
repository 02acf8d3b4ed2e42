import type { ConfigDocument } from "../../shared/configuration/config_document.ts";
import type { ConfigContent } from "../../shared/contracts/config_revision.ts";
import { providerMisfits } from "../../shared/contracts/provider_input.ts";
import type { PriceOverride } from "../../shared/contracts/price.ts";
import type { ValidationIssue } from "../api_error.ts";
import { POLICIES_MAX } from "../policies/policy_service.ts";
import { decimalText } from "../prices/decimal_text.ts";
import { newPriceInput, priceIssues } from "../prices/price_input.ts";
import { PRICES_MAX } from "../prices/price_service.ts";
import { contentIssues } from "../publishing/compile.ts";
import { priceKey } from "../publishing/draft_rows.ts";
import { isTimeZone } from "../tenants/tenant_service.ts";

/**
 * What stands against making a draft what a document says, of a document that is right by itself: `merged` is the draft as
 * it would be. Paths are from the document's root.
 */
export function checkDocument(
  document: ConfigDocument,
  { present, merged }: { present: ConfigContent; merged: ConfigContent },
): ValidationIssue[] {
  const projects = new Map(merged.projects.map(({ id, name }) => [id, name]));
  return [
    ...zoneIssues(document),
    ...providerIssues(document, present),
    ...contentIssues(
      merged,
      ({ projectId, name }) => ["projects", projects.get(projectId) ?? projectId, "routes", name],
    ),
    ...policyIssues(document, merged),
    ...listIssues(document, merged),
  ];
}

function zoneIssues({ timeZone }: ConfigDocument): ValidationIssue[] {
  if (timeZone === undefined || isTimeZone(timeZone)) return [];
  return [{ path: ["timeZone"], message: "not a time zone like 'Europe/Berlin'" }];
}

function providerIssues({ providers = {} }: ConfigDocument, present: ConfigContent): ValidationIssue[] {
  return Object.entries(providers).flatMap(([name, { kind, baseUrl = null, settings, apiKeyFrom }]) => {
    const root = ["providers", name];
    const before = present.providers.find((provider) => provider.name === name);
    // Its keys were given for another service, and would be sent to this one.
    if (before !== undefined && before.kind !== kind) {
      return [{ path: [...root, "kind"], message: `is ${before.kind}, and cannot change: use another name` }];
    }
    const place = settings?.preset === undefined ? {} : { baseUrl: baseUrl ?? PRESET_URL };
    // Whether there is a key is told as a warning: an exported document has none.
    const apiKey = apiKeyFrom === undefined ? undefined : apiKeyFrom.env;
    return providerMisfits(kind, { baseUrl, ...place, settings: settings ?? null, apiKey })
      .map(({ path, message }) => ({ path: [...root, ...FIELD_PATHS[path] ?? ["settings", path]], message }));
  });
}

/** A preset has an address of its own. */
const PRESET_URL = "https://preset.invalid";

const FIELD_PATHS: Record<string, string[]> = { kind: ["kind"], baseUrl: ["baseUrl"], apiKey: ["apiKeyFrom"] };

function policyIssues({ policies = {} }: ConfigDocument, merged: ConfigContent): ValidationIssue[] {
  const providers = new Set(merged.providers.map(({ name }) => name));
  const unknown = Object.entries(policies).flatMap(([name, { limits }]) =>
    limits.flatMap((limit, index) =>
      limit.type !== "allowed_providers"
        ? []
        : limit.providers.flatMap((provider, position) =>
          providers.has(provider) ? [] : [{
            path: ["policies", name, "limits", String(index), "providers", String(position)],
            message: `there is no provider named '${provider}'`,
          }]
        )
    )
  );
  const tooMany = merged.policies.length <= POLICIES_MAX ? [] : [{
    path: ["policies"],
    message: `the tenant would have ${merged.policies.length} policies, and may have ${POLICIES_MAX}`,
  }];
  return [...unknown, ...tooMany];
}

function listIssues({ prices = [] }: ConfigDocument, merged: ConfigContent): ValidationIssue[] {
  const providers = new Set(merged.providers.map(({ name }) => name));
  const first = new Map<string, number>();
  const single = prices.flatMap((price, index) => {
    const path = ["prices", String(index)];
    const earlier = first.get(priceKey(price));
    if (earlier !== undefined) return [{ path, message: `is for the same as prices.${earlier}` }];
    first.set(priceKey(price), index);
    const unknown = price.provider === null || providers.has(price.provider) ? [] : [{
      path: [...path, "provider"],
      message: `there is no provider named '${price.provider}'`,
    }];
    return [...unknown, ...ownIssues(price).map((issue) => ({ ...issue, path: [...path, ...issue.path] }))];
  });
  const tooMany = merged.priceOverrides.length <= PRICES_MAX ? [] : [{
    path: ["prices"],
    message: `the tenant would have ${merged.priceOverrides.length} prices, and may have ${PRICES_MAX}`,
  }];
  return [...single, ...tooMany];
}

/** What is wrong with a price by the rules that every price has to keep, which take decimals as texts. */
function ownIssues({ provider, model, tierMultipliers, ...rates }: PriceOverride): ValidationIssue[] {
  const text = (usd: number | null) => usd === null ? null : decimalText(usd);
  const parsed = newPriceInput.safeParse({
    provider,
    model,
    ...Object.fromEntries(Object.entries(rates).map(([name, usd]) => [name, text(usd)])),
    tierMultipliers: Object.entries(tierMultipliers).map(([tier, usd]) => ({ tier, multiplier: decimalText(usd) })),
  });
  if (parsed.success) return priceIssues(parsed.data);
  return parsed.error.issues.map(({ path, message }) => ({ path: path.map(String), message }));
}
