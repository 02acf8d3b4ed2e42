/** One file of a spool while it is written: append-only, and synchronous where the request path waits for it. */
export interface SegmentFile {
  /** Appends; returns how many bytes were taken, which may be fewer. Throws when none could be (no space, input/output fault). */
  write(bytes: Uint8Array): number;
  /** Cuts off everything after `bytes`. Throws when it cannot. */
  truncate(bytes: number): void;
  /** Asks the operating system to put the data on the disk. Rejects when it cannot. */
  sync(): Promise<void>;
  close(): void;
}

/** Makes a new segment file; throws when it exists or cannot be made. */
export type OpenSegment = (path: string) => SegmentFile;

/** A segment file of the file system, mode 0600. */
export const openSegmentFile: OpenSegment = (path) => {
  const file = Deno.openSync(path, { createNew: true, append: true, mode: 0o600 });
  // A handle that syncs in the background refuses to be written meanwhile: syncing has one of its own.
  let syncing: Deno.FsFile;
  try {
    syncing = Deno.openSync(path, { read: true });
  } catch (fault) {
    file.close();
    throw fault;
  }
  return {
    write: (bytes) => file.writeSync(bytes),
    truncate: (bytes) => file.truncateSync(bytes),
    sync: () => syncing.syncData(),
    close() {
      file.close();
      syncing.close();
    },
  };
};
