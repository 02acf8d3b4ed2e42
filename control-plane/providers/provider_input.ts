import { z } from "zod";
import type { ProviderKind } from "../../prisma/generated/client/enums.ts";
import { AVAILABLE_PROVIDER_KINDS, type ProviderKind as ContractKind } from "../../shared/contracts/provider_kind.ts";
import { addressableNameInput } from "../input_fields.ts";
import { type AddressPolicy, ANY_ADDRESS } from "./address_policy.ts";
import { baseUrlInput } from "./base_url.ts";

/** A provider's key: what an HTTP header can hold. */
export const providerApiKeyInput = z.string().trim().min(1).max(4_096)
  .regex(/^[\x21-\x7e]*$/, "letters, digits and punctuation without spaces only");

/** What a new provider needs, by its kind. */
export function newProviderInput(policy: AddressPolicy = ANY_ADDRESS) {
  return z.object({
    name: addressableNameInput,
    kind: z.custom<ProviderKind>((value) => typeof value === "string"),
    baseUrl: baseUrlInput(policy).nullish().transform((url) => url ?? null),
    apiKey: providerApiKeyInput.nullish().transform((key) => key ?? null),
  }).superRefine(({ kind, baseUrl, apiKey }, context) => {
    const refuse = (path: string, message: string) => context.addIssue({ code: "custom", path: [path], message });
    if (!isAvailable(kind)) return refuse("kind", `providers of the kind ${kind} are not available yet`);
    if (kind === "OPENAI_COMPATIBLE" && baseUrl === null) refuse("baseUrl", `${kind} needs the base URL of its server`);
    if (needsApiKey(kind) && apiKey === null) refuse("apiKey", `${kind} needs an API key`);
    if (kind === "MOCK" && baseUrl !== null) refuse("baseUrl", "the mock provider is built in and has no URL");
    if (kind === "MOCK" && apiKey !== null) refuse("apiKey", "the mock provider takes no key");
  });
}

/** The same kind as the contracts write it. */
export function contractKind(kind: ProviderKind): ContractKind {
  return kind.toLowerCase() as ContractKind;
}

function isAvailable(kind: ProviderKind): boolean {
  return AVAILABLE_PROVIDER_KINDS.includes(contractKind(kind));
}

/** Servers of one's own often take none. */
function needsApiKey(kind: ProviderKind): boolean {
  return kind !== "OPENAI_COMPATIBLE" && kind !== "MOCK";
}
