import { dataOfEvents } from "./read_chat_stream.ts";

/** The ways in which every recorded stream is replayed whole: in one piece, byte by byte, and in uneven pieces. */
export function wholeModes(bytes: Uint8Array): [name: string, chunks: () => Iterable<Uint8Array>][] {
  return [
    ["whole", () => [bytes]],
    ["byte by byte", () => pieces(bytes, () => 1)],
    ["in uneven pieces", () => pieces(bytes, (index) => 1 + ((index * 7) % 61))],
  ];
}

/** Every stream that ends where an event of `bytes` does, but for the last, and some that end inside an event. */
export function cuts(bytes: Uint8Array): Uint8Array[] {
  const ends: number[] = [0];
  for (let i = 1; i < bytes.length; i++) if (bytes[i] === LINE_FEED && bytes[i - 1] === LINE_FEED) ends.push(i + 1);
  const cutShort = ends.filter((end) => hasEventsLeft(bytes.subarray(end))).map((end) => bytes.subarray(0, end));
  const inside = ends.slice(0, -1).map((end, index) => Math.floor((end + (ends[index + 1] ?? end)) / 2));
  return [...cutShort, ...inside.map((end) => bytes.subarray(0, end))];
}

const LINE_FEED = 0x0a;

function* pieces(bytes: Uint8Array, lengthOf: (index: number) => number): Iterable<Uint8Array> {
  for (let from = 0, index = 0; from < bytes.length; index++) {
    const until = from + lengthOf(index);
    yield bytes.subarray(from, until);
    from = until;
  }
}

function hasEventsLeft(bytes: Uint8Array): boolean {
  return dataOfEvents(new TextDecoder().decode(bytes)).length > 0;
}
