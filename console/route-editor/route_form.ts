import type { RouteContent, WrittenRoute } from "./route_document.ts";
import { splitAliases } from "./route_document.ts";

/** The fields of the form that edits a route without a script. */
export interface RouteFormValues {
  name: string;
  aliases: string;
  /** Seconds; empty: answers are not kept. */
  ttlSeconds: string;
  answerBytesMax: string;
  /** JSON. */
  tree: string;
}

export function writeRouteForm({ name, aliases, cache, tree }: RouteContent): RouteFormValues {
  return {
    name,
    aliases: aliases.join(", "),
    ttlSeconds: String(cache?.ttlSeconds ?? ""),
    answerBytesMax: String(cache?.answerBytesMax ?? ""),
    tree: tree === null ? "" : JSON.stringify(tree, null, 2),
  };
}

/** What the form holds, for the API to judge; a tree that is no JSON is told here. */
export function readRouteForm(
  form: Pick<URLSearchParams, "get">,
): { kind: "read"; content: WrittenRoute } | { kind: "problem"; message: string } {
  const text = (name: keyof RouteFormValues) => (form.get(name) ?? "").trim();
  const number = (name: "ttlSeconds" | "answerBytesMax") => text(name) === "" ? undefined : Number(text(name));
  let tree: unknown;
  try {
    tree = JSON.parse(text("tree"));
  } catch (error) {
    return { kind: "problem", message: `The tree is no JSON: ${(error as Error).message}` };
  }
  const ttlSeconds = number("ttlSeconds");
  const cache = ttlSeconds === undefined ? null : { ttlSeconds, answerBytesMax: number("answerBytesMax") };
  return { kind: "read", content: { name: text("name"), aliases: splitAliases(text("aliases")), cache, tree } };
}
