import type { RevisionProject, RevisionRoute } from "../contracts/config_revision.ts";
import type { TargetNode } from "../contracts/route_tree.ts";
import type { IndexedContent } from "./indexed_content.ts";

/** Where a request's `model` leads. */
export type ModelResolution =
  | { state: "route"; route: RevisionRoute }
  | { state: "direct"; target: TargetNode }
  | ModelRefusal;

/** Why it leads nowhere. */
export interface ModelRefusal {
  state: "refused";
  code: "model_not_found" | "direct_models_not_allowed";
  details: Readonly<Record<string, string>>;
}

/**
 * Finds where `model` leads: to the project's route that has this name, else this alias, else the longest prefix of it for an
 * alias; else to `provider/model`. So an alias may take the place of a provider's model.
 */
export function resolveModel(content: IndexedContent, project: RevisionProject, model: string): ModelResolution {
  const route = content.routes.get(project.id)?.get(model) ?? content.aliases.get(project.id)?.find(model);
  return route === undefined ? resolveDirectModel(content, project, model) : { state: "route", route };
}

/** `provider/model` as a target; the first slash separates, because models have slashes of their own. */
export function resolveDirectModel(
  { providers }: Pick<IndexedContent, "providers">,
  project: RevisionProject,
  model: string,
): Exclude<ModelResolution, { state: "route" }> {
  const slash = model.indexOf("/");
  const provider = slash < 0 ? undefined : providers.get(model.slice(0, slash));
  if (provider === undefined || slash === model.length - 1) {
    return { state: "refused", code: "model_not_found", details: { model } };
  }
  if (!project.allowDirectModels) return { state: "refused", code: "direct_models_not_allowed", details: {} };
  return { state: "direct", target: { type: "target", provider: provider.name, model: model.slice(slash + 1) } };
}
