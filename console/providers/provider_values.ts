import type { ProviderKind } from "./provider_kinds.ts";

/** The form's fields as they were filled in; those that the kind has no place for are empty. */
export interface ProviderValues {
  kind: ProviderKind;
  name: string;
  baseUrl: string;
  /** Never sent back to a page. */
  apiKey: string;
}

export const PROVIDER_FIELDS = ["kind", "name", "baseUrl", "apiKey"] as const;
export const NEW_PROVIDER: ProviderValues = { kind: "OPENAI", name: "", baseUrl: "", apiKey: "" };
