import { z } from "zod";
import { AVAILABLE_PROVIDER_KINDS, type ProviderKind, type ProviderSettings } from "./provider_kind.ts";
import { PROVIDER_PRESETS, type ProviderPreset } from "./provider_preset.ts";

/** A provider's key: what an HTTP header can hold, 1 to 4,096 characters. */
export const providerApiKey = z.string().trim().min(1, "the key is missing").max(4_096)
  .regex(/^[\x21-\x7e]*$/, "letters, digits and punctuation without spaces only");

/**
 * A provider's base URL: http or https, at most 2,048 characters, no user, password, query or fragment, since gateways
 * append paths to it. Kept without a slash at its end.
 */
export const providerBaseUrl = z.string().trim().max(2_048).transform((text, context) => {
  const url = URL.canParse(text) ? new URL(text) : null;
  const problem = url === null ? "not a URL like https://api.example.com/v1" : problemOf(url);
  if (problem !== null) context.issues.push({ code: "custom", message: problem, input: text });
  return url === null ? text : url.href.replace(/\/+$/, "");
});

/** Every field that a provider may have beside its name and kind. */
export type ProviderField = "baseUrl" | "apiKey" | keyof ProviderSettings;

/** What a kind of provider asks for beside its name. Servers of one's own often take no key. */
export function providerNeeds(kind: ProviderKind): Record<ProviderField, ProviderNeed> {
  switch (kind) {
    case "mock":
      return { ...NO_SETTINGS, baseUrl: "refused", apiKey: "refused" };
    case "openai_compatible":
      return { ...NO_SETTINGS, baseUrl: "required", apiKey: "optional", preset: "optional", headers: "optional" };
    case "azure_openai":
      return {
        ...NO_SETTINGS,
        baseUrl: "required",
        apiKey: "required",
        apiVersion: "optional",
        deployments: "optional",
        headers: "optional",
      };
    case "openai":
      return { ...OWN_ADDRESS, organization: "optional", project: "optional", region: "optional" };
    case "anthropic":
      return { ...OWN_ADDRESS, betas: "optional" };
    case "gemini":
      return { ...OWN_ADDRESS, region: "optional", vertexProject: "optional" };
    case "bedrock":
      return { ...NO_SETTINGS, baseUrl: "optional", apiKey: "required" };
  }
}

export type ProviderNeed = "required" | "optional" | "refused";

export interface ProviderMisfit {
  path: "kind" | ProviderField;
  message: string;
}

/** Fields that are right by themselves; null stands for left out. */
export interface GivenProvider {
  baseUrl: string | null;
  /** Undefined: whether there is one is not asked. */
  apiKey?: string | null | undefined;
  /** Default none. */
  settings?: ProviderSettings | null;
}

/** What does not fit the kind, of fields that are right by themselves. */
export function providerMisfits(kind: ProviderKind, { settings, ...rest }: GivenProvider): ProviderMisfit[] {
  if (!AVAILABLE_PROVIDER_KINDS.includes(kind)) {
    return [{ path: "kind", message: "providers of this kind are not available yet" }];
  }
  const needs = providerNeeds(kind);
  const given: Partial<Record<ProviderField, unknown>> = { ...settings, ...rest };
  const misfits = FIELDS.flatMap((path): ProviderMisfit[] => {
    if (needs[path] === "required" && given[path] === null) return [{ path, message: MISSING[path] }];
    if (needs[path] === "refused" && given[path] != null) return [{ path, message: REFUSED[path] }];
    return [];
  });
  misfits.push(...regionMisfits(kind, settings ?? {}, rest.baseUrl));
  return needs.preset === "refused" ? misfits : [...misfits, ...presetMisfits(settings?.preset ?? null, rest)];
}

/** The preset of that id; null when there is none. */
export function providerPreset(id: string | null | undefined): ProviderPreset | null {
  return id != null && Object.hasOwn(PROVIDER_PRESETS, id) ? PROVIDER_PRESETS[id]! : null;
}

/** A region is an address: there is none beside another address, and none of Vertex without its project. */
function regionMisfits(
  kind: ProviderKind,
  { region, vertexProject }: ProviderSettings,
  baseUrl: string | null,
): ProviderMisfit[] {
  if (region !== undefined && baseUrl !== null) {
    return [{ path: "region", message: "a region takes the place of the base URL: leave one of them out" }];
  }
  if (kind !== "gemini" || (region === undefined) === (vertexProject === undefined)) return [];
  return region === undefined
    ? [{ path: "region", message: "Vertex AI needs its region beside the project" }]
    : [{ path: "vertexProject", message: "Vertex AI needs its project beside the region" }];
}

function presetMisfits(id: string | null, { baseUrl, apiKey }: GivenProvider): ProviderMisfit[] {
  if (id === null) return [];
  const preset = providerPreset(id);
  if (preset === null) {
    return [{ path: "preset", message: `must be one of ${Object.keys(PROVIDER_PRESETS).join(", ")}` }];
  }
  // A server of one's own that stands in for it, such as a proxy, may want none.
  const wantsKey = preset.apiKey === "required" && baseUrl === preset.baseUrl;
  return wantsKey && apiKey === null ? [{ path: "apiKey", message: `${preset.name} asks for an API key` }] : [];
}

const NO_SETTINGS = {
  preset: "refused",
  apiVersion: "refused",
  deployments: "refused",
  organization: "refused",
  project: "refused",
  betas: "refused",
  region: "refused",
  vertexProject: "refused",
  headers: "refused",
} as const;

/** Of kinds that have an address of their own. */
const OWN_ADDRESS = { ...NO_SETTINGS, baseUrl: "optional", apiKey: "required", headers: "optional" } as const;

const FIELDS = ["baseUrl", "apiKey", ...Object.keys(NO_SETTINGS) as (keyof typeof NO_SETTINGS)[]] as const;

const MISSING: Record<ProviderField, string> = {
  baseUrl: "this kind needs the base URL of its server",
  apiKey: "this kind needs an API key",
  preset: "this kind needs a preset",
  apiVersion: "this kind needs an API version",
  deployments: "this kind needs its deployments",
  organization: "this kind needs an organization",
  project: "this kind needs a project",
  betas: "this kind needs its beta features",
  region: "this kind needs a region",
  vertexProject: "this kind needs a Google Cloud project",
  headers: "this kind needs headers",
};

const REFUSED: Record<ProviderField, string> = {
  baseUrl: "the mock provider is built in and has no URL",
  apiKey: "the mock provider takes no key",
  preset: "only OpenAI-compatible providers have a preset",
  apiVersion: "only Azure OpenAI has API versions",
  deployments: "only Azure OpenAI has deployments",
  organization: "only OpenAI has organizations",
  project: "only OpenAI has projects",
  betas: "only Anthropic has beta features to ask for",
  region: "providers of this kind are told where to be by their base URL",
  vertexProject: "only Gemini can be called at Vertex AI",
  headers: "the mock provider sends nothing",
};

function problemOf(url: URL): string | null {
  if (url.protocol !== "https:" && url.protocol !== "http:") return "must begin with https:// or http://";
  if (url.username !== "" || url.password !== "") return "must hold no user name or password; give the key by itself";
  if (url.search !== "" || url.hash !== "") return "must have neither query nor fragment";
  return null;
}
