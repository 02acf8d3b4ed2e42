import type { SetupState } from "./setup_state.ts";

/** Where answers come from: what there is already, or a provider of a kind. */
export const SETUP_SOURCES = ["keep", "MOCK", "OPENAI", "ANTHROPIC", "OPENAI_COMPATIBLE"] as const;
export type SetupSource = (typeof SETUP_SOURCES)[number];

/** The form's fields as they were filled in; those that the form did not ask for are empty. */
export interface SetupValues {
  tenantName: string;
  projectName: string;
  source: SetupSource;
  apiKey: string;
  baseUrl: string;
  model: string;
  keyName: string;
}

export const SETUP_FIELDS = ["tenantName", "projectName", "source", "apiKey", "baseUrl", "model", "keyName"] as const;

/** The model that a new route asks each kind for: cheap enough to try things out with. */
export const EXAMPLE_MODELS: Readonly<Record<Exclude<SetupSource, "keep">, string>> = {
  MOCK: "demo",
  OPENAI: "gpt-5-mini",
  ANTHROPIC: "claude-haiku-4-5",
  OPENAI_COMPATIBLE: "",
};

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
    baseUrl: source === "OPENAI_COMPATIBLE" ? text("baseUrl") : "",
    model: isKeyed ? text(`model-${source}`) : "",
    keyName: text("keyName"),
  };
}
