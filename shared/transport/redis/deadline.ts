/**
 * Waits for `work`, but no longer than `ms` milliseconds: then `onLate` runs and its error is thrown.
 * A network's deadline is real time, whatever clock the rest of the process lives by.
 */
export function withDeadline<T>(work: Promise<T>, ms: number, onLate: () => Error): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(onLate()), ms);
    work.then((value) => {
      clearTimeout(timer);
      resolve(value);
    }, (error) => {
      clearTimeout(timer);
      reject(error);
    });
  });
}
