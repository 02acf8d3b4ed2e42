import type { SetupState } from "./setup_state.ts";

/** Where answers come from: what there is already, or a provider of a kind. */
export const SETUP_SOURCES = [
  "keep",
  "MOCK",
  "OPENAI",
  "ANTHROPIC",
  "GEMINI",
  "AZURE_OPENAI",
  "OPENAI_COMPATIBLE",
] as const;
export type SetupSource = (typeof SETUP_SOURCES)[number];

/** The sources that are asked for a model, most with a key. */
export type KeyedSource = Exclude<SetupSource, "keep" | "MOCK">;

/** The form's fields as they were filled in; those that the form did not ask for are empty. */
export interface SetupValues {
  tenantName: string;
  projectName: string;
  source: SetupSource;
  apiKey: string;
  baseUrl: string;
  /** Of OPENAI_COMPATIBLE alone. */
  preset: string;
  /** Of AZURE_OPENAI alone. */
  apiVersion: string;
  model: string;
  keyName: string;
}

export const SETUP_FIELDS = [
  "tenantName",
  "projectName",
  "source",
  "apiKey",
  "baseUrl",
  "preset",
  "apiVersion",
  "model",
  "keyName",
] as const;

/** What the form begins with. */
export function firstValues({ routes, apiKeyNames }: SetupState): SetupValues {
  const taken = new Set(apiKeyNames);
  let keyName = "First key";
  for (let number = 2; taken.has(keyName); number++) keyName = `Key ${number}`;
  return {
    tenantName: "",
    projectName: "Default",
    source: routes.length > 0 ? "keep" : "MOCK",
    apiKey: "",
    baseUrl: "",
    preset: "",
    apiVersion: "",
    model: "",
    keyName,
  };
}

/** Reads the posted form, or the one on the page. Fields of a kind that was not chosen are left behind. */
export function readSetupForm(form: Pick<FormData | URLSearchParams, "get">): SetupValues {
  const text = (name: string) => String(form.get(name) ?? "").trim();
  const source = SETUP_SOURCES.find((candidate) => candidate === form.get("source")) ?? "MOCK";
  const isKeyed = source !== "MOCK" && source !== "keep";
  return {
    tenantName: text("tenantName"),
    projectName: text("projectName"),
    source,
    apiKey: isKeyed ? text(`apiKey-${source}`) : "",
    baseUrl: source === "OPENAI_COMPATIBLE" ? text("baseUrl") : source === "AZURE_OPENAI" ? text("endpoint") : "",
    preset: source === "OPENAI_COMPATIBLE" ? text("preset") : "",
    apiVersion: source === "AZURE_OPENAI" ? text("apiVersion") : "",
    model: isKeyed ? text(`model-${source}`) : "",
    keyName: text("keyName"),
  };
}
