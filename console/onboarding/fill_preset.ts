import { exampleModel } from "../../shared/contracts/example_model.ts";
import { fillBaseUrl } from "../providers/fill_base_url.ts";
import type { PresetText } from "../providers/provider_kinds.ts";

/** Puts a preset's address and a model of it into the form; what somebody has written there stays. */
export function fillPreset(select: HTMLSelectElement, presets: readonly PresetText[]): void {
  fillBaseUrl(select, presets);
  const model = select.form?.querySelector<HTMLInputElement>("input[name=model-OPENAI_COMPATIBLE]");
  const isExample = presets.some(({ preset }) => exampleModel("openai_compatible", preset) === model?.value);
  if (model && (model.value === "" || isExample)) model.value = exampleModel("openai_compatible", select.value) ?? "";
}
