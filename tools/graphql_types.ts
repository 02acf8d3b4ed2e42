import { buildSchema, introspectionFromSchema } from "graphql";
import { minifyIntrospection, outputIntrospectionFile } from "gql.tada/internal";
import { repositoryPath } from "./repository.ts";

/** The schema's types as gql.tada reads them, made from the schema in GraphQL's own language. */
export function graphqlTypes(sdl: string): string {
  const introspection = introspectionFromSchema(buildSchema(sdl), { descriptions: false });
  const minified = minifyIntrospection(introspection as unknown as Parameters<typeof minifyIntrospection>[0]);
  const types = outputIntrospectionFile(minified, { fileType: ".d.ts", shouldPreprocess: true });
  // The last part would declare this the one schema of every program; ours is named where it is used.
  const ours = types.slice(types.indexOf("export type"), types.indexOf("import * as gqlTada"));
  return HEAD + ours.replace(/\/\*\*.*?\*\/\n/s, "").trimEnd() + "\n";
}

const HEAD = "// Made from schema.graphql by `deno task generate`.\n\n";
const SCHEMA = repositoryPath("schema.graphql");
const TYPES = repositoryPath("console/graphql/generated/introspection.d.ts");

/** `--check` changes nothing and fails when the committed file is out of date. */
async function main(args: string[]): Promise<number> {
  const types = graphqlTypes(await Deno.readTextFile(SCHEMA));
  const present = await Deno.readTextFile(TYPES).catch(() => null);
  if (types === present) return 0;
  if (args.includes("--check")) {
    console.error("console/graphql/generated/introspection.d.ts is out of date: run `deno task generate`.");
    return 1;
  }
  await Deno.writeTextFile(TYPES, types);
  return 0;
}

if (import.meta.main) Deno.exit(await main(Deno.args));
