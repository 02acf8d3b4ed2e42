import { type OpenSegment, openSegmentFile } from "../segment_file.ts";

/** A disk with as much room as a test leaves it; counts what is done to it. */
export class FaultyDisk {
  /** Bytes that may still be written. */
  room = Infinity;
  /** Whether cutting off fails as well. */
  truncates = true;
  writes = 0;
  syncs = 0;

  readonly open: OpenSegment = (path) => {
    const file = openSegmentFile(path);
    return {
      write: (bytes) => {
        this.writes++;
        // As a disk does it: what fits is taken, and the next write finds no room.
        if (this.room <= 0) throw new Error("No space left on device");
        const taken = file.write(bytes.subarray(0, Math.min(bytes.length, this.room)));
        this.room -= taken;
        return taken;
      },
      truncate: (bytes) => {
        if (!this.truncates) throw new Error("Input/output error");
        file.truncate(bytes);
      },
      sync: () => {
        this.syncs++;
        return file.sync();
      },
      close: () => file.close(),
    };
  };
}
