import { documentsOf } from "../console/graphql/persisted_documents.ts";
import { repositoryPath } from "./repository.ts";

/** The manifest of what browsers may send to GraphQL in production: each operation's text by its id. */
export async function persistedManifest(modules: readonly string[]): Promise<string> {
  const texts = new Map<string, string>();
  const places = new Map<string, string>();
  for (const path of modules) {
    for (const [name, document] of documentsOf(await import(`file://${path}`))) {
      if (document === null) continue;
      const place = `${name} in ${path}`;
      const other = places.get(document.name);
      // Logs and traces tell operations by their names.
      if (other !== undefined) throw new Error(`The operation ${document.name} is twice: ${other}, ${place}.`);
      places.set(document.name, place);
      texts.set(document.id, document.text);
    }
  }
  const byId = [...texts].sort(([one], [two]) => one < two ? -1 : 1);
  return JSON.stringify(Object.fromEntries(byId), null, 2) + "\n";
}

const DOCUMENTS = repositoryPath("console/graphql/documents");
const MANIFEST = repositoryPath("console/graphql/persisted_documents.json");

/** `--check` changes nothing and fails when the committed file is out of date. */
async function main(args: string[]): Promise<number> {
  const files = [...Deno.readDirSync(DOCUMENTS)].map(({ name }) => name).filter((name) => /(?<!_test)\.ts$/.test(name));
  const manifest = await persistedManifest(files.sort().map((name) => `${DOCUMENTS}/${name}`));
  const present = await Deno.readTextFile(MANIFEST).catch(() => null);
  if (manifest === present) return 0;
  if (args.includes("--check")) {
    console.error("console/graphql/persisted_documents.json is out of date: run `deno task generate`.");
    return 1;
  }
  await Deno.writeTextFile(MANIFEST, manifest);
  return 0;
}

if (import.meta.main) Deno.exit(await main(Deno.args));
