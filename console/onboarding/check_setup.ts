import { z } from "zod";
import { displayName } from "../../shared/contracts/identifiers.ts";
import { providerApiKey, providerBaseUrl, providerMisfits } from "../../shared/contracts/provider_input.ts";
import { type FormErrors, issueErrors } from "../forms/form_errors.ts";
import { contractKind } from "../providers/provider_kinds.ts";
import type { SetupState } from "./setup_state.ts";
import { SETUP_FIELDS, type SetupValues } from "./setup_values.ts";

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
