import { z } from "zod";
import type { ProviderKind } from "../../prisma/generated/client/enums.ts";
import { providerApiKey, providerMisfits, providerPreset } from "../../shared/contracts/provider_input.ts";
import type { ProviderKind as ContractKind, ProviderSettings } from "../../shared/contracts/provider_kind.ts";
import type { AddressPolicy } from "../../shared/network/address_policy.ts";
import { addressableNameInput, versionInput } from "../input_fields.ts";
import { baseUrlInput } from "./base_url.ts";
import { changedSettings, settingsFields, splitSettings } from "./settings_input.ts";

/** What a new provider needs, by its kind; a preset gives the base URL where none is given. */
export function newProviderInput(policy: AddressPolicy) {
  const fields = z.object({
    name: addressableNameInput,
    kind: z.custom<ProviderKind>((value) => typeof value === "string"),
    baseUrl: baseUrlInput(policy).nullish().transform((url) => url ?? null),
    apiKey: providerApiKey.nullish().transform((key) => key ?? null),
    ...settingsFields,
  });
  return z.preprocess(withPresetUrl, fields)
    .transform((values) => {
      const { settings, rest } = splitSettings(values);
      return { ...rest, settings: changedSettings(null, settings) };
    })
    .superRefine(({ kind, ...given }, context) => {
      for (const { path, message } of providerMisfits(contractKind(kind), given)) {
        context.addIssue({ code: "custom", path: [path], message });
      }
    });
}

/** What may be changed of a provider. Whether it fits the provider's kind is another question. */
export function providerChangesInput(policy: AddressPolicy) {
  return z.object({
    baseUrl: baseUrlInput(policy).nullish(),
    apiKey: providerApiKey.nullish(),
    ...settingsFields,
    version: versionInput,
  });
}

/**
 * The base URL that a change leads to. Null takes that of the preset, where there is one; and a provider that is at its
 * preset's own address goes along to the address of another preset.
 */
export function changedBaseUrl(
  present: { baseUrl: string | null; settings: ProviderSettings | null },
  next: { baseUrl: string | null | undefined; settings: ProviderSettings | null },
): string | null {
  const own = providerPreset(next.settings?.preset)?.baseUrl ?? null;
  if (next.baseUrl !== undefined) return next.baseUrl ?? own;
  const before = providerPreset(present.settings?.preset)?.baseUrl;
  return own !== null && present.baseUrl === before ? own : present.baseUrl;
}

/** The same kind as the contracts write it. */
export function contractKind(kind: ProviderKind): ContractKind {
  return kind.toLowerCase() as ContractKind;
}

/** Before the fields are checked, so that the preset's address is checked like any other. */
function withPresetUrl(input: unknown): unknown {
  if (typeof input !== "object" || input === null) return input;
  const { kind, preset, baseUrl } = input as Record<string, unknown>;
  if (kind !== "OPENAI_COMPATIBLE" || typeof preset !== "string" || baseUrl != null) return input;
  return { ...input, baseUrl: providerPreset(preset)?.baseUrl };
}
