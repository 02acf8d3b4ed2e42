import { z } from "zod";
import { AVAILABLE_PROVIDER_KINDS, type ProviderKind } from "./provider_kind.ts";

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

/** What a kind of provider asks for beside its name. Servers of one's own often take no key. */
export function providerNeeds(kind: ProviderKind): { baseUrl: ProviderNeed; apiKey: ProviderNeed } {
  switch (kind) {
    case "mock":
      return { baseUrl: "refused", apiKey: "refused" };
    case "openai_compatible":
      return { baseUrl: "required", apiKey: "optional" };
    case "azure_openai":
      return { baseUrl: "required", apiKey: "required" };
    case "openai":
    case "anthropic":
    case "gemini":
    case "bedrock":
      return { baseUrl: "optional", apiKey: "required" };
  }
}

export type ProviderNeed = "required" | "optional" | "refused";

export interface ProviderMisfit {
  path: "kind" | "baseUrl" | "apiKey";
  message: string;
}

/** What does not fit the kind, of fields that are right by themselves; null stands for left out. */
export function providerMisfits(
  kind: ProviderKind,
  given: { baseUrl: string | null; apiKey: string | null },
): ProviderMisfit[] {
  if (!AVAILABLE_PROVIDER_KINDS.includes(kind)) {
    return [{ path: "kind", message: "providers of this kind are not available yet" }];
  }
  const needs = providerNeeds(kind);
  return (["baseUrl", "apiKey"] as const).flatMap((path): ProviderMisfit[] => {
    if (needs[path] === "required" && given[path] === null) return [{ path, message: MISSING[path] }];
    if (needs[path] === "refused" && given[path] !== null) return [{ path, message: REFUSED[path] }];
    return [];
  });
}

const MISSING = {
  baseUrl: "this kind needs the base URL of its server",
  apiKey: "this kind needs an API key",
} as const;

const REFUSED = {
  baseUrl: "the mock provider is built in and has no URL",
  apiKey: "the mock provider takes no key",
} as const;

function problemOf(url: URL): string | null {
  if (url.protocol !== "https:" && url.protocol !== "http:") return "must begin with https:// or http://";
  if (url.username !== "" || url.password !== "") return "must hold no user name or password; give the key by itself";
  if (url.search !== "" || url.hash !== "") return "must have neither query nor fragment";
  return null;
}
