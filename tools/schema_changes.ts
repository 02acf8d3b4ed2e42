import {
  buildSchema,
  DangerousChangeType,
  findBreakingChanges,
  findDangerousChanges,
  type GraphQLSchema,
} from "graphql";
import { z } from "zod";

/** A change that callers of the API must be able to live with, though it may break them. */
export const intendedChange = z.strictObject({
  /** What graphql says of it, word for word: `Project.owner was removed.` */
  change: z.string().min(1),
  /** Why it is made, and what callers do instead. */
  reason: z.string().min(10),
  /** When it was decided, `2026-01-31`. */
  date: z.iso.date(),
});
export type IntendedChange = z.infer<typeof intendedChange>;

export interface SchemaChanges {
  /** What breaks callers and was not intended. */
  breaking: string[];
  /** What may surprise callers that do not expect anything new: told, and nothing more. */
  dangerous: string[];
  /** Intended changes that are none any more: their entries can go. */
  settled: string[];
}

/** What the schema `after` does to those who call by the one `before`; both in GraphQL's own language. */
export function schemaChanges(before: string, after: string, intended: readonly IntendedChange[]): SchemaChanges {
  const schemas: [GraphQLSchema, GraphQLSchema] = [buildSchema(before), buildSchema(after)];
  const dangerous = findDangerousChanges(...schemas);
  // Another default is another answer to the very same call.
  const defaults = dangerous.filter(({ type }) => type === DangerousChangeType.ARG_DEFAULT_VALUE_CHANGE);
  const breaking = [...findBreakingChanges(...schemas), ...defaults].map(({ description }) => description);
  const known = new Set(intended.map(({ change }) => change));
  return {
    breaking: breaking.filter((description) => !known.has(description)),
    dangerous: dangerous.filter((change) => !defaults.includes(change)).map(({ description }) => description),
    settled: intended.filter(({ change }) => !breaking.includes(change)).map(({ change }) => change),
  };
}
