import { define } from "../state.ts";

/**
 * Compresses the build's files on their way, for browsers that take gzip. Files alone: a page holds what its reader may see
 * beside what others can put there, and lengths would tell of the one by the other; streams must not be held back.
 */
export const compressedFiles = define.middleware(async (ctx) => {
  const answer = await ctx.next();
  const { body, headers, status } = answer;
  const isText = /^(text\/(css|javascript)|application\/json|image\/svg\+xml)/.test(headers.get("content-type") ?? "");
  // Nothing but files has an etag here.
  const etag = headers.get("etag");
  if (!isText || etag === null) return answer;
  const changed = new Headers(headers);
  changed.append("vary", "accept-encoding");
  if (body === null || status !== 200 || !acceptsGzip(ctx.req.headers)) {
    return new Response(body, { status, headers: changed });
  }
  changed.set("content-encoding", "gzip");
  changed.delete("content-length");
  // The same for whoever reads it, and other bytes.
  changed.set("etag", etag.startsWith("W/") ? etag : `W/${etag}`);
  return new Response(body.pipeThrough(new CompressionStream("gzip")), { status, headers: changed });
});

function acceptsGzip(headers: Headers): boolean {
  const accepted = (headers.get("accept-encoding") ?? "").toLowerCase().split(",").map((part) => part.trim());
  return accepted.some((part) => /^(gzip|\*)(;|$)/.test(part) && !/;\s*q=0(\.0*)?$/.test(part));
}
