import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { extname, join, relative } from "node:path";
import type { Manifest as ViteManifest } from "vite";
import type { ClientModule, StaticFile } from "../manifest.ts";

/** What the browser's build has left in its folder. */
export class BuiltFiles {
  readonly #manifest: ViteManifest;

  constructor(readonly folder: string, readonly root: string) {
    this.#manifest = JSON.parse(readFileSync(join(folder, ".vite/manifest.json"), "utf8"));
  }

  /** Where the browser finds the module that a source file has become, and the style sheets that it needs. */
  module(file: string): ClientModule & { styles: string[] } {
    const key = relative(this.root, file).replaceAll("\\", "/");
    const chunk = this.#manifest[key];
    if (chunk === undefined) throw new Error(`The browser's build has no module for ${key}.`);
    const keys = [...this.#imports(key, new Set())];
    const styles = [key, ...keys].flatMap((key) => this.#manifest[key]!.css ?? []);
    return {
      url: `/${chunk.file}`,
      imports: keys.map((key) => `/${this.#manifest[key]!.file}`),
      styles: [...new Set(styles)].map((name) => `/${name}`),
    };
  }

  /** Every file that may be served, by its path in an address. */
  files(): Record<string, StaticFile> {
    const files: Record<string, StaticFile> = {};
    for (const entry of readdirSync(this.folder, { recursive: true, withFileTypes: true })) {
      const path = relative(this.folder, join(entry.parentPath, entry.name)).replaceAll("\\", "/");
      if (!entry.isFile() || path.startsWith(".vite/")) continue;
      const content = readFileSync(join(this.folder, path));
      files[encodeURI(`/${path}`)] = {
        type: TYPES[extname(path)] ?? "application/octet-stream",
        etag: `"${createHash("sha256").update(content).digest("base64url").slice(0, 16)}"`,
        size: content.length,
        immutable: path.startsWith("assets/"),
      };
    }
    return files;
  }

  #imports(key: string, found: Set<string>): Set<string> {
    for (const imported of this.#manifest[key]!.imports ?? []) {
      if (found.has(imported)) continue;
      found.add(imported);
      this.#imports(imported, found);
    }
    return found;
  }
}

/** A name for the state of the static files: it changes when one of them does. */
export function contentId(folder: string): string {
  const hash = createHash("sha256");
  for (const path of existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: "utf8" }).sort() : []) {
    hash.update(path);
    if (extname(path) !== "") hash.update(readFileSync(join(folder, path)));
  }
  return hash.digest("hex").slice(0, 12);
}

const TYPES: Record<string, string> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".woff2": "font/woff2",
};
