/** A run of base64 that is no word of anybody's: characters. */
export const BASE64_RUN_MIN = 1_024;

/**
 * Where unbroken runs of base64 of at least `BASE64_RUN_MIN` characters stand in a text: images, files, encrypted blobs.
 * Ordinary text is looked at once every `BASE64_RUN_MIN` characters.
 */
export function findBase64Runs(text: string): [start: number, end: number][] {
  const runs: [number, number][] = [];
  let start = 0;
  while (start + BASE64_RUN_MIN <= text.length) {
    const last = lastOther(text, start, start + BASE64_RUN_MIN);
    if (last >= start) {
      start = last + 1;
      continue;
    }
    let end = start + BASE64_RUN_MIN;
    while (end < text.length && isBase64(text.charCodeAt(end))) end++;
    runs.push([start, end]);
    start = end + 1;
  }
  return runs;
}

/** The last character of a part that is none of base64; before `from` when all are. */
function lastOther(text: string, from: number, to: number): number {
  let at = to - 1;
  while (at >= from && isBase64(text.charCodeAt(at))) at--;
  return at;
}

function isBase64(code: number): boolean {
  return code < 128 && IN_BASE64[code] === 1;
}

const IN_BASE64 = new Uint8Array(128);
for (const character of "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/_-=") {
  IN_BASE64[character.charCodeAt(0)] = 1;
}
