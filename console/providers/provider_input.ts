import { addressableName } from "../../shared/contracts/identifiers.ts";
import { providerApiKey, providerBaseUrl, providerMisfits } from "../../shared/contracts/provider_input.ts";
import { type FormErrors, sentence } from "../forms/form_errors.ts";
import { contractKind, parseProviderKind } from "./provider_kinds.ts";
import { NEW_PROVIDER, type ProviderValues } from "./provider_values.ts";

/** Reads the posted form, or the one on the page. */
export function readProviderForm(form: Pick<FormData | URLSearchParams, "get">): ProviderValues {
  const text = (name: string) => String(form.get(name) ?? "").trim();
  const kind = parseProviderKind(form.get("kind")) ?? NEW_PROVIDER.kind;
  // The fields are on the page all the same, only not shown.
  const isMock = kind === "MOCK";
  return { kind, name: text("name"), baseUrl: isMock ? "" : text("baseUrl"), apiKey: isMock ? "" : text("apiKey") };
}

/** What is wrong at the fields, by the rules of the API; null when nothing is. */
export function checkProvider({ kind, name, baseUrl, apiKey }: ProviderValues): FormErrors | null {
  const fields: Record<string, string> = {};
  const add = (path: string, message: string | undefined) => {
    if (message !== undefined) fields[path] ??= sentence(message);
  };
  if (name === "") add("name", "give it a name: requests address it as name/model");
  else add("name", addressableName.safeParse(name).error?.issues[0]?.message);
  if (baseUrl !== "") add("baseUrl", providerBaseUrl.safeParse(baseUrl).error?.issues[0]?.message);
  if (apiKey !== "") add("apiKey", providerApiKey.safeParse(apiKey).error?.issues[0]?.message);
  const given = { baseUrl: baseUrl || null, apiKey: apiKey || null };
  for (const { path, message } of providerMisfits(contractKind(kind), given)) add(path, message);
  return Object.keys(fields).length === 0 ? null : { message: null, fields };
}

/** What is wrong with a key that takes another one's place; null when nothing is. */
export function checkNewApiKey(apiKey: string): FormErrors | null {
  const issue = providerApiKey.safeParse(apiKey).error?.issues[0];
  return issue === undefined ? null : { message: null, fields: { apiKey: sentence(issue.message) } };
}
