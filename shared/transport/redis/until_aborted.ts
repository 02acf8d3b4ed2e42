/** What `work` comes to, or `otherwise` as soon as `signal` aborts; `work` goes on unheeded then. */
export async function untilAborted<T>(work: Promise<T>, otherwise: T, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return await work;
  const aborted = Promise.withResolvers<T>();
  const abort = () => aborted.resolve(otherwise);
  signal.addEventListener("abort", abort, { once: true });
  if (signal.aborted) abort();
  try {
    return await Promise.race([aborted.promise, work]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}
