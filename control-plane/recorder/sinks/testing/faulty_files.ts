import type { SinkFile } from "../rotated_files.ts";

/** Real files on a disk that a test can fill, hang and break. */
export class FaultyFiles {
  /** How much may still be written. */
  bytesLeft = Infinity;
  truncates = true;
  /** While it is set, writes wait for it. */
  hold: Promise<void> | null = null;
  /** Bytes that were written and not synced. */
  unsynced = 0;

  readonly open = async (path: string): Promise<SinkFile> => {
    const file = await Deno.open(path, { append: true, createNew: true });
    return {
      write: async (bytes) => {
        await this.hold;
        if (this.bytesLeft <= 0) throw new Error("No space left on device (os error 28)");
        const written = await file.write(bytes.subarray(0, Math.min(bytes.length, this.bytesLeft)));
        this.bytesLeft -= written;
        this.unsynced += written;
        return written;
      },
      syncData: async () => {
        await file.syncData();
        this.unsynced = 0;
      },
      truncate: (bytes) => this.truncates ? file.truncate(bytes) : Promise.reject(new Error("Input/output error")),
      close: () => file.close(),
    };
  };
}
