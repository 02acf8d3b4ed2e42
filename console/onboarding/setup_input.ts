import { z } from "zod";
import { displayName } from "../../shared/contracts/identifiers.ts";
import { providerApiKey, providerBaseUrl, providerMisfits } from "../../shared/contracts/provider_input.ts";
import { type FormErrors, issueErrors } from "../forms/form_errors.ts";
import { contractKind } from "../providers/provider_kinds.ts";
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

/** What is wrong with what was filled in, of what is still missing; null when nothing is. */
export function checkSetup(values: SetupValues, state: SetupState): FormErrors | null {
  const issues: z.core.$ZodIssue[] = [];
  const check = (schema: z.ZodType, path: keyof SetupValues, message?: string) => {
    const error = schema.safeParse(values[path]).error;
    if (error) issues.push({ ...error.issues[0]!, path: [path], message: message ?? error.issues[0]!.message });
  };
  if (state.tenant === null) check(displayName, "tenantName", "1 to 64 characters");
  if (state.project === null) check(displayName, "projectName", "1 to 64 characters");
  check(displayName, "keyName", "1 to 64 characters");
  if (values.source === "keep" && state.routes.length === 0) {
    issues.push({ code: "custom", path: ["source"], message: "choose where answers come from", input: values.source });
  }
  if (values.apiKey !== "") check(providerApiKey, "apiKey");
  if (values.baseUrl !== "") check(providerBaseUrl, "baseUrl");
  if (values.source !== "keep") {
    const isStored = state.providers.some(({ kind, apiKeyHint }) => kind === values.source && apiKeyHint !== null);
    const given = { apiKey: values.apiKey || (isStored ? "stored" : null), baseUrl: values.baseUrl || null };
    for (const { path, message } of providerMisfits(contractKind(values.source), given)) {
      issues.push({ code: "custom", path: [path === "kind" ? "source" : path], message, input: values.source });
    }
    if (values.source !== "MOCK") check(modelName, "model");
  }
  if (state.apiKeyNames.includes(values.keyName)) {
    issues.push({
      code: "custom",
      path: ["keyName"],
      message: "there is a key of this name already, and its secret cannot be shown again: choose another name",
      input: values.keyName,
    });
  }
  return issueErrors(issues.map(({ path, message }) => ({ path: path.map(String), message })), SETUP_FIELDS);
}

const modelName = z.string().min(1, "name a model of this provider").max(256);
