import { asObject, asString, asText } from "../untyped.ts";

type Node = Record<string, unknown> | unknown[];

/**
 * Puts a call's arguments together from the pieces that they are streamed in, each at a JSON path (`$.recipe.steps[2]`).
 * Pieces of a text follow each other at its path.
 */
export class PartialArguments {
  readonly #root: Record<string, unknown>;
  /** The path of a text that goes on. */
  #openPath: string | null = null;

  /** `given`: arguments that came whole. */
  constructor(given: Record<string, unknown> | null) {
    this.#root = bare(given ?? {});
  }

  /** Takes one of `partialArgs`; false when it cannot be understood, or leads nowhere. */
  add(piece: Record<string, unknown>): boolean {
    const path = asText(piece["jsonPath"]);
    const steps = path === null ? null : pathSteps(path);
    const value = valueOf(piece);
    if (path === null || steps === null || value === undefined) return false;
    const goesOn = this.#openPath === path;
    this.#openPath = piece["willContinue"] === true ? path : null;
    return place(
      this.#root,
      steps,
      (before) => goesOn && typeof before === "string" && typeof value === "string" ? before + value : value,
    );
  }

  /** The arguments so far, as JSON. */
  get json(): string {
    return JSON.stringify(this.#root);
  }
}

/** Deeper arguments are nobody's, and could not be written out. */
const DEPTH_MAX = 256;

/** An object without a prototype, so that no name that a model thinks of means anything else. */
function bare(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.assign(Object.create(null), fields);
}

function valueOf(piece: Record<string, unknown>): unknown {
  const text = asString(piece["stringValue"]);
  if (text !== null) return text;
  if (typeof piece["numberValue"] === "number") return piece["numberValue"];
  if (typeof piece["boolValue"] === "boolean") return piece["boolValue"];
  return "nullValue" in piece ? null : undefined;
}

/** `$.a.b[0]['c']` → `["a", "b", 0, "c"]`; null for what is no such path, or the root itself. */
function pathSteps(path: string): (string | number)[] | null {
  const steps: (string | number)[] = [];
  const step = /\.([^.[\]]+)|\[(\d+)\]|\['((?:[^'\\]|\\.)*)'\]|\["((?:[^"\\]|\\.)*)"\]/gy;
  step.lastIndex = 1;
  while (step.lastIndex < path.length) {
    const found = step.exec(path);
    if (found === null || steps.length === DEPTH_MAX) return null;
    if (found[2] !== undefined) steps.push(Number(found[2]));
    else steps.push(found[1] ?? (found[3] ?? found[4])!.replaceAll(/\\(.)/g, "$1"));
  }
  return path.startsWith("$") && steps.length > 0 ? steps : null;
}

/** Walks to the last step, making objects and lists on the way; a list grows by one element at a time. */
function place(root: Node, steps: readonly (string | number)[], change: (before: unknown) => unknown): boolean {
  let node: Node = root;
  for (const [index, step] of steps.entries()) {
    if (Array.isArray(node) ? typeof step !== "number" || step > node.length : typeof step !== "string") return false;
    const fields = node as Record<string | number, unknown>;
    if (index === steps.length - 1) {
      fields[step] = change(fields[step]);
      return true;
    }
    fields[step] ??= typeof steps[index + 1] === "number" ? [] : bare({});
    const next: unknown = fields[step];
    if (!Array.isArray(next) && asObject(next) === null) return false;
    node = next as Node;
  }
  return false;
}
