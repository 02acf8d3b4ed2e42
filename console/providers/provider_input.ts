import { addressableName } from "../../shared/contracts/identifiers.ts";
import {
  providerApiKey,
  providerBaseUrl,
  type ProviderField,
  providerMisfits,
  providerNeeds,
  providerPreset,
} from "../../shared/contracts/provider_input.ts";
import { type ProviderSettings, providerSettings } from "../../shared/contracts/provider_kind.ts";
import { type FormErrors, sentence } from "../forms/form_errors.ts";
import { readDeployments } from "./deployments_text.ts";
import { contractKind, parseProviderKind, type ProviderKind } from "./provider_kinds.ts";
import { readHeaders } from "./headers_text.ts";
import {
  NEW_PROVIDER,
  PLACE_FIELDS,
  presetOfValue,
  type ProviderPlace,
  type ProviderValues,
} from "./provider_values.ts";

type Form = Pick<FormData | URLSearchParams, "get">;

/** Reads the posted form, or the one on the page. Its kind may be a preset, which is a kind and more. */
export function readProviderForm(form: Form): ProviderValues {
  const chosen = String(form.get("kind") ?? "");
  const preset = presetOfValue(chosen);
  const kind = preset === null ? parseProviderKind(chosen) ?? NEW_PROVIDER.kind : "OPENAI_COMPATIBLE";
  const place = { ...readPlaceForm(form, kind), preset: preset ?? "" };
  // A place is found by its preset, and checked with it.
  const baseUrl = place.baseUrl || (providerPreset(preset)?.baseUrl ?? "");
  return { kind, ...place, baseUrl, name: text(form, "name"), apiKey: fieldOf(form, kind, "apiKey") };
}

/** Reads the fields that say where a provider is. The others are on the page all the same, only not shown. */
export function readPlaceForm(form: Form, kind: ProviderKind): ProviderPlace {
  return Object.fromEntries(PLACE_FIELDS.map((name) => [name, fieldOf(form, kind, name)])) as unknown as ProviderPlace;
}

/** What is wrong at the fields of a new provider, by the rules of the API; null when nothing is. */
export function checkProvider(values: ProviderValues): FormErrors | null {
  const { kind, name, apiKey } = values;
  const fields: Record<string, string> = {};
  const add = adder(fields);
  if (name === "") add("name", "give it a name: requests address it as name/model");
  else add("name", addressableName.safeParse(name).error?.issues[0]?.message);
  if (apiKey !== "") add("apiKey", providerApiKey.safeParse(apiKey).error?.issues[0]?.message);
  checkFields(values, kind, { apiKey: apiKey || null, add });
  return Object.keys(fields).length === 0 ? null : { message: null, fields };
}

/** The same of the fields that say where a provider is; whether there is a key is not asked. */
export function checkPlace(place: ProviderPlace, kind: ProviderKind): FormErrors | null {
  const fields: Record<string, string> = {};
  const own = providerPreset(place.preset || null)?.baseUrl ?? "";
  checkFields({ ...place, baseUrl: place.baseUrl || own }, kind, { apiKey: undefined, add: adder(fields) });
  return Object.keys(fields).length === 0 ? null : { message: null, fields };
}

/** What is wrong with a key that is to be stored; null when nothing is. */
export function checkNewApiKey(apiKey: string): FormErrors | null {
  const issue = providerApiKey.safeParse(apiKey).error?.issues[0];
  return issue === undefined ? null : { message: null, fields: { apiKey: sentence(issue.message) } };
}

/** A place as the API takes it; null takes away what a field that is empty now has held. */
export function placeInput(place: ProviderPlace, kind: ProviderKind) {
  const needs = providerNeeds(contractKind(kind));
  const read = readDeployments(place.deployments);
  const headers = readHeaders(place.headers);
  const all = {
    baseUrl: place.baseUrl || null,
    preset: place.preset || null,
    apiVersion: place.apiVersion || null,
    deployments: read.ok ? read.deployments : [],
    organization: place.organization || null,
    project: place.project || null,
    region: place.region || null,
    vertexProject: place.vertexProject || null,
    betas: linesOf(place.betas),
    headers: headers.ok ? headers.headers : [],
  };
  const wanted = Object.entries(all).filter(([name]) => needs[name as ProviderField] !== "refused");
  return Object.fromEntries(wanted) as Partial<typeof all>;
}

function checkFields(
  place: ProviderPlace,
  kind: ProviderKind,
  { apiKey, add }: { apiKey: string | null | undefined; add: ReturnType<typeof adder> },
): void {
  const { baseUrl, deployments } = place;
  if (baseUrl !== "") add("baseUrl", providerBaseUrl.safeParse(baseUrl).error?.issues[0]?.message);
  const read = readDeployments(deployments);
  if (!read.ok) add("deployments", read.problem);
  const headers = readHeaders(place.headers);
  if (!headers.ok) add("headers", headers.problem);
  const given = { ...singleSettings(place), deployments: listed(read), ...listedSettings(place, headers) };
  for (const { path: [name], message } of providerSettings.safeParse(given).error?.issues ?? []) {
    add(String(name), message);
  }
  const settings = given as ProviderSettings;
  for (const { path, message } of providerMisfits(contractKind(kind), { baseUrl: baseUrl || null, apiKey, settings })) {
    add(path, message);
  }
}

/** The settings of one value each, as the contract has them. */
function singleSettings({ preset, apiVersion, organization, project, region, vertexProject }: ProviderPlace) {
  const all = { preset, apiVersion, organization, project, region, vertexProject };
  return Object.fromEntries(Object.entries(all).map(([name, value]) => [name, value || undefined]));
}

function listedSettings({ betas }: ProviderPlace, headers: ReturnType<typeof readHeaders>) {
  const names = linesOf(betas);
  return {
    ...(names.length > 0 && { betas: names }),
    ...(headers.ok && headers.headers.length > 0 && {
      headers: Object.fromEntries(headers.headers.map(({ name, value }) => [name, value])),
    }),
  };
}

function linesOf(text: string): string[] {
  return text.split("\n").map((line) => line.trim()).filter((line) => line !== "");
}

function listed(read: ReturnType<typeof readDeployments>) {
  if (!read.ok || read.deployments.length === 0) return undefined;
  return Object.fromEntries(read.deployments.map(({ model, deployment }) => [model, deployment]));
}

/** Notes the first thing that is wrong with each field. */
function adder(fields: Record<string, string>) {
  return (path: string, message: string | undefined) => {
    if (message !== undefined) fields[path] ??= sentence(message);
  };
}

function fieldOf(form: Form, kind: ProviderKind, name: ProviderField): string {
  return providerNeeds(contractKind(kind))[name] === "refused" ? "" : text(form, name);
}

function text(form: Form, name: string): string {
  return String(form.get(name) ?? "").trim();
}
