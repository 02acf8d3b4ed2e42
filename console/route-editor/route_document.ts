import type { RouteNode } from "../../shared/contracts/route_tree.ts";
import { type DraftTree, type NewId, readTree, writeTree } from "./draft_tree.ts";

/** All of a route that is edited. Texts and numbers are as they were typed, right or wrong. */
export interface RouteDocument {
  readonly name: string;
  /** Separated by commas or space. */
  readonly aliases: string;
  /** Null: answers are not kept. */
  readonly cache: DraftCache | null;
  readonly tree: DraftTree;
}

export interface DraftCache {
  readonly ttlSeconds: number | undefined;
  readonly answerBytesMax: number | undefined;
}

/** A route as the API has it. */
export interface RouteContent {
  name: string;
  aliases: readonly string[];
  cache: { ttlSeconds: number; answerBytesMax?: number | null | undefined } | null;
  /** Null: it is still to be made. */
  tree: RouteNode | null;
}

/** The same of a document, whether the contract takes it or not. */
export interface WrittenRoute {
  name: string;
  aliases: readonly string[];
  cache: { ttlSeconds?: number | undefined; answerBytesMax?: number | null | undefined } | null;
  tree: unknown;
}

export function readDocument({ name, aliases, cache, tree }: RouteContent, newId: NewId): RouteDocument {
  return {
    name,
    aliases: aliases.join(", "),
    cache: cache === null ? null : readCache(cache),
    tree: tree === null ? null : readTree(tree, newId),
  };
}

/** The API says what holds; what holds anyway is left out, so that saving does not write it down. */
function readCache({ ttlSeconds, answerBytesMax }: NonNullable<RouteContent["cache"]>): DraftCache {
  return {
    ttlSeconds,
    answerBytesMax: answerBytesMax === ANSWER_BYTES_BY_DEFAULT ? undefined : answerBytesMax ?? undefined,
  };
}

/** That of the contract, which would bring its whole library along. */
export const ANSWER_BYTES_BY_DEFAULT = 1_048_576;

export function writeDocument({ name, aliases, cache, tree }: RouteDocument): WrittenRoute {
  return {
    name: name.trim(),
    aliases: splitAliases(aliases),
    cache,
    tree: tree === null ? null : writeTree(tree),
  };
}

export function splitAliases(text: string): string[] {
  return text.split(/[\s,]+/).filter((alias) => alias !== "");
}

/** Whether two documents are the same route to gateways. */
export function sameRoute(one: RouteDocument, other: RouteDocument): boolean {
  return one === other || JSON.stringify(writeDocument(one)) === JSON.stringify(writeDocument(other));
}

/** A route that is still to be made. */
export const NEW_ROUTE: RouteContent = { name: "", aliases: [], cache: null, tree: null };
