import { z } from "zod";
import { displayName } from "../../shared/contracts/identifiers.ts";
import { providerApiKey, providerBaseUrl, providerMisfits } from "../../shared/contracts/provider_input.ts";
import { providerSettings } from "../../shared/contracts/provider_kind.ts";
import { type FormErrors, issueErrors } from "../forms/form_errors.ts";
import { contractKind, type ProviderKind } from "../providers/provider_kinds.ts";
import type { SetupState } from "./setup_state.ts";
import { SETUP_FIELDS, type SetupValues } from "./setup_values.ts";
import { sourceModel, sourcePlace } from "./source_place.ts";

/** What is wrong with what was filled in, of what is still missing; null when nothing is. */
export function checkSetup(values: SetupValues, state: SetupState): FormErrors | null {
  const issues: z.core.$ZodIssue[] = [];
  const check = (schema: z.ZodType, path: keyof SetupValues, value: string = values[path]) => {
    const error = schema.safeParse(value).error;
    if (error) issues.push({ ...error.issues[0]!, path: [path] });
  };
  if (state.tenant === null) check(nameForPeople, "tenantName");
  if (state.project === null) check(nameForPeople, "projectName");
  check(nameForPeople, "keyName");
  if (values.source === "keep" && state.routes.length === 0) {
    issues.push({ code: "custom", path: ["source"], message: "choose where answers come from", input: values.source });
  }
  if (values.apiKey !== "") check(providerApiKey, "apiKey");
  if (values.baseUrl !== "") check(providerBaseUrl, "baseUrl");
  if (values.source !== "keep") {
    for (const { path, message } of sourceMisfits(values, values.source, state)) {
      issues.push({ code: "custom", path: [path], message, input: values.source });
    }
    if (values.source !== "MOCK") check(modelName, "model", sourceModel(values));
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

const nameForPeople = z.string().refine((name) => displayName.safeParse(name).success, "1 to 64 characters");
const modelName = z.string().min(1, "name a model of this provider").max(256);

function sourceMisfits(values: SetupValues, source: ProviderKind, state: SetupState) {
  const { baseUrl, settings, present } = sourcePlace(values, state);
  const { error } = providerSettings.safeParse(settings);
  const apiKey = values.apiKey || (present?.apiKeySet ? "stored" : null);
  return [
    ...(error?.issues ?? []).map(({ path, message }) => ({ path: String(path[0]), message })),
    ...providerMisfits(contractKind(source), { apiKey, baseUrl, settings }).map(({ path, message }) => ({
      path: path === "kind" ? "source" : path,
      message,
    })),
  ];
}
