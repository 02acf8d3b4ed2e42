import { existsSync, readdirSync } from "node:fs";
import { basename, join, relative, resolve } from "node:path";

export interface FreshViteConfig {
  /** Exports `app`. Default: `main.ts`. */
  serverEntry?: string;
  /** Imports the style sheets of all pages. Default: `client.ts`, which need not exist. */
  clientEntry?: string;
  /** Default: `islands`. */
  islandsDir?: string;
  /** Default: `routes`. */
  routeDir?: string;
  /** Files whose path one of these matches are neither routes nor islands. Tests never are. */
  ignore?: RegExp[];
}

export interface IslandSource {
  name: string;
  file: string;
}

/** Where the parts of the application lie. All paths are absolute. */
export class ProjectFiles {
  readonly serverEntry: string;
  readonly routeDir: string;
  readonly islandsDir: string;
  readonly #clientEntry: string;
  readonly #ignore: RegExp[];

  constructor(readonly root: string, config: FreshViteConfig) {
    this.serverEntry = resolve(root, config.serverEntry ?? "main.ts");
    this.routeDir = resolve(root, config.routeDir ?? "routes");
    this.islandsDir = resolve(root, config.islandsDir ?? "islands");
    this.#clientEntry = resolve(root, config.clientEntry ?? "client.ts");
    this.#ignore = [/[._]test\.[a-z]+$/, ...config.ignore ?? []];
  }

  clientEntry(): string | null {
    return existsSync(this.#clientEntry) ? this.#clientEntry : null;
  }

  /** The modules of the routes folder, special files included, islands and components not. */
  routes(): { path: string; file: string }[] {
    return this.#modules(this.routeDir)
      .map((file) => ({ file, path: relative(this.routeDir, file).replaceAll("\\", "/") }))
      .filter(({ path }) => !/(^|\/)\(_/.test(path));
  }

  /** The modules of the islands folder, and of every `(_islands)` below the routes. */
  islands(): IslandSource[] {
    const local = this.#modules(this.routeDir).filter((file) => /[\\/]\(_islands\)[\\/]/.test(file));
    const taken = new Set<string>();
    return [...this.#modules(this.islandsDir), ...local].map((file) => {
      const stem = basename(file).replace(/\.[a-z]+$/, "").replace(/\W/g, "_");
      let name = stem;
      for (let n = 2; taken.has(name); n++) name = `${stem}_${n}`;
      taken.add(name);
      return { name, file };
    });
  }

  /** Whether a file that comes or goes changes what the two lists above hold. */
  isListed(file: string): boolean {
    return [this.routeDir, this.islandsDir].some((folder) => resolve(file).startsWith(folder));
  }

  #modules(folder: string): string[] {
    if (!existsSync(folder)) return [];
    return readdirSync(folder, { recursive: true, encoding: "utf8" })
      .map((path) => join(folder, path))
      .filter((file) => /\.[jt]sx?$/.test(file) && !this.#ignore.some((pattern) => pattern.test(file)))
      .sort();
  }
}

/** The layer's own folder. */
export const LAYER = resolve(import.meta.dirname!, "..");
export const HYDRATE = join(LAYER, "client/hydrate_islands.ts");
