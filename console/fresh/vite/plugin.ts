import { join, resolve } from "node:path";
import { preact } from "@preact/preset-vite";
import type { Plugin, PluginOption, UserConfig } from "vite";
import { contentId } from "./built_files.ts";
import { serveApp, updateServer } from "./development_server.ts";
import { type FreshViteConfig, HYDRATE, LAYER, ProjectFiles } from "./project_files.ts";
import {
  developmentManifest,
  MANIFEST_MODULE,
  productionManifest,
  SERVER_MODULE,
  serverModule,
} from "./server_modules.ts";

export type { FreshViteConfig } from "./project_files.ts";

/** Makes a Fresh application of a Vite project: `vite` develops it, `vite build` writes `_fresh/server.js`. */
export function fresh(config: FreshViteConfig = {}): PluginOption[] {
  return [layer(config), ...preact({ devToolsEnabled: false })];
}

function layer(freshConfig: FreshViteConfig): Plugin {
  let project: ProjectFiles;
  let outDir: string;
  let buildId = "";
  return {
    name: "fresh",
    enforce: "pre",
    // One instance serves both builds, so that the second knows what the first has made.
    sharedDuringBuild: true,
    config(user, { command }) {
      const root = resolve(user.root ?? ".");
      project = new ProjectFiles(root, freshConfig);
      outDir = resolve(root, user.build?.outDir ?? "_fresh");
      if (command === "build") buildId = contentId(resolve(root, user.publicDir || "static"));
      return viteConfig(project, { isBuild: command === "build", outDir, buildId });
    },
    resolveId(id) {
      return id === SERVER_MODULE || id === MANIFEST_MODULE ? "\0" + id : null;
    },
    load(id) {
      if (id === "\0" + SERVER_MODULE) return serverModule(project);
      if (id !== "\0" + MANIFEST_MODULE) return null;
      return this.environment.mode === "build"
        ? productionManifest(project, join(outDir, "client"), buildId)
        : developmentManifest(project);
    },
    // Returned, so that it comes after Vite's own.
    configureServer: (server) => () => serveApp(server),
    hotUpdate({ server, type, file }) {
      if (this.environment.name !== "ssr") return;
      updateServer(server, project, { type, file });
      return [];
    },
  };
}

function viteConfig(
  project: ProjectFiles,
  { isBuild, outDir, buildId }: { isBuild: boolean; outDir: string; buildId: string },
): UserConfig {
  const sources = [HYDRATE, ...project.islands().map((island) => island.file), project.clientEntry() ?? []].flat();
  return {
    appType: "custom",
    publicDir: "static",
    cacheDir: join(outDir, ".vite"),
    define: { __FRESH_BUILD_ID__: JSON.stringify(buildId) },
    resolve: {
      alias: [
        { find: /^fresh$/, replacement: join(LAYER, "fresh.ts") },
        { find: /^fresh\/runtime$/, replacement: join(LAYER, "runtime/runtime.ts") },
      ],
      dedupe: ["preact", "@preact/signals"],
    },
    server: { fs: { allow: [project.root, LAYER, join(LAYER, "../../node_modules")] } },
    // Without the islands here, the first of them to be loaded would make Vite reload the page.
    optimizeDeps: { entries: sources },
    builder: {
      buildApp: async (builder) => {
        await builder.build(builder.environments.client!);
        await builder.build(builder.environments.ssr!);
      },
    },
    environments: {
      client: { build: clientBuild(sources, outDir) },
      // While developing, packages are loaded from where they are; the build leaves none outside.
      ssr: { resolve: isBuild ? { noExternal: true } : {}, build: serverBuild(outDir) },
    },
  };
}

function clientBuild(sources: string[], outDir: string) {
  return {
    outDir: join(outDir, "client"),
    emptyOutDir: true,
    manifest: true,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: sources,
      // Nothing imports an island's exports but the page's own script.
      preserveEntrySignatures: "exports-only" as const,
    },
  };
}

function serverBuild(outDir: string) {
  return {
    outDir,
    emptyOutDir: false,
    copyPublicDir: false,
    target: "esnext",
    minify: false,
    rolldownOptions: {
      input: { server: SERVER_MODULE },
      output: { entryFileNames: "server.js", codeSplitting: false },
    },
  };
}
