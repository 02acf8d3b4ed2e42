import { join, relative } from "node:path";
import { BuiltFiles } from "./built_files.ts";
import { HYDRATE, LAYER, type ProjectFiles } from "./project_files.ts";

/** The module that the server starts from. */
export const SERVER_MODULE = "virtual:fresh/server";
export const MANIFEST_MODULE = "virtual:fresh/manifest";

/** Gives the app its files. `handler` answers requests; the default export is for `deno serve`. */
export function serverModule(project: ProjectFiles): string {
  return `
    import { attachManifest } from ${text(join(LAYER, "app.ts"))};
    import { app } from ${text(project.serverEntry)};
    import manifest from ${text(MANIFEST_MODULE)};
    attachManifest(app, manifest);
    export const handler = app.handler();
    export default { fetch: (request, info) => handler(request, info) };
  `;
}

/** The manifest (see `manifest.ts`) while developing, where Vite serves every module by its own path. */
export function developmentManifest(project: ProjectFiles): string {
  const entry = project.clientEntry();
  return manifestModule(project, {
    mode: "development",
    buildId: "",
    hydrate: { url: devUrl(project, HYDRATE), imports: [] },
    scripts: ["/@vite/client", ...entry === null ? [] : [devUrl(project, entry)]],
    styles: [],
    files: {},
  }, (file) => ({ url: devUrl(project, file), imports: [], styles: [] }));
}

/** The manifest of a finished browser's build. */
export function productionManifest(project: ProjectFiles, folder: string, buildId: string): string {
  const built = new BuiltFiles(folder, project.root);
  const entry = project.clientEntry();
  return manifestModule(project, {
    mode: "production",
    buildId,
    hydrate: built.module(HYDRATE),
    // The entry is there for its style sheets; a page without islands has no script, and others load theirs.
    scripts: [],
    styles: entry === null ? [] : built.module(entry).styles,
    files: built.files(),
  }, (file) => built.module(file));
}

function manifestModule(project: ProjectFiles, rest: object, clientModule: (file: string) => object): string {
  const routes = project.routes(), islands = project.islands();
  return `
    ${routes.map(({ file }, i) => `import * as route${i} from ${text(file)};`).join("\n")}
    ${islands.map(({ file }, i) => `import * as island${i} from ${text(file)};`).join("\n")}
    export default {
      ...${text(rest)},
      routes: [${routes.map(({ path }, i) => `{ path: ${text(path)}, module: route${i} }`)}],
      islands: [${
    islands.map(({ name, file }, i) => `{ ...${text(clientModule(file))}, name: ${text(name)}, module: island${i} }`)
  }],
      openFile: async (path) => (await Deno.open(new URL("./client" + path, import.meta.url))).readable,
    };
  `;
}

function devUrl(project: ProjectFiles, file: string): string {
  const path = relative(project.root, file).replaceAll("\\", "/");
  return path.startsWith("..") ? `/@fs/${file.replaceAll("\\", "/").replace(/^\//, "")}` : `/${path}`;
}

function text(value: unknown): string {
  return JSON.stringify(value);
}
