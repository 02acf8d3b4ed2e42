import { z } from "zod";
import { type ProviderSettings, providerSettings } from "../../shared/contracts/provider_kind.ts";

/** A provider's settings as the API takes them: left out stays as it is, null takes it away. */
export interface SettingsInput {
  preset?: string | null | undefined;
  apiVersion?: string | null | undefined;
  /** The whole list in the old one's place; an empty one takes it away. */
  deployments?: readonly ProviderDeployment[] | null | undefined;
}

export interface ProviderDeployment {
  model: string;
  deployment: string;
}

const DEPLOYMENTS_MAX = 256;

const { preset, apiVersion, deployments } = providerSettings.shape;
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
};

/** Present settings with checked changes made to them; null when nothing is left. */
export function changedSettings(present: ProviderSettings | null, changes: SettingsInput): ProviderSettings | null {
  const { deployments } = changes;
  const listed = deployments && Object.fromEntries(deployments.map(({ model, deployment }) => [model, deployment]));
  const wanted: Record<keyof ProviderSettings, unknown> = {
    preset: changes.preset === undefined ? present?.preset : changes.preset,
    apiVersion: changes.apiVersion === undefined ? present?.apiVersion : changes.apiVersion,
    deployments: deployments === undefined ? present?.deployments : deployments?.length === 0 ? null : listed,
  };
  const kept = Object.entries(wanted).filter(([, value]) => value != null);
  return kept.length === 0 ? null : providerSettings.parse(Object.fromEntries(kept));
}

/** A provider's settings as they are stored; null when it has none. */
export function storedSettings(provider: { settings: unknown }): ProviderSettings | null {
  return provider.settings === null ? null : providerSettings.parse(provider.settings);
}
