import type { PresetText } from "./provider_kinds.ts";
import { presetOfValue } from "./provider_values.ts";

/**
 * Puts the address of the preset that a select names into the form's base URL, and takes an earlier preset's out of it.
 * What somebody has written there stays.
 */
export function fillBaseUrl(
  { form, value }: Pick<HTMLSelectElement, "form" | "value">,
  presets: readonly PresetText[],
) {
  const field = form?.querySelector<HTMLInputElement>("input[name=baseUrl]");
  if (!field || (field.value !== "" && !presets.some(({ baseUrl }) => baseUrl === field.value))) return;
  const chosen = presetOfValue(value) ?? value;
  field.value = presets.find(({ preset }) => preset === chosen)?.baseUrl ?? "";
}
