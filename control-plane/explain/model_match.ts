import type { RevisionRoute } from "../../shared/contracts/config_revision.ts";
import type { ModelResolution } from "../../shared/routing/resolve_model.ts";

/** How a request's `model` was understood. */
export interface ModelMatch {
  kind: "route_name" | "alias" | "alias_prefix" | "direct" | "model_not_found" | "direct_models_not_allowed";
  routeName: string | null;
  /** The alias that it matched. */
  alias: string | null;
  message: string;
}

/** Tells how `model` was resolved. */
export function modelMatch(resolved: ModelResolution, model: string): ModelMatch {
  switch (resolved.state) {
    case "route":
      return routeMatch(resolved.route, model);
    case "direct": {
      const { provider, model: served } = resolved.target;
      const message = `No route has this name or alias; it names the provider '${provider}' and its model '${served}'.`;
      return { kind: "direct", routeName: null, alias: null, message };
    }
    case "refused":
      return { kind: resolved.code, routeName: null, alias: null, message: refusalMessage(resolved.code, model) };
  }
}

/** How a route of this name came to answer to `model`. */
export function routeMatch({ name, aliases = [] }: Pick<RevisionRoute, "name" | "aliases">, model: string): ModelMatch {
  if (name === model) {
    return { kind: "route_name", routeName: name, alias: null, message: `It is the name of the route '${name}'.` };
  }
  if (aliases.includes(model)) {
    return { kind: "alias", routeName: name, alias: model, message: `It is an alias of the route '${name}'.` };
  }
  const prefixes = aliases.filter((alias) => alias.endsWith("*") && model.startsWith(alias.slice(0, -1)));
  const alias = prefixes.sort((a, b) => b.length - a.length)[0] ?? null;
  return {
    kind: "alias_prefix",
    routeName: name,
    alias,
    message: `It begins as the alias '${alias}' of the route '${name}' does, the longest one that fits.`,
  };
}

function refusalMessage(code: "model_not_found" | "direct_models_not_allowed", model: string): string {
  if (code === "direct_models_not_allowed") {
    return "No route has this name or alias, and the project does not allow 'provider/model'.";
  }
  const slash = model.indexOf("/");
  if (slash < 0) {
    return "No route of the project has this name or alias, and it has no slash, so it is no 'provider/model'.";
  }
  const provider = model.slice(0, slash);
  return `No route of the project has this name or alias, and there is no provider '${provider}' with a model behind it.`;
}
