import { z } from "zod";
import { type ProviderSettings, providerSettings } from "../../shared/contracts/provider_kind.ts";
import { type ProviderHeader, providerHeadersInput } from "./headers_input.ts";

/** A provider's settings as the API takes them: left out stays as it is, null takes it away. */
export interface SettingsInput {
  preset?: string | null | undefined;
  apiVersion?: string | null | undefined;
  /** The whole list in the old one's place; an empty one takes it away. So with the other lists. */
  deployments?: readonly ProviderDeployment[] | null | undefined;
  organization?: string | null | undefined;
  project?: string | null | undefined;
  betas?: readonly string[] | null | undefined;
  region?: string | null | undefined;
  vertexProject?: string | null | undefined;
  headers?: readonly ProviderHeader[] | null | undefined;
}

export interface ProviderDeployment {
  model: string;
  deployment: string;
}

const DEPLOYMENTS_MAX = 256;
const BETAS_MAX = 16;

const { preset, apiVersion, deployments, organization, project, betas, region, vertexProject } = providerSettings.shape;
const { keyType: model, valueType: deployment } = deployments.unwrap();

/** The fields of `SettingsInput`, to be part of an input's schema. */
export const settingsFields = {
  preset: preset.nullable(),
  apiVersion: apiVersion.nullable(),
  deployments: z.array(z.object({ model, deployment })).max(DEPLOYMENTS_MAX).superRefine((list, context) => {
    list.forEach(({ model }, index) => {
      if (list.findIndex((other) => other.model === model) === index) return;
      context.addIssue({ code: "custom", path: [index, "model"], message: "this model has a deployment already" });
    });
  }).nullish(),
  organization: organization.nullable(),
  project: project.nullable(),
  betas: z.array(betas.unwrap().element).max(BETAS_MAX).transform((names) => [...new Set(names)]).nullish(),
  region: region.nullable(),
  vertexProject: vertexProject.nullable(),
  headers: providerHeadersInput.nullish(),
};

/** What of an input's values are settings, and the rest of them. */
export function splitSettings<T extends SettingsInput>(values: T) {
  const { preset, apiVersion, deployments, organization, project, betas, region, vertexProject, headers, ...rest } =
    values;
  const settings = { preset, apiVersion, deployments, organization, project, betas, region, vertexProject, headers };
  return { settings, rest };
}

/** Present settings with checked changes made to them; null when nothing is left. */
export function changedSettings(present: ProviderSettings | null, changes: SettingsInput): ProviderSettings | null {
  const { settings: { deployments, headers, ...plain } } = splitSettings(changes);
  const given: Partial<Record<keyof ProviderSettings, unknown>> = {
    ...plain,
    deployments: deployments && Object.fromEntries(deployments.map(({ model, deployment }) => [model, deployment])),
    headers: headers && Object.fromEntries(headers.map(({ name, value }) => [name, value])),
  };
  const changed = Object.entries(given).filter(([, value]) => value !== undefined);
  const wanted = Object.entries({ ...present, ...Object.fromEntries(changed) });
  const kept = wanted.filter(([, value]) => value != null && !isEmpty(value));
  return kept.length === 0 ? null : providerSettings.parse(Object.fromEntries(kept));
}

/** A provider's settings as they are stored; null when it has none. */
export function storedSettings(provider: { settings: unknown }): ProviderSettings | null {
  return provider.settings === null ? null : providerSettings.parse(provider.settings);
}

function isEmpty(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}
