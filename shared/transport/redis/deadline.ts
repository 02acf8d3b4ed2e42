/**
 * Waits for `work`, but no longer than `ms` milliseconds: then `onLate` runs and its error is thrown.
 * A network's deadline is real time, whatever clock the rest of the process lives by.
 */
export async function withDeadline<T>(work: Promise<T>, ms: number, onLate: () => Error): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(onLate()), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
