import { lexicographicSortSchema, printSchema } from "graphql";
import { schema } from "./schema.ts";

const path = new URL("../../schema.graphql", import.meta.url);

/** The API as GraphQL's own language, sorted, so that it differs only where the API does. Needs no database. */
export function printedSchema(): string {
  return printSchema(lexicographicSortSchema(schema)) + "\n";
}

if (import.meta.main) {
  const printed = printedSchema();
  if (!Deno.args.includes("--check")) {
    await Deno.writeTextFile(path, printed);
  } else if (await Deno.readTextFile(path).catch(() => "") !== printed) {
    console.error("schema.graphql is out of date: run `deno task generate`.");
    Deno.exit(1);
  }
}
