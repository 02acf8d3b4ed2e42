import { z } from "zod";
import type { ProviderKind } from "../../prisma/generated/client/enums.ts";
import { providerApiKey, providerMisfits } from "../../shared/contracts/provider_input.ts";
import type { ProviderKind as ContractKind } from "../../shared/contracts/provider_kind.ts";
import { addressableNameInput } from "../input_fields.ts";
import { type AddressPolicy, ANY_ADDRESS } from "./address_policy.ts";
import { baseUrlInput } from "./base_url.ts";

/** What a new provider needs, by its kind. */
export function newProviderInput(policy: AddressPolicy = ANY_ADDRESS) {
  return z.object({
    name: addressableNameInput,
    kind: z.custom<ProviderKind>((value) => typeof value === "string"),
    baseUrl: baseUrlInput(policy).nullish().transform((url) => url ?? null),
    apiKey: providerApiKey.nullish().transform((key) => key ?? null),
  }).superRefine(({ kind, ...given }, context) => {
    for (const { path, message } of providerMisfits(contractKind(kind), given)) {
      context.addIssue({ code: "custom", path: [path], message });
    }
  });
}

/** The same kind as the contracts write it. */
export function contractKind(kind: ProviderKind): ContractKind {
  return kind.toLowerCase() as ContractKind;
}
