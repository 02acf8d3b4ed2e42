import { type ReadonlySignal, signal } from "@preact/signals";

/** Whether the session ended under a page: it asks to sign in again then, and what was being written stays. */
export interface SessionExpiry {
  /** True from the first answer that says so until `restored()`. */
  readonly expired: ReadonlySignal<boolean>;
  /** Told for every such answer; of several only the first changes anything. */
  report(): void;
  /** Somebody is signed in again, as the same person. For another one, load the page anew: it shows the first one's data. */
  restored(): void;
}

export function createSessionExpiry(): SessionExpiry {
  const expired = signal(false);
  return {
    expired,
    report: () => {
      expired.value = true;
    },
    restored: () => {
      expired.value = false;
    },
  };
}
