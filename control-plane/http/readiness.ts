/** Whether one part can do its job; `details` are numbers that operators watch. */
export type Readiness = { ready: true; details?: Readonly<Record<string, number>> } | { ready: false; reason: string };

/** One part's check by its name; a check that throws or takes longer than the deadline is a reason. */
export type ReadinessChecks = Readonly<Record<string, () => Readiness | Promise<Readiness>>>;

/** Asks every part; ready when all are. */
export async function readiness(
  checks: ReadinessChecks,
  deadlineMs = 2_000,
): Promise<{ ready: boolean; checks: Record<string, Readiness> }> {
  const answers = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => [name, await within(deadlineMs, check)] as const),
  );
  return { ready: answers.every(([, answer]) => answer.ready), checks: Object.fromEntries(answers) };
}

async function within(deadlineMs: number, check: () => Readiness | Promise<Readiness>): Promise<Readiness> {
  const late = Promise.withResolvers<Readiness>();
  const timer = setTimeout(
    () => late.resolve({ ready: false, reason: `no answer within ${deadlineMs} ms` }),
    deadlineMs,
  );
  try {
    return await Promise.race([late.promise, (async () => await check())()]);
  } catch {
    // The error's text could hold an address or a user name; the log has it.
    return { ready: false, reason: "cannot be reached" };
  } finally {
    clearTimeout(timer);
  }
}
