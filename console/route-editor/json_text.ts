import { type AnyNode, type DocumentNode, parse } from "@humanwhocodes/momoa";
import type { RouteNode } from "../../shared/contracts/route_tree.ts";
import type { FailureIssue } from "../graphql/failure.ts";
import { checkTree } from "./check_document.ts";

/** A problem of a text in JSON. */
export interface TextProblem {
  /** From 1. */
  line: number;
  /** From 1. */
  column: number;
  /** A JSON pointer into the tree; null where the text is no JSON. */
  path: string | null;
  message: string;
}

export type ReadText = { kind: "tree"; tree: RouteNode } | { kind: "problems"; problems: readonly TextProblem[] };

/** Reads a route's tree from what was typed. */
export function readTreeText(text: string): ReadText {
  let document: DocumentNode;
  let tree: unknown;
  try {
    document = parse(text, { mode: "json" });
    tree = JSON.parse(text);
  } catch (error) {
    return { kind: "problems", problems: [syntaxProblem(error as Error, text)] };
  }
  const issues = checkTree(tree);
  if (issues.length === 0) return { kind: "tree", tree: tree as RouteNode };
  return { kind: "problems", problems: issues.map((issue) => placeIssue(issue, document)) };
}

function placeIssue({ path, message }: FailureIssue, document: DocumentNode): TextProblem {
  const { line, column } = startOf(document.body as AnyNode, path);
  return { line, column, path: path.map((part) => `/${part}`).join(""), message };
}

/** Where what a path leads to begins, or the last of it that is there. */
function startOf(node: AnyNode, [step, ...rest]: readonly string[]): { line: number; column: number } {
  const { start } = node.loc;
  if (step === undefined) return start;
  if (node.type === "Array") {
    const element = node.elements[Number(step)];
    return element === undefined ? start : startOf(element.value as AnyNode, rest);
  }
  if (node.type !== "Object") return start;
  const member = node.members.find(({ name }) => (name.type === "String" ? name.value : name.name) === step);
  if (member === undefined) return start;
  return rest.length === 0 ? member.loc.start : startOf(member.value as AnyNode, rest);
}

function syntaxProblem(error: Error, text: string): TextProblem {
  const { line, column } = error as Error & { line?: number; column?: number };
  const end = text.split("\n");
  return {
    line: line ?? end.length,
    column: column ?? end.at(-1)!.length + 1,
    path: null,
    message: error.message.replace(/\s*\(\d+:\d+\)$/, "."),
  };
}
