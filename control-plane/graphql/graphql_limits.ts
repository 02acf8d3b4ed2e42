/** What one GraphQL request may be; docs/graphql_limits.md tells them all. */
export const GRAPHQL_LIMITS = {
  /** Characters of a document. */
  documentCharacters: 50_000,
  tokens: 2_000,
  /** Levels of fields, fragments laid open. */
  depth: 16,
  aliases: 30,
  directives: 50,
  /** Values in `variables`, those inside lists and objects included. */
  variableValues: 50_000,
  /** Lists and objects inside each other in `variables`. */
  variableDepth: 64,
  /** Ids in `nodes(ids)`. */
  nodes: 100,
  /** Documents that are kept parsed and validated. */
  cachedDocuments: 500,
} as const;
