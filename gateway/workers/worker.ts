/** A process that shares the port with others of its kind, as the one that watches over it sees it. */
export interface Worker {
  readonly processId: number;
  /** Resolves to true when it serves, to false when it ended before it did. */
  readonly ready: Promise<boolean>;
  /** Resolves when the process is gone, to how it ended. */
  readonly ended: Promise<WorkerEnd>;
  /** Answers until clients have gone over to others, and ends. */
  retire(): void;
  /** Turns new requests away, finishes those it has within its deadline, and ends. */
  stop(): void;
  /** Ends it at once. */
  kill(): void;
}

/** A signal's name, or the exit code where none ended it. */
export interface WorkerEnd {
  code: number | null;
  signal: string | null;
}
