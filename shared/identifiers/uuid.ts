/** Fills the array with random bytes; replaceable so that a test can foresee an id. */
export type FillRandom = (bytes: Uint8Array<ArrayBuffer>) => void;

/**
 * Makes a UUIDv7 (RFC 9562) for the moment `nowMs`, in whole epoch milliseconds.
 *
 * Ids of one process sort in the order they were made: those of one millisecond count up in `rand_a`. Over 2,048 of
 * them in a millisecond may borrow the next one, and a clock that steps back by up to a second is waited out. A larger
 * step back is followed, because an id's time must stay true.
 */
export function uuidv7(nowMs: number, random?: FillRandom): string {
  if (nowMs > lastMs || lastMs - nowMs > stepBackMsMax) {
    lastMs = nowMs;
    // The upper half stays free, so that a burst finds room to count in.
    counter = randomBytes(2, random) & 0x7ff;
  } else if (++counter > 0xfff) {
    lastMs++;
    counter = 0;
  }
  return lastId = format(lastMs, counter, random);
}

/** The millisecond since the Unix epoch that a UUIDv7 carries; a RangeError when `id` is no UUIDv7. */
export function uuidv7Milliseconds(id: string): number {
  // Whoever makes one asks for its time at once, and need not have it read back.
  if (id === lastId) return lastMs;
  if (!isUuidv7(id)) throw new RangeError("not a UUIDv7");
  return parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}

/** Whether `text` is a UUIDv7 in its canonical lower-case form. */
export function isUuidv7(text: string): boolean {
  return uuidv7Pattern.test(text);
}

const uuidv7Pattern = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const stepBackMsMax = 1_000;
const hex = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

let lastMs = -1;
let counter = 0;
let lastId: string | null = null;

// One system call fills thousands of ids: a call for each would cost more than the id.
const pool = new Uint8Array(8_192);
let poolOffset = pool.length;

/** Takes `count` (1 to 4) random bytes as one unsigned number. */
function randomBytes(count: number, random?: FillRandom): number {
  let source = pool;
  let offset = poolOffset;
  if (random !== undefined) {
    source = new Uint8Array(count);
    offset = 0;
    random(source);
  } else {
    if (offset + count > pool.length) {
      crypto.getRandomValues(pool);
      offset = 0;
    }
    poolOffset = offset + count;
  }
  let value = 0;
  for (let index = 0; index < count; index++) value = value * 256 + source[offset + index]!;
  return value;
}

function format(ms: number, sequence: number, random?: FillRandom): string {
  const high = randomBytes(4, random);
  const low = randomBytes(4, random);
  if (ms !== timeMs) {
    timeMs = ms;
    timeText = formatTime(ms);
  }
  // In parts of up to twelve characters, which the engine copies where it would make a tree of longer ones.
  const middle = hex[0x70 | (sequence >>> 8)]! + hex[sequence & 255]! + "-" +
    hex[0x80 | ((high >>> 24) & 0x3f)]! + hex[(high >>> 16) & 255]! + "-";
  const end = hex[(high >>> 8) & 255]! + hex[high & 255]! + hex[low >>> 24]! + hex[(low >>> 16) & 255]! +
    hex[(low >>> 8) & 255]! + hex[low & 255]!;
  return timeText + middle + end;
}

// The same for all ids of a millisecond.
let timeMs = -1;
let timeText = "";

function formatTime(ms: number): string {
  const high = Math.floor(ms / 65_536);
  return hex[(high >>> 24) & 255]! + hex[(high >>> 16) & 255]! + hex[(high >>> 8) & 255]! + hex[high & 255]! + "-" +
    hex[(ms / 256) & 255]! + hex[ms & 255]! + "-";
}
