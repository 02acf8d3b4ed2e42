/**
 * Where offsets in a text's UTF-8 bytes lie in the text itself, in UTF-16 units. Those past its end, or inside a character,
 * are left out. One pass, whatever their number.
 */
export function utf16Offsets(text: string, byteOffsets: readonly number[]): Map<number, number> {
  const wanted = [...new Set(byteOffsets)].sort((a, b) => a - b);
  const found = new Map<number, number>();
  let bytes = 0;
  let next = 0;
  for (let unit = 0; next < wanted.length; unit++) {
    while (next < wanted.length && wanted[next]! < bytes) next++;
    if (wanted[next] === bytes) found.set(bytes, unit);
    if (unit >= text.length) break;
    const point = text.codePointAt(unit)!;
    bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    if (point >= 0x10000) unit++;
  }
  return found;
}
