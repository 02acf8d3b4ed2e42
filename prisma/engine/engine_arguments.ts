import { z } from "zod";

/** What Prisma's CLI asks of the schema engine when it starts one. */
export type EngineArguments =
  | { mode: "version" }
  | { mode: "database"; command: DatabaseCommand; databaseUrl: string }
  | { mode: "rpc"; datamodelPaths: string[]; datasource: Datasource };

export type DatabaseCommand = z.infer<typeof databaseCommand>;
export type Datasource = z.infer<typeof datasourceSchema>;

/** Reads the native engine's command line; throws on one that it would not know either. */
export function engineArguments(args: readonly string[]): EngineArguments {
  const datamodelPaths: string[] = [];
  let datasource: Datasource = {};
  let command: string | undefined;
  for (let index = 0; index < args.length; index++) {
    switch (args[index]) {
      case "--version":
        return { mode: "version" };
      case "--datamodels":
        datamodelPaths.push(z.string().parse(args[++index]));
        break;
      case "--datasource":
        datasource = datasourceSchema.parse(JSON.parse(args[++index] ?? "{}"));
        break;
      case "--enabled-preview-features":
      case "--extension-types":
        index++;
        break;
      case "cli":
        command = args[++index];
        break;
    }
  }
  if (command === undefined) return { mode: "rpc", datamodelPaths, datasource };
  return {
    mode: "database",
    command: databaseCommand.parse(command),
    databaseUrl: z.string({ error: "the datasource has no url" }).parse(datasource.url),
  };
}

const databaseCommand = z.enum(["can-connect-to-database", "create-database", "drop-database"]);
const datasourceSchema = z.object({ url: z.string().optional(), shadowDatabaseUrl: z.string().optional() });
