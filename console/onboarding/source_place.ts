import { exampleModel } from "../../shared/contracts/example_model.ts";
import { providerBaseUrl, providerPreset } from "../../shared/contracts/provider_input.ts";
import type { ProviderSettings } from "../../shared/contracts/provider_kind.ts";
import { contractKind } from "../providers/provider_kinds.ts";
import type { SetupProvider, SetupState } from "./setup_state.ts";
import type { SetupValues } from "./setup_values.ts";

/** Where the source that was chosen is, and what it is told. */
export interface SourcePlace {
  /** Null for the kind's own address; as it was written where that is no URL. */
  baseUrl: string | null;
  settings: Pick<ProviderSettings, "preset" | "apiVersion">;
  /** The provider that is there already; null when there is none. */
  present: SetupProvider | null;
}

/** Reads a source's place off the form, a preset's own address being what stands for none. */
export function sourcePlace(
  { source, baseUrl, preset, apiVersion }: SetupValues,
  { providers }: Pick<SetupState, "providers">,
): SourcePlace {
  const written = baseUrl === "" ? null : providerBaseUrl.safeParse(baseUrl).data ?? baseUrl;
  const place = written ?? providerPreset(preset || null)?.baseUrl ?? null;
  // Of servers at an address of their own there may be many: the address tells them apart.
  const isPlaced = source === "OPENAI_COMPATIBLE" || source === "AZURE_OPENAI";
  const present = providers.find(({ kind, baseUrl }) => kind === source && (!isPlaced || baseUrl === place)) ?? null;
  const settings = {
    ...(preset === "" ? {} : { preset }),
    ...(apiVersion === "" ? {} : { apiVersion }),
  };
  return { baseUrl: place, settings, present };
}

/** The model that was written, else one that is there of itself; empty where none is. */
export function sourceModel({ source, model, preset }: SetupValues): string {
  if (source === "keep" || model !== "") return model;
  return exampleModel(contractKind(source), preset || null) ?? "";
}
