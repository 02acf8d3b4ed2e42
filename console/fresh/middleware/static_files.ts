import type { RequestContext } from "../request_context.ts";
import { ASSET_MARK } from "../runtime/runtime.ts";
import type { MiddlewareFn } from "../types.ts";

/** Serves the build's files, and those of `static/`, by their names. What changes its name with its content is cached. */
export function staticFiles<State>(): MiddlewareFn<State> {
  return async (context) => {
    const { manifest, req, url, next } = context as RequestContext<State>;
    // Only names that the build knows are looked up: no path of a reader reaches the disk.
    const file = Object.hasOwn(manifest.files, url.pathname) ? manifest.files[url.pathname] : undefined;
    if (file === undefined || (req.method !== "GET" && req.method !== "HEAD")) return await next();
    const isMarked = manifest.buildId !== "" && url.searchParams.get(ASSET_MARK) === manifest.buildId;
    const headers = new Headers({
      "content-type": file.type,
      "etag": file.etag,
      "x-content-type-options": "nosniff",
      "cache-control": file.immutable || isMarked ? "public, max-age=31536000, immutable" : "no-cache",
    });
    if (req.headers.get("if-none-match")?.replaceAll("W/", "").split(/\s*,\s*/).includes(file.etag)) {
      return new Response(null, { status: 304, headers });
    }
    headers.set("content-length", String(file.size));
    return new Response(req.method === "HEAD" ? null : await manifest.openFile(url.pathname), { headers });
  };
}
