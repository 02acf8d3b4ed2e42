/**
 * The URLPattern pathname of a file in the routes folder; null where the file is no route (`_middleware.ts`,
 * `(_islands)/Counter.tsx`).
 */
export function routePattern(path: string): string | null {
  const segments = path.replace(/\.[a-z]+$/, "").split("/");
  const last = segments.at(-1)!;
  if (last.startsWith("_") || segments.some((segment) => segment.startsWith("(_"))) return null;
  return directoryPattern(last === "index" ? segments.slice(0, -1) : segments);
}

/** The pathname that the folders above a file stand for. Groups, `(name)`, stand for nothing. */
export function directoryPattern(segments: readonly string[]): string {
  return segments.map(segmentPattern).join("") || "/";
}

/** Orders patterns so that the more particular is tried first: literals, `:param`, optional, `:rest*`. */
export function comparePatterns(left: string, right: string): number {
  const a = left.match(SEGMENTS) ?? [], b = right.match(SEGMENTS) ?? [];
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const difference = rank(a[i]) - rank(b[i]);
    if (difference !== 0) return difference;
  }
  return left < right ? -1 : left > right ? 1 : 0;
}

const SEGMENTS = /\{[^}]*\}\??|\/[^/{]*/g;

function rank(segment: string | undefined): number {
  if (segment === undefined) return 2;
  if (segment.endsWith("*")) return 4;
  if (segment.startsWith("{")) return 3;
  return segment.includes(":") ? 1 : 0;
}

function segmentPattern(segment: string): string {
  if (/^\(.*\)$/.test(segment)) return "";
  const optional = /^\[\[([^\]]+)\]\]$/.exec(segment);
  if (optional !== null) return `{/:${optional[1]}}?`;
  return "/" + segment.replace(/\[\.\.\.([^\]]+)\]/g, ":$1*").replace(/\[([^\]]+)\]/g, ":$1");
}
