import type { ProviderKind } from "./provider_kinds.ts";

/** The fields that say where a provider is and what it is told; those that its kind has no place for are empty. */
export interface ProviderPlace {
  /** The id of a preset; empty for none. */
  preset: string;
  baseUrl: string;
  apiVersion: string;
  /** A line each: `model = deployment`. */
  deployments: string;
  organization: string;
  project: string;
  region: string;
  vertexProject: string;
  /** A name a line. */
  betas: string;
  /** A line each: `name: value`. */
  headers: string;
}

/** The fields of a new provider as they were filled in. */
export interface ProviderValues extends ProviderPlace {
  kind: ProviderKind;
  name: string;
  /** Never sent back to a page. */
  apiKey: string;
}

export const PLACE_FIELDS = [
  "preset",
  "baseUrl",
  "apiVersion",
  "deployments",
  "organization",
  "project",
  "region",
  "vertexProject",
  "betas",
  "headers",
] as const;
export const PROVIDER_FIELDS = ["kind", "name", "apiKey", ...PLACE_FIELDS] as const;

export const NEW_PROVIDER: ProviderValues = {
  kind: "OPENAI",
  name: "",
  apiKey: "",
  preset: "",
  baseUrl: "",
  apiVersion: "",
  deployments: "",
  organization: "",
  project: "",
  region: "",
  vertexProject: "",
  betas: "",
  headers: "",
};

/** What a select of kinds and presets has as the value of a preset. */
export function presetValue(preset: string): string {
  return `${PRESET_VALUE}${preset}`;
}

/** The preset that such a value names; null when it names a kind. */
export function presetOfValue(value: string): string | null {
  return value.startsWith(PRESET_VALUE) ? value.slice(PRESET_VALUE.length) : null;
}

const PRESET_VALUE = "OPENAI_COMPATIBLE:";
