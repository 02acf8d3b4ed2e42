import type { ConfigContent } from "../../shared/contracts/config_revision.ts";
import { providerNeeds } from "../../shared/contracts/provider_input.ts";
import type { ConfigSubject } from "../../shared/configuration/config_change.ts";
import type { DraftRows, Leaving } from "./draft_rows.ts";

/** Something that comes with a change of a draft and that its content does not show. */
export interface ConfigWarning {
  code: ConfigWarningCode;
  subject: ConfigSubject;
  sentence: string;
}

/**
 * `keys_lost`: a project or provider goes out of use, and its keys with it, for good. `provider_without_keys`: a provider
 * has no key left that its requests could go out with. `project_without_keys`: a project comes back into use, but its keys
 * stay revoked. `policy_left_out`: a policy is for a key that is revoked, so that gateways do not hear of it.
 */
export type ConfigWarningCode = "keys_lost" | "provider_without_keys" | "project_without_keys" | "policy_left_out";

/** The keys that are revoked when rows go out of use. */
export function lostKeys(rows: DraftRows, leaving: Leaving): ConfigWarning[] {
  const warning = (type: "project" | "provider", row: { id: string; name: string }, keys: number): ConfigWarning[] =>
    keys === 0 ? [] : [{
      code: "keys_lost",
      subject: { type, id: row.id, name: row.name, project: null },
      sentence: `The ${type} '${row.name}' goes out of use, and ${count(keys)} of it is revoked for good.`,
    }];
  const gone = new Set([...leaving.projects, ...leaving.providers]);
  return [
    ...rows.projects.filter(({ id }) => gone.has(id)).flatMap((row) => warning("project", row, row.liveKeys)),
    ...rows.providers.filter(({ id }) => gone.has(id)).flatMap((row) => warning("provider", row, row.keys.length)),
  ];
}

/** Providers that need a key and have none, or none but keys that rest. */
export function keylessProviders(providers: ConfigContent["providers"]): ConfigWarning[] {
  return providers
    .filter(({ kind }) => providerNeeds(kind).apiKey === "required")
    .filter(({ credentials }) => !credentials.some(({ weight }) => weight > 0))
    .map(({ id, name }) => ({
      code: "provider_without_keys",
      subject: { type: "provider", id, name, project: null },
      sentence: `The provider '${name}' has no key in use: requests to it fail until it is given one.`,
    }));
}

/** Projects that come into use again, without their keys. */
export function keylessProjects(rows: DraftRows, target: ConfigContent): ConfigWarning[] {
  const back = new Set(
    rows.projects.filter(({ archived, liveKeys }) => archived && liveKeys === 0).map(({ id }) => id),
  );
  return target.projects.filter(({ id }) => back.has(id)).map(({ id, name }) => ({
    code: "project_without_keys",
    subject: { type: "project", id, name, project: null },
    sentence: `The project '${name}' comes back into use, but its API keys stay revoked: make new ones.`,
  }));
}

function count(keys: number): string {
  return keys === 1 ? "the one key" : `each of the ${keys} keys`;
}
